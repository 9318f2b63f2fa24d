"""Which of the places in a message is the council that looked after the person, and which is where they live.

“I was in care in cambridge but live in hinckley”: the council responsible for a care leaver is the one that looked
after them, wherever they live now (Children Act 1989, section 23C as amended; fact E26).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LIVES = re.compile(
    r"\b(?:live|lives|livin|living|lived|moved?|moving|staying|stay|based|renting|rent)\b[\w\s']{0,18}$"
    r"|\bnow(?: in| at)?\s*$"
    r"|\b(?:(?:my|our|got|have|had|ive|i've|given|go to|(?:in|at|into)(?: an?| my| our| the)?)\s+(?:\w+\s+){0,2}?)"
    r"(?:flat|house|home|place|room|hostel|uni|university)\b[\w\s']{0,18}$"
)
_CARED = re.compile(
    r"\b(in care|looked after|care leaver|fostered|foster|grew up|came through|placed by|my council|council is|"
    r"under(?! \d)|from(?! \d)|case|social worker|pa is|adviser is|leaving care|care (?:of|with|by|in|under))\b"
    r"[\w\s']{0,22}$|^\s*by\s*$|\b(?:im|i'm|i am|was) with\s*$"
)
_CARED_AFTER = re.compile(
    r"^(?:'s)?\s*(?:(?:county|city|borough|council|social services)\s+)*"
    r"(?:looked after|cared for|fostered|had me|took me|put me|placed me|care leaver|(?:is|was) my social worker|"
    r"(?:is|was|are|were) (?:my council|the council|responsible|where i was in care))\b"
)
_WISHED = re.compile(
    r"\b(?:(?:can|could|should|shall|may|might|would) (?:i|we)|wanna|gonna|tryna|thinking (?:of|about)|"
    r"(?:want|wants|wanted|like|love|hope|hoping|plan|planning|need|able|allowed|trying|going|used) to)\s*(?:\w+\s+)?$"
)
_ABOUT = re.compile(
    r"\b(?:flat|house|home|place|room|hostel|uni|university|college|school|course|job|work|working)"
    r"(?: is)?(?: in| at| near| for)?\s*$"
)
_NOT_THEIRS = re.compile(
    r"\b(?:mates?|friends?|sister|brother|cousin|mum|dad|nan|uncle|auntie?|boyfriend|girlfriend|bf|gf|partner|ex)\b"
    r"(?:(?!\b(?:i|im|ive|we)\b)[\w\s']){0,25}$"
)
_OF_A_THING = re.compile(r"^\s*(?:uni|university|college|hospital|station|prison|airport|city fc|football)\b")
_CORRECTED = re.compile(r"^\W*(?:no|nope|nah|sorry|actually|i meant|i mean)\b")


@dataclass(frozen=True)
class Mention:
    """A council named in a text, directly or by a place in it, with the span of characters."""

    council: str
    start: int
    end: int


@dataclass(frozen=True)
class Roles:
    """The council responsible and the council lived in; None when the text does not say."""

    responsible: str | None = None
    lives_in: str | None = None


def roles_of(text: str, mentions: Sequence[Mention], *, asked: bool, known: bool) -> Roles:
    """Reads the roles off the words before each place.

    Args:
        text: the message.
        mentions: the places in it, in order.
        asked: whether the bot had just asked for the council.
        known: whether the responsible council is already known.

    Returns:
        the roles that the text states. A place without a stated role counts as the responsible council when it was
        asked for; otherwise only when it is stated as theirs ("from ely"), so that "a flat in norwich" changes nothing.
    """
    responsible = lives_in = loose = None
    lowered = text.lower()
    for place, mention in enumerate(mentions):
        previous = mentions[place - 1].end if place else 0
        following = mentions[place + 1].start if place + 1 < len(mentions) else len(lowered)
        before = lowered[max(previous, mention.start - 45) : mention.start].rpartition(" but ")[2]
        role = _role(before, lowered[mention.end : following])
        if role == "responsible":
            responsible = responsible or mention.council
        elif role == "lives in":
            lives_in = lives_in or mention.council
        elif role == "loose":
            loose = loose or mention.council
    alone = len(lowered.split()) <= 5
    if loose and responsible is None and (asked or (alone and (not known or _CORRECTED.search(lowered)))):
        responsible = loose
    if asked and responsible is None and lives_in and not known:
        responsible = lives_in  # the only place they gave when asked
    return Roles(responsible, lives_in)


def _role(before: str, after: str) -> str | None:
    """What the words around one place make of it: “responsible”, “lives in”, “loose”, or None for nothing of theirs."""
    if _NOT_THEIRS.search(before):
        return None
    if _OF_A_THING.search(after):
        return None
    lives, cared = _LIVES.search(before), _CARED.search(before)
    if _CARED_AFTER.search(after) or (cared and (not lives or cared.start() > lives.start())):
        return "responsible"
    if lives:
        return None if _WISHED.search(before[: lives.start()]) else "lives in"
    return None if _ABOUT.search(before) else "loose"
