"""`offer suggestions`: what young people say should change, for the participation officer."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer

suggestions = typer.Typer(no_args_is_help=True, help="What young people say should change.")
Number = Annotated[int, typer.Argument(help="The number of the suggestion.")]


@suggestions.command("list")
def list_suggestions() -> None:
    """The newest suggestions, without names and words."""
    from bot.suggestions import lines_of_suggestions

    sys.stdout.write("".join(f"{line}\n" for line in lines_of_suggestions()))


@suggestions.command("show")
def show_suggestion(number: Number) -> None:
    """One suggestion with its words. From then on it counts as read by the council."""
    from bot.suggestions import text_of_suggestion

    sys.stdout.write(text_of_suggestion(number, _now()) + "\n")


@suggestions.command("answer")
def answer(
    number: Number,
    words: Annotated[str, typer.Argument(help="The answer, in quotes.")],
    officer: Annotated[str | None, typer.Option("--as", help="Who answers, when the team's file does not say.")] = None,
) -> None:
    """Answer a suggestion in the person's chat, if they wanted that."""
    from bot.suggestions import answer_suggestion

    sys.stdout.write(answer_suggestion(number, words, _now(), officer) + "\n")


@suggestions.command("close")
def close(number: Number) -> None:
    """Close a suggestion: it is dealt with, and can no longer be answered."""
    from bot.suggestions import close_suggestion

    sys.stdout.write(close_suggestion(number) + "\n")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
