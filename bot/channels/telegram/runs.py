"""Runs of text with their tags, and how a long text is cut into messages without breaking a tag."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

LIMIT = 4096
_SENTENCE = re.compile(r"[.!?…。؟][\"'”’)\]]*(?=\s)")
_JOINERS = "\u200d\ufe0e\ufe0f"


@dataclass(frozen=True)
class Run:
    """Text under the same tags; a tag is its opening form, such as `<b>`."""

    text: str
    tags: tuple[str, ...] = ()

    def html(self) -> str:
        """The run as Telegram takes it."""
        close = "".join(f"</{re.split('[ >]', tag[1:])[0]}>" for tag in reversed(self.tags))
        return "".join(self.tags) + html.escape(self.text) + close


def to_html(runs: list[Run]) -> str:
    """The HTML of a message."""
    return "".join(run.html() for run in runs)


def to_text(runs: list[Run]) -> str:
    """The words of a message."""
    return "".join(run.text for run in runs)


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(c > "\uffff" for c in text)


def tidy(runs: list[Run]) -> list[Run]:
    """Joins neighbours with the same tags, and takes white space off both ends."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].tags == run.tags:
            run = Run(joined.pop().text + run.text, run.tags)
        if run.text:
            joined.append(run)
    while joined and not joined[0].text.strip():
        joined.pop(0)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        joined[0] = Run(joined[0].text.lstrip(), joined[0].tags)
        joined[-1] = Run(joined[-1].text.rstrip(), joined[-1].tags)
    return joined


def split(runs: list[Run], limit: int = LIMIT) -> list[list[Run]]:
    """Cuts a text into messages whose HTML is no longer than `limit`, between paragraphs, sentences or words."""
    messages: list[list[Run]] = []
    rest = tidy(runs)
    while rest:
        fits = _fitting(rest, limit)
        text = to_text(rest)
        if fits >= len(text):
            messages.append(rest)
            break
        place = _good_place(text, max(fits, 1))
        head, rest = tidy(_part(rest, 0, place)), tidy(_part(rest, place, len(text)))
        if head:
            messages.append(head)
    return messages


def _fitting(runs: list[Run], limit: int) -> int:
    """How many characters from the start fit, tags and escapes counted."""
    used = count = 0
    for run in runs:
        used += units(Run("", run.tags).html())
        for char in run.text:
            used += units(html.escape(char))
            if used > limit:
                return count
            count += 1
    return count


def _good_place(text: str, fits: int) -> int:
    """Where to cut: the last end of a paragraph, line, sentence or word in the second half of what fits."""
    sentence = [match.end() for match in _SENTENCE.finditer(text[: fits + 1])]
    places = (
        text.rfind("\n\n", 0, fits + 2),
        text.rfind("\n", 0, fits + 1),
        sentence[-1] if sentence else -1,
        text.rfind(" ", 0, fits + 1),
    )
    for place in places:
        if place > fits // 2:
            return place
    return _between_characters(text, fits)


def _between_characters(text: str, place: int) -> int:
    """The place moved back so that an accent or a part of an emoji stays with what it belongs to."""
    for back in range(place, max(place - 20, 1), -1):
        joined = text[back] in _JOINERS or unicodedata.combining(text[back]) or text[back - 1] == "\u200d"
        if not joined:
            return back
    return place


def _part(runs: list[Run], start: int, end: int) -> list[Run]:
    part, at = [], 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            part.append(Run(text, run.tags))
        at += len(run.text)
    return part
