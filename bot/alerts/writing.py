"""Writes an alert out: what its subject and its text say, with or without a young person's name and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.content.alert_words import AlertWords
from bot.handoff.alert import AlertWhy, CaseTold, DueAlert
from bot.handoff.model import CaseState
from bot.handoff.working_time import LONDON

LONGEST_WORDS = 280


@dataclass(frozen=True)
class Written:
    """An alert as words.

    Attributes:
        subject: one line.
        text: all of it, plain text.
        urgent: whether it is marked as pressing.
        case: number of the case, or None.
        address: where it is opened.
    """

    subject: str
    text: str
    urgent: bool
    case: int | None
    address: str


@dataclass(frozen=True)
class Names:
    """How ids are said: of a council and of a safety topic."""

    council: Callable[[str | None], str]
    topic: Callable[[str | None], str]


def write_alert(
    due: DueAlert, words: AlertWords | None, names: Names, address: str, now: dt.datetime, *, with_words: bool
) -> Written:
    """An alert as words.

    Args:
        due: the alert.
        words: the texts; None where the content has none, so that an alert leaves all the same.
        names: how councils and topics are called.
        address: where the case, or the console, is opened.
        now: the time.
        with_words: whether the young person's name and words may go by this route.
    """
    if words is None:
        return _bare(due, address)
    if due.case is None:
        lines = "\n".join(f"- {line}" for line in due.trouble)
        count = f"{len(due.trouble)} {'way' if len(due.trouble) == 1 else 'ways'}"
        text = words.trouble[due.why.value].format(count=count, lines=lines, address=address)
        return Written(words.subject.trouble, _repeated(text, due, words), False, None, address)
    case = due.case
    raised = said_time(case.raised, now)
    line = words.line(due.why, urgent=case.urgent, taken=case.state is CaseState.TAKEN).format(raised=raised)
    text = words.body.format(
        line=line, case=case.id, council=names.council(case.council), raised=raised, address=address
    )
    if with_words:
        text = f"{text}\n\n{_words_of(case, words, names)}"
    subject = (words.subject.urgent if case.urgent else words.subject.other).format(case=case.id)
    pressing = case.urgent and due.why is not AlertWhy.MESSAGE
    return Written(subject, _repeated(text, due, words), pressing, case.id, address)


def _bare(due: DueAlert, address: str) -> Written:
    case, urgent = (due.case.id, due.case.urgent) if due.case else (None, False)
    head = f"{'URGENT' if urgent else 'Open the console'}: {f'case {case}' if case else 'alerts need a look'}"
    return Written(head, f"{head}\n{address}", urgent, case, address)


def said_time(moment: dt.datetime, now: dt.datetime) -> str:
    """A moment as it is said in England: the time alone for today, else with the day."""
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _words_of(case: CaseTold, words: AlertWords, names: Names) -> str:
    said = " ".join((case.words or "").split())
    if len(said) > LONGEST_WORDS:
        said = f"{said[:LONGEST_WORDS].rsplit(' ', 1)[0]} …"
    return words.with_words.format(name=case.name or "not given", topic=names.topic(case.topic), words=said or "…")


def _repeated(text: str, due: DueAlert, words: AlertWords) -> str:
    return f"{text}\n\n{words.repeat}" if due.attempts else text
