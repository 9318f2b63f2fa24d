"""Which of the ages in a message is the person's own, now; and which is one that they ask about.

“im 17 and he says i go when im 18”: they are 17, and want to know what holds at 18. Plain text in, numbers out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

YOUNGEST, OLDEST = 10, 30
_FROM = 16  # an age asked about is one at which leaving care can be asked about
_SUBJECT = r"(?:\s*\b(?:i|im|am|m|was|were|will|ill|be|turn|turned|he|she|they|you|u|the age of|like|about)\b)*[\s']*$"
_ASKED_ABOUT = re.compile(r"\b(?:when|wen|once|after|if)\b" + _SUBJECT)
_IF = re.compile(r"\bif\b" + _SUBJECT)
_ANOTHER_TIME = re.compile(
    r"\b(?:until|untill|till|til|before|b4|since|by|over|under|above|below|at|from|between|to|was|not)\b" + _SUBJECT
)
_COMING = re.compile(r"\b(?:nearly|almost|turn|turning|about to (?:be|turn)|(?:gonna|going to|will) be)\s*$")
_COMES = re.compile(r"^(?:turn|turning)\b")
_SOON = re.compile(
    r"^\s*(?:next|soon|tomorrow|this (?:week|month|year)|on (?:mon|tue|wed|thu|fri|sat|sun|the)"
    r"|in (?:a|an|one|two|three|four|five|six|\d+|a few|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_JUST_PAST = re.compile(r"^\s*(?:last|yesterday|the other day|today)\b")
_SOMEBODY = re.compile(
    r"\b(?:my|our|his|her|their|a|the)\s+(?:\w+\s+){0,2}?(?:mates?|friends?|sister|brother|cousin|mum|dad|nan|partner"
    r"|boyfriend|girlfriend|bf|gf|son|daughter|kid|child|baby|girl|boy|carer)\b(?:(?!\b(?:i|im|ive)\b)[\w\s']){0,20}$"
    r"|(?<!\bim )(?<!\bam )(?<!\bas )\b(?:a|an|any|every)\s*$"
)


@dataclass(frozen=True)
class Aged:
    """A number that may be an age, with its span of characters; `stated` when its words say that it is one."""

    years: int
    start: int
    end: int
    stated: bool


@dataclass(frozen=True)
class Ages:
    """The person's own age now, and one that they only ask about; None when the text does not say."""

    own: int | None = None
    asked_about: int | None = None


def ages_in(text: str, numbers: Sequence[Aged], *, told: bool, known: int | None) -> Ages:
    """Reads the ages off the words around each number.

    Args:
        text: the message.
        numbers: the numbers in it, in order.
        told: whether the message is there to tell something, so that a bare number counts.
        known: the person's age, when it is known.

    Returns:
        the last own age that is stated, and the last age that is asked about. “turning 18 in may” is 17 now. An age
        that is asked about lies ahead of the person, or stands after “if”.
    """
    lowered, own, wondered = text.lower().replace("’", "'"), None, None
    for number in numbers:
        if not YOUNGEST <= number.years <= OLDEST:
            continue
        before, said, after = lowered[: number.start], lowered[number.start : number.end], lowered[number.end :]
        if _SOMEBODY.search(before):
            continue
        if _ASKED_ABOUT.search(before):
            wondered = (number.years, bool(_IF.search(before)))
        elif _ANOTHER_TIME.search(before) and not (told and _JUST_PAST.search(after)):
            continue
        elif number.stated or told:
            comes = _COMES.search(said) or _COMING.search(before) or _SOON.search(after)
            own = number.years - 1 if comes else number.years
    return Ages(own, _asked_about(wondered, own if own is not None else known))


def _asked_about(wondered: tuple[int, bool] | None, age: int | None) -> int | None:
    if wondered is None or wondered[0] < _FROM:
        return None
    years, supposed = wondered
    return years if supposed or (age is None or years > age) else None
