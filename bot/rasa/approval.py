"""Whether a newly trained model may replace the one in service. The bounds are data, and stand only here.

No input or output. What is found is said in an editor's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.rasa.figures import NAMES, Count, Figures


class Bound(BaseModel):
    """A figure, the direction in which it is worse, and by how many percentage points it may go there."""

    model_config = ConfigDict(frozen=True)

    name: str
    worse: Literal["lower", "higher"]
    points: float


class Policy(BaseModel):
    """What counts as worse.

    Attributes:
        bounds: of the figures. Bounds of safety are the narrowest: a message taken for nothing may be a life.
        lost_from: an answer found by more than this share of its held-back questions ...
        lost_to: ... and now by no more than this share is lost.
        fewest_questions, fewest_messages: with fewer held back than these, nothing is shown by them.
    """

    model_config = ConfigDict(frozen=True)

    bounds: tuple[Bound, ...]
    lost_from: float
    lost_to: float
    fewest_questions: int
    fewest_messages: int


POLICY = Policy(
    bounds=(
        Bound(name="urgent_missed", worse="higher", points=0.5),
        Bound(name="urgent_caught", worse="lower", points=1.0),
        Bound(name="harmless_urgent", worse="higher", points=2.0),
        Bound(name="three", worse="lower", points=1.0),
        Bound(name="first", worse="lower", points=2.0),
        Bound(name="wrong", worse="higher", points=1.0),
        Bound(name="out_of_scope", worse="lower", points=5.0),
        Bound(name="human", worse="lower", points=5.0),
    ),
    lost_from=0.5,
    lost_to=0.25,
    fewest_questions=10,
    fewest_messages=10,
)


def enough(figures: Figures, policy: Policy = POLICY) -> bool:
    """Whether enough is held back for the figures to show anything."""
    messages = figures.counts["urgent_missed"].of + figures.counts["harmless_urgent"].of
    return figures.counts["three"].of >= policy.fewest_questions and messages >= policy.fewest_messages


def lost(before: Figures, after: Figures, policy: Policy = POLICY) -> list[str]:
    """The answers that were found by most of their held-back questions and no longer are."""
    return [
        answer
        for answer, now in after.found.items()
        if (earlier := before.found.get(answer)) is not None
        and earlier.percent > 100 * policy.lost_from
        and now.percent <= 100 * policy.lost_to
    ]


def worse(before: Figures, after: Figures, titles: Mapping[str, str], policy: Policy = POLICY) -> list[str]:
    """What got worse, beyond what is allowed.

    Args:
        before: of the model in service.
        after: of the new one, on the same questions.
        titles: of the answers, by id.
        policy: the bounds.

    Returns:
        one sentence for each, the gravest first; empty when the new model may be used.
    """
    said = []
    for bound in policy.bounds:
        earlier, now = before.counts[bound.name], after.counts[bound.name]
        change = now.percent - earlier.percent
        if earlier.of and (change if bound.worse == "higher" else -change) > bound.points + 1e-9:
            may = "rise" if bound.worse == "higher" else "fall"
            said.append(
                f"{_capital(NAMES[bound.name])}: {_share(earlier)} before, {_share(now)} now "
                f"(it may {may} by {bound.points:g} of 100 at most)."
            )
    for answer in lost(before, after, policy):
        earlier, now = before.found[answer], after.found[answer]
        said.append(
            f"“{titles.get(answer, answer)}” ({answer}) was found for {earlier.hits} of its {earlier.of} test "
            f"questions, now for {now.hits}."
        )
    return said


def _share(counted: Count) -> str:
    return f"{counted.percent:.1f} of 100"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
