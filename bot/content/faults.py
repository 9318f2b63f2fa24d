"""What is wrong with a content file, told so that an editor can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["fault", "warning"]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place.

    Attributes:
        path: the file, relative to the content folder.
        line: the line, counted from 1.
        problem: what is wrong, one sentence.
        fix: how to put it right, one sentence.
        check: id of the check that found it (bot/content/checks); empty for what reading the files shows.
        severity: a fault stops a release; a warning is worth an editor's look.
    """

    path: Path
    line: int
    problem: str
    fix: str
    check: str = ""
    severity: Severity = "fault"

    def __str__(self) -> str:
        told = self.problem if self.severity == "fault" else f"(worth a look) {self.problem}"
        return f"{self.path}:{self.line}: {told}\n    Fix: {self.fix}"


class ContentFaults(Exception):
    """The content cannot be used; `faults` holds every fault found, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))
