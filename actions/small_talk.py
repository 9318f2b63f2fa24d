"""Actions for everything that is not a question about the offer. Every reply leaves a next step."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet, UserUtteranceReverted

from actions.answers import answer_question, offer_choices, with_care
from actions.base import Event, TurnAction, adviser_choice, menu_choice, phrases
from actions.turn import Turn
from bot.content.policy import Sureness, sureness
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply


class ActionSmallTalk(TurnAction):
    """Greetings, thanks, goodbyes, what the bot is, frustration, starting again."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_small_talk"

    def reply(self, turn: Turn) -> Reply:
        """The fixed text of the intent, with a next step."""
        said = phrases(turn)
        intent, _, detail = turn.intent.partition("/")
        key = detail if intent == "about_bot" and detail in turn.content.words.texts else intent
        if key == "about_bot":
            key = "robot"
        buttons = [menu_choice(turn)]
        if intent == "frustration":
            buttons.insert(0, adviser_choice(turn))
        state: dict[str, object] = {"asked": []}
        if intent == "frustration":
            state["offered"] = "adviser"
        reply = Reply(
            outcome=Outcome.SMALL_TALK,
            parts=[Part(markdown=said.say(key), buttons=buttons)],
            state=state,
        )
        return with_care(turn, reply)


class ActionStartAgain(TurnAction):
    """Forgets what was just talked about, and leaves any form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_start_again"

    def reply(self, turn: Turn) -> Reply:
        """That it starts again."""
        part = Part(markdown=phrases(turn).say("start_again"), buttons=[menu_choice(turn)])
        state = dict.fromkeys(("answer", "asked", "offered", "offers", "topic", "asked_before", "refused", "interview"))
        return Reply(outcome=Outcome.SMALL_TALK, parts=[part], state=state)

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Leaves the form, should one be open."""
        return [ActiveLoop(None), SlotSet("requested_slot", None)]


class ActionOutOfScope(TurnAction):
    """Says that it cannot help with this, and with what it can."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_out_of_scope"

    def reply(self, turn: Turn) -> Reply:
        """What it cannot and can do; something sensitive still gets care."""
        part = Part(markdown=phrases(turn).say("out_of_scope"), buttons=[menu_choice(turn)])
        reply = Reply(outcome=Outcome.OUT_OF_SCOPE, parts=[part], state={"asked": []})
        return with_care(turn, reply)


class ActionFallback(TurnAction):
    """In place of Rasa's own, which says nothing: the best that is known, never silence."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_default_fallback"

    def reply(self, turn: Turn) -> Reply:
        """Choices when there are any, else that it does not know."""
        if turn.found and sureness([f.confidence for f in turn.found]) is not Sureness.NONE:
            reply = offer_choices(turn, turn.found, "not_sure")
            return with_care(turn, reply)
        return answer_question(turn)

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Takes the message back, as Rasa's own does; without this Rasa would run the fallback again and again."""
        return [UserUtteranceReverted()]
