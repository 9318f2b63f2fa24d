"""Codes that link a chat to a person of the list: made, read from what was typed or sent, and kept as a digest only."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

# No vowels, so that no words arise; no L (1, I) and no Y (V): 16 of these 19 letters are 67 bits.
ALPHABET = "BCDFGHJKMNPQRSTVWXZ"
GROUPS, EACH = 4, 4
LASTS = dt.timedelta(days=14)
WRONG_IN_A_CHAT, WRONG_IN_ALL = 5, 200  # wrong tries in WITHIN, after which no code is looked at
WITHIN = dt.timedelta(hours=1)

_LENGTH = GROUPS * EACH
_LOOKALIKES = str.maketrans("8526", "BSZG")  # digits that people read for a letter of the code
_LONGEST = 120
_GROUPED = re.compile(r"(?<![a-z0-9])(?=([a-z0-9]{4}(?:[\s.–—-]*[a-z0-9]{4}){3})(?![a-z0-9]))", re.IGNORECASE)
_CALLED = re.compile(
    r"\s*/?(?:my\s+|the\s+|link\s+)*code\s*(?:is)?\s*[:=]?\s*([a-z0-9][a-z0-9\s.–—-]{4,60})\s*", re.IGNORECASE
)
_MAY_STAND_BESIDE = """
    a adviser advisor and are chat code from gave got have he hello here heres hey hi i is it its link linking me
    my number pa please s she start thanks the this to with
"""
_AROUND = frozenset(_MAY_STAND_BESIDE.split())


class LinkOutcome(StrEnum):
    """What became of a code."""

    LINKED = "linked"
    ALREADY = "already"  # the chat was linked to this person before
    OTHER_PERSON = "other-person"  # it is linked to somebody else: they are asked first
    WRONG = "wrong"
    USED = "used"
    EXPIRED = "expired"
    TOO_MANY = "too-many"


@dataclass(frozen=True)
class LinkResult:
    """What became of a code, and for a linked chat whose it is.

    Attributes:
        outcome: what became of it.
        person: id of the person, when the chat is linked to them now.
    """

    outcome: LinkOutcome
    person: int | None = None


def new_code() -> str:
    """A code that cannot be guessed, in groups: `BCDF-GHJK-MNPQ-RSTV`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return "-".join(letters[i : i + EACH] for i in range(0, _LENGTH, EACH))


def code_in(text: str) -> str | None:
    """The letters of the code that a message is, or None when it says anything else as well.

    Capitals, spaces and hyphens do not matter, and a few words around it (“hi, my code is ...”) are fine. What looks
    like a code only because somebody calls it one (“code ABCD-12”) is given too, so that they are told it is wrong.
    """
    if len(text) > _LONGEST:
        return None
    for match in _GROUPED.finditer(text):
        letters = _letters(match.group(1))
        around = re.findall(r"[a-z]+", f"{text[: match.start(1)]} {text[match.end(1) :]}".lower())
        if len(letters) == _LENGTH and set(letters) <= set(ALPHABET) and set(around) <= _AROUND:
            return letters
    called = _CALLED.fullmatch(text)
    letters = _letters(called.group(1)) if called else ""
    looks_like_one = called is not None and (not re.search("[AEIOU]", letters) or called.group(1).count("-") > 1)
    return letters if looks_like_one and len(letters) >= EACH else None


def digest_of(code: str) -> str:
    """What is kept in place of a code."""
    return hashlib.sha256(f"link code {_letters(code)}".encode()).hexdigest()


def _letters(code: str) -> str:
    return re.sub("[^A-Z0-9]", "", code.upper()).translate(_LOOKALIKES)
