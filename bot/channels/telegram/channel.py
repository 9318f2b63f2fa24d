"""The Telegram channel, put together from its parts."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import secrets
from collections.abc import Callable

import structlog
from starlette.routing import Route

from bot.channels.telegram.advisers import AdviserDesk, AdviserWork
from bot.channels.telegram.alerts import TelegramCarrier
from bot.channels.telegram.api import introduce, open_api
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.delivery import Delivery, Outbox
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import PATH, webhook_route
from bot.content.alert_words import TelegramWords
from bot.conversation.ports import Desk
from bot.settings import BadSetting

log = structlog.get_logger()
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class TelegramChannel:
    """Talks to people through a Telegram bot: by polling, or by webhook when there is a public address.

    Args:
        desk: is given what people send.
        outbox: holds what is to be sent to them (the Store).
        token: the bot's token.
        api_address: address of the Telegram Bot API.
        clock: the time, aware.
        public_url: the bot's public https address; makes it a webhook.
        secret: what Telegram sends with each webhook call; made up when not given.
        advisers: what advisers' own chats need; None where they have none.

    Raises BadSetting for a token or a secret that cannot be one.
    """

    def __init__(
        self, desk: Desk, outbox: Outbox, *, token: str, api_address: str, clock: Callable[[], dt.datetime],
        public_url: str | None = None, secret: str | None = None, advisers: AdviserWork | None = None,
    ) -> None:  # fmt: skip
        if not _TOKEN.fullmatch(token):
            raise BadSetting("The setting OFFER_TELEGRAM_TOKEN is not a token: it looks like 123456:ABC-DEF.")
        if secret and not _SECRET.fullmatch(secret):
            raise BadSetting("The setting OFFER_TELEGRAM_SECRET may hold only letters, digits, _ and -, at most 256.")
        self._secret = secret or secrets.token_urlsafe(32)
        self._webhook = public_url.rstrip("/") + PATH if public_url else None
        self._api = open_api(token, api_address)
        self._courier = Courier(self._api)
        advising = AdviserDesk(advisers, self._api, self._courier) if advisers else None
        self._intake = Intake(desk, self._api, self._courier, clock, advising)
        self._delivery = Delivery(outbox, self._courier, clock)
        self._polling = Polling(self._api, self._intake)
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Starts receiving and delivering, and returns at once; Telegram is tried until it can be reached."""
        self._loop = asyncio.get_running_loop()
        self._tasks = [
            asyncio.create_task(self._receive(), name="telegram in"),
            asyncio.create_task(self._delivery.run(), name="telegram out"),
        ]

    async def stop(self) -> None:
        """Stops; what is not stored yet stays with Telegram, what is not sent yet stays in the outbox."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._delivery.finish()
        await self._intake.close()
        await self._api.shutdown()

    def wake(self) -> None:
        """Something waits to be delivered. May be called from any thread, also before the start."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._delivery.wake)

    def show_typing(self, chat: str) -> None:
        """Shows somebody that they are being written to. To be called in the loop; nothing before the start."""
        if self._loop is not None:
            self._intake.show_typing(chat)

    @property
    def name(self) -> str | None:
        """The bot's name on Telegram, as in links; None until Telegram has told it."""
        try:
            return self._api.username
        except RuntimeError:
            return None

    def alerts(self, words: Callable[[], TelegramWords | None]) -> TelegramCarrier:
        """The route by which advisers are alerted in their own chats, through the same connection."""
        return TelegramCarrier(self._api, self._courier, words)

    def routes(self) -> list[Route]:
        """What the web server has to serve: POST /telegram with a webhook, nothing with polling."""
        return [webhook_route(self._secret, self._intake.take)] if self._webhook else []

    async def _receive(self) -> None:
        await introduce(self._api, self._webhook, self._secret)
        if self._webhook is None:
            await self._polling.run()
