"""The menu: every answer in reach, nothing of another council, the typed requests, and what the check finds."""

from __future__ import annotations

import pytest
from tiny_offer import MENU, Offer

from bot.content.live import LiveContent
from bot.content.loader import Content
from bot.content.menu import MOST_BUTTONS, Section, Situation, meant_in, page_of, section_answers, situations_for
from bot.content.model import Audience

COUNCILS = (None, "devon", "leicestershire", "cambridgeshire")


def reachable(content: Content, audience: Audience) -> list[str]:
    return [i for section in content.menu.sections for i in section_answers(content, section, audience)]


@pytest.mark.parametrize("council", COUNCILS)
def test_every_answer_is_reached_once_and_those_of_another_council_never(real: Content, council: str | None) -> None:
    found = reachable(real, Audience(council=council))
    wanted = {a.id for a in real.answers.values() if a.council in (None, council)}
    assert (sorted(found), len(found)) == (sorted(wanted), len(set(found)))


@pytest.mark.parametrize("council", COUNCILS)
@pytest.mark.parametrize("age", [None, 15, 16, 17, 18, 20, 21, 24, 26])
def test_every_situation_that_is_offered_has_at_least_three_answers(
    real: Content, council: str | None, age: int | None
) -> None:
    audience = Audience(council=council, age=age)
    offered = situations_for(real, audience)
    assert len(offered) >= 8
    for situation in offered:
        assert len([i for i in situation.answers if real.answers[i].council in (None, council)]) >= 3, situation.id


def test_what_is_for_children_in_care_is_not_offered_to_a_grown_person(real: Content) -> None:
    assert "still-in-care" in {s.id for s in situations_for(real, Audience(age=17))}
    assert "still-in-care" in {s.id for s in situations_for(real, Audience())}
    assert "still-in-care" not in {s.id for s in situations_for(real, Audience(age=22))}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("show me everything about housing", "accommodation"),
        ("what can I ask about MONEY?", "finances"),
        ("im moving out next month what do i need to know", "own-place"),
        ("tell me everything about moving into my own flat", "own-place"),
        ("i’m pregnant, what is there", "parent"),
        ("everything on complaints", "rights"),
        ("what can i ask", None),
        ("menu", None),
        ("somebody", None),
    ],
)
def test_a_typed_request_leads_to_what_it_names(real: Content, typed: str, wanted: str | None) -> None:
    found = meant_in(real.menu, typed, Audience())
    name = found.area.value if isinstance(found, Section) else found.id if isinstance(found, Situation) else None
    assert name == wanted


def test_a_page_leaves_room_for_the_next_one() -> None:
    pages, start = [], 0
    while True:
        shown, after = page_of("abcdefghijk", start, 4)
        pages.append("".join(shown))
        assert len(shown) + (after is not None) <= 4
        if after is None:
            break
        start = after
    assert pages == ["abc", "def", "ghi", "jk"]
    assert page_of("abcd", 0, 4) == (list("abcd"), None)
    assert page_of("abcd", 9, 4) == (list("abcd"), None), "a list that has become shorter begins again"


def test_the_order_of_the_file_counts_and_the_rest_follows_by_label(offer: Offer) -> None:
    content = offer.content()
    finances = content.menu.section("finances")
    assert finances
    assert section_answers(content, finances, Audience()) == ["first-home", "council-tax"]
    offer.edit(MENU, "answers: [first-home]", "answers: [council-tax]")
    content = offer.content()
    finances = content.menu.section("finances")
    assert finances
    assert section_answers(content, finances, Audience()) == ["council-tax", "first-home"]


FAULTS = [
    ("answers: [first-home]", "answers: [first-hom]", "names the answer “first-hom”, which does not exist"),
    ("answers: [first-home]", "answers: [adviser]", "is of the area eligibility, not finances"),
    ("answers: [first-home]", "answers: [first-home, first-home]", "stands twice in this section"),
    ("answers: [council-tax, first-home]", "answers: [counciltax]", "“counciltax”, which does not exist"),
    ("answers: [council-tax, first-home]", "answers: [council-tax, council-tax]", "stands twice in this situation"),
    ("answers: [council-tax, first-home]", "answers: []", "“situations.0.answers”"),
    ("answers: [council-tax, first-home]", "answers:", "“situations.0.answers”"),
    ("label: Money", "label: Money and everything that has to do with money", "characters, and 40 fit"),
    ("label: Money", 'label: ""', "“sections.0.label”"),
    ("label: I have no money", "label: Money", "The label “Money” stands twice"),
    ("area: finances", "area: cash", "is not one of the words allowed"),
    ("area: finances", "area: urgent", "“urgent” stands twice in the menu"),
    ("words: [cash]", "words: [crisis help]", "The words “crisis help” stand twice"),
    ("to_age: 25", "to_age: 12", "its `to_age` is below its `from_age`"),
    ("council: leicestershire", "council: narnia", "places.yml has no council “narnia”"),
    ("intro: Start", "introo: Start", "this field is not known"),
    ("sections:", "section:", "this field is missing"),
]


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS, ids=[problem for _, _, problem in FAULTS])
def test_mistakes_in_the_menu_are_found_with_their_line(offer: Offer, old: str, new: str, problem: str) -> None:
    assert [fault for fault in offer.faults() if fault[0] == MENU] == []
    offer.edit(MENU, old, new)
    found = [fault for fault in offer.faults() if problem in fault[2]]
    assert [name for name, _, _ in found] == [MENU]
    assert 1 <= found[0][1] <= len(offer.read(MENU).splitlines())


def test_an_answer_in_no_section_is_a_fault_of_the_answer(offer: Offer) -> None:
    offer.edit(MENU, "  - area: eligibility\n    label: My adviser\n", "")
    wanted = (
        "england/eligibility/adviser.md",
        5,
        "The answer is of the area eligibility, which the menu does not have.",
    )
    assert wanted in offer.faults()


def test_a_changed_menu_is_live_and_a_broken_one_is_refused(offer: Offer) -> None:
    served = LiveContent(offer.folder)
    offer.edit(MENU, "label: Money", "label: Money and bills")
    assert served.reload()
    assert served.content.menu.sections[0].label == "Money and bills"
    offer.edit(MENU, "label: Money and bills", "labell: Money")
    assert not served.reload()
    assert served.content.menu.sections[0].label == "Money and bills"


def test_a_message_never_has_more_buttons_than_a_channel_shows() -> None:
    assert MOST_BUTTONS == 8
