"""Reads the body of an answer: a lead, headed sections, blocks for an age, values and facts by id.

The marks an editor uses:
    [F01] or [F01, F02]     the sentence before rests on these facts (removed when shown)
    {F01.amount}            a value of the register, written out for the day
    ::: age under 18        this block is for an age; also `18 and over`, `21 to 24`; closed by `:::`
    ::: safe                this block rests on no fact, and stays when the answer's check is long overdue
    ## If they say no       a section; the headings allowed are those in HEADINGS
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HEADINGS = {
    "how do i get it": "how",
    "how much": "amount",
    "if they say no": "refused",
    "who do i ask": "who",
    "when": "when",
    "more": "more",
    "easy words": "easy",
}
SECTION_TITLES = {
    "how": "How do I get it?",
    "amount": "How much?",
    "refused": "If they say no",
    "who": "Who do I ask?",
    "when": "When?",
    "more": "More",
}
LEAD, EASY = "lead", "easy"  # the answer itself, and the same in easy words: neither is a button

CITATION = re.compile(r"\s*\[([A-Z]\d{2}(?:\s*,\s*[A-Z]\d{2})*)\]")
VALUE = re.compile(r"\{([A-Z]\d{2})\.([a-z_0-9]+)\}")
_MARKS = re.compile(f"{CITATION.pattern}|{VALUE.pattern}")
_AGE = re.compile(r"^age\s+(?:under\s+(\d{1,3})|(\d{1,3})\s+and\s+over|(\d{1,3})\s+to\s+(\d{1,3}))$", re.ASCII)


@dataclass(frozen=True)
class AgeRange:
    """Ages from `low` to `high`, both included."""

    low: int = 0
    high: int = 150

    def holds(self, age: int) -> bool:
        """Whether the age is in the range."""
        return self.low <= age <= self.high

    @property
    def label(self) -> str:
        """The range in words, for a person whose age is not known."""
        if self.low == 0:
            return f"If you are under {self.high + 1}:"
        if self.high >= 150:
            return f"If you are {self.low} or over:"
        return f"If you are {self.low} to {self.high}:"


@dataclass(frozen=True)
class Block:
    """A run of Markdown; `ages` is None when it is for everybody. `line` counts from 1 in the file.

    `safe` marks what makes no claim, so that it can stay when the answer's check is long overdue.
    """

    text: str
    line: int
    ages: AgeRange | None = None
    safe: bool = False

    def marks(self) -> list[tuple[str, int]]:
        """The fact ids cited or used in the block, in order, with their lines."""
        found = []
        for match in _MARKS.finditer(self.text):
            inside = match.group(1) or match.group(2)
            line = self.line_at(match.end())
            found += [(name, line) for name in re.split(r"\s*,\s*", inside)]
        return found

    def facts(self) -> list[str]:
        """The ids cited or used in the block, in order, each once."""
        return list(dict.fromkeys(name for name, _ in self.marks()))

    def line_at(self, place: int) -> int:
        """The line in the file of a place in the text."""
        return self.line + self.text.count("\n", 0, place)


@dataclass
class Body:
    """The parts of an answer: `sections` maps LEAD and the values of HEADINGS to their blocks."""

    sections: dict[str, list[Block]] = field(default_factory=dict)

    def facts(self, section: str | None = None) -> list[str]:
        """The fact ids of one section, or of all, in order, each once."""
        names = self.sections if section is None else [section]
        blocks = [b for name in names for b in self.sections.get(name, [])]
        return list(dict.fromkeys(f for b in blocks for f in b.facts()))


def parse_body(text: str, first_line: int = 1) -> tuple[Body, list[tuple[int, str, str]]]:
    """Reads the text of an answer.

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
        self.section = LEAD
        self.ages: AgeRange | None = None
        self.safe = False
        self.opened = 0
        self.lines: list[str] = []
        self.first = self.start = first_line

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
        if self._inside():
            self.faults.append((self.opened, f"{self._inside()} is never closed.", "Add a line with ::: after it."))
        if not self.body.sections.get(LEAD):
            self.faults.append((self.first, "There is no text before the first heading.", "Write the answer there."))
        return self.body, self.faults

    def _heading(self, number: int, heading: str) -> None:
        self._flush()
        words = heading.lstrip("#").strip().rstrip("?").lower()
        key = HEADINGS.get(words)
        if key is None or not heading.startswith("## "):
            allowed = ", ".join(f"## {h.capitalize()}".replace(" i ", " I ") for h in HEADINGS)
            self.faults.append((number, f"The heading “{heading}” is not known.", f"Use one of: {allowed}."))
            return
        if key in self.body.sections:
            self.faults.append((number, f"The heading “{heading}” stands twice.", "Put both texts under one."))
        self.section = key

    def _fence(self, number: int, rest: str) -> None:
        self._flush()
        if not rest:
            if not self._inside():
                self.faults.append((number, "::: closes a block that was never opened.", "Remove this line."))
            self.ages, self.safe = None, False
            return
        if self._inside():
            problem = f"A block for an age begins before that of line {self.opened} is closed."
            self.faults.append((number, problem, "Add a line with ::: before it."))
        self.safe = rest.lower() == "safe"
        if self.safe:
            self.ages, self.opened = None, number
            return
        match = _AGE.match(rest.lower())
        if match is None:
            fix = "Write ::: age under 18, ::: age 18 and over, ::: age 21 to 24 or ::: safe."
            self.faults.append((number, f"“::: {rest}” is not understood.", fix))
            return
        under, over, low, high = match.groups()
        self.opened = number
        if under:
            self.ages = AgeRange(0, int(under) - 1)
        elif over:
            self.ages = AgeRange(int(over))
        else:
            self.ages = AgeRange(int(low), int(high))
        if self.ages.high < self.ages.low:
            self.faults.append((number, f"“::: {rest}” holds for no age.", "Write the lower age first."))

    def _flush(self) -> None:
        text = "\n".join(self.lines).strip()
        if text:
            block = Block(text, self.start, self.ages, self.safe)
            self.body.sections.setdefault(self.section, []).append(block)
            if block.safe and block.marks():
                name, line = block.marks()[0]
                problem = f"A part marked ::: safe rests on {name}. It is shown when nobody has checked that any more."
                self.faults.append((line, problem, "Move the sentence out of it, or say it without the claim."))
        self.lines = []

    def _inside(self) -> str:
        """What kind of block is open, in words; empty when none is."""
        return "A safe block" if self.safe else "A block for an age" if self.ages is not None else ""
