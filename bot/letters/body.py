"""Reads the text of a letter: the letter itself, the parts that depend on an answer, and what the person does with it.

The marks an editor uses, besides [F01] and {F01.amount}:
    {name}                    what the person said, or a gap such as [your name]
    ::: if address            this part stands only when `address` was answered (a yes or no: with yes)
    ::: if reason is late     only with this answer; also `is late or refused`; `unknown` is also one that was skipped
    ::: without address       only when `address` was skipped, not known, not asked, or answered with no
    ::: age under 21          only when the age is known to be this; also `21 and over`, `18 to 20`
    ## How to send it         a part that is not in the letter; the headings allowed are those in HEADINGS
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.body import LEAD, AgeRange, Block, Body
from bot.interviews.model import UNKNOWN

HEADINGS = {"how to send it": "send", "what happens next": "next", "if they do not answer": "unanswered"}
TITLES = {"send": "How to send it", "next": "What happens next", "unanswered": "If they do not answer"}
FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_NOT_SAID = ("", UNKNOWN)
_IF = re.compile(r"^(if|without)\s+([a-z][a-z0-9_]*)(?:\s+is\s+([a-z0-9_]+(?:\s+or\s+[a-z0-9_]+)*))?$", re.ASCII)
_AGE = re.compile(r"^age\s+(?:under\s+(\d{1,3})|(\d{1,3})\s+and\s+over|(\d{1,3})\s+to\s+(\d{1,3}))$", re.ASCII)
_FIX = "Write ::: if address, ::: if reason is late, ::: without address or ::: age under 21."


@dataclass(frozen=True)
class Condition:
    """When a part of a letter stands: by the answer to one question. No values: by whether there is an answer."""

    key: str
    values: tuple[str, ...] = ()
    wanted: bool = True

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether the part stands, given the answers."""
        said = answers.get(self.key, "").strip()
        if self.values:
            return ((said or UNKNOWN) in self.values) is self.wanted
        return (said not in (*_NOT_SAID, "no")) is self.wanted


@dataclass(frozen=True)
class LetterBlock(Block):
    """A run of a letter's Markdown; `condition` is None when it always stands."""

    condition: Condition | None = None

    def stands(self, answers: Mapping[str, str], age: int | None) -> bool:
        """Whether it stands for these answers and this age; a part for an age never stands when that is not known."""
        if self.ages is not None and (age is None or not self.ages.holds(age)):
            return False
        return self.condition is None or self.condition.holds(answers)

    def fields(self) -> list[tuple[str, int]]:
        """The fields in the text, in order, with their lines."""
        return [(m.group(1), self.line_at(m.start())) for m in FIELD.finditer(self.text)]


def parse_letter(text: str, first_line: int = 1) -> tuple[Body, list[tuple[int, str, str]]]:
    """Reads the text of a letter.

    Args:
        text: the Markdown below the front matter.
        first_line: the line of its first line in the file.

    Returns:
        the body, and the faults as (line, problem, fix).
    """
    reader = _Reader(first_line)
    for number, line in enumerate(text.splitlines(), start=first_line):
        reader.line(number, line)
    return reader.finish()


class _Reader:
    def __init__(self, first_line: int) -> None:
        self.body = Body()
        self.faults: list[tuple[int, str, str]] = []
        self.section, self.first, self.start = LEAD, first_line, first_line
        self.lines: list[str] = []
        self.opened = 0  # the line of the block that is open
        self.ages: AgeRange | None = None
        self.condition: Condition | None = None

    def line(self, number: int, line: str) -> None:
        stripped = line.strip()
        if stripped.startswith("#"):
            self._heading(number, stripped)
        elif stripped.startswith(":::"):
            self._fence(number, stripped[3:].strip())
        elif stripped or self.lines:
            if not self.lines:
                self.start = number
            self.lines.append(line)

    def finish(self) -> tuple[Body, list[tuple[int, str, str]]]:
        self._flush()
        if self.opened:
            self.faults.append((self.opened, "This part is never closed.", "Add a line with ::: after it."))
        if not self.body.sections.get(LEAD):
            self.faults.append((self.first, "There is no letter before the first heading.", "Write the letter there."))
        if not self.body.sections.get("send"):
            self.faults.append((self.first, "It does not say how to send it.", "Add ## How to send it and its text."))
        return self.body, self.faults

    def _heading(self, number: int, heading: str) -> None:
        self._flush()
        key = HEADINGS.get(heading.lstrip("#").strip().lower())
        if key is None or not heading.startswith("## "):
            allowed = ", ".join(f"## {title}" for title in TITLES.values())
            self.faults.append((number, f"The heading “{heading}” is not known.", f"Use one of: {allowed}."))
        elif key in self.body.sections:
            self.faults.append((number, f"The heading “{heading}” stands twice.", "Put both texts under one."))
        self.section = key or self.section

    def _fence(self, number: int, rest: str) -> None:
        self._flush()
        if not rest:
            if not self.opened:
                self.faults.append((number, "::: closes a part that was never opened.", "Remove this line."))
            self.opened, self.ages, self.condition = 0, None, None
            return
        if self.opened:
            problem = f"A part begins before that of line {self.opened} is closed."
            self.faults.append((number, problem, "Add a line with ::: before it."))
        self.opened = number
        self.ages, self.condition = _ages(rest), _condition(rest)
        if self.ages is None and self.condition is None:
            self.faults.append((number, f"“::: {rest}” is not understood.", _FIX))

    def _flush(self) -> None:
        text = "\n".join(self.lines).strip()
        if text:
            block = LetterBlock(text, self.start, self.ages, condition=self.condition)
            self.body.sections.setdefault(self.section, []).append(block)
        self.lines = []


def _condition(rest: str) -> Condition | None:
    match = _IF.match(rest)
    if match is None:
        return None
    word, key, values = match.groups()
    return Condition(key, tuple(re.split(r"\s+or\s+", values)) if values else (), word == "if")


def _ages(rest: str) -> AgeRange | None:
    match = _AGE.match(rest)
    if match is None:
        return None
    under, over, low, high = match.groups()
    if under:
        return AgeRange(0, int(under) - 1)
    return AgeRange(int(over)) if over else AgeRange(int(low), int(high))
