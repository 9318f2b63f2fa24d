"""What is due: answers, layers and facts to be read again, and amounts that end. The day is passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.content.body import VALUE
from bot.content.lateness import fact_due
from bot.content.loader import Answer, Content, Layer
from bot.content.model import Fact, Value
from bot.content.periods import months_later
from bot.content.values import write_value

REVIEW_WITHIN, AMOUNTS_WITHIN = 30, 90


@dataclass(frozen=True)
class ToRead:
    """A source to be read again; `address` is None for one that has none."""

    title: str
    address: str | None
    dated: str


@dataclass(frozen=True)
class Due:
    """Something to be read again.

    Attributes:
        kind: what it is.
        id: the answer's or letter's id, the layer's as COUNCIL/ANSWER, or the fact's.
        title: the answer's title, or the fact's claim.
        owner: who keeps it; a fact belongs to the editor of its area, or of its council.
        due: the day by which it is to be read.
        path, line: the file, relative to the content folder, and the line of its date.
        sources: what to read, each once.
    """

    kind: Literal["answer", "layer", "fact", "letter"]
    id: str
    title: str
    owner: str
    due: dt.date
    path: Path
    line: int
    sources: tuple[ToRead, ...]


@dataclass(frozen=True)
class Ending:
    """An amount (or another value of the register) that ends or has ended, may change, or a day that comes.

    Attributes:
        fact, name: the value's place in the register, as in {F01.amount}.
        text: the value in words.
        what: "ends" on a day; "ended" with nothing in its place; "comes" for a date of the register; "may change" for
            an amount without an end whose fact is to be checked by the day.
        day: that day; for an end, the last on which it holds.
        next: what holds afterwards, in words, or None when the register has nothing.
        used_by: what tells it: ids of answers, layers as COUNCIL/ANSWER, safety topics and fixed words.
        owner: who keeps the fact.
        path, line: the file, relative to the content folder, and the line.
        sources: where the new one can be read.
    """

    fact: str
    name: str
    text: str
    what: Literal["ends", "ended", "comes", "may change"]
    day: dt.date
    next: str | None
    used_by: tuple[str, ...]
    owner: str
    path: Path
    line: int
    sources: tuple[ToRead, ...]


def due(content: Content, day: dt.date, within_days: int = REVIEW_WITHIN) -> list[Due]:
    """What is to be read again on the day, late or within so many days of it, by owner and then by date."""
    last = day + dt.timedelta(days=within_days)
    found = [*_answers_due(content), *_facts_due(content, day), *_letters_due(content)]
    return sorted((one for one in found if one.due <= last), key=lambda one: (one.owner, one.due, one.kind, one.id))


def amounts_ending(content: Content, day: dt.date, within_days: int = AMOUNTS_WITHIN) -> list[Ending]:
    """The amounts that end, may change, or days that come, from the day to so many days on, by date."""
    last = day + dt.timedelta(days=within_days)
    found = (one for fact in _shown(content) for one in _endings(content, fact, day))
    return sorted((one for one in found if day <= one.day <= last), key=lambda one: (one.day, one.fact, one.name))


def amounts_ended(content: Content, day: dt.date) -> list[Ending]:
    """The amounts for which the register has nothing on the day, their last having ended, by date."""
    found = []
    for fact in _shown(content):
        for name, values in fact.values.items():
            if not any(value.holds_on(day) for value in values):
                past = [value for value in values if value.end is not None and value.end < day]
                if past:
                    ended = max(past, key=lambda value: value.end or day)
                    found.append(_ending(content, fact, name, ended, "ended", ended.end or day))
    return sorted(found, key=lambda one: (one.day, one.fact, one.name))


def next_check(fact: Fact, on: dt.date, months: int) -> dt.date | None:
    """The day of a fact's next check after it was checked on a day; None when the present one stays.

    A check that was due moves by whole periods to the first day after `on`; one still to come stays, since what it
    waits for (a new tax year) has not happened yet. A fact without one gets its first.
    """
    if fact.check_by is not None and fact.check_by > on:
        return None
    start = fact.check_by or on
    steps = 1
    while months_later(start, steps * months) <= on:
        steps += 1
    return months_later(start, steps * months)


def owner_of(content: Content, fact: Fact) -> str:
    """Who keeps a fact: the editor of its council, or else of its area."""
    council = content.councils.get(fact.council or "")
    return f"{council.name if council else fact.area.value} editor"


def _shown(content: Content) -> Iterator[Fact]:
    return (fact for fact in content.facts.values() if fact.show)


def _answers_due(content: Content) -> Iterator[Due]:
    holders: list[Answer | Layer] = [*content.answers.values(), *content.layers.values()]
    for holder in holders:
        name = _name(holder)
        answer = content.answers.get(name.rpartition("/")[2])
        facts = [content.facts[f] for f in holder.fields.facts if f in content.facts]
        yield Due(
            kind="layer" if isinstance(holder, Layer) else "answer",
            id=name,
            title=answer.fields.title if answer else name,
            owner=holder.fields.owner,
            due=holder.fields.review_by,
            path=holder.marks.path.relative_to(content.folder),
            line=holder.marks.line("review_by"),
            sources=_sources(content, facts),
        )


def _letters_due(content: Content) -> Iterator[Due]:
    for letter in content.letters.values():
        facts = [content.facts[f] for f in letter.fields.facts if f in content.facts]
        path, line = letter.marks.path.relative_to(content.folder), letter.marks.line("review_by")
        due, sources = letter.fields.review_by, _sources(content, facts)
        yield Due("letter", letter.id, letter.fields.title, letter.fields.owner, due, path, line, sources)


def _facts_due(content: Content, day: dt.date) -> Iterator[Due]:
    for fact in _shown(content):
        by = fact_due(fact, day)
        if by is not None:
            path, line = _place(content, fact, "check_by")
            sources = _sources(content, [fact])
            yield Due("fact", fact.id, fact.claim, owner_of(content, fact), by, path, line, sources)


def _endings(content: Content, fact: Fact, day: dt.date) -> Iterator[Ending]:
    for name, values in fact.values.items():
        for value in values:
            if value.end is not None:
                yield _ending(content, fact, name, value, "ends", value.end)
            elif value.kind == "date":
                yield _ending(content, fact, name, value, "comes", dt.date.fromisoformat(str(value.value)))
            elif value.kind == "money":
                by = fact_due(fact, day)
                if by is not None:
                    yield _ending(content, fact, name, value, "may change", by)


def _ending(
    content: Content,
    fact: Fact,
    name: str,
    value: Value,
    what: Literal["ends", "ended", "comes", "may change"],
    day: dt.date,
) -> Ending:
    after = None if value.end is None else value.end + dt.timedelta(days=1)
    following = next((v for v in fact.values[name] if after and v is not value and v.holds_on(after)), None)
    path, line = _place(content, fact, "values", name, fact.values[name].index(value))
    return Ending(
        fact=fact.id,
        name=name,
        text=write_value(value),
        what=what,
        day=day,
        next=write_value(following) if following else None,
        used_by=tuple(_users(content, fact.id, name)),
        owner=owner_of(content, fact),
        path=path,
        line=line,
        sources=_sources(content, [fact]),
    )


def _users(content: Content, fact: str, name: str) -> Iterator[str]:
    """What has {F01.amount} in its text."""
    holders: list[Answer | Layer] = [*content.answers.values(), *content.layers.values()]
    for holder in holders:
        blocks = [block.text for blocks in holder.body.sections.values() for block in blocks]
        if _tells(blocks, fact, name):
            yield _name(holder)
    for topic in content.topics.values():
        if _tells([topic.words], fact, name):
            yield f"safety topic {topic.id}"
    for key, text in content.words.texts.items():
        if _tells([text], fact, name):
            yield f"words {key}"


def _tells(texts: Iterable[str], fact: str, name: str) -> bool:
    return any(match.groups() == (fact, name) for text in texts for match in VALUE.finditer(text))


def _name(holder: Answer | Layer) -> str:
    return f"{holder.council}/{holder.fields.extends}" if isinstance(holder, Layer) else holder.id


def _sources(content: Content, facts: Iterable[Fact]) -> tuple[ToRead, ...]:
    """The first source of each fact, each once."""
    found: dict[str, ToRead] = {}
    for fact in facts:
        for key in fact.sources[:1]:
            if key in content.sources:
                source = content.sources[key]
                found.setdefault(key, ToRead(source.title, source.address, source.dated or fact.dated))
    return tuple(found.values())


def _place(content: Content, fact: Fact, *where: str | int) -> tuple[Path, int]:
    marks = content.marks[Fact, fact.id]
    return marks.path.relative_to(content.folder), marks.line(*where)
