"""How the text of an answer is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.body import AgeRange, Block, parse_body

PIECES = st.sampled_from(  # what an editor's text is made of
    [":::", "::: age under 18", "::: age 18 and over", "::: age 21 to 24", "::: age", "## More", "## When", "#", "",
     " ", "[F01]", "[F01, F02]", "{F01.amount}", "{", "}", "[", "\u2028", "text", "::: age under 99999",
     "::: age ٣ to ٤"]
)  # fmt: skip


@given(st.text() | st.lists(PIECES | st.text(max_size=12)).map("\n".join), st.integers(1, 500))
def test_any_text_is_read_and_its_faults_lie_inside_it(text: str, first: int) -> None:
    body, faults = parse_body(text, first)
    last = first + max(len(text.splitlines()) - 1, 0)
    assert all(first <= line <= last and problem and fix for line, problem, fix in faults)
    assert all(first <= block.line <= last for blocks in body.sections.values() for block in blocks)


@given(st.lists(PIECES, max_size=30).map("\n".join))
def test_every_fact_named_in_a_block_has_a_line_of_the_file_that_names_it(text: str) -> None:
    lines = text.splitlines()
    body, _ = parse_body(text)
    for block in (b for blocks in body.sections.values() for b in blocks):
        assert all(name in lines[line - 1] for name, line in block.marks())


@given(st.text(alphabet="9", min_size=1, max_size=6000))
def test_age_of_any_length_is_read(figures: str) -> None:
    _, faults = parse_body(f"Text.\n::: age {figures} and over\nText.\n:::")
    assert bool(faults) == (len(figures) > 2)


def test_parts_are_sorted_into_lead_sections_and_ages() -> None:
    body, faults = parse_body("Lead. [F01]\n\n::: age under 18\nChild.\n:::\n\n## How much\n\n{F02.sum}\n", 10)
    assert faults == []
    assert body.sections == {
        "lead": [Block("Lead. [F01]", 10), Block("Child.", 13, AgeRange(0, 17))],
        "amount": [Block("{F02.sum}", 18)],
    }


def test_facts_are_named_once_in_the_order_of_reading() -> None:
    body, _ = parse_body("A. [F03, F01]\nB {F02.sum}. [F02]\n## More\nC. [F01] D. [F04]")
    assert body.facts() == ["F03", "F01", "F02", "F04"]
    assert body.facts("more") == ["F01", "F04"]
    assert body.facts("when") == []


@pytest.mark.parametrize(
    ("ages", "label", "inside", "outside"),
    [
        (AgeRange(0, 17), "If you are under 18:", [0, 17], [18]),
        (AgeRange(18), "If you are 18 or over:", [18, 99], [17]),
        (AgeRange(21, 24), "If you are 21 to 24:", [21, 24], [20, 25]),
    ],
)
def test_age_range_holds_both_ends(ages: AgeRange, label: str, inside: list[int], outside: list[int]) -> None:
    assert ages.label == label
    assert all(ages.holds(age) for age in inside)
    assert not any(ages.holds(age) for age in outside)


@pytest.mark.parametrize("heading", ["## If they say no", "##  IF THEY SAY NO?", "  ## if they say no"])
def test_heading_is_known_however_it_is_written(heading: str) -> None:
    body, faults = parse_body(f"Lead.\n{heading}\nAsk.")
    assert (faults, body.facts("refused"), list(body.sections)) == ([], [], ["lead", "refused"])
