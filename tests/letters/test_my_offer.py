"""“My offer”: what is on the list for whom, in which group, and how it is shown."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from acting import act

from actions.answers import ActionInform
from actions.my_offer import LINES, ActionMyOffer
from bot.channels.web.rendering import paper_html
from bot.content.loader import Content
from bot.content.model import Audience, Right
from bot.conversation.reply import Reply
from bot.my_offer.assemble import Offer, assemble

DAY = dt.date(2026, 11, 24)
AGES = (None, 15, 16, 17, 18, 20, 21, 24, 25, 30)


def offer(real: Content, *statuses: str, **known: Any) -> Offer:
    return assemble(real, Audience(**known), DAY, statuses)


def answers(offer: Offer) -> set[str]:
    return {line.answer for line in (*offer.rights, *offer.extras)}


def show(state: dict[str, Any] | None = None, **known: Any) -> Reply:
    return act(ActionMyOffer(), intent="my_offer", text="show me my offer", state=state, **known)


@pytest.mark.parametrize("age", AGES)
def test_every_council_and_age_has_rights_and_extras_in_whole_lines(real: Content, age: int | None) -> None:
    for council in real.councils.values():
        if council.nation == "england":
            found = offer(real, council=council.id, age=age)
            assert len(found.rights) >= 3
            assert len(found.extras) >= 3
            for line in (*found.rights, *found.extras):
                assert line.facts
                assert not {"{", "}", "\n"} & set(line.text)
                assert "cannot look up" not in line.text


def test_each_answer_stands_once_for_one_age(real: Content) -> None:
    for age in AGES[1:]:
        for council in ("leicestershire", "cambridgeshire", "devon"):
            lines = offer(real, council=council, age=age)
            ids = [line.answer for line in (*lines.rights, *lines.extras)]
            assert len(ids) == len(set(ids))


def test_a_right_is_never_called_an_extra(real: Content) -> None:
    for item in real.my_offer.items:
        wrong = Right.EXTRA if item.group == "right" else Right.RIGHT
        if item.council is None:  # what one council has beyond a right is an extra
            assert real.answers[item.answer].fields.right is not wrong, item.answer


def test_the_councils_own_line_takes_the_place_of_the_national_one(real: Content) -> None:
    def tax(council: str) -> set[str]:
        found = offer(real, council=council, age=19)
        return {fact for line in found.extras if line.answer == "council-tax" for fact in line.facts}

    assert tax("leicestershire") == {"L03"}
    assert tax("cambridgeshire") == {"M08"}
    assert tax("devon") == {"F10"}


def test_what_one_council_has_is_on_its_list_only(real: Content) -> None:
    assert "sypac" in answers(offer(real, council="leicestershire", age=19))
    assert "sypac" not in answers(offer(real, council="cambridgeshire", age=19))
    assert "sypac" not in answers(offer(real))


def test_age_decides(real: Content) -> None:
    assert "adviser-until-25" in answers(offer(real, age=19))
    assert "adviser-after-21" not in answers(offer(real, age=19))
    assert "adviser-after-21" in answers(offer(real, age=22))
    assert "money-at-16-17" not in answers(offer(real, age=18))
    assert not {"adviser-after-21", "council-tax", "setting-up-home-money"} & answers(offer(real, age=25))
    assert "see-my-file" in answers(offer(real, age=40))


def test_when_the_age_is_not_known_the_line_says_for_whom_it_is(real: Content) -> None:
    lines = {line.answer: line.text for line in offer(real).rights}
    assert lines["money-at-16-17"].endswith("(if you are under 18)")


def test_the_entitlement_check_decides(real: Content) -> None:
    long_enough, short = offer(real, "former-relevant", age=19), offer(real, "qualifying", age=19)
    assert {"pathway-plan", "university-bursary"} <= answers(long_enough)
    assert "not-long-enough" not in answers(long_enough)
    assert not {"pathway-plan", "university-bursary", "setting-up-home-money"} & answers(short)
    assert "not-long-enough" in answers(short)
    assert {"pathway-plan", "not-long-enough"} <= answers(offer(real, "former-relevant", "qualifying", age=19))
    assert answers(offer(real, "none", age=19)) < answers(short)


ENOUGH = {"age": "19", "ended": "own", "weeks": "enough", "at_16": "yes"}


def checked(**answers: str) -> dict[str, Any]:
    return {"entitlement": {"status": None, "may_be": [], "answers": answers, "day": "2026-11-01"}}


def test_what_the_check_came_to_is_told(real: Content) -> None:
    reply = show(age=19, state=checked(**ENOUGH))
    assert "From the check you did" in reply.parts[0].markdown
    assert "E04" in reply.facts
    assert "entitlement" not in {b.data.get("interview") for part in reply.parts for b in part.buttons}
    assert reply.paper is not None
    assert "not in care long enough" not in reply.paper.markdown


def test_a_check_that_left_it_open_leaves_nothing_out(real: Content) -> None:
    reply = show(age=19, state=checked())
    assert "how long you were in care" in reply.parts[0].markdown
    assert reply.paper is not None
    assert "not in care long enough" in reply.paper.markdown


def test_who_has_turned_18_since_the_check_gets_the_list_of_a_grown_person(real: Content) -> None:
    paper = show(age=18, state=checked(**{**ENOUGH, "age": "17"})).paper
    assert paper is not None
    assert "Help to find and keep a home" in paper.markdown
    assert "A home at 16 and 17" not in paper.markdown


def test_in_wales_the_rights_towards_the_english_council_stay_and_english_rules_go(real: Content) -> None:
    found = answers(offer(real, council="leicestershire", lives_in="wales", age=19))
    assert {"adviser-until-25", "setting-up-home-money"} <= found
    assert not {"council-tax", "one-bed-rate", "priority-need", "college-bursary"} & found


def test_the_chat_shows_a_part_of_each_group_with_amount_source_and_that_nobody_checked_it(real: Content) -> None:
    reply = show(council="leicestershire", age=19)
    rights, extras = reply.parts
    assert rights.markdown.count("\n- ") == extras.markdown.count("\n- ") == LINES
    assert "£3,000" in extras.markdown
    assert all("not yet checked" in part.markdown for part in reply.parts)
    assert all(len(part.markdown) < 2000 for part in reply.parts)
    check = real.interviews["entitlement"].choice
    assert [b.label for b in rights.buttons] == ["More legal rights", "More about one of these rights", check]
    assert (reply.outcome.value, "L03" in reply.facts, reply.shown) == ("answered", True, [])


def test_the_facts_told_are_those_that_can_be_read(real: Content) -> None:
    reply = show(council="devon", age=22)
    first = assemble(real, Audience(council="devon", age=22), DAY)
    wanted = [f for line in (*first.rights[:LINES], *first.extras[:LINES]) for f in line.facts]
    assert reply.facts == list(dict.fromkeys(wanted))


def test_without_age_and_council_the_general_list_comes_and_they_are_asked_for(real: Content) -> None:
    reply = show()
    assert (reply.outcome.value, reply.state["asked"]) == ("asked for detail", ["council", "age"])
    assert "Which council" in reply.parts[-1].markdown
    assert reply.paper is not None
    assert reply.parts[1].paper_link


def test_what_is_told_then_makes_the_list_anew(real: Content) -> None:
    first = show(council="leicestershire")
    assert first.state["asked"] == ["age"]
    again = act(ActionInform(), intent="inform", text="17", state=first.state, council="leicestershire")
    assert "a care leaver of 17" in again.parts[0].markdown
    assert again.paper is not None
    assert "a care leaver of 17" in again.paper.markdown


def test_all_lines_are_reached_by_the_buttons(real: Content) -> None:
    seen, data = 0, {"group": "right", "start": "0"}
    while data:
        reply = act(ActionMyOffer(), intent="my_offer", button={"intent": "my_offer", **data}, age=19)
        seen += reply.parts[0].markdown.count("\n- ")
        data = next((b.data for b in reply.parts[0].buttons if b.label == "More legal rights"), {})
    assert seen == len(offer(real, age=19).rights)


def test_one_of_the_lines_leads_to_its_answer(real: Content) -> None:
    button = {"intent": "my_offer", "group": "right", "start": "0", "pick": "yes"}
    reply = act(ActionMyOffer(), intent="my_offer", button=button, age=19)
    assert reply.outcome.value == "choices offered"
    assert {b.data.get("answer") for b in reply.parts[0].buttons} >= {"adviser-until-25", "pathway-plan"}
    assert reply.parts[0].buttons[-1].intent == "my_offer"
    assert len(reply.parts[0].buttons) <= 8


def test_a_council_outside_england_is_told_so(real: Content) -> None:
    reply = show(council="wales", age=19)
    assert (reply.outcome.value, reply.paper) == ("out of scope", None)


def test_the_paper_holds_everything_with_every_source(real: Content) -> None:
    paper = show(council="leicestershire", age=19).paper
    assert paper is not None
    found = offer(real, council="leicestershire", age=19)
    for line in (*found.rights, *found.extras):
        assert line.text in paper.markdown
    assert "a care leaver of 19, looked after by Leicestershire County Council" in paper.markdown
    assert "24 November 2026" in paper.markdown
    html = paper_html(paper.markdown)
    assert html.count("<h2>") == 4
    assert html.count("not yet checked") >= 10


def test_an_answer_whose_check_is_long_overdue_is_left_out(real: Content) -> None:
    late = assemble(real, Audience(age=19), dt.date(2029, 1, 1))
    assert "council-tax" not in answers(late)
