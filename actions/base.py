"""What the actions share: reading the turn, and sending the reply back through Rasa."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn
from bot.content.choose import facts_for
from bot.content.phrases import Phrases
from bot.conversation.reply import Choice, RankedAnswer, Reply

Event = dict[str, Any]


class TurnAction(Action, ABC):  # type: ignore[misc]
    """An action that turns one message into one reply.

    Subclasses give `name` and `reply`, and `events` when the dialogue must be told more than the slots.
    """

    @abstractmethod
    def name(self) -> str:
        """Rasa's name of the action."""

    @abstractmethod
    def reply(self, turn: Turn) -> Reply | None:
        """The reply to the message, or None for none."""

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """Events for Rasa beyond the slots."""
        return []

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        """Rasa's interface."""
        turn = Turn.from_tracker(tracker)
        reply = self.reply(turn)
        if reply is not None:
            self._send(dispatcher, turn, reply)
        return [*self._slots(turn, reply), *self.events(turn, reply)]

    def _send(self, dispatcher: CollectingDispatcher, turn: Turn, reply: Reply) -> None:
        reply.profile = {**turn.learnt, **reply.profile}
        reply.answers = reply.answers or ranking(turn)
        custom = {"reply": reply.model_dump(mode="json", exclude_defaults=True)}
        if turn.channel == "shell":  # `rasa shell` shows text only
            dispatcher.utter_message(text="\n\n".join(p.markdown for p in reply.parts))
        else:
            dispatcher.utter_message(json_message=custom)

    def _slots(self, turn: Turn, reply: Reply | None) -> list[Event]:
        if turn.channel != "shell":  # the bot keeps these in its own tables and sends them with every message
            return []
        state = {**turn.state, **(reply.state if reply else {})}
        kept = {"council": turn.audience.council, "lives_in": turn.audience.lives_in, "age": turn.audience.age}
        return [SlotSet(k, v) for k, v in {**kept, "state": state}.items()]


def ranking(turn: Turn) -> list[RankedAnswer]:
    """The finder's ranking, with the facts that this person's reply would show."""
    return [
        RankedAnswer(id=f.id, facts=facts_for(turn.content, f.id, turn.audience, turn.day), confidence=f.confidence)
        for f in turn.found
    ]


def phrases(turn: Turn) -> Phrases:
    """The fixed texts for this turn."""
    return Phrases(turn.content, turn.day, turn.adviser, turn.alerts, turn.keep_days)


def adviser_choice(turn: Turn) -> Choice:
    """The button that tells the adviser."""
    return Choice(label=phrases(turn).choice("adviser"), intent="offer_adviser")


def menu_choice(turn: Turn) -> Choice:
    """The button that shows the subjects."""
    return Choice(label=phrases(turn).choice("menu"), intent="menu")
