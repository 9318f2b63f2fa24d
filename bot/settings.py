"""Every setting of the bot, in one place. Environment variables with the prefix OFFER_, or a `.env` file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"


class BadSetting(Exception):
    """A setting that cannot be used; the message is one plain sentence."""


class Settings(BaseSettings):
    """The settings; the description of each field is also its documentation (docs/settings.md)."""

    model_config = SettingsConfigDict(
        env_prefix="OFFER_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="Address the web chat listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port of the web chat; 0 takes a free one.")
    database_url: str = Field(
        f"sqlite:///{LOCAL / 'offer.db'}",
        description="Where conversations are kept: an SQLite file, or postgresql+psycopg://user:password@host/name.",
    )
    content: Path = Field(ROOT / "offer_content", description="The content folder.")
    public_url: str | None = Field(
        None,
        description="The bot's public https address; when set, Telegram uses a webhook instead of polling, and can "
        "link to pages to print.",
    )
    telegram_token: SecretStr | None = Field(None, description="Token from @BotFather; without it Telegram is off.")
    telegram_secret: SecretStr | None = Field(
        None, description="Secret that Telegram sends with each webhook call; made up at start when not set."
    )
    telegram_api: str = Field("https://api.telegram.org", description="Address of the Telegram Bot API.")
    web_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Sites that may embed the web chat, separated by commas, such as https://www.example.gov.uk."
    )
    council: str | None = Field(
        None, description="Id of the council that runs this bot (from places.yml); taken for people who name none."
    )
    council_name: str | None = Field(None, description="Name of the council, shown at the top of the web chat.")
    exit_address: str = Field("https://www.bbc.co.uk/weather", description="Where the quick-exit button leads.")
    alert_email: str | None = Field(
        None, description="The duty desk's e-mail address for handoffs; without it the bot says nobody is connected."
    )
    alert_from: str = Field("offer-bot@localhost", description="Sender of the alert e-mails.")
    participation_email: str | None = Field(
        None,
        description="The participation officer's e-mail address for suggestions; a team's file may name one too.",
    )
    suggestion_words: bool = Field(
        False, description="Whether e-mails about suggestions hold what the young person wrote, and their first name."
    )
    demo: bool = Field(
        True,
        description="Whether made-up people and advisers are there to try the bot with, as long as no council has put "
        "its own in and OFFER_ALERT_EMAIL is not set.",
    )
    smtp_url: str = Field("smtp://127.0.0.1:25", description="Mail server: smtp://[user:password@]host:port.")
    rasa_port: int = Field(0, ge=0, le=65535, description="Loopback port of Rasa; 0 takes a free one.")
    actions_port: int = Field(0, ge=0, le=65535, description="Loopback port of the custom actions; 0 takes a free one.")
    rasa_timeout: float = Field(8.0, gt=0, description="Seconds to wait for Rasa's reply to one message.")
    keep_days: int = Field(90, ge=1, description="Days after which conversations are deleted.")
    overdue_days: int = Field(
        180, ge=1, description="Days after which an answer whose check is late shows its safe part only."
    )
    background_training: bool = Field(
        True, description="Whether changed questions are learnt while the bot runs; if not, when it is next started."
    )
    training_quiet: float = Field(
        60.0, ge=0, description="Seconds without another change after which changed questions are learnt."
    )
    held_back_questions: Path = Field(
        ROOT / "tests" / "questions", description="Folder of the questions that a newly trained model is checked with."
    )
    held_back_messages: Path = Field(
        ROOT / "tests" / "safety" / "held_back.jsonl",
        description="File of the messages that a newly trained model's noticing of danger is checked with.",
    )
    use_unchecked: bool = Field(
        False, description="Whether a newly trained model is used although it could not be checked."
    )
    unanswered_from: int = Field(
        3,
        ge=1,
        description="Chats that must have asked nearly the same before editors see a message with unusual words, or a "
        "long one.",
    )
    message_limit: int = Field(2000, ge=100, description="Longest message that is read, in characters.")
    flood_limit: int = Field(20, ge=1, description="Messages one person may send in a minute.")

    @field_validator("web_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(o.strip().rstrip("/") for o in value.split(",") if o.strip()) if isinstance(value, str) else value


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment and `.env`; raises BadSetting with one sentence about the first bad one."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "OFFER_" + ".".join(str(p) for p in first["loc"]).upper()
        raise BadSetting(f"The setting {name} cannot be used: {first['msg'].lower()}.") from None
