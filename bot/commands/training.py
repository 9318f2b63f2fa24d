"""`offer training`: what became of changed questions, and which model serves."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from bot.settings import LOCAL, ROOT, BadSetting, load_settings

if TYPE_CHECKING:
    from bot.storage.training_runs import TrainingRun, TrainingRuns

training = typer.Typer(no_args_is_help=True, help="Changed questions: what was learnt, and what was kept aside.")
MODELS = LOCAL / "models"
_PATIENCE = 30.0  # seconds; a running bot looks every second, and a swap takes some
_LATER = "No running bot took it up yet. It will, within seconds of its start."


@contextmanager
def _open() -> Iterator[TrainingRuns]:
    from bot.storage.database import open_database
    from bot.storage.training_runs import TrainingRuns

    engine = open_database(load_settings().database_url)
    try:
        yield TrainingRuns(engine)
    finally:
        engine.dispose()


@training.command("list")
def list_runs() -> None:
    """The newest trainings, and which of them serves."""
    from bot.rasa.training_words import STATE_WORDS

    with _open() as runs:
        newest, served = runs.newest(), runs.served(1)
    if not newest:
        _print("Nothing has been trained since the bot was first started.")
    for run in newest:
        mark = "  in service" if served and served[0].id == run.id else ""
        _print(f"{run.id:>5}  {run.started:%Y-%m-%d %H:%M}  {STATE_WORDS[run.state]}{mark}")


@training.command()
def show(number: int) -> None:
    """One training: what had changed, what became of it, and the figures before and now."""
    from bot.rasa.training_words import STATE_WORDS, table

    with _open() as runs:
        run, served = runs.run(number), runs.served(1)
    if run is None:
        raise BadSetting(f"There is no training {number}. See: offer training list")
    ended = f", ended {run.ended:%Y-%m-%d %H:%M}" if run.ended else ""
    _print(f"Training {run.id}: {STATE_WORDS[run.state]}. Begun {run.started:%Y-%m-%d %H:%M}{ended} (UTC).")
    if served and served[0].id == run.id:
        _print("It is in service.")
    if run.changed:
        _print(f"Answers with changed questions: {', '.join(run.changed)}.")
    for line in [*run.message.splitlines(), "", *table(run)]:
        _print(line)


@training.command()
def use(number: int) -> None:
    """Put a training's model in service: one that was kept aside, or an earlier one."""
    from bot.rasa.models import choose_model

    with _open() as runs:
        choose_model(number, MODELS, ROOT, runs)
        runs.want(number, dt.datetime.now(dt.UTC))
        done = _wait(runs, number)
        served = runs.served(1)
    if done is None:
        _print(_LATER)
    elif served and served[0].id == number:
        _print(f"The model of training {number} is in service.")
    else:
        _print(f"The model of training {number} could not be put in service. See: offer training show {number}")


def _wait(runs: TrainingRuns, number: int) -> TrainingRun | None:
    """The run, once the running bot has dealt with the wish; None when nobody does."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        run = runs.run(number)
        if run is None or run.wanted is None:
            return run
        time.sleep(0.5)
    return None


@training.command()
def retry() -> None:
    """Have the running bot learn and check the present questions again."""
    with _open() as runs:
        number = runs.ask(dt.datetime.now(dt.UTC))
    _print(f"Asked for, as training {number}. The running bot begins within seconds; see: offer training show {number}")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
