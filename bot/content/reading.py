"""How hard a text is to read: sentences, syllables, and the reading age by Flesch and Kincaid.

Method: Kincaid and others, "Derivation of new readability formulas for Navy enlisted personnel" (1975): grade =
0.39 words a sentence + 11.8 syllables a word - 15.59; five years are added to make the grade an age. It was made for
running English text of some length, so that a text of few words is not measured. Facts, values and names are what they
are: each counts as a word of one syllable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pyphen

from bot.content.body import CITATION, VALUE

FEWEST_WORDS = 20
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+>]|\d+[.)])\s)")
_SENTENCE_END = re.compile(r"(?<=[.!?:;])[”\")*_]*\s+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouy]+")
_ADDRESS = re.compile(r"\]\([^)\s]*\)")
_BLANK = re.compile(r"[^\n]")
_SILENT = re.compile(r"(?:[^aeioul]e|[^aeioutd]ed|[^aeiousxzgh]es)$")


@dataclass(frozen=True)
class Sentence:
    """A sentence: its words as they stand, and where it begins in the text."""

    words: tuple[str, ...]
    place: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """The sentences of a Markdown text; an item of a list ends one, and a colon or semicolon too."""
    bare = CITATION.sub(_spaces, VALUE.sub(lambda m: "1".ljust(len(m.group())), text))
    bare = _ADDRESS.sub(_spaces, bare)
    found, start = [], 0
    ends = sorted({m.end() for p in (_PARAGRAPH, _SENTENCE_END) for m in p.finditer(bare)} | {len(bare)})
    for end in ends:
        piece = bare[start:end]
        words = tuple(_WORD.findall(piece))
        if words:
            lead = len(piece) - len(piece.lstrip())
            found.append(Sentence(words, start + lead, " ".join(text[start:end].split())))
        start = end
    return found


def reading_age(text: str, familiar: re.Pattern[str] | None = None) -> float | None:
    """The age at which the text is read with ease, or None when it has too few words to say.

    Args:
        text: Markdown.
        familiar: words and names that readers know whatever their length.
    """
    if familiar is not None:
        text = familiar.sub(lambda m: " ".join("so" for _ in m.group().split()), text)
    found = sentences(text)
    count = sum(len(sentence.words) for sentence in found)
    if count < FEWEST_WORDS:
        return None
    spoken = sum(_spoken(word, first=n == 0) for s in found for n, word in enumerate(s.words))
    return 0.39 * count / len(found) + 11.8 * spoken / count - 15.59 + 5


def _spoken(word: str, first: bool) -> int:
    """The syllables of a word in a sentence; a name (a capital inside the sentence) and a figure count as one."""
    return 1 if word[0].isdigit() or (word[0].isupper() and not first) else syllables(word.lower())


@cache
def syllables(word: str) -> int:
    """The syllables of a word in small letters: the groups of vowels, or the places to break it if those are more."""
    groups = len(_VOWELS.findall(word))
    if groups > 1 and _SILENT.search(word):
        groups -= 1
    return max(1, groups, len(_breaks().positions(word)) + 1)


@cache
def _breaks() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def _spaces(match: re.Match[str]) -> str:
    return _BLANK.sub(" ", match.group())
