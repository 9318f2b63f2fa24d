"""The questions of all answers, and which of them are nearly the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from bot.content.loader import Answer, Content, Layer
from common.text import normalise

_WORDS = re.compile(r"\w+")
_ALIKE = 82  # of 100: two long words that are as alike as this are one word misspelt
_LONG = 5
# Words that carry no meaning of their own in a question: two questions that differ only in them are one.
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a an the do does did i im ive my me is are am was it its to of for on at if so and or please hi hey hello just"
        " really actually what whats how can could will would should you your there this that any some",
    )
)


@dataclass(frozen=True)
class Asked:
    """A question with where it stands and which answer it leads to."""

    text: str
    answer: str
    path: Path
    line: int


def asked(content: Content) -> list[Asked]:
    """Every question of every answer and layer, in the order of the files."""
    found = []
    holders: list[Answer | Layer] = [*content.answers.values(), *content.layers.values()]
    for holder in holders:
        answer = holder.fields.extends if isinstance(holder, Layer) else holder.fields.id
        for place, question in enumerate(holder.fields.questions):
            found.append(Asked(question, answer, holder.marks.path, holder.marks.line("questions", place)))
    return found


def plain(question: str) -> str:
    """The words of a question, without signs and capitals."""
    return " ".join(_WORDS.findall(question.casefold()))


def near_duplicates(content: Content) -> list[tuple[Asked, Asked]]:
    """Pairs of questions, not the same, that differ only in small words, their order, or the spelling of one word.

    Each later question is named once, with the first one it is like.
    """
    by_core: dict[str, list[Asked]] = defaultdict(list)
    for question in asked(content):
        core = " ".join(sorted(word for word in normalise(question.text).split() if word not in _SMALL))
        if core:
            by_core[core].append(question)
    pairs: dict[int, tuple[Asked, Asked]] = {}
    for group in by_core.values():
        for later in group[1:]:
            if plain(later.text) != plain(group[0].text):
                pairs[id(later)] = group[0], later
    for first, later in _misspelt(by_core):
        pairs.setdefault(id(later), (first, later))
    return list(pairs.values())


def _misspelt(by_core: dict[str, list[Asked]]) -> Iterator[tuple[Asked, Asked]]:
    """The first questions of two cores that differ in the spelling of one word."""
    without: dict[tuple[str, ...], list[tuple[str, Asked]]] = defaultdict(list)
    for core, group in by_core.items():
        words = core.split()
        if len(words) < 2:
            continue
        for place, word in enumerate(words):
            rest = tuple(words[:place] + words[place + 1 :])
            if len(word) >= _LONG and not word.isdigit():
                without[rest].extend((word, question) for question in group[:1])
    for several in without.values():
        for place, (word, question) in enumerate(several):
            for other, first in several[:place]:
                if word != other and fuzz.ratio(word, other) >= _ALIKE:
                    yield first, question
