"""Where a site is reached, how it sends its links, and its style sheets and scripts."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from bot.channels.web.assets import Asset
from bot.mail import mail_server, send_email
from bot.settings import Settings

_STATIC = Path(__file__).parent / "static"


def address_of(settings: Settings) -> str | None:
    """Where the bot is reached, as far as the settings say; None when the port is not known."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}" if settings.port else None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_secure(settings: Settings) -> bool:
    """Whether cookies are for https only: everywhere but on this machine alone."""
    return not is_loopback(settings.host) or (settings.public_url or "").startswith("https:")


def mail_sender(settings: Settings) -> Callable[[EmailMessage], Any] | None:
    """Sends e-mails when the setting OFFER_SMTP_URL was set; raises BadSetting when it cannot be used."""
    if "smtp_url" not in settings.model_fields_set:
        return None
    server = mail_server(settings.smtp_url)
    return lambda message: send_email(server, message)


def style(own: Path) -> Asset:
    """The style sheet of a site: what all share, then its own."""
    shared = (_STATIC / "shared.css").read_text(encoding="utf-8")
    return Asset(shared + own.read_text(encoding="utf-8"), "text/css")


def script(own: Path) -> Asset:
    """The script of a site."""
    return Asset(own.read_text(encoding="utf-8"), "text/javascript")
