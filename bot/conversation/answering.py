"""Makes the reply to one message: what cannot be read, commands, danger, and everything else through Rasa."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

import structlog

from bot.care.case import OpenCase
from bot.content.danger import urgent_reply
from bot.content.lateness import OVERDUE_DAYS
from bot.content.live import LiveContent
from bot.content.phrases import Phrases
from bot.conversation.care import Care, CaseAnswers, Judge
from bot.conversation.commands import command_in
from bot.conversation.linking import CHANGE, KEEP, Linking
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import EngineState, Kind
from bot.conversation.reading import Readable, for_rasa, readable
from bot.conversation.reply import Choice, Part, Reply
from bot.handoff.outlook import Outlook
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


_NO_LINKS = (Outcome.UNREADABLE, "link_wrong", "menu")


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
        care: who there is for a person, and their open case; None where nobody is connected.
        judge: the trained safety model's verdict, asked while an adviser has the chat.
        links: links chats to people of the council's list; None where there is no list.
    """

    def __init__(
        self, *, store: Store, content: LiveContent, rasa: Rasa, engine_state: Callable[[], EngineState], rules: Rules,
        clock: Callable[[], dt.datetime], alerts: bool = False, council: str | None = None, message_limit: int = 2000,
        keep_days: int = 90, overdue_days: int = OVERDUE_DAYS, public_url: str | None = None,
        officer: str | None = None, care: Care | None = None, judge: Judge | None = None,
        links: Linking | None = None,
    ) -> None:  # fmt: skip
        self._store, self._content, self._rasa, self._engine_state = store, content, rasa, engine_state
        self._rules, self._clock, self._alerts, self._council = rules, clock, alerts, council
        self.message_limit, self.keep_days, self.overdue_days = message_limit, keep_days, overdue_days
        self._public_url, self._officer = public_url, officer
        self._cases, self._links = CaseAnswers(care, judge), links

    async def reply(self, work: Work) -> Reply:
        """The reply to one message; raises MustWait when only Rasa could give it and Rasa is not there."""
        if self._links is not None:
            work = await self._links.as_recorded(work)
        phrases = self.phrases(*await self._cases.look(work))
        if work.kind is Kind.LINK:
            return await self._links.reply(work, phrases) if self._links else _said(phrases, *_NO_LINKS)
        if work.kind in _UNREADABLE:
            return await self._unreadable(work, phrases)
        if work.kind is Kind.BUTTON:
            return await self._button(work, phrases)
        command = work.text if work.kind is Kind.COMMAND else command_in(work.text)
        if work.kind is Kind.TEXT and takes_command(work.state, command):
            command = None
        if command:
            return await self._command(work, phrases, command)
        return self._cases.with_reach(work, phrases, await self._text(work, phrases))

    def phrases(self, outlook: Outlook | None = None, case: OpenCase | None = None) -> Phrases:
        """The fixed texts for now, for somebody for whom there are those of the outlook."""
        now = self._clock()
        return Phrases(
            self._content.content,
            now.date(),
            outlook.adviser if outlook and outlook.linked else None,
            alerts=outlook.reaches_somebody if outlook else self._alerts,
            keep_days=self.keep_days,
            outlook=outlook,
            now=now,
            case=case,
        )

    def failed(self, work: Work) -> Reply:
        """The reply when answering went wrong: danger is answered by the rules alone, the rest with honest words."""
        phrases = self.phrases(*self._cases.look_now(work))
        verdict = assess(work.text[: 4 * self.message_limit], self._rules)
        if work.kind is Kind.TEXT and verdict.level == "urgent":
            return urgent_reply(phrases, verdict.topic, work.audience, work.text)
        return _said(phrases, Outcome.FAILED, "failed", "menu")

    def is_urgent(self, text: str) -> bool:
        """Whether the rules see danger in a text."""
        return assess(text, self._rules).level == "urgent"

    async def _text(self, work: Work, phrases: Phrases) -> Reply:
        if len(work.text) > self.message_limit:
            return await self._long(work, phrases)
        kind = readable(work.text)
        if kind is not Readable.YES:
            key = "only_emoji" if kind is Readable.EMOJI else "empty"
            return _said(phrases, Outcome.UNREADABLE, key, "menu")
        verdict = assess(work.text, self._rules)
        if phrases.case and phrases.case.chat_with:
            return await self._cases.with_a_human(work, phrases, verdict)
        about_case = self._cases.words(work, phrases, verdict)
        return about_case or await self._through_rasa(work, phrases, for_rasa(work.text), None, verdict)

    async def _unreadable(self, work: Work, phrases: Phrases) -> Reply:
        """What is no new text. An edited one is not answered again, but danger in it is."""
        verdict = await self._cases.judged(work.text, assess(work.text[: 4 * self.message_limit], self._rules))
        if verdict.level == "urgent":
            return urgent_reply(phrases, verdict.topic, work.audience, work.text)
        return _said(phrases, Outcome.UNREADABLE, _UNREADABLE[work.kind], "offer_adviser")

    async def _long(self, work: Work, phrases: Phrases) -> Reply:
        """More than is read at once: whole to an adviser who has the chat; else danger is looked for piece by piece."""
        verdict = assess(work.text[: 4 * self.message_limit], self._rules)
        if phrases.case and phrases.case.chat_with:
            return await self._cases.with_a_human(work, phrases, verdict)
        verdict = await self._cases.judged(work.text, verdict)
        if verdict.level == "urgent":
            return urgent_reply(phrases, verdict.topic, work.audience, work.text)
        part = Part(markdown=phrases.say("too_long", limit=f"{self.message_limit:,}"))
        return Reply(outcome=Outcome.UNREADABLE, parts=[part], verdict=verdict.level, topic=verdict.topic)

    async def _button(self, work: Work, phrases: Phrases) -> Reply:
        choice = await asyncio.to_thread(self._store.button, work.conversation, work.text)
        if choice is None:
            return _said(phrases, Outcome.UNREADABLE, "old_button", "menu")
        if self._links is not None and choice.intent in (CHANGE, KEEP):
            return await self._links.pressed(work, phrases, choice)
        about_case = self._cases.button(work, choice, phrases)
        if about_case is not None:
            return about_case
        return await self._through_rasa(work, phrases, f"/{choice.intent}", choice, Verdict("none", None, False, None))

    async def _through_rasa(
        self, work: Work, phrases: Phrases, text: str, choice: Choice | None, verdict: Verdict
    ) -> Reply:
        if work.behind or self._engine_state() != "ready":
            return self._without_rasa(work, phrases, verdict, choice)
        try:
            reply = await self._rasa.ask(f"c{work.conversation}", text, self._metadata(work, choice, phrases))
        except RasaGone:
            return self._without_rasa(work, phrases, verdict, choice)
        except RasaFailed as failure:
            log.warning("rasa gave no reply", why=str(failure))
            return self.failed(work)
        if verdict.level == "urgent" and reply.verdict != "urgent":  # the higher verdict wins, whatever Rasa made of it
            return urgent_reply(phrases, verdict.topic, work.audience, work.text)
        return await self._cases.council_came(work, reply, self.phrases)

    def _without_rasa(self, work: Work, phrases: Phrases, verdict: Verdict, choice: Choice | None) -> Reply:
        """Danger is answered at once by the rules alone, or by a “no” to “are you safe”; everything else waits."""
        if choice and choice.intent == "safe_no":
            return urgent_reply(phrases, work.state.get("topic"), work.audience)
        if verdict.level == "urgent":
            return urgent_reply(phrases, verdict.topic, work.audience, work.text)
        raise MustWait("waking" if self._engine_state() == "waking" else "down")

    def _metadata(self, work: Work, choice: Choice | None, phrases: Phrases) -> dict[str, Any]:
        audience, outlook, case = work.audience, phrases.outlook, phrases.case
        return {
            "message_id": work.inbound,
            "channel": work.channel,
            "today": self._clock().date().isoformat(),
            "profile": {
                "council": audience.council or self._council, "lives_in": audience.lives_in, "age": audience.age,
            },
            "state": work.state,
            "button": {"intent": choice.intent, **choice.data} if choice else None,
            "alerts": phrases.alerts,
            "adviser": phrases.adviser,
            "now": phrases.now.isoformat() if phrases.now else None,
            "outlook": outlook.model_dump(mode="json") if outlook else None,
            "case": case.model_dump(mode="json") if case else None,
            **work.record,
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
        unlinked = await self._links.end(work) if self._links else False
        reply = _said(phrases, Outcome.SMALL_TALK, "forgotten", "menu")
        if kept:
            reply.parts[0].markdown += f"\n\n{phrases.say('forgotten_suggestion')}"
        if unlinked:
            reply.parts[0].markdown += f"\n\n{phrases.say('link_ended')}"
        reply.profile = {"council": None, "lives_in": None, "age": None}
        return reply


def _said(phrases: Phrases, outcome: Outcome, key: str, intent: str | None) -> Reply:
    """A fixed text, with one button to go on by."""
    buttons = []
    if intent:
        label = phrases.choice("menu" if intent == "menu" else "adviser")
        buttons = [Choice(label=label, intent=intent)]
    return Reply(outcome=outcome, parts=[Part(markdown=phrases.say(key), buttons=buttons)])
