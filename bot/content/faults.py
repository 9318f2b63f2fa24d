"""What is wrong with a content file, told so that an editor can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place.

    Attributes:
        path: the file, relative to the content folder.
        line: the line, counted from 1.
        problem: what is wrong, one sentence.
        fix: how to put it right, one sentence.
    """

    path: Path
    line: int
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem}\n    Fix: {self.fix}"


class ContentFaults(Exception):
    """The content cannot be used; `faults` holds every fault found, in file order."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(map(str, self.faults)))
