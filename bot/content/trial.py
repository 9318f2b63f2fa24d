"""Tries a change out before it is made: what the whole folder would hold, and what the check would find.

The folder is built again as links to its files, with the changed ones in their place, so that nothing that reads or
checks a folder needs to know. What was read before is not read again, so a trial takes a fraction of a second.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import threading
import weakref
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.content.check import check_read
from bot.content.checks import READING
from bot.content.faults import Fault
from bot.content.live import unservable
from bot.content.loader import Cache, Content, read_content

_WITHOUT_PATHS = ("england", "councils", "facts", "places.yml")  # what is read there does not hold where it was read
_KEPT = 6  # trials that are remembered, that of the folder as it stands among them


@dataclass(frozen=True)
class Tried:
    """What a change would lead to.

    Attributes:
        content: what could be read.
        faults: everything the check finds in the folder, faults and warnings.
        before: what it finds without the change.
        unservable: the faults for which the bot would keep serving the last good version.
    """

    content: Content
    faults: list[Fault]
    before: list[Fault]
    unservable: list[Fault]

    def refusing(self, own: Callable[[Fault], bool]) -> list[Fault]:
        """The faults for which the change is refused: its own, those it brings about elsewhere, and unservable ones."""
        told = {(f.path, f.line, f.problem): f for f in [*self.unservable, *self._told(own, "fault")]}
        return sorted(told.values())

    def warnings(self, own: Callable[[Fault], bool]) -> list[Fault]:
        """What is worth a look before the change is made."""
        return sorted(self._told(own, "warning"))

    def _told(self, own: Callable[[Fault], bool], severity: str) -> set[Fault]:
        new = set(brought_about(self.before, self.faults))
        return {f for f in self.faults if f.severity == severity and (f in new or own(f))}


def brought_about(before: list[Fault], after: list[Fault]) -> list[Fault]:
    """The faults of `after` that were not there before, wherever their lines have moved to."""
    known = Counter((f.path, f.problem, f.severity) for f in before)
    new = []
    for fault in after:
        key = (fault.path, fault.problem, fault.severity)
        if known[key] > 0:
            known[key] -= 1
        else:
            new.append(fault)
    return new


class Trials:
    """Tries changes of a folder out, one at a time.

    Args:
        folder: the content folder.
        today: gives the day for which it is checked.
        known: gives what was read of the folder elsewhere, which need not be read again.
    """

    def __init__(self, folder: Path, today: Callable[[], dt.date], known: Callable[[], Cache] = dict) -> None:
        self._folder, self._today, self._known = folder, today, known
        self._lock = threading.Lock()
        self._room: Path | None = None
        self._cache: Cache = {}
        self._tried: OrderedDict[object, tuple[Content, list[Fault], list[Fault]]] = OrderedDict()

    def now(self) -> Tried:
        """The folder as it stands."""
        return self.of({})

    def of(self, changes: Mapping[str, str | None], served: Content | None = None) -> Tried:
        """The folder with some files changed: new texts by name, None for a file that is taken away.

        Args:
            changes: the texts.
            served: what is served now; its own wrong claims do not count against the change.
        """
        with self._lock:
            day, state = self._today(), _state(self._folder)
            _, before, _ = self._once({}, state, day)
            content, faults, read_faults = self._once(changes, state, day)
            unread = [replace(fault, check=READING) for fault in read_faults]
            stopping = [*unread, *unservable(content, served, day)] if changes else []
            return Tried(content, faults, before, stopping)

    def _once(
        self, changes: Mapping[str, str | None], state: object, day: dt.date
    ) -> tuple[Content, list[Fault], list[Fault]]:
        """What a trial gave lately, or gives now: who looks at a change and then makes it waits once."""
        key = (state, day, frozenset(changes.items()))
        if key not in self._tried:
            content, read_faults = self._read(changes)
            self._tried[key] = (content, check_read(content, read_faults, day), read_faults)
        self._tried.move_to_end(key)
        while len(self._tried) > _KEPT:
            self._tried.popitem(last=False)
        return self._tried[key]

    def _shadow(self) -> Path:
        """Where the folder is built again; always the same place, so that what was read there is known there."""
        if self._room is None:
            self._room = Path(tempfile.mkdtemp(prefix="offer-trial-"))
            weakref.finalize(self, shutil.rmtree, self._room, ignore_errors=True)
            self._cache = {
                self._room / "offer_content" / name: read
                for path, read in self._known().items()
                if (name := path.relative_to(self._folder)).parts[0] in _WITHOUT_PATHS
            }
        return self._room / "offer_content"

    def _read(self, changes: Mapping[str, str | None]) -> tuple[Content, list[Fault]]:
        shadow = self._shadow()
        shutil.rmtree(shadow, ignore_errors=True)
        for path in self._folder.rglob("*"):
            name = path.relative_to(self._folder).as_posix()
            if path.is_dir():
                (shadow / name).mkdir(parents=True, exist_ok=True)
            elif name not in changes:
                (shadow / name).parent.mkdir(parents=True, exist_ok=True)
                (shadow / name).symlink_to(path.resolve())
        for name, text in changes.items():
            if text is not None:
                (shadow / name).parent.mkdir(parents=True, exist_ok=True)
                (shadow / name).write_bytes(text.encode("utf-8"))
        return read_content(shadow, self._cache)


def _state(folder: Path) -> frozenset[tuple[str, int, int, int]]:
    """What tells one state of a folder from another."""
    found = []
    for path in folder.rglob("*"):
        try:
            state = path.stat()
        except OSError:
            continue
        if not path.is_dir():
            found.append((str(path), state.st_mtime_ns, state.st_size, state.st_ino))
    return frozenset(found)
