"""`offer unanswered`: what people asked and found no answer to, without personal data."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import BadSetting, load_settings

if TYPE_CHECKING:
    from bot.storage.unanswered import Unanswered, UnansweredQueue

unanswered = typer.Typer(no_args_is_help=True, help="What people asked and found no answer to.")
Number = Annotated[int, typer.Argument(help="The number of the message.")]
WORDS = {
    "no answer": "no answer",
    "choices": "none of the choices was taken",
    "out of scope": "taken for something outside the offer",
    "corrected": "the person said that it was not what they meant",
    "other chosen": "it guessed, and the person chose another answer",
}


@unanswered.command("list")
def list_unanswered(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a program.")] = False,
) -> None:
    """List the messages, the most asked first, with the answers that were nearest."""
    from bot.content.loader import load_content
    from bot.unanswered.adding import shown

    settings = load_settings()
    with _queue() as queue:
        found = shown(queue, load_content(settings.content), settings.unanswered_from)
    if as_json:
        rows = {"messages": [_as_json(message) for message in found.messages], "held": found.held}
        _write(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for message in found.messages:
        _write(_line(message))
        _write(f"       nearest: {', '.join(message.near) or 'nothing'}")
    if not found.messages:
        _write("There is nothing that was asked without an answer.")
    if found.held:
        _write(_held(found.held, settings.unanswered_from))


@unanswered.command("add")
def add(
    number: Number,
    answer: Annotated[str, typer.Argument(help="Id of the answer that it belongs to, such as council-tax.")],
    words: Annotated[str | None, typer.Option("--as", help="Other words for the question, in quotes.")] = None,
    by: Annotated[str, typer.Option(help="Your name, for the history.")] = "the command line",
    warned: Annotated[bool, typer.Option("--all-the-same", help="Add it although the check warns.")] = False,
) -> None:
    """Make a message an example question of an answer. It is checked first; a running bot learns it by itself."""
    from bot.content.live import LiveContent
    from bot.content.publishing import ChangedMeanwhile, ChangeRefused, Publisher
    from bot.logs import log_to_stderr
    from bot.storage.history import ContentHistory
    from bot.unanswered.adding import Adding, CannotAdd, add_question, question_of

    log_to_stderr("warning")
    with _queue() as queue:
        message = _message(queue, number)
        publisher = Publisher(LiveContent(load_settings().content), ContentHistory(queue.engine), _now)
        asked = Adding(number, answer, words or question_of(message), by, "command", warned)
        try:
            change = add_question(publisher, queue, asked)
        except CannotAdd as refusal:
            raise BadSetting(str(refusal)) from None
        except ChangedMeanwhile:
            raise BadSetting("Somebody else changed this answer just now. Try again.") from None
        except ChangeRefused as refusal:
            hint = " To add it all the same: --all-the-same." if refusal.warnings else ""
            raise BadSetting(f"Nothing was changed.{hint} The check says:\n{refusal}") from None
    _write(f"It is a question of {answer} now. A running bot learns it in the background: offer training list")
    _write(f"To take it back: offer content back {change}")


@unanswered.command("drop")
def drop(number: Number) -> None:
    """Drop a message. It does not come back when it is asked again."""
    with _queue() as queue:
        _message(queue, number)
        queue.drop(number)
    _write(f"Message {number} is dropped.")


def _message(queue: UnansweredQueue, number: int) -> Unanswered:
    message = queue.one(number)
    if message is None:
        raise BadSetting(f"There is no message {number}. All of them: offer unanswered list")
    return message


def _line(message: Unanswered) -> str:
    chats = "1 chat" if message.count == 1 else f"{message.count} chats"
    return f"{message.id:>5}  {message.last_day:%Y-%m-%d}  {chats:<8}  {message.text}  ({WORDS[message.kind.value]})"


def _held(held: int, least: int) -> str:
    are = "1 more is" if held == 1 else f"{held} more are"
    return (
        f"{are} kept back until {least} chats ask nearly the same: long messages and unusual words can tell who "
        "somebody is."
    )


def _as_json(message: Unanswered) -> dict[str, object]:
    return {
        "number": message.id,
        "text": message.text,
        "why": message.kind.value,
        "chats": message.count,
        "nearest": list(message.near),
        "first_day": message.first_day.isoformat(),
        "last_day": message.last_day.isoformat(),
    }


@contextlib.contextmanager
def _queue() -> Iterator[UnansweredQueue]:
    from bot.storage.database import open_database
    from bot.storage.unanswered import UnansweredQueue

    database = open_database(load_settings().database_url)
    try:
        yield UnansweredQueue(database)
    finally:
        database.dispose()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
