"""Actions around danger and the handoff to a human."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.about_last import picked
from actions.answers import answer_question, give_answer
from actions.base import Event, TurnAction, menu_choice, phrases
from actions.turn import Turn
from bot.content.danger import urgent_reply
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, HandoffRequest, Part, Reply

SKIPPED = "-"


class ActionUrgent(TurnAction):
    """Danger: the warm words, the numbers, and who is told. Leaves any form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_urgent"

    def reply(self, turn: Turn) -> Reply:
        """The fixed words of the topic."""
        topic = turn.topic or turn.state.get("topic")
        reply = urgent_reply(phrases(turn), topic, turn.audience)
        if reply.topic in turn.content.answers:  # so that “what if they say no” is about this
            reply.state["answer"] = reply.topic
        return reply

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Without this the form's next question would follow the urgent words."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


class ActionSafe(TurnAction):
    """They are safe."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_safe"

    def reply(self, turn: Turn) -> Reply:
        """That it is good to hear, and what next."""
        part = Part(markdown=phrases(turn).say("safe_ok"), buttons=[menu_choice(turn)])
        return Reply(outcome=Outcome.SMALL_TALK, parts=[part], state={"offered": None})


class ActionHuman(TurnAction):
    """A human is wanted: says who can be told. The handoff form follows."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_human"

    def reply(self, turn: Turn) -> Reply:
        """That it can be passed on, and to whom."""
        part = Part(markdown=phrases(turn).say("human" if turn.alerts else "human_demo"))
        reply = Reply(outcome=Outcome.HANDOFF_OFFERED, parts=[part])
        reply.verdict, reply.topic = turn.verdict, turn.topic
        reply.state = {"topic": turn.topic or turn.state.get("topic"), "offered": None}
        return reply


class _AskInForm(TurnAction):
    asks = ""

    def reply(self, turn: Turn) -> Reply:
        """The form's next question, with a way to skip it and a way out."""
        said = phrases(turn)
        buttons = [
            Choice(label=said.choice("skip"), intent="not_known", data={"slot": self.asks}),
            Choice(label=said.choice("stop_form"), intent="deny"),
        ]
        key = {"handoff_name": "ask_name", "handoff_contact": "ask_contact"}[self.asks]
        part = Part(markdown=said.say(key), buttons=buttons)
        return Reply(outcome=Outcome.HANDOFF_OFFERED, parts=[part], state={"asked": [self.asks]})


class ActionAskName(_AskInForm):
    """Asks for a first name."""

    asks = "handoff_name"

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_ask_handoff_form_handoff_name"


class ActionAskContact(_AskInForm):
    """Asks how they can be reached."""

    asks = "handoff_contact"

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_ask_handoff_form_handoff_contact"


class ValidateHandoffForm(FormValidationAction):  # type: ignore[misc]
    """Keeps what the person typed, whatever it is, within bounds; a skipped slot is a dash."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "validate_handoff_form"

    async def validate_handoff_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """The first name: at most 60 characters."""
        return {"handoff_name": _typed(tracker, 60)}

    async def validate_handoff_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """The way to reach them: at most 200 characters."""
        return {"handoff_contact": _typed(tracker, 200)}


def _typed(tracker: Tracker, limit: int) -> str:
    turn = Turn.from_tracker(tracker)
    if turn.button or turn.intent == "not_known":
        return SKIPPED
    return turn.text.strip()[:limit] or SKIPPED


class ActionHandOff(TurnAction):
    """The form is complete: asks the desk to raise the handoff."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_hand_off"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        """Rasa's interface; the form's slots are read here and emptied."""
        self.filled = {k: tracker.get_slot(k) for k in ("handoff_name", "handoff_contact")}
        events = await super().run(dispatcher, tracker, domain)
        return [*events, SlotSet("handoff_name", None), SlotSet("handoff_contact", None)]

    def reply(self, turn: Turn) -> Reply:
        """That it was passed on, and the honest truth about when it is read."""
        key = "handed_off" if turn.alerts else "handed_off_demo"
        name, contact = (None if v == SKIPPED else v for v in self.filled.values())
        topic = turn.state.get("topic")
        request = HandoffRequest(topic=topic, verdict="sensitive" if topic else "none", name=name, contact=contact)
        part = Part(markdown=phrases(turn).say(key), buttons=[menu_choice(turn)])
        state: dict[str, object] = {"asked": [], "offered": None, "topic": None}
        return Reply(outcome=Outcome.HANDED_OFF, parts=[part], state=state, handoff=request)


class ActionAffirm(TurnAction):
    """“Yes” to whatever was offered last."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_affirm"

    def reply(self, turn: Turn) -> Reply | None:
        """The answer to the yes; None when the handoff form takes over."""
        offered = turn.state.get("offered")
        chosen = picked(turn)
        reply = give_answer(turn, chosen) if chosen else None
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
        form = {"adviser": "handoff_form", "interview": "interview_form"}.get(turn.state.get("offered") or "")
        return [FollowupAction(form)] if form and not picked(turn) else []


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
        part = Part(markdown=phrases(turn).say("no_then"), buttons=[menu_choice(turn)])
        state: dict[str, object] = {"offered": None, "asked": [], "topic": None}
        return Reply(outcome=Outcome.SMALL_TALK, parts=[part], state=state)

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Leaves the form, should one be open."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)]
