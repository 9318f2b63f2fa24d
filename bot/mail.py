"""Sends e-mail through the council's mail server."""

from __future__ import annotations

from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib

from bot.settings import BadSetting


def mail_server(address: str) -> SplitResult:
    """The parts of the setting OFFER_SMTP_URL; raises BadSetting."""
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSetting("The setting OFFER_SMTP_URL must look like smtp://user:password@host:port.")
    return parts


async def send_email(server: SplitResult, message: EmailMessage) -> None:
    """Hands a message over; raises what aiosmtplib raises when the server does not take it."""
    async with _connection(server) as connection:
        await connection.send_message(message)


async def try_address(server: SplitResult, sender: str, address: str) -> None:
    """Asks the server whether it takes e-mail for an address, and sends none; raises what aiosmtplib raises."""
    async with _connection(server) as connection:
        await connection.mail(sender)
        try:
            await connection.rcpt(address)
        except aiosmtplib.SMTPRecipientRefused as refused:
            raise aiosmtplib.SMTPRecipientsRefused([refused]) from None
        await connection.rset()


def _connection(server: SplitResult) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=server.hostname,
        port=server.port or (465 if server.scheme == "smtps" else 25),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=10,
    )
