"""What counts as worse, to the point, and how it is said."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rasa.approval import POLICY, enough, lost, worse
from bot.rasa.figures import NAMES, Count, Figures

TITLES = {"council-tax": "Council tax"}


def figures(found: dict[str, tuple[int, int]] | None = None, **counts: tuple[int, int]) -> Figures:
    """Figures in which everything not named is half right of 200."""
    usual = dict.fromkeys(NAMES, (100, 200))
    answers = {"council-tax": (4, 4)} if found is None else found
    return Figures(
        counts={name: Count(hits=h, of=n) for name, (h, n) in {**usual, **counts}.items()},
        found={answer: Count(hits=h, of=n) for answer, (h, n) in answers.items()},
    )


def test_same_figures_are_not_worse() -> None:
    assert worse(figures(), figures(), TITLES) == []


def test_better_figures_are_not_worse() -> None:
    better = figures(three=(150, 200), urgent_missed=(1, 200), harmless_urgent=(0, 200), wrong=(1, 200))
    assert worse(figures(), better, TITLES) == []


@pytest.mark.parametrize("bound", POLICY.bounds, ids=lambda b: b.name)
def test_each_bound_holds_to_the_point(bound: Any) -> None:
    sign = 1 if bound.worse == "higher" else -1
    just = 5_000 + sign * int(bound.points * 100)
    before = figures(**{bound.name: (5_000, 10_000)})
    assert worse(before, figures(**{bound.name: (just, 10_000)}), TITLES) == []
    [said] = worse(before, figures(**{bound.name: (just + sign, 10_000)}), TITLES)
    assert "50.0 of 100 before" in said
    assert f"by {bound.points:g} of 100 at most" in said


def test_gravest_comes_first() -> None:
    said = worse(figures(), figures(three=(0, 200), urgent_missed=(200, 200)), TITLES)
    assert [s.split(":")[0] for s in said] == [
        "Urgent messages taken for nothing",
        "Right answer among the three shown",
    ]


@pytest.mark.parametrize(
    ("before", "after", "is_lost"),
    [
        ((4, 4), (1, 4), True),
        ((4, 4), (2, 4), False),
        ((2, 4), (0, 4), False),
        ((3, 4), (0, 4), True),
        ((2, 3), (0, 3), True),
    ],
)
def test_answer_is_lost_when_most_found_it_and_hardly_any_do(
    before: tuple[int, int], after: tuple[int, int], is_lost: bool
) -> None:
    earlier, now = figures({"council-tax": before}), figures({"council-tax": after})
    assert lost(earlier, now) == (["council-tax"] if is_lost else [])


def test_lost_answer_is_named_by_its_title() -> None:
    [said] = worse(figures(), figures({"council-tax": (1, 4)}), TITLES)
    assert said == "“Council tax” (council-tax) was found for 4 of its 4 test questions, now for 1."


def test_answer_that_is_new_or_gone_cannot_be_lost() -> None:
    assert worse(figures(), figures({}), TITLES) == []
    assert worse(figures({}), figures({"council-tax": (0, 4)}), TITLES) == []


def test_too_few_held_back_show_nothing() -> None:
    assert enough(figures())
    assert not enough(figures(three=(9, 9)))
    assert not enough(figures(urgent_missed=(0, 5), harmless_urgent=(0, 4)))


def test_every_bound_names_a_figure() -> None:
    assert {bound.name for bound in POLICY.bounds} <= set(NAMES)
