"""Questions nobody answered: what people asked and found no answer to, and which answer each belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from bot.content.edits import one_line
from bot.content.loader import Content
from bot.content.publishing import ChangedMeanwhile, ChangeRefused
from bot.editors.changing import Finding, findings
from bot.editors.web import Kindly, Visit, go
from bot.storage.unanswered import Unanswered, UnansweredQueue
from bot.unanswered.adding import Adding, CannotAdd, Shown, add_question, question_of, shown

MOST = 40
_LONGEST = 300
_WHY = {
    "no answer": "It said that it did not know.",
    "choices": "It offered choices, and none was taken.",
    "out of scope": "It took this for something outside the offer.",
    "corrected": "They said that it was not what they meant.",
    "other chosen": "It guessed, and they chose another answer (the first one below).",
}


@dataclass(frozen=True)
class _Row:
    """A message as the page shows it: why it is here, its nearest answers (id, title), and the question it would be."""

    message: Unanswered
    why: str
    near: list[tuple[str, str]]
    question: str


@dataclass(frozen=True)
class _Trouble:
    """Why a message could not be added, shown beside it: a sentence, or what the check found."""

    number: int
    problem: str
    findings: list[Finding]
    warned: bool
    words: str
    answer: str


def seen(visit: Visit) -> Shown:
    """What editors may see of the queue."""
    desk = visit.desk
    if desk.unanswered is None:
        return Shown([], 0)
    return shown(desk.unanswered, desk.publisher.live.content, desk.unanswered_from)


def unanswered(visit: Visit) -> Response:
    """The list."""
    return _page(visit)


def settle(visit: Visit) -> Response:
    """Adds a message to an answer's questions, or drops it."""
    number = int(visit.request.path_params["number"])
    queue = visit.desk.unanswered
    message = queue.one(number) if queue else None
    if queue is None or message is None:
        raise Kindly(404, "This question is not in the list any more", "Somebody else has dealt with it.")
    if visit.form.get("do") == "drop":
        queue.drop(number)
        return go("/editors/unanswered", done="dropped")
    return _add(visit, queue, message)


def _add(visit: Visit, queue: UnansweredQueue, message: Unanswered) -> Response:
    content, publisher = visit.desk.publisher.live.content, visit.desk.publisher
    answer = visit.form.get("to") or _chosen(content, visit.form.get("answer", ""))
    words = one_line(visit.form.get("words", ""))[:_LONGEST]
    asked = Adding(message.id, answer, words, visit.name, "desk", "warned" in visit.form)
    try:
        add_question(publisher, queue, asked)
    except CannotAdd as refusal:
        return _page(visit, _Trouble(message.id, str(refusal), [], False, words, answer))
    except ChangedMeanwhile:
        problem = "Somebody else changed this answer just now. Press the button again."
        return _page(visit, _Trouble(message.id, problem, [], False, words, answer))
    except ChangeRefused as refusal:
        found = findings(publisher.trials.now(), refusal.faults)
        problem = "The check has something to say about it. Nothing was changed."
        return _page(visit, _Trouble(message.id, problem, found, refusal.warnings, words, answer))
    return go("/editors/unanswered", done="added")


def _chosen(content: Content, typed: str) -> str:
    """The answer that was picked from the list, by its title or its id."""
    typed = one_line(typed)
    return next((name for name, answer in content.answers.items() if answer.fields.title == typed), typed)


def _page(visit: Visit, trouble: _Trouble | None = None) -> Response:
    content, found = visit.desk.publisher.live.content, seen(visit)
    titles = {name: answer.fields.title for name, answer in content.answers.items()}
    rows = [
        _Row(message, _WHY[message.kind.value], [(n, titles[n]) for n in message.near if n in titles],
             question_of(message))
        for message in found.messages[:MOST]
    ]  # fmt: skip
    return visit.page(
        "unanswered.html",
        422 if trouble else 200,
        rows=rows,
        trouble=trouble,
        more=max(0, len(found.messages) - MOST),
        held=found.held,
        least=visit.desk.unanswered_from,
        titles=sorted(titles.values()),
    )
