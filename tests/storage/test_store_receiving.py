"""What comes in: once, numbered, and kept as it was written."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Incoming, Kind
from bot.conversation.reply import Part, Reply
from bot.storage.store import Store
from bot.storage.tables import Inbound, Profile

TEXTS = {
    "emoji": "I'm 👩🏽‍🎓 and ❤️🇬🇧",
    "right to left": "أحتاج إلى مساعدة \u202e abc עזרה",
    "mixed scripts": "нужна помощь 我需要帮助 ሰላም",
    "markup": "<script>alert('x')</script> & \"quotes\" '; DROP TABLE profiles; --",
    "control": "a\x01b\x07c\r\n\td",
    "very long": "long " * 20_000,
}


def one_row(store: Store, table: Any) -> Any:
    with store._session() as session:
        return session.scalars(select(table)).one()


def test_the_same_update_is_kept_once(store: Store, write: Any) -> None:
    message = write("hello", update="7")
    first, again = store.receive(message), store.receive(message)
    assert (first.new, again.new) == (True, False)
    assert (again.conversation, again.inbound, again.seq) == (first.conversation, first.inbound, first.seq)
    assert store.has("web", "7")
    assert not store.has("telegram", "7")


def test_the_same_update_id_of_another_channel_is_another_message(store: Store, write: Any) -> None:
    web, telegram = store.receive(write(update="7")), store.receive(write(update="7", channel="telegram"))
    assert web.new
    assert telegram.new
    assert web.conversation != telegram.conversation


def test_the_same_update_from_20_threads_at_once_is_kept_once(store: Store, write: Any) -> None:
    message = write("hello", update="7")
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: store.receive(message), range(20)))
    assert sum(f.new for f in found) == 1
    assert len({(f.conversation, f.inbound, f.seq) for f in found}) == 1
    assert len(store.history("web", "sam")) == 1


def test_first_messages_of_one_person_at_once_make_one_conversation(store: Store, write: Any) -> None:
    messages = [write(f"m{n}") for n in range(20)]
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(store.receive, messages))
    assert all(f.new for f in found)
    assert len({f.conversation for f in found}) == 1
    assert sorted(f.seq for f in found) == list(range(1, 21))


def test_numbers_never_repeat_under_8_threads_that_write_and_answer(store: Store, write: Any, clock: Any) -> None:
    conversation = store.receive(write("first")).conversation
    work = store.next_work(conversation)
    assert work is not None
    store.record_reply(work, Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown="a")]), clock())

    def write_and_answer(thread: int) -> None:
        for n in range(5):
            store.receive(write(f"{thread}-{n}"))
            work = store.next_work(conversation)
            if work:
                parts = [Part(markdown=f"to {work.text}"), Part(markdown="more")]
                store.record_reply(work, Reply(outcome=Outcome.ANSWERED, parts=parts), clock())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write_and_answer, range(8)))
    shown = store.history("web", "sam")
    assert [s.seq for s in shown] == list(range(1, len(shown) + 1))
    for thread in range(8):
        mine = [s.markdown for s in shown if s.sender == "person" and s.markdown.startswith(f"{thread}-")]
        assert mine == [f"{thread}-{n}" for n in range(5)]
    answered = [s.markdown for s in shown if s.markdown.startswith("to ")]
    assert len(answered) == len(set(answered)), "a message was answered twice"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_text_comes_back_as_it_was_written(store: Store, write: Any, text: str) -> None:
    conversation = store.receive(write(text)).conversation
    work = store.next_work(conversation)
    assert work is not None
    assert work.text == text
    assert store.history("web", "sam")[0].markdown == text


def test_nul_and_lone_surrogates_are_left_out(store: Store, write: Any) -> None:
    store.receive(write("a\x00b \ud83d c\udfff"))
    assert store.history("web", "sam")[0].markdown == "ab ? c?"


@pytest.mark.parametrize("text", ["a" * 100_000, "👩🏽‍🎓" * 25_000], ids=["letters", "emoji"])
def test_a_reply_of_100_000_characters_comes_back_whole(store: Store, write: Any, clock: Any, text: str) -> None:
    work = store.next_work(store.receive(write()).conversation)
    assert work is not None
    shown = store.record_reply(work, Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown=text)]), clock())
    assert shown == store.history("web", "sam", after=1)
    assert shown[0].markdown == text


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    summer = dt.datetime(2026, 7, 1, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    store.receive(Incoming("web", "sam", "1", Kind.TEXT, "hi", summer))
    when = store.history("web", "sam")[0].when
    assert when == summer
    assert when.tzinfo is not None
    assert when.utcoffset() == dt.timedelta(0)
    assert when.hour == 0


def test_a_time_without_its_zone_is_refused_and_nothing_is_kept(store: Store) -> None:
    naive = dt.datetime(2026, 7, 1, 1, 30)  # noqa: DTZ001
    with pytest.raises(StatementError, match="a time without its zone"):
        store.receive(Incoming("web", "sam", "1", Kind.TEXT, "hi", naive))
    assert store.history("web", "sam") == []
    assert not store.has("web", "1")


def test_an_error_of_the_database_does_not_hold_the_persons_words(store: Store) -> None:
    naive = dt.datetime(2026, 7, 1, 1, 30)  # noqa: DTZ001
    with pytest.raises(StatementError) as raised:
        store.receive(Incoming("web", "sam", "1", Kind.TEXT, "rhubarb", naive))
    assert "rhubarb" not in str(raised.value)


def test_messages_wait_in_the_order_they_came(store: Store, write: Any) -> None:
    ids = [store.receive(write(who=who)).conversation for who in ("ann", "ben", "ann")]
    assert store.waiting() == [ids[0], ids[1]]
    first = store.next_work(ids[0])
    assert first is not None
    assert not first.behind
    behind = store.next_work(ids[0], first.inbound)
    assert behind is not None
    assert behind.behind
    assert behind.inbound > first.inbound
    assert store.next_work(ids[0], behind.inbound) is None


def test_each_value_of_a_profile_is_kept_with_how_it_was_learnt(store: Store, write: Any, clock: Any) -> None:
    store.set_profile("web", "sam", {"council": "leicestershire", "age": 19}, clock(), "given")
    work = store.next_work(store.receive(write()).conversation)
    assert work is not None
    assert (work.audience.council, work.audience.lives_in, work.audience.age) == ("leicestershire", None, 19)
    said = Reply(outcome=Outcome.ANSWERED, profile={"age": 20, "lives_in": "leeds"})
    store.record_reply(work, said, clock.forward(hours=1))
    row = one_row(store, Profile)
    assert (row.council, row.council_how) == ("leicestershire", "given")
    assert (row.age, row.age_how) == (20, "said")
    assert (row.lives_in, row.lives_in_how) == ("leeds", "said")
    assert row.changed == clock()


def test_a_forgotten_value_keeps_no_trace_of_how_it_was_learnt(store: Store, clock: Any) -> None:
    store.set_profile("web", "sam", {"council": "leicestershire"}, clock(), "given")
    store.set_profile("web", "sam", {"council": None}, clock(), "said")
    row = one_row(store, Profile)
    assert (row.council, row.council_how) == (None, None)


def test_a_profile_set_from_many_threads_at_once_is_one(store: Store, clock: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda age: store.set_profile("ask", "sam", {"age": age}, clock(), "given"), range(16, 24)))
    assert one_row(store, Profile).age in range(16, 24)


def test_a_message_keeps_how_it_ended(store: Store, write: Any, clock: Any) -> None:
    work = store.next_work(store.receive(write()).conversation)
    assert work is not None
    store.record_reply(work, Reply(outcome=Outcome.FAILED), clock())
    row = one_row(store, Inbound)
    assert (row.state, row.outcome, row.verdict) == ("failed", "failed", "none")
    assert store.counts() == {"failed": 1}
    assert store.waiting() == []
