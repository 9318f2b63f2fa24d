"""“Who is my adviser?”, “I want to come back”, and what is said when the council's list knows otherwise."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.answers import ActionInform, give_answer
from actions.handoff import ActionAffirm
from actions.my_adviser import ActionComeBack, ActionMyAdviser
from actions.permission import ActionHuman
from actions.turn import Turn
from bot.content.live import LiveContent, serve
from bot.content.model import Audience
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Reply
from bot.handoff.model import CaseKind
from bot.handoff.outlook import Outlook, Told
from bot.people.card import AdviserCard

DAY = dt.date(2026, 3, 2)  # a Monday
AMINA = AdviserCard(
    name="Amina Yusuf", role="personal adviser", phone="01632 960102", email="amina@council.example", photo=True,
    hours="Monday to Thursday 9:00 to 17:00", own_hours=True, at_work=True, council="leicestershire",
    team_phone="01632 960100",
)  # fmt: skip
LINKED = Outlook(
    council_name="Leicestershire", linked=True, first_name="Jade", adviser="Amina Yusuf", nobody=False,
    sensitive=Told(names=("Amina Yusuf",)),
)  # fmt: skip


def turn(content: LiveContent, text: str = "", **given: Any) -> Turn:
    fields = {
        "intent": "my_adviser", "learnt": {}, "state": {}, "button": {}, "verdict": "none", "topic": None, "ask": False,
        "channel": "web", "day": DAY, "found": [], "audience": Audience(council="leicestershire", age=22),
        "alerts": True,
        "adviser": "Amina Yusuf",
    }  # fmt: skip
    return Turn(content=content.content, text=text, **{**fields, **given})


def text(reply: Reply | None) -> str:
    assert reply is not None
    return "\n\n".join(part.markdown for part in reply.parts)


def test_a_linked_person_is_told_name_hours_and_how_to_reach_them(content: LiveContent) -> None:
    assert text(ActionMyAdviser().reply(turn(content, card=AMINA))) == (
        "**Amina Yusuf** is your personal adviser.\n\n"
        "Amina Yusuf works Monday to Thursday 9:00 to 17:00. Amina Yusuf should be at work now.\n\n"
        "- Ring or text: 01632 960102\n- E-mail: amina@council.example\n\n"
        "[See the photo on the team's page](/team/leicestershire)"
    )


def test_on_leave_it_names_the_day_and_who_stands_in(content: LiveContent) -> None:
    away = {
        "away": True,
        "at_work": False,
        "back": dt.date(2026, 3, 5),
        "cover": "Dev Marsh",
        "cover_phone": "01632 960103",
    }
    said = text(ActionMyAdviser().reply(turn(content, card=AMINA.model_copy(update=away))))
    assert "Amina Yusuf is away, and back on Thursday. Dev Marsh stands in: 01632 960103." in said
    assert "should be at work" not in said
    assert "If you can't reach anybody, ring the duty desk: 01632 960100." in said


def test_away_without_an_end_it_does_not_guess_one(content: LiveContent) -> None:
    away = AMINA.model_copy(update={"away": True, "at_work": False})
    assert "is away at the moment. I don't know until when." in text(ActionMyAdviser().reply(turn(content, card=away)))


def test_in_the_evening_it_names_the_next_day(content: LiveContent) -> None:
    evening = AMINA.model_copy(update={"at_work": False, "next_at_work": dt.date(2026, 3, 3)})
    assert "The next working day is tomorrow." in text(ActionMyAdviser().reply(turn(content, card=evening)))


def test_telegram_gets_the_photo_only_where_there_is_a_public_address(content: LiveContent) -> None:
    hidden = turn(content, card=AMINA, channel="telegram")
    shown = turn(content, card=AMINA, channel="telegram", public_url="https://bot.example")
    assert "/team/" not in text(ActionMyAdviser().reply(hidden))
    assert "(https://bot.example/team/leicestershire)" in text(ActionMyAdviser().reply(shown))


def test_a_made_up_adviser_is_marked(content: LiveContent) -> None:
    demo = AMINA.model_copy(update={"demo": True})
    assert "This is a demonstration. Amina Yusuf is made up." in text(ActionMyAdviser().reply(turn(content, card=demo)))


def test_a_record_without_an_adviser_says_so_and_gives_the_desk(content: LiveContent) -> None:
    none = AdviserCard(council="leicestershire", team_phone="01632 960100")
    said = text(ActionMyAdviser().reply(turn(content, card=none, adviser=None)))
    assert said.startswith("The council's list names no adviser for you at the moment.")
    assert "01632 960100" in said


def test_somebody_who_is_not_linked_is_told_how_to_and_how_to_reach_the_team(content: LiveContent) -> None:
    reply = ActionMyAdviser().reply(turn(content, adviser=None))
    assert "ask your adviser for a link code, and type it here" in reply.parts[0].markdown
    assert len(reply.parts) > 1


def test_coming_back_gives_the_rights_and_asks_first(content: LiveContent) -> None:
    reply = ActionComeBack().reply(turn(content, "i want to come back", intent="come_back"))
    assert "It is not too late" in reply.parts[0].markdown
    assert reply.parts[-1].markdown == "Shall I tell the duty desk of Leicestershire that you want to come back?"
    assert (reply.outcome, reply.handoff) == (Outcome.HANDOFF_OFFERED, None)
    assert "come_back" not in {b.intent for part in reply.parts for b in part.buttons}


@pytest.mark.parametrize("by_button", [True, False])
def test_after_a_yes_it_goes_to_the_duty_desk_as_a_case_of_its_own(content: LiveContent, by_button: bool) -> None:
    asked = ActionComeBack().reply(turn(content, intent="come_back"))
    tell = asked.parts[-1].buttons[0]
    if by_button:
        yes = turn(
            content,
            intent="offer_adviser",
            button={"intent": tell.intent, **tell.data},
            state=asked.state,
            outlook=LINKED,
        )
        reply: Reply | None = ActionHuman().reply(yes)
    else:
        reply = ActionAffirm().reply(turn(content, "yes", intent="affirm", state=asked.state, outlook=LINKED))
    assert reply is not None
    assert reply.handoff is not None
    assert (reply.handoff.case_kind, reply.handoff.route) == (CaseKind.COME_BACK, "duty")


def test_a_later_wish_for_a_human_is_no_longer_about_coming_back(content: LiveContent) -> None:
    asked = ActionComeBack().reply(turn(content, intent="come_back"))
    later = turn(content, intent="offer_adviser", button={"intent": "offer_adviser"}, state=asked.state, outlook=LINKED)
    reply = ActionHuman().reply(later)
    assert reply.handoff is not None
    assert reply.handoff.case_kind is CaseKind.HUMAN


def test_the_answer_about_coming_back_has_its_button(content: LiveContent) -> None:
    for answer, there in (("adviser-after-21", True), ("council-tax", False)):
        reply = give_answer(turn(content), answer)
        assert reply
        assert ("come_back" in {b.intent for part in reply.parts for b in part.buttons}) == there


def from_tracker(content: LiveContent, text: str, entities: list[dict[str, Any]], record: list[str]) -> Turn:
    serve(content)
    message = {
        "text": text, "intent": {"name": "inform"}, "entities": entities,
        "metadata": {
            "profile": {"council": "leicestershire", "lives_in": None, "age": 20}, "state": {},
            "today": DAY.isoformat(),
            "channel": "web", "record": record, "adviser": "Amina Yusuf",
        },
    }  # fmt: skip
    return Turn.from_tracker(Tracker("c1", {}, message, [], False, None, {}, None))


def test_an_age_that_the_list_knows_otherwise_is_not_taken_over_and_not_passed_over(content: LiveContent) -> None:
    age = [{"entity": "age", "value": 22, "start": 3, "end": 5}]
    linked = from_tracker(content, "im 22", age, ["council", "age"])
    assert (linked.audience.age, linked.learnt, linked.differs) == (20, {}, {"age": 22})
    said = text(ActionInform().reply(linked))
    assert "The council's list says that you are 20, so I go by that. If it is wrong, tell Amina Yusuf." in said
    not_linked = from_tracker(content, "im 22", age, [])
    assert (not_linked.audience.age, not_linked.differs) == (22, {})


def test_another_responsible_council_is_told_and_where_they_live_is_kept(content: LiveContent) -> None:
    kent = [{"entity": "place", "value": "kent", "start": 14, "end": 18}]
    linked = from_tracker(content, "my council is kent", kent, ["council", "age"])
    assert linked.audience.council == "leicestershire"
    if linked.differs:
        assert "Leicestershire County Council is responsible for you" in text(ActionInform().reply(linked))
    moved = from_tracker(content, "i moved to kent", [{**kent[0], "start": 11, "end": 15}], ["council", "age"])
    assert (moved.audience.council, moved.audience.lives_in) == ("leicestershire", "kent")
