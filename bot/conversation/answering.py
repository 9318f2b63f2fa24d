"""Makes the reply to one message: what cannot be read, commands, danger, and everything else through Rasa."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

import structlog

from bot.content.danger import urgent_reply
from bot.content.lateness import OVERDUE_DAYS
from bot.content.live import LiveContent
from bot.content.phrases import Phrases
from bot.conversation.commands import command_in
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import EngineState, Kind
from bot.conversation.reading import Readable, for_rasa, readable
from bot.conversation.reply import Choice, Part, Reply
from bot.interviews.listening import expected, takes_command
from bot.rasa.client import RasaFailed, RasaGone
from bot.storage.store import Store, Work
from common.safety import Rules, Verdict, assess

log = structlog.get_logger()

_UNREADABLE = {
    Kind.VOICE: "voice",
    Kind.PHOTO: "photo",
    Kind.VIDEO: "photo",
    Kind.STICKER: "sticker",
    Kind.EDIT: "edit",
    Kind.OTHER: "other",
}


class MustWait(Exception):
    """Rasa is not there: the message keeps waiting, and the person is told with the text `words`."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Rasa(Protocol):
    """What is asked for replies (bot.rasa.client.RasaClient)."""

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> Reply:
        """The reply to one message; raises RasaGone or RasaFailed."""
        ...

    async def forget(self, sender: str) -> None:
        """Drops a conversation."""
        ...


class Answering:
    """Makes replies.

    Args:
        store: for buttons, stopping and forgetting.
        content: the live content.
        rasa: asked for everything that is words or a button.
        engine_state: whether Rasa can be asked now.
        rules: the safety rules, which run before everything else and in every state.
        clock: the time, aware.
        alerts: whether a handoff reaches anyone here.
        council: id of the council that runs this bot, taken for people who named none.
        message_limit: characters in the longest message that is read.
        keep_days: days for which conversations are kept, as the notice tells.
        overdue_days: days after which an answer whose check is late shows its safe part only.
        public_url: the bot's public address, when it has one.
        officer: for which council suggestions are sent to the address of the settings (bot.suggestions.officer_scope).
    """

    def __init__(
        self, *, store: Store, content: LiveContent, rasa: Rasa, engine_state: Callable[[], EngineState], rules: Rules,
        clock: Callable[[], dt.datetime], alerts: bool = False, council: str | None = None, message_limit: int = 2000,
        keep_days: int = 90, overdue_days: int = OVERDUE_DAYS, public_url: str | None = None,
        officer: str | None = None,
    ) -> None:  # fmt: skip
        self._store, self._content, self._rasa, self._engine_state = store, content, rasa, engine_state
        self._rules, self._clock, self._alerts, self._council = rules, clock, alerts, council
        self.message_limit, self.keep_days, self.overdue_days = message_limit, keep_days, overdue_days
        self._public_url, self._officer = public_url, officer

    async def reply(self, work: Work) -> Reply:
        """The reply to one message; raises MustWait when only Rasa could give it and Rasa is not there."""
        phrases = self.phrases()
        if work.kind in _UNREADABLE:
            return _said(phrases, Outcome.UNREADABLE, _UNREADABLE[work.kind], "offer_adviser")
        if work.kind is Kind.BUTTON:
            return await self._button(work, phrases)
        command = work.text if work.kind is Kind.COMMAND else command_in(work.text)
        if work.kind is Kind.TEXT and takes_command(work.state, command):
            command = None
        if command:
            return await self._command(work, phrases, command)
        return await self._text(work, phrases)

    def phrases(self) -> Phrases:
        """The fixed texts for now."""
        content, day = self._content.content, self._clock().date()
        return Phrases(content, day, alerts=self._alerts, keep_days=self.keep_days)

    def failed(self, work: Work) -> Reply:
        """The reply when answering went wrong: danger is answered by the rules alone, the rest with honest words."""
        phrases = self.phrases()
        verdict = assess(work.text[: 4 * self.message_limit], self._rules)
        if work.kind is Kind.TEXT and verdict.level == "urgent":
            return urgent_reply(phrases, verdict.topic, work.audience)
        return _said(phrases, Outcome.FAILED, "failed", "menu")

    def is_urgent(self, text: str) -> bool:
        """Whether the rules see danger in a text."""
        return assess(text, self._rules).level == "urgent"

    async def _text(self, work: Work, phrases: Phrases) -> Reply:
        if len(work.text) > self.message_limit:
            verdict = assess(work.text[: 4 * self.message_limit], self._rules)
            if verdict.level == "urgent":
                return urgent_reply(phrases, verdict.topic, work.audience)
            part = Part(markdown=phrases.say("too_long", limit=f"{self.message_limit:,}"))
            return Reply(outcome=Outcome.UNREADABLE, parts=[part])
        kind = readable(work.text)
        if kind is not Readable.YES:
            key = "only_emoji" if kind is Readable.EMOJI else "empty"
            return _said(phrases, Outcome.UNREADABLE, key, "menu")
        verdict = assess(work.text, self._rules)
        return await self._through_rasa(work, phrases, for_rasa(work.text), None, verdict)

    async def _button(self, work: Work, phrases: Phrases) -> Reply:
        choice = await asyncio.to_thread(self._store.button, work.conversation, work.text)
        if choice is None:
            return _said(phrases, Outcome.UNREADABLE, "old_button", "menu")
        return await self._through_rasa(work, phrases, f"/{choice.intent}", choice, Verdict("none", None, False, None))

    async def _through_rasa(
        self, work: Work, phrases: Phrases, text: str, choice: Choice | None, verdict: Verdict
    ) -> Reply:
        if work.behind or self._engine_state() != "ready":
            return self._without_rasa(work, phrases, verdict)
        try:
            reply = await self._rasa.ask(f"c{work.conversation}", text, self._metadata(work, choice))
        except RasaGone:
            return self._without_rasa(work, phrases, verdict)
        except RasaFailed as failure:
            log.warning("rasa gave no reply", why=str(failure))
            return self.failed(work)
        if verdict.level == "urgent" and reply.verdict != "urgent":  # the higher verdict wins, whatever Rasa made of it
            return urgent_reply(phrases, verdict.topic, work.audience)
        return reply

    def _without_rasa(self, work: Work, phrases: Phrases, verdict: Verdict) -> Reply:
        """Danger is answered at once by the rules alone; everything else waits."""
        if verdict.level == "urgent":
            return urgent_reply(phrases, verdict.topic, work.audience)
        raise MustWait("waking" if self._engine_state() == "waking" else "down")

    def _metadata(self, work: Work, choice: Choice | None) -> dict[str, Any]:
        audience = work.audience
        return {
            "message_id": work.inbound,
            "channel": work.channel,
            "today": self._clock().date().isoformat(),
            "profile": {
                "council": audience.council or self._council, "lives_in": audience.lives_in, "age": audience.age,
            },
            "state": work.state,
            "button": {"intent": choice.intent, **choice.data} if choice else None,
            "alerts": self._alerts,
            "keep_days": self.keep_days,
            "public_url": self._public_url,
            "officer": self._officer,
            "interview": expected(self._content.content, work.state, work.text, self._clock().date()),
            "overdue_days": self.overdue_days,
        }  # fmt: skip

    async def _command(self, work: Work, phrases: Phrases, command: str) -> Reply:
        if command == "stop":
            await asyncio.to_thread(self._store.stop, work.conversation)
            return _said(phrases, Outcome.SMALL_TALK, "stop", None)
        if command == "forget":
            return await self._forget(work, phrases)
        key = command if command in ("start", "privacy") else "help"
        return _said(phrases, Outcome.SMALL_TALK, key, "menu")

    async def _forget(self, work: Work, phrases: Phrases) -> Reply:
        await self._rasa.forget(f"c{work.conversation}")
        kept = await asyncio.to_thread(self._store.forget_messages, work.conversation, work.inbound)
        reply = _said(phrases, Outcome.SMALL_TALK, "forgotten", "menu")
        if kept:
            reply.parts[0].markdown += f"\n\n{phrases.say('forgotten_suggestion')}"
        reply.profile = {"council": None, "lives_in": None, "age": None}
        return reply


def _said(phrases: Phrases, outcome: Outcome, key: str, intent: str | None) -> Reply:
    """A fixed text, with one button to go on by."""
    buttons = []
    if intent:
        label = phrases.choice("menu" if intent == "menu" else "adviser")
        buttons = [Choice(label=label, intent=intent)]
    return Reply(outcome=outcome, parts=[Part(markdown=phrases.say(key), buttons=buttons)])
