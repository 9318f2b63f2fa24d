"""A queue over the small content folder, with messages in it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from content.tiny_offer import REAL, Offer

from bot.content.live import LiveContent
from bot.content.publishing import Publisher
from bot.storage.history import ContentHistory
from bot.storage.store import Store
from bot.storage.tables import UnansweredRow
from bot.storage.unanswered import UnansweredQueue

DAY = dt.date(2026, 3, 1)


@pytest.fixture
def offer(tmp_path: Path) -> Offer:
    made = Offer(tmp_path / "offer_content").build()
    style = made.folder / "words" / "style.yml"
    if not style.exists():
        shutil.copyfile(REAL / "words" / "style.yml", style)
    return made


@pytest.fixture
def publisher(offer: Offer, sqlite_store: Store, clock: Any) -> Publisher:
    made = Publisher(LiveContent(offer.folder, lambda: clock().date()), ContentHistory(sqlite_store._engine), clock)
    made.notice()
    return made


@pytest.fixture
def queue(sqlite_store: Store) -> UnansweredQueue:
    return UnansweredQueue(sqlite_store._engine)


@pytest.fixture
def put(sqlite_store: Store) -> Any:
    """Puts a message into the queue; gives its number."""

    def put(text: str, count: int = 1, near: tuple[str, ...] = ("council-tax",), kind: str = "no answer") -> int:
        with sqlite_store._session.begin() as session:
            row = UnansweredRow(
                text=text, plain=text, kind=kind, count=count, near=list(near), first_day=DAY, last_day=DAY
            )
            session.add(row)
            session.flush()
            return int(row.id)

    return put
