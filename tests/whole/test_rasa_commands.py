"""Rasa's own commands work on the project as any Rasa user expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import rasa

pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]


def test_rasa_data_validate_passes() -> None:
    result = rasa("data", "validate", "--data", "data", "--domain", "domain.yml", "--config", "config.yml")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "retrieval" not in result.stdout + result.stderr
    assert "You either need to add a response phrase" not in result.stdout + result.stderr


def test_rasa_test_core_passes(model: Path, tmp_path: Path) -> None:
    result = rasa(
        "test", "core", "--e2e", "--model", str(model), "--stories", "tests/test_stories.yml", "--out", str(tmp_path),
        "--fail-on-prediction-errors", "--endpoints", "endpoints.yml",
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
