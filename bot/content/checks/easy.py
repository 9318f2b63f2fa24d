"""The easy words of answers: short sentences."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.body import EASY
from bot.content.checks.material import Material
from bot.content.easy import MOST_WORDS
from bot.content.faults import Fault
from bot.content.reading import sentences

_MOST_SENTENCES = 6


def easy_words(material: Material) -> Iterator[Fault]:
    """Sentences of at most 12 words, and at most six of them for one reader."""
    for holder in material.holders():
        for block in holder.body.sections.get(EASY, []):
            found = list(sentences(block.text))
            for sentence in found:
                if len(sentence.words) > MOST_WORDS:
                    begin = " ".join(sentence.text.split()[:5])
                    problem = f"“{begin} …” has {len(sentence.words)} words; in easy words {MOST_WORDS} are the most."
                    line = block.line_at(sentence.place)
                    yield material.fault(holder.marks.path, line, problem, "Make two sentences of it.", "warning")
            if len(found) > _MOST_SENTENCES:
                problem = f"The easy words have {len(found)} sentences; {_MOST_SENTENCES} are the most."
                yield material.fault(holder.marks.path, block.line, problem, "Keep what matters most.", "warning")
