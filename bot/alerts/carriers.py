"""What a route has to do, and the route by e-mail. Each hands an alert over, or says that it was not taken."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import SplitResult

import aiosmtplib

from bot.alerts.writing import Written
from bot.handoff.alert import DueAlert, NotTaken
from bot.mail import mail_server, send_email, try_address

TRY_SECONDS = 15.0


class Carrier(Protocol):
    """One kind of route."""

    async def carry(self, due: DueAlert, written: Written) -> None:
        """Hands an alert over; raises NotTaken when it was not taken."""
        ...

    async def test(self, address: str, words: str | None, subject: str) -> None:
        """Finds out whether the route works; raises NotTaken when it does not.

        Args:
            address: where to.
            words: what to say when something has to arrive; None tests without anything that a human would see.
            subject: its subject.
        """
        ...


class EmailCarrier:
    """Alerts by e-mail.

    Args:
        address: the mail server (OFFER_SMTP_URL); raises BadSetting.
        sender: who they come from.
    """

    def __init__(self, address: str, sender: str) -> None:
        self._server: SplitResult = mail_server(address)
        self._sender = sender

    async def carry(self, due: DueAlert, written: Written) -> None:
        """Hands the e-mail over to the mail server."""
        await self._try(alert_email(due, written, self._sender, due.address))

    async def test(self, address: str, words: str | None, subject: str) -> None:
        """Asks the mail server whether it takes e-mail for an address; sends one only when there are words."""
        if words is None:
            await _taken(try_address(self._server, self._sender, address))
            return
        message = _email(self._sender, address, subject, words)
        await self._try(message)

    async def _try(self, message: EmailMessage) -> None:
        await _taken(send_email(self._server, message))


async def _taken(work: Awaitable[None]) -> None:
    """Awaits an e-mail's way; raises NotTaken in the words of the log."""
    try:
        async with asyncio.timeout(TRY_SECONDS):
            await work
    except aiosmtplib.SMTPRecipientsRefused as error:
        code = error.recipients[0].code if error.recipients else 0
        raise NotTaken(f"the mail server refuses the address ({code})", refused=code >= 500) from None
    except aiosmtplib.SMTPResponseException as error:
        refused = isinstance(error, aiosmtplib.SMTPDataError) and error.code >= 500
        raise NotTaken(f"the mail server answered {error.code}", refused=refused) from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise NotTaken(f"the mail server cannot be reached ({type(error).__name__})") from None


def alert_email(due: DueAlert, written: Written, sender: str, receiver: str) -> EmailMessage:
    """The e-mail for one alert. Its Message-ID is the same at every try, so that a repeat can be seen as one."""
    message = _email(sender, receiver, written.subject, written.text)
    message["Date"] = format_datetime(due.made.astimezone(dt.UTC))
    message["Message-ID"] = f"<alert-{due.id}@care-leaver-offer>"
    if written.urgent:
        message["Importance"], message["X-Priority"] = "high", "1"
    return message


def _email(sender: str, receiver: str, subject: str, text: str) -> EmailMessage:
    if not receiver:
        raise NotTaken("the route has no address", refused=True)
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, sender, receiver
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text + "\n")
    return message
