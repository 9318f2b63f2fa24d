"""Makes a kept message an example question of an answer: checked, live, in the history, learnt in the background."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import process

from bot.content.edits import CannotEdit, one_line, parse, set_items
from bot.content.folder import digest
from bot.content.loader import Content
from bot.content.publishing import Proposal, Publisher
from bot.storage.history import How, Made
from bot.storage.unanswered import Unanswered, UnansweredQueue
from bot.unanswered.everyday import everyday_words, may_be_shown
from bot.unanswered.personal import without_placeholders

_FENCE = "---"
_NEAR = 3


class CannotAdd(Exception):
    """The question cannot be added; the message is one sentence for an editor."""


@dataclass(frozen=True)
class Shown:
    """What editors may see of the queue.

    Attributes:
        messages: the messages, the most asked first.
        held: how many wait until more chats ask nearly the same.
    """

    messages: list[Unanswered]
    held: int


@dataclass(frozen=True)
class Adding:
    """A message that is to become a question.

    Attributes:
        number: its number in the queue.
        answer: id of the answer that it shall lead to.
        words: the question.
        who: the editor's name, for the history.
        how: by which way.
        warned: whether the editor has seen the warnings.
    """

    number: int
    answer: str
    words: str
    who: str
    how: How
    warned: bool = False


def shown(queue: UnansweredQueue, content: Content, least: int) -> Shown:
    """What editors may see (bot/unanswered/everyday.py); `least` is the setting OFFER_UNANSWERED_FROM."""
    everyday = everyday_words({name: answer.fields.questions for name, answer in content.answers.items()})
    messages = queue.all()
    seen = [m for m in messages if may_be_shown(m.text, m.count, least, everyday)]
    return Shown(seen, len(messages) - len(seen))


def question_of(message: Unanswered) -> str:
    """The question that a message would be."""
    return without_placeholders(message.text)


def add_question(publisher: Publisher, queue: UnansweredQueue, asked: Adding) -> int:
    """Adds a question to its answer's file, and takes the message out of the queue.

    Returns:
        the number of the change. Raises CannotAdd, ChangeRefused and ChangedMeanwhile; then nothing has changed.
    """
    content = publisher.live.content
    if not asked.answer:
        raise CannotAdd("Say which answer it belongs to.")
    answer = content.answers.get(asked.answer)
    if answer is None:
        raise CannotAdd(f"There is no answer “{asked.answer}”.{_perhaps(asked.answer, content)}")
    words = one_line(without_placeholders(asked.words))
    if not words:
        raise CannotAdd("The question is empty.")
    file = answer.marks.path.relative_to(content.folder).as_posix()
    text = publisher.folder.read(file) or ""
    try:
        new = with_question(text, words)
    except CannotEdit as fault:
        raise CannotAdd(f"{fault} Add the question on the answer's own page.") from None
    made = Made(asked.who, f"Somebody asked this and found no answer: “{words}”", asked.how)
    proposal = Proposal(file, new, digest(text), made, lambda fault: False, asked.warned)
    number = publisher.publish(proposal)
    if number is None:
        raise CannotAdd("This question stands there already.")
    queue.done(asked.number)
    return number


def with_question(text: str, question: str) -> str:
    """An answer's file with one more question at the end of its questions; everything else stays byte for byte.

    Raises CannotEdit when the fields are not where they should be.
    """
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE), None)
    if lines[0].strip() != _FENCE or end is None:
        raise CannotEdit("The fields of this file do not stand between two lines of dashes.")
    fields = parse("\n".join(lines[1:end]))
    if not isinstance(fields, dict):
        raise CannotEdit("This file has no fields.")
    questions = [one_line(str(item)) for item in fields.get("questions") or []]
    if question in questions:
        return text
    return "\n".join([lines[0], *set_items(lines[1:end], "questions", [*questions, question]), *lines[end:]])


def _perhaps(answer: str, content: Content) -> str:
    near = [name for name, score, _ in process.extract(answer, list(content.answers), limit=_NEAR) if score >= 60]
    return f" Do you mean {' or '.join(near)}?" if near else ""
