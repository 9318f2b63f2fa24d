"""Stories of a handoff, from the message to its end, on real tables of both kinds with a clock that is told."""

from __future__ import annotations

import pytest

from bot.casework.views import NotAllowed
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import HandoffRequest, Part, Reply
from bot.handoff.machine import NotPossible
from bot.handoff.model import CaseKind
from tests.casework.conftest import AMINA, DEV, ELLEN, JO, KAI, LEAD, ROBIN, SAM, Office, london, press
from tests.conftest import Write

DANGER = "i want to kill myself tonight"


async def test_danger_in_hours_tells_the_adviser_and_the_duty_desk_then_the_cover_then_the_manager(
    office: Office, write: Write
) -> None:
    read = " ".join(await office.says(write, DANGER))
    assert "Amina" in read
    assert "duty desk" in read
    assert office.alerts() == [("Amina", "first"), ("the duty desk", "first")]
    office.clock.forward(minutes=14, seconds=59)
    assert office.tick() == 0
    office.clock.forward(seconds=1)
    assert office.tick() == 1
    assert office.alerts()[2:] == [("Dev", "chased")]
    office.clock.forward(minutes=15)
    office.tick()
    assert office.alerts()[3:] == [("Robin", "chased")]
    office.clock.forward(minutes=30)
    office.tick()
    office.clock.forward(minutes=60)
    office.tick()
    assert [who for who, _ in office.alerts()[4:]] == ["the duty desk", "Robin"] * 2


async def test_a_tap_does_not_stop_the_clock_but_a_contact_does(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.cases.acknowledge(1, AMINA)
    office.clock.forward(minutes=16)
    assert office.tick() == 1
    office.cases.contact_attempted(1, AMINA, "rang them")
    office.clock.forward(hours=5)
    office.tick()
    assert office.alerts()[2:] == [("Dev", "chased")]


async def test_friday_evening_with_everybody_away_over_a_bank_holiday_says_who_reads_it_and_when(
    office: Office, write: Write
) -> None:
    office.clock.now = london("2026-08-28T15:58")  # Friday 16:58 in summer; Monday is a bank holiday
    office.away(AMINA, "2026-08-24", "2026-09-04")
    office.away(DEV, "2026-08-27", kind="sick")
    read = " ".join(await office.says(write, DANGER))
    assert "duty desk" in read
    assert "Amina is away" in read
    assert office.alerts() == [("the duty desk", "first")]
    office.clock.now = london("2026-08-28T18:00")
    office.tick()
    assert len(office.alerts()) == 1
    office.clock.now = london("2026-09-01T08:13")  # Tuesday 9:13: fifteen working minutes have passed
    office.tick()
    assert office.alerts()[1:] == [("the duty desk", "chased")]
    office.clock.now = london("2026-09-01T08:28")
    office.tick()
    assert office.alerts()[2:] == [("Robin", "chased")]


async def test_out_of_hours_nobody_is_told_and_the_person_reads_when_somebody_is_there(
    office: Office, write: Write
) -> None:
    office.clock.now = london("2026-11-28T23:00")  # Saturday night
    read = " ".join(await office.says(write, DANGER))
    assert "Nobody" in read
    assert "Monday" in read
    assert "9" in read
    assert office.alerts() == []
    assert "nobody" not in office.events()
    office.clock.now = london("2026-11-30T09:00")
    office.tick()
    assert office.alerts() == [("Amina", "first"), ("the duty desk", "first")]


async def test_danger_is_told_the_same_while_rasa_is_down(office: Office, write: Write) -> None:
    office.state = "down"
    await office.says(write, DANGER)
    assert office.alerts() == [("Amina", "first"), ("the duty desk", "first")]


async def test_repeated_danger_joins_the_open_case_and_alerts_again(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.clock.forward(minutes=3)
    await office.says(write, "ive got the pills here i will kill myself now")
    assert office.number_of_cases() == 1
    assert office.alerts()[2:] == [("Amina", "repeated-danger"), ("the duty desk", "repeated-danger")]
    assert office.events() == ["raised", "joined"]


async def test_danger_after_the_case_was_closed_raises_a_new_one(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.cases.contact_attempted(1, AMINA, "rang them")
    office.cases.close(1, AMINA, "safe now")
    await office.says(write, DANGER)
    assert office.number_of_cases() == 2


async def test_an_allegation_against_the_adviser_never_reaches_them_or_whom_they_manage(
    office: Office, write: Write
) -> None:
    await office.says(write, "my pa touched me and told me not to tell anyone")
    assert office.case().kind == CaseKind.ALLEGATION.value
    assert office.alerts() == [("the allegations desk", "first")]
    for one in (AMINA, DEV, ROBIN, JO, SAM):
        assert office.cases.worklist(one) == []
        with pytest.raises(NotAllowed):
            office.cases.case(1, one)
        with pytest.raises(NotAllowed):
            office.cases.acknowledge(1, one)
    assert [v.id for v in office.cases.worklist(LEAD)] == [1]
    office.clock.forward(hours=3)
    office.tick()
    assert {who for who, _ in office.alerts()} == {"the allegations desk"}


async def test_another_council_sees_nothing(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    assert office.cases.worklist(ELLEN) == []
    with pytest.raises(NotAllowed):
        office.cases.case(1, ELLEN)


async def test_a_colleague_who_was_not_told_cannot_open_a_case(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    with pytest.raises(NotAllowed):
        office.cases.case(1, SAM)
    office.cases.pass_on(1, JO, SAM)
    assert office.cases.case(1, SAM).view.id == 1


async def test_the_adviser_writes_the_bot_is_quiet_and_takes_the_chat_back_when_their_day_ends(
    office: Office, write: Write
) -> None:
    office.clock.now = london("2026-11-24T16:30")
    await office.says(write, "hello")
    office.rasa.script["can someone ring me"] = Reply(
        outcome=Outcome.HANDED_OFF, parts=[Part(markdown="Done.")], handoff=HandoffRequest(topic=None, verdict="none")
    )
    await office.says(write, "can someone ring me")
    office.cases.seen(1, AMINA)
    office.cases.seen(1, AMINA)
    office.cases.reply(1, AMINA, "Hi Kai, I am here.")
    shown = [m.markdown for who, m in office.told if who == KAI]
    assert sum("has opened this" in m for m in shown) == 1
    assert shown[-1] == "Hi Kai, I am here."
    asked = len(office.rasa.texts)
    assert await office.says(write, "thanks can we talk tomorrow") == []
    assert len(office.rasa.texts) == asked
    assert office.alerts()[-1] == ("Amina", "message")
    office.clock.now = london("2026-11-24T17:00")
    assert office.tick() >= 1
    assert "Amina" in office.told[-1][1].markdown
    assert office.case().chat_with_id is None
    assert await office.says(write, "what is a pathway plan") == ["About what is a pathway plan"]


async def test_danger_while_an_adviser_has_the_chat_gives_the_numbers_and_alerts_again(
    office: Office, write: Write
) -> None:
    await office.says(write, DANGER)
    office.cases.reply(1, AMINA, "I am here.")
    read = " ".join(await office.says(write, "im going to kill myself now"))
    assert "999" in read
    assert ("Amina", "repeated-danger") in office.alerts()


async def test_silence_after_are_you_safe_raises_a_case_and_sends_nothing(office: Office, write: Write) -> None:
    office.rasa.script["i cant do this"] = Reply(
        outcome=Outcome.ASKED_FOR_DETAIL, verdict="sensitive", safe_check=True,
        parts=[Part(markdown="Are you safe right now?")], state={"offered": "safe"},
    )  # fmt: skip
    await office.says(write, "i cant do this")
    office.clock.forward(minutes=9)
    assert office.tick() == 0
    office.clock.forward(minutes=1)
    assert office.tick() == 1
    assert office.case().kind == CaseKind.UNSURE.value
    assert office.alerts() == [("Amina", "first"), ("the duty desk", "first")]
    office.cases.seen(1, AMINA)
    assert office.told == []
    office.tick()
    assert office.number_of_cases() == 1


async def test_an_answer_to_are_you_safe_raises_nothing(office: Office, write: Write) -> None:
    office.rasa.script["i cant do this"] = Reply(
        outcome=Outcome.ASKED_FOR_DETAIL, safe_check=True, parts=[Part(markdown="Are you safe right now?")]
    )
    await office.says(write, "i cant do this")
    await office.says(write, "yes im ok")
    office.clock.forward(minutes=30)
    office.tick()
    assert office.number_of_cases() == 0


async def test_did_they_get_in_touch_no_opens_the_case_again_and_tells_who_was_told(
    office: Office, write: Write
) -> None:
    await office.says(write, DANGER)
    office.cases.contact_attempted(1, AMINA, "rang, no answer")
    office.cases.close(1, AMINA, "no answer")
    office.clock.forward(hours=24)
    assert office.tick() == 1
    assert "get in touch" in office.told[-1][1].markdown
    await office.says(write, "no they didnt")
    assert office.case().state == "open"
    assert office.case().contacted is None
    assert office.alerts()[2:] == [("Amina", "reopened"), ("the duty desk", "reopened")]


async def test_nobody_is_woken_up_by_the_question_whether_they_got_in_touch(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.clock.now = london("2026-11-24T23:30")
    office.cases.contact_attempted(1, AMINA, "rang, no answer")
    for at, asked in (("2026-11-25T23:30", 0), ("2026-11-26T08:59", 0), ("2026-11-26T09:00", 1)):
        office.clock.now = london(at)
        assert office.tick() == asked, at


async def test_not_yet_leaves_case_and_clock_and_is_asked_again_a_day_later(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.cases.contact_attempted(1, AMINA, "rang, no answer")
    office.clock.forward(hours=24)
    office.tick()
    offered = [b.label for b in office.told[-1][1].buttons]
    assert offered == ["Yes, they did", "Not yet, I can wait", "No, tell them again"]
    before, alerts = office.case(), office.alerts()
    office.state = "down"
    read = (await press(office, write, "Not yet, I can wait"))[0]
    assert "it stays open, and Amina can see that you are still waiting" in read
    assert "I ask you again tomorrow 10:00." in read
    after = office.case()
    for kept in ("state", "due", "step", "contacted", "holder_id", "counted_from"):
        assert getattr(after, kept) == getattr(before, kept), kept
    assert office.alerts() == alerts
    assert office.events()[-1] == "not-yet"
    office.clock.forward(hours=23)
    assert office.tick() == 0
    office.clock.forward(hours=1)
    assert office.tick() == 1
    assert "get in touch" in office.told[-1][1].markdown
    assert office.tick() == 0
    await office.says(write, "no they didnt")
    assert office.case().state == "open"


async def test_a_question_about_a_closed_case_offers_no_waiting(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.cases.contact_attempted(1, AMINA, "rang, no answer")
    office.cases.close(1, AMINA, "no answer")
    office.clock.forward(hours=24)
    office.tick()
    assert [b.label for b in office.told[-1][1].buttons] == ["Yes, they did", "No, tell them again"]
    await office.says(write, "not yet")
    assert office.case().state == "open"


async def test_in_a_private_topic_nothing_is_written_without_a_yes(office: Office, write: Write) -> None:
    read = " ".join(await office.says(write, "my boyfriend hits me every night"))
    assert "safe for me to write" in read
    office.cases.seen(1, AMINA)
    assert office.told == []
    with pytest.raises(NotPossible, match="safe to write"):
        office.cases.reply(1, AMINA, "Hi Kai")
    assert not office.cases.case(1, AMINA).view.may_write


async def test_a_case_is_not_closed_without_a_contact_or_a_reason(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    with pytest.raises(NotPossible, match="why you close it"):
        office.cases.close(1, AMINA, "safe now")
    office.cases.close(1, AMINA, "safe now", "Kai is with me at the office.")
    office.cases.close(1, AMINA, "safe now", "again")
    assert office.events().count("closed") == 1


async def test_every_look_and_act_leaves_a_row_in_the_audit(office: Office, write: Write) -> None:
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from bot.storage.case_tables import AuditRow

    await office.says(write, DANGER)
    office.cases.case(1, AMINA)
    office.cases.acknowledge(1, AMINA)
    with Session(office.engine) as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        assert [(r.who, r.what, r.handoff_id) for r in rows] == [
            ("Amina", "looked at the case", 1), ("Amina", "took the case", 1),
        ]  # fmt: skip


async def test_the_clock_change_in_march_counts_working_minutes(office: Office, write: Write) -> None:
    office.clock.now = london("2026-03-27T16:50")  # Friday 16:50, clocks go forward on Sunday
    await office.says(write, DANGER)
    office.clock.now = london("2026-03-30T08:04")  # Monday 9:04 British summer time
    assert office.tick() == 0
    office.clock.now = london("2026-03-30T08:05")
    assert office.tick() == 1
    assert office.alerts()[2:] == [("Dev", "chased")]


async def test_the_clock_change_in_october_counts_working_minutes(office: Office, write: Write) -> None:
    office.clock.now = london("2026-10-23T15:50")  # Friday 16:50 British summer time, clocks go back on Sunday
    await office.says(write, DANGER)
    office.clock.now = london("2026-10-26T09:04")
    assert office.tick() == 0
    office.clock.now = london("2026-10-26T09:05")
    assert office.tick() == 1


async def test_a_reply_that_comes_twice_under_one_key_is_sent_once(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    for _ in range(2):
        office.cases.reply(1, AMINA, "I am here.", key="form:1")
    office.cases.reply(1, AMINA, "Still here.", key="form:2")
    assert [m.markdown for _, m in office.told if m.sender == "adviser"] == ["I am here.", "Still here."]
