"""The settings: where they are read, what is refused, and that each is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import LOCAL, ROOT, BadSetting, Settings, load_settings

PAGE = ROOT / "docs" / "settings.md"


def documented() -> dict[str, tuple[str, str]]:
    """Name, default and meaning of each row of the page's table."""
    rows = re.findall(r"^\| `OFFER_(\w+)` \| (.+?) \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name.lower(): (default, meaning) for name, default, meaning in rows}


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert list(documented()) == list(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_page_says_the_meaning_and_the_default(name: str) -> None:
    field, (default, meaning) = Settings.model_fields[name], documented()[name]
    assert meaning.replace("`", "") == field.description
    if field.default is None:
        assert default == "not set"
    elif field.default == ():
        assert default == "none"
    elif str(ROOT) in str(field.default):
        assert "in the project" in default
    else:
        assert default == f"`{field.default}`"


def test_page_tells_of_the_env_file() -> None:
    assert "`.env`" in PAGE.read_text(encoding="utf-8")


def test_without_any_setting_everything_is_local() -> None:
    settings = load_settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.database_url == f"sqlite:///{LOCAL / 'offer.db'}"
    assert settings.content == ROOT / "offer_content"
    assert settings.telegram_token is None


def test_env_file_is_read_and_the_environment_wins(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_folder / ".env").write_text("OFFER_PORT=8100\nOFFER_COUNCIL=leicestershire\nOTHER=1\n")
    assert (load_settings().port, load_settings().council) == (8100, "leicestershire")
    monkeypatch.setenv("OFFER_PORT", "8200")
    assert (load_settings().port, load_settings().council) == (8200, "leicestershire")
    assert load_settings(_env_file=None).council is None


@pytest.mark.parametrize("name", ["telegram_token", "alert_email", "public_url", "web_origins", "port", "council"])
def test_setting_left_empty_counts_as_not_set(own_folder: Path, name: str) -> None:
    (own_folder / ".env").write_text(f"OFFER_{name.upper()}=\n")
    assert getattr(load_settings(), name) == Settings.model_fields[name].default


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ("https://www.example.gov.uk", ("https://www.example.gov.uk",)),
        ("https://a.example/, https://b.example ,", ("https://a.example", "https://b.example")),
        (" , ", ()),
    ],
)
def test_origins_are_a_list_separated_by_commas(
    monkeypatch: pytest.MonkeyPatch, written: str, origins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OFFER_WEB_ORIGINS", written)
    assert load_settings().web_origins == origins


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("PORT", "abc", "input should be a valid integer, unable to parse string as an integer"),
        ("PORT", "70000", "input should be less than or equal to 65535"),
        ("RASA_TIMEOUT", "0", "input should be greater than 0"),
        ("KEEP_DAYS", "0", "input should be greater than or equal to 1"),
    ],
)
def test_setting_that_cannot_be_used_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    monkeypatch.setenv(f"OFFER_{name}", value)
    with pytest.raises(BadSetting) as refused:
        load_settings()
    assert str(refused.value) == f"The setting OFFER_{name} cannot be used: {why}."


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFER_TELEGRAM_TOKEN", "123:abc")
    settings = load_settings()
    assert settings.telegram_token == SecretStr("123:abc")
    assert "123:abc" not in repr(settings)


def test_settings_do_not_change_once_loaded() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1
