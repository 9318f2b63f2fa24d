"""Says where an answer comes from, of what date that is, and whether a named person has opened the page since.

The rule is that of honest dates: until somebody is recorded as having opened the source (`checked` of the fact), the
answer says “not yet checked”, and never “checked”. The words are in `words/en.yml`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from bot.content.lateness import is_crisis_line
from bot.content.loader import Content
from bot.content.model import Fact, Source

SOURCES_SHOWN = 2  # more do not fit under an answer on a phone
_ADDRESS = re.compile(r"^(?:https?://)?([a-z0-9.-]+\.[a-z]{2,}(?:/[^\s()]*)?)$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY_OR_YEAR = re.compile(r"\d")


def source_line(content: Content, facts: list[Fact], day: dt.date) -> str:
    """“From PAGE, dated X; not yet checked.” for the facts that can be read.

    Args:
        content: for the sources and the words.
        facts: the facts shown, in order.
        day: the day on which it is read: a check recorded for a later day does not count.

    Returns:
        one line of Markdown, empty when no fact names a source: at most two sources, whether a person has checked
        them, and a warning when a fact is old or when pages disagree.
    """
    named = _named(content, facts)
    if not named:
        return ""
    words = content.words
    sources = _listed(named, words["source_others"])
    checks = [fact.checked.on for fact in facts if fact.checked and fact.checked.on <= day]
    if len(checks) == len(facts):
        oldest = min(checks)
        text = words["source_checked"].replace("{day}", f"{oldest.day} {oldest:%B %Y}")
    else:
        text = words["source_part_checked" if checks else "source_unchecked"]
    texts = [text.replace("{sources}", sources)]
    if any("OLD" in fact.flags for fact in facts):
        texts.append(words["source_old"])
    unclear = [fact for fact in facts if fact.confidence == "C"]
    if unclear:
        texts.append(words["source_disagree_line" if all(map(is_crisis_line, unclear)) else "source_disagree"])
    return " ".join(texts)


def linked(source: Source) -> str:
    """The source's title, as a link when its address can be opened."""
    address = _ADDRESS.match(source.address or "")
    return f"[{source.title}](https://{address.group(1)})" if address else source.title


def _named(content: Content, facts: Iterable[Fact]) -> list[str]:
    """The first source of each fact with its date, each once."""
    lines: dict[str, None] = {}
    for fact in facts:
        source = content.sources.get(fact.sources[0]) if fact.sources else None
        if source:
            date = _dated(source.title, source.dated or fact.dated, content.words["source_no_date"])
            lines.setdefault(linked(source) + date)
    return list(lines)


def _dated(title: str, date: str, no_date: str) -> str:
    """“, dated X”; nothing when the title itself tells the year."""
    if not _DAY_OR_YEAR.search(date):  # “n.d.”, “not dated”, “not read” ...
        return "" if _YEAR.search(title) else f", {no_date}"
    years = set(_YEAR.findall(date))
    return "" if years and years <= set(_YEAR.findall(title)) else f", dated {date}"


def _listed(named: list[str], others: str) -> str:
    if len(named) <= SOURCES_SHOWN:
        return ", and ".join(named) if "," in named[0] else " and ".join(named)
    return f"{', '.join(named[:SOURCES_SHOWN])}, {others}"
