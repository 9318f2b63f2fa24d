"""Every text of the letters that a person reads, with its file and line, for the checks that all texts go through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.body import Block
from bot.content.loader import Content
from bot.letters.body import FIELD
from bot.letters.model import Recipient


def letter_texts(content: Content) -> Iterator[tuple[Path, Block]]:
    """The texts of letters and recipients; {fields} are blanked, since only a letter can fill them."""
    for letter in content.letters.values():
        for block in (b for blocks in letter.body.sections.values() for b in blocks):
            yield letter.marks.path, _blanked(block)
    for recipient in content.recipients.values():
        marks = content.marks[Recipient, recipient.id]
        yield marks.path, _folded(recipient.send, marks.line("send"))
        for council, sending in recipient.councils.items():
            yield marks.path, _folded(sending.send, marks.line("councils", council, "send"))


def _folded(text: str, line: int) -> Block:
    """A text of a YAML file, whose lines may be folded, so that its first line stands for all."""
    return _blanked(Block(" ".join(text.split()), line))


def _blanked(block: Block) -> Block:
    """Register values have a capital and a dot, so that they stay."""
    return Block(FIELD.sub(lambda m: re.sub(".", " ", m.group()), block.text), block.line)
