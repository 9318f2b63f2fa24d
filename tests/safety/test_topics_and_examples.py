"""The table of topics, and the messages that are learnt from."""

from __future__ import annotations

import re
from typing import Any

import pytest

from common.front_matter import read_yaml
from common.safety import Rules
from common.text import normalise
from tests.safety.messages import SAFETY, held_back, nlu, training


@pytest.fixture(scope="module")
def topics() -> dict[str, Any]:
    return dict(read_yaml(SAFETY / "topics.yml")["topics"])


def test_every_urgent_topic_holds_the_numbers_it_must_hold(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        for fact in topic["facts"]:
            assert "{" + fact + "." in topic["words"], f"{name} must hold a value of {fact}"
            assert f"[{fact}]" in topic["words"], f"{name} must cite {fact}"
        if topic["verdict"] == "urgent":
            assert topic["facts"], f"{name} names no number"


def test_every_value_in_the_words_is_listed_and_no_number_is_typed(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        used = set(re.findall(r"\{([A-Z]\d+)\.\w+\}", topic["words"]))
        assert used == set(topic["facts"]), name
        bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|^:::.*$|under \d\d|from \d\d|at 16 or 17", "", topic["words"], flags=re.M)
        assert not re.search(r"\d{3}", bare), f"{name} types a number"


def test_topics_have_their_fields_and_short_words(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        assert topic["verdict"] in ("urgent", "sensitive"), name
        assert topic["route"] in ("adviser", "allegations", "complaints", "person-chooses"), name
        assert topic["permission"] == ("told" if topic["verdict"] == "urgent" else "asked"), name
        prose = re.sub(r":::.*|\[\w+\]", "", topic["words"])
        assert len(prose.split()) <= 65, f"{name} is {len(prose.split())} words long"


def test_childrens_lines_stand_only_in_blocks_for_their_age(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        outside = re.sub(r"::: age.*?\n:::", "", topic["words"], flags=re.S)
        assert "{U11." not in outside, name
        assert "{U30." not in topic["words"], name
        for block in re.findall(r"::: age (.*?)\n(.*?)\n:::", topic["words"], flags=re.S):
            assert "{U11." not in block[1] or block[0] == "under 19", name


def test_an_overdose_always_says_999_and_hospital(topics: dict[str, Any]) -> None:
    assert "{U01.number}" in topics["overdose"]["words"]
    assert "A&E" in topics["overdose"]["words"]


def test_an_allegation_never_takes_the_adviser_route(topics: dict[str, Any]) -> None:
    assert topics["staff-allegation"]["route"] == "allegations"


def test_every_rule_and_every_example_has_a_topic_of_the_list(rules: Rules, topics: dict[str, Any]) -> None:
    assert rules.topics <= set(topics)
    for verdict in ("urgent", "sensitive"):
        listed = {name for name, topic in topics.items() if topic["verdict"] == verdict} - {"language-unclear"}
        assert {entry["intent"].split("/")[1] for entry in nlu(verdict)} == listed
    assert {row["topic"] for row in held_back()} - {None} <= set(topics)


def test_there_are_enough_examples_and_no_held_back_one_is_among_them() -> None:
    sets = {name: training(name) for name in ("urgent", "sensitive", "harmless")}
    for name, least in (("urgent", 1200), ("sensitive", 880), ("harmless", 1800)):
        assert len(set(sets[name])) == len(sets[name]) >= least, name
    trained = {normalise(message) for messages in sets.values() for message in messages}
    assert not [row["text"] for row in held_back() if normalise(row["text"]) in trained]
