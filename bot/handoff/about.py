"""Whom a message that accuses somebody is about, and who therefore must not learn of it.

The words are those of the person; nothing is asked back. Where they do not say it clearly, the person's own adviser and
social worker are left out, since they may be the one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.handoff.model import Roster
from common.text import normalise

ADVISER, SOCIAL_WORKER, CARER = "adviser", "social-worker", "carer"


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MY = r"\b(?:my|our|the|his|her|their|me|a) (?:\w+ ){0,2}?"
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (SOCIAL_WORKER, re.compile(rf"{_MY}(?:social workers?|sw)\b|\bsocial worker\b")),
    (ADVISER, re.compile(
        rf"{_MY}(?:pa|personal advis[eo]rs?|advis[eo]rs?|leaving care workers?|pas|aftercare workers?)\b"
        r"|\b(?:personal advis[eo]r|leaving care worker)\b"
    )),
    (CARER, re.compile(
        r"\b(?:foster|forster|fosta) ?(?:carers?|mums?|dads?|moms?|parents?|mothers?|fathers?|family|placement)\b"
        r"|\b(?:key ?workers?|support workers?|carers?|care home staff|home staff|house manager|landlady|landlord"
        r"|teachers?|tutors?|youth workers?|coach|host|staff at (?:the|my) (?:home|house|unit|hostel))\b"
    )),
)  # fmt: skip
_ORDINARY = _set_of(
    """
    will may mark grace hope joy faith bill sue pat rose art jack dean frank chase dawn summer autumn april june august
    amber ruby pearl olive ivy holly daisy lily robin drew rob bob max ray guy nick miles penny rich harry sandy sky
    """
)  # first names that are ordinary words too: of people who are not the person's own, only the whole name counts
_OPEN = re.compile(r"\b(?:my|the) worker\b|\bworkers? (?:from|at|in) (?:the )?(?:council|team|leaving care)\b")


def about(text: str, names: Iterable[str] = ()) -> str | None:
    """Whom a message is about.

    Args:
        text: what the person wrote.
        names: names of the person's adviser and social worker, as they are written in the council's list.

    Returns:
        `name:` and the name for somebody who is named; else `adviser`, `social-worker` or `carer` where the words say
        one of these and no other; None when it is not clear.
    """
    words = normalise(text)
    named = [name for name in names if name and _names(words, name)]
    roles = [role for role, pattern in _ROLES if pattern.search(words)]
    if len(named) == 1:
        return f"name:{named[0]}"
    if named or _OPEN.search(words) or len(roles) != 1:
        return None
    return roles[0]


def left_out(text: str, roster: Roster, said: str | None = None) -> frozenset[int]:
    """The ids of the staff who must not learn of what a message accuses somebody of.

    Args:
        text: what the person wrote.
        roster: who there is.
        said: what `about` found before, when the text is no longer the one that said it.

    Returns:
        who is named or meant; the person's own adviser and social worker where that is not clear, or where the one who
        is meant is not on the list; nobody where it is clearly a carer or the like.
    """
    words, own = normalise(text), frozenset(i for i in (roster.adviser, roster.social_worker) if i is not None)
    named = frozenset(
        s.id for s in roster.staff.values() if said == f"name:{s.name}" or _names(words, s.name, own=s.id in own)
    )
    if named:
        return named if _clear(words) else named | own
    meant = said or about(text)
    if meant == CARER:
        return frozenset()
    one = {ADVISER: roster.adviser, SOCIAL_WORKER: roster.social_worker}.get(meant or "")
    return frozenset({one}) if one is not None else own


def _names(words: str, name: str, *, own: bool = True) -> bool:
    """Whether a normalised text has somebody's first name, or the whole name, as words of their own."""
    parts = normalise(name).split()
    if not parts:
        return False
    wanted = parts[:1] if own or parts[0] not in _ORDINARY else parts
    return bool(re.search(rf"\b{' '.join(map(re.escape, wanted))}s?\b", words))


def _clear(words: str) -> bool:
    """Whether nobody else is spoken of beside the one who is named."""
    roles = {role for role, pattern in _ROLES if pattern.search(words)}
    return len(roles) <= 1 and not _OPEN.search(words)
