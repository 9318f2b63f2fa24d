"""`offer council ...`: starting a council's layer, and what is left to fill in."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import ROOT, BadSetting

council = typer.Typer(no_args_is_help=True, help="Councils and what they add to the answers of England.")

_Id = Annotated[str, typer.Argument(help="Id of the council in places.yml, such as kent.")]
_Content = Annotated[Path, typer.Option(help="The content folder.")]
CONTENT = ROOT / "offer_content"


@council.command("new")
def new_council(council_id: _Id, content: _Content = CONTENT) -> None:
    """Start a council's layer: makes the files to fill in, and lists them. Nothing is shown before it is filled in."""
    from bot.content.loader import load_content
    from bot.content.new_council import NotPossible, start_council

    folder = _folder(content)
    try:
        made = start_council(load_content(folder), council_id, dt.datetime.now(dt.UTC).date())
    except NotPossible as why:
        raise BadSetting(str(why)) from None
    except OSError as error:
        raise BadSetting(f"The files could not be written: {error.strerror or error}.") from None
    sys.stdout.write(f"{len(made)} files made.\n")
    council_status(council_id, content)


@council.command("status")
def council_status(council_id: _Id, content: _Content = CONTENT) -> None:
    """List what a council has still to fill in."""
    from bot.content.loader import load_content
    from bot.content.new_council import NotPossible, lines_of, status_of

    try:
        status = status_of(load_content(_folder(content)), council_id)
    except NotPossible as why:
        raise BadSetting(str(why)) from None
    sys.stdout.write("".join(f"{line}\n" for line in lines_of(status)))


def _folder(content: Path) -> Path:
    if not content.is_dir():
        raise BadSetting(f"There is no content folder at {content}.")
    return content.resolve()
