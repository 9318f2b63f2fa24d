"""The connection to the Telegram Bot API, with python-telegram-bot."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import os
from typing import Any, cast

import structlog
from telegram import Bot, BotCommand
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.pace import patience
from bot.channels.telegram.reading import ALLOWED
from bot.channels.telegram.words import COMMANDS

log = structlog.get_logger()
_POLL_SECONDS = 25

os.environ.setdefault("PTB_TIMEDELTA", "true")  # RetryAfter carries a timedelta, as in the library's next version


class Api(Bot):
    """A Bot that also gives updates as they came, so that one it cannot read does not hide the others."""

    async def raw_updates(self, offset: int | None) -> list[dict[str, Any]]:
        """Waits for updates from `offset` on, which confirms all before it; none after 25 quiet seconds."""
        asked = {"timeout": _POLL_SECONDS, "offset": offset, "limit": 100, "allowed_updates": ALLOWED}
        found = await self._post("getUpdates", asked, read_timeout=_POLL_SECONDS + 10)
        return cast("list[dict[str, Any]]", found)


def open_api(token: str, address: str) -> Api:
    """A connection that is not yet used. What it logs is silenced, as it holds tokens and people's words."""
    quieten()
    address = address.rstrip("/")
    return Api(
        token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=HTTPXRequest(connection_pool_size=32, read_timeout=15, write_timeout=10, pool_timeout=60),
        get_updates_request=HTTPXRequest(connection_pool_size=2, read_timeout=15),
    )


def quieten() -> None:
    """Stops the libraries below from logging addresses with the token, updates and errors; ours are logged here."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def named(error: BaseException) -> str:
    """An error as the log may hold it: its name alone, for its words can hold the token."""
    return type(error).__name__


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    told = error.retry_after
    return told.total_seconds() if isinstance(told, dt.timedelta) else float(told)


async def introduce(api: Api, webhook: str | None, secret: str) -> None:
    """Tells Telegram how it reaches the bot, and its commands; tries until Telegram has answered."""
    tries = 0
    while True:
        try:
            await api.initialize()
            if webhook:
                await api.set_webhook(webhook, secret_token=secret, allowed_updates=ALLOWED)
            else:
                await api.delete_webhook(drop_pending_updates=False)
            break
        except TelegramError as error:
            _complain(error, webhook)
            wait = seconds_of(error) if isinstance(error, RetryAfter) else patience(tries, most=60)
            tries += 1
            await asyncio.sleep(wait)
    log.info("telegram is connected", by="webhook" if webhook else "polling")
    try:
        await api.set_my_commands([BotCommand(name, words) for name, words in COMMANDS.items()])
    except TelegramError as error:
        log.warning("the command menu could not be set", error=named(error))


def _complain(error: TelegramError, webhook: str | None) -> None:
    if isinstance(error, InvalidToken):
        log.error("Telegram does not accept the token in OFFER_TELEGRAM_TOKEN; get it again from @BotFather.")
    else:
        log.warning("telegram cannot be connected yet", error=named(error), webhook=bool(webhook))
