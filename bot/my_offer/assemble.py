"""Puts together what a person may get: by age, by council with its layer, by nation, and by the entitlement check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.content.applies import Whereabouts, whereabouts
from bot.content.body import Block
from bot.content.choose import deciding_council, write_answer
from bot.content.filling import filled
from bot.content.lateness import OVERDUE_DAYS
from bot.content.loader import Content
from bot.content.model import Audience
from bot.my_offer.model import Item


@dataclass(frozen=True)
class Line:
    """One thing a person may get: the answer that says more, one line of Markdown, and the facts in it."""

    answer: str
    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """What a person may get: the rights in law, then the extras, each in order."""

    rights: tuple[Line, ...]
    extras: tuple[Line, ...]

    def group(self, name: str) -> tuple[Line, ...]:
        """The lines of `right` or `extra`."""
        return self.rights if name == "right" else self.extras

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts in all lines, each once."""
        return facts_of((*self.rights, *self.extras))


def facts_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """The facts in these lines, in order, each once."""
    return tuple(dict.fromkeys(fact for line in lines for fact in line.facts))


def assemble(
    content: Content,
    audience: Audience,
    day: dt.date,
    statuses: Collection[str] = (),
    overdue_days: int = OVERDUE_DAYS,
) -> Offer:
    """What a person may get on a day; whatever is not known of them leaves nothing out.

    Args:
        content: for the list, the answers it names and the register.
        audience: what is known of the person.
        day: the day.
        statuses: those that the entitlement check found possible; empty when it was not done.
        overdue_days: an answer whose check is later than this is left out.
    """
    where = whereabouts(content, audience, day)
    lines: dict[str, list[Line]] = {"right": [], "extra": []}
    for item in content.my_offer.items:
        if _is_for(content, item, where, statuses):
            line = _line(content, item, where, day)
            written = write_answer(content, item.answer, audience, day, overdue_days=overdue_days)
            if line is not None and written is not None and not written.is_cut:
                lines[item.group].append(line)
    return Offer(tuple(lines["right"]), tuple(lines["extra"]))


def _is_for(content: Content, item: Item, where: Whereabouts, statuses: Collection[str]) -> bool:
    answer, age = content.answers.get(item.answer), where.audience.age
    if answer is None or not where.shows(answer):
        return False
    if age is not None and not item.ages.holds(age):
        return False
    if statuses and item.only and not set(statuses) & set(item.only):
        return False
    return item.council is None or item.council == where.audience.council


def _line(content: Content, item: Item, where: Whereabouts, day: dt.date) -> Line | None:
    """The line of the council that decides, or None when it rests on a fact that does not hold for this person."""
    council = deciding_council(content.answers[item.answer], where.audience)
    block = Block(item.councils.get(council or "", item.line), 1)
    facts = [content.facts[name] for name in block.facts() if name in content.facts]
    if not all(where.holds(fact) for fact in facts):
        return None
    text = " ".join(filled(content, block.text, day).split())
    if where.audience.age is None and (item.from_age > 0 or item.to_age < 150):
        label = item.ages.label.rstrip(":")
        text = f"{text} ({label[0].lower()}{label[1:]})"
    return Line(item.answer, text, tuple(fact.id for fact in facts))
