"""Tables of shares with their 95 % Wilson intervals, to be printed and to be read by a program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.rasa.figures import Count, interval

T = TypeVar("T")


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        name: its name for programs.
        title: its heading.
        columns: what each column says; the keys are their names for programs.
        rows: by name, a count for each column (same keys; one that is missing is shown empty).
    """

    name: str
    title: str
    columns: Mapping[str, str]
    rows: Mapping[str, Mapping[str, Count]]

    def lines(self) -> Iterator[str]:
        """The table as it is printed."""
        yield f"{self.title} ({' / '.join(self.columns.values())})"
        wide = max([16, *map(len, self.rows)])
        for name, counts in self.rows.items():
            cells = "  ".join(f"{share(counts[k]) if k in counts else '-':<29}" for k in self.columns)
            yield f"  {name:<{wide}}  {cells.rstrip()}"

    def data(self) -> dict[str, Any]:
        """The table for a program: row, column, then hits, of, and percent, low and high (in percent)."""
        return {name: {k: _data(counted) for k, counted in counts.items()} for name, counts in self.rows.items()}


def share(counted: Count) -> str:
    """A share with its 95 % Wilson interval, in percent."""
    if counted.of == 0:
        return "-"
    low, high = interval(counted)
    return f"{counted.percent:5.1f} % ({low:.0f} to {high:.0f}, n = {counted.of})"


def grouped(rows: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """The rows by their name, in its order."""
    groups: dict[str, list[T]] = defaultdict(list)
    for name, row in rows:
        groups[name].append(row)
    return dict(sorted(groups.items()))


def written(tables: Sequence[Table]) -> dict[str, Any]:
    """All tables for a program, by name."""
    return {table.name: table.data() for table in tables}


def _data(counted: Count) -> dict[str, float]:
    low, high = interval(counted)
    figures = {"percent": counted.percent, "low": low, "high": high}
    return {"hits": counted.hits, "of": counted.of, **{k: round(v, 2) for k, v in figures.items()}}
