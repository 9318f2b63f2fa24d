"""Cuts a long message into the pieces that are read one by one, so that one sentence in a long story is not lost."""

from __future__ import annotations

import re

LONG = 18  # words; a shorter message is read as a whole only
_SENTENCES = re.compile(r"(?<=[.!?;…\n])\s+|\n+")
_WORDS_A_PIECE = 22
_SMALLEST = 3
_JOINED = re.compile(
    r"(?<=\?)\s*(?:(?:and|also|plus)\s+)*|[,.;]?\s+(?:and|also|plus|&|n|then)\s+(?:also\s+|then\s+)?"
    r"(?=(?:do|does|can|cn|could|how|hw|what|whats|wat|when|where|wheres|who|whos|why|is|am|are|will|would|should|which)\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> list[str]:
    """The pieces of a long message, at most 12; an empty list for a short one.

    A sentence is a piece; a run of words without a full stop is cut into overlapping windows of 22 words.
    """
    if len(text.split()) <= LONG:
        return []
    pieces: list[str] = []
    for sentence in _SENTENCES.split(text):
        words = sentence.split()
        if len(words) <= _WORDS_A_PIECE + 6:
            if len(words) >= _SMALLEST:
                pieces.append(" ".join(words))
            continue
        step = _WORDS_A_PIECE // 2
        pieces += [" ".join(words[i : i + _WORDS_A_PIECE]) for i in range(0, max(1, len(words) - step), step)]
    return pieces[:12]


def questions_in(text: str) -> list[str]:
    """The two questions of a message that asks two (“do i pay council tax and who helps with rent”), else nothing."""
    pieces = [piece.strip() for piece in _JOINED.split(text)]
    pieces = [piece for piece in pieces if len(piece.split()) >= _SMALLEST]
    return pieces if len(pieces) == 2 else []
