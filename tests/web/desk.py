"""A small desk in memory: enough of a conversation for the web chat to be tried against."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from typing import Literal

from bot.conversation.ports import (
    Button,
    ChannelName,
    EngineState,
    Event,
    Incoming,
    Kind,
    Receipt,
    Refused,
    Shown,
)

Sender = Literal["person", "bot", "adviser"]
ANSWER = (
    "The government asks councils to give you at least **£3,000** to set up your first home.\n\n"
    "You can use it for:\n\n- a bed\n- a cooker and a fridge\n- curtains"
)
NEXT = (
    "Do you want to talk to somebody? Ring [0800 1111](tel:08001111), it is free. "
    "Source: [GOV.UK](https://www.gov.uk/leaving-foster-or-local-authority-care), 3 March 2025."
)
CHOICES = (Button("b-how", "How do I get it?"), Button("b-no", "What if they say no?"))


def now() -> dt.datetime:
    return dt.datetime(2025, 3, 3, 10, 15, tzinfo=dt.UTC)


class MemoryDesk:
    """Keeps messages in lists; answers each new one with `replies`, `pause` seconds after a typing sign."""

    def __init__(self) -> None:
        self.kept: dict[str, list[Shown]] = defaultdict(list)
        self.taken: list[Incoming] = []
        self.engine: EngineState = "ready"
        self.pause = 0.0
        self.echo = False
        self.refuse: Refused | None = None
        self.fault: Exception | None = None
        self.before_history: Callable[[str], None] = lambda _: None
        self._watchers: dict[str, list[asyncio.Queue[Event]]] = defaultdict(list)
        self._answers: set[asyncio.Task[None]] = set()

    async def receive(self, incoming: Incoming) -> Receipt:
        if self.refuse:
            raise self.refuse
        if self.fault:
            raise self.fault
        if any(incoming.update_id == other.update_id for other in self.taken):
            return Receipt(new=False, conversation=1)
        self.taken.append(incoming)
        labels = {button.id: button.label for button in CHOICES}
        words = labels.get(incoming.text, incoming.text) if incoming.kind is Kind.BUTTON else incoming.text
        self.say(incoming.external_id, "person", words, update_id=incoming.update_id)
        task = asyncio.create_task(self._answer(incoming.external_id, words))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)
        return Receipt(new=True, conversation=1)

    async def _answer(self, person: str, words: str) -> None:
        self._tell(person, Event("typing", typing=True))
        await asyncio.sleep(self.pause)
        self.say(person, "bot", words if self.echo else ANSWER)
        await asyncio.sleep(self.pause / 2)
        self.say(person, "bot", NEXT, CHOICES)
        self._tell(person, Event("typing", typing=False))

    def say(
        self,
        person: str,
        sender: Sender,
        words: str,
        buttons: tuple[Button, ...] = (),
        update_id: str | None = None,
        name: str | None = None,
    ) -> Shown:
        shown = Shown(len(self.kept[person]) + 1, sender, words, now(), buttons, update_id, name)
        self.kept[person].append(shown)
        self._tell(person, Event("message", message=shown))
        return shown

    def set_engine(self, state: EngineState) -> None:
        self.engine = state
        for person in list(self._watchers):
            self._tell(person, Event("engine", engine=state))

    def _tell(self, person: str, event: Event) -> None:
        for queue in self._watchers[person]:
            queue.put_nowait(event)

    async def history(self, channel: ChannelName, external_id: str, after: int = 0) -> list[Shown]:
        self.before_history(external_id)
        await asyncio.sleep(0)
        return [shown for shown in self.kept[external_id] if shown.seq > after]

    async def watch(self, channel: ChannelName, external_id: str) -> AsyncIterator[Event]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._watchers[external_id].append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._watchers[external_id].remove(queue)

    def watchers(self) -> int:
        return sum(map(len, self._watchers.values()))

    def engine_state(self) -> EngineState:
        return self.engine
