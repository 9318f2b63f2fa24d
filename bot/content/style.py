"""The rules of wording, from `words/style.yml`: what we do not write, and what we write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from bot.content.faults import Fault
from bot.content.marks import Marks
from bot.content.mistakes import in_words
from bot.content.model import Record, Slug
from common.front_matter import UnreadableFile, read_yaml

FILE = Path("words") / "style.yml"


class Wording(Record):
    """What to write instead of a word or phrase.

    Attributes:
        say: what to write, in words an editor can follow.
        unless: the answers that may use it, such as the one that explains it.
        soft: whether it is worth a look rather than wrong.
    """

    say: str = Field(min_length=1)
    unless: list[Slug] = Field(default_factory=list)
    soft: bool = False


class Term(Record):
    """A word of the trade, which an answer may use if it says what it means.

    Attributes:
        means: its meaning in a few words.
        answer: the answer that explains it, if there is one; to name it under `related` is enough.
        known: words that, anywhere in the text, show that the meaning has been given.
    """

    means: str = Field(min_length=1)
    answer: Slug | None = None
    known: list[str] = Field(default_factory=list)


class StyleFile(Record):
    """The whole file. In phrases `*` stands for letters, and `is/are` for either word."""

    instead: dict[str, Wording] = Field(default_factory=dict)
    passive: dict[str, Wording] = Field(default_factory=dict)
    jargon: dict[str, Term] = Field(default_factory=dict)
    familiar: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Phrase:
    """A phrase of the file, ready to be looked for."""

    text: str
    pattern: re.Pattern[str]
    wording: Wording


@dataclass(frozen=True)
class Style:
    """The rules of wording as they are used."""

    file: StyleFile = field(default_factory=StyleFile)

    @cached_property
    def instead(self) -> list[Phrase]:
        """Words and phrases that we do not write."""
        return [Phrase(text, pattern_of(text), wording) for text, wording in self.file.instead.items()]

    @cached_property
    def passive(self) -> list[Phrase]:
        """Officialese in the passive, which does not say who does it."""
        return [Phrase(text, pattern_of(text), wording) for text, wording in self.file.passive.items()]

    @cached_property
    def jargon(self) -> list[tuple[str, re.Pattern[str], Term]]:
        """Words of the trade; capitals count, so that `PIP` is not `pip`."""
        return [(text, pattern_of(text, capitals=not text.islower()), term) for text, term in self.file.jargon.items()]

    @cached_property
    def familiar(self) -> re.Pattern[str] | None:
        """Names and words that everybody here knows, however long they are."""
        return re.compile("|".join(pattern_of(word).pattern for word in self.file.familiar) or r"(?!)", re.IGNORECASE)


def pattern_of(phrase: str, capitals: bool = False) -> re.Pattern[str]:
    """What finds a phrase: `*` stands for letters, `is/are` for either word, a space for any gap."""
    words = []
    for word in phrase.split():
        ways = [re.escape(way).replace(r"\*", r"[\w’'-]*") for way in word.split("/")]
        words.append(ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})")
    pattern = r"(?<![\w-])" + r"\s+".join(words) + r"(?![\w-])"
    return re.compile(pattern, 0 if capitals else re.IGNORECASE)


def read_style(folder: Path) -> tuple[Style, list[Fault]]:
    """The rules of wording of a content folder, and what is wrong with their file."""
    path = folder / FILE
    if not path.is_file():
        return Style(), [Fault(FILE, 1, "The file is missing.", "Put it back (git restore), or create it.")]
    try:
        data: Any = read_yaml(path) or {}
    except UnreadableFile as fault:
        return Style(), [Fault(FILE, fault.line, fault.problem, "Look at quotes, colons and indents there.")]
    marks = Marks(path, data, 1)
    try:
        return Style(StyleFile.model_validate(data)), []
    except ValidationError as error:
        faults = []
        for item in error.errors():
            problem, fix = in_words(item)
            faults.append(Fault(FILE, marks.line(*item["loc"]), problem, fix))
        return Style(), faults
