"""Imports: read, compare, tell, and where asked for, do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.people.changes import compare, lines_of_advisers, lines_of_people, summary, warnings_of_people
from bot.people.records import Export, R, read_advisers, read_people
from bot.people.tables_read import BadTable
from bot.settings import BadSetting
from bot.storage.demo_people import remove_demo
from bot.storage.people_import import AdviserChanged, advisers_of, apply_advisers, apply_people, people_of

_DRY = "Nothing was changed. To do it, add --apply."


def advisers_into(engine: Engine, council: str, data: bytes, today: dt.date, *, apply: bool) -> list[str]:
    """Imports advisers.csv.

    Args:
        engine: an open database.
        council: whose advisers they are.
        data: the file.
        today: the day.
        apply: whether to do it.

    Returns:
        what changes, as lines. Raises BadSetting with every fault of the file.
    """
    with Session(engine) as session, session.begin():
        present = advisers_of(session, council)
        export = _without_faults(lambda: read_advisers(data, present))
        changes = compare(present, export)
        lines = [*_ignored(export), summary("Advisers", changes), *lines_of_advisers(changes)]
        people = people_of(session, council)
        after = {
            **present,
            **{r.reference: r for r in changes.added},
            **{c.after.reference: c.after for c in changes.changed},
        }
        for record in after.values():
            count = sum(person.adviser == record.reference for person in people.values())
            if record.left and record.left <= today and count:
                left = f"left on {record.left:%d/%m/%Y} AND STILL HAS {count} PEOPLE"
                lines.append(f"  ! {record.name} {left}. Give them another adviser.")
        if apply:
            remove_demo(session)
            apply_advisers(session, council, changes)
    return [*lines, "Done." if apply else _DRY]


def people_into(
    engine: Engine,
    council: str,
    data: bytes,
    now: dt.datetime,
    *,
    apply: bool,
    full: bool,
    moved: AdviserChanged | None,
) -> list[str]:
    """Imports people.csv.

    Args:
        engine: an open database.
        council: whose people they are.
        data: the file.
        now: the time.
        apply: whether to do it.
        full: whether the file holds everybody, so that whoever is missing is gone.
        moved: moves the open cases of somebody who gets another adviser.

    Returns:
        what changes, as lines. Raises BadSetting with every fault of the file.
    """
    with Session(engine) as session, session.begin():
        advisers = advisers_of(session, council)
        export = _without_faults(lambda: read_people(data, advisers, now.date()))
        if full and not export.records:
            raise BadSetting("The file holds nobody, so with --full everybody would be gone. Is it the right file?")
        changes = compare(people_of(session, council), export, full=full)
        names = {record.reference: record.name for record in advisers.values()}
        lines = [*_ignored(export), summary("People", changes), *lines_of_people(changes, names)]
        lines += [f"  ! {warning}" for warning in warnings_of_people(export.records, advisers, now.date())]
        if apply:
            remove_demo(session)
            apply_people(session, council, changes, now, moved)
    return [*lines, "Done." if apply else _DRY]


def _without_faults(read: Callable[[], Export[R]]) -> Export[R]:
    try:
        export = read()
    except BadTable as bad:
        raise BadSetting(str(bad)) from None
    if export.faults:
        listed = "\n".join(f"  {fault}" for fault in export.faults)
        raise BadSetting(f"The file has {len(export.faults)} faults, so nothing was changed:\n{listed}")
    return export


def _ignored(export: Export[R]) -> list[str]:
    if not export.ignored:
        return []
    return [f"These columns are not used: {', '.join(f'“{name}”' for name in export.ignored)}."]
