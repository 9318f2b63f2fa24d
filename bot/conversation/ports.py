"""What the channels and the conversation desk give each other: plain data and one protocol, no input or output."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

ChannelName = Literal["web", "telegram", "ask"]
EngineState = Literal["waking", "ready", "down"]
LINK_SHOWN = "(link code)"  # what stands in the chat in place of a link code


class Kind(StrEnum):
    """What a person sent."""

    TEXT = "text"
    BUTTON = "button"
    COMMAND = "command"  # /start, /help, /privacy, /stop
    LINK = "link"  # a link code; of it only the digest is kept
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    STICKER = "sticker"
    EDIT = "edit"
    OTHER = "other"


@dataclass(frozen=True)
class Incoming:
    """One thing a person sent.

    Attributes:
        channel: through which channel.
        external_id: who, as the channel knows them (a Telegram chat id, a web token).
        update_id: the channel's own id of the message; the same one is taken once only.
        kind: what it is.
        text: the text of a TEXT, the new one of an EDIT, the id of a BUTTON, the name of a COMMAND, the digest of a
            LINK, else empty.
        arrived: when, aware.
    """

    channel: ChannelName
    external_id: str
    update_id: str
    kind: Kind
    text: str
    arrived: dt.datetime


@dataclass(frozen=True)
class Button:
    """A button under a message: an opaque id that means something only to this conversation, and its label."""

    id: str
    label: str


@dataclass(frozen=True)
class Shown:
    """One message of a conversation, as a channel shows it.

    Attributes:
        seq: its number in the conversation, rising, never used twice; 0 for one that is not numbered.
        sender: who wrote it.
        markdown: the text: paragraphs, **bold**, lists and links only.
        buttons: at most eight.
        when: when it was written, aware.
        update_id: for a person's own message, the channel's id of it (so that a client knows its own again).
        name: for an adviser's message, who wrote it.
    """

    seq: int
    sender: Literal["person", "bot", "adviser"]
    markdown: str
    when: dt.datetime
    buttons: tuple[Button, ...] = ()
    update_id: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Event:
    """Something a watching channel is told at once.

    A new message, typing on or off, `words` saying that an adviser is writing (shown for a few seconds, then gone by
    itself), or the engine's state.
    """

    kind: Literal["message", "typing", "writing", "engine"]
    message: Shown | None = None
    typing: bool = False
    words: str | None = None
    engine: EngineState | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of an Incoming: `new` is False when it had come before (it is then not answered again).

    `to_adviser`: an adviser has the chat, so that the bot writes nothing.
    """

    new: bool
    conversation: int
    to_adviser: bool = False


class Refused(Exception):
    """The desk will not take this message; `words` say why, kindly, and `status` is the HTTP status for it."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class Desk(Protocol):
    """The conversation desk, as the channels see it."""

    async def receive(self, incoming: Incoming) -> Receipt:
        """Stores the message (once) and has it answered; raises Refused for a flood or a message that is too long."""
        ...

    async def history(self, channel: ChannelName, external_id: str, after: int = 0) -> list[Shown]:
        """The messages of a conversation with a number above `after`, in order; empty for an unknown one."""
        ...

    def watch(self, channel: ChannelName, external_id: str) -> AsyncIterator[Event]:
        """The events of a conversation from now on, until the iteration is closed."""
        ...

    def engine_state(self) -> EngineState:
        """Whether full answers can be given now."""
        ...
