"""Whether a confidence of 0.8 is right 8 times in 10: confidences in bins, beside the share that was right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rasa.figures import Count, count, interval

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The answers whose confidence lies between two tenths: their mean confidence, and how many were right."""

    low: float
    mean: float
    right: Count

    @property
    def agrees(self) -> bool:
        """Whether the mean confidence lies in the 95 % interval of the share that was right."""
        low, high = interval(self.right)
        return low <= 100 * self.mean <= high


def bins(answers: Sequence[tuple[float, bool]], number: int = BINS) -> list[Bin]:
    """The bins that are not empty, lowest first, from each answer's confidence and whether it was right."""
    found = []
    for place in range(number):
        inside = [(c, ok) for c, ok in answers if min(int(c * number), number - 1) == place]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            found.append(Bin(place / number, mean, count(ok for _, ok in inside)))
    return found


def expected_error(answers: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: the mean distance of confidence and share right, weighted by the bins' sizes.

    Guo et al., “On calibration of modern neural networks” (2017).
    """
    distances = (b.right.of * abs(b.mean - b.right.hits / b.right.of) for b in bins(answers))
    return sum(distances) / len(answers) if answers else 0.0


def curve(found: Sequence[Bin], wide: int = 40) -> list[str]:
    """The reliability curve in letters: a line a bin, `#` up to the share right and `|` at the confidence."""
    lines = []
    for one in found:
        bar = ["#" if i < round(wide * one.right.percent / 100) else "." for i in range(wide + 1)]
        bar[round(wide * one.mean)] = "|"
        low, high = interval(one.right)
        said = f"{one.right.percent:5.1f} % ({low:.0f} to {high:.0f}, n = {one.right.of})"
        note = "" if one.agrees else "  beyond chance"
        lines.append(f"  {one.low:.1f}  {''.join(bar)}  mean confidence {one.mean:.2f}, right {said}{note}")
    return lines
