"""Keeps what a person typed as they typed it, when it stands inside Markdown."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\\*_\[\]]")
_LIST_OR_HEADING = re.compile(r"^([-+#]|\d{1,9}(?=[.)](?:\s|$)))")
_BLANK_LINES = re.compile(r"\n\s*\n")


def as_typed(text: str) -> str:
    """The Markdown that reads as the text: no emphasis, links, lists or headings come of it, and lines stay lines."""
    paragraphs = [p.splitlines() for p in _BLANK_LINES.split(text.replace("\r\n", "\n").strip())]
    return "\n\n".join("\\\n".join(_line(line) for line in lines if line.strip()) for lines in paragraphs)


def _line(line: str) -> str:
    text = _MARKS.sub(lambda m: f"\\{m.group()}", line.strip())
    return _LIST_OR_HEADING.sub(lambda m: f"{m.group()}\\" if m.group().isdigit() else f"\\{m.group()}", text)
