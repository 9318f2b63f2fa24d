"""An entry of the register as the fields of a form, and back into its file; all other lines of the file stay.

Pure text: nothing here opens a file; the day and the editor's name are passed in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from bot.content.edits import CannotEdit, Span, field_lines, one_line, parse, quoted, set_field, span_of
from bot.content.mistakes import in_words
from bot.content.model import Value
from bot.editors.typed import KINDS, Mistyped, read_day, read_value

ORDER = (
    "claim", "who", "area", "applies_by", "council", "sources", "dated", "confidence", "flags", "show", "why_hidden",
    "check_by", "checked", "values",
)  # fmt: skip
TEXTS = ("claim", "who", "dated", "check_by")
_IN = 2
_NAME = re.compile(r"[a-z][a-z_0-9]{0,30}", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One value with the days between which it holds, as the form shows them."""

    kind: str
    value: str
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True)
class FactForm:
    """What a form shows of a fact; `checked` is who opened the source live, and when."""

    id: str
    texts: dict[str, str]
    sources: tuple[str, ...]
    values: dict[str, tuple[Row, ...]]
    checked: tuple[str, dt.date] | None = None


def entry_of(text: str, fact_id: str) -> str | None:
    """The lines of one entry of a register file, or None when it is not there."""
    lines = text.split("\n")
    span = span_of(lines, fact_id)
    return "\n".join(lines[span.start : span.end]) if span else None


def read_fact(text: str, fact_id: str) -> FactForm:
    """The form of an entry; raises CannotEdit when the entry has to be edited as text."""
    entry = entry_of(text, fact_id)
    data = parse(entry).get(fact_id) if entry else None
    if not isinstance(data, dict):
        raise CannotEdit(f"The entry {fact_id} is not written as fields, one a line.")
    checked = data.get("checked")
    try:
        values = {str(name): _rows(found) for name, found in (data.get("values") or {}).items()}
        by_whom = (str(checked["by"]), _day(checked["on"])) if checked else None
        sources = tuple(str(key) for key in data.get("sources") or [])
    except (TypeError, KeyError, AttributeError, ValueError):
        raise CannotEdit(f"The entry {fact_id} has fields that this form does not know.") from None
    texts = {key: one_line(str(data[key])) for key in TEXTS if data.get(key) is not None}
    return FactForm(fact_id, texts, sources, values, by_whom if by_whom and by_whom[1] else None)  # type: ignore[arg-type]


def _rows(found: object) -> tuple[Row, ...]:
    rows: list[Any] = found if isinstance(found, list) else [found]
    return tuple(
        Row(str(row["kind"]), one_line(str(row["value"])), _day(row.get("start")), _day(row.get("end"))) for row in rows
    )


def _day(found: object) -> dt.date | None:
    return found if found is None or isinstance(found, dt.date) else dt.date.fromisoformat(str(found))


def write_fact(text: str, form: FactForm) -> str:
    """The file with the form's fields in the entry; lines of fields that did not change stay as they are."""
    old = read_fact(text, form.id)
    lines = text.split("\n")
    for key in TEXTS:
        new = form.texts.get(key, "")
        if new != old.texts.get(key, ""):
            line = [f"  {key}: {new}"] if key == "check_by" else field_lines(key, new, _IN)
            lines = _set(lines, form.id, key, line if new else None)
    if form.sources != old.sources:
        lines = _set(lines, form.id, "sources", field_lines("sources", form.sources, _IN))
    if form.checked != old.checked:
        by = form.checked
        made = [f"  checked: {{by: {quoted(by[0])}, on: {by[1].isoformat()}}}"] if by else None
        lines = _set(lines, form.id, "checked", made)
    return "\n".join(_set_values(lines, old, form))


def _set(lines: list[str], fact_id: str, key: str, new: Sequence[str] | None) -> list[str]:
    return set_field(lines, key, new, indent=_IN, within=_within(lines, fact_id), order=ORDER)


def _within(lines: list[str], fact_id: str) -> Span:
    span = span_of(lines, fact_id)
    assert span is not None
    return Span(span.start + 1, span.end)


def _set_values(lines: list[str], old: FactForm, form: FactForm) -> list[str]:
    for name in {**old.values, **form.values}:
        new = form.values.get(name, ())
        if new == old.values.get(name, ()):
            continue
        within = span_of(lines, "values", _IN, _within(lines, form.id))
        if within is None:
            lines = _set(lines, form.id, "values", ["  values:", *_value_lines(name, new)])
            continue
        if lines[within.start].split("#")[0].strip() != "values:":
            raise CannotEdit("The values stand on one line.")
        inside = Span(within.start + 1, within.end)
        lines = set_field(lines, name, _value_lines(name, new) if new else None, indent=4, within=inside)
    return lines


def _value_lines(name: str, rows: Sequence[Row]) -> list[str]:
    if len(rows) == 1:
        return [f"    {name}: {_row(rows[0])}"]
    return [f"    {name}:", *(f"      - {_row(row)}" for row in rows)]


def _row(row: Row) -> str:
    plain = row.kind in ("money", "number", "percent", "date")
    parts = [f"kind: {row.kind}", f"value: {row.value if plain else quoted(row.value)}"]
    parts += [f"{name}: {day.isoformat()}" for name, day in (("start", row.start), ("end", row.end)) if day]
    return f"{{{', '.join(parts)}}}"


def changed_from(rows: Sequence[Row], value: str, start: dt.date | None) -> tuple[Row, ...]:
    """The rows when a new value holds from a day on: the one that held then ends the day before, by itself.

    Without a day, or from a day on which a value began anyway, the newest value is put right instead.
    """
    last = rows[-1]
    if start is None:
        return (*rows[:-1], replace(last, value=value))
    same = [row.start == start for row in rows]
    if any(same):
        return tuple(replace(row, value=value) if hit else row for row, hit in zip(rows, same, strict=True))
    eve = start - dt.timedelta(days=1)
    before = [row for row in rows if row.start is None or row.start < start]
    after = [row for row in rows if row.start is not None and row.start > start]
    kept = [replace(row, end=eve) if row.end is None or row.end > eve else row for row in before]
    end = after[0].start - dt.timedelta(days=1) if after and after[0].start else None
    return (*kept, Row(last.kind, value, start, end), *after)


def from_fields(old: FactForm, posted: Mapping[str, str], editor: str, today: dt.date) -> FactForm:
    """The form as somebody sent it; a field that was not sent stays. Raises Mistyped.

    Who changes what a fact says has to say that the page says so too (`checked`); else the old check is taken off, for
    it was of something else.
    """
    texts = {key: one_line(posted.get(key, old.texts.get(key, ""))) for key in TEXTS}
    check_by = read_day("check_by", texts["check_by"])
    texts["check_by"] = check_by.isoformat() if check_by else ""
    sources = old.sources
    if "sources" in posted:
        keys = [one_line(key) for key in re.split(r"[\n,]", posted["sources"])]
        sources = tuple(dict.fromkeys(key for key in keys if key))
    values = {name: _posted_rows(name, rows, posted) for name, rows in old.values.items()}
    form = replace(
        old,
        texts={key: text for key, text in texts.items() if text},
        sources=sources,
        values={**{name: rows for name, rows in values.items() if rows}, **_added(old, posted)},
    )
    if "checked" in posted:
        return replace(form, checked=(one_line(editor), today))
    told = (old.texts.get("claim"), old.sources, old.values) != (form.texts.get("claim"), form.sources, form.values)
    return replace(form, checked=None) if told else form


def _posted_rows(name: str, rows: tuple[Row, ...], posted: Mapping[str, str]) -> tuple[Row, ...]:
    made = []
    for number, row in enumerate(rows):
        base = f"value.{name}.{number}"
        if f"{base}.value" not in posted:
            made.append(row)
        elif one_line(posted[f"{base}.value"]):
            typed = one_line(posted[f"{base}.value"])
            value = typed if typed == row.value else read_value(f"{base}.value", row.kind, typed)
            start, end = (read_day(f"{base}.{part}", posted.get(f"{base}.{part}", "")) for part in ("start", "end"))
            made.append(_whole(f"{base}.value", Row(row.kind, value, start, end)))
    new = one_line(posted.get(f"value.{name}.new", ""))
    start = read_day(f"value.{name}.from", posted.get(f"value.{name}.from", ""))
    if not new:
        if start:
            raise Mistyped(f"value.{name}.new", "You gave a day, but not what the value is from then on.")
        return tuple(made)
    if not start:
        raise Mistyped(f"value.{name}.from", "From which day does it hold? Write it like 1 April 2027.")
    begun = [row.start for row in made or rows]
    if all(day is not None and day > start for day in begun):
        problem = "The value that is there began later than this day. Write the day on which the new one begins."
        raise Mistyped(f"value.{name}.from", problem)
    return changed_from(made or rows, read_value(f"value.{name}.new", rows[-1].kind, new), start)


def _added(old: FactForm, posted: Mapping[str, str]) -> dict[str, tuple[Row, ...]]:
    """A value of a new name."""
    name, typed = one_line(posted.get("add.name", "")).lower(), one_line(posted.get("add.value", ""))
    if not name and not typed:
        return {}
    kind = posted.get("add.kind", "")
    if not _NAME.fullmatch(name) or name in old.values:
        raise Mistyped("add.name", "Give the value a short new name in small letters, such as amount or until.")
    if kind not in KINDS:
        raise Mistyped("add.kind", "Choose what kind of value it is.")
    start = read_day("add.start", posted.get("add.start", ""))
    return {name: (_whole("add.value", Row(kind, read_value("add.value", kind, typed), start)),)}


def _whole(field: str, row: Row) -> Row:
    try:
        Value(kind=row.kind, value=row.value, start=row.start, end=row.end)  # type: ignore[arg-type]
    except ValidationError as error:
        raise Mistyped(field, in_words(error.errors()[0])[0].removeprefix("“this entry”: ").capitalize()) from None
    return row
