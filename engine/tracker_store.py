"""A tracker store whose cost does not grow: the last conversations, each with its last events, in this process.

Kept for the whole process, so that a model swap does not empty it (Rasa makes a new store for each model). What must
last is in the bot's own tables and comes with every message.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_KEPT: OrderedDict[str, list[Event]] = OrderedDict()


class BoundedTrackerStore(TrackerStore):
    """Holds at most `conversations` trackers of at most `max_event_history` events; the oldest goes first.

    Events are cut off between messages, never inside one, and an open form and filled slots outlive the events that
    set them: a form in which many questions were asked is still open. They are kept as objects, not written out as text
    and read again at every message, which took a tenth of it.
    """

    def __init__(
        self, domain: Domain, event_broker: EventBroker | None = None, conversations: int = 5000,
        max_event_history: int = 40, **kwargs: Any,
    ) -> None:  # fmt: skip
        """Takes over what an earlier store of this process kept."""
        super().__init__(domain, event_broker, **kwargs)
        self._most, self._events = conversations, max_event_history

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps the end of the conversation."""
        await self.stream_events(tracker)
        kept = bounded(tracker, self._events)
        if kept and isinstance(kept[-1], Restarted):  # the bot asks so when a person wants to be forgotten
            return self.forget(tracker.sender_id)
        _KEPT[tracker.sender_id] = kept
        _KEPT.move_to_end(tracker.sender_id)
        while len(_KEPT) > self._most:
            _KEPT.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation as far as it is kept, or None."""
        kept = _KEPT.get(sender_id)
        if not kept:
            return None
        tracker = self.init_tracker(sender_id)
        tracker.recreate_from_dialogue(Dialogue(sender_id, list(kept)))
        return tracker

    async def keys(self) -> Iterable[str]:
        """The conversations that are kept."""
        return list(_KEPT)

    @staticmethod
    def forget(sender_id: str) -> None:
        """Drops a conversation, as when a person asks to be forgotten."""
        _KEPT.pop(sender_id, None)


def bounded(tracker: DialogueStateTracker, most: int) -> list[Event]:
    """The last events of a conversation, at most `most`, headed by what the events cut off had left behind."""
    events = list(tracker.events)
    if len(events) <= most:
        return events
    changed = [s for s in tracker.slots.values() if s.value != s.initial_value]
    recent = events[-(most - len(changed) - 2) :]
    seen = {e.key for e in recent if isinstance(e, SlotSet)}
    head: list[Event] = [SlotSet(s.name, s.value) for s in changed if s.name not in seen]
    if tracker.active_loop_name and not any(isinstance(e, ActiveLoop) for e in recent):
        head.append(ActiveLoop(tracker.active_loop_name))
    if not _begins_listening(recent):
        head.append(ActionExecuted(ACTION_LISTEN_NAME))
    return [*head, *recent]


def _begins_listening(events: list[Event]) -> bool:
    """Whether an action stands before the first message.

    A message with none before it gives no state, and a form that waits for the next reply then has none at all, which
    Rasa's policies take for an error (IndexError in `prediction_states`).
    """
    first = next((e for e in events if isinstance(e, (ActionExecuted, UserUttered))), None)
    return isinstance(first, ActionExecuted)
