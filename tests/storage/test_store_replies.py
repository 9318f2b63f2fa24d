"""What goes out, and what follows from a reply: state, notice, buttons, handoffs, alerts, deletion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind, Shown
from bot.conversation.reply import Choice, HandoffRequest, Part, Reply
from bot.handoff.model import CaseState
from bot.storage.store import Store, Work
from bot.storage.tables import Alert, ButtonRow, Conversation, Handoff, Inbound, Outbound, Profile

NOTICE = Part(markdown="I am a computer program.")
TABLES = (Conversation, Profile, Inbound, Outbound, ButtonRow, Handoff, Alert)
Ask = Callable[..., Work]


def said(text: str = "yes", **fields: Any) -> Reply:
    return Reply(**{"outcome": Outcome.ANSWERED, "parts": [Part(markdown=text)], **fields})


def urgent(**fields: Any) -> Reply:
    request = HandoffRequest(topic="suicide-plan", verdict="urgent", name="Sam", contact="07700 900123")
    return said("ring 999", outcome=Outcome.URGENT, verdict="urgent", topic="suicide-plan", handoff=request, **fields)


def rows(store: Store, table: Any) -> int:
    with store._session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def close_all(store: Store) -> None:
    with store._session.begin() as session:
        session.execute(update(Handoff).values(state=CaseState.CLOSED.value))


@pytest.fixture
def ask(store: Store, write: Any) -> Ask:
    """Receives a message and takes it up."""

    def take(words: str = "hello", **who: Any) -> Work:
        work = store.next_work(store.receive(write(words, **who)).conversation)
        assert work is not None
        return work

    return take


def test_a_message_is_answered_once(store: Store, ask: Ask, clock: Any) -> None:
    work = ask()
    assert len(store.record_reply(work, said("one"), clock())) == 1
    assert store.record_reply(work, said("two"), clock()) == []
    assert [s.markdown for s in store.history("web", "sam")] == ["hello", "one"]
    assert store.next_work(work.conversation) is None


def test_history_begins_after_a_number_and_is_empty_for_a_stranger(store: Store, ask: Ask, clock: Any) -> None:
    store.record_reply(ask(), said(), clock())
    assert [s.seq for s in store.history("web", "sam", after=1)] == [2]
    assert store.history("web", "sam", after=2) == []
    assert store.history("web", "nobody") == []
    assert store.history("telegram", "sam") == []


def test_state_is_merged_and_none_removes(store: Store, ask: Ask, clock: Any) -> None:
    store.record_reply(ask(), said(state={"asked": ["council"], "topic": "money", "kept": {"a": "é👍"}}), clock())
    store.record_reply(ask(), said(state={"asked": None, "topic": "home"}), clock())
    assert ask().state == {"topic": "home", "kept": {"a": "é👍"}}


def test_a_button_works_only_in_its_own_conversation(store: Store, ask: Ask, clock: Any) -> None:
    mine, other = ask(), ask(who="kim")
    choice = Choice(label="How?", intent="follow_up", data={"answer": "setting-up-home"})
    shown = store.record_reply(mine, said(parts=[Part(markdown="x", buttons=[choice, choice])]), clock())
    first, second = shown[0].buttons
    assert first.id != second.id
    assert store.button(mine.conversation, first.id) == choice
    assert store.button(other.conversation, first.id) is None
    assert store.button(mine.conversation, "forged") is None
    assert store.history("web", "sam", after=1)[0].buttons == shown[0].buttons


def test_a_pressed_button_shows_its_label_in_the_history(store: Store, ask: Ask, clock: Any) -> None:
    part = Part(markdown="x", buttons=[Choice(label="How?", intent="how")])
    button = store.record_reply(ask(), said(parts=[part]), clock())[0].buttons[0]
    ask(button.id, kind=Kind.BUTTON)
    ask("forged", kind=Kind.BUTTON)
    ask(button.id, kind=Kind.BUTTON, who="kim")
    assert [s.markdown for s in store.history("web", "sam", after=2)] == ["How?", "(button)"]
    assert [s.markdown for s in store.history("web", "kim")] == ["(button)"]


def test_the_notice_comes_first_and_once(store: Store, ask: Ask, clock: Any) -> None:
    work = ask()
    assert not work.noticed
    shown = store.record_reply(work, said("one"), clock(), notice=NOTICE)
    assert [s.markdown for s in shown] == [NOTICE.markdown, "one"]
    work = ask()
    assert work.noticed
    assert [s.markdown for s in store.record_reply(work, said("two"), clock(), notice=NOTICE)] == ["two"]


def test_the_notice_comes_after_an_urgent_reply(store: Store, ask: Ask, clock: Any) -> None:
    shown = store.record_reply(ask(), urgent(), clock(), notice=NOTICE)
    assert [s.markdown for s in shown] == ["ring 999", NOTICE.markdown]
    assert ask().noticed


def test_waiting_is_told_once_and_the_message_is_still_answered(store: Store, ask: Ask, clock: Any) -> None:
    work = ask()
    assert [s.markdown for s in store.tell_waiting(work, Part(markdown="waking"), clock())] == ["waking"]
    assert store.tell_waiting(work, Part(markdown="waking"), clock()) == []
    assert store.waiting() == [work.conversation]
    store.record_reply(work, said(), clock())
    assert [s.markdown for s in store.history("web", "sam")] == ["hello", "waking", "yes"]


def test_a_message_makes_one_handoff_with_an_alert_for_each_route(store: Store, ask: Ask, clock: Any) -> None:
    store.set_profile("web", "sam", {"council": "leicestershire", "age": 17}, clock(), "given")
    work = ask()
    store.record_reply(work, urgent(), clock(), routes=("email", "pager"))
    store.record_reply(work, urgent(), clock(), routes=("email", "pager"))
    case = store.handoffs(10)[0]
    assert (case.verdict, case.topic, case.council, case.age) == ("urgent", "suicide-plan", "leicestershire", 17)
    assert (case.name, case.contact, case.inbound_id) == ("Sam", "07700 900123", work.inbound)
    assert rows(store, Handoff) == 1
    with store._session() as session:
        assert [(a.handoff_id, a.state) for a in session.scalars(select(Alert))] == [(case.id, "waiting")] * 2


def test_no_alert_is_kept_where_nobody_is_connected(store: Store, ask: Ask, clock: Any) -> None:
    store.record_reply(ask(), urgent(), clock())
    assert rows(store, Handoff) == 1
    assert rows(store, Alert) == 0


def test_a_council_said_in_the_same_message_goes_with_the_handoff(store: Store, ask: Ask, clock: Any) -> None:
    store.record_reply(ask(), urgent(profile={"council": "cambridgeshire"}), clock())
    assert store.handoffs(1)[0].council == "cambridgeshire"


def test_a_handoff_shows_what_was_said_around_it(store: Store, ask: Ask, clock: Any) -> None:
    for n in range(6):
        store.record_reply(ask(f"before {n}"), said(f"reply {n}"), clock())
    store.record_reply(ask("the one"), urgent(), clock())
    for n in range(6):
        store.record_reply(ask(f"after {n}"), said(f"later {n}"), clock())
    found = store.handoff(store.handoffs(1)[0].id, around=2)
    assert found is not None
    assert [m.markdown for m in found[1]] == ["before 5", "reply 5", "the one", "ring 999", "after 0"]
    assert store.handoff(999) is None


def test_purge_deletes_what_is_old_and_keeps_handoffs(store: Store, ask: Ask, clock: Any) -> None:
    part = Part(markdown="x", buttons=[Choice(label="How?", intent="how")])
    old = ask(who="old")
    store.record_reply(old, urgent(profile={"age": 17}), clock(), routes=("email",))
    store.record_reply(ask(who="old"), said(parts=[part]), clock())
    new = ask(who="new")
    clock.forward(days=1)
    store.record_reply(new, said(), clock())
    assert store.purge(clock()) == []  # an open case hangs on it
    close_all(store)
    assert store.purge(clock()) == [old.conversation]
    assert store.purge(clock()) == []
    assert [rows(store, table) for table in TABLES] == [1, 0, 1, 1, 0, 1, 1]
    case = store.handoff(store.handoffs(1)[0].id)
    assert case is not None
    assert (case[0].conversation_id, case[0].inbound_id, case[0].contact) == (None, None, "07700 900123")
    assert case[1] == []
    assert len(store.history("web", "new")) == 2


def test_forgetting_deletes_messages_and_buttons_but_keeps_handoffs(store: Store, ask: Ask, clock: Any) -> None:
    part = Part(markdown="x", buttons=[Choice(label="How?", intent="how")])
    store.record_reply(ask("secret"), urgent(state={"topic": "t"}), clock())
    shown = store.record_reply(ask(), said(parts=[part]), clock())
    other = ask("mine", who="kim")
    last = ask("forget me")
    store.forget_messages(last.conversation, last.inbound)
    assert [s.markdown for s in store.history("web", "sam")] == ["forget me"]
    assert store.button(last.conversation, shown[0].buttons[0].id) is None
    assert len(store.handoffs(9)) == 1
    assert len(store.history("web", "kim")) == 1
    assert store.next_work(other.conversation) is not None
    answered = store.record_reply(last, said("done"), clock())
    assert answered[0].seq > last.inbound, "numbers go on, so that a client that is behind misses nothing"
    assert ask().state == {}


def texts(due: list[tuple[int, str, Shown]]) -> list[str]:
    return [shown.markdown for _, _, shown in due]


def test_only_telegram_messages_wait_to_be_sent_and_in_order(store: Store, ask: Ask, clock: Any) -> None:
    store.record_reply(ask(who="sam"), said("web"), clock())
    parts = [Part(markdown="one"), Part(markdown="two")]
    store.record_reply(ask(who="11", channel="telegram"), said(parts=parts), clock())
    store.record_reply(ask(who="22", channel="telegram"), said("three"), clock())
    due = store.due_outbound(clock())
    assert texts(due) == ["one", "two", "three"]
    assert [chat for _, chat, _ in due] == ["11", "11", "22"]
    store.sent(due[0][0])
    assert texts(store.due_outbound(clock())) == ["two", "three"]
    assert texts(store.due_outbound(clock(), limit=1)) == ["two"]


def test_a_message_held_back_is_not_overtaken_in_its_own_chat(store: Store, ask: Ask, clock: Any) -> None:
    parts = [Part(markdown="one"), Part(markdown="two")]
    store.record_reply(ask(who="11", channel="telegram"), said(parts=parts), clock())
    store.record_reply(ask(who="22", channel="telegram"), said("three"), clock())
    now = clock()
    store.held_back(store.due_outbound(now)[0][0], clock.forward(minutes=1))
    assert texts(store.due_outbound(now)) == ["three"]
    assert texts(store.due_outbound(now, limit=1)) == ["three"], "the held one takes no place in the limit"
    assert texts(store.due_outbound(clock())) == ["one", "two", "three"]


def test_a_dead_message_lets_the_next_one_go(store: Store, ask: Ask, clock: Any) -> None:
    parts = [Part(markdown="one"), Part(markdown="two")]
    store.record_reply(ask(who="11", channel="telegram"), said(parts=parts), clock())
    store.held_back(store.due_outbound(clock())[0][0], clock(), dead=True)
    assert texts(store.due_outbound(clock())) == ["two"]


def test_a_stopped_conversation_goes_on_when_the_person_writes_again(store: Store, ask: Ask) -> None:
    work = ask()
    store.stop(work.conversation)
    with store._session() as session:
        assert session.get_one(Conversation, work.conversation).stopped
    ask()
    with store._session() as session:
        assert not session.get_one(Conversation, work.conversation).stopped
