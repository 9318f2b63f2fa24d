"""The content that is served now. A changed file is taken in at once; a broken one is refused, the last good stays."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from bot.content.faults import ContentFaults, Fault
from bot.content.loader import Cache, Content, load_content


class LiveContent:
    """Holds the last good content of a folder.

    Args:
        folder: the content folder. Raises ContentFaults when it cannot be served at all.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._read: Cache = {}
        self._content = load_content(folder, self._read)
        self.faults: list[Fault] = []

    @property
    def content(self) -> Content:
        """The last good content."""
        return self._content

    def reload(self) -> bool:
        """Reads the folder again; returns whether the new content is served, and keeps `faults` when it is not."""
        with self._lock:
            try:
                self._content = load_content(self.folder, self._read)
            except ContentFaults as error:
                self.faults = error.faults
                return False
            self.faults = []
            return True


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
