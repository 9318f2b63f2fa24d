"""Stories: what people say, and what has to come back. Outcomes and facts are checked, never exact words."""

from __future__ import annotations

import pytest

from bot.conversation.outcomes import Outcome

from .talking import Person, Running

pytestmark = [pytest.mark.whole, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]
COUNCIL_TAX = "do care leavers have to pay council tax"
BILL = {"F10", "L03", "M08"}


async def test_council_tax_without_a_council_gives_england_and_asks(person: Person) -> None:
    heard = await person.say(COUNCIL_TAX)
    assert heard.outcome == "asked for detail"
    assert "F10" in heard.facts
    assert not {"L03", "M08"} & set(heard.facts)
    assert "Which council" in heard.text


@pytest.mark.parametrize(("council", "fact"), [("leicestershire", "L03"), ("cambridgeshire", "M08")])
async def test_council_tax_with_a_council(running: Running, person: Person, council: str, fact: str) -> None:
    running.bot.store.set_profile("ask", person.name, {"council": council, "age": 19}, running.bot.clock(), "given")
    heard = await person.say(COUNCIL_TAX)
    assert heard.outcome == "answered"
    assert BILL & set(heard.facts) == {"F10", fact}
    assert "Which council" not in heard.text


async def test_first_reply_carries_the_notice_once(person: Person) -> None:
    first, second = await person.say("hello"), await person.say("hello")
    assert "computer program" in first.text
    assert "nobody watches" in first.text
    assert "nobody watches" not in second.text


async def test_council_is_asked_once_and_remembered(person: Person) -> None:
    await person.say(COUNCIL_TAX)
    assert "L03" in (await person.say("leics")).facts
    again = await person.say(COUNCIL_TAX)
    assert (again.outcome, "L03" in again.facts) == ("answered", True)


async def test_unknown_council_is_not_asked_for_again(person: Person) -> None:
    await person.say(COUNCIL_TAX)
    assert (await person.say("dunno")).outcome == "small talk"
    assert "Which council" not in (await person.say(COUNCIL_TAX)).text


async def test_place_inside_a_county_means_its_council(person: Person) -> None:
    await person.say(COUNCIL_TAX)
    assert "M08" in (await person.say("from ely")).facts


async def test_council_in_the_question_is_taken(person: Person) -> None:
    heard = await person.say("im from leicestershire, do care leavers have to pay council tax")
    assert (heard.outcome, "L03" in heard.facts) == ("answered", True)


async def test_responsible_council_is_not_where_they_live(person: Person) -> None:
    await person.say("i was in care in cambridge but live in hinckley")
    heard = await person.say("how do i contact the leaving care team")
    profile = (await person.say(COUNCIL_TAX)).text
    assert heard.outcome in ("answered", "asked for detail")
    assert "Which council" not in profile


@pytest.mark.parametrize("city", ["leicester", "im from leicester", "peterborough"])
async def test_city_is_not_the_county(person: Person, city: str) -> None:
    await person.say(COUNCIL_TAX)
    heard = await person.say(city)
    assert "F10" in heard.facts
    assert not {"L03", "M08"} & set(heard.facts)


async def test_age_can_be_corrected(running: Running, person: Person) -> None:
    await person.say("hi im 17")
    heard = await person.say("no wait im 22")
    assert heard.reply is not None
    assert heard.reply.profile == {"age": 22}


async def test_other_peoples_places_change_nothing(person: Person) -> None:
    heard = await person.say("can i get help with a flat in norwich")
    assert heard.reply is not None
    assert "council" not in heard.reply.profile


@pytest.mark.parametrize("words", ["how do i get it", "what if they say no"])
async def test_follow_up_in_words_stays_on_the_answer(person: Person, words: str) -> None:
    await person.say("im from leicestershire, do care leavers have to pay council tax")
    heard = await person.say(words)
    assert heard.outcome == "answered"
    assert heard.shown == ["council-tax"]


async def test_follow_up_by_button(person: Person) -> None:
    await person.say("im from leicestershire, do care leavers have to pay council tax")
    heard = await person.press("How do I")
    assert (heard.outcome, heard.shown) == ("answered", ["council-tax"])
    assert (await person.press("If they say no")).shown == ["council-tax"]


async def test_how_much_gives_the_sum(person: Person) -> None:
    await person.say("what is the setting up home allowance")
    heard = await person.say("how much is it")
    assert "£" in heard.text
    assert heard.outcome in ("answered", "asked for detail")


async def test_follow_up_without_an_answer_asks_what_about(person: Person) -> None:
    heard = await person.say("how much is it")
    assert heard.outcome == "asked for detail"
    assert heard.buttons


async def test_not_that_never_shows_the_same_again(person: Person) -> None:
    await person.say("im from leics, do care leavers have to pay council tax")
    heard = await person.say("thats not what i meant")
    assert heard.outcome in ("choices offered", "no answer")
    assert "council-tax" not in heard.shown


async def test_menu_leads_to_an_answer(person: Person) -> None:
    assert (await person.say("menu")).outcome == "choices offered"
    area = await person.press("Money")
    assert area.outcome == "choices offered"
    assert area.facts == []
    answer = await person.press(area.buttons[0][:12])
    assert answer.outcome in ("answered", "asked for detail")


@pytest.mark.parametrize("words", ["privacy", "/privacy", "help", "/help", "Stop."])
async def test_commands_work_as_words(person: Person, words: str) -> None:
    assert (await person.say(words)).outcome == "small talk"


async def test_forget_me_forgets(person: Person) -> None:
    await person.say("im from leics, do care leavers have to pay council tax")
    await person.say("forget me")
    assert len(await person.history()) <= 2
    assert "Which council" in (await person.say(COUNCIL_TAX)).text


async def test_robot_question_is_answered_honestly(person: Person) -> None:
    heard = await person.say("are you a robot")
    assert heard.outcome == "small talk"
    assert "not a person" in heard.text


async def test_out_of_scope_says_so(person: Person) -> None:
    heard = await person.say("whats the weather tomorrow")
    assert heard.outcome == "out of scope"
    assert heard.facts == []
    assert heard.buttons


async def from_leicestershire(person: Person) -> None:
    """Says the council: its made-up people are there in a demonstration, so something can be passed on."""
    await person.say("im from leicestershire")


async def test_without_a_council_it_is_asked_for_before_anything_is_passed_on(person: Person) -> None:
    asked = await person.say("i want to talk to a real person")
    assert asked.outcome == "handoff offered"
    assert "Which council looked after you?" in asked.text
    told = await person.say("leicestershire")
    assert told.outcome == "handoff offered"
    named = await person.press("Tell")
    assert "Skip this" in named.buttons
    assert (await person.say("Sam")).outcome == "handoff offered"
    done = await person.press("Skip")
    assert done.outcome == "handed off"
    assert "duty desk" in done.text


async def test_handoff_form_keeps_name_and_contact(person: Person) -> None:
    await from_leicestershire(person)
    asked = await person.say("i want to talk to a real person")
    assert asked.outcome == "handoff offered"
    await person.say("Sam")
    done = await person.say("07700 900123")
    assert done.outcome == "handed off"
    assert done.reply is not None
    assert done.reply.handoff is not None
    assert (done.reply.handoff.name, done.reply.handoff.contact) == ("Sam", "07700 900123")


async def test_handoff_form_can_be_skipped_through(person: Person) -> None:
    await from_leicestershire(person)
    await person.say("i want to talk to a real person")
    assert (await person.press("Skip")).outcome == "handoff offered"
    done = await person.press("Skip")
    assert done.outcome == "handed off"
    assert done.reply is not None
    assert done.reply.handoff is not None
    assert (done.reply.handoff.name, done.reply.handoff.contact) == (None, None)


@pytest.mark.parametrize("filled", [[], ["Sam"]])
async def test_handoff_form_can_be_left(person: Person, filled: list[str]) -> None:
    await from_leicestershire(person)
    await person.say("i want to talk to a real person")
    for text in filled:
        await person.say(text)
    assert (await person.press("Don't pass it on")).outcome == "small talk"
    assert (await person.say(COUNCIL_TAX)).shown == ["council-tax"]


async def test_question_inside_the_form_is_answered_and_the_form_goes_on(person: Person) -> None:
    await from_leicestershire(person)
    await person.say("i want to talk to a real person")
    heard = await person.say(COUNCIL_TAX)
    assert "F10" in heard.facts
    assert "Skip this" in heard.buttons
    await person.say("Sam")
    assert (await person.say("sam@example.org")).outcome == "handed off"


async def test_danger_inside_the_form_ends_it(person: Person) -> None:
    await from_leicestershire(person)
    await person.say("i want to talk to a real person")
    heard = await person.say("i want to kill myself tonight")
    assert (heard.outcome, heard.reply.verdict if heard.reply else None) == ("urgent", "urgent")
    assert "Skip this" not in heard.buttons
    assert (await person.say(COUNCIL_TAX)).shown == ["council-tax"]


async def test_danger_is_urgent_at_once(person: Person) -> None:
    heard = await person.say("my boyfriend is hitting me right now")
    assert (heard.outcome, heard.reply.verdict if heard.reply else None) == ("urgent", "urgent")
    assert "999" in heard.text
    assert heard.reply is not None
    assert heard.reply.handoff is not None


async def _asked_whether_safe(person: Person) -> None:
    """The safe check cannot be had from the model for certain, so the state it leaves is set."""
    await person.say("hello")
    store = person.running.bot.store
    from bot.storage.tables import Conversation

    with store._session.begin() as session:
        row = session.query(Conversation).filter_by(channel="ask", external_id=person.name).one()
        row.state = {"offered": "safe", "topic": "suicidal-thoughts"}


async def test_safe_check_yes(person: Person) -> None:
    await _asked_whether_safe(person)
    assert (await person.say("yes im safe")).outcome == "small talk"


async def test_safe_check_no(person: Person) -> None:
    await _asked_whether_safe(person)
    assert (await person.say("no")).outcome == "urgent"


@pytest.mark.parametrize("typed", ["/restart", "/human", "/session_start", "/back", "/choose", '/urgent{"a": 1}'])
async def test_typed_slash_is_only_text(person: Person, typed: str) -> None:
    await person.say("im from leics, do care leavers have to pay council tax")
    heard = await person.say(typed)
    assert heard.text
    assert heard.outcome != "failed"
    assert heard.reply is not None
    assert heard.reply.outcome is not Outcome.URGENT or "urgent" in typed


async def test_button_of_another_conversation_is_refused(running: Running, person: Person) -> None:
    other = running.person()
    await other.say(COUNCIL_TAX)
    stolen = next(b for m in await other.history() for b in m.buttons)
    from bot.conversation.ports import Kind

    assert (await person.say(stolen.id, Kind.BUTTON)).outcome == "unreadable"
    assert (await other.say(stolen.id, Kind.BUTTON)).outcome != "unreadable"


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "\u200b", "..."])
async def test_text_without_words_is_unreadable(person: Person, text: str) -> None:
    heard = await person.say(text)
    assert heard.outcome == "unreadable"
    assert heard.text


async def test_very_long_text_is_refused_kindly(person: Person) -> None:
    from bot.conversation.ports import Refused

    with pytest.raises(Refused) as refused:
        await person.say("x" * 100_000)
    assert refused.value.status == 413
    assert "999" in refused.value.words
    assert (await person.say("help with rent " * 900)).outcome == "unreadable"
    assert (await person.say(COUNCIL_TAX)).outcome == "asked for detail"


async def test_sixty_turns_of_one_conversation_keep_working(person: Person) -> None:
    for turn in range(20):
        assert (await person.say(COUNCIL_TAX)).outcome == ("asked for detail" if turn == 0 else "answered")
        assert (await person.say("how do i get it")).shown == ["council-tax"]
        assert (await person.say("thanks")).outcome == "small talk"


async def test_failing_action_gives_kind_words(person: Person) -> None:
    """The state is spoilt, so that the action itself fails in the middle."""
    from bot.storage.tables import Conversation

    await person.say(COUNCIL_TAX)
    with person.running.bot.store._session.begin() as session:
        row = session.query(Conversation).filter_by(channel="ask", external_id=person.name).one()
        row.state = {"answer": ["not", "an", "id"]}
    heard = await person.say("how do i get it")
    assert heard.outcome == "failed"
    assert "999" in heard.text


async def test_vanished_answer_is_not_a_failure(person: Person) -> None:
    from bot.storage.tables import Conversation

    await person.say("hello")
    with person.running.bot.store._session.begin() as session:
        row = session.query(Conversation).filter_by(channel="ask", external_id=person.name).one()
        row.state = {"answer": "vanished", "offers": ["vanished-too"], "offered": None}
    assert (await person.say("how do i get it")).outcome == "asked for detail"
    assert (await person.say("thats not what i meant")).outcome == "no answer"
