"""Alerts in an adviser's own Telegram chat, with buttons to take a case or pass it on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.alerts.carriers import TRY_SECONDS
from bot.alerts.writing import Written
from bot.channels.telegram.api import Api, named, seconds_of
from bot.channels.telegram.courier import Courier
from bot.channels.telegram.runs import Run
from bot.content.alert_words import TelegramWords
from bot.handoff.alert import DueAlert, NotTaken

PREFIX = "case"
HAVE, PASS, TO = "have", "pass", "to"


class TelegramCarrier:
    """Alerts by Telegram.

    Args:
        api: the bot's connection.
        courier: sends at the pace that Telegram allows, shared with what people are sent.
        words: gives the words on the buttons; None where the content has none.
    """

    def __init__(self, api: Api, courier: Courier, words: Callable[[], TelegramWords | None]) -> None:
        self._api, self._courier, self._words = api, courier, words

    async def carry(self, due: DueAlert, written: Written) -> None:
        """Sends an alert."""
        words = self._words()
        keyboard = (case_keyboard if due.buttons else open_keyboard)(words, written) if words else None
        await self._try(self._courier.send(_chat(due.address), [Run(written.text)], keyboard))

    async def test(self, address: str, words: str | None, subject: str) -> None:
        """Shows “typing” in the chat, which nobody is told of; sends a message only when there are words."""
        if words is not None:
            await self._try(self._courier.send(_chat(address), [Run(words)]))
        else:
            await self._try(self._api.send_chat_action(int(_chat(address)), ChatAction.TYPING))

    async def _try(self, work: Awaitable[object]) -> None:
        try:
            async with asyncio.timeout(TRY_SECONDS):
                await work
        except RetryAfter as later:
            raise NotTaken("Telegram asks to wait", wait=seconds_of(later)) from None
        except (Forbidden, ChatMigrated) as error:
            raise NotTaken(f"Telegram refuses the chat ({named(error)})", refused=True) from None
        except BadRequest as error:
            gone = "chat not found" in error.message.lower()
            raise NotTaken(f"Telegram refuses the message ({named(error)})", refused=gone) from None
        except (TelegramError, TimeoutError) as error:
            raise NotTaken(f"Telegram cannot be reached ({named(error)})") from None


def case_keyboard(words: TelegramWords, written: Written) -> InlineKeyboardMarkup | None:
    """“I have it” and “Pass on”, and a link where Telegram takes one."""
    if written.case is None:
        return open_keyboard(words, written)
    rows = [[_button(words.have, written.case, HAVE), _button(words.pass_on, written.case, PASS)]]
    return InlineKeyboardMarkup([*rows, *_link(words, written.address)])


def pass_keyboard(words: TelegramWords, case: int) -> InlineKeyboardMarkup:
    """To whom a case can be passed."""
    choices = {"cover": words.pass_to_cover, "duty": words.pass_to_duty, "manager": words.pass_to_manager}
    return InlineKeyboardMarkup([[_button(label, case, f"{TO}:{role}")] for role, label in choices.items()])


def open_keyboard(words: TelegramWords, written: Written) -> InlineKeyboardMarkup | None:
    """The link alone."""
    link = _link(words, written.address)
    return InlineKeyboardMarkup(link) if link else None


def _button(label: str, case: int, act: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"{PREFIX}:{case}:{act}")


def _link(words: TelegramWords, address: str) -> list[list[InlineKeyboardButton]]:
    """Telegram takes public addresses only; any other stands in the text."""
    return [[InlineKeyboardButton(words.open, url=address)]] if address.startswith("https://") else []


def _chat(address: str) -> str:
    if not address.lstrip("-").isdigit():
        raise NotTaken("the route names no Telegram chat", refused=True)
    return address
