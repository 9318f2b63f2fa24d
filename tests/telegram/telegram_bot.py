"""A bot for the tests: the real desk, the real answering, the real tables and channel; only Rasa is played."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from shutil import copyfile
from typing import Any

from ruamel.yaml import YAML

from bot.channels.telegram import TelegramChannel
from bot.content.live import LiveContent
from bot.conversation.answering import Answering
from bot.conversation.desk import ConversationDesk
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply
from bot.storage.database import open_database
from bot.storage.store import Store
from common.safety import load_rules

ROOT = Path(__file__).resolve().parents[2]


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class PlayedRasa:
    """Answers what it was told to answer; anything else with the words themselves and two buttons."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Part]] = {}
        self.asked: list[str] = []

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Reply:
        pressed = metadata["button"]
        text = f"pressed {pressed['answer']}" if pressed else text
        self.asked.append(text)
        how = Choice(label="How do I get it?", intent="followup", data={"answer": "how"})
        parts = self.replies.get(text) or [Part(markdown=f"You asked: **{text}**", buttons=[how])]
        return Reply(outcome=Outcome.ANSWERED, parts=parts)

    async def forget(self, sender: str) -> None:
        return None


class Parts:
    """What is slow to make and the same for every bot: the content, the safety rules, empty tables."""

    def __init__(self, folder: Path) -> None:
        self.content = LiveContent(ROOT / "offer_content")
        self.rules = load_rules(YAML(typ="safe").load(ROOT / "offer_content" / "safety" / "rules.yml"))
        self.tables = folder / "empty.db"
        open_database(f"sqlite:///{self.tables}").dispose()


class Bot:
    """A bot with its own tables."""

    def __init__(self, folder: Path, parts: Parts, address: str, token: str, **channel: Any) -> None:
        self.rasa, self.token, self.address = PlayedRasa(), token, ""
        copyfile(parts.tables, folder / "t.db")
        self.store = Store(open_database(f"sqlite:///{folder}/t.db"))
        answering = Answering(
            store=self.store,
            content=parts.content,
            rasa=self.rasa,
            engine_state=lambda: "ready",
            rules=parts.rules,
            clock=now,
        )
        self.desk = ConversationDesk(
            store=self.store,
            content=parts.content,
            answering=answering,
            engine_state=lambda: "ready",
            clock=now,
            on_outbound=lambda: self.channel.wake(),
        )
        self._channel = {"token": token, "api_address": address, "clock": now, **channel}
        self.channel = self.open_channel()

    def open_channel(self) -> TelegramChannel:
        return TelegramChannel(self.desk, self.store, **self._channel)

    async def close(self) -> None:
        await self.channel.stop()
        await self.desk.close()
        self.store.close()

    def waiting(self) -> list[Any]:
        """What is still to be delivered, also when it is held back."""
        return self.store.due_outbound(now() + dt.timedelta(days=2))
