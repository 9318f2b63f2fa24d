"""The content check: everything an editor can get wrong, all at once. bot/content/checks has a module for each kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from bot.content.checks import READING, run
from bot.content.checks.material import Material
from bot.content.checks.questions import MINIMUM_QUESTIONS
from bot.content.faults import Fault
from bot.content.launch import read_signatures
from bot.content.loader import Content, read_content
from bot.content.style import read_style

__all__ = ["MINIMUM_QUESTIONS", "check_content", "check_read", "stopping"]


def check_content(folder: Path, today: dt.date) -> list[Fault]:
    """Returns everything wrong with the content folder, in file order; empty when all is in order.

    Faults stop a release, warnings do not (`Fault.severity`, and `stopping`). The finder's encoder and the web are not
    asked: bot.content.confusing and bot.content.online do that.
    """
    return check_read(*read_content(folder), today)


def check_read(content: Content, read: list[Fault], today: dt.date) -> list[Fault]:
    """As check_content, for content that has been read, with the faults of reading it."""
    style, of_style = read_style(content.folder)
    _, of_signatures = read_signatures(content.folder, today)
    found = [replace(fault, check=READING) for fault in [*read, *of_style, *of_signatures]]
    return sorted({*found, *run(Material(content, today, style))})


def stopping(faults: list[Fault]) -> list[Fault]:
    """The faults that stop a release."""
    return [fault for fault in faults if fault.severity == "fault"]
