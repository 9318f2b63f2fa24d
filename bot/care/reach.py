"""A name and a way to reach somebody, as far as a message says in so many words that they are its writer's own.

A number that may be another's is left alone: it might be the number of whoever they are afraid of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PHONE = re.compile(r"(?<![\d+])(?:\+|00)?\d(?:[ ().-]{0,2}\d){8,13}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_OWN = re.compile(
    r"\b(?:my (?:own )?(?:number|nr|no|phone|mobile|mob|cell|email|e-mail|mail)(?: number| address)?"
    r"|(?:ring|call|text|reach|contact|message|email) me)\b(?:\s+(?:is|its|it's|it’s|on|at))?\s*[:=,-]?\s*$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:my (?:first )?name(?: is|['’]?s)|(?:i am|i['’]?m) called)\s+([^\W\d_][\w'’-]{0,39})", re.IGNORECASE
)
_BESIDE = re.compile(
    r"\b(?:my|number|nr|phone|mobile|mob|email|mail|is|its|it's|it’s|on|at|and|the|a|name|ring|call|text|me|you|can|them|"
    r"they|reach|here|please|pls|hi|hey|ok|okay|yes|yeah|this|to|with|so|i|im|i'm|i’m|am|thanks|ta)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’-]{1,39}")
_NO_NAME = re.compile(
    r"(?:advis[eo]r|after|before|bf|gf|boss|(?:boy|girl)?friends?|bro(?:ther)?|sis(?:ter)?|carer|dads?|mums?|mom|father|mother"
    r"|foster|step|ex|from|her|him|his|hers|their|theirs|husband|wife|partner|mates?|home|later|landlord|not|nan|now|old|only"
    r"|or|pa|social|son|tonight|until|work|worker)",
    re.IGNORECASE,
)
_LONGEST = 12  # words; a longer message says more than this


@dataclass(frozen=True)
class Reach:
    """What a message says of who wrote it.

    Attributes:
        contact: a telephone number or an e-mail address, or None.
        name: a first name, or None.
        only: whether the message says nothing else.
    """

    contact: str | None = None
    name: str | None = None
    only: bool = False


def reach_in(text: str, *, asked: bool = False) -> Reach:
    """Reads a message.

    Args:
        text: what they wrote.
        asked: whether they were just asked for it; then a number alone, or beside a name, counts as theirs too.
    """
    found = _PHONE.search(text) or _EMAIL.search(text)
    named = _NAMED.search(text)
    name = named.group(1) if named else None
    own = found is not None and _OWN.search(text[: found.start()]) is not None
    rest = _EMAIL.sub(" ", _PHONE.sub(" ", _NAMED.sub(" ", text)))
    words: list[str] = re.findall(r"[^\W\d_][\w'’-]*", _BESIDE.sub(" ", rest))
    alone = len(text.split()) <= _LONGEST and len(words) <= (0 if name or own else 1)
    if found is not None and alone and words and _NAME.fullmatch(words[0]) and not _NO_NAME.fullmatch(words[0]):
        name, words = words[0], []
    mine = own or (asked and alone and not words)
    contact = found.group(0).strip() if found is not None and mine else None
    if name is not None and name.islower():
        name = name.title()
    if found is not None and contact is None:  # beside another's number a name may be another's too
        name = name if named else None
    return Reach(contact, name, bool(contact or name) and alone and not words)
