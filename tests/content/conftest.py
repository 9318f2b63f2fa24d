"""The small content folder, built anew for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_offer import REAL, Offer

from bot.content.loader import Content, load_content


@pytest.fixture
def offer(tmp_path: Path) -> Offer:
    return Offer(tmp_path / "offer_content").build()


@pytest.fixture(scope="session")
def real() -> Content:
    """The folder that is served."""
    return load_content(REAL)
