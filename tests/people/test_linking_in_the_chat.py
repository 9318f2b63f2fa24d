"""Linking as a young person does it: typed in the chat, with Rasa asleep too, and what the record says afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.content.live import LiveContent
from bot.conversation.answering import Answering
from bot.conversation.desk import ConversationDesk
from bot.conversation.linking import Linking, without_code
from bot.conversation.ports import LINK_SHOWN, EngineState, Kind
from bot.handoff.model import CaseState
from bot.people.demo import read_demo
from bot.storage.demo_people import keep_demo
from bot.storage.people import People
from bot.storage.people_tables import LinkRow, PersonRow
from bot.storage.store import Store
from bot.storage.tables import Handoff, Inbound, Profile


class Chat:
    """A desk with made-up people, and one young person at it."""

    def __init__(self, store: Store, content: LiveContent, rasa: Any, rules: Any, clock: Any, write: Any) -> None:
        self.store, self.clock, self.write, self.rasa = store, clock, write, rasa
        self.people = People(store._engine)
        self.state: EngineState = "waking"
        keep_demo(store._engine, read_demo(), clock().date(), wanted=True)
        shared = {"store": store, "content": content, "clock": clock, "engine_state": lambda: self.state}
        links = Linking(self.people, content, clock)
        self.answering = Answering(**shared, rasa=rasa, rules=rules, links=links)
        self.desk = ConversationDesk(**shared, answering=self.answering)

    def code(self, name: str = "Zahra") -> str:
        with Session(self.store._engine) as session:
            person = session.scalars(select(PersonRow).where(PersonRow.first_name == name)).one()
        return self.people.new_code(person.id, "", self.clock())

    async def say(self, words: str, **fields: Any) -> str:
        before = await self.desk.history("web", "sam")
        await self.desk.receive(self.write(words, **fields))
        await self.desk.idle()
        new = await self.desk.history("web", "sam", before[-1].seq if before else 0)
        return "\n\n".join(m.markdown for m in new if m.sender == "bot" and m.markdown != self.notice)

    async def telegram(self, words: str, who: str = "sam", kind: Kind = Kind.TEXT) -> str:
        """What somebody reads in return on Telegram, the notice included."""
        before = await self.desk.history("telegram", who)
        await self.desk.receive(self.write(words.removeprefix("/"), who=who, kind=kind, channel="telegram"))
        await self.desk.idle()
        new = await self.desk.history("telegram", who, before[-1].seq if before else 0)
        return "\n\n".join(m.markdown for m in new if m.sender == "bot")

    @property
    def notice(self) -> str:
        return self.answering.phrases().say("notice")

    async def press(self, label: str) -> str:
        shown = await self.desk.history("web", "sam")
        button = next(b for m in reversed(shown) for b in m.buttons if b.label == label)
        return await self.say(button.id, kind=Kind.BUTTON)


@pytest.fixture
async def chat(
    sqlite_store: Store, content: LiveContent, rasa: Any, rules: Any, clock: Any, write: Any
) -> AsyncIterator[Chat]:
    made = Chat(sqlite_store, content, rasa, rules, clock, write)
    yield made
    await made.desk.close()


async def test_a_typed_code_links_the_chat_while_rasa_still_wakes(chat: Chat) -> None:
    said = await chat.say(f"hi my code is {chat.code().lower()}")
    assert "I know that **Dev Marsh** is your adviser" in said
    assert "Leicestershire County Council is responsible for you, and that you are 20" in said
    assert chat.rasa.asked == []


async def test_the_code_itself_is_kept_nowhere_and_shown_to_nobody(chat: Chat) -> None:
    code = chat.code()
    await chat.say(code)
    with Session(chat.store._engine) as session:
        texts = [row.text for row in session.scalars(select(Inbound))]
    shown = await chat.desk.history("web", "sam")
    assert code not in str(texts)
    assert code.replace("-", "") not in str(texts)
    assert [m.markdown for m in shown if m.sender == "person"] == [LINK_SHOWN]


@pytest.mark.parametrize(
    ("words", "says"),
    [("code BCDF-GHJK-MNPQ-RSTV", "That code is not right"), ("code BCDF-GHJK", "It has 16 letters, in four groups")],
)
async def test_a_wrong_code_is_told_kindly(chat: Chat, words: str, says: str) -> None:
    assert says in await chat.say(words)


async def test_after_five_wrong_ones_it_says_to_wait_and_still_answers_questions(chat: Chat) -> None:
    for _ in range(5):
        await chat.say("code BCDF-GHJK-MNPQ-RSTV")
    assert "too many wrong codes" in await chat.say(chat.code())
    chat.state = "ready"
    assert await chat.say("council tax") == "About council tax"


async def test_used_and_old_codes_are_told_apart(chat: Chat) -> None:
    used, person = chat.code(), "kai"
    await chat.desk.receive(chat.write(used, who=person))
    await chat.desk.idle()
    assert "has been used before" in await chat.say(used)
    old = chat.code()
    chat.clock.forward(days=14)
    assert "A code lasts 14 days" in await chat.say(old)


async def test_a_chat_that_is_somebody_elses_is_changed_only_after_a_yes(chat: Chat) -> None:
    await chat.say(chat.code("Zahra"))
    other = chat.code("Leo")
    assert "This chat is linked to somebody else" in await chat.say(other)
    assert await chat.press("No, leave it") == "OK. I have changed nothing."
    await chat.say(other)
    assert "**Ellen Frost** is your adviser" in await chat.press("Yes, change it")


async def test_the_actions_are_told_of_the_record_and_the_adviser(chat: Chat) -> None:
    await chat.say(chat.code())
    chat.state = "ready"
    await chat.say("who is my adviser")
    metadata = chat.rasa.asked[-1][2]
    assert metadata["profile"] == {"council": "leicestershire", "lives_in": None, "age": 20}
    assert metadata["record"] == ["council", "age"]
    assert (metadata["adviser_card"]["name"], metadata["adviser_card"]["cover"]) == ("Dev Marsh", "Amina Yusuf")


async def test_what_is_said_does_not_overwrite_the_record_but_where_they_live_is_kept(chat: Chat) -> None:
    await chat.say(chat.code())
    values = {"council": "kent", "age": 25, "lives_in": "leicester"}
    chat.store.set_profile("web", "sam", values, chat.clock(), "said")
    with Session(chat.store._engine) as session:
        profile = session.scalars(select(Profile)).one()
    assert (profile.council, profile.age, profile.lives_in) == ("leicestershire", 20, "leicester")


async def test_the_age_grows_with_the_record(chat: Chat) -> None:
    await chat.say(chat.code())
    chat.state = "ready"
    chat.clock.forward(days=366)
    await chat.say("hello")
    assert chat.rasa.asked[-1][2]["profile"]["age"] == 21


async def test_forget_me_takes_the_link_back_and_says_so(chat: Chat) -> None:
    await chat.say(chat.code())
    assert "This chat is not linked to you any more" in await chat.say("forget me")
    chat.state = "ready"
    await chat.say("hello")
    assert "record" not in chat.rasa.asked[-1][2]


async def test_danger_beside_a_code_is_answered_as_danger(chat: Chat, write: Any) -> None:
    words = f"{chat.code()} i am going to kill myself tonight"
    assert without_code(write(words)).kind is Kind.TEXT
    assert "999" in await chat.say(words)


async def test_who_comes_back_after_a_purge_is_welcomed_and_told_how_to_link_again(chat: Chat) -> None:
    chat.state = "ready"
    await chat.telegram("/start", kind=Kind.COMMAND)
    assert "welcome back" not in await chat.telegram("hello")
    await chat.telegram(chat.code())
    before = chat.clock() + dt.timedelta(days=1)
    chat.clock.forward(days=91)
    (purged,) = chat.store.purge(before)
    assert chat.people.person_of(purged) is None
    said = await chat.telegram("hi again")
    assert "If you wrote here before: welcome back." in said
    assert "After 90 days without a message I delete a chat" in said
    assert "Ask them for a new link code" in said
    assert "welcome back" not in await chat.telegram("thanks")
    assert "I know that **Dev Marsh** is your adviser" in await chat.telegram(chat.code())


async def test_nobody_is_welcomed_back_who_is_new_or_brings_a_code(chat: Chat) -> None:
    chat.state = "ready"
    assert "welcome back" not in await chat.telegram("/start", kind=Kind.COMMAND)
    assert "welcome back" not in await chat.telegram(chat.code(), who="other")
    await chat.desk.receive(chat.write("hello", who="on the page"))
    await chat.desk.idle()
    assert not [m for m in await chat.desk.history("web", "on the page") if "welcome back" in m.markdown]


async def test_a_link_stays_while_a_case_is_open_and_goes_with_the_chat_once_it_is_closed(chat: Chat) -> None:
    await chat.say(chat.code())
    with Session(chat.store._engine) as session, session.begin():
        (conversation,) = session.scalars(select(LinkRow.conversation_id))
        session.add(case := Handoff(conversation_id=conversation, verdict="urgent", raised=chat.clock()))
        session.flush()
        number = case.id
    chat.clock.forward(days=91)
    assert chat.store.purge(chat.clock()) == []
    assert chat.people.person_of(conversation) is not None
    with Session(chat.store._engine) as session, session.begin():
        session.get_one(Handoff, number).state = CaseState.CLOSED.value
    assert chat.store.purge(chat.clock()) == [conversation]
    with Session(chat.store._engine) as session:
        assert session.scalars(select(LinkRow.id)).all() == []
        assert session.get_one(Handoff, number).conversation_id is None
