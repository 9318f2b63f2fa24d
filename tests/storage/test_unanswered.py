"""Messages that found no answer: counted with the reply, without a link to anybody, forgotten and purged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import inspect, select

from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind
from bot.conversation.reply import Choice, Part, RankedAnswer, Reply
from bot.storage import unanswered as module
from bot.storage.store import Store, Work
from bot.storage.tables import ButtonRow, Inbound, UnansweredRow
from bot.storage.unanswered import Missed, Unanswered, UnansweredQueue

NEAR = ["pets", "tenancy", "moving", "rent"]
ASKED = "can i keep my dog in the flat"


def reply(outcome: Outcome = Outcome.NO_ANSWER, intent: str = "ask", **fields: Any) -> Reply:
    ranking = [RankedAnswer(id=name, facts=[], confidence=0.1) for name in NEAR]
    shown = fields.pop("shown", NEAR[:3] if outcome is not Outcome.NO_ANSWER else [])
    buttons = [Choice(label=name, intent="choose", data={"answer": name}) for name in shown]
    buttons.append(Choice(label="None of these", intent="more_choices"))
    part = Part(markdown="Hm.", buttons=buttons)
    return Reply(outcome=outcome, intent=intent, answers=ranking, shown=shown, parts=[part], **fields)


class Chat:
    """Conversations on a store, each message with the reply it gets."""

    def __init__(self, store: Store, write: Any, clock: Any) -> None:
        self.store, self.write, self.clock = store, write, clock
        self.queue = UnansweredQueue(store._engine)

    def say(self, text: str, answer: Reply, who: str = "sam", kind: Kind = Kind.TEXT) -> Work:
        received = self.store.receive(self.write(text, who=who, kind=kind))
        work = self.store.next_work(received.conversation)
        assert work is not None
        self.store.record_reply(work, answer, self.clock())
        return work

    def press(self, label: str, answer: Reply, who: str = "sam") -> Work:
        """Presses the newest button of that label."""
        with self.store._session() as session:
            rows = session.scalars(select(ButtonRow).where(ButtonRow.label == label)).all()
        return self.say(rows[-1].id, answer, who, Kind.BUTTON)

    def kept(self) -> list[tuple[str, str, int]]:
        return [(m.text, m.kind.value, m.count) for m in self.queue.all()]


@pytest.fixture
def chat(store: Store, write: Any, clock: Any) -> Chat:
    """Runs on both kinds of database."""
    return Chat(store, write, clock)


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [(Outcome.NO_ANSWER, "no answer"), (Outcome.CHOICES_OFFERED, "choices"), (Outcome.OUT_OF_SCOPE, "out of scope")],
)
def test_message_without_an_answer_is_kept_with_its_nearest_answers(chat: Chat, outcome: Outcome, kind: str) -> None:
    chat.say("Can I keep my dog in the flat?", reply(outcome))
    (kept,) = chat.queue.all()
    day = chat.clock().date()
    assert kept == Unanswered(kept.id, f"{ASKED}?", Missed(kind), 1, tuple(NEAR[:3]), day, day)


@pytest.mark.parametrize(
    "answer",
    [
        reply(Outcome.ANSWERED, shown=["pets"]),
        reply(Outcome.SMALL_TALK, intent="greet"),
        reply(Outcome.NO_ANSWER, intent="follow_up/how"),
        reply(Outcome.NO_ANSWER, verdict="sensitive"),
        reply(Outcome.URGENT, intent="urgent", verdict="urgent"),
        reply(Outcome.HANDED_OFF, intent="human"),
        Reply(outcome=Outcome.FAILED),
        Reply(outcome=Outcome.UNREADABLE),
    ],
)
def test_what_was_answered_and_what_is_sensitive_never_comes_here(chat: Chat, answer: Reply) -> None:
    chat.say(ASKED, answer)
    assert chat.kept() == []


@pytest.mark.parametrize(
    "state",
    [
        {"asked": ["handoff_name"]},
        {"asked": ["handoff_contact"]},
        {"asked": ["interview"], "interview": {"id": "entitlement", "values": {}}},
    ],
)
def test_nothing_said_inside_a_form_comes_here(chat: Chat, state: dict[str, Any], monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "waits", lambda known: "interview" in known)
    chat.say("i want a person", Reply(outcome=Outcome.HANDOFF_OFFERED, intent="human", state=state))
    chat.say(ASKED, reply())
    assert chat.kept() == []


def test_nearly_equal_messages_of_different_people_count_together(chat: Chat) -> None:
    for who, text in (
        ("sam", ASKED),
        ("kit", "Can i keep my dog in the flat??"),
        ("lou", "in the flat can i keep my dog"),
    ):
        chat.say(text, reply(), who)
    chat.say("who pays for a passport", reply(), "kit")
    assert chat.kept() == [(ASKED, "no answer", 3), ("who pays for a passport", "no answer", 1)]


def test_one_person_who_asks_again_counts_once(chat: Chat) -> None:
    for _ in range(3):
        chat.say(ASKED, reply())
    assert chat.kept() == [(ASKED, "no answer", 1)]


def test_days_only_are_kept_and_nothing_leads_back(chat: Chat) -> None:
    chat.say(ASKED, reply())
    first = chat.clock().date()
    chat.clock.forward(days=3)
    chat.say(ASKED, reply(), "kit")
    (kept,) = chat.queue.all()
    assert (kept.first_day, kept.last_day) == (first, chat.clock().date())
    columns = {c["name"]: str(c["type"]) for c in inspect(chat.store._engine).get_columns("unanswered")}
    assert not any(
        "conversation" in name or "inbound" in name or "TIME" in kind.upper() for name, kind in columns.items()
    )
    assert inspect(chat.store._engine).get_foreign_keys("unanswered") == []


def test_personal_data_is_taken_out_and_too_much_of_it_drops_the_message(chat: Chat) -> None:
    chat.say("My name is Sam, can I keep my dog", reply())
    chat.say("tell kelly tyler and jordan to ring 07700 900123", reply(), "kit")
    assert chat.kept() == [("my name is [name], can i keep my dog", "no answer", 1)]
    with chat.store._session() as session:
        assert "Sam" not in "".join(f"{row.text}{row.plain}" for row in session.scalars(select(UnansweredRow)))


def test_choice_that_is_taken_takes_the_message_back(chat: Chat) -> None:
    chat.say(ASKED, reply(Outcome.CHOICES_OFFERED))
    chat.say(ASKED, reply(Outcome.CHOICES_OFFERED), "kit")
    chat.press("tenancy", reply(Outcome.ANSWERED, intent="choose", shown=["tenancy"]), "kit")
    assert chat.kept() == [(ASKED, "choices", 1)]


def test_none_of_these_keeps_it(chat: Chat) -> None:
    chat.say(ASKED, reply(Outcome.CHOICES_OFFERED))
    chat.press("None of these", reply(Outcome.NO_ANSWER, intent="more_choices"))
    assert chat.kept() == [(ASKED, "choices", 1)]


@pytest.mark.parametrize("hedged", [True, False])
def test_answer_that_was_not_meant_keeps_the_message_before(chat: Chat, hedged: bool) -> None:
    chat.say(ASKED, reply(Outcome.ANSWERED, hedged=hedged, shown=["pets"]))
    assert chat.kept() == []
    chat.say("thats not what i meant", reply(Outcome.CHOICES_OFFERED, intent="not_that"))
    assert chat.kept() == [(ASKED, "corrected", 1)]
    chat.say("no not that", reply(Outcome.NO_ANSWER, intent="not_that"))
    assert chat.kept() == [(ASKED, "corrected", 1)]


def test_place_told_in_between_does_not_hide_what_was_not_meant(chat: Chat) -> None:
    chat.say(ASKED, reply(Outcome.ASKED_FOR_DETAIL, shown=["pets"]))
    chat.say("leics", reply(Outcome.ANSWERED, intent="inform", shown=["pets"]))
    chat.say("not what i meant", reply(Outcome.CHOICES_OFFERED, intent="not_that"))
    assert chat.kept() == [(ASKED, "corrected", 1)]


def test_correction_of_something_sensitive_keeps_nothing(chat: Chat) -> None:
    chat.say("who pays my rent", reply(Outcome.ANSWERED, hedged=True, shown=["rent"]))
    chat.say("i am so low", reply(Outcome.ANSWERED, verdict="sensitive", shown=["pets"]))
    chat.say("thats not what i meant", reply(Outcome.CHOICES_OFFERED, intent="not_that"))
    assert chat.kept() == []


def test_another_answer_chosen_under_a_guess_keeps_the_message_with_that_answer_first(chat: Chat) -> None:
    chat.say(ASKED, reply(Outcome.ANSWERED, hedged=True))
    chat.press("moving", reply(Outcome.ANSWERED, intent="choose", shown=["moving"]))
    (kept,) = chat.queue.all()
    assert (kept.kind, kept.near) == (Missed.OTHER_CHOSEN, ("moving", "pets", "tenancy"))


@pytest.mark.parametrize("pressed", ["pets", "tenancy"])
def test_next_answer_under_a_sure_one_is_no_correction(chat: Chat, pressed: str) -> None:
    chat.say(ASKED, reply(Outcome.ANSWERED, hedged=pressed == "pets"))
    chat.press(pressed, reply(Outcome.ANSWERED, intent="choose", shown=[pressed]))
    assert chat.kept() == []


def test_forget_me_takes_out_what_was_counted(chat: Chat) -> None:
    chat.say(ASKED, reply(), "kit")
    chat.say(ASKED, reply())
    work = chat.say("who pays for a passport", reply())
    chat.store.forget_messages(work.conversation, 0)
    assert chat.kept() == [(ASKED, "no answer", 1)]


def test_purge_takes_out_what_nobody_asked_lately(chat: Chat) -> None:
    chat.say(ASKED, reply())
    chat.say("who pays for a passport", reply())
    chat.clock.forward(days=80)
    chat.say(ASKED, reply(), "kit")
    chat.store.purge(chat.clock() - dt.timedelta(days=60))
    assert chat.kept() == [(ASKED, "no answer", 2)]


def test_dropped_message_does_not_come_back(chat: Chat) -> None:
    chat.say(ASKED, reply())
    (kept,) = chat.queue.all()
    assert chat.queue.drop(kept.id)
    assert not chat.queue.drop(kept.id)
    assert chat.queue.one(kept.id) is None
    chat.say(ASKED, reply(), "kit")
    assert chat.kept() == []


def test_what_became_a_question_may_come_again(chat: Chat) -> None:
    chat.say(ASKED, reply())
    chat.queue.done(chat.queue.all()[0].id)
    assert chat.kept() == []
    chat.say(ASKED, reply(), "kit")
    assert chat.kept() == [(ASKED, "no answer", 1)]


def test_oldest_one_makes_room(chat: Chat, monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for text in ("who pays for a passport", ASKED, "how do i get driving lessons"):
        chat.say(text, reply())
        chat.clock.forward(days=1)
    assert [text for text, *_ in chat.kept()] == ["how do i get driving lessons", ASKED]


def test_nothing_is_kept_when_the_reply_is_not(chat: Chat, monkeypatch: Any) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr(Store, "_put", fail)
    with pytest.raises(OSError, match="disk"):
        chat.say(ASKED, reply())
    assert chat.kept() == []
    with chat.store._session() as session:
        assert session.scalars(select(Inbound.missed)).all() == [None]
