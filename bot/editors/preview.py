"""How an answer looks in the chat, for an editor: the bubbles and the buttons under them, as a phone shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.web.rendering import message_html
from bot.content.body import LEAD, SECTION_TITLES
from bot.content.choose import Written, write_answer
from bot.content.loader import Content
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.conversation.ports import Shown
from bot.editors.find import uses_of
from bot.editors.typed import Mistyped, read_day

YOUNGEST, OLDEST = 10, 99


@dataclass(frozen=True)
class Reader:
    """For whom, and for which day, an answer is looked at."""

    council: str | None
    age: int | None
    day: dt.date

    @property
    def audience(self) -> Audience:
        """As the content knows it."""
        return Audience(council=self.council, age=self.age)


@dataclass(frozen=True)
class Bubble:
    """One message of the preview: the button that leads to it (empty for the first), its HTML, the buttons below."""

    pressed: str
    html: str
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A text that a change alters, before and after."""

    title: str
    council: str | None
    before: str
    after: str


def reader_of(fields: Mapping[str, str], content: Content, today: dt.date, council: str | None) -> Reader:
    """For whom an editor wants to look; what cannot be used counts as not given."""
    chosen = fields.get("as_council", council or "")
    age = fields.get("as_age", "").strip()
    try:
        day = read_day("as_day", fields.get("as_day", "")) or today
    except Mistyped:
        day = today
    known = int(age) if age.isascii() and age.isdigit() and YOUNGEST <= int(age) <= OLDEST else None
    return Reader(chosen if chosen in content.councils else None, known, day)


def bubbles(content: Content, answer: str, reader: Reader, overdue_days: int) -> list[Bubble]:
    """An answer with all its sections; empty when there is nothing for this reader."""
    found = []
    for section in (LEAD, *SECTION_TITLES):
        part = write_answer(content, answer, reader.audience, reader.day, section, overdue_days=overdue_days)
        if part is None or (part.is_cut and section != LEAD):
            continue
        buttons = _buttons(content, part, reader) if section == LEAD else ()
        found.append(Bubble(SECTION_TITLES.get(section, ""), bubble_html(part, reader.day), buttons))
    return found


def bubble_html(part: Written, day: dt.date) -> str:
    """One message as the chat shows it."""
    below = " ".join(text for text in (part.right, part.source, part.overdue) if text)
    titled = f"**{SECTION_TITLES[part.section]}**\n\n" if part.section in SECTION_TITLES else ""
    text = f"{titled}{part.markdown}" + (f"\n\n_{below}_" if below else "")
    return message_html(Shown(0, "bot", text, dt.datetime.combine(day, dt.time(), dt.UTC), ()))


def _buttons(content: Content, part: Written, reader: Reader) -> tuple[str, ...]:
    labels = [SECTION_TITLES[section] for section in part.sections]
    if part.is_cut or content.answers[part.answer].fields.handoff == "offer":
        labels.append(Phrases(content, reader.day).choice("adviser"))
    return tuple(labels[:6])


def differences(before: Content, after: Content, fact: str, day: dt.date, overdue_days: int) -> list[Difference]:
    """The texts of answers that read differently on a day once a fact is changed."""
    found = []
    for use in uses_of(after, fact):
        audience = Audience(council=use.council)
        for section in (LEAD, *SECTION_TITLES):
            now = write_answer(after, use.answer, audience, day, section, overdue_days=overdue_days)
            was = write_answer(before, use.answer, audience, day, section, overdue_days=overdue_days)
            old, new = bubble_html(was, day) if was else "", bubble_html(now, day) if now else ""
            if old != new:
                found.append(Difference(use.title, use.council, old, new))
    return found
