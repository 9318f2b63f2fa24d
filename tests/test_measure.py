"""The tables of `make eval`: what they count, how a program reads them, and the reliability of confidences."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from bot.content.live import LiveContent
from bot.rasa.figures import Count, HeldBackQuestion, Seen, facts_of, judge
from bot.rasa.held_back import STYLES, read_held_back
from tests.measure import (
    HERE,
    Asked,
    Replied,
    answers_shown,
    calibration_data,
    calibration_lines,
    other_table,
    question_table,
)
from tests.reliability import bins, curve, expected_error
from tests.tables import Table, written


def question(label: str, area: str = "finances", style: str = "plain", file: str = "") -> HeldBackQuestion:
    return HeldBackQuestion(text="x", label=label, area=area, style=style, file=file)


def asked(
    content: LiveContent, label: str, shown: Sequence[str], style: str = "plain", confidence: float = 0.9
) -> Asked:
    facts = sorted(facts_of(content.content, shown[0])) if shown else []
    seen = Seen("answered" if shown else "no answer", shown, facts)
    ranking = [(name, confidence / (place + 1)) for place, name in enumerate(shown)]
    return Asked(question(label, style=style), Replied(seen, ranking), judge(seen, label, content.content))


def test_questions_are_counted_whole_and_by_style(content: LiveContent) -> None:
    one, two = asked(content, "council-tax", ["council-tax"]), asked(content, "council-tax", [], style="learner")
    table = question_table("style", ((a.question.style, a) for a in (one, two)))
    assert list(table.rows) == ["all", "learner", "plain"]
    assert [table.rows[name]["first"].hits for name in table.rows] == [1, 0, 1]
    assert table.rows["learner"]["refused"] == Count(hits=1, of=1)


def test_everything_else_is_counted_by_file_and_intent() -> None:
    rows = [
        (question("human", "other", file="other"), Seen("handoff offered")),
        (question("human", "other", file="other_second"), Seen("answered")),
        (question("about_bot/robot", "other", file="other"), Seen("small talk")),
        (question("inform_unknown", "other", file="other"), Seen("answered")),
    ]
    counts = {name: (c["right"].hits, c["right"].of) for name, c in other_table(rows).rows.items()}
    assert counts == {"other: about_bot": (1, 1), "other: human": (1, 1), "other_second: human": (0, 1)}


def test_table_is_printed_and_written_with_its_interval() -> None:
    table = Table("t", "THINGS", {"a": "first", "b": "second"}, {"all": {"a": Count(hits=10, of=20), "b": Count()}})
    heading, row = table.lines()
    assert heading == "THINGS (first / second)"
    assert row.split() == ["all", "50.0", "%", "(30", "to", "70,", "n", "=", "20)", "-"]
    figures = json.loads(json.dumps(written([table])))
    assert figures["t"]["all"]["a"] == {"hits": 10, "of": 20, "percent": 50.0, "low": 29.93, "high": 70.07}


def test_confidence_of_the_answer_shown_first_is_judged(content: LiveContent) -> None:
    other = next(a for a in content.content.answers if not facts_of(content.content, a) & wanted(content))
    rows = [
        asked(content, "council-tax", ["council-tax"], confidence=0.8),
        asked(content, "council-tax", [other, "council-tax"], confidence=0.3),
        asked(content, "council-tax", []),
    ]
    assert answers_shown(rows, content.content) == [(0.8, True), (0.3, False)]


def wanted(content: LiveContent) -> set[str]:
    return facts_of(content.content, "council-tax")


def test_right_as_often_as_it_is_sure_has_no_error() -> None:
    answers = [(0.8, place < 80) for place in range(100)]
    assert expected_error(answers) == pytest.approx(0.0)
    assert [one.agrees for one in bins(answers)] == [True]


def test_too_sure_is_seen() -> None:
    answers = [(0.95, place < 60) for place in range(100)] + [(1.0, True)]
    (one,) = bins(answers)
    assert (one.low, one.right.of, one.agrees) == (0.9, 101, False)
    assert expected_error(answers) == pytest.approx(abs(96 / 101 - 61 / 101), abs=0.001)
    assert "beyond chance" in curve([one])[0]


def test_no_answers_have_no_curve() -> None:
    assert calibration_lines([])[-1].endswith("0.000, n = 0")
    assert calibration_data([]) == {"error": 0.0, "of": 0, "bins": []}


def test_every_question_about_the_offer_has_a_style_somebody_gave_it() -> None:
    held_back = read_held_back(HERE / "questions", HERE / "safety" / "held_back.jsonl")
    first = [q for q in held_back.questions if not q.file.startswith(("other", "borders"))]
    assert {q.style for q in first} == set(STYLES)
