"""What can be read in a message before anything else: is there text at all, is it only emoji, is it too long."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

_IN_FRONT = re.compile(r"^[\s/\\]+")


class Readable(Enum):
    """What a text is good for."""

    YES = "yes"
    EMPTY = "empty"
    EMOJI = "emoji"


def readable(text: str) -> Readable:
    """Whether a text holds letters or digits of any script."""
    if any(unicodedata.category(c)[0] in "LN" for c in text):
        return Readable.YES
    if any(unicodedata.category(c) in ("So", "Sk", "Sm") for c in text):
        return Readable.EMOJI
    return Readable.EMPTY


def for_rasa(text: str) -> str:
    """The text as Rasa may see it.

    Typed text that begins with a slash would be a trusted intent there, so slashes in front are taken off; control
    characters become spaces.
    """
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c != "\n" else c for c in text)
    return _IN_FRONT.sub("", plain).strip() or "?"
