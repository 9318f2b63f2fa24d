"""Delivers alerts: at least once, in order for each route, and tried again until the route takes them."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Callable

import structlog

from bot.alerts.carriers import Carrier, EmailCarrier
from bot.alerts.webhook import WebhookCarrier
from bot.alerts.writing import Names, write_alert
from bot.content.loader import Content
from bot.handoff.alert import DueAlert, NotTaken
from bot.handoff.alert_schedule import pause_after
from bot.mail import mail_server, send_email
from bot.settings import Settings
from bot.storage.alert_outbox import OWN_FAULT, AlertOutbox
from bot.suggestions import OfficerLetters

log = structlog.get_logger()
LOOK_SECONDS = 1.0
_STORE_AGAIN_SECONDS = 0.5


class AlertDelivery:
    """Delivers the alerts that wait.

    Args:
        outbox: the alerts.
        settings: the mail server and the addresses.
        clock: the time, aware.
        content: gives the live content: the texts of alerts, and the councils' policies.
        letters: the e-mails to participation officers, which leave by the same way.
        telegram: the route by Telegram; None when Telegram is off.
    """

    def __init__(
        self, outbox: AlertOutbox, settings: Settings, clock: Callable[[], dt.datetime], content: Callable[[], Content],
        *, letters: OfficerLetters | None = None, telegram: Carrier | None = None,
    ) -> None:  # fmt: skip
        self._outbox, self._settings, self._clock, self._letters = outbox, settings, clock, letters
        self._content = content
        self._server = mail_server(settings.smtp_url)
        self.carriers: dict[str, Carrier] = {
            "email": EmailCarrier(settings.smtp_url, settings.alert_from), "webhook": WebhookCarrier(),
        }  # fmt: skip
        if telegram is not None:
            self.carriers["telegram"] = telegram
        self._bell = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._active: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Something waits to be told. May be called from any thread, also before the start."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._bell.set)

    async def run(self) -> None:
        """Delivers until cancelled. A route that is slow or down holds up no other."""
        self._loop = asyncio.get_running_loop()
        await self._recover()
        letters = asyncio.create_task(self._write_letters(), name="officers' letters")
        try:
            while True:
                self._bell.clear()
                try:
                    await self._begin()
                except Exception as error:  # the database can be locked or away for a while
                    log.error("alerts cannot be read, trying again", error=type(error).__name__)
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._bell.wait()
                except TimeoutError:
                    continue
        finally:
            letters.cancel()
            for task in self._active.values():
                task.cancel()
            await asyncio.gather(letters, *self._active.values(), return_exceptions=True)

    async def deliver(self) -> None:
        """Tries every alert and letter that is due, until none is."""
        while await self._begin():
            await asyncio.gather(*self._active.values())
        await self._deliver_letters()

    async def _recover(self) -> None:
        try:
            held = await asyncio.to_thread(self._outbox.recover, self._clock())
        except Exception as error:  # then they wait until the lease is over
            log.error("alerts in flight cannot be read", error=type(error).__name__)
            return
        if held:
            log.warning("alerts whose delivery was cut off are sent again", count=held)

    async def _begin(self) -> bool:
        """Claims what is due in lanes that are free and starts to send it; returns whether there was anything."""
        found = await asyncio.to_thread(
            self._outbox.claim, self._clock(), tuple(self._active), self._settings.alert_email
        )
        for due in found:
            task = asyncio.create_task(self._lane(due), name="alert")
            self._active[due.lane] = task
            task.add_done_callback(lambda _, lane=due.lane: self._done(lane))  # type: ignore[misc]
        return bool(found)

    def _done(self, lane: str) -> None:
        self._active.pop(lane, None)
        self._bell.set()

    async def _lane(self, due: DueAlert) -> None:
        """Sends one alert and notes what became of it; the lane is busy until that is noted."""
        fault: NotTaken | None = None
        try:
            await self._send(due)
        except NotTaken as error:
            fault = error
        except Exception as error:  # whatever went wrong: this one is tried again, the others are not held up
            log.error("an alert cannot be written", alert=due.id, error=type(error).__name__)
            fault = NotTaken(OWN_FAULT)
        while True:
            try:
                await asyncio.to_thread(self._note, due, fault)
                return
            except Exception as error:
                log.error("an alert cannot be noted, trying again", alert=due.id, error=type(error).__name__)
                await asyncio.sleep(_STORE_AGAIN_SECONDS)

    async def _send(self, due: DueAlert) -> None:
        carrier = self.carriers.get(due.route)
        if carrier is None:
            raise NotTaken(f"the route {due.route} is off", refused=True)
        if not due.address:
            raise NotTaken("the route is gone, or has no address", refused=True)
        content, case = self._content(), due.case
        council = case.council if case else None
        open_words = due.shows_words and content.handoff.of(council).routes_show_words
        address = console_address(self._settings, case.id if case else None)
        written = write_alert(due, content.alerts, names_of(content), address, self._clock(), with_words=open_words)
        await carrier.carry(due, written)

    def _note(self, due: DueAlert, fault: NotTaken | None) -> None:
        now = self._clock()
        if fault is None:
            self._outbox.delivered(due.id, now)
            log.info("alert delivered", alert=due.id, handoff=due.case.id if due.case else None, route=due.route)
            return
        again = now + pause_after(due.attempts + 1, random.random(), fault.wait)  # noqa: S311 - spreads the tries
        over = self._outbox.failed(due, now, again, fault.fault, refused=fault.refused)
        said = "alert given up, others are told" if over else "alert not delivered, trying again"
        log.warning(said, alert=due.id, route=due.route, fault=fault.fault)

    async def _write_letters(self) -> None:
        while self._letters is not None:
            try:
                await self._deliver_letters()
            except Exception as error:
                log.error("letters cannot be read, trying again", error=type(error).__name__)
            await asyncio.sleep(2 * LOOK_SECONDS)

    async def _deliver_letters(self) -> None:
        if self._letters is None:
            return
        for letter, message in await asyncio.to_thread(self._letters.due, self._clock()):
            try:
                await send_email(self._server, message)
            except Exception as error:  # whatever went wrong: this one is tried again, the others are not held up
                log.warning("letter not delivered, trying again", alert=letter.alert, error=type(error).__name__)
                pause = pause_after(letter.attempts + 1, random.random())  # noqa: S311
                await asyncio.to_thread(self._letters.held_back, letter, self._clock() + pause)
                continue
            log.info("suggestion told", alert=letter.alert, suggestion=letter.suggestion.id)
            await asyncio.to_thread(self._letters.sent, letter, self._clock())


def console_address(settings: Settings, case: int | None) -> str:
    """Where a case, or the console, is opened."""
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{base.rstrip('/')}/console" + (f"/cases/{case}" if case is not None else "")


def names_of(content: Content) -> Names:
    """How councils and topics are called."""

    def council(council: str | None) -> str:
        found = content.councils.get(council or "")
        return found.full_name if found else "not known"

    def topic(topic: str | None) -> str:
        found = content.topics.get(topic or "")
        return found.name if found else "not named"

    return Names(council, topic)
