"""Which of the places in a message is the council that looked after the person, and which is where they live.

“I was in care in cambridge but live in hinckley”: the council responsible for a care leaver is the one that looked
after them, wherever they live now (Children Act 1989, section 23C as amended; fact E26).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LIVES = re.compile(
    r"\b(live|lives|livin|living|lived|moved?|moving|staying|stay|based|flat|house|home|place|room|renting|rent|"
    r"uni|university|now)\b[\w\s']{0,18}$"
)
_CARED = re.compile(
    r"\b(in care|looked after|care leaver|fostered|foster|grew up|came through|placed by|my council|council is|"
    r"under|from|case|social worker|pa is|adviser is|leaving care|care (?:of|with|by|in|under))\b[\w\s']{0,22}$"
)
_NOT_THEIRS = re.compile(r"\b(mate|mates|friend|sister|brother|cousin|mum|dad|nan|uncle|auntie?)\b[\w\s']{0,25}$")


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
    previous = 0
    for mention in mentions:
        before = lowered[max(previous, mention.start - 45) : mention.start]
        previous = mention.end
        if _NOT_THEIRS.search(before):
            continue
        lives, cared = _LIVES.search(before), _CARED.search(before)
        if cared and (not lives or cared.start() > lives.start()):
            responsible = responsible or mention.council
        elif lives:
            lives_in = lives_in or mention.council
        else:
            loose = loose or mention.council
    alone = len(lowered.split()) <= 5
    if loose and responsible is None and (asked or (alone and not known)):
        responsible = loose
    if asked and responsible is None and lives_in and not known:
        responsible = lives_in  # the only place they gave when asked
    return Roles(responsible, lives_in)
