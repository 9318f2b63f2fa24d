"""Actions around danger, and “yes” and “no” to whatever was offered last. Permission: actions/permission.py."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.about_last import picked
from actions.answers import answer_question, give_answer
from actions.base import Event, TurnAction, also_fitting, menu_choice, phrases
from actions.permission import (
    ActionAskContact,
    ActionAskName,
    ActionHandOff,
    ActionHuman,
    ValidateHandoffForm,
    after_human,
)
from actions.turn import Turn
from bot.care.replies import SAFE_TO_WRITE, in_touch_reply, safe_to_write_reply
from bot.content.danger import HANDING, urgent_reply
from bot.content.policy import Sureness
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply

__all__ = [
    "ActionAffirm",
    "ActionAskContact",
    "ActionAskName",
    "ActionDeny",
    "ActionHandOff",
    "ActionHuman",
    "ActionSafe",
    "ActionUrgent",
    "ValidateHandoffForm",
]


class ActionUrgent(TurnAction):
    """Danger: the warm words, the numbers, and who is told. Leaves any form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_urgent"

    def reply(self, turn: Turn) -> Reply:
        """The fixed words of the topic."""
        topic = turn.topic or turn.state.get("topic")
        reply = urgent_reply(phrases(turn), topic, turn.audience, turn.text)
        _offer_what_was_asked(turn, reply)
        if reply.topic in turn.content.answers:  # so that “what if they say no” is about this
            reply.state["answer"] = reply.topic
        return reply

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Without this the form's next question would follow the urgent words."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


def _offer_what_was_asked(turn: Turn, reply: Reply) -> None:
    """Puts buttons to the answers that the message fits beneath the urgent words, so that its question is not lost.

    What is asked of the person, whether it is safe to write to them, stays last.
    """
    parts, reply.shown = also_fitting(turn, "urgent_asked_too", but=(Sureness.NONE, Sureness.CHOICES))
    last = len(reply.parts) - (reply.state.get("offered") == SAFE_TO_WRITE)
    reply.parts[last:last] = parts


class ActionSafe(TurnAction):
    """They are safe."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_safe"

    def reply(self, turn: Turn) -> Reply:
        """That it is good to hear, and what next."""
        part = Part(markdown=phrases(turn).say("safe_ok"), buttons=[menu_choice(turn)])
        return Reply(outcome=Outcome.SMALL_TALK, parts=[part], state={"offered": None})


class ActionAffirm(TurnAction):
    """“Yes” to whatever was offered last."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_affirm"

    def reply(self, turn: Turn) -> Reply | None:
        """The answer to the yes; None when the handoff form takes over."""
        offered = turn.state.get("offered")
        chosen = picked(turn)
        reply = give_answer(turn, chosen) if chosen else about_the_case(turn, yes=True)
        if reply is not None:
            return reply
        if offered == "adviser":
            return ActionHuman().reply(turn)
        if offered == "interview":
            return None
        if offered == "safe":
            return ActionSafe().reply(turn)
        offers = [i for i in turn.state.get("offers") or [] if i in turn.content.answers]
        if offers:
            reply = give_answer(turn, offers[0])
            if reply is not None:
                return reply
        part = Part(markdown=phrases(turn).say("yes_to_what"), buttons=[menu_choice(turn)])
        return Reply(outcome=Outcome.SMALL_TALK, parts=[part])

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Starts the handoff form after a yes to the adviser, and goes on with the interview after a yes to that."""
        offered = turn.state.get("offered")
        if picked(turn) or offered not in ("adviser", "interview"):
            return []
        return after_human(turn) if offered == "adviser" else [FollowupAction("interview_form")]


class ActionDeny(TurnAction):
    """“No” to whatever was offered last; in the handoff form it leaves the form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_deny"

    def reply(self, turn: Turn) -> Reply:
        """That it is respected; a no to “are you safe” is danger."""
        if turn.state.get("offered") == "safe":
            return ActionUrgent().reply(turn)
        if turn.found and len(turn.text.split()) > 4 and turn.found[0].confidence > 0.5:
            return answer_question(turn)
        about_case = about_the_case(turn, yes=False)
        if about_case is not None:
            return about_case
        part = Part(markdown=phrases(turn).say("no_then"), buttons=[menu_choice(turn)])
        state: dict[str, object] = {"offered": None, "asked": [], "topic": None, HANDING: None}
        return Reply(outcome=Outcome.SMALL_TALK, parts=[part], state=state)

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Leaves the form, should one be open."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


def about_the_case(turn: Turn, *, yes: bool) -> Reply | None:
    """The reply to a yes or no about the open case: “did they get in touch”, “is it safe to write to you here”."""
    offered, case = turn.state.get("offered"), turn.case
    if case is None or turn.button:
        return None
    if offered == SAFE_TO_WRITE:
        return safe_to_write_reply(phrases(turn), yes=yes)
    if case.asked == "in_touch" and not offered:
        return in_touch_reply(phrases(turn), yes=yes)
    return None
