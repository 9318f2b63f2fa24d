"""The menu: sections to browse and situations people are in (`menu.yml`), and which part of it a person means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import Field, model_validator

from bot.content.body import Block
from bot.content.model import Area, Audience, Record, Slug
from common.text import normalise

if TYPE_CHECKING:
    from bot.content.loader import Content

T = TypeVar("T")
Label = Annotated[str, Field(min_length=1, max_length=40)]
Words = Annotated[str, Field(min_length=2, max_length=60)]
MOST_BUTTONS = 8  # under one message, in every channel


class Section(Record):
    """What one area of the answers is called in the menu, and in which order its answers come.

    Attributes:
        words: how people name it when they ask to see all of it.
        at_hand: whether it is among the last buttons of the first page, whatever its place.
        answers: ids, what matters most first; the other answers of the area follow by the order of their labels.
    """

    area: Area
    label: Label
    words: tuple[Words, ...] = ()
    at_hand: bool = False
    answers: tuple[Slug, ...] = ()


class Situation(Record):
    """What somebody is going through, with the answers that help then, in the order in which they help.

    Attributes:
        intro: a few words above the buttons.
        words: how people name it when they ask to see all about it.
        from_age, to_age: whom it is shown to, both ages included; everybody when the age is not known.
        council: the only council whose people see it, or None.
    """

    id: Slug
    label: Label
    intro: Annotated[str, Field(min_length=10, max_length=300)]
    answers: Annotated[tuple[Slug, ...], Field(min_length=1)]
    words: tuple[Words, ...] = ()
    from_age: int | None = None
    to_age: int | None = None
    council: Slug | None = None

    @model_validator(mode="after")
    def _ages_in_order(self) -> Situation:
        if self.from_age is not None and self.to_age is not None and self.to_age < self.from_age:
            raise ValueError("its `to_age` is below its `from_age`")
        return self

    def fits(self, audience: Audience) -> bool:
        """Whether it is for a person; what is not known of them rules nothing out, but for the council."""
        if self.council not in (None, audience.council):
            return False
        if audience.age is None:
            return True
        return (self.from_age or 0) <= audience.age <= (self.to_age or 150)


class Menu(Record):
    """The whole menu."""

    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    situations: tuple[Situation, ...] = ()

    def section(self, area: str) -> Section | None:
        """The section of an area."""
        return next((s for s in self.sections if s.area.value == area), None)

    def situation(self, name: str) -> Situation | None:
        """The situation of an id."""
        return next((s for s in self.situations if s.id == name), None)


def section_answers(content: Content, section: Section, audience: Audience) -> list[str]:
    """Ids of the answers of a section that a person may see, what matters most first."""
    area = [a for a in content.answers.values() if a.fields.area is section.area]
    rest = sorted((a for a in area if a.id not in section.answers), key=lambda a: a.fields.choice.casefold())
    named = [i for i in section.answers if i in {a.id for a in area}]
    return _for(content, [*named, *(a.id for a in rest)], audience)


def situation_answers(content: Content, situation: Situation, audience: Audience) -> list[str]:
    """Ids of the answers of a situation that a person may see, in its order."""
    return _for(content, situation.answers, audience)


def situations_for(content: Content, audience: Audience) -> list[Situation]:
    """The situations to offer a person: those that fit and have an answer for them."""
    return [s for s in content.menu.situations if s.fits(audience) and situation_answers(content, s, audience)]


def _for(content: Content, ids: Sequence[str], audience: Audience) -> list[str]:
    """Those that exist and are of no council, or of the person's own."""
    found = (content.answers.get(i) for i in ids)
    return [a.id for a in found if a and a.council in (None, audience.council)]


def page_of(items: Sequence[T], start: int, room: int) -> tuple[list[T], int | None]:
    """A page of a list.

    Args:
        items: the whole list.
        start: where the page begins; anything beyond the list begins it again.
        room: how many buttons fit, that for the next page included.

    Returns:
        the items of the page, and where the next page begins, or None when this is the last.
    """
    start = start if 0 <= start < len(items) else 0
    if len(items) - start <= room:
        return list(items[start:]), None
    return list(items[start : start + room - 1]), start + room - 1


def meant_in(menu: Menu, text: str, audience: Audience) -> Section | Situation | None:
    """What a typed request to browse is about: the longest of the menu's words found in it, or None."""
    plain = normalise(text)
    best: tuple[int, Section | Situation | None] = (0, None)
    items: list[Section | Situation] = [s for s in menu.situations if s.fits(audience)]
    for item in [*items, *menu.sections]:
        for words in (item.label, *item.words):
            wanted = normalise(words).strip(" .")
            if len(wanted) > best[0] and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", plain):
                best = (len(wanted), item)
    return best[1]


def menu_passages(content: Content) -> Iterator[tuple[Path, Block]]:
    """What is written in the menu besides its labels, each with its file and line, for the content check."""
    marks = content.marks.get((Menu, "menu"))
    if marks is not None:
        for place, situation in enumerate(content.menu.situations):
            yield marks.path, Block(situation.intro, marks.line("situations", place, "intro"))
