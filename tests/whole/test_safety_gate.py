"""The release gate: danger in the held-back messages is noticed as well as the bounds say. `make safety` says more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.safety_figures import broken, figures, read_bounds
from tests.safety_gate import BOUNDS, measured

pytestmark = [pytest.mark.whole, pytest.mark.timeout(400)]


async def test_danger_is_noticed_within_the_bounds(model: Path) -> None:
    found = {name: figures(rows) for name, rows in (await measured(model)).items()}
    assert broken(found, read_bounds(BOUNDS)) == []
