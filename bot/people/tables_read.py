"""Reads a table that a council exported: whatever Excel made of it, with every fault at once and where it stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

MOST_BYTES = 5_000_000
_DELIMITERS = ",;\t"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class BadTable(ValueError):
    """A file that cannot be read as a table; the message says what to do."""


@dataclass(frozen=True, order=True)
class RowFault:
    """A fault in one row: the row as the spreadsheet counts it, the column, and a sentence that says what to write."""

    row: int
    column: str
    says: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.says}"


@dataclass(frozen=True)
class Row:
    """One row. `number` as the spreadsheet counts it; `values` holds the known columns only, without outer spaces."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of a file, which known columns it has, and which of its columns were not understood."""

    rows: list[Row] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()


def read_table(data: bytes, columns: Mapping[str, Iterable[str]], required: Iterable[str]) -> Table:
    """Reads a CSV file.

    Args:
        data: the file: UTF-8 with or without a mark, UTF-16 with one, or Windows-1252; commas, semicolons or tabs.
        columns: for each column that is known, other headings that mean it.
        required: the columns that must be there.

    Returns:
        the table. Empty rows are left out but counted. Raises BadTable, which names every heading that is missing.
    """
    if len(data) > MOST_BYTES:
        raise BadTable("The file is larger than 5 MB. Is it the right one?")
    text = _decoded(data)
    lines = list(_records(text))
    heading = next((number for number, cells in lines if any(c.strip() for c in cells)), None)
    if heading is None:
        raise BadTable("The file is empty.")
    meanings = {_plain(name): column for column, names in columns.items() for name in (column, *names)}
    headings = dict(lines)[heading]
    found = [meanings.get(_plain(cell)) for cell in headings]
    _check_headings(headings, found, required)
    rows = [
        Row(number, {column: cell.strip() for column, cell in zip(found, cells, strict=False) if column})
        for number, cells in lines
        if number > heading and any(cell.strip() for cell in cells)
    ]
    ignored = tuple(cell.strip() for cell, column in zip(headings, found, strict=True) if cell.strip() and not column)
    return Table(rows, frozenset(c for c in found if c), ignored)


def _check_headings(headings: list[str], found: list[str | None], required: Iterable[str]) -> None:
    missing = [f"“{column}”" for column in required if column not in found]
    if missing:
        seen = ", ".join(f"“{h.strip()}”" for h in headings if h.strip())
        raise BadTable(f"The first row must name the columns. Missing: {', '.join(missing)}. It has: {seen}.")
    twice = sorted({f"“{c}”" for c in found if c and found.count(c) > 1})
    if twice:
        raise BadTable(f"Two columns mean {', '.join(twice)}. Keep one of them.")


def _decoded(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise BadTable("The file is damaged. Save it again as “CSV UTF-8”.") from None
    if data.startswith(b"PK") or b"\x00" in data:
        raise BadTable("This is no CSV file. In Excel choose “Save as” and “CSV UTF-8”.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _records(text: str) -> Iterable[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda sign: first.count(sign))
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1)
    except csv.Error:
        raise BadTable("A quotation mark is opened and never closed. Save the file again as “CSV UTF-8”.") from None


def _plain(heading: str) -> str:
    return re.sub("[^a-z0-9]", "", heading.lower())
