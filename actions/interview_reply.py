"""Takes what a person said to an interview: an answer, a button, “back”, “stop”, or an earlier answer put right."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.base import phrases
from actions.interview_words import value_words
from actions.turn import Turn
from bot.interviews.listening import limits_of
from bot.interviews.model import SAME, SKIPPED, UNKNOWN, Interview, Question
from bot.interviews.patterns import Command
from bot.interviews.progress import CHANGE, SUMMARY, Progress, asked_of, at_question, back, begin, take
from bot.interviews.reading import (
    command_of,
    in_bounds,
    is_marked,
    named_question,
    read_answer,
    read_correction,
    says_same,
    says_yes,
)


@dataclass(frozen=True)
class Taken:
    """The interview after a reply.

    Attributes:
        progress: how far it is; at None when it has come to its end.
        first: what is said before what comes next; may be empty.
        stopped: whether the person wants to stop.
    """

    progress: Progress
    first: str = ""
    stopped: bool = False


def take_reply(turn: Turn, interview: Interview, progress: Progress) -> Taken:
    """What a message makes of an interview."""
    if turn.button:
        return _button(turn, interview, progress)
    command = command_of(turn.text)
    if command is not None:
        return _command(turn, interview, progress, command)
    limits = limits_of(turn.content, interview, turn.day)
    corrected = read_correction(interview, progress, turn.text, limits)
    if corrected:
        return _corrected(turn, interview, progress, *corrected)
    updated = with_learnt(turn, interview, progress)
    changed = [q for q in asked_of(interview, updated.answers) if _differs(q, progress, updated)]
    if changed and is_marked(turn.text):
        question = changed[0]
        return _corrected(turn, interview, progress, question.key, updated.answers[question.key])
    taken = _typed(turn, interview, updated, limits)
    if changed and taken.progress.answers == updated.answers and taken.first:
        question = changed[0]
        return replace(taken, first=_corrected_words(turn, question, updated.answers[question.key]))
    return taken


def with_learnt(turn: Turn, interview: Interview, progress: Progress) -> Progress:
    """The interview with what a message told of the person besides, the question that waits left alone."""
    for question in asked_of(interview, progress.answers):
        value = turn.learnt.get(question.profile or "")
        if value is not None and question.key != progress.at and progress.answers.get(question.key) != str(value):
            progress = replace(take(interview, progress, question.key, str(value)), at=progress.at)
    return progress


def profile_of(interview: Interview, progress: Progress) -> dict[str, object]:
    """What the answers tell of the person."""
    told: dict[str, object] = {}
    for question in asked_of(interview, progress.answers):
        value = progress.answers.get(question.key, UNKNOWN)
        if question.profile and value not in (UNKNOWN, SKIPPED):
            told[question.profile] = int(value) if question.profile == "age" else value
    return told


def _differs(question: Question, before: Progress, after: Progress) -> bool:
    return question.key in before.answers and before.answers[question.key] != after.answers.get(question.key)


def _button(turn: Turn, interview: Interview, progress: Progress) -> Taken:
    key, value = turn.button.get("key", ""), turn.button.get("value", "")
    if turn.button.get("interview") != interview.id:  # of another interview, from before
        return Taken(progress, phrases(turn).say("interview_back_to"))
    if key == SUMMARY:
        if value == "stop":
            return Taken(progress, stopped=True)
        return Taken(replace(progress, at=None if value == "yes" and progress.at == SUMMARY else CHANGE))
    asked = {q.key: q for q in asked_of(interview, progress.answers)}
    if key == CHANGE and value in asked:
        return Taken(replace(progress, at=value))
    question = asked.get(key)
    if question and value == SAME and question.same_as:
        value = progress.answers.get(question.same_as, UNKNOWN)
    possible = question.values() if question else []
    if possible is None and question and question.kind == "council":
        possible = [UNKNOWN, *turn.content.councils]
    if question is None or value not in (possible if possible is not None else (UNKNOWN, SKIPPED)):
        return Taken(progress, phrases(turn).say("interview_back_to"))
    if key != progress.at and key in progress.answers:
        return _corrected(turn, interview, progress, key, value)
    return Taken(take(interview, progress, key, value))


def _command(turn: Turn, interview: Interview, progress: Progress, command: Command) -> Taken:
    said = phrases(turn)
    if command is Command.STOP:
        return Taken(progress, stopped=True)
    if command is Command.BACK:
        return Taken(back(interview, progress))
    if command is Command.AGAIN:
        return Taken(begin(interview, turn.audience, progress.data), said.say("interview_again"))
    question = at_question(interview, progress)
    if command is Command.HELP and question:
        return Taken(progress, said.fill(question.help) if question.help else said.say("interview_no_help"))
    return Taken(progress)


def _corrected(turn: Turn, interview: Interview, progress: Progress, key: str, value: str) -> Taken:
    """Another answer to an earlier question; the question that waits goes on waiting, if it is still asked."""
    question = interview.question(key)
    if question is None or not in_bounds(question, value):
        return Taken(progress, _out_of_bounds(turn, question) if question else "")
    after = take(interview, progress, key, value)
    still = {q.key for q in asked_of(interview, after.answers)} | {SUMMARY}
    if progress.at in still:
        after = replace(after, at=progress.at)
    turn.learnt.pop(question.profile or "", None)
    return Taken(after, _corrected_words(turn, question, value))


def _typed(turn: Turn, interview: Interview, progress: Progress, limits: dict[str, float]) -> Taken:
    question = at_question(interview, progress)
    if question is None:
        return _at_summary(turn, interview, progress)
    if question.kind == "council":
        value = _council(turn, question, progress)
    else:
        value = read_answer(question, turn.text, limits.get(question.key))
    if value is None:
        key = "interview_no_council" if question.kind == "council" else "interview_not_read"
        return Taken(progress, phrases(turn).say(key))
    if not in_bounds(question, value):
        return Taken(progress, _out_of_bounds(turn, question))
    return Taken(take(interview, progress, question.key, value))


def _at_summary(turn: Turn, interview: Interview, progress: Progress) -> Taken:
    named = named_question(interview, progress, turn.text)
    if named:
        return Taken(replace(progress, at=named))
    right = says_yes(turn.text)
    if right is None:
        return Taken(progress, phrases(turn).say("interview_not_read"))
    if progress.at == CHANGE:  # “no, leave it”
        return Taken(replace(progress, at=SUMMARY))
    return Taken(replace(progress, at=None if right else CHANGE))


def _council(turn: Turn, question: Question, progress: Progress) -> str | None:
    """The council that a reply names, by the role that was asked for; what else was made of its places is dropped."""
    places = turn.places()
    role = question.profile or ""
    value = turn.learnt.get(role)
    if value is None and places:
        others = {str(v) for k, v in turn.learnt.items() if k in ("council", "lives_in") and k != role}
        value = next((p for p in places if p not in others), places[0])
    if len(set(places)) <= 1:
        turn.learnt.pop("council", None)
        turn.learnt.pop("lives_in", None)
    if value is not None:
        return str(value)
    if question.same_as and says_same(turn.text):
        return progress.answers.get(question.same_as, UNKNOWN)
    return read_answer(question, turn.text)


def _corrected_words(turn: Turn, question: Question, value: str) -> str:
    label = phrases(turn).fill(question.label)
    return phrases(turn).say("interview_corrected", label=label, value=value_words(turn, question, value))


def _out_of_bounds(turn: Turn, question: Question) -> str:
    return phrases(turn).say("interview_not_number", least=question.least, most=question.most)
