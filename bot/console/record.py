"""A case as a plain note, for the council's own record of the young person. No input or output."""

from __future__ import annotations

import datetime as dt

from bot.casework.views import CasePage, CaseView
from bot.console.telling import plain_of, promised, when
from bot.console.words import console_words
from bot.handoff.working_time import LONDON

_SENDERS = {"person": "Young person", "bot": "Bot", "adviser": "Adviser"}
_SAFE = {"yes": "yes", "no": "NO", "asked": "not answered yet"}


def plain_record(page: CasePage, by: str, council: str, now: dt.datetime) -> str:
    """The note.

    Args:
        page: the case.
        by: who made the note, by name.
        council: the council's name.
        now: when.
    """
    parts = [
        _head(page.view, by, council, now),
        _section("What they were told", [f"- {line}" for line in promised(page.view.promise, now)]),
        _section("What was said", [f"{_stamp(m.when)}  {_SENDERS[m.sender]}: {plain_of(m)}" for m in page.messages]),
        _section("What happened", [_happened(page, i) for i in range(len(page.events))]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(view: CaseView, by: str, council: str, now: dt.datetime) -> str:
    said = console_words()
    lines = [
        f"Case {view.id}: {view.topic_name} ({view.verdict})",
        f"Council: {council}",
        f"Name: {view.name or 'not given'}. Age: {view.age if view.age is not None else 'not known'}.",
        f"To reach them: {view.contact or 'not given'}",
        f"Raised: {_stamp(view.raised)} ({when(view.raised, now)})",
        f"State: {said.states[view.state.value]}. Held by: {view.holder or 'nobody'}.",
    ]
    if view.safe_to_write is not None:
        lines.append(f"Safe to write to them in the chat: {_SAFE.get(view.safe_to_write, view.safe_to_write)}")
    if view.outcome:
        lines.append(f"Ended: {said.outcomes.get(view.outcome, view.outcome)}, {_stamp(view.closed or now)}")
    lines.append(
        f"This note was made by {by} on {_stamp(now)}. It holds the conversation around the case, not all of it."
    )
    return "\n".join(lines)


def _happened(page: CasePage, number: int) -> str:
    event = page.events[number]
    note = f" Note: {' '.join(str(event.data['note']).split())}" if event.data.get("note") else ""
    return f"{_stamp(event.at)}  {console_words().event(event)}.{note}".replace("”.", ".”").replace("?.”", "?”")


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title.upper(), *lines]) if lines else ""


def _stamp(at: dt.datetime) -> str:
    return f"{at.astimezone(LONDON):%d/%m/%Y %H:%M}"
