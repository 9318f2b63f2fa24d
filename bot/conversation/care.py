"""What of a message is about the person's own case, answered by the bot itself: it works while Rasa is down.

Buttons under the words about a case, short words such as “have they seen it”, and all that is written while an adviser
has the chat. Danger is looked for first, always.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from bot.care.case import OpenCase
from bot.care.listening import answer_to_safe, wants_only_secrecy, wish_of
from bot.care.reach import reach_in
from bot.care.replies import (
    IN_TOUCH,
    REACH,
    SAFE_TO_WRITE,
    ask_safe_to_write,
    bot_back_reply,
    cancel_reply,
    contact_reply,
    in_touch_reply,
    not_yet_reply,
    safe_to_write_reply,
    secret_reply,
    status_reply,
)
from bot.care.told import urgent_told
from bot.content.danger import DANGER_WAITS, asks_whether_safe_to_write, urgent_reply, urgent_request
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.conversation.outcomes import Outcome
from bot.conversation.ports import Kind
from bot.conversation.reply import CaseAct, Choice, Part, Reply
from bot.handoff.outlook import Outlook
from bot.rasa.client import RasaFailed
from bot.storage.store import Work
from common.safety import Verdict, higher

log = structlog.get_logger()
Judge = Callable[[str], Awaitable[Verdict]]
_PIECE, _OVERLAP = 2000, 300  # characters that the safety model is given at once


class Care(Protocol):
    """Who there is for a person, and their open case (bot.casework.Casework). The methods block."""

    def outlook(self, conversation_id: int | None, council: str | None, age: int | None) -> Outlook:
        """What may be said now about who is there."""
        ...

    def open_case(self, conversation_id: int) -> OpenCase | None:
        """The case that the conversation is about now, or None."""
        ...


class CaseAnswers:
    """Looks up who is there, and answers what is about a case.

    Args:
        care: who there is; None where nobody is connected at all.
        judge: the trained safety model's verdict on a text; None where there is none.
    """

    def __init__(self, care: Care | None, judge: Judge | None) -> None:
        self._care, self._judge = care, judge

    async def look(self, work: Work) -> tuple[Outlook | None, OpenCase | None]:
        """Who there is for the person of a message, and their case; Nones when that cannot be read now."""
        return await asyncio.to_thread(self.look_now, work)

    def look_now(self, work: Work) -> tuple[Outlook | None, OpenCase | None]:
        """As `look`, blocking. What goes wrong here must not cost anybody their answer in danger."""
        if self._care is None:
            return None, None
        try:
            audience = work.audience
            outlook = self._care.outlook(work.conversation, audience.council, audience.age)
            return outlook, self._care.open_case(work.conversation)
        except Exception as error:
            log.error("who is there could not be looked up", inbound=work.inbound, error=type(error).__name__)
            return None, None

    def button(self, work: Work, choice: Choice, phrases: Phrases) -> Reply | None:
        """The reply to a button about a case; None for any other."""
        said = choice.data.get("said")
        if choice.intent == IN_TOUCH:
            return not_yet_reply(phrases) if said == "not_yet" else in_touch_reply(phrases, yes=said == "yes")
        if choice.intent == SAFE_TO_WRITE:
            return safe_to_write_reply(phrases, yes=said == "yes")
        if choice.intent == "bot_back":
            return bot_back_reply(phrases)
        if choice.intent == "case_cancel":
            return cancel_reply(phrases)
        return status_reply(phrases) if choice.intent == "case_status" else None

    def words(self, work: Work, phrases: Phrases, verdict: Verdict) -> Reply | None:
        """The reply to short words about the open case, where nothing else was asked; None for any other message.

        What the rules see in them goes first; only “he reads my phone”, said when it was asked, is an answer.
        """
        case = phrases.case
        if work.state.get("asked") or verdict.level == "urgent":
            return None
        if case is not None and case.asked == SAFE_TO_WRITE and work.state.get("offered") == SAFE_TO_WRITE:
            answered = self._whether_safe(work, phrases)
            if answered is not None:
                return answered
        if verdict.level != "none":
            return None
        if wants_only_secrecy(work.text) and (case is None or not case.may_be_taken_back):
            return secret_reply(phrases)
        if case is None:
            return None
        return self._wish(work, phrases, case)

    def _wish(self, work: Work, phrases: Phrases, case: OpenCase) -> Reply | None:
        if self._reach(work, phrases) and reach_in(work.text, asked=bool(work.state.get(REACH))).only:
            return contact_reply(phrases)
        wish = wish_of(work.text, asked=case.asked)
        if wish in ("in_touch", "not_in_touch"):
            return in_touch_reply(phrases, yes=wish == "in_touch")
        if wish == "not_yet":
            return not_yet_reply(phrases)
        if wish == "cancel":
            return cancel_reply(phrases)
        return status_reply(phrases) if wish in ("status", "perhaps_cancel") else None

    def with_reach(self, work: Work, phrases: Phrases, reply: Reply) -> Reply:
        """A reply that also keeps who they are and how to reach them, where their message says so."""
        act = self._reach(work, phrases)
        if act is not None and reply.act is None:
            reply.act = act
        return reply

    def _reach(self, work: Work, phrases: Phrases) -> CaseAct | None:
        """What a message says of how to reach somebody, for an open case of one who is not on the council's list."""
        case, outlook = phrases.case, phrases.outlook
        if work.kind is not Kind.TEXT or case is None or outlook is None or outlook.linked or work.state.get("asked"):
            return None
        reach = reach_in(work.text, asked=bool(work.state.get(REACH)))
        if not (reach.contact and reach.contact != case.contact) and not (reach.name and not case.name):
            return None
        return CaseAct(case=case.id, kind="contact", name=reach.name, contact=reach.contact)

    def _whether_safe(self, work: Work, phrases: Phrases) -> Reply | None:
        """The reply to a typed answer to “Is it safe to write to you here?”; None where it is none."""
        answer = answer_to_safe(work.text)
        if answer == "unclear":
            return Reply(outcome=Outcome.ASKED_FOR_DETAIL, parts=[ask_safe_to_write(phrases)])
        return safe_to_write_reply(phrases, yes=answer == "yes") if answer else None

    async def with_a_human(self, work: Work, phrases: Phrases, verdict: Verdict) -> Reply:
        """The reply while an adviser has the chat: none but in danger, or when the bot is wanted back.

        The message itself goes to the adviser (bot/casework).
        """
        judged = await self.judged(work.text, verdict)
        if judged.level == "urgent":
            return urgent_reply(phrases, judged.topic, work.audience, work.text)
        if wish_of(work.text) == "bot_back":
            return bot_back_reply(phrases)
        return Reply(outcome=Outcome.WITH_A_HUMAN, verdict=judged.level, topic=judged.topic)

    async def judged(self, text: str, verdict: Verdict) -> Verdict:
        """The higher of what the rules and the trained safety model find in a text; a long one is judged in pieces."""
        for start in range(0, len(text), _PIECE - _OVERLAP):
            if self._judge is None or verdict.level == "urgent":
                break
            try:
                verdict = higher(verdict, await self._judge(text[start : start + _PIECE]))
            except RasaFailed as failure:
                log.warning("the safety model could not be asked", why=str(failure))
                break
        return verdict

    async def council_came(self, work: Work, reply: Reply, told: Callable[[Outlook], Phrases]) -> Reply:
        """The reply to a message that names the council after a danger of which nobody could be told without it.

        Args:
            work: the message.
            reply: what was made of it; its profile holds the council.
            told: makes the fixed texts for an outlook.
        """
        topic, council = work.state.get(DANGER_WAITS), reply.profile.get("council")
        if not topic or not council or reply.verdict == "urgent" or self._care is None:
            return reply
        age = reply.profile.get("age", work.audience.age)
        outlook = await asyncio.to_thread(self._care.outlook, work.conversation, council, age)
        phrases = told(outlook)
        audience = Audience(council=council, lives_in=work.audience.lives_in, age=age)
        allegation = phrases.content.topics[topic].route == "allegations"
        texts, facts = urgent_told(phrases, audience, allegation=allegation)
        reply.parts = [Part(markdown=text) for text in texts]
        reply.facts, reply.outcome, reply.verdict, reply.topic = facts, Outcome.URGENT, "urgent", topic
        reply.state = {**reply.state, DANGER_WAITS: None, "offered": None}
        if asks_whether_safe_to_write(phrases, topic):
            reply.parts.append(ask_safe_to_write(phrases))
            reply.state |= {"offered": SAFE_TO_WRITE, "asked": []}
        reply.handoff = urgent_request(phrases, topic, "")
        return reply
