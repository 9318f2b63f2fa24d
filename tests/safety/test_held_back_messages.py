"""The held-back safety messages: of every topic and style, each read twice, none like what is trained on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.front_matter import read_document, read_yaml
from common.text import normalise
from tests.safety_figures import SafetyMessage
from tests.safety_gate import held_back

ROOT = Path(__file__).parent.parent.parent
NEAR = 0.65  # share of letter triples in common, of all that either has
ALSO_LEARNT = "help"  # a word of the menu too; it stays, for nobody in danger may get the menu alone


@pytest.fixture(scope="module")
def sets() -> dict[str, list[SafetyMessage]]:
    return held_back()


@pytest.fixture(scope="module")
def messages(sets: dict[str, list[SafetyMessage]]) -> list[SafetyMessage]:
    return [message for of in sets.values() for message in of]


def trained() -> Iterator[str]:
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for entry in read_yaml(path)["nlu"]:
            for line in str(entry.get("examples", "")).splitlines():
                yield re.sub(r"\[([^]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- "))
    content = ROOT / "offer_content"
    for path in (*(content / "england").rglob("*.md"), *(content / "councils").rglob("*.md")):
        yield from (str(question) for question in read_document(path).fields.get("questions") or [])


def triples(text: str) -> frozenset[str]:
    plain = " ".join(["", *re.findall(r"\w+", text.casefold()), ""])
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))


def near_one(of: frozenset[str], others: list[frozenset[str]]) -> bool:
    return any(
        min(len(of), len(other)) >= NEAR * max(len(of), len(other)) and len(of & other) >= NEAR * len(of | other)
        for other in others
    )


def test_there_are_enough_of_each_verdict_in_both_sets(sets: dict[str, list[SafetyMessage]]) -> None:
    for name, of in sets.items():
        labels = Counter(message.label for message in of)
        assert len(of) >= 500, name
        assert labels["urgent"] >= 190, name
        assert labels["sensitive"] >= 120, name
        assert labels["none"] >= 180, name


def test_every_topic_of_the_closed_list_is_there_several_times(messages: list[SafetyMessage]) -> None:
    listed = read_yaml(ROOT / "offer_content" / "safety" / "topics.yml")["topics"]
    topics = {name: topic["verdict"] for name, topic in listed.items()}
    found = Counter(message.topic for message in messages if message.topic)
    assert set(found) == set(topics) - {"language-unclear"}
    assert [name for name, times in found.items() if times < 8] == []
    assert [m.text for m in messages if m.topic and topics[m.topic] != m.label] == []


def test_every_style_is_there_in_danger_and_in_harmless_messages(sets: dict[str, list[SafetyMessage]]) -> None:
    second = sets["held_back_2"]
    styles = Counter(message.style for message in second if message.label != "none")
    for style in ("plain", "terse", "txt", "slang", "evading", "learner", "euphemism", "negation", "third", "long"):
        assert styles[style] >= 10, style
    harmless = Counter(message.kind for message in second if message.label == "none")
    for kind in ("idiom", "hyperbole", "information", "past-resolved", "denial", "offer", "coursework", "long"):
        assert harmless[kind] >= 10, kind
    lengths = [len(message.text.split()) for message in second]
    assert min(lengths) <= 2
    assert max(lengths) >= 80


def test_other_languages_have_their_meaning_in_english(sets: dict[str, list[SafetyMessage]]) -> None:
    foreign = [message for message in sets["held_back_2"] if message.lang]
    assert len(foreign) >= 40
    assert len({message.lang for message in foreign}) >= 10
    assert [message.text for message in foreign if not message.gloss or message.style != "language"] == []


def test_no_two_messages_are_alike(messages: list[SafetyMessage]) -> None:
    count = Counter(normalise(message.text) for message in messages)
    assert [text for text, times in count.items() if times > 1] == []


def test_no_message_is_trained_on_and_none_of_the_second_set_is_near_one(sets: dict[str, list[SafetyMessage]]) -> None:
    texts = list(trained())
    assert len(texts) > 5000
    exact = {normalise(text) for text in texts}
    assert {m.text for of in sets.values() for m in of if normalise(m.text) in exact} == {ALSO_LEARNT}
    learnt = [triples(text) for text in texts]
    near = [m.text for m in sets["held_back_2"] if near_one(triples(m.text), learnt)]
    assert near == [], "Change the training example, not the held-back message."
