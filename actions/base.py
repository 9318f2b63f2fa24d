"""What the actions share: reading the turn, and sending the reply back through Rasa."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.language import answer_in_easy_english
from actions.turn import Turn
from bot.care.told import who_is_told
from bot.content.choose import facts_for
from bot.content.officers import is_connected
from bot.content.phrases import Phrases
from bot.content.policy import CHOICES, Sureness, sureness
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, RankedAnswer, Reply
from bot.explain import reading_of
from bot.interviews.model import Interview
from bot.interviews.progress import WAITS, from_state, waits

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
            self._send(dispatcher, turn, reply, tracker.latest_message or {})
        events = self.events(turn, reply)
        if not events and reply is not None and self._has_lost_interview(tracker, turn, reply):
            events = [FollowupAction("interview_form")]
        return [*self._slots(turn, reply), *events]

    def _has_lost_interview(self, tracker: Tracker, turn: Turn, reply: Reply) -> bool:
        """Whether an interview's question waits that Rasa knows nothing of, as after it died: it is asked again."""
        passed_on = reply.verdict != "none" or reply.outcome in (Outcome.HANDOFF_OFFERED, Outcome.HANDED_OFF)
        return waits(turn.state) and not passed_on and (tracker.active_loop or {}).get("name") is None

    def _send(self, dispatcher: CollectingDispatcher, turn: Turn, reply: Reply, message: dict[str, Any]) -> None:
        reply.profile = {**turn.learnt, **reply.profile}
        offer_to_go_on(turn, reply)
        listed = [b.data["answer"] for part in reply.parts for b in part.buttons if b.intent == "choose"]
        if listed:  # so that “the second one” can be understood
            reply.state["listed"] = listed
        answer_in_easy_english(turn, reply, phrases(turn), adviser_choice(turn))
        reply.answers = reply.answers or ranking(turn)
        reply.intent = turn.intent
        custom = {"reply": reply.model_dump(mode="json", exclude_defaults=True)}
        if (message.get("metadata") or {}).get("explain"):
            custom["read"] = reading_of(message)
        if turn.channel == "shell":  # `rasa shell` shows text only
            dispatcher.utter_message(text="\n\n".join(p.markdown for p in reply.parts))
        else:
            dispatcher.utter_message(json_message=custom)

    def _slots(self, turn: Turn, reply: Reply | None) -> list[Event]:
        if turn.channel != "shell":  # the bot keeps these in its own tables and sends them with every message
            return []
        state = {**turn.state, **(reply.state if reply else {})}
        kept = {"council": turn.audience.council, "lives_in": turn.audience.lives_in, "age": turn.audience.age}
        if turn.supposes:  # an age that was only asked about
            kept.pop("age")
        return [SlotSet(k, v) for k, v in {**kept, "state": state}.items()]


def ranking(turn: Turn) -> list[RankedAnswer]:
    """The finder's ranking, each with how likely it is right and the facts that this person's reply would show."""

    def facts(answer: str) -> list[str]:
        return facts_for(turn.content, answer, turn.audience, turn.day, overdue_days=turn.overdue_days)

    right = turn.calibration.ranking([f.confidence for f in turn.found])
    return [RankedAnswer(id=f.id, facts=facts(f.id), confidence=p) for f, p in zip(turn.found, right, strict=True)]


def phrases(turn: Turn) -> Phrases:
    """The fixed texts for this turn."""
    demonstration, council = not turn.alerts, turn.audience.council
    councils = [council] if council else [None, *turn.content.council_teams]
    officer = any(is_connected(turn.content, c, scope=turn.officer, demonstration=demonstration) for c in councils)
    return Phrases(
        turn.content, turn.day, turn.adviser, turn.alerts, turn.keep_days, officer, turn.outlook, turn.now, turn.case
    )


def choice_of(turn: Turn, answer_id: str) -> Choice:
    """The button that leads to an answer."""
    return Choice(label=turn.content.answers[answer_id].fields.choice, intent="choose", data={"answer": answer_id})


def also_fitting(turn: Turn, key: str, but: Sequence[Sureness]) -> tuple[list[Part], list[str]]:
    """The part that offers, beneath another reply, the answers that a typed message fits too, and their ids.

    Args:
        turn: the message.
        key: of the words above the buttons.
        but: how sure the finder must not be; then, and after a button, there is no part.
    """
    found = turn.found[:CHOICES]
    if turn.button or sureness([f.confidence for f in found]) in but:
        return [], []
    part = Part(markdown=phrases(turn).say(key), buttons=[choice_of(turn, f.id) for f in found])
    return [part], [f.id for f in found]


def adviser_choice(turn: Turn) -> Choice:
    """The button that tells the adviser, or who stands in."""
    said = phrases(turn)
    who = who_is_told(said, turn.outlook) if turn.outlook and turn.outlook.linked else said.adviser_name()
    return Choice(label=said.choice("adviser", adviser=who), intent="offer_adviser")


def menu_choice(turn: Turn) -> Choice:
    """The button that shows the subjects."""
    return Choice(label=phrases(turn).choice("menu"), intent="menu")


def go_on_choice(turn: Turn, interview: Interview) -> Choice:
    """The button that goes on with an interview that was set aside."""
    label = phrases(turn).choice("go_on", title=interview.title)
    return Choice(label=label, intent="interview_go_on", data={"interview": interview.id})


def offer_to_go_on(turn: Turn, reply: Reply) -> None:
    """Where a reply offers the subjects, an interview that was set aside is offered first."""
    progress = from_state({**turn.state, **reply.state})
    interview = turn.content.interviews.get(progress.interview) if progress else None
    if interview is None or not reply.parts or WAITS in reply.state.get("asked", turn.state.get("asked") or []):
        return
    if waits(turn.state) and reply.verdict == "none":  # it will be asked again at once
        return
    buttons = reply.parts[-1].buttons
    if any(b.intent == "menu" for b in buttons) and not any(b.intent == "interview_go_on" for b in buttons):
        buttons.insert(0, go_on_choice(turn, interview))
        if not reply.state.get("offered"):
            reply.state["offered"] = "interview"


def list_choice(turn: Turn) -> Choice | None:
    """The way back from an answer to the list from which it was chosen, or None when it was not chosen from one."""
    menu, button = turn.content.menu, turn.button
    chosen = menu.section(button.get("area", "")) or menu.situation(button.get("situation", ""))
    if chosen is None:
        return None
    label = f"{phrases(turn).choice('menu_list')} {chosen.label}"
    data = {key: value for key, value in button.items() if key in ("area", "situation", "start")}
    return Choice(label=label if len(label) <= 40 else f"{label[:39].rstrip()}…", intent="area", data=data)
