"""Actions for everything that is not a question about the offer. Every reply leaves a next step."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, SlotSet, UserUtteranceReverted

from actions.about_last import is_about_last, picked
from actions.answers import answer_question, give_answer, in_context, offer_choices, with_care
from actions.base import Event, TurnAction, adviser_choice, menu_choice, phrases
from actions.half_said import speaks_to_the_bot, wants_it_told
from actions.permission import ActionHuman, after_human
from actions.turn import Turn
from bot.content.policy import Sureness, perhaps, sureness
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
        if wants_it_told(turn.text):
            return ActionHuman().reply(turn)
        if picked(turn) or (intent == "about_bot" and not speaks_to_the_bot(turn.text)):
            about_last = in_context(turn)  # “who makes it” is about the last answer
            if about_last is not None:
                return about_last
        if intent in ("easy_words", "normal_words"):
            return self._words_wanted(turn, easy=intent == "easy_words")
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

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Starts the handoff form for “tell my adviser”, should the classifier take that for a question about it."""
        return after_human(turn) if wants_it_told(turn.text) else []

    def _words_wanted(self, turn: Turn, *, easy: bool) -> Reply:
        """Keeps which words are wanted, and says the last answer again in them."""
        turn.state["easy"] = easy
        again = give_answer(turn, turn.state.get("answer") or "")
        text = phrases(turn).say("easy_words" if easy else "normal_words")
        reply = again or Reply(outcome=Outcome.SMALL_TALK, parts=[Part(markdown="", buttons=[menu_choice(turn)])])
        reply.parts[0].markdown = f"{text}\n\n{reply.parts[0].markdown}" if again else text
        reply.state = {"asked": [], **reply.state, "easy": easy or None}
        return with_care(turn, reply)


class ActionStartAgain(TurnAction):
    """Forgets what was just talked about, and leaves any form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_start_again"

    def reply(self, turn: Turn) -> Reply:
        """That it starts again."""
        part = Part(markdown=phrases(turn).say("start_again"), buttons=[menu_choice(turn)])
        state = dict.fromkeys(
            ("answer", "asked", "offered", "offers", "topic", "asked_before", "refused", "interview", "listed")
        )
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
        """What it cannot and can do; something sensitive still gets care, half a question goes to the last answer."""
        about_last = in_context(turn)
        if about_last is not None:
            return about_last
        if is_about_last(turn):
            return answer_question(turn)
        if perhaps([f.confidence for f in turn.found]):
            reply = offer_choices(turn, turn.found, "out_of_scope_or")  # perhaps a question after all
            reply.outcome = Outcome.OUT_OF_SCOPE
            return with_care(turn, reply)
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
