"""Sends one message to one chat, at the pace that Telegram allows."""

from __future__ import annotations

import asyncio

from telegram import InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.api import Api
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.runs import Run, to_html, to_text

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Courier:
    """Sends messages. Errors of Telegram are the caller's.

    Args:
        api: the connection.
    """

    def __init__(self, api: Api) -> None:
        self._api, self._pace = api, Pace()

    async def send(self, chat: str, runs: list[Run], keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Sends a message, when its turn has come; one whose form Telegram refuses is sent as bare words."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._pace.for_chat(chat, loop.time()))
        await asyncio.sleep(self._pace.for_all(loop.time()))
        try:
            await self._api.send_message(
                int(chat),
                to_html(runs),
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                link_preview_options=_NO_PREVIEW,
            )
        except BadRequest as refused:
            if not _about_form(refused):
                raise
            await self._api.send_message(int(chat), to_text(runs), link_preview_options=_NO_PREVIEW)


def _about_form(refused: BadRequest) -> bool:
    words = refused.message.lower()
    return "parse" in words or "button" in words or "url" in words
