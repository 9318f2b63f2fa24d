"""What the person hears and can do around their case, at the desk, with the real casework; only Rasa is played."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.answering import Answering
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind, Shown
from bot.conversation.reply import Choice, HandoffRequest, Part, Reply
from bot.handoff.model import CaseKind, CaseState
from bot.rasa.client import RasaGone
from common.safety import Verdict
from tests.casework.conftest import AMINA, KAI, Office
from tests.conftest import Write

DANGER = "i want to kill myself tonight"
QUIET_DANGER = "i wont be here tomorrow, thank you for everything"


def passed_on(topic: str = "debt", **fields: Any) -> Reply:
    """What an action gives after a yes."""
    request = HandoffRequest(topic=topic, verdict="sensitive", **fields)
    return Reply(outcome=Outcome.HANDED_OFF, parts=[Part(markdown="Done.")], handoff=request)


async def shown(office: Office, who: str = KAI) -> list[Shown]:
    return await office.desk.history("web", who)


async def press(office: Office, write: Write, label: str, who: str = KAI) -> list[str]:
    """Presses the newest button with a label."""
    messages = await shown(office, who)
    button = next(b for m in reversed(messages) for b in m.buttons if b.label == label)
    await office.desk.receive(write(button.id, who=who, kind=Kind.BUTTON))
    await office.desk.idle()
    after = messages[-1].seq
    return [m.markdown for m in await office.desk.history("web", who, after) if m.sender != "person"]


async def test_the_person_sees_what_was_passed_on_and_takes_it_back_while_rasa_is_down(
    office: Office, write: Write
) -> None:
    office.rasa.script["yes please"] = passed_on()
    await office.says(write, "yes please")
    office.state = "down"
    read = (await office.says(write, "what did you tell them"))[0]
    assert "I told Amina, 10:00." in read
    assert "debt" in read
    assert "I have taken it back" in (await press(office, write, "Take it back"))[0]
    assert office.case().state == CaseState.CANCELLED.value
    assert "I have passed nothing on" not in read


async def test_words_take_it_back_too_and_an_open_question_does_not(office: Office, write: Write) -> None:
    office.rasa.script["yes please"] = passed_on()
    await office.says(write, "yes please")
    office.rasa.script["hm"] = Reply(
        outcome=Outcome.HANDOFF_OFFERED, parts=[Part(markdown="Your name?")], state={"asked": ["handoff_name"]}
    )
    await office.says(write, "hm")
    await office.says(write, "cancel")  # an answer to what was asked, so it goes to Rasa
    assert office.rasa.texts[-1] == "cancel"
    office.rasa.script["ok"] = Reply(outcome=Outcome.SMALL_TALK, parts=[Part(markdown="OK.")], state={"asked": []})
    await office.says(write, "ok")
    await office.says(write, "dont tell them")
    assert office.case().state == CaseState.CANCELLED.value


async def test_an_urgent_case_stays_and_the_person_reads_why(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    read = (await office.says(write, "take it back"))[0]
    assert "I can't take this one back" in read
    assert office.case().state == CaseState.OPEN.value


async def test_a_wish_for_secrecy_alone_is_answered_honestly(office: Office, write: Write) -> None:
    read = (await office.says(write, "please dont tell anyone"))[0]
    assert "I won't promise to keep a secret" in read
    assert office.number_of_cases() == 0
    assert office.rasa.texts == []


async def with_amina(office: Office, write: Write) -> None:
    office.rasa.script["yes please"] = passed_on()
    await office.says(write, "yes please")
    office.cases.reply(1, AMINA, "Hi Kai,\nI am here.")


async def test_while_an_adviser_has_the_chat_the_bot_is_quiet_and_says_who_writes(office: Office, write: Write) -> None:
    await with_amina(office, write)
    before = len(office.rasa.texts)
    assert await office.says(write, "do i have to pay council tax") == []
    assert len(office.rasa.texts) == before
    assert office.store.counts()["with a human"] == 1
    theirs = [m for m in await shown(office) if m.sender == "adviser"]
    assert [(m.name, m.markdown) for m in theirs] == [("Amina", "Hi Kai,\nI am here.")]


@pytest.mark.parametrize("by_button", [False, True])
async def test_the_person_can_have_the_bot_back(office: Office, write: Write, by_button: bool) -> None:
    await with_amina(office, write)
    if by_button:
        read = (await press(office, write, "Talk to the bot again"))[0]
    else:
        read = (await office.says(write, "can i talk to the bot again"))[0]
    assert read.startswith("OK. I am back")
    await office.says(write, "do i have to pay council tax")
    assert office.rasa.texts[-1] == "do i have to pay council tax"


async def test_danger_that_only_the_model_sees_is_seen_while_an_adviser_has_the_chat(
    office: Office, write: Write
) -> None:
    async def judge(text: str) -> Verdict:
        if text == "x":
            raise RasaGone("no connection")
        return Verdict("urgent", "suicidal-thoughts", False, None)

    office.answering = rewired(office, judge)
    await with_amina(office, write)
    assert await office.says(write, "x") == []
    read = await office.says(write, QUIET_DANGER)
    assert "999" in read[0]
    assert "Amina is in this chat and reads this too." in read[1]
    assert office.number_of_cases() == 2
    assert office.case(2).kind == CaseKind.DANGER.value


def rewired(office: Office, judge: Any) -> Answering:
    """The same answering with another judge, in the desk's hands."""
    answering = Answering(
        store=office.store, content=office.content, rasa=office.rasa, engine_state=lambda: office.state,
        rules=office.answering._rules, clock=office.clock, council="leicestershire", care=office.cases, judge=judge,
    )  # fmt: skip
    office.desk._answering = answering
    return answering


async def test_the_council_named_after_a_danger_brings_its_team_in(office: Office, write: Write) -> None:
    office.answering._council = office.cases._council = None
    read = await office.says(write, DANGER, who="new")
    assert any("Which council looked after you?" in text for text in read)
    assert office.alerts() == []
    office.rasa.script["leicestershire"] = Reply(
        outcome=Outcome.SMALL_TALK, parts=[Part(markdown="Noted.")], profile={"council": "leicestershire"}
    )
    read = await office.says(write, "leicestershire", who="new")
    assert "the duty desk" in read[0]
    assert office.alerts()[0][0] == "the duty desk"
    assert (office.number_of_cases(), office.case().council) == (1, "leicestershire")


async def test_not_safe_by_button_is_danger_also_while_rasa_is_down(office: Office, write: Write) -> None:
    office.rasa.script["idk"] = Reply(
        outcome=Outcome.ANSWERED, verdict="sensitive", topic="low-mood", safe_check=True,
        parts=[Part(markdown="Are you safe?", buttons=[Choice(label="I'm not safe", intent="safe_no")])],
        state={"offered": "safe", "topic": "suicidal-thoughts"},
    )  # fmt: skip
    await office.says(write, "idk")
    office.state = "down"
    read = await press(office, write, "I'm not safe")
    assert "999" in read[0]
    assert office.case().kind == CaseKind.DANGER.value


async def test_danger_is_answered_though_nobody_can_be_looked_up(
    office: Office, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OSError("database is locked")

    monkeypatch.setattr(office.cases, "outlook", locked)
    assert "999" in (await office.says(write, DANGER))[0]
    assert office.number_of_cases() == 1


async def test_in_a_private_topic_a_yes_by_button_opens_the_way_for_the_adviser(office: Office, write: Write) -> None:
    await office.says(write, "my boyfriend beats me up every night")
    assert office.case().safe_to_write == "asked"
    await press(office, write, "Yes, it is safe")
    assert office.case().safe_to_write == "yes"
    office.cases.reply(1, AMINA, "I am with you.")
    assert [m.name for m in await shown(office) if m.sender == "adviser"] == ["Amina"]
