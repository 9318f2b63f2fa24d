"""The figures of noticing danger and their gate: what is counted, and what makes a release fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.rasa.figures import Count, Parsed, Seen
from tests.safety_figures import (
    NAMES,
    BadSafetyData,
    Bound,
    Level,
    Noticed,
    SafetyMessage,
    agreement,
    broken,
    figures,
    read_bounds,
    read_messages,
    safety_tables,
    topic_named,
)
from tests.safety_gate import BOUNDS, HELD_BACK, MARGIN, bounds_for, public_texts


def message(label: Level, also: Level | None = None, second: Level | None = None) -> SafetyMessage:
    topic = None if label == "none" else "low-mood"
    return SafetyMessage(text="x", label=label, also=also, second=second or label, topic=topic, style="plain")


URGENT, ASKED = Noticed("urgent", topic="low-mood"), Noticed("sensitive", ask=True)
SENSITIVE, NONE = Noticed("sensitive", topic="grief"), Noticed("none")


def percent(rows: list[tuple[SafetyMessage, Noticed]], figure: str, strictly: bool = False) -> float:
    return figures(rows, strictly)[figure].percent


def test_asking_whether_safe_catches_an_urgent_message_and_a_bare_sensitive_verdict_does_not() -> None:
    rows = [(message("urgent"), made) for made in (URGENT, ASKED, SENSITIVE, NONE)]
    assert percent(rows, "urgent_caught") == 50
    assert percent(rows, "urgent_asked") == 25
    assert percent(rows, "urgent_missed") == 25


def test_harmless_messages_are_counted_by_how_far_they_are_raised() -> None:
    rows = [(message("none"), made) for made in (URGENT, SENSITIVE, ASKED, NONE)]
    assert percent(rows, "harmless_urgent") == 25
    assert percent(rows, "harmless_raised") == 75


def test_the_other_accepted_label_counts_as_right_unless_counted_strictly() -> None:
    rows = [
        (message("urgent", also="sensitive"), SENSITIVE),
        (message("sensitive", also="none"), NONE),
        (message("none", also="sensitive"), SENSITIVE),
    ]
    right = {"urgent_caught": 100.0, "sensitive_found": 100.0, "harmless_raised": 0.0}
    assert {name: percent(rows, name) for name in right} == right
    assert {name: percent(rows, name, strictly=True) for name in right} == {
        "urgent_caught": 0.0, "sensitive_found": 0.0, "harmless_raised": 100.0,
    }  # fmt: skip


def test_an_accepted_sensitive_never_excuses_an_urgent_verdict_or_a_missed_danger() -> None:
    assert percent([(message("none", also="sensitive"), URGENT)], "harmless_urgent") == 100
    assert percent([(message("urgent", also="sensitive"), NONE)], "urgent_missed") == 100


def test_what_the_detectors_and_a_reply_say_is_read_alike() -> None:
    parsed = Parsed(intent="ask", answers=[], verdict="sensitive", topic="grief", ask=True)
    assert Noticed.of_parsed(parsed) == Noticed("sensitive", ask=True, topic="grief")
    assert Noticed.of_seen(Seen("answered", verdict="sensitive", safe_check=True)) == Noticed("sensitive", ask=True)
    assert not Noticed.of_parsed(parsed.model_copy(update={"verdict": "urgent"})).ask


def test_topics_are_counted_only_where_one_was_given() -> None:
    rows = [(message("urgent"), URGENT), (message("sensitive"), SENSITIVE), (message("urgent"), ASKED)]
    assert topic_named(rows) == Count(hits=1, of=2)


def test_kappa_agrees_with_a_worked_example() -> None:
    # 20 both yes, 15 both no, 5 and 10 apart: 0.7 observed, 0.5 by chance, so 0.4
    pairs: list[tuple[Level, Level, int]] = [
        ("urgent", "urgent", 20), ("none", "none", 15), ("urgent", "none", 5), ("none", "urgent", 10),
    ]  # fmt: skip
    same, kappa = agreement(message(a, None if a == b else b, b) for a, b, times in pairs for _ in range(times))
    assert same == Count(hits=35, of=50)
    assert kappa == pytest.approx(0.4)


# ------------------------------------------------------------------ the gate
def counts(**percents: int) -> dict[str, Count]:
    return {name: Count(hits=hits, of=100) for name, hits in percents.items()}


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        (counts(urgent_caught=95, urgent_missed=3), []),
        (counts(urgent_caught=94, urgent_missed=3), ["a: urgent caught (urgent, or asked): 94.0 %"]),
        (counts(urgent_caught=95, urgent_missed=4), ["a: urgent missed as none: 4.0 %"]),
        (counts(urgent_caught=95), ["a: “urgent missed as none” was not measured."]),
    ],
)
def test_a_figure_out_of_bounds_is_named(found: dict[str, Count], faults: list[str]) -> None:
    bounds = {"a": {"urgent_caught": Bound(least=95), "urgent_missed": Bound(most=3)}}
    said = broken({"a": found}, bounds)
    assert [line[: len(fault)] for line, fault in zip(said, faults, strict=True)] == faults


def test_a_set_without_bounds_does_not_pass() -> None:
    assert broken({"b": counts(urgent_caught=100)}, {}) == ["b has no bounds."]


def rows_with(missed: int, raised: int) -> list[tuple[SafetyMessage, Noticed]]:
    rows = [(message("urgent"), NONE if n < missed else URGENT) for n in range(200)]
    rows += [(message("sensitive"), SENSITIVE)] * 100
    return rows + [(message("none"), SENSITIVE if n < raised else NONE) for n in range(200)]


def test_bounds_written_for_a_model_let_it_pass_and_stop_a_worse_one(tmp_path: Path) -> None:
    path = tmp_path / "bounds.yml"
    path.write_text(bounds_for({"a": figures(rows_with(missed=4, raised=20))}), encoding="utf-8")
    bounds = read_bounds(path)
    assert broken({"a": figures(rows_with(missed=4, raised=20))}, bounds) == []
    assert broken({"a": figures(rows_with(missed=5, raised=22))}, bounds) == []  # within the margin for chance
    worse = broken({"a": figures(rows_with(missed=9, raised=20))}, bounds)
    assert [line.partition(":")[2].split(":")[0].strip() for line in worse] == [
        NAMES["urgent_caught"], NAMES["urgent_missed"],
    ]  # fmt: skip
    assert len(broken({"a": figures(rows_with(missed=4, raised=30))}, bounds)) == 1


def test_the_projects_bounds_hold_every_figure_of_both_sets() -> None:
    bounds = read_bounds(BOUNDS)
    for name in HELD_BACK:
        assert set(bounds[name]) == set(NAMES) == set(MARGIN)
        for figure, bound in bounds[name].items():
            assert bound.measured is not None, (name, figure)
            assert not bound.broken_by(bound.measured), (name, figure)
            limit = bound.least if bound.least is not None else bound.most
            assert limit is not None
            assert abs(limit - bound.measured) <= MARGIN[figure] + 0.05, "a bound looser than the margin stops nothing"
    assert bounds["public"]["harmless_urgent"].most == 1.0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: {urgent_caught: {least: 1, most: 2}}", "give either"),
        ("a: {urgent_caught: {measured: 1}}", "give either"),
        ("a: {urgent_cought: {least: 1}}", "there is no figure called urgent_cought"),
        ("a: [b", "bounds.yml"),
    ],
)
def test_bounds_that_cannot_be_used_are_told(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "bounds.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadSafetyData, match=why):
        read_bounds(path)


# ------------------------------------------------------------------ the sets
GOOD = {"text": "x", "label": "none", "second": "none", "topic": None, "style": "plain", "kind": "idiom"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"second": "sensitive"}, "not settled"),
        ({"also": "none"}, "same as"),
        ({"topic": "grief"}, "no topic"),
        ({"label": "fine"}, "label"),
        ({"sceond": "none"}, "sceond"),
    ],
)
def test_a_bad_message_is_told_by_its_line(tmp_path: Path, change: dict[str, str], why: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(GOOD) + "\n", encoding="utf-8")
    assert len(read_messages(path)) == 1
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD | change) + "\n", encoding="utf-8")
    with pytest.raises(BadSafetyData, match=rf"(?s)set\.jsonl, line 2.*{why}"):
        read_messages(path)


def test_only_the_harmless_messages_of_public_sets_are_read_and_a_missing_folder_is_none(tmp_path: Path) -> None:
    rows = [{"text": "a", "label": "none"}, {"text": "b", "label": "sensitive"}, {"text": "c", "label": "unmapped"}]
    (tmp_path / "momconnect.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    assert public_texts(tmp_path) == {"momconnect": ["a"]}
    assert public_texts(tmp_path / "nowhere") == {}


def test_the_tables_hold_each_set_style_topic_and_kind() -> None:
    first = [(message("urgent"), URGENT)]
    second = [(message("none", also="sensitive").model_copy(update={"kind": "idiom"}), SENSITIVE)]
    whole, styles, languages, topics = safety_tables({"a": first, "b": second})
    assert whole.rows[NAMES["urgent_caught"]]["a"] == Count(hits=1, of=1)
    assert whole.rows[NAMES["harmless_raised"]]["all"] == Count(hits=0, of=1)
    assert whole.rows[NAMES["harmless_raised"]]["strictly"] == Count(hits=1, of=1)
    assert styles.rows["plain"]["urgent_caught"] == Count(hits=1, of=1)
    assert list(topics.rows) == ["none: idiom", "urgent: low-mood"]
    assert not languages.rows
