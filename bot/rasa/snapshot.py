"""A copy of the content folder, so that an edit in the middle of a training cannot mix two states."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

Stamp = list[tuple[str, int, int]]


class StillChanging(Exception):
    """The folder was written to while it was copied."""


@contextlib.contextmanager
def snapshot(folder: Path) -> Iterator[Path]:
    """A copy of a folder, hidden files left out, for as long as the context lasts; raises StillChanging."""
    with tempfile.TemporaryDirectory(prefix="offer-content-") as place:
        copy = Path(place) / "content"
        before = _stamp(folder)
        try:
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        except (shutil.Error, FileNotFoundError):
            raise StillChanging from None
        if _stamp(folder) != before:
            raise StillChanging
        yield copy


def _stamp(folder: Path) -> Stamp:
    """Name, time and size of every file."""
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file():
                seen = path.stat()
                found.append((str(path.relative_to(folder)), seen.st_mtime_ns, seen.st_size))
    return sorted(found)
