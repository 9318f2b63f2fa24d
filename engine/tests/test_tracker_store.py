from __future__ import annotations

import json
from typing import Iterator

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Restarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from engine import tracker_store
from engine.tracker_store import BoundedTrackerStore

_TURN = 4  # events


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load("domain.yml")


@pytest.fixture(autouse=True)
def emptied() -> Iterator[None]:
    """The conversations are kept for the whole process, so each test starts from none."""
    tracker_store._KEPT.clear()
    yield
    tracker_store._KEPT.clear()


async def talk(store: TrackerStore, sender: str, turns: int, *first: object) -> DialogueStateTracker:
    """Some turns of a conversation, saved after each as Rasa does."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events(list(first), store.domain)
    for turn in range(turns):
        user = UserUttered(f"message {turn}", {"name": "ask"}, metadata={"message_id": turn})
        tracker.update_with_events(
            [ActionExecuted("action_listen"), user, ActionExecuted("action_answer"), SlotSet("age", turn)], store.domain
        )
        await store.save(tracker)
        tracker = await store.retrieve(sender)
    return tracker


async def test_tracker_comes_back_as_it_was(domain: Domain) -> None:
    store = BoundedTrackerStore(domain)
    tracker = await talk(store, "c1", 3)
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["message 0", "message 1", "message 2"]
    assert tracker.latest_message.metadata == {"message_id": 2}
    assert tracker.get_slot("age") == 2
    assert await store.retrieve("unknown") is None


async def test_tracker_store_bounds_events(domain: Domain) -> None:
    store = BoundedTrackerStore(domain, max_event_history=20)
    tracker = await talk(store, "c1", 30)
    assert len(tracker.events) <= 20
    assert tracker.latest_message.text == "message 29"


def kept_size(sender: str) -> tuple[int, int]:
    """How many events are kept of a conversation, and how many characters they are written out."""
    events = tracker_store._KEPT[sender]
    return len(events), len(json.dumps([event.as_dict() for event in events]))


async def test_tracker_store_cost_is_flat(domain: Domain) -> None:
    """What is read and written at turn 500 is no more than at turn 20."""
    store = BoundedTrackerStore(domain, max_event_history=40)
    await talk(store, "c1", 20)
    early = kept_size("c1")
    await talk(store, "c1", 480)
    late = kept_size("c1")
    assert late[0] == early[0] <= 40
    assert late[1] <= 1.2 * early[1]


async def test_tracker_store_bounds_conversations(domain: Domain) -> None:
    store = BoundedTrackerStore(domain, conversations=3)
    for sender in ("c1", "c2", "c3"):
        await talk(store, sender, 1)
    await talk(store, "c1", 1)  # used again, so c2 is the oldest
    await talk(store, "c4", 1)
    assert sorted(await store.keys()) == ["c1", "c3", "c4"]
    assert await store.retrieve("c2") is None


async def test_open_form_outlives_its_events(domain: Domain) -> None:
    store = BoundedTrackerStore(domain, max_event_history=20)
    opened = [ActiveLoop("handoff_form"), SlotSet("handoff_name", "Sam"), SlotSet("requested_slot", "handoff_contact")]
    tracker = await talk(store, "c1", 30, *opened)
    assert len(tracker.events) <= 20
    assert tracker.active_loop_name == "handoff_form"
    assert tracker.get_slot("handoff_name") == "Sam"
    assert tracker.get_slot("requested_slot") == "handoff_contact"


@pytest.mark.parametrize("most", range(8, 24))
async def test_cut_off_conversation_never_begins_with_a_message(domain: Domain, most: int) -> None:
    """The trap: a form that waits then has no state at all, and the policies fail after each reply."""
    store = BoundedTrackerStore(domain, max_event_history=most)
    tracker = await talk(store, "c1", 30, ActiveLoop("interview_form"))
    first = next(e for e in tracker.events if isinstance(e, (ActionExecuted, UserUttered)))
    assert isinstance(first, ActionExecuted)
    assert len(tracker.events) <= most
    assert tracker.active_loop_name == "interview_form"


async def test_closed_form_stays_closed(domain: Domain) -> None:
    store = BoundedTrackerStore(domain, max_event_history=20)
    await talk(store, "c1", 1, ActiveLoop("handoff_form"))
    tracker = await talk(store, "c1", 30, ActiveLoop(None), SlotSet("requested_slot", None))
    assert tracker.active_loop_name is None
    assert tracker.get_slot("requested_slot") is None


async def test_tracker_store_survives_a_model_swap(domain: Domain) -> None:
    """Rasa makes the store anew for each model, with a domain of its own."""
    await talk(BoundedTrackerStore(domain), "c1", 2)
    anew = BoundedTrackerStore(Domain.load("domain.yml"))
    tracker = await anew.retrieve("c1")
    assert tracker is not None
    assert tracker.latest_message.text == "message 1"


async def test_stock_store_forgets_at_a_model_swap(domain: Domain) -> None:
    """The trap: Rasa's own in-memory store is empty after a swap."""
    from rasa.core.tracker_store import InMemoryTrackerStore

    await talk(InMemoryTrackerStore(domain), "c1", 2)
    assert await InMemoryTrackerStore(domain).retrieve("c1") is None


async def test_tracker_store_forgets(domain: Domain) -> None:
    store = BoundedTrackerStore(domain)
    await talk(store, "c1", 1)
    await talk(store, "c2", 1)
    BoundedTrackerStore.forget("c1")
    BoundedTrackerStore.forget("never seen")
    assert await store.retrieve("c1") is None
    assert await store.retrieve("c2") is not None


def test_endpoints_name_the_bounded_store(domain: Domain) -> None:
    from rasa.core.utils import AvailableEndpoints

    endpoint = AvailableEndpoints.read_endpoints("endpoints.yml").tracker_store
    assert isinstance(endpoint, EndpointConfig)
    store = TrackerStore.create(endpoint, domain)
    inner = getattr(store, "_tracker_store", store)
    assert isinstance(inner, BoundedTrackerStore)
    assert (inner._most, inner._events) == (5000, 20)


async def test_tracker_store_forgets_a_conversation_that_is_restarted(domain: Domain) -> None:
    store = BoundedTrackerStore(domain)
    tracker = await talk(store, "forget-me", 3)
    tracker.update(Restarted())
    await store.save(tracker)
    assert await store.retrieve("forget-me") is None
