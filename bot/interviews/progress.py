"""How far a person is in an interview: the next question, taking an answer, going back. Plain data in and out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.content.model import Audience
from bot.interviews.model import SKIPPED, UNKNOWN, Interview, Question

SUMMARY, CHANGE = "=summary", "=change"  # in place of a question: is this right, and which one shall we change
WAITS = "interview"  # in the state's `asked`: the bot's last words were an interview's question
_SPAN = re.compile(r"(\d+)(?:\+|-(\d+))")


@dataclass(frozen=True)
class Progress:
    """An interview that has begun.

    Attributes:
        interview: its id.
        answers: by question key.
        known: keys of the questions that were answered by what is known of the person, or by the start's data.
        at: the key of the question that waits, SUMMARY or CHANGE; None when nothing is left to ask.
        data: what went with the start.
    """

    interview: str
    answers: Mapping[str, str] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    at: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)

    def as_state(self) -> dict[str, Any]:
        """As it is kept between messages."""
        return {
            "interview": self.interview, "answers": dict(self.answers), "known": list(self.known), "at": self.at,
            "data": dict(self.data),
        }  # fmt: skip


def from_state(state: Mapping[str, Any]) -> Progress | None:
    """The interview that a conversation's state holds, or None."""
    kept = state.get("interview")
    if not isinstance(kept, Mapping) or not kept.get("interview"):
        return None
    return Progress(
        str(kept["interview"]), dict(kept.get("answers") or {}), tuple(kept.get("known") or ()), kept.get("at"),
        dict(kept.get("data") or {}),
    )  # fmt: skip


def waits(state: Mapping[str, Any]) -> bool:
    """Whether an interview's question was the last thing the bot said."""
    return from_state(state) is not None and WAITS in (state.get("asked") or [])


def begin(interview: Interview, audience: Audience, data: Mapping[str, str] | None = None) -> Progress:
    """A new interview, at its first question.

    Args:
        interview: the interview.
        audience: what is known of the person, which is not asked again.
        data: what went with the start; an entry with a question's key answers that question.
    """
    given = dict(data or {})
    answers = {q.key: given.pop(q.key) for q in interview.questions if q.key in given}
    for question in interview.questions:
        value = getattr(audience, question.profile) if question.profile else None
        if value is not None and question.key not in answers:
            answers[question.key] = str(value)
    return onward(interview, Progress(interview.id, answers, tuple(answers), data=given))


def fits(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether a question is asked, given the answers before it."""
    return all(is_one_of(answers.get(key), values) for key, values in question.when.items())


def is_one_of(value: str | None, allowed: Collection[str]) -> bool:
    """Whether a value is one of those allowed; a number also by `16+` and `16-17`."""
    if value is None or value in allowed:
        return value is not None
    if not value.isdecimal():
        return False
    for span in allowed:
        match = _SPAN.fullmatch(span)
        if match and int(match.group(1)) <= int(value) <= int(match.group(2) or value):
            return True
    return False


def asked_of(interview: Interview, answers: Mapping[str, str]) -> list[Question]:
    """The questions that are asked, in order; an answer to one that is not asked counts for nothing."""
    kept: dict[str, str] = {}
    found = []
    for question in interview.questions:
        if fits(question, kept):
            found.append(question)
            if question.key in answers:
                kept[question.key] = answers[question.key]
    return found


def onward(interview: Interview, progress: Progress) -> Progress:
    """At the first question without an answer; after the last at the summary, or at None when there is none."""
    for question in asked_of(interview, progress.answers):
        if question.key not in progress.answers:
            return replace(progress, at=question.key)
    return replace(progress, at=SUMMARY if interview.summary else None)


def take(interview: Interview, progress: Progress, key: str, value: str) -> Progress:
    """The interview with one more answer, or another in place of an earlier one, at its next question."""
    answers = {**progress.answers, key: value}
    asked = {q.key for q in asked_of(interview, answers)}
    return onward(interview, replace(progress, answers={k: v for k, v in answers.items() if k in asked}))


def back(interview: Interview, progress: Progress) -> Progress:
    """At the question before; at the first one when there is none before it."""
    keys = [q.key for q in asked_of(interview, progress.answers) if q.key not in progress.known]
    if not keys:
        return progress
    if progress.at not in keys:  # from the summary, to the last question
        return replace(progress, at=keys[-1])
    return replace(progress, at=keys[max(0, keys.index(progress.at) - 1)])


def at_question(interview: Interview, progress: Progress) -> Question | None:
    """The question that waits, or None at the summary and at the end."""
    return interview.question(progress.at or "")


def place(interview: Interview, progress: Progress) -> tuple[int, int, bool]:
    """Which question this is, of how many, and whether that number may still become less."""
    own = [q for q in _possible(interview, progress.answers) if q.key not in progress.known]
    number = next((n for n, q in enumerate(own, start=1) if q.key == progress.at), len(own))
    asked = {q.key for q in asked_of(interview, progress.answers)}
    return number, len(own), any(q.key not in asked for q in own)


def _possible(interview: Interview, answers: Mapping[str, str]) -> list[Question]:
    """The questions that are asked, or would be after some answer that is still to come."""
    possible: list[Question] = []
    for question in interview.questions:
        open_keys = {q.key for q in possible if q.key not in answers}
        closed = {k: v for k, v in question.when.items() if k not in open_keys}
        reachable = {k: answers[k] for k in answers if any(q.key == k for q in possible)}
        if all(is_one_of(reachable.get(key), values) for key, values in closed.items()):
            possible.append(question)
    return possible


def outcome(interview: Interview, progress: Progress) -> dict[str, str]:
    """What the ending gets: the answers of the questions that were asked, and the start's data."""
    asked = asked_of(interview, progress.answers)
    answers = {q.key: progress.answers.get(q.key, SKIPPED if q.kind == "text" else UNKNOWN) for q in asked}
    return {**progress.data, **answers}
