"""Tells the duty desk of handoffs by e-mail: at least once, tried again until the mail server takes it.

By default the e-mail holds no words and no name of the young person (see docs/decisions); it says what kind of case
it is, and how to see it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime

import structlog

from bot.mail import mail_server, send_email
from bot.settings import Settings
from bot.storage.outbox import DueAlert
from bot.storage.store import Store
from bot.suggestions import OfficerLetters

log = structlog.get_logger()
_LONGEST_PAUSE = dt.timedelta(minutes=5)


def alert_email(alert: DueAlert, sender: str, receiver: str) -> EmailMessage:
    """The e-mail for one alert. Its Message-ID is the same at every try, so that a repeat can be seen as one."""
    message = EmailMessage()
    urgent = alert.verdict == "urgent"
    message["Subject"] = f"{'URGENT' if urgent else 'Handoff'}: case {alert.handoff} in the care leavers' chat"
    message["From"], message["To"] = sender, receiver
    message["Date"] = format_datetime(alert.raised)
    message["Message-ID"] = f"<handoff-{alert.handoff}-{alert.id}@care-leaver-offer>"
    again = "\nThis is sent again, because the mail server did not confirm an earlier try." if alert.attempts else ""
    message.set_content(
        f"A young person needs {'you now' if urgent else 'a human'}.\n\n"
        f"Case: {alert.handoff}\nTopic: {alert.topic or 'not named'}\nCouncil: {alert.council or 'not known'}\n"
        f"Raised: {alert.raised:%d %B %Y %H:%M} UTC\n\n"
        f"What they wrote and how to reach them: run  offer handoffs show {alert.handoff}\n{again}"
    )
    return message


class AlertDelivery:
    """Delivers the alerts that wait.

    Args:
        store: the tables.
        settings: the mail server and the addresses.
        clock: the time, aware.
        letters: the e-mails to participation officers, which leave by the same way.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        clock: Callable[[], dt.datetime],
        letters: OfficerLetters | None = None,
    ) -> None:
        self._store, self._settings, self._clock, self._letters = store, settings, clock, letters
        self._bell = asyncio.Event()
        self._server = mail_server(settings.smtp_url)

    def wake(self) -> None:
        """Something waits to be told."""
        self._bell.set()

    async def run(self) -> None:
        """Delivers for ever."""
        while True:
            self._bell.clear()
            try:
                await self.deliver()
            except Exception as error:
                log.error("alerts cannot be read, trying again", error=type(error).__name__)
            try:
                await asyncio.wait_for(self._bell.wait(), 2.0)
            except TimeoutError:
                continue

    async def deliver(self) -> None:
        """Tries every alert that is due, once: handoffs first, then what people say should change."""
        receiver = self._settings.alert_email
        for alert in await asyncio.to_thread(self._store.due_alerts, self._clock()) if receiver else ():
            message = alert_email(alert, self._settings.alert_from, receiver or "")
            if await self._took(alert.id, alert.attempts, message):
                log.info("alert delivered", alert=alert.id, handoff=alert.handoff)
                await asyncio.to_thread(self._store.alert_sent, alert.id)
        if self._letters is None:
            return
        for letter, message in await asyncio.to_thread(self._letters.due, self._clock()):
            if await self._took(letter.alert, letter.attempts, message):
                log.info("suggestion told", alert=letter.alert, suggestion=letter.suggestion.id)
                await asyncio.to_thread(self._letters.sent, letter, self._clock())

    async def _took(self, alert: int, attempts: int, message: EmailMessage) -> bool:
        """Whether the mail server has taken a message; if not, it is tried again after a pause."""
        try:
            await self._send(message)
        except Exception as error:  # whatever went wrong: this one is tried again, the others are not held up
            pause = min(dt.timedelta(seconds=2 ** min(attempts + 1, 9)), _LONGEST_PAUSE)
            log.warning("alert not delivered, trying again", alert=alert, error=type(error).__name__)
            await asyncio.to_thread(self._store.alert_held_back, alert, self._clock() + pause)
            return False
        return True

    async def _send(self, message: EmailMessage) -> None:
        await send_email(self._server, message)
