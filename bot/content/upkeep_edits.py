"""Records in a content file that something was read again; every other byte of the file stays as it was. Pure text."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from bot.content.edits import CannotEdit, Span, parse, quoted, span_of

_FENCE = "---"
_AFTER = ("check_by", "flags", "confidence", "dated")  # a new `checked` stands below the first of these
_LONGEST_NAME = 80


class BadName(Exception):
    """The name cannot be recorded; the message is one sentence that says what to do."""


def clean_name(name: str) -> str:
    """The name of a person as it is recorded; raises BadName when it is none."""
    cleaned = " ".join(name.split())
    if not cleaned.isprintable() or not any(c.isalpha() for c in cleaned) or len(cleaned) > _LONGEST_NAME:
        raise BadName(f'Say who read it: a person\'s name, up to {_LONGEST_NAME} characters, such as --by "Ada Bell".')
    return cleaned


def with_review(text: str, review_by: dt.date, by: str, on: dt.date) -> str:
    """Moves the day of the next check of an answer or layer, and notes beside it who read it again and when.

    Args:
        text: the file.
        review_by: the day of the next check.
        by: who read it again; on: when.

    Returns:
        the file, changed in the one line of `review_by`. Raises CannotEdit when it is not laid out as usual.
    """
    lines = text.split("\n")
    bare = [line.rstrip("\r") for line in lines]
    close = next((n for n in range(1, len(bare)) if bare[n].strip() == _FENCE), len(bare))
    span = span_of(bare, "review_by", 0, Span(1, close))
    if span is None or span.end != span.start + 1:
        raise CannotEdit("Its `review_by` does not stand on a line of its own.")
    ending = lines[span.start][len(bare[span.start]) :]
    new = f"review_by: {review_by.isoformat()}  # read by {clean_name(by)} on {on.isoformat()}{ending}"
    result = "\n".join([*lines[: span.start], new, *lines[span.end :]])
    _only(_fields(bare[1:close]), _fields(result.replace("\r", "").split("\n")[1:close]), {"review_by": review_by})
    return result


def with_check(text: str, fact: str, by: str, on: dt.date, check_by: dt.date | None) -> str:
    """Records who opened the source of a fact, and moves the day of its next check.

    Args:
        text: a file of the register.
        fact: the fact's id.
        by: who opened the source; on: when.
        check_by: the day of the next check, or None to leave it as it is.

    Returns:
        the file, changed in the lines of `checked` and `check_by`. Raises CannotEdit when the fact is not in it, or it
        is not laid out as usual.
    """
    before = parse(text.replace("\r\n", "\n"))
    name = clean_name(by)
    result = _put(text, fact, "checked", f"{{by: {quoted(name)}, on: {on.isoformat()}}}")
    expected: dict[str, Any] = {"checked": {"by": name, "on": on}}
    if check_by is not None:
        result = _put(result, fact, "check_by", check_by.isoformat())
        expected["check_by"] = check_by
    after = parse(result.replace("\r\n", "\n"))
    if list(before) != list(after) or any(before[key] != after[key] for key in before if key != fact):
        raise CannotEdit("The file is not laid out as usual.")
    _only(before[fact], after[fact], expected)
    return result


def _put(text: str, fact: str, key: str, value: str) -> str:
    """The text with one field of one fact on a single line of its own."""
    lines = text.split("\n")
    bare = [line.rstrip("\r") for line in lines]
    entry = span_of(bare, fact)
    if entry is None:
        raise CannotEdit(f"{fact} does not stand in this file.")
    inside = Span(entry.start + 1, entry.end)
    depth = next((len(line) - len(line.lstrip(" ")) for line in bare[inside.start : inside.end] if line.strip()), 0)
    old = span_of(bare, key, depth, inside)
    after = next((span for name in _AFTER if (span := span_of(bare, name, depth, inside))), None)
    place = old or (Span(after.end, after.end) if after else None)
    if depth == 0 or place is None:
        raise CannotEdit(f"{fact} is not laid out one field a line.")
    ending = "\r" if lines[entry.start].endswith("\r") else ""
    note = _note(bare[old.start]) if old and old.end == old.start + 1 and key == "check_by" else ""
    new = f"{' ' * depth}{key}: {value}{note}{ending}"
    return "\n".join([*lines[: place.start], new, *lines[place.end :]])


def _note(line: str) -> str:
    """The comment at the end of a line that holds a day, with the space before it."""
    match = re.search(r"\s+#.*$", line)
    return match.group() if match else ""


def _fields(lines: list[str]) -> Any:
    return parse("\n".join(lines))


def _only(before: Any, after: Any, changed: dict[str, Any]) -> None:
    """Raises CannotEdit unless these fields, and no others, are what is new."""
    wanted = {**dict(before), **changed}
    if dict(after) != wanted:
        raise CannotEdit("The file is not laid out as usual.")
