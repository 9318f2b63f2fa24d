"""The interview form: each run takes what was said, and asks the next question, repeats it, or comes to the end.

Everything is worked out here from the message and the progress that the bot keeps, so that nothing is lost with Rasa.
"""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.answers import give_answer, with_care
from actions.base import Event, TurnAction, adviser_choice, menu_choice, phrases
from actions.endings import ENDINGS
from actions.interview_reply import Taken, profile_of, take_reply, with_learnt
from actions.interview_words import reply_state, say_next, stopped
from actions.turn import Turn
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply
from bot.interviews.listening import OFFERED
from bot.interviews.model import Interview
from bot.interviews.progress import Progress, begin, from_state, outcome, waits
from common.text import normalise

LEAVE: list[Event] = [ActiveLoop(None), SlotSet("requested_slot", None), FollowupAction("action_listen")]
_LETTER = re.compile(
    r"\b(?:writ\w*|letters?|e ?mails?|draft\w*|word(?:ing)?|forms?|request|application|sar|fill|put .{1,30} in)\b"
)
_REPLIES = ("interview_reply", "affirm", "deny", "not_known", "inform")


class ActionAskInterview(TurnAction):
    """Speaks for the interview form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_ask_interview_form_interview_reply"

    def reply(self, turn: Turn) -> Reply | None:
        """The next question or the ending; None when the interview is set aside and another action has spoken."""
        if turn.intent.startswith("interview/") or turn.button.get("intent") == "interview":
            return _answer_first(turn) or _start(turn)
        replied = turn.intent in _REPLIES and (waits(turn.state) or turn.intent == "interview_reply")
        resumed = turn.intent == "affirm" and turn.state.get("offered") == OFFERED and not waits(turn.state)
        wanted = replied or resumed or turn.intent == "interview_go_on"
        progress = from_state(turn.state)
        interview = turn.content.interviews.get(progress.interview) if progress else None
        if progress is None or interview is None:
            return _nothing(turn, "interview_gone" if progress else "interview_none") if wanted else None
        if replied:
            return _after(turn, interview, take_reply(turn, interview, progress))
        if not wanted and (turn.verdict != "none" or not waits(turn.state)):
            return None
        first = "" if wanted else phrases(turn).say("interview_back_to")
        reply = _after(turn, interview, Taken(with_learnt(turn, interview, progress), first))
        if first:  # what was asked in between is how the message ended
            reply.outcome = Outcome.SMALL_TALK
        return reply

    def _has_lost_interview(self, tracker: Tracker, turn: Turn, reply: Reply) -> bool:
        return False  # this is the interview

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Leaves the form when no question waits any more."""
        if reply is None:
            return LEAVE
        return [] if "interview" in reply.state.get("asked", []) else LEAVE


class ValidateInterviewForm(FormValidationAction):  # type: ignore[misc]
    """Empties the form's slot, so that the form goes on until the action that asks leaves it."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "validate_interview_form"

    async def validate_interview_reply(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Nothing is kept in the slot."""
        return {"interview_reply": None}


def _answer_first(turn: Turn) -> Reply | None:
    """The answer that has the interview's button, when no letter was asked for in so many words; else None."""
    interview = turn.content.interviews.get(turn.intent.partition("/")[2])
    if turn.button or waits(turn.state) or interview is None or interview.ending != "letter":
        return None
    if _LETTER.search(normalise(turn.text)):
        return None
    having = [a.id for a in turn.content.answers.values() if a.fields.interview == interview.id]
    ranked = [f.id for f in turn.found if f.id in having]
    reply = give_answer(turn, (ranked or having)[0]) if having else None
    return with_care(turn, reply) if reply else None


def _start(turn: Turn) -> Reply:
    """The first question of the interview that was asked for; one that was begun and not ended is gone on with."""
    wanted = turn.button.get("interview") or turn.intent.partition("/")[2]
    data = {k: v for k, v in turn.button.items() if k not in ("intent", "interview", "again")}
    interview = turn.content.interviews.get(wanted)
    if interview is None:
        return _nothing(turn, "interview_gone")
    begun = from_state(turn.state)
    if begun and begun.interview == wanted and begun.data == data and "again" not in turn.button:
        reply = _after(turn, interview, Taken(begun, phrases(turn).say("interview_back_to")))
        again = {"interview": wanted, **data, "again": "yes"}
        reply.parts[-1].buttons.append(
            Choice(label=phrases(turn).choice("interview_again"), intent="interview", data=again)
        )
        return reply
    return _after(turn, interview, Taken(begin(interview, turn.audience, data), phrases(turn).fill(interview.start)))


def _after(turn: Turn, interview: Interview, taken: Taken) -> Reply:
    """What is said once a message has been taken: what comes next, that it stops, or the ending."""
    told = profile_of(interview, taken.progress)
    turn.audience = turn.audience.model_copy(update=told)
    if taken.stopped:
        reply = stopped(turn, interview, taken.progress)
    elif turn.ask:  # whether they are safe comes before everything
        reply = Reply(outcome=Outcome.HANDOFF_OFFERED, state=reply_state(taken.progress, waiting=False))
        reply = with_care(turn, reply)
    elif taken.progress.at is None:
        reply = _ended(turn, interview, taken.progress)
    else:
        reply = _cared(turn, say_next(turn, interview, taken.progress, taken.first))
    reply.profile = {**told, **reply.profile}
    return reply


def _ended(turn: Turn, interview: Interview, progress: Progress) -> Reply:
    reply = ENDINGS[interview.ending](turn, outcome(interview, progress))
    reply.state = {"asked": [], "offered": None, "offers": [], **reply.state, "interview": None}
    return _cared(turn, reply)


def _cared(turn: Turn, reply: Reply) -> Reply:
    """The kind words of a sensitive topic before the next question, once for each topic."""
    if turn.verdict == "none":
        return reply
    reply.verdict, reply.topic = turn.verdict, turn.topic
    topic = turn.content.topics.get(turn.topic or "")
    if topic and topic.verdict == "sensitive" and turn.state.get("topic") != turn.topic:
        words, facts = phrases(turn).topic_words(topic.id, turn.audience)
        reply.parts.insert(0, Part(markdown=words, buttons=[adviser_choice(turn)]))
        reply.facts = list(dict.fromkeys([*facts, *reply.facts]))
    reply.state["topic"] = turn.topic
    return reply


def _nothing(turn: Turn, key: str) -> Reply:
    part = Part(markdown=phrases(turn).say(key), buttons=[menu_choice(turn)])
    return Reply(outcome=Outcome.SMALL_TALK, parts=[part], state={"interview": None, "asked": []})
