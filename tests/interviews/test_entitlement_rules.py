"""What the rules of entitlement.yml make of answers; every combination of them gives a status."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.live import LiveContent
from bot.entitlement.evaluate import Assessment, assess_entitlement, holds, settle
from bot.entitlement.model import EntitlementRules
from bot.interviews.model import UNKNOWN, Interview

AGES = [str(age) for age in range(10, 31)] + [UNKNOWN]
ENDED = ["still", "turned_18", "home", "guardian", "custody", "own", "other", UNKNOWN]
WEEKS = ["enough", "short", UNKNOWN]
YES_NO = ["yes", "no", UNKNOWN]


@pytest.fixture(scope="module")
def rules(content: LiveContent) -> EntitlementRules:
    assert content.content.entitlement is not None
    return content.content.entitlement


@pytest.fixture(scope="module")
def check(content: LiveContent) -> Interview:
    return content.content.interviews["entitlement"]


def lines(assessment: Assessment, *, sure: bool | None = None) -> set[str]:
    """The answers that the entitlements point at."""
    return {i.entitlement.answer for i in assessment.items if sure is None or i.sure is sure}


def test_every_combination_gives_a_status(rules: EntitlementRules) -> None:
    for age, ended, weeks, at_16, private, from_care in product(AGES, ENDED, WEEKS, YES_NO, YES_NO, YES_NO):
        answers = {
            "age": age, "ended": ended, "weeks": weeks, "at_16": at_16, "private": private, "from_care": from_care,
        }  # fmt: skip
        found = assess_entitlement(rules, answers)
        assert found.statuses
        assert set(found.statuses) <= rules.statuses.keys()
        assert not (found.sure and len(found.statuses) > 1)
        assert found.items or found.statuses == ("none",)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["age", "ended", "weeks", "at_16", "private", "busy", "lives"]), st.text()))
def test_strange_answers_never_break_it(rules: EntitlementRules, answers: dict[str, str]) -> None:
    assert assess_entitlement(rules, answers).statuses


@pytest.mark.parametrize("key", ["age", "ended", "weeks", "at_16", "private", "from_care"])
def test_not_knowing_only_widens(rules: EntitlementRules, key: str) -> None:
    """Whatever is possible with an answer is still possible when that answer is not known."""
    for age, ended, weeks, at_16, private in product(["15", "17", "19", "22", "26"], ENDED, WEEKS, YES_NO, YES_NO):
        answers = {"age": age, "ended": ended, "weeks": weeks, "at_16": at_16, "private": private, "from_care": "no"}
        known = assess_entitlement(rules, answers)
        if not {k: v for k, v in answers.items() if v != UNKNOWN}.items() <= settle(rules, answers).items():
            continue  # the answers contradict each other
        open_ = assess_entitlement(rules, {**answers, key: UNKNOWN})
        groups = {s for s in known.statuses if rules.statuses[s].group}
        assert groups <= set(open_.statuses), answers


def test_not_knowing_is_never_a_sure_no(rules: EntitlementRules) -> None:
    for answers in product(["16", "17", "18", "20", "24", UNKNOWN], ENDED, [UNKNOWN], [UNKNOWN]):
        found = assess_entitlement(rules, dict(zip(("age", "ended", "weeks", "at_16"), answers, strict=True)))
        assert found.statuses != ("none",), answers


def test_knowing_nothing_leaves_everything_possible(rules: EntitlementRules) -> None:
    found = assess_entitlement(rules, {})
    assert set(found.statuses) == rules.statuses.keys()
    assert not found.sure


@pytest.mark.parametrize(
    ("age", "ended", "weeks", "at_16", "status"),
    [
        ("16", "still", "enough", UNKNOWN, "eligible"),
        ("17", "still", "short", UNKNOWN, "still-in-care"),
        ("15", "still", "enough", UNKNOWN, "still-in-care"),
        ("17", "own", "enough", "yes", "relevant"),
        ("17", "custody", "enough", "yes", "relevant"),
        ("17", "home", "short", "yes", "qualifying"),
        ("18", "turned_18", "enough", UNKNOWN, "former-relevant"),
        ("24", "turned_18", "enough", UNKNOWN, "former-relevant"),
        ("25", "turned_18", "enough", UNKNOWN, "past-25"),
        ("19", "turned_18", "short", UNKNOWN, "qualifying"),
        ("20", "own", "short", "yes", "qualifying"),
        ("19", "own", "enough", "no", "none"),
    ],
)
def test_clear_cases(rules: EntitlementRules, age: str, ended: str, weeks: str, at_16: str, status: str) -> None:
    answers = {"age": age, "ended": ended, "weeks": weeks, "at_16": at_16, "private": "no", "from_care": "no"}
    found = assess_entitlement(rules, answers)
    assert (found.status, found.sure) == (status, True)


@pytest.mark.parametrize(
    ("answers", "possible"),
    [
        ({"age": "17", "ended": "home", "weeks": "enough", "at_16": "yes"}, {"relevant", "qualifying"}),  # E07
        ({"age": "17", "ended": "custody", "weeks": "short", "at_16": "no", "private": "no"}, {"relevant", "none"}),
        ({"age": "22", "ended": "own", "weeks": "short", "at_16": "yes"}, {"qualifying", "none"}),  # E05 disagrees
        ({"age": "19", "ended": "turned_18", "weeks": UNKNOWN}, {"former-relevant", "qualifying"}),
        (
            {"age": "19", "ended": "guardian", "weeks": "short", "at_16": "no", "private": "no", "from_care": "yes"},
            {"qualifying", "none"},
        ),
    ],
)
def test_cases_that_stay_may_be(rules: EntitlementRules, answers: dict[str, str], possible: set[str]) -> None:
    found = assess_entitlement(rules, answers)
    assert set(found.statuses) == possible
    assert not found.sure


def test_private_fostering_is_enough_for_advice_and_help(rules: EntitlementRules) -> None:
    found = assess_entitlement(
        rules, {"age": "18", "ended": "other", "weeks": "short", "at_16": "no", "private": "yes"}
    )
    assert found.status == "qualifying"


def test_answers_that_contradict_each_other_count_as_not_known(rules: EntitlementRules) -> None:
    assert "ended" not in settle(rules, {"age": "17", "ended": "turned_18"})
    assert "ended" not in settle(rules, {"age": "19", "ended": "still"})
    assert not assess_entitlement(rules, {"age": "17", "ended": "turned_18", "weeks": "enough"}).sure


def test_only_what_was_answered_with_dont_know_is_named_as_missing(rules: EntitlementRules) -> None:
    found = assess_entitlement(rules, {"age": "19", "ended": "turned_18", "weeks": UNKNOWN})
    assert found.unknown == ("weeks",)


def test_every_rule_rests_on_facts_that_may_be_shown(content: LiveContent, rules: EntitlementRules) -> None:
    facts = content.content.facts
    named = [f for r in rules.rules for f in r.facts] + [f for e in rules.entitlements for f in e.facts]
    assert all(facts[f].show for f in named)


def test_rules_of_a_group_that_is_not_certain_use_no_certain_rule(rules: EntitlementRules) -> None:
    """Between 21 and 25 the sources of E05 disagree: no rule there may be certain."""
    late = [r for r in rules.rules if r.status == "qualifying" and holds({"age": r.when["age"]}, {"age": "22"})]
    assert late
    assert not any(r.certain for r in late)


def test_entitlements_go_with_the_status(rules: EntitlementRules) -> None:
    former = assess_entitlement(rules, {"age": "19", "ended": "turned_18", "weeks": "enough", "busy": "university"})
    assert {"adviser-until-25", "pathway-plan", "university-bursary", "setting-up-home-money"} <= lines(
        former, sure=True
    )
    assert not {"money-at-16-17", "adviser-starts", "apprenticeship-bursary"} & lines(former)
    short = assess_entitlement(rules, {"age": "19", "ended": "own", "weeks": "short", "at_16": "yes", "busy": "work"})
    assert "not-long-enough" in lines(short, sure=True)
    assert not {"adviser-until-25", "pathway-plan", "university-bursary", "council-housing-other-area"} & lines(short)


def test_entitlement_of_one_possible_group_is_perhaps(rules: EntitlementRules) -> None:
    found = assess_entitlement(rules, {"age": "19", "ended": "turned_18", "weeks": UNKNOWN, "busy": "work"})
    assert "adviser-until-25" in lines(found, sure=False)
    assert "see-my-file" in lines(found, sure=True)


def test_entitlement_with_an_unknown_condition_is_perhaps(rules: EntitlementRules) -> None:
    answers = {"age": "19", "ended": "turned_18", "weeks": "enough", "busy": UNKNOWN, "parent": UNKNOWN}
    found = assess_entitlement(rules, answers)
    assert {"university-bursary", "care-to-learn"} <= lines(found, sure=False)
    sure_no = assess_entitlement(rules, {**answers, "busy": "work", "parent": "no"})
    assert not {"university-bursary", "care-to-learn"} & lines(sure_no)


@pytest.mark.parametrize(("known", "verdict"), [({"a": "1"}, True), ({"a": "2"}, False), ({}, None)])
def test_conditions_are_so_not_so_or_not_known(known: dict[str, str], verdict: bool | None) -> None:
    assert holds({"a": ["1"]}, known) is verdict


def test_one_condition_that_is_not_so_settles_it(rules: EntitlementRules) -> None:
    assert holds({"a": ["1"], "b": ["1"]}, {"a": "2"}) is False


def test_every_answer_of_the_check_is_one_that_the_rules_know(rules: EntitlementRules, check: Interview) -> None:
    asked = {q.key for q in check.questions}
    assert {"age", "council", "weeks", "at_16", "ended", "private", "busy", "parent", "lives"} <= asked
    assert all(q.values() is None or UNKNOWN in (q.values() or []) for q in check.questions)
