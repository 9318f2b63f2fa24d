"""Telegram's deep link with a link code: its code reaches the desk; any other word after /start does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.channels.telegram.reading import read_raw
from bot.conversation.linking import without_code
from bot.conversation.ports import Kind

NOW = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)


def update(text: str) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": text}}


@pytest.mark.parametrize("payload", ["BCDFGHJKMNPQRSTV", "BCDF-GHJK-MNPQ-RSTV"])
def test_a_start_with_a_code_links(payload: str) -> None:
    (incoming,) = read_raw(update(f"/start {payload}"), NOW).messages
    assert (incoming.kind, incoming.text) == (Kind.TEXT, payload)
    assert without_code(incoming).kind is Kind.LINK


@pytest.mark.parametrize("text", ["/start", "/start poster-7", "/start@OfferTestBot"])
def test_any_other_start_is_a_start(text: str) -> None:
    (incoming,) = read_raw(update(text), NOW).messages
    assert (incoming.kind, incoming.text) == (Kind.COMMAND, "start")
    assert without_code(incoming) == incoming
