"""The content that is served now. A changed file is taken in at once; a broken one is refused, the last good stays."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Callable
from pathlib import Path

from bot.content.checks import claims, register
from bot.content.checks.material import Material
from bot.content.faults import ContentFaults, Fault
from bot.content.loader import Cache, Content, load_content
from bot.content.style import Style


def unservable(content: Content, served: Content | None, today: dt.date) -> list[Fault]:
    """The faults for which readable content is not served: it would tell people something that is not so.

    These are facts that do not exist or may not be told, and values that are missing. What is wrong in the content
    that is served already (a value that ended yesterday) does not count: no other change could be made meanwhile.
    """
    known = {(f.path, f.problem) for f in _wrong_claims(served, today)} if served else set()
    return [fault for fault in _wrong_claims(content, today) if (fault.path, fault.problem) not in known]


def _wrong_claims(content: Content, today: dt.date) -> list[Fault]:
    material = Material(content, today, Style())
    found = [fault for check in (claims.facts, claims.fields, register.values) for fault in check(material)]
    return sorted({fault for fault in found if fault.severity == "fault"})


def _now() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class LiveContent:
    """Holds the last good content of a folder.

    Args:
        folder: the content folder. Raises ContentFaults when it cannot be served at all.
        today: the day for which values must be there.
    """

    def __init__(self, folder: Path, today: Callable[[], dt.date] = _now) -> None:
        self.folder, self._today = folder, today
        self._lock = threading.Lock()
        self._read: Cache = {}
        self._content = load_content(folder, self._read)
        self.faults: list[Fault] = []

    @property
    def content(self) -> Content:
        """The last good content."""
        return self._content

    def read(self) -> Cache:
        """What was read of the folder, by path."""
        return dict(self._read)

    def reload(self) -> bool:
        """Reads the folder again; returns whether the new content is served, and keeps `faults` when it is not."""
        with self._lock:
            try:
                content = load_content(self.folder, self._read)
            except ContentFaults as error:
                self.faults = error.faults
                return False
            self.faults = unservable(content, self._content, self._today())
            if not self.faults:
                self._content = content
            return not self.faults


_live: LiveContent | None = None


def serve(live: LiveContent) -> None:
    """Makes this the content that the actions of this process use."""
    global _live
    _live = live


def live_content() -> Content:
    """The content for the actions; by itself it is read from OFFER_CONTENT (default `offer_content`)."""
    global _live
    if _live is None:
        _live = LiveContent(Path(os.environ.get("OFFER_CONTENT", "offer_content")))
    return _live.content
