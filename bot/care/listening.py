"""What a person wants around a handoff, told by their words alone: nothing here knows of Rasa.

Only short messages that say nothing else are read this way; a longer one goes on to be understood as a whole.
"""

from __future__ import annotations

import re
from typing import Literal

from common.text import normalise

Wish = Literal["status", "cancel", "perhaps_cancel", "in_touch", "not_in_touch", "bot_back"]
_LONGEST = 12  # words; a longer message says more than this


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WHO = (
    r"(?:my |the |our )?(?:\w+ )?(?:them|they|anyone|anybody|someone|somebody|nobody|no one|adviser|advisor|pa"
    r"|social worker|worker|team|council|staff|people|manager|him|her|he|she)"
)
_SECRET = re.compile(
    r"(?<!i )(?<!they )(?<!he )(?<!she )\b(?:dont|do not|never|please not|you (?:cant|must not|wont|dont)) "
    r"(?:\w+ ){0,2}?(?:tell|telling|say|inform|let|report|share|pass|contact|ring|call|text) "
    rf"(?:\w+ ){{0,3}}?{_WHO}\b"
    r"|(?<!i )\b(?:dont|do not) (?:tell|say) (?:anything|it|this|that|nothing|a soul|any of (?:it|this))\b"
    r"|\b(?:keep|kept|stays?|just) (?:this |it |that )?"
    r"(?:a secret|secret|private|between (?:us|me and you|you and me))\b"
    r"|\b(?:promise|swear) (?:me )?(?:you |not |to )+(?:wont |dont |not )?(?:tell|say|keep)\b"
    r"|\b(?:no one|nobody) (?:can|must|should|is to|has to) (?:ever )?know\b"
    r"|\bi dont want (?:any ?one|anybody|no one|them|my \w+(?: \w+)?|the council) "
    r"(?:to know|knowing|told|to find out)\b"
)
_FILLER = _set_of(
    """
    a about all and anything at but hey i is it just me my no ok okay please promise said say so sorry that the this to
    told us we what yeah yes you
    """
)
_LEAD = r"(?:(?:ok|okay|so|and|but|hey|hi|um|please|sorry|actually|yes|yeah|no|nah|just|can you|could you|will you) )*"
_TAIL = r"(?: (?:please|now|yet|then|thanks|ta|about (?:me|it|this)|to them|already|anymore|any more|for me|today))*"
_PATTERNS: dict[Wish, tuple[str, ...]] = {
    "status": (
        rf"(?:have|has|did) {_WHO} (?:seen|see|read|opened|open|got|get|looked at) (?:it|this|that|my message)",
        r"(?:has|have|did) \w+ (?:seen|see|read|opened|open|got|looked at) (?:it|this|that|my message)",
        r"what (?:did|have|do) you (?:tell|told|say|said|send|sent|pass on|passed on)"
        r"(?: (?:to )?(?:them|her|him|my \w+))?",
        r"what do(?:es)? (?:they|she|he|my \w+) know",
        r"who (?:did|have) you (?:tell|told)",
        r"who knows(?: (?:about )?(?:this|it))?",
        r"(?:did|have) you (?:tell|told) (?:them|her|him|my \w+|anyone|someone)",
        r"whats happening with (?:it|my case|this)",
        r"when (?:will|do|are|is) (?:they|she|he|someone|anyone) (?:going to )?"
        r"(?:ring|call|text|get in touch|contact|answer|reply)(?: me)?",
        r"any news",
    ),
    "cancel": (
        r"(?:cancel|undo|withdraw)(?: (?:it|that|this|the handoff|my request|the request))?",
        r"stop telling them",
        r"take (?:it|that) back",
        r"dont (?:tell|send|pass) (?:it|them|her|him)(?: on)?",
        r"(?:i )?dont want (?:any ?one|them|her|him) to know",
    ),
    "perhaps_cancel": (
        r"(?:i )?(?:have |ive )?changed my mind",
        r"(?:i )?(?:dont|do not) (?:want|need) (?:them|anyone|anybody|her|him)"
        r"(?: (?:to call|to ring|to contact me|to get in touch|told|any ?more))?",
    ),
    "not_in_touch": (
        r"(?:no |nope |nah |still )?(?:no one|nobody|they|she|he|my \w+) "
        r"(?:has |have |hasnt |havent |didnt |did not |never )?"
        r"(?:ever )?(?:got|get|been|gotten|contacted|contact|called|call|rang|rung|ring|texted|text|came|come|answered"
        r"|replied)(?: (?:in touch|back to me|to me|me|back))?(?: with me)?",
        r"(?:no |nope |nah )*(?:they|she|he|no one|nobody) (?:didnt|hasnt|havent|did not|has not|have not)",
        r"(?:i )?(?:heard|got) nothing",
        r"still (?:nothing|waiting)",
        r"(?:no )?not yet",
    ),
    "in_touch": (
        r"(?:yes |yeah |yh |yep )?(?:they|she|he|we|my \w+|someone) (?:has |have |did |just )?"
        r"(?:got in touch|called|rang|texted|contacted|spoke|messaged|came|did|have|has|rung|answered|replied)"
        r"(?: (?:me|to me|with me|yesterday|today|this morning|to each other))*",
        r"we (?:spoke|talked|have spoken)",
    ),
    "bot_back": (
        r"(?:(?:i )?(?:want to |can i |let me )?(?:talk|speak|chat|go back) (?:to|with) )?(?:the )?"
        r"(?:bot|robot|chatbot|computer)(?: (?:again|back|instead))?",
        r"(?:bring|get|give me|i want|have) (?:the )?(?:bot|robot|chatbot) (?:back|again)",
    ),
}
_WISHES: tuple[tuple[Wish, re.Pattern[str]], ...] = tuple(
    (wish, re.compile(f"{_LEAD}(?:{'|'.join(patterns)}){_TAIL}")) for wish, patterns in _PATTERNS.items()
)
_NEGATED = re.compile(r"\b(?:hasnt|havent|didnt|did not|never|no|nope|nah|nobody|not|nothing|waiting)\b")


def wants_secrecy(text: str) -> bool:
    """Whether a message asks not to tell anybody, or names somebody who must not be told."""
    return bool(_SECRET.search(normalise(text)))


def wants_only_secrecy(text: str) -> bool:
    """Whether a message asks for that and says nothing else."""
    words = normalise(text).replace(".", " ")
    match = _SECRET.search(words)
    if match is None or len(words.split()) > _LONGEST:
        return False
    return set((words[: match.start()] + words[match.end() :]).split()) <= _FILLER


def wish_of(text: str, *, asked: str | None = None) -> Wish | None:
    """What a whole message wants of an open case, or None.

    Args:
        text: what the person wrote.
        asked: `in_touch` when they were asked whether somebody got in touch; only then are answers to that read.
    """
    words = " ".join(normalise(text).replace(".", " ").split())
    if not words or len(words.split()) > _LONGEST:
        return None
    for wish, pattern in _WISHES:
        if (wish in ("in_touch", "not_in_touch") and asked != "in_touch") or not pattern.fullmatch(words):
            continue
        if wish == "not_in_touch" and not _NEGATED.search(words):
            continue
        return "not_in_touch" if wish == "in_touch" and _NEGATED.search(words) else wish
    return None
