"""How a link code is given to a young person: the code, its links, and a picture to scan."""

from __future__ import annotations

import asyncio
import io

import segno
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.people.link_code import LASTS
from bot.settings import Settings
from bot.sign_in.serving import address_of

_SECONDS = 5.0


def web_link(code: str, address: str) -> str:
    """The page's address that brings the code; the page asks before it is used."""
    return f"{address.rstrip('/')}/?code={code}"


def telegram_link(code: str, name: str) -> str:
    """Telegram's deep link to the bot that brings the code."""
    return f"https://t.me/{name}?start={code.replace('-', '')}"


def telegram_name(settings: Settings) -> str | None:
    """The bot's name at Telegram; None where it has no token or Telegram does not answer."""
    token = settings.telegram_token
    if token is None:
        return None
    try:
        return asyncio.run(_asked(token.get_secret_value(), settings.telegram_api))
    except TelegramError:
        return None


async def _asked(token: str, api: str) -> str | None:
    base = f"{api.rstrip('/')}/bot"
    request = HTTPXRequest(connect_timeout=_SECONDS, read_timeout=_SECONDS)
    async with Bot(token, base_url=base, request=request, get_updates_request=HTTPXRequest()) as bot:
        return bot.username


def invitation(code: str, settings: Settings, telegram: str | None) -> list[str]:
    """What is shown to whoever gives the code on: it, the links that can be made, and each as a picture."""
    lines = [f"The code: {code}", f"It works once, for {LASTS.days} days. Older codes of this person work no longer."]
    lines.append(f"In any chat with the bot they write: code {code}")
    address = address_of(settings)
    if telegram:
        lines += ["", f"Telegram: {telegram_link(code, telegram)}", picture(telegram_link(code, telegram))]
    if address:
        lines += ["", f"Web chat: {web_link(code, address)}", picture(web_link(code, address))]
    if not settings.public_url:
        lines.append("OFFER_PUBLIC_URL is not set, so the link to the web chat works on this machine only.")
    return lines


def picture(address: str) -> str:
    """A QR code for a terminal."""
    out = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(out, compact=True)
    return out.getvalue()
