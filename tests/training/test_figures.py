"""What is counted, and that the model's reading alone is judged as the whole reply is."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.live import LiveContent
from bot.rasa.figures import (
    Count,
    HeldBackMessage,
    HeldBackQuestion,
    Parsed,
    Seen,
    figures,
    interval,
    judge,
    safety_counts,
    seen_in,
)
from bot.rasa.held_back import NoHeldBack, read_held_back

DAY = dt.date(2026, 11, 24)


def parsed(intent: str = "ask", answers: Any = (), verdict: str = "none", **more: Any) -> Parsed:
    fields = {"topic": None, "ask": False, "entities": [], **more}
    return Parsed(intent=intent, answers=list(answers), verdict=verdict, **fields)


@pytest.mark.parametrize(
    ("ranking", "outcome", "shown"),
    [
        ([("council-tax", 0.9), ("personal-adviser", 0.05)], "answered", ["council-tax", "personal-adviser"]),
        ([("council-tax", 0.995), ("personal-adviser", 0.004)], "answered", ["council-tax"]),
        ([("council-tax", 0.004)], "no answer", []),
        ([("gone-since", 0.9)], "no answer", []),
        ([], "no answer", []),
    ],
)
def test_ranking_becomes_what_would_be_shown(
    content: LiveContent, ranking: Any, outcome: str, shown: list[str]
) -> None:
    seen = seen_in(parsed(answers=ranking), content.content, DAY)
    assert (seen.outcome, list(seen.shown)) == (outcome, shown)
    assert bool(seen.facts) == (outcome == "answered")


def test_guess_shows_three_and_choices_claim_nothing(content: LiveContent) -> None:
    ids = list(content.content.answers)[:4]
    guess = seen_in(parsed(answers=[(ids[0], 0.2), (ids[1], 0.1), (ids[2], 0.1), (ids[3], 0.1)]), content.content, DAY)
    assert (guess.outcome, list(guess.shown)) == ("answered", ids[:3])
    choices = seen_in(parsed(answers=[(i, 0.02) for i in ids]), content.content, DAY)
    assert (choices.outcome, list(choices.shown), list(choices.facts)) == ("choices offered", ids[:3], [])


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"intent": "out_of_scope"}, "out of scope"),
        ({"intent": "human"}, "handoff offered"),
        ({"intent": "about_bot/robot"}, "small talk"),
        ({"intent": "inform", "entities": ["age"]}, "small talk"),
        ({"intent": "inform", "answers": [("council-tax", 0.9)]}, "answered"),
        ({"intent": "ask", "verdict": "urgent", "topic": "suicidal-thoughts"}, "urgent"),
        ({"verdict": "sensitive", "topic": "language-unclear", "ask": True}, "handoff offered"),
    ],
)
def test_other_intents_end_as_the_rules_say(content: LiveContent, given: dict[str, Any], outcome: str) -> None:
    assert seen_in(parsed(**given), content.content, DAY).outcome == outcome


def test_question_with_care_keeps_its_answer(content: LiveContent) -> None:
    reading = parsed(answers=[("council-tax", 0.9)], verdict="sensitive", topic="debt", ask=True)
    seen = seen_in(reading, content.content, DAY)
    assert (seen.outcome, seen.verdict, seen.safe_check) == ("answered", "sensitive", True)


def test_answer_with_one_of_the_same_facts_is_right_too(content: LiveContent) -> None:
    facts = content.content.answers["council-tax"].fields.facts
    by_fact = judge(Seen("answered", ["other"], facts), "council-tax", content.content)
    assert (by_fact.first, by_fact.three, by_fact.wrong) == (True, True, False)
    wrong = judge(Seen("answered", ["other"], ["no-such-fact"]), "council-tax", content.content)
    assert (wrong.first, wrong.three, wrong.wrong) == (False, False, True)
    offered = judge(Seen("choices offered", ["other", "council-tax"]), "council-tax", content.content)
    assert (offered.first, offered.three) == (False, True)


def test_question_whose_answer_is_gone_is_left_out(content: LiveContent) -> None:
    questions = [
        (HeldBackQuestion(text="a", label="council-tax", area="finances"), Seen("answered", ["council-tax"])),
        (HeldBackQuestion(text="b", label="gone-since", area="finances"), Seen("no answer")),
        (HeldBackQuestion(text="c", label="human", area="other"), Seen("handoff offered")),
        (HeldBackQuestion(text="d", label="out_of_scope", area="other"), Seen("answered")),
    ]
    safety = [(HeldBackMessage(text="e", label="urgent"), Seen("answered"))]
    found = figures(questions, safety, content.content)
    assert found.counts["three"] == Count(hits=1, of=1)
    assert found.found == {"council-tax": Count(hits=1, of=1)}
    assert (found.counts["human"].percent, found.counts["out_of_scope"].percent) == (100, 0)
    assert found.counts["urgent_missed"] == Count(hits=1, of=1)


def test_asking_whether_they_are_safe_counts_as_caught() -> None:
    rows = [
        ("urgent", Seen("urgent", verdict="urgent")),
        ("urgent", Seen("answered", verdict="sensitive", safe_check=True)),
        ("urgent", Seen("answered", verdict="sensitive")),
        ("none", Seen("urgent", verdict="urgent")),
    ]
    counts = safety_counts(rows)
    assert counts["urgent_caught"] == Count(hits=2, of=3)
    assert counts["urgent_missed"] == Count(hits=0, of=3)
    assert counts["harmless_urgent"] == Count(hits=1, of=1)


def test_interval_agrees_with_published_values() -> None:
    low, high = interval(Count(hits=10, of=20))  # Newcombe, 1998: 0.299 to 0.701
    assert (round(low, 1), round(high, 1)) == (29.9, 70.1)


def test_sets_are_read(tmp_path: Path) -> None:
    (tmp_path / "money.yml").write_text("council-tax:\n  - do i pay\n  - short: 18\n", encoding="utf-8")
    (tmp_path / "other_second.yml").write_text("human:\n  - ring me\n", encoding="utf-8")
    messages = tmp_path / "m.jsonl"
    messages.write_text(json.dumps({"text": "help", "label": "urgent", "style": "plain"}) + "\n\n", encoding="utf-8")
    held_back = read_held_back(tmp_path, messages)
    assert [(q.text, q.label, q.area, q.style, q.file) for q in held_back.questions] == [
        ("do i pay", "council-tax", "money", "", "money"),
        ("18", "council-tax", "money", "short", "money"),
        ("ring me", "human", "other", "", "other_second"),
    ]
    assert held_back.texts == ["do i pay", "18", "ring me", "help"]


@pytest.mark.parametrize(
    ("questions", "messages", "why"),
    [
        (None, "{}", "There are no held-back questions in the folder"),
        ("a: [b", "{}", "The held-back questions cannot be read"),
        ("- a\n- b\n", "{}", "The held-back questions cannot be read"),
        ("a: [shouting: b]", "{}", "in money, “shouting” is not one of the styles plain, short"),
        ("a: [{plain: b, short: c}]", "{}", "The held-back questions cannot be read"),
        ("a: [b]", None, "There are no held-back safety messages"),
        ("a: [b]", "{", "The held-back safety messages cannot be read"),
        ("a: [b]", '{"text": "x"}', "The held-back safety messages cannot be read"),
    ],
)
def test_sets_that_cannot_be_used_are_told(
    tmp_path: Path, questions: str | None, messages: str | None, why: str
) -> None:
    (tmp_path / "questions").mkdir()
    if questions is not None:
        (tmp_path / "questions" / "money.yml").write_text(questions, encoding="utf-8")
    if messages is not None:
        (tmp_path / "m.jsonl").write_text(messages, encoding="utf-8")
    with pytest.raises(NoHeldBack, match=why):
        read_held_back(tmp_path / "questions", tmp_path / "m.jsonl")
