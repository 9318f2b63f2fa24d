"""`offer policy`: the safeguarding policy in plain words."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import ROOT, BadSetting

CONTENT = ROOT / "offer_content"


def policy(
    council: Annotated[str | None, typer.Argument(help="Id of the council, such as leicestershire.")] = None,
    content: Annotated[Path, typer.Option(help="The content folder.")] = CONTENT,
) -> None:
    """Show who is told of what, and when: England's policy, or a council's."""
    from bot.content.loader import load_content
    from bot.handoff.in_words import policy_lines, topic_lines

    loaded = load_content(content.resolve())
    if council is not None and council not in loaded.councils:
        raise BadSetting(f"There is no council “{council}” in places.yml.")
    own = council in loaded.handoff.councils
    whose = loaded.councils[council].name if council else "England"
    lines = [f"The policy of {whose}" + ("" if own or council is None else ", which has set nothing of its own"), ""]
    lines += policy_lines(loaded.handoff.of(council))
    lines += ["", "Topics (offer_content/safety/topics.yml):", *topic_lines(loaded.topics.values())]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
