"""The `offer` command."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The chat that tells care leavers what they are owed."
)


@app.callback()
def _group() -> None:
    """One command for each job."""


@app.command()
def check(
    folder: Annotated[Path, typer.Option(help="The content folder.")] = Path("offer_content"),
) -> None:
    """Check the content: lists everything that is wrong, with file, line and how to put it right."""
    from bot.content.check import check_content

    faults = check_content(folder.resolve(), dt.datetime.now(dt.UTC).date())
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(faults)} faults found.\n" if faults else "The content is in order.\n")
    raise typer.Exit(1 if faults else 0)


def main() -> None:
    """Runs the command line."""
    app()
