"""The conversation desk: takes messages in, sees that each is answered once and in order, and keeps what follows."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence

import structlog
from sqlalchemy.exc import OperationalError

from bot.content.live import LiveContent
from bot.content.phrases import Phrases
from bot.conversation.answering import Answering, MustWait
from bot.conversation.flood import FloodGate
from bot.conversation.linking import without_code
from bot.conversation.paper_link import paper_address, with_link
from bot.conversation.ports import ChannelName, EngineState, Event, Incoming, Kind, Receipt, Refused, Shown
from bot.conversation.reply import Part, Reply
from bot.conversation.watchers import Watchers
from bot.storage.follow_up import Cases
from bot.storage.papers import new_token
from bot.storage.store import Store, Work

log = structlog.get_logger()
_AT_ONCE = 16


class ConversationDesk:
    """Implements bot.conversation.ports.Desk.

    Args:
        store: the tables.
        content: the live content.
        answering: makes the reply to one message.
        engine_state: whether Rasa can be asked now.
        clock: the time, aware.
        flood_limit: messages one person may send in a minute.
        largest: characters in the longest message that is kept at all.
        keep_days: days for which conversations are kept.
        alert_routes: how handoffs are told; empty when nobody is connected.
        public_url: the bot's public address, for links to papers in Telegram; None when it has none.
        cases: raises handoffs and does what people say about theirs; None keeps handoffs as plain rows.
        on_outbound: told when something waits to be delivered by a channel or an alert route.
    """

    def __init__(
        self, *, store: Store, content: LiveContent, answering: Answering, engine_state: Callable[[], EngineState],
        clock: Callable[[], dt.datetime], flood_limit: int = 20, largest: int = 20_000, keep_days: int = 90,
        alert_routes: Sequence[str] = (), on_outbound: Callable[[], None] = lambda: None,
        public_url: str | None = None, cases: Cases | None = None,
    ) -> None:  # fmt: skip
        self._store, self._content, self._answering = store, content, answering
        self._engine_state, self._clock = engine_state, clock
        self._gate = FloodGate(flood_limit)
        self._largest, self._routes, self._on_outbound = largest, tuple(alert_routes), on_outbound
        self._keep_days, self._public_url, self._cases = keep_days, public_url, cases
        self._watchers = Watchers()
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def engine_state(self) -> EngineState:
        """Whether full answers can be given now."""
        return self._engine_state()

    async def receive(self, incoming: Incoming) -> Receipt:
        """Stores the message (once) and has it answered; raises Refused for a flood or far too long a message."""
        phrases = self._phrases()
        if len(incoming.text) > self._largest:
            raise Refused(413, phrases.say("too_long", limit=f"{self._answering.message_limit:,}"))
        if not self._gate.admits(f"{incoming.channel}:{incoming.external_id}", incoming.arrived):
            again = await asyncio.to_thread(self._store.has, incoming.channel, incoming.update_id)
            if not again and not self._answering.is_urgent(incoming.text):
                raise Refused(429, phrases.say("flood"))
        incoming = without_code(incoming)
        received = await asyncio.to_thread(self._store.receive, incoming)
        if received.new:
            self._tell(incoming.channel, incoming.external_id, *await asyncio.to_thread(self._store.shown, received))
            self._work_on(received.conversation)
        return Receipt(received.new, received.conversation, received.to_adviser)

    async def history(self, channel: ChannelName, external_id: str, after: int = 0) -> list[Shown]:
        """The messages of a conversation numbered above `after`, in order."""
        return await asyncio.to_thread(self._store.history, channel, external_id, after)

    def watch(self, channel: ChannelName, external_id: str) -> AsyncIterator[Event]:
        """The events of a conversation from now on."""
        return self._watchers.watch(channel, external_id)

    def tell(self, channel: ChannelName, external_id: str, shown: Shown) -> None:
        """Tells those who watch a conversation of a message that somebody else put there."""
        self._tell(channel, external_id, shown)

    def writing(self, channel: str, external_id: str, words: str) -> None:
        """Tells those who watch a conversation, in words, that an adviser is writing."""
        self._watchers.tell(channel, external_id, Event("writing", words=words))

    async def resume(self) -> None:
        """Takes up the messages that wait, as after a start or when Rasa is back."""
        for conversation in await asyncio.to_thread(self._store.waiting):
            self._work_on(conversation)

    def engine_changed(self, state: EngineState) -> None:
        """To be told when Rasa's state changes: the channels are told, and waiting messages are answered."""
        self._watchers.tell_all(state)
        if state == "ready":
            self._resuming = asyncio.get_running_loop().create_task(self.resume())

    async def idle(self) -> None:
        """Waits until no message is being worked on."""
        while self._workers:
            await asyncio.gather(*self._workers.values(), return_exceptions=True)
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Ends the workers and the watches; messages not yet answered stay waiting in the tables."""
        self._watchers.close()
        self._again.clear()
        for worker in list(self._workers.values()):
            worker.cancel()
        await asyncio.gather(*self._workers.values(), return_exceptions=True)

    def _phrases(self) -> Phrases:
        content, day = self._content.content, self._clock().date()
        return Phrases(content, day, alerts=bool(self._routes), keep_days=self._keep_days)

    def _tell(self, channel: str, external_id: str, *shown: Shown) -> None:
        for message in shown:
            self._watchers.tell(channel, external_id, Event("message", message=message))

    def _work_on(self, conversation: int) -> None:
        if conversation in self._workers:
            self._again.add(conversation)
            return
        task = asyncio.create_task(self._work(conversation), name=f"conversation {conversation}")
        self._workers[conversation] = task
        task.add_done_callback(lambda _: self._finished(conversation))

    def _finished(self, conversation: int) -> None:
        self._workers.pop(conversation, None)
        if conversation in self._again:
            self._again.discard(conversation)
            self._work_on(conversation)

    async def _work(self, conversation: int) -> None:
        async with self._slots:
            after = 0
            while (work := await self._next(conversation, after)) is not None:
                if not work.behind:
                    self._again.discard(conversation)
                if not await self._answered(work):
                    after = work.inbound  # those behind it may need no Rasa: danger, a command, a photo

    async def _next(self, conversation: int, after: int) -> Work | None:
        """The next message that waits; None while the database cannot be read, which is tried again."""
        try:
            return await asyncio.to_thread(self._store.next_work, conversation, after)
        except OperationalError as error:
            log.error("messages cannot be read", error=type(error).__name__)
            self._soon(conversation)
            return None

    async def _answered(self, work: Work) -> bool:
        """Answers one message, whatever goes wrong; returns False when it has to wait."""
        try:
            return await self._answer(work)
        except OperationalError as error:  # the database is locked, full or away: nothing is kept yet, so it waits
            return self._waits(work, error)
        except Exception as error:
            log.error("a message could not be answered", inbound=work.inbound, error=type(error).__name__)
        try:
            await self._record(work, self._answering.failed(work))
        except Exception as error:
            return self._waits(work, error)
        return True

    def _waits(self, work: Work, error: Exception) -> bool:
        """Has a message tried again soon; returns False."""
        log.error("a message could not be answered and waits", inbound=work.inbound, error=type(error).__name__)
        self._soon(work.conversation)
        return False

    def _soon(self, conversation: int) -> None:
        asyncio.get_running_loop().call_later(2.0, self._work_on, conversation)

    async def _answer(self, work: Work) -> bool:
        """Answers one message; returns False when it has to wait for Rasa."""
        self._watchers.tell(work.channel, work.external_id, Event("typing", typing=True))
        try:
            reply = await self._answering.reply(work)
        except MustWait as wait:
            if self._engine_state() == "ready":  # it has just gone, and nobody has noticed yet
                self._soon(work.conversation)
            if work.behind:  # the person was told for the message before
                self._after(work, [])
                return False
            shown = await asyncio.to_thread(
                self._store.tell_waiting, work, Part(markdown=self._phrases().say(wait.words)), self._clock()
            )
            self._after(work, shown)
            return False
        await self._record(work, reply)
        return True

    async def _record(self, work: Work, reply: Reply) -> None:
        notice = None if work.noticed else self._notice(work)
        reply, token = self._linked(work, reply)
        shown = await asyncio.to_thread(
            lambda: self._store.record_reply(
                work, reply, self._clock(), notice=notice, routes=self._routes, paper_token=token, cases=self._cases
            )
        )
        log.info("answered", outcome=reply.outcome.value, verdict=reply.verdict, channel=work.channel)
        self._after(work, shown)

    def _notice(self, work: Work) -> Part:
        """What everybody is told once; and what has become of an earlier chat, to whoever may have had one.

        Telegram makes everybody new press “Start”: who begins with anything else was here before, and was deleted.
        """
        keys = ["notice"]
        if work.channel == "telegram" and work.kind not in (Kind.COMMAND, Kind.LINK):
            keys.append("notice_back")
        return Part(markdown="\n\n".join(self._phrases().say(key) for key in keys))

    def _linked(self, work: Work, reply: Reply) -> tuple[Reply, str | None]:
        """The reply with the link to its paper, and the paper's token; None when there is no page to reach."""
        if reply.paper is None:
            return reply, None
        token = new_token()
        address = paper_address(work.channel, self._public_url, token)
        return (with_link(reply, address, self._phrases()), token) if address else (reply, None)

    def _after(self, work: Work, shown: list[Shown]) -> None:
        self._tell(work.channel, work.external_id, *shown)
        self._watchers.tell(work.channel, work.external_id, Event("typing", typing=False))
        if shown:
            self._on_outbound()
