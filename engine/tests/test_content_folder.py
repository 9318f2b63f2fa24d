"""The content folder that config.yml names, and the one that OFFER_CONTENT puts in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.content_folder import in_content


def test_config_counts_when_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OFFER_CONTENT", raising=False)
    assert in_content("offer_content/safety/rules.yml") == Path("offer_content/safety/rules.yml")


def test_another_folder_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFER_CONTENT", "/copy")
    assert in_content("offer_content/safety/rules.yml") == Path("/copy/safety/rules.yml")
    assert in_content("offer_content") == Path("/copy")


def test_path_elsewhere_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFER_CONTENT", "/copy")
    assert in_content("/somewhere/offer_content/places.yml") == Path("/somewhere/offer_content/places.yml")
