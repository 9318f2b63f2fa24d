"""Asking whether a human may be told, and telling them after a yes.

Nothing that is not urgent is passed on without a yes. Of somebody linked to the council's list nothing more is asked;
of anybody else the council, a first name and a way to reach them, each of which can be skipped.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction

from actions.base import Event, TurnAction, adviser_choice, also_fitting, menu_choice, phrases
from actions.half_said import wants_it_told
from actions.turn import Turn
from bot.care.listening import wants_secrecy
from bot.care.replies import SAFE_TO_WRITE, ask_safe_to_write
from bot.care.told import away, council_name, handed_off, who_is_told
from bot.content.danger import HANDING
from bot.content.policy import Sureness
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, HandoffRequest, Part, Reply
from bot.handoff.model import CaseKind
from bot.handoff.outlook import Outlook, Told

SKIPPED = "-"
_LETTER = "letter-complaint"


def offer_of_a_human(turn: Turn) -> Part:
    """What is asked under something sensitive: whether, or whom, to tell."""
    said, outlook = phrases(turn), turn.outlook
    no = Choice(label=said.choice("no"), intent="deny")
    topic = turn.content.topics.get(turn.topic or "")
    if topic is not None and topic.route == "complaints" and outlook is not None:
        return _where_to_complain(turn, outlook, no)
    if outlook is not None and outlook.nobody and turn.audience.council:
        return Part(markdown=_nobody(turn, outlook), buttons=[menu_choice(turn)])
    if wants_secrecy(turn.text):
        return Part(markdown=said.say("care_secret"), buttons=[adviser_choice(turn), menu_choice(turn)])
    if topic is not None and topic.route == "person-chooses" and outlook is not None:
        duty = Choice(label=said.choice("tell_duty"), intent="offer_adviser", data={"route": "duty"})
        nobody = Choice(label=said.choice("tell_nobody"), intent="deny")
        return Part(markdown=said.say("care_ask_who"), buttons=[adviser_choice(turn), duty, nobody])
    if outlook is None:
        return Part(markdown=said.say("sensitive_offer"), buttons=[adviser_choice(turn), no])
    asked = [*away(said, outlook), said.say("care_ask", who=who_is_told(said, outlook))]
    return Part(markdown=" ".join(asked), buttons=[adviser_choice(turn), no])


def _where_to_complain(turn: Turn, outlook: Outlook, no: Choice) -> Part:
    """The complaints manager or an advocate: the person chooses; the adviser is not offered."""
    said = phrases(turn)
    there = [("complaints", outlook.can_complain), ("advocacy", outlook.can_have_advocate)]
    buttons = [
        Choice(label=said.choice(route), intent="offer_adviser", data={"route": route})
        for route, is_there in there
        if is_there
    ]
    letter = turn.content.interviews.get(_LETTER)
    if letter is not None:
        buttons.append(Choice(label=letter.choice, intent="interview", data={"interview": letter.id}))
    key = "care_ask_complaint" if any(is_there for _, is_there in there) else "care_ask_complaint_alone"
    return Part(markdown=said.say(key), buttons=[*buttons, no])


def _nobody(turn: Turn, outlook: Outlook) -> str:
    """That nobody is connected, and the council's own numbers for the person's age."""
    said = phrases(turn)
    lines, _ = said.council_lines(turn.audience)
    return "\n\n".join(filter(None, [said.say("care_nobody_reads", council=council_name(outlook)), lines]))


class ActionHuman(TurnAction):
    """A human is wanted: says who can be told. The handoff form follows where something has to be asked."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_human"

    def reply(self, turn: Turn) -> Reply:
        """Asks for a yes, or, where that is given and nothing else is needed, passes it on."""
        outlook, said = turn.outlook, phrases(turn)
        topic, route = turn.topic or turn.state.get("topic"), turn.button.get("route")
        if outlook is None:
            part = Part(markdown=said.say("human" if turn.alerts else "human_demo"))
        elif outlook.nobody and turn.audience.council is None:
            part = Part(markdown=said.say("care_which_council"))
        elif outlook.nobody:
            part = Part(markdown=_nobody(turn, outlook), buttons=[menu_choice(turn)])
        elif outlook.linked and consents(turn):
            handing = {"topic": topic, "route": route, **_kind(turn)}
            return hand_off(turn, outlook.first_name, None, handing)
        else:
            part = Part(markdown=said.say("care_human", who=who_is_told(said, outlook)))
            if outlook.linked:
                part.buttons = [adviser_choice(turn), Choice(label=said.choice("no"), intent="deny")]
        asked, shown = also_fitting(turn, "human_or", but=(Sureness.NONE,)) if turn.intent == "human" else ([], [])
        reply = Reply(outcome=Outcome.HANDOFF_OFFERED, parts=[*asked, part], shown=shown)
        reply.verdict, reply.topic = turn.verdict, turn.topic
        waits = bool(outlook and outlook.nobody and turn.audience.council is None)
        reply.state = {
            "topic": topic, "offered": "adviser" if outlook and outlook.linked else None,
            "asked": ["council"] if waits else [],
            HANDING: {"topic": topic, "route": route, "waits": waits, **_kind(turn)},
        }  # fmt: skip
        return reply

    def events(self, turn: Turn, reply: Reply | None) -> list[Event]:
        """The rules go on to the form; where it is not needed the turn ends here."""
        return [] if form_follows(turn) else [FollowupAction("action_listen")]


def _kind(turn: Turn) -> dict[str, Any]:
    """The kind of case and its route that the question before named (“I want to come back”), after a yes to it."""
    named = turn.button
    if turn.intent == "affirm" and turn.state.get("offered") == "adviser":
        named = turn.state.get(HANDING) or {}
    return {"kind": named["kind"], "route": named["route"]} if named.get("kind") else {}


def consents(turn: Turn) -> bool:
    """Whether the message is a yes to telling somebody: the button, “tell my adviser”, a yes to the question."""
    pressed = turn.button.get("intent") == "offer_adviser"
    yes = turn.intent == "affirm" and turn.state.get("offered") == "adviser"
    return pressed or yes or wants_it_told(turn.text)


def form_follows(turn: Turn) -> bool:
    """Whether the handoff form has something to ask: not of a linked person, and not where nobody would read it."""
    outlook = turn.outlook
    return outlook is None or not (outlook.linked or outlook.nobody)


def after_human(turn: Turn) -> list[Event]:
    """What follows `ActionHuman.reply` where another action gives it."""
    return [FollowupAction("handoff_form" if form_follows(turn) else "action_listen")]


def ask_again(turn: Turn, told: str) -> Reply | None:
    """Once the council that was asked for is told: whether it shall be passed on; None where it was not asked for."""
    if not (turn.state.get(HANDING) or {}).get("waits") or turn.audience.council is None:
        return None
    said = phrases(turn)
    buttons = [adviser_choice(turn), Choice(label=said.choice("no"), intent="deny")]
    text = f"{told} {said.say('care_ask', who=said.adviser_name())}".strip()
    state = {"offered": "adviser", "asked": [], HANDING: {**turn.state[HANDING], "waits": False}}
    return Reply(outcome=Outcome.HANDOFF_OFFERED, parts=[Part(markdown=text, buttons=buttons)], state=state)


def hand_off(turn: Turn, name: str | None, contact: str | None, handing: dict[str, Any]) -> Reply:
    """The reply that passes it on: who has it, and the bot's own next act. The desk raises the case."""
    topic, route = handing.get("topic"), handing.get("route")
    found = turn.content.topics.get(topic or "")
    complaint = found is not None and found.route == "complaints"
    request = HandoffRequest(
        topic=topic, verdict="sensitive" if topic else "none", name=name, contact=contact, route=route,
        kind=CaseKind.COMPLAINT if complaint else CaseKind(handing["kind"]) if handing.get("kind") else None,
    )  # fmt: skip
    said, outlook = phrases(turn), turn.outlook
    state: dict[str, object] = {"asked": [], "offered": None, "topic": None, HANDING: None}
    if outlook is None:
        part = Part(markdown=said.say("handed_off" if turn.alerts else "handed_off_demo"), buttons=[menu_choice(turn)])
        return Reply(outcome=Outcome.HANDED_OFF, parts=[part], state=state, handoff=request)
    take_back = Choice(label=said.choice("cancel_case"), intent="case_cancel")
    text = handed_off(said, _told_of(outlook, route))
    reply = Reply(
        outcome=Outcome.HANDED_OFF, state=state, handoff=request,
        parts=[Part(markdown=text, buttons=[take_back, menu_choice(turn)])],
    )  # fmt: skip
    if found is not None and found.private and not outlook.nobody:
        reply.parts.append(ask_safe_to_write(said))
        reply.state["offered"] = SAFE_TO_WRITE
    return reply


def _told_of(outlook: Outlook, route: str | None) -> Told:
    """Who is told where the person has chosen somebody else than the adviser."""
    names = {"complaints": "the complaints manager", "advocacy": "the advocate", "duty": "the duty desk"}
    chosen = names.get(route or "")
    if chosen is None:
        return outlook.sensitive
    return Told(names=(chosen,)) if outlook.sensitive.opens is None else Told(opens=outlook.sensitive.opens)


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
        name, contact = (None if v == SKIPPED else v for v in self.filled.values())
        return hand_off(turn, name, contact, {"topic": turn.state.get("topic"), **(turn.state.get(HANDING) or {})})
