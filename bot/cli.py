"""The `offer` command."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import (
    advisers,
    alerts,
    check,
    console,
    council,
    editors,
    explain,
    people,
    policy,
    suggestions,
    training,
    unanswered,
    upkeep,
)
from bot.settings import LOCAL, ROOT, BadSetting, load_settings

if TYPE_CHECKING:
    from bot.ask import Line

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The chat that tells care leavers what they are owed.",
)
handoffs = typer.Typer(no_args_is_help=True, help="The cases that were handed to a human.")
app.add_typer(handoffs, name="handoffs")
app.add_typer(alerts.alerts, name="alerts")
app.add_typer(suggestions.suggestions, name="suggestions")
app.add_typer(unanswered.unanswered, name="unanswered")
app.add_typer(upkeep.review, name="review")
app.add_typer(upkeep.facts, name="facts")
app.command()(upkeep.preview)
app.command()(check.check)
app.command()(explain.explain)
app.add_typer(training.training, name="training")
app.command()(policy.policy)
app.add_typer(council.council, name="council")
app.add_typer(editors.editors, name="editors")
app.add_typer(editors.content, name="content")
app.add_typer(console.console, name="console")
people.people.add_typer(advisers.adviser, name="adviser")
people.people.add_typer(advisers.route, name="route")
people.people.add_typer(advisers.desk, name="desk")
app.add_typer(people.people, name="people")

CONTENT = ROOT / "offer_content"
MODELS = LOCAL / "models"
ContentOption = Annotated[Path, typer.Option(help="The content folder.")]


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _model(content: Path) -> Path:
    """The trained model for the present inputs, trained now when there is none."""
    from bot.rasa.models import tidy
    from bot.rasa.training import ENGINE_PYTHON, TrainingFailed, train, trained_model
    from common.front_matter import UnreadableFile

    if not ENGINE_PYTHON.is_file():
        raise BadSetting("Rasa's environment is not installed. Run: make install")
    try:
        model = trained_model(MODELS, ROOT, content)
    except UnreadableFile as fault:
        raise BadSetting(f"The content cannot be read: {fault}") from None
    if not model.is_file():
        _say("What the model learns from has changed, so it is trained now. This takes about a minute.")
        started = time.monotonic()
        try:
            train(model, ROOT, content, lambda line: _say(f"  {line}"))
        except TrainingFailed as failure:
            raise BadSetting(f"Training failed. The end of what Rasa said:\n{failure}") from None
        _say(f"Training took {time.monotonic() - started:.0f} s.")
        tidy(load_settings(), model)
    return model


def _starting_model(content: Path) -> Path:
    """The model that served last, so that the page and its answers are there at once; else one for this content."""
    from bot.rasa.models import last_in_service

    model = last_in_service(load_settings(), MODELS, ROOT)
    if model is None:
        return _model(content)
    _say("The model that served last is used; questions changed since then are learnt in the background.")
    return model


@app.command()
def run() -> None:
    """Start everything: the web chat, Telegram when it has a token, the custom actions and Rasa."""
    from bot.main import run_bot

    run_bot(_starting_model, _say)


@app.command()
def train(content: ContentOption = CONTENT) -> None:
    """Train the model if what it learns from has changed."""
    _say(f"The model is {_model(content.resolve()).relative_to(ROOT)}.")


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    council: Annotated[str | None, typer.Option(help="Id of the council, such as leicestershire.")] = None,
    age: Annotated[int | None, typer.Option(help="Age in years.")] = None,
    jsonl: Annotated[Path | None, typer.Option(help="A file of questions, one JSON object a line.")] = None,
    on: upkeep.On = None,
    content: ContentOption = CONTENT,
) -> None:
    """Ask a question, or a file of them, through the whole way, beside any running bot."""
    from bot.ask import Line, ask_all, ask_once, clock_as_at
    from bot.logs import log_to_stderr

    log_to_stderr("warning")
    clock = clock_as_at(on.date() if on else None)
    if jsonl is not None:
        lines = _lines_of(jsonl)
        asyncio.run(ask_all(_model(content.resolve()), content.resolve(), lines, sys.stdout, clock))
        return
    if question is None:
        raise BadSetting(
            'Give a question in quotes, such as: offer ask "do i pay council tax", or a file: --jsonl FILE'
        )
    model = _model(content.resolve())
    line = Line(id="1", text=question, council=council, age=age)
    answer = asyncio.run(ask_once(model, content.resolve(), line, clock))
    for text, buttons in answer["messages"]:
        sys.stdout.write(text + "\n")
        sys.stdout.write("".join(f"  [ {label} ]\n" for label in buttons) + "\n")


def _lines_of(path: Path) -> list[Line]:
    """The questions of a file, or of standard input for `-`."""
    from bot.ask import BadLine, read_lines

    try:
        if str(path) == "-":
            return read_lines(sys.stdin)
        with path.open(encoding="utf-8") as source:
            return read_lines(source)
    except BadLine as fault:
        raise BadSetting(str(fault)) from None
    except OSError as error:
        raise BadSetting(f"The file {path} cannot be read: {(error.strerror or 'unknown error').lower()}.") from None
    except UnicodeDecodeError:
        raise BadSetting(f"The file {path} is not UTF-8 text.") from None


@handoffs.command("list")
def list_handoffs() -> None:
    """The newest cases, without names and words."""
    from bot.handoffs import lines_of_cases

    sys.stdout.write("".join(f"{line}\n" for line in lines_of_cases()))


@handoffs.command("show")
def show_handoff(case: int) -> None:
    """One case, with what was said around it."""
    from bot.handoffs import text_of_case

    sys.stdout.write(text_of_case(case) + "\n")


def main() -> None:
    """Runs the command line; a setting that cannot be used gives one plain sentence."""
    from bot.content.faults import ContentFaults

    try:
        app()
    except BadSetting as fault:
        _say(str(fault))
        sys.exit(2)
    except ContentFaults as error:
        _say("The content has faults, so the bot does not start. Put them right, then check with: offer check")
        _say(str(error))
        sys.exit(2)
    except TimeoutError as late:
        _say(str(late))
        sys.exit(3)
