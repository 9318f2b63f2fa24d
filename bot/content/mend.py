"""Mends by itself what can be mended safely in an answer's file; every other byte of the file stays as it was.

It takes out spaces at the ends of lines, empty lines beyond one and questions that stand twice. It makes straight
quotation marks curly, brings the list of facts in line with the text, and follows a related answer whose id changed.
What needs a decision (a question of two answers, a fact that does not exist) is left to the editor.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from bot.content.body import VALUE, parse_body
from bot.content.checks.asked import plain
from bot.content.checks.material import LINK, counted
from bot.content.edits import CannotEdit, field_lines, parse, set_field, set_items, span_of
from bot.content.loader import Content

_FENCE = "---"
_LIKE = 90  # of 100: an id that is as alike as this, and no other is, is the same answer under a new name
_QUOTE = re.compile(r'"')
_OPENS = re.compile(r"(?:^|[\s(\[“‘—–-])$")


@dataclass(frozen=True)
class Known:
    """The ids that an answer may name."""

    answers: Collection[str]
    facts: Collection[str]


@dataclass
class _Text:
    """A file in parts: fields and body as lines, and what was done to them."""

    fields: list[str]
    body: list[str]
    done: list[str]


def mend_folder(content: Content) -> list[str]:
    """Mends the answers and layers of a folder; returns what was done, a line for each file that changed."""
    known = Known(set(content.answers) | content.unread, set(content.facts))
    said = []
    for path, _ in content.bodies:
        before = path.read_bytes()
        after, done = mended(before.decode("utf-8"), known)
        if done:
            path.write_bytes(after.encode("utf-8"))
            said.append(f"{path.relative_to(content.folder)}: {'; '.join(done)}.")
    return said


def mended(text: str, known: Known) -> tuple[str, list[str]]:
    """The text of an answer's file, mended, and what was done; unchanged with nothing done when it cannot be read."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    try:
        fence = lines.index(_FENCE, 1) if lines[0] == _FENCE else 0
    except ValueError:
        fence = 0
    if not fence or any("\r" in line for line in lines):
        return text, []
    parts = _Text(lines[1:fence], lines[fence + 1 :], [])
    try:
        before = parse("\n".join(parts.fields))
        for mend in (
            _spaces,
            _empty_lines,
            _quotes,
            _questions,
            lambda p: _facts(p, known),
            lambda p: _related(p, known),
        ):
            mend(parts)
        after = parse("\n".join(parts.fields))
    except CannotEdit:
        return text, []
    if not parts.done or not _same_otherwise(before, after):
        return text, []
    return end.join([_FENCE, *parts.fields, _FENCE, *parts.body]), parts.done


def _same_otherwise(before: Any, after: Any) -> bool:
    """Whether the fields that are not mended are what they were."""
    mine = ("questions", "facts", "related")
    return {k: v for k, v in before.items() if k not in mine} == {k: v for k, v in after.items() if k not in mine}


def _spaces(parts: _Text) -> None:
    body = [line.rstrip(" \t") for line in parts.body]
    fields = [line.rstrip(" \t") for line in parts.fields]
    count = sum(a != b for a, b in zip([*body, *fields], [*parts.body, *parts.fields], strict=True))
    if count:
        parts.body, parts.fields = body, fields
        parts.done.append(f"took spaces off the end of {counted(count, 'line', 'lines')}")


def _empty_lines(parts: _Text) -> None:
    kept = [line for n, line in enumerate(parts.body) if line.strip() or n == 0 or parts.body[n - 1].strip()]
    if parts.body and not parts.body[-1] and (not kept or kept[-1]):
        kept.append("")
    while len(kept) > 1 and not kept[0].strip():
        kept = kept[1:]
    if kept != parts.body:
        taken = len(parts.body) - len(kept)
        parts.body = kept
        parts.done.append(f"took out {counted(taken, 'empty line', 'empty lines')}")


def _quotes(parts: _Text) -> None:
    whole = "\n".join(parts.body)
    new, count = [], 0
    for paragraph in re.split(r"(\n\s*\n)", whole):
        curly, made = _curly(paragraph)
        safe = made % 2 == 0  # an odd one has no partner, and where it should stand is for a person to say
        new.append(curly if safe else paragraph)
        count += made if safe else 0
    if count:
        parts.body = "".join(new).split("\n")
        parts.done.append(f"made {counted(count, 'quotation mark', 'quotation marks')} curly")


def _curly(paragraph: str) -> tuple[str, int]:
    """The paragraph with curly quotation marks, but in values and links' addresses; and how many were changed."""
    closed = [span for pattern in (VALUE, LINK) for span in _spans(pattern, paragraph)]
    made, text = 0, list(paragraph)
    for match in _QUOTE.finditer(paragraph):
        if not any(start <= match.start() < end for start, end in closed):
            text[match.start()] = "“" if _OPENS.search(paragraph[: match.start()]) else "”"
            made += 1
    return "".join(text), made


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    group = 2 if pattern is LINK else 0
    return (match.span(group) for match in pattern.finditer(text))


def _questions(parts: _Text) -> None:
    questions = [str(question) for question in _list(parts, "questions")]
    seen: set[str] = set()
    kept = [q for q in questions if not plain(q) or not (plain(q) in seen or seen.add(plain(q)))]  # type: ignore[func-returns-value]
    if len(kept) < len(questions):
        parts.fields = set_items(parts.fields, "questions", kept)
        taken = counted(len(questions) - len(kept), "question that stood", "questions that stood")
        parts.done.append(f"took out {taken} twice")


def _facts(parts: _Text, known: Known) -> None:
    body, _ = parse_body("\n".join(parts.body))
    used = [name for name in body.facts() if name in known.facts]
    listed = [str(name) for name in _list(parts, "facts")]
    if span_of(parts.fields, "facts") is None or set(used) == set(listed):
        return
    wanted = [name for name in dict.fromkeys(listed) if name in body.facts()]
    wanted += [name for name in used if name not in wanted]
    if wanted != listed:
        _set_list(parts, "facts", wanted)
        parts.done.append(f"the list of facts is now {', '.join(wanted) or 'empty'}")


def _related(parts: _Text, known: Known) -> None:
    listed = [str(name) for name in _list(parts, "related")]
    own = next((str(v) for k, v in parse("\n".join(parts.fields)).items() if k == "id"), "")
    wanted: dict[str, None] = {}
    for name in listed:
        found = name if name in known.answers else _moved(name, known.answers)
        if found != own:
            wanted[found] = None
    if list(wanted) != listed:
        _set_list(parts, "related", list(wanted))
        parts.done.append(f"`related` is now {', '.join(wanted) or 'empty'}")


def _moved(name: str, answers: Collection[str]) -> str:
    """The one answer whose id is much like this one, or the name itself when there is none, or more than one."""
    close = process.extract(name, list(answers), scorer=fuzz.ratio, score_cutoff=_LIKE, limit=2)
    return str(close[0][0]) if len(close) == 1 else name


def _list(parts: _Text, key: str) -> list[Any]:
    fields = parse("\n".join(parts.fields))
    value = fields.get(key) if isinstance(fields, dict) else None
    return list(value) if isinstance(value, list) else []


def _set_list(parts: _Text, key: str, items: list[str]) -> None:
    span = span_of(parts.fields, key)
    if span is not None and span.end - span.start > 1 and parts.fields[span.start].rstrip().endswith(":") and items:
        parts.fields = set_items(parts.fields, key, items)
    else:
        parts.fields = set_field(parts.fields, key, field_lines(key, items))
