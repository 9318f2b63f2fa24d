"""Suggestions in the tables of both kinds of database: kept, told, answered, forgotten, purged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.content.shipped import shipped_policies
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind
from bot.conversation.reply import Part, Reply, SuggestionRequest
from bot.storage.alert_outbox import AlertOutbox
from bot.storage.store import Store
from bot.storage.suggestions import Sent, Suggestions
from bot.storage.tables import Alert, Handoff, Suggestion

WORDS = "more buses to the office\nand shorter forms"
Suggest = Callable[..., int]


@pytest.fixture
def suggestions(store: Store) -> Suggestions:
    return Suggestions(store._engine)


@pytest.fixture
def suggest(store: Store, suggestions: Suggestions, write: Any, clock: Any) -> Suggest:
    """Somebody says what should change; gives its number."""

    def make(**given: Any) -> int:
        who = {key: given.pop(key) for key in ("who", "channel") if key in given}
        work = store.next_work(store.receive(write("yes", **who)).conversation)
        assert work is not None
        asked = SuggestionRequest(**{"council": "leicestershire", "words": WORDS, "may_answer": True, **given})
        reply = Reply(outcome=Outcome.HANDED_OFF, parts=[Part(markdown="Thank you.")], suggestion=asked)
        store.record_reply(work, reply, clock())
        assert store.record_reply(work, reply, clock()) == [], "a message is answered once"
        return suggestions.all(1)[0].id

    return make


def rows(store: Store, table: Any) -> int:
    with store._session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def forget(store: Store, write: Any, **who: Any) -> int:
    work = store.next_work(store.receive(write("forget me", **who)).conversation)
    assert work is not None
    return store.forget_messages(work.conversation, work.inbound)


def test_a_suggestion_is_kept_once_with_what_was_allowed(
    store: Store, suggestions: Suggestions, suggest: Suggest, clock: Any
) -> None:
    number = suggest(name="Sam")
    found = suggestions.peek(number)
    assert found
    assert (found.words, found.name, found.council, found.may_answer) == (WORDS, "Sam", "leicestershire", True)
    assert (found.state, found.written, found.passed_on) == ("new", clock(), None)
    assert rows(store, Suggestion) == 1
    assert rows(store, Alert) == 0, "nobody is connected, so nobody is written to"


def test_an_email_waits_once_and_never_counts_as_one_for_the_duty_desk(
    store: Store, suggestions: Suggestions, suggest: Suggest, clock: Any
) -> None:
    number = suggest(tell=True)
    letter = suggestions.due_letters(clock())[0]
    assert (letter.suggestion.id, letter.attempts) == (number, 0)
    assert AlertOutbox(store._engine, shipped_policies).claim(clock(), plain_address="duty@council.example") == []
    suggestions.letter_held_back(letter, clock() + dt.timedelta(minutes=2))
    assert suggestions.due_letters(clock()) == []
    letter = suggestions.due_letters(clock.forward(minutes=2))[0]
    assert letter.attempts == 1
    suggestions.letter_sent(letter, clock(), with_words=False)
    assert suggestions.due_letters(clock.forward(days=9)) == []
    found = suggestions.peek(number)
    assert found
    assert found.passed_on is None, "the e-mail held no words, so nobody has read them"


def test_an_email_with_the_words_passes_them_on(suggestions: Suggestions, suggest: Suggest, clock: Any) -> None:
    number = suggest(tell=True)
    suggestions.letter_sent(suggestions.due_letters(clock())[0], clock(), with_words=True)
    found = suggestions.peek(number)
    assert found
    assert found.passed_on == clock()


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_an_answer_is_put_into_the_persons_chat(
    store: Store, suggestions: Suggestions, suggest: Suggest, clock: Any, channel: Any
) -> None:
    number = suggest(channel=channel)
    asked = clock()
    later = clock.forward(days=2)
    assert suggestions.answer(number, "We will.", "Kit Arden", "**Kit Arden**:\n\nWe will.", later) is Sent.SENT
    shown = store.history(channel, "sam")[-1]
    assert (shown.sender, shown.markdown, shown.when) == ("adviser", "**Kit Arden**:\n\nWe will.", later)
    assert [s.seq for s in store.history(channel, "sam")] == [1, 2, 3]
    waiting = [message.markdown for _, _, message in store.due_outbound(later)]
    assert (shown.markdown in waiting) == (channel == "telegram")
    assert [(u.channel, u.external_id, u.shown) for u in suggestions.unasked()] == [(channel, "sam", shown)]
    found = suggestions.peek(number)
    assert found
    assert (found.state, found.answer, found.answered_by, found.answered) == (
        "answered",
        "We will.",
        "Kit Arden",
        later,
    )
    assert (found.written, found.passed_on) == (asked, later)


def test_nobody_is_answered_who_did_not_want_it(
    store: Store, suggestions: Suggestions, suggest: Suggest, clock: Any
) -> None:
    number = suggest(may_answer=False)
    assert suggestions.answer(number, "x", "Kit", "x", clock()) is Sent.NOT_WANTED
    assert suggestions.answer(99, "x", "Kit", "x", clock()) is Sent.UNKNOWN
    assert len(store.history("web", "sam")) == 2
    found = suggestions.peek(number)
    assert found
    assert found.state == "new"


def test_nobody_is_answered_who_stopped_the_bot(
    store: Store, suggestions: Suggestions, suggest: Suggest, write: Any, clock: Any
) -> None:
    number = suggest()
    store.stop(store.receive(write("stop", kind=Kind.COMMAND)).conversation)
    assert suggestions.answer(number, "x", "Kit", "x", clock()) is Sent.STOPPED
    store.receive(write("hi, its me again"))
    assert suggestions.answer(number, "x", "Kit", "x", clock()) is Sent.SENT


def test_nobody_is_answered_whose_phone_may_be_read_by_another(
    store: Store, suggestions: Suggestions, suggest: Suggest, clock: Any
) -> None:
    number = suggest()
    with store._session.begin() as session:
        session.add(Handoff(conversation_id=1, verdict="urgent", raised=clock(), safe_to_write="asked"))
    assert suggestions.answer(number, "x", "Kit", "x", clock()) is Sent.NOT_SAFE
    with store._session.begin() as session:
        session.get_one(Handoff, 1).safe_to_write = "yes"
    assert suggestions.answer(number, "x", "Kit", "x", clock()) is Sent.SENT


def test_a_closed_suggestion_is_answered_no_more(suggestions: Suggestions, suggest: Suggest, clock: Any) -> None:
    number = suggest()
    assert suggestions.close(number)
    assert not suggestions.close(99)
    assert suggestions.answer(number, "x", "Kit", "x", clock()) is Sent.CLOSED
    assert [s.state for s in suggestions.all(5)] == ["closed"]


def test_forgetting_deletes_what_nobody_has_read_and_its_email(
    store: Store, suggestions: Suggestions, suggest: Suggest, write: Any
) -> None:
    suggest(tell=True)
    suggest(who="kim")
    assert forget(store, write) == 0
    assert [s.conversation_id for s in suggestions.all(5)] == [2], "only the other person's is left"
    assert rows(store, Alert) == 0


def test_forgetting_takes_name_and_way_back_from_what_was_read(
    store: Store, suggestions: Suggestions, suggest: Suggest, write: Any, clock: Any
) -> None:
    number = suggest(name="Sam")
    suggestions.read(number, clock())
    assert forget(store, write) == 1
    found = suggestions.peek(number)
    assert found
    assert (found.words, found.name, found.conversation_id, found.may_answer) == (WORDS, None, None, False)
    assert suggestions.answer(number, "x", "Kit", "x", clock()) is Sent.FORGOTTEN
    assert forget(store, write) == 0


def test_purging_takes_everything_of_an_old_chat(
    store: Store, suggestions: Suggestions, suggest: Suggest, write: Any, clock: Any
) -> None:
    read = suggest(who="read")
    suggestions.read(read, clock())
    forget(store, write, who="read")
    suggest(who="old", tell=True)
    clock.forward(days=91)
    young = suggest(who="young")
    store.purge(clock() - dt.timedelta(days=90))
    assert [s.id for s in suggestions.all(5)] == [young]
    assert rows(store, Alert) == 0


def test_reading_is_noted_once(suggestions: Suggestions, suggest: Suggest, clock: Any) -> None:
    number, first = suggest(), clock()
    suggestions.read(number, first)
    again = suggestions.read(number, clock.forward(days=1))
    assert again
    assert again.passed_on == first
    assert suggestions.read(99, first) is None
