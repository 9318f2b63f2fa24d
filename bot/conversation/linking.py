"""Linking a chat to a person of the council's list, from the person's side, and what the record then says of them."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Callable

import structlog

from bot.content.live import LiveContent
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Incoming, Kind
from bot.conversation.reply import Choice, Part, Reply
from bot.handoff.policy import HandoffPolicy
from bot.handoff.working_time import LONDON
from bot.people.card import AdviserCard, card_of
from bot.people.link_code import LinkOutcome, LinkResult, code_in, digest_of
from bot.storage.people import People
from bot.storage.store import Work

log = structlog.get_logger()
CHANGE, KEEP = "link_change", "link_keep"  # what the buttons of “this chat is somebody else's” stand for
_WORDS = {
    LinkOutcome.ALREADY: "link_already", LinkOutcome.WRONG: "link_wrong", LinkOutcome.USED: "link_used",
    LinkOutcome.EXPIRED: "link_expired", LinkOutcome.TOO_MANY: "link_too_many",
}  # fmt: skip


def without_code(incoming: Incoming) -> Incoming:
    """The message as it is kept: of a link code only its digest; any other message as it is."""
    code = code_in(incoming.text) if incoming.kind is Kind.TEXT else None
    return dataclasses.replace(incoming, kind=Kind.LINK, text=digest_of(code)) if code else incoming


class Linking:
    """Links chats, and says what the record says of a linked person.

    Args:
        people: the one door to people.
        content: the live content.
        clock: the time, aware.
    """

    def __init__(self, people: People, content: LiveContent, clock: Callable[[], dt.datetime]) -> None:
        self._people, self._content, self._clock = people, content, clock

    async def reply(self, work: Work, phrases: Phrases) -> Reply:
        """The reply to a link code."""
        result = await asyncio.to_thread(self._people.use_digest, work.conversation, work.text, self._clock())
        return await self._said(work, phrases, result, work.text)

    async def pressed(self, work: Work, phrases: Phrases, choice: Choice) -> Reply:
        """The reply to a button of “this chat is somebody else's”."""
        if choice.intent == KEEP:
            return _plain(phrases, phrases.say("link_kept"))
        digest = choice.data.get("digest", "")
        result = await asyncio.to_thread(
            lambda: self._people.use_digest(work.conversation, digest, self._clock(), change=True)
        )
        return await self._said(work, phrases, result, digest)

    async def end(self, work: Work) -> bool:
        """Takes the link back, as when somebody wants to be forgotten; returns whether there was one."""
        return await asyncio.to_thread(self._people.end_link, work.conversation, self._clock())

    async def as_recorded(self, work: Work) -> Work:
        """A message with what the council's list says of its person, and of their adviser."""
        return await asyncio.to_thread(self._as_recorded, work)

    def _as_recorded(self, work: Work) -> Work:
        now = self._clock()
        person = self._people.person_of(work.conversation)
        if person is None:
            return work
        card, age = self._card(work.conversation, now)
        known = work.audience
        recorded = ["council", *(["age"] if person.born else [])]
        audience = Audience(council=person.council, lives_in=known.lives_in, age=age if person.born else known.age)
        about = {"record": recorded, "adviser_card": card.model_dump(mode="json") if card else None}
        return dataclasses.replace(work, audience=audience, record=about)

    def _card(self, conversation: int, now: dt.datetime) -> tuple[AdviserCard | None, int | None]:
        roster = self._people.roster(conversation, None, None, now.astimezone(LONDON).date())
        policy = self._policy(roster.council)
        return (card_of(roster, policy, now) if policy else None), roster.age

    def _policy(self, council: str | None) -> HandoffPolicy | None:
        policies = self._content.content.handoff
        return policies.of(council) if policies else None

    async def _said(self, work: Work, phrases: Phrases, result: LinkResult, digest: str) -> Reply:
        log.info("a link code came", outcome=result.outcome.value, channel=work.channel)
        if result.outcome is LinkOutcome.OTHER_PERSON:
            data = {"digest": digest}
            buttons = [
                Choice(label=phrases.choice("link_change"), intent=CHANGE, data=data),
                Choice(label=phrases.choice("link_keep"), intent=KEEP),
            ]
            part = Part(markdown=phrases.say("link_other_person"), buttons=buttons)
            return Reply(outcome=Outcome.ASKED_FOR_DETAIL, parts=[part])
        if result.outcome in _WORDS:
            return _plain(phrases, phrases.say(_WORDS[result.outcome]))
        return self._linked(await self.as_recorded(work), phrases)

    def _linked(self, work: Work, phrases: Phrases) -> Reply:
        """That it is linked, to whom, and what the record says, so that a mistake is seen at once."""
        council, age = work.audience.council, work.audience.age
        name = (work.record.get("adviser_card") or {}).get("name")
        key = "link_done" if name else "link_done_no_adviser"
        known = self._content.content.councils.get(council or "")
        texts = [phrases.say(key, name=name)]
        if known and age is not None:
            texts.append(phrases.say("link_record", council=known.full_name, age=age))
        return _plain(phrases, "\n\n".join(texts))


def _plain(phrases: Phrases, text: str) -> Reply:
    part = Part(markdown=text, buttons=[Choice(label=phrases.choice("menu"), intent="menu")])
    return Reply(outcome=Outcome.SMALL_TALK, parts=[part])
