"""The texts of “my offer”, each with its file and line, for the checks that all texts go through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.body import Block
from bot.content.loader import Content
from bot.my_offer.model import MyOffer


def offer_texts(content: Content) -> Iterator[tuple[Path, Block]]:
    """The lines of the list, those of councils, and the words about how to ask."""
    marks = content.marks.get((MyOffer, "my_offer"))
    if marks is None:  # there is no such file, or it could not be read, which is a fault already
        return
    if content.my_offer.how:
        yield marks.path, _block(content.my_offer.how, marks.line("how"))
    for place, item in enumerate(content.my_offer.items):
        yield marks.path, _block(item.line, marks.line("items", place, "line"))
        for council, line in item.councils.items():
            yield marks.path, _block(line, marks.line("items", place, "councils", council))


def _block(text: str, line: int) -> Block:
    return Block(" ".join(text.split()), line)
