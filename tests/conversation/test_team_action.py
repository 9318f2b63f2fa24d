"""Who is in the team: names and roles in the chat, made-up people marked, and the way to the photos."""

from __future__ import annotations

import pytest
from turns import buttons, press, turn

from actions.answers import give_answer
from actions.team import ActionTeam
from bot.content.live import LiveContent
from bot.conversation.outcomes import Outcome

TEAM = ActionTeam()
MADE_UP = "(made up, for the demonstration)"


def text(content: LiveContent, **given: object) -> str:
    reply = TEAM.reply(turn(content.content, "who is in the leaving care team", **given))
    return reply.parts[0].markdown


def test_names_and_roles_are_shown_and_marked_as_made_up(content: LiveContent) -> None:
    shown = text(content, council="leicestershire")
    assert f"- **Robin Vale** {MADE_UP}, team manager" in shown
    assert f"- **Kit Arden** {MADE_UP}, participation officer" in shown
    assert shown.count(MADE_UP) == 5
    assert "[See their photos, and what each one does](/team/leicestershire)" in shown


def test_where_a_council_is_connected_made_up_people_are_not_shown(content: LiveContent) -> None:
    shown = text(content, council="leicestershire", alerts=True)
    assert "Robin" not in shown
    assert "Kit" not in shown
    assert "/team/" not in shown
    assert "I don't have the names of the people in this team yet" in shown
    assert "ask for the leaving care team's duty worker" in shown


def test_telegram_gets_a_link_only_where_the_bot_has_a_public_address(content: LiveContent) -> None:
    assert "/team/" not in text(content, council="leicestershire", channel="telegram")
    shown = text(content, council="leicestershire", channel="telegram", public_url="https://bot.example/")
    assert "(https://bot.example/team/leicestershire)" in shown


def test_the_ways_to_reach_the_team_come_from_the_register_with_their_source(content: LiveContent) -> None:
    reply = TEAM.reply(turn(content.content, "who is in the team", council="cambridgeshire"))
    shown = reply.parts[0].markdown
    assert "Ring the duty line on 01480 379493" in shown
    assert "From " in shown
    assert "M06" in reply.facts


def test_without_a_council_it_asks_which_and_each_button_shows_its_team(content: LiveContent) -> None:
    asked = turn(content.content, "who is in the team")
    reply = TEAM.reply(asked)
    assert reply.outcome is Outcome.ASKED_FOR_DETAIL
    assert (reply.state["asked"], reply.state["answer"]) == (["council"], "contact-leaving-care-team")
    choice = next(b for b in buttons(reply) if b.label == "Leicestershire")
    assert "Robin Vale" in TEAM.reply(press(asked, choice)).parts[0].markdown


def test_a_council_without_a_team_file_is_told_so(content: LiveContent) -> None:
    assert "I don't know who is in the leaving care team of Devon County Council" in text(content, council="devon")


@pytest.mark.parametrize(("council", "offered"), [("leicestershire", True), (None, True), ("devon", False)])
def test_the_answer_about_reaching_the_team_has_its_button(
    content: LiveContent, council: str | None, offered: bool
) -> None:
    reply = give_answer(turn(content.content, council=council), "contact-leaving-care-team")
    assert reply
    assert ("Who is in the team" in [b.label for b in buttons(reply)]) == offered
    reply = give_answer(turn(content.content, council=council), "council-tax")
    assert reply
    assert "Who is in the team" not in [b.label for b in buttons(reply)]


def test_the_council_named_in_the_question_comes_before_the_persons_own(content: LiveContent) -> None:
    entities = [{"entity": "place", "value": "cambridgeshire", "start": 0, "end": 5}]
    assert "Marcus Bell" in text(content, council="leicestershire", entities=entities)
