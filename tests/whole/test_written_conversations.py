"""The written conversations (tests/conversations) go right with the real bot, and are judged as their authors meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.cli import CONTENT
from bot.content.loader import Content, load_content
from bot.settings import ROOT
from common.front_matter import read_yaml
from common.text import normalise

from .conversing import converse_all, tables, turns_right
from .script import Conversation, Expected, Happened, judge, read_conversations

LEAST = 85.0  # percent of turns


@pytest.mark.whole
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.timeout(600)
async def test_most_turns_of_the_written_conversations_go_right(model: Path) -> None:
    judged = await converse_all(model, CONTENT)
    assert turns_right(judged).percent >= LEAST, tables(judged)


def test_there_are_conversations_of_every_kind_and_of_a_real_length() -> None:
    conversations = read_conversations()
    assert len(conversations) >= 36
    assert all(4 <= len(c.turns) <= 9 for c in conversations)
    assert len({c.kind for c in conversations}) >= 15


@pytest.fixture(scope="module")
def offer() -> Content:
    return load_content(CONTENT)


def test_conversations_name_only_what_there_is(offer: Content) -> None:
    """An id that has gone would make a turn wrong for ever."""
    expected = [turn.expect for c in read_conversations() for turn in c.turns]
    assert {a for e in expected for a in (*e.first, *e.shown, *e.shown_all)} <= set(offer.answers)
    assert {f for e in expected for f in e.facts} <= set(offer.facts)
    assert {str(e.knows[k]) for e in expected for k in ("council", "lives_in") if k in e.knows} <= set(offer.councils)


def test_conversations_are_no_examples(offer: Content) -> None:
    """What the bot has been taught proves nothing; only words that everybody uses may be on both sides."""
    said = {normalise(t.say) for c in read_conversations() for t in c.turns if t.say and len(t.say.split()) > 3}
    taught = {normalise(q) for a in offer.answers.values() for q in a.fields.questions}
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        taught |= {normalise(line[2:]) for i in read_yaml(path)["nlu"] for line in i["examples"].splitlines()}
    both = said & taught
    assert said
    assert both == set()


@pytest.mark.parametrize(
    ("expected", "happened"),
    [
        ({"first": ["a"]}, {"outcome": "answered", "shown": ["b", "a"]}),
        ({"first": ["a"]}, {"outcome": "choices offered", "shown": ["a"]}),
        ({"shown": ["a"]}, {"outcome": "answered", "shown": ["b"]}),
        ({"shown_all": ["a", "b"]}, {"outcome": "answered", "shown": ["a"]}),
        ({"picks": 2}, {"outcome": "answered", "shown": ["a"], "offered_before": ["a", "b"]}),
        ({"picks": 3}, {"outcome": "answered", "shown": ["a"], "offered_before": ["a"]}),
        ({"knows": {"age": 22}}, {"knows": {"age": 17}}),
        ({"alarm": True}, {"outcome": "answered"}),
        ({"asks": "council"}, {"asks": ["age"]}),
        ({"asks_not": "council"}, {"asks": ["council"]}),
        ({"says": ["£"]}, {"text": "Nothing."}),
        ({"says_not": ["told"]}, {"text": "I told them."}),
        ({"buttons": ["Tell"]}, {"buttons": ["Pick a subject"]}),
        ({"outcome_not": ["failed"]}, {"outcome": "failed"}),
    ],
)
def test_wrong_turn_is_found(expected: dict[str, object], happened: dict[str, object]) -> None:
    assert judge(Expected.model_validate(expected), Happened.model_validate(happened))


def test_right_turn_is_right() -> None:
    happened = Happened(
        outcome="answered", shown=["a", "b"], knows={"age": 22}, text="You’re owed £10.", buttons=["Yes"]
    )
    expected = Expected(first=["a"], shown=["b"], knows={"age": 22}, says=["you're"], asks_not=["age"], buttons=["yes"])
    assert judge(expected, happened) == []


@pytest.mark.parametrize(
    "turn", [{"say": "hi", "expect": {}}, {"say": "hi", "expect": {"shows": ["a"]}}, {"expect": {"shown": ["a"]}}]
)
def test_turn_that_expects_nothing_or_says_nothing_is_refused(turn: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Conversation.model_validate({"id": "a", "kind": "menu", "turns": [turn]})
