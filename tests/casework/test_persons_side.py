"""What the person hears and can do around their case, at the desk, with the real casework; only Rasa is played."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.answering import Answering
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind, Shown
from bot.conversation.reply import Choice, HandoffRequest, Part, Reply
from bot.handoff.machine import NotPossible
from bot.handoff.model import CaseKind, CaseState
from bot.rasa.client import RasaGone
from common.safety import Verdict
from tests.casework.conftest import AMINA, JO, KAI, Office, press
from tests.conftest import Write

DANGER = "i want to kill myself tonight"
QUIET_DANGER = "i wont be here tomorrow, thank you for everything"


def passed_on(topic: str = "debt", **fields: Any) -> Reply:
    """What an action gives after a yes."""
    request = HandoffRequest(topic=topic, verdict="sensitive", **fields)
    return Reply(outcome=Outcome.HANDED_OFF, parts=[Part(markdown="Done.")], handoff=request)


async def shown(office: Office, who: str = KAI) -> list[Shown]:
    return await office.desk.history("web", who)


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


@pytest.mark.parametrize("state", ["ready", "down"])
@pytest.mark.parametrize("who", [KAI, "new"])  # linked, and nobody on the list
@pytest.mark.parametrize(
    ("words", "answer", "reads"),
    [
        ("yes", "yes", "I tell them that they can write to you here"),
        ("yeah its ok", "yes", "I tell them that they can write to you here"),
        ("no", "no", "I write nothing here about it unless you write first"),
        ("nope he reads it", "no", "I write nothing here about it unless you write first"),
    ],
)
async def test_a_typed_answer_to_whether_it_is_safe_counts_as_the_button_does(
    office: Office, write: Write, state: Any, who: str, words: str, answer: str, reads: str
) -> None:
    await office.says(write, "my boyfriend beats me up every night", who=who)
    office.state, before = state, office.rasa.texts
    assert reads in (await office.says(write, words, who=who))[0]
    assert office.case().safe_to_write == answer
    assert office.rasa.texts == before
    await office.says(write, words, who=who)  # the question is answered: now it means something else
    assert office.events().count("safe-to-write") == 1


async def test_a_bare_ok_is_asked_again_and_nothing_is_written_until_then(office: Office, write: Write) -> None:
    await office.says(write, "my boyfriend beats me up every night")
    read = await office.says(write, "ok")
    assert "Is it safe for me to write to you here" in read[0]
    assert office.case().safe_to_write == "asked"
    await office.says(write, "yes")
    assert office.case().safe_to_write == "yes"


async def test_danger_in_place_of_an_answer_is_danger(office: Office, write: Write) -> None:
    await office.says(write, "my boyfriend beats me up every night")
    assert "999" in (await office.says(write, "he is here and he has a knife"))[0]
    assert office.case().safe_to_write == "asked"


async def test_whoever_names_their_council_after_danger_is_asked_whether_it_is_safe(
    office: Office, write: Write
) -> None:
    office.cases._council = office.answering._council = None
    await office.says(write, "my boyfriend beats me up every night", who="new")
    office.rasa.script["leicestershire"] = Reply(
        outcome=Outcome.SMALL_TALK, parts=[Part(markdown="OK.")], profile={"council": "leicestershire"}
    )
    read = await office.says(write, "leicestershire", who="new")
    assert "Is it safe for me to write to you here" in read[-1]
    await office.says(write, "no", who="new")
    assert office.case().safe_to_write == "no"


async def test_who_is_not_on_the_list_is_asked_how_to_be_reached_and_the_answer_reaches_the_case(
    office: Office, write: Write
) -> None:
    read = await office.says(write, DANGER, who="new")
    assert any("Write your first name here, and a number that they can safely ring" in text for text in read)
    office.cases.acknowledge(1, JO)
    office.state = "down"
    read = await office.says(write, "Zoe 07700 900123", who="new")
    assert read == ["Thank you. Jo can see that now."]
    assert (office.case().name, office.case().contact) == ("Zoe", "07700 900123")
    assert office.events()[-1] == "contact-given"
    assert office.alerts()[-1] == ("Jo", "message")


async def test_a_number_written_to_the_adviser_is_kept_and_alerted_once(office: Office, write: Write) -> None:
    await office.says(write, DANGER, who="new")
    office.cases.reply(1, JO, "I am here. What is your number?")
    before = len(office.alerts())
    assert await office.says(write, "my number is 07700 900123", who="new") == []
    assert office.case().contact == "07700 900123"
    assert office.alerts()[before:] == [("Jo", "message")]


async def test_a_number_in_the_first_words_is_kept_and_not_asked_for(office: Office, write: Write) -> None:
    read = await office.says(write, f"{DANGER}. my number is 07700 900123", who="new")
    assert not any("Write your first name" in text for text in read)
    assert office.case().contact == "07700 900123"


async def test_nobody_is_asked_who_is_on_the_list_or_accuses_somebody(office: Office, write: Write) -> None:
    assert "first name" not in " ".join(await office.says(write, DANGER))
    assert "first name" not in " ".join(await office.says(write, "my social worker hit me", who="new"))


async def test_in_a_private_topic_it_is_asked_after_whether_it_is_safe(office: Office, write: Write) -> None:
    assert "first name" not in " ".join(await office.says(write, "my boyfriend beats me up every night", who="new"))
    assert "first name" in " ".join(await office.says(write, "yes", who="new"))
    await office.says(write, "07700 900123", who="new")
    assert office.case().contact == "07700 900123"
    await office.says(write, "his number is 07700 900999", who="new")
    assert office.case().contact == "07700 900123"


async def test_danger_in_the_middle_of_far_too_long_a_message_is_found_by_the_model_too(
    office: Office, write: Write
) -> None:
    asked: list[int] = []

    async def judge(text: str) -> Verdict:
        asked.append(len(text))
        found = "the blue door" in text  # what only the model understands
        return Verdict("urgent", "suicidal-thoughts", False, None) if found else Verdict("none", None, False, None)

    rewired(office, judge)
    diary = "and then we went to the shop and came home again. " * 120
    assert "999" in (await office.says(write, f"{diary}the blue door. {diary}"))[0]
    assert max(asked) <= 2000
    assert "very long for me" in " ".join(await office.says(write, diary, who="other"))


async def test_a_long_message_reaches_the_adviser_who_has_the_chat(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.cases.reply(1, AMINA, "I am here.")
    assert await office.says(write, "i will tell you all of it. " * 100) == []
    assert any("all of it" in m.markdown for m in office.cases.case(1, AMINA).messages)


async def test_a_no_to_writing_here_holds_for_every_case_of_the_chat(office: Office, write: Write) -> None:
    office.rasa.script["yes please"] = passed_on()
    await office.says(write, "yes please")
    await office.says(write, "my boyfriend beats me up every night")
    office.told.clear()
    office.cases.seen(1, AMINA)
    assert office.told == []  # of the debt neither, while it is not known who reads it
    await press(office, write, "No, don't write here")
    office.cases.acknowledge(1, AMINA)
    assert office.told == []
    with pytest.raises(NotPossible, match="safe to write"):
        office.cases.reply(1, AMINA, "Hi Kai, about your debt")


async def test_whether_it_is_safe_is_not_asked_twice_and_one_answer_holds_for_all(office: Office, write: Write) -> None:
    await office.says(write, "my boyfriend beats me up every night")
    await office.says(write, "yes")
    office.rasa.script["about then"] = passed_on("past-trauma")
    await office.says(write, "about then")
    assert office.case(2).safe_to_write == "yes"
    office.cases.reply(2, AMINA, "I am here.")


async def test_an_old_case_that_ended_without_an_answer_does_not_close_the_chat_for_ever(
    office: Office, write: Write
) -> None:
    await office.says(write, "my boyfriend beats me up every night")
    office.cases.close(1, AMINA, "met", "We met.")
    office.rasa.script["yes please"] = passed_on()
    await office.says(write, "yes please")
    with pytest.raises(NotPossible, match="safe to write"):
        office.cases.reply(2, AMINA, "Hi")
    office.clock.forward(days=31)
    office.cases.reply(2, AMINA, "Hi")


async def test_danger_that_was_written_into_an_earlier_message_is_danger(office: Office, write: Write) -> None:
    await office.says(write, "hello")
    await office.desk.receive(write("hello, im ok", who=KAI, kind=Kind.EDIT))
    await office.desk.receive(write(DANGER, who=KAI, kind=Kind.EDIT))
    await office.desk.idle()
    assert office.number_of_cases() == 1
    assert any("999" in m.markdown for m in await shown(office))
