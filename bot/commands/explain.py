"""`offer explain`: why a message went where it went, in plain words."""

from __future__ import annotations

import asyncio
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import ROOT, BadSetting

if TYPE_CHECKING:
    from bot.explain import Passage

_WIDTH = 100


def explain(
    message: Annotated[str, typer.Argument(help="The message, in quotes, as somebody wrote it.")],
    council: Annotated[str | None, typer.Option(help="Id of the council, such as leicestershire.")] = None,
    age: Annotated[int | None, typer.Option(help="Age in years.")] = None,
    content: Annotated[Path, typer.Option(help="The content folder.")] = ROOT / "offer_content",
) -> None:
    """Show why a message goes where it goes: what it is near to, what was decided, and what to change."""
    from bot.ask import own_bot
    from bot.cli import _model
    from bot.explaining import CannotExplain, explained
    from bot.logs import log_to_stderr
    from bot.rasa.client import RasaFailed

    log_to_stderr("warning")
    folder = content.resolve()
    model = _model(folder)

    async def run() -> Sequence[Passage]:
        async with own_bot(model, folder) as bot:
            return await explained(bot.rasa.client, bot.content.content, message, bot.clock().date(), council, age)

    try:
        sys.stdout.write(written(asyncio.run(run())))
    except CannotExplain as refusal:
        raise BadSetting(str(refusal)) from None
    except RasaFailed as failure:
        raise BadSetting(f"The message could not be explained: {failure}.") from None


def written(passages: Sequence[Passage]) -> str:
    """An explanation as text for a terminal."""
    lines: list[str] = []
    for passage in passages:
        lines += [passage.heading, *(_wrapped(said, "  ") for said in passage.said)]
        lines += [_wrapped(item, "  - ", "    ") for item in passage.items]
        lines.append("")
    return "\n".join(lines)


def _wrapped(text: str, first: str, later: str | None = None) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=first, subsequent_indent=later or first, break_long_words=False)
