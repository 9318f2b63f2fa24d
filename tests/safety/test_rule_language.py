"""The safety rules as data: what a phrase means, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from common.safety import NOTHING, Verdict, assess, higher, load_rules


def one(**fields: Any) -> dict[str, Any]:
    rule = {"id": "mine", "topic": "overdose", "level": "urgent", "any": ["bad day"]} | fields
    return {"rules": [{key: value for key, value in rule.items() if value is not None}]}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"level": "high"}, "`level` must be sensitive or urgent, not 'high'"),
        ({"level": "none"}, "`level` must be sensitive or urgent"),
        ({"topic": None}, "needs a `topic`"),
        ({"any": []}, "at least one phrase"),
        ({"any": None}, "at least one phrase"),
        ({"any": ["{nothing} here"]}, "{nothing}, which is not under `groups`"),
        ({"any": ["* *"]}, "no word in it"),
        ({"any": ["(a|b"]}, "a bracket is missing"),
        ({"any": ["a b}c"]}, "cannot be read"),
        ({"any": [3]}, "must be a list of phrases"),
        ({"who": "alien"}, "`who: alien` is not in the list"),
        ({"ask": "yes"}, "`ask` must be true or false"),
        ({"withuot": ["not"]}, "`withuot` is not a field"),
        ({"without": ["a {match} b"]}, "must come first or last"),
    ],
)
def test_a_bad_rule_is_refused_with_its_name(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match="Rule `mine`") as refusal:
        load_rules(one(**fields))
    assert problem in str(refusal.value)


def test_all_bad_rules_are_named_at_once() -> None:
    data = {"rules": [one(id="first", level="high")["rules"][0], one(id="second", any=[])["rules"][0]]}
    with pytest.raises(ValueError, match=r"(?s)first.*second"):
        load_rules(data)


def test_two_rules_with_one_id_and_a_file_without_rules_are_refused() -> None:
    with pytest.raises(ValueError, match="two rules with this id"):
        load_rules({"rules": one()["rules"] * 2})
    with pytest.raises(ValueError, match="no list called `rules`"):
        load_rules({"rules": []})


def test_a_group_that_uses_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="uses itself"):
        load_rules(one(any=["{loop} day"]) | {"groups": {"loop": ["x {loop}"]}})


@pytest.mark.parametrize(
    ("phrase", "message", "found"),
    [
        ("he * hit me", "he really did just hit me", True),
        ("he * hit me", "he said so and then they all hit me", False),
        ("he * hit me", "he left. hit me up later", False),
        ("overdos*", "overdosing", True),
        ("(big|small) fear", "small fear", True),
        ("very (big|) fear", "very fear", True),
        ("^ fear", "i fear", False),
        ("^ fear", "well. fear", True),
        ("fear $", "fear of dogs", False),
    ],
)
def test_phrases_mean_what_the_head_of_the_file_says(phrase: str, message: str, found: bool) -> None:
    assert (assess(message, load_rules(one(any=[phrase]))).level == "urgent") is found


def test_without_counts_in_the_same_sentence_and_unless_anywhere() -> None:
    near, anywhere = load_rules(one(without=["joke"])), load_rules(one(unless=["joke"]))
    assert assess("bad day, joke", near) == NOTHING
    assert assess("bad day. joke", near).level == "urgent"
    assert assess("bad day. joke", anywhere) == NOTHING


def test_before_and_after_the_match_can_cancel_it() -> None:
    rules = load_rules(one(without=["not a {match}", "{match} out"]))
    assert assess("not a bad day", rules) == NOTHING
    assert assess("bad day out", rules) == NOTHING
    assert assess("bad day. no day out", rules).level == "urgent"


def test_with_who_and_when_must_all_be_there() -> None:
    lists = {"who": {"friend": ["my mate"]}, "when": {"now": ["tonight"]}}
    rules = load_rules(one(who="friend", when="now", **{"with": ["help"]}) | lists)
    assert assess("bad day for my mate tonight, help", rules).level == "urgent"
    assert assess("bad day for my mate, help", rules) == NOTHING
    assert assess("bad day tonight, help", rules) == NOTHING


def test_the_first_rule_of_equal_ones_counts() -> None:
    data = {"rules": [one(id="a", topic="removal")["rules"][0], one(id="b")["rules"][0]]}
    assert assess("bad day", load_rules(data)).rule == "a"


def test_the_higher_verdict_wins_and_a_question_is_not_lost() -> None:
    urgent, sensitive = Verdict("urgent", "removal"), Verdict("sensitive", "debt")
    asking = Verdict("sensitive", "unclear-danger", ask=True)
    assert higher(urgent, sensitive) == higher(sensitive, urgent) == urgent
    assert higher(sensitive, NOTHING) == sensitive
    assert higher(sensitive, asking) == higher(asking, sensitive) == asking
    assert higher(Verdict("urgent", "missing", ask=True), urgent) == urgent
