"""A mail server, people at a council, and alerts in real tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from alert_parts import Council, Mailbox, free_port
from sqlalchemy import Engine

from bot.alerts import AlertDelivery
from bot.content.live import LiveContent
from bot.settings import Settings, load_settings
from bot.storage.alert_outbox import AlertOutbox
from bot.storage.store import Store


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    return load_settings(
        _env_file=None, smtp_url=f"smtp://127.0.0.1:{mailbox.port}", alert_email="duty@council.example"
    )


@pytest.fixture
def make_delivery(settings: Settings, content: LiveContent, clock: Any) -> Callable[..., AlertDelivery]:
    """Makes a delivery on some tables."""

    def make(engine: Engine, *, settings: Settings = settings, **more: Any) -> AlertDelivery:
        outbox = AlertOutbox(engine, lambda: content.content.handoff)
        return AlertDelivery(outbox, settings, clock, lambda: content.content, **more)

    return make


@pytest.fixture
def delivery(sqlite_store: Store, make_delivery: Callable[..., AlertDelivery]) -> AlertDelivery:
    return make_delivery(sqlite_store._engine)


@pytest.fixture
def council(sqlite_store: Store, clock: Any) -> Council:
    return Council(sqlite_store._engine, clock)
