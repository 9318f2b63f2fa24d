"""The two files of a council's case system: advisers.csv and people.csv, row by row (docs/people.md)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bot.handoff.working_time import BadHours
from bot.people.ages import age_on
from bot.people.hours_text import works_from
from bot.people.tables_read import Row, RowFault, read_table

R = TypeVar("R", bound="AdviserRecord | PersonRecord")

ADVISER_COLUMNS: dict[str, tuple[str, ...]] = {
    "reference": ("id", "ref", "staff id", "staff number", "worker id", "worker reference", "employee id",
                  "adviser reference"),
    "name": ("full name", "worker", "worker name", "adviser", "adviser name", "advisor name", "staff name"),
    "role": ("job title", "job", "post", "worker role"),
    "team": ("team name", "service"),
    "email": ("e-mail", "mail", "email address", "e-mail address", "work email"),
    "phone": ("telephone", "mobile", "tel", "phone number", "work phone", "work mobile"),
    "works": ("hours", "working hours", "working pattern"),
    "manager reference": ("manager", "manager id", "line manager", "line manager id", "supervisor", "manager ref"),
    "cover reference": ("cover", "cover id", "covered by", "cover ref", "deputy"),
    "left": ("leaving date", "end date", "left on", "leaver", "date left"),
}  # fmt: skip
PERSON_COLUMNS: dict[str, tuple[str, ...]] = {
    "reference": ("id", "ref", "person id", "client id", "case number", "case id", "child id", "person reference"),
    "first name": ("firstname", "forename", "given name", "preferred name", "known as"),
    "date of birth": ("dob", "born", "birth date", "d.o.b."),
    "status": ("leaving care status", "category", "legal status", "care leaver status", "eligibility"),
    "adviser reference": ("adviser", "advisor", "pa", "personal adviser", "adviser id", "pa id", "allocated worker",
                          "allocated worker id", "personal adviser reference", "pa reference"),
    "social worker reference": ("social worker", "sw", "sw id", "social worker id", "sw reference"),
}  # fmt: skip
ROLES = (
    "personal adviser",
    "senior personal adviser",
    "social worker",
    "duty worker",
    "team manager",
    "safeguarding lead",
)
_ROLE_ALIASES = {
    "pa": "personal adviser", "adviser": "personal adviser", "leaving care adviser": "personal adviser",
    "senior adviser": "senior personal adviser", "senior pa": "senior personal adviser", "sw": "social worker",
    "manager": "team manager", "deputy team manager": "team manager", "service manager": "team manager",
    "duty": "duty worker",
}  # fmt: skip
STATUSES = ("eligible", "relevant", "former relevant", "qualifying", "lapsed")
_STATUS_ALIASES = {
    "e": "eligible", "eligible child": "eligible", "r": "relevant", "relevant child": "relevant",
    "fr": "former relevant", "former relevant child": "former relevant", "q": "qualifying",
    "qualifying young person": "qualifying", "qualifying care leaver": "qualifying", "closed": "lapsed",
    "lapsed 21 to 24": "lapsed",
}  # fmt: skip
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YOUNGEST, _OLDEST = 14, 30


@dataclass(frozen=True)
class AdviserRecord:
    """Somebody who works at the council, as the file has them; `manager` and `cover` are references."""

    reference: str
    name: str = ""
    role: str = "personal adviser"
    team: str | None = None
    email: str | None = None
    phone: str | None = None
    works: dict[str, Any] | None = field(default=None, hash=False)
    manager: str | None = None
    cover: str | None = None
    left: dt.date | None = None


@dataclass(frozen=True)
class PersonRecord:
    """A care leaver, as the file has them; `adviser` and `social_worker` are references of advisers."""

    reference: str
    first_name: str = ""
    born: dt.date | None = None
    status: str = ""
    adviser: str | None = None
    social_worker: str | None = None


@dataclass(frozen=True)
class Export(Generic[R]):
    """What a file holds.

    Attributes:
        records: the rows without a fault, in order.
        fields: which fields of a record the file gives; the others are left as they are.
        faults: every fault, by row.
        ignored: headings that were not understood.
    """

    records: list[R]
    fields: frozenset[str]
    faults: list[RowFault]
    ignored: tuple[str, ...] = ()


ADVISER_FIELDS = {
    "reference": "reference", "name": "name", "role": "role", "team": "team", "email": "email", "phone": "phone",
    "works": "works", "manager reference": "manager", "cover reference": "cover", "left": "left",
}  # fmt: skip
PERSON_FIELDS = {
    "reference": "reference", "first name": "first_name", "date of birth": "born", "status": "status",
    "adviser reference": "adviser", "social worker reference": "social_worker",
}  # fmt: skip


def read_advisers(data: bytes, known: Collection[str] = ()) -> Export[AdviserRecord]:
    """Reads advisers.csv; `known` are references that the council has already. Raises BadTable."""
    table = read_table(data, ADVISER_COLUMNS, ("reference", "name", "role"))
    faults: list[RowFault] = []
    records = [record for row in table.rows if (record := _adviser(_Cells(row, faults)))]
    faults += _twice(table.rows)
    references = {row.values.get("reference", "") for row in table.rows} | set(known)
    for row in table.rows:
        for column in ("manager reference", "cover reference"):
            _check_reference(row, column, references, faults, own=True)
    fields = frozenset(ADVISER_FIELDS[column] for column in table.columns)
    return Export(records, fields, sorted(faults), table.ignored)


def read_people(data: bytes, advisers: Collection[str], day: dt.date) -> Export[PersonRecord]:
    """Reads people.csv; `advisers` are the references of the council's advisers, `day` is today. Raises BadTable."""
    table = read_table(
        data, PERSON_COLUMNS, ("reference", "first name", "date of birth", "status", "adviser reference")
    )
    faults: list[RowFault] = []
    records = [record for row in table.rows if (record := _person(_Cells(row, faults), day))]
    faults += _twice(table.rows)
    for row in table.rows:
        for column in ("adviser reference", "social worker reference"):
            _check_reference(row, column, set(advisers), faults)
    fields = frozenset(PERSON_FIELDS[column] for column in table.columns)
    return Export(records, fields, sorted(faults), table.ignored)


def _adviser(cells: _Cells) -> AdviserRecord | None:
    return cells.made(
        lambda: AdviserRecord(
            reference=cells.text("reference", 1, 64),
            name=cells.text("name", 2, 80),
            role=cells.one_of("role", ROLES, _ROLE_ALIASES),
            team=cells.text("team", 0, 120) or None,
            email=cells.email(),
            phone=cells.phone(),
            works=cells.works(),
            manager=cells.value("manager reference") or None,
            cover=cells.value("cover reference") or None,
            left=cells.day("left"),
        )
    )


def _person(cells: _Cells, day: dt.date) -> PersonRecord | None:
    return cells.made(
        lambda: PersonRecord(
            reference=cells.text("reference", 1, 64),
            first_name=cells.text("first name", 1, 60),
            born=cells.born(day),
            status=cells.one_of("status", STATUSES, _STATUS_ALIASES),
            adviser=cells.value("adviser reference") or None,
            social_worker=cells.value("social worker reference") or None,
        )
    )


class _Cells:
    """The cells of one row; what is wrong in them goes to the faults."""

    def __init__(self, row: Row, faults: list[RowFault]) -> None:
        self._row, self._faults, self._bad = row, faults, False

    def made(self, make: Callable[[], R]) -> R | None:
        record = make()
        return None if self._bad else record

    def value(self, column: str) -> str:
        return self._row.values.get(column, "")

    def fault(self, column: str, says: str) -> None:
        self._bad = True
        self._faults.append(RowFault(self._row.number, column, says))

    def text(self, column: str, least: int, most: int) -> str:
        value = " ".join(self.value(column).split())
        if least and not value:
            self.fault(column, "is empty. Fill it in.")
        elif len(value) < least:
            self.fault(column, f"“{value}” is too short.")
        elif len(value) > most:
            self.fault(column, f"has {len(value)} characters. Write at most {most}.")
        return value

    def one_of(self, column: str, allowed: tuple[str, ...], aliases: dict[str, str]) -> str:
        written = self.value(column)
        plain = re.sub("[^a-z0-9 ]", "", " ".join(written.lower().replace("advisor", "adviser").split()))
        found = plain if plain in allowed else aliases.get(plain, "")
        if not found:
            said = f"“{written}” is not known." if written else "is empty."
            self.fault(column, f"{said} Write one of: {', '.join(allowed)}.")
        return found

    def email(self) -> str | None:
        value = self.value("email")
        if value and not _EMAIL.fullmatch(value):
            self.fault("email", f"“{value}” is no e-mail address. Write one address, or leave it empty.")
        return value.lower() or None

    def phone(self) -> str | None:
        value = " ".join(self.value("phone").split())
        digits = re.sub("[^0-9]", "", value)
        if value and re.fullmatch(r"[1-9]\d{9}", digits) and not value.startswith("+"):
            self.fault("phone", f"“{value}” has lost its first 0. Format the column as text, and write 0{digits}.")
        elif value and (not re.fullmatch(r"[+()0-9 -]{9,25}(\s*(ext|x)\.?\s*\d+)?", value) or len(digits) < 9):
            self.fault("phone", f"“{value}” is no telephone number. Write one number, or leave it empty.")
        return value or None

    def works(self) -> dict[str, Any] | None:
        try:
            return works_from(self.value("works"))
        except BadHours as bad:
            self.fault("works", str(bad))
            return None

    def day(self, column: str) -> dt.date | None:
        value = self.value(column)
        if not value:
            return None
        found = day_from(value)
        if found is None:
            self.fault(column, f"“{value}” is no day. Write it like 05/09/2004 or 2004-09-05.")
        return found

    def born(self, today: dt.date) -> dt.date | None:
        born = self.day("date of birth")
        if born is None:
            if not self.value("date of birth"):
                self.fault("date of birth", "is empty. It decides who leads at 16 and 17 and which numbers are given.")
            return None
        if not _YOUNGEST <= age_on(born, today) <= _OLDEST:
            self.fault(
                "date of birth", f"“{self.value('date of birth')}” gives an age of {age_on(born, today)}. Is it right?"
            )
        return born


def day_from(text: str) -> dt.date | None:
    """A day written the British way (day first), as ISO, or with the month's name; None for anything else."""
    plain = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?Z?$", "", text.strip())
    parts = re.split(r"[\s/.-]+", plain.lower())
    if len(parts) != 3:
        return None
    if re.fullmatch(r"\d{4}", parts[0]):
        parts.reverse()
    day, month, year = parts
    number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else None
    if not (
        re.fullmatch(r"\d{1,2}", day) and re.fullmatch(r"\d{4}", year) and (number or re.fullmatch(r"\d{1,2}", month))
    ):
        return None
    try:
        return dt.date(int(year), number or int(month), int(day))
    except ValueError:
        return None


def _twice(rows: list[Row]) -> list[RowFault]:
    seen: dict[str, int] = {}
    faults = []
    for row in rows:
        reference = row.values.get("reference", "")
        if reference in seen:
            faults.append(
                RowFault(row.number, "reference", f"“{reference}” stands in row {seen[reference]} too. Keep one.")
            )
        elif reference:
            seen[reference] = row.number
    return faults


def _check_reference(
    row: Row, column: str, known: Collection[str], faults: list[RowFault], *, own: bool = False
) -> None:
    value = row.values.get(column, "")
    if not value:
        return
    if value not in known:
        where = (
            "nobody in this file or in the table" if own else "no adviser of this council. Import the advisers first"
        )
        faults.append(RowFault(row.number, column, f"“{value}” is {where}. Write a reference, or leave it empty."))
    elif own and value == row.values.get("reference"):
        faults.append(
            RowFault(row.number, column, "is the same person. Write somebody else's reference, or leave it empty.")
        )
