"""What the checks are given, and the small things they share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.content.body import CITATION, VALUE, Block
from bot.content.checks.asked import Asked, near_duplicates
from bot.content.faults import Fault, Severity
from bot.content.loader import Answer, Content, Layer
from bot.content.menu import menu_passages
from bot.content.model import SafetyWords
from bot.content.style import Style
from bot.content.team_texts import team_passages
from bot.interviews.passages import interview_texts
from bot.letters.passages import letter_texts
from bot.my_offer.passages import offer_texts

LINK = re.compile(r"\[([^\]\n]+)\](\([^)\s]*\))")

Holder = Answer | Layer


@dataclass(frozen=True)
class Material:
    """What is checked: the content, the day it is checked for, and the rules of wording."""

    content: Content
    today: dt.date
    style: Style

    @cached_property
    def near_duplicates(self) -> list[tuple[Asked, Asked]]:
        """Pairs of questions that are nearly the same."""
        return near_duplicates(self.content)

    @cached_property
    def texts(self) -> list[Passage]:
        """Every text in every file (see `passages`), and the bot's own texts."""
        return [*passages(self.content), *fixed_texts(self.content)]

    def fault(self, path: Path, line: int, problem: str, fix: str, severity: Severity = "fault") -> Fault:
        """A fault in a file, its path made relative to the content folder."""
        return Fault(path.relative_to(self.content.folder), line, problem, fix, severity=severity)

    def holders(self) -> list[Holder]:
        """All answers and layers."""
        return [*self.content.answers.values(), *self.content.layers.values()]


@dataclass(frozen=True)
class Passage:
    """A run of text that a person reads.

    Attributes:
        path: its file.
        block: the text with its line.
        answer: id of the answer it belongs to; empty for a safety topic or a fixed text.
        section: the section of the answer; for a fixed text its key.
    """

    path: Path
    block: Block
    answer: str = ""
    section: str = ""


def answer_id(holder: Holder) -> str:
    """The id of an answer, or of the answer that a layer extends."""
    return holder.fields.extends if isinstance(holder, Layer) else holder.fields.id


def passages(content: Content) -> Iterator[Passage]:
    """Every text in every file, also of files whose fields are wrong."""
    names = {holder.marks.path: answer_id(holder) for holder in content.answers.values()}
    names |= {holder.marks.path: answer_id(holder) for holder in content.layers.values()}
    for path, body in content.bodies:
        for section, blocks in body.sections.items():
            for block in blocks:
                yield Passage(path, block, names.get(path, ""), section)
    records: list[SafetyWords] = [*content.topics.values(), *content.council_lines.values()]
    for record in records:
        marks = content.marks[type(record), record.id]
        yield Passage(marks.path, Block(record.words, marks.line("words") + 1))
    for path, block in (*letter_texts(content), *offer_texts(content), *interview_texts(content)):
        yield Passage(path, block)
    for path, block in (*team_passages(content), *menu_passages(content)):
        yield Passage(path, block)


def fixed_texts(content: Content) -> Iterator[Passage]:
    """The bot's own texts, each on one line, since their lines may be folded in the file."""
    words = content.words
    for key, text in words.texts.items():
        yield Passage(words.path, Block(" ".join(text.split()), words.lines[key]), section=key)


def blanked(text: str) -> str:
    """The text with spaces in place of facts, values and links' addresses: what is left was typed by hand."""
    for pattern in (CITATION, VALUE):
        text = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    return LINK.sub(lambda m: f" {m.group(1)} {' ' * len(m.group(2))}", text)


def counted(number: int, one: str, many: str) -> str:
    """`1 question`, `3 questions`."""
    return f"{number} {one if number == 1 else many}"
