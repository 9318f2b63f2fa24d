"""The register: whole, honest about what may not be shown, and with days on which its amounts change."""

from __future__ import annotations

import datetime as dt

import pytest
from tiny_offer import ADVISER, MONEY, TODAY, Offer

from bot.content.checks.belongs import OUTSIDE_AREAS
from bot.content.loader import Content
from bot.content.model import OUTSIDE_THE_TEAM, WHO_CAN_TELL
from bot.content.values import NoValue, value_on

ASK = "  ask_instead: [adviser]\n"
ROWS = {  # how many facts each letter of the facts file has
    "U": 31, "E": 27, "H": 19, "R": 11, "D": 17, "W": 15, "P": 6, "S": 16, "A": 22, "F": 21, "C": 18, "N": 22, "L": 26,
    "M": 21, "O": 11,
}  # fmt: skip
NOTES = {"M22", "M23"}  # notes of the facts file that have no id there
PAPERS = {  # no web page
    "LGA-2024",
    "CYPN-2019",
    "LEICS-2020",
    "LEICS-PANEL-2019",
    "CAMBS-OFFER-2019",
    "APP-LISTS",
    "WDEVON",
    "WALES-CT",
}
NEVER_SHOWN = [
    "U26", "H07", "H10", "H17", "H19", "R05", "R07", "S05", "S11", "S14", "A20", "C16", "N15", "L25", "M21", "M23",  # G
    "L01", "L07", "L08", "L22", "L23", "M02", "N18", "N19", "O01", "O02", "O03", "O04", "O05", "O07", "O10", "A07",
]  # fmt: skip


def test_every_fact_of_the_facts_file_is_there(real: Content) -> None:
    wanted = {f"{letter}{number:02}" for letter, most in ROWS.items() for number in range(1, most + 1)}
    assert set(real.facts) == wanted | NOTES


def test_what_must_never_be_shown_is_hidden_with_its_reason(real: Content) -> None:
    assert {fact.id for fact in real.facts.values() if not fact.show} == set(NEVER_SHOWN)
    assert all(real.facts[name].why_hidden for name in NEVER_SHOWN)


def test_every_fact_that_is_shown_has_a_day_to_check_it_and_a_source(real: Content) -> None:
    for fact in real.facts.values():
        if fact.show:
            assert fact.check_by, fact.id
            assert fact.sources, fact.id
            assert set(fact.sources) <= set(real.sources), fact.id
            assert any(char.isdigit() for char in fact.dated) or fact.dated == "n.d.", (fact.id, fact.dated)


def test_every_source_has_its_own_title_and_an_address(real: Content) -> None:
    assert {key for key, source in real.sources.items() if not source.address} == PAPERS
    titles = [source.title for source in real.sources.values()]
    assert len(titles) == len(set(titles))


def test_what_changes_on_a_known_day_has_an_end(real: Content) -> None:
    ends = {("W04", "adult"): (2027, 3, 31), ("F08", "under25"): (2027, 4, 12), ("S13", "amount"): (2027, 3, 31),
            ("F12", "hours"): (2029, 3, 31), ("W06", "time"): (2026, 12, 31)}  # fmt: skip
    for (fact, name), end in ends.items():
        assert value_on(real.facts[fact], name, TODAY).end == dt.date(*end)
    with pytest.raises(NoValue):
        value_on(real.facts["F08"], "under25", dt.date(2027, 4, 13))


@pytest.mark.parametrize(("fact", "name", "start"), [
    ("F01", "amount", "2023-04-01"), ("F08", "under25", "2026-04-13"), ("W01", "total", "2023-08-01"),
    ("W04", "adult", "2026-04-01"), ("S13", "amount", "2026-04-01"), ("H18", "week_amount", "2026-04-01"),
])  # fmt: skip
def test_amount_begins_on_its_day(real: Content, fact: str, name: str, start: str) -> None:
    assert value_on(real.facts[fact], name, TODAY).start == dt.date.fromisoformat(start)


def test_hidden_facts_that_people_ask_about_are_answered_by_who_can_tell(real: Content) -> None:
    gaps = {name for answer in real.answers.values() for name in answer.fields.gaps}
    gaps |= {name for layer in real.layers.values() for name in layer.fields.gaps}
    asked = {fact.id for fact in real.facts.values() if not fact.show and not fact.history} - {"M23"}
    assert gaps == asked
    for name in asked:
        fact = real.facts[name]
        assert fact.ask_instead, name
        assert fact.area not in OUTSIDE_AREAS or OUTSIDE_THE_TEAM & set(fact.ask_instead), name
    assert OUTSIDE_THE_TEAM & set(real.facts["R07"].ask_instead)


def test_leaving_care_rights_are_owed_by_the_responsible_council(real: Content) -> None:
    owed = [f"E{number:02}" for number in range(1, 28) if number != 25]
    for name in [*owed, "A01", "A02", "A06", "D04", "F01", "C02", "C06"]:
        assert real.facts[name].applies_by == "responsible", name


@pytest.mark.parametrize("who", sorted(WHO_CAN_TELL))
def test_gap_is_in_order_when_somebody_who_knows_is_named(offer: Offer, who: str) -> None:
    offer.edit(MONEY, ASK, f"  ask_instead: [{who}]\n")
    offer.edit(ADVISER, "facts: []", "facts: []\ngaps: [F03]")
    offer.edit(ADVISER, "Your personal adviser helps you plan.", f"I don't know. The {WHO_CAN_TELL[who][0]} can tell.")
    assert not [fault for fault in offer.faults() if "F03" in fault[2]]


@pytest.mark.parametrize(("who", "text"), [
    ("[gp]", "Your personal adviser helps you plan."),
    ("[solicitor, advocate]", "Ask someone you trust."),
    ("[gov-uk]", "Look on the website of the government."),
])  # fmt: skip
def test_gap_without_anybody_named_is_a_fault(offer: Offer, who: str, text: str) -> None:
    offer.edit(MONEY, ASK, f"  ask_instead: {who}\n")
    offer.edit(ADVISER, "facts: []", "facts: []\ngaps: [F03]")
    offer.edit(ADVISER, "Your personal adviser helps you plan.", text)
    line = offer.line(ADVISER, "gaps")
    assert (ADVISER, line, "“adviser” cannot tell F03, and does not say who can.") in offer.faults()


def test_on_health_somebody_outside_the_team_must_be_named(offer: Offer) -> None:
    below = '\n  sources: [GUIDE]\n  dated: "2019"'
    offer.edit(MONEY, f"area: finances{below}", f"area: health{below}")
    offer.edit(MONEY, ASK, "  ask_instead: [adviser, gp]\n")
    offer.edit(ADVISER, "facts: []", "facts: []\ngaps: [F03]")
    assert "“adviser” cannot tell F03, and does not say who can." in offer.report()
    offer.edit(ADVISER, "helps you plan.", "helps you plan. A doctor can tell.")
    assert "F03" not in offer.report()


@pytest.mark.parametrize(("gaps", "problem"), [
    ("[F99]", "There is no fact F99 in the register."),
    ("[F01]", "F01 is under `gaps`, but it may be shown."),
    ("F03", "“gaps”: this must be a list."),
])  # fmt: skip
def test_gap_that_is_none_is_a_fault(offer: Offer, gaps: str, problem: str) -> None:
    offer.edit(ADVISER, "facts: []", f"facts: []\ngaps: {gaps}")
    assert problem in offer.report()


@pytest.mark.parametrize(("added", "problem"), [
    ("", "F03 may not be shown, and does not say who can tell instead."),
    ("  ask_instead: [uncle]\n", "“uncle” is not one of the words allowed."),
    ("  ask_instead: [adviser]\n  area: health\n", "On health somebody outside the council's team must be able"),
])  # fmt: skip
def test_hidden_fact_must_say_who_can_tell(offer: Offer, added: str, problem: str) -> None:
    offer.edit(MONEY, ASK, added)
    if "area: health" in added:
        offer.edit(MONEY, "  area: finances\n  sources: [GUIDE]", "  sources: [GUIDE]")
    assert problem in offer.report()


def test_history_needs_nobody_who_can_tell(offer: Offer) -> None:
    offer.edit(MONEY, ASK, "  history: true\n")
    assert "F03" not in offer.report()


def test_fact_that_is_shown_names_nobody_else(offer: Offer) -> None:
    offer.edit(MONEY, "confidence: V\n", f"confidence: V\n{ASK}")
    assert "only a hidden fact has `ask_instead`" in offer.report()


def test_who_checked_a_fact_live_and_when_is_kept(offer: Offer) -> None:
    offer.edit(MONEY, "confidence: V\n", "confidence: V\n  checked: {by: Ada Bell, on: 2026-10-02}\n")
    checked = offer.content().facts["F01"].checked
    assert checked
    assert (checked.by, checked.on) == ("Ada Bell", dt.date(2026, 10, 2))
