"""What an import would change, before it changes anything: plain data in, plain data and sentences out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Generic

from bot.people.records import AdviserRecord, Export, PersonRecord, R


@dataclass(frozen=True)
class Change(Generic[R]):
    """A record that is different now: as it was, as it becomes, and the fields that differ."""

    before: R
    after: R

    @property
    def differs(self) -> dict[str, tuple[Any, Any]]:
        """Field by field: before and after."""
        return {
            f.name: (old, new)
            for f in fields(self.after)
            for old, new in [(getattr(self.before, f.name), getattr(self.after, f.name))]
            if old != new
        }


@dataclass(frozen=True)
class Changes(Generic[R]):
    """What an import would do.

    Attributes:
        added: records that are new.
        changed: records that become different.
        same: how many stay as they are.
        missing: records of the table that the file has not; `gone` whether they are to be taken as gone.
    """

    added: list[R] = field(default_factory=list)
    changed: list[Change[R]] = field(default_factory=list)
    same: int = 0
    missing: list[R] = field(default_factory=list)
    gone: bool = False


def compare(present: Mapping[str, R], export: Export[R], *, full: bool = False) -> Changes[R]:
    """What an export changes in what is there.

    Args:
        present: the records of the table, by reference.
        export: the file, without faults. Columns that it has not leave their fields as they are.
        full: whether the file holds everybody, so that those missing are gone.
    """
    changes: Changes[R] = Changes(gone=full)
    for record in export.records:
        before = present.get(record.reference)
        if before is None:
            changes.added.append(record)
            continue
        given = {name: getattr(record, name) for name in export.fields}
        after = replace(before, **given)
        if after == before:
            changes = replace(changes, same=changes.same + 1)
        else:
            changes.changed.append(Change(before, after))
    named = {record.reference for record in export.records}
    changes.missing.extend(record for reference, record in present.items() if reference not in named)
    return changes


def lines_of_advisers(changes: Changes[AdviserRecord]) -> list[str]:
    """What an import of advisers does, a line for each."""
    lines = [f"  + {r.reference} {r.name}, {r.role}" for r in changes.added]
    lines += [f"  ~ {c.after.reference} {c.after.name}: {_differences(c)}" for c in changes.changed]
    lines += [f"  - {r.reference} {r.name} is not in this file" for r in changes.missing]
    return lines


def lines_of_people(changes: Changes[PersonRecord], names: Mapping[str, str]) -> list[str]:
    """What an import of people does, a line for each: by reference only, so that no list of names is left on a screen.

    Args:
        changes: what it does.
        names: of the advisers, by reference.
    """
    lines = [f"  + {r.reference} ({r.status}; {_whose(r.adviser, names)})" for r in changes.added]
    for change in changes.changed:
        differs = dict(change.differs)
        adviser = differs.pop("adviser", None)
        private = sorted(
            {"first_name": "first name", "born": "date of birth"}[f] for f in differs if f in ("first_name", "born")
        )
        said = [f"status {a} → {b}" for f, (a, b) in differs.items() if f == "status"]
        said += [
            f"social worker {_name(a, names)} → {_name(b, names)}"
            for f, (a, b) in differs.items()
            if f == "social_worker"
        ]
        if adviser:
            said.insert(0, f"adviser {_name(adviser[0], names)} → {_name(adviser[1], names)}")
        lines.append(f"  ~ {change.after.reference}: {', '.join([*said, *private])}")
    word = "will be marked as gone" if changes.gone else "is not in this file (with --full it is marked as gone)"
    lines += [f"  - {r.reference} {word}" for r in changes.missing]
    return lines


def summary(kind: str, changes: Changes[R]) -> str:
    """One line: how many of each."""
    adviser_changed = sum("adviser" in c.differs for c in changes.changed)
    also = f", {adviser_changed} with another adviser" if adviser_changed else ""
    return (
        f"{kind}: {len(changes.added)} new, {len(changes.changed)} changed{also}, {changes.same} the same, "
        f"{len(changes.missing)} not in the file."
    )


def warnings_of_people(records: Sequence[PersonRecord], advisers: Mapping[str, AdviserRecord], today: Any) -> list[str]:
    """What should be put right in the council's own system: no adviser, or one who has left."""
    found = []
    for record in records:
        adviser = advisers.get(record.adviser or "")
        if adviser is None and record.status in ("eligible", "relevant", "former relevant"):
            found.append(f"{record.reference} ({record.status}) has no adviser: their cases go to the duty desk.")
        elif adviser is not None and adviser.left is not None and adviser.left <= today:
            found.append(
                f"{record.reference} still belongs to {adviser.name}, who left on {adviser.left:%d/%m/%Y}: "
                "their cases go to the cover or the duty desk. Give them another adviser."
            )
    return found


def _differences(change: Change[AdviserRecord]) -> str:
    return ", ".join(f"{name} {_shown(old)} → {_shown(new)}" for name, (old, new) in change.differs.items())


def _shown(value: Any) -> str:
    if value is None:
        return "(empty)"
    if isinstance(value, dict):
        return "; ".join(f"{day} {', '.join(spans)}" for day, spans in value.items()) or "(empty)"
    return str(value)


def _whose(adviser: str | None, names: Mapping[str, str]) -> str:
    return f"adviser {_name(adviser, names)}" if adviser else "no adviser"


def _name(reference: str | None, names: Mapping[str, str]) -> str:
    return names.get(reference, reference) if reference else "(none)"
