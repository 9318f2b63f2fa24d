"""What an action knows of the message it works on, read once from Rasa's tracker."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from actions.ages import Aged, Ages, ages_in
from bot.care.case import OpenCase
from bot.content.applies import HOME
from bot.content.lateness import OVERDUE_DAYS
from bot.content.live import live_content
from bot.content.loader import Content
from bot.content.model import Audience
from bot.conversation.reply import Level
from bot.handoff.outlook import Outlook
from bot.people.card import AdviserCard
from common.calibration import AS_IT_IS, Calibration
from common.place_roles import Mention, roles_of

_SHORT = 6  # words; in a longer message a bare number is no age


@dataclass(frozen=True)
class Found:
    """An answer the finder named, with its confidence from 0 to 1."""

    id: str
    confidence: float


@dataclass
class Turn:
    """One message, as the actions see it.

    Attributes:
        text: what was typed; empty for a button.
        intent: Rasa's intent, with the part after the slash for retrieval intents (`follow_up/how`).
        found: the finder's ranking, best first.
        calibration: what the confidences of `found` are worth, when they are told to anybody.
        two_answers: ids of the answers to a message that asks two clear questions, else empty.
        audience: what is known of the person, this message included; with the age that they ask about in place of
            theirs (“and if im 17?”), when `supposes`.
        learnt: what this message told of them, only what is new.
        state: what the last reply left for this one.
        button: what the button stands for, or empty.
        verdict, topic, ask: the safety verdict of the detectors.
        language: the code of the language that was typed, `en`, or `unclear`.
        channel, day, alerts, keep_days: where it came from, the day it is, whether a handoff reaches
            anyone here, how long conversations are kept.
        overdue_days: how late a check may be before only the safe part of an answer is shown.
        adviser: the name of the person's adviser, when one is linked.
        public_url: the bot's public address, when it has one.
        officer: for which council suggestions go to the address of the settings (bot.suggestions.officer_scope).
        outlook, case: who is there for the person now, and their open case; None where that is not known.
        now: the time, aware.
        card: what a linked person may know of their adviser; None for somebody who is not linked.
        differs: what this message says that the council's list says otherwise (council, age): the list counts.
    """

    content: Content
    text: str
    intent: str
    found: list[Found]
    audience: Audience
    learnt: dict[str, Any]
    state: dict[str, Any]
    button: dict[str, str]
    verdict: Level
    topic: str | None
    ask: bool
    day: dt.date
    channel: str = "shell"
    alerts: bool = False
    keep_days: int = 90
    overdue_days: int = OVERDUE_DAYS
    adviser: str | None = None
    public_url: str | None = None
    officer: str | None = None
    two_answers: tuple[str, ...] = ()
    language: str = "en"
    entities: list[dict[str, Any]] = field(default_factory=list)
    supposes: bool = False
    outlook: Outlook | None = None
    case: OpenCase | None = None
    now: dt.datetime | None = None
    calibration: Calibration = AS_IT_IS
    card: AdviserCard | None = None
    differs: dict[str, Any] = field(default_factory=dict)

    @property
    def is_foreign(self) -> bool:
        """Whether something was typed in another language than English."""
        return bool(self.text) and self.language != "en"

    @property
    def easy(self) -> bool:
        """Whether answers are given in easy words: asked for, or because of the language."""
        return bool(self.state.get("easy")) or self.is_foreign

    def places(self) -> list[str]:
        """The ids of the councils that the message names, in order."""
        named = (str(e["value"]).split("/")[0] for e in self.entities if e.get("entity") == "place")
        return [council for council in named if council in self.content.councils]

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Turn:
        """Reads the latest message, what came with it, and (in `rasa shell`) the slots in its place."""
        message = tracker.latest_message or {}
        metadata = message.get("metadata") or {}
        profile = metadata.get("profile")
        if profile is None:
            profile = {k: tracker.get_slot(k) for k in ("council", "lives_in", "age")}
        state = metadata.get("state") if "state" in metadata else tracker.get_slot("state")
        content = live_content()
        text = "" if metadata.get("button") else str(message.get("text") or "")
        intent = _intent(message)
        entities, safety = message.get("entities") or [], message.get("safety") or {}
        learnt, wondered = _learn(content, text, entities, profile, state or {}, told=intent == "inform")
        differs = _left_to_the_record(learnt, profile, metadata.get("record") or [])
        supposed = {"age": wondered} if wondered and safety.get("verdict", "none") == "none" else {}  # not in danger
        return cls(
            content=content,
            text=text,
            intent=intent,
            found=[Found(a["id"], a["confidence"]) for a in message.get("answers") or [] if a["id"] in content.answers],
            audience=Audience(**{**profile, **learnt, **supposed}),
            learnt={k: v for k, v in learnt.items() if profile.get(k) != v},
            state=dict(state or {}),
            button=dict(metadata.get("button") or {}),
            verdict=safety.get("verdict", "none"),
            topic=safety.get("topic"),
            ask=bool(safety.get("ask")),
            day=dt.date.fromisoformat(metadata["today"]) if metadata.get("today") else _today(),
            channel=str(metadata.get("channel", "shell")),
            keep_days=int(metadata.get("keep_days", 90)),
            overdue_days=int(metadata.get("overdue_days", OVERDUE_DAYS)),
            two_answers=tuple(i for i in message.get("two_answers") or [] if i in content.answers),
            entities=entities,
            supposes=bool(supposed),
            language=str(message.get("language") or "en"),
            **_who_is_there(metadata),
            calibration=Calibration(*message.get("calibration") or ()),
            card=AdviserCard.model_validate(metadata["adviser_card"]) if metadata.get("adviser_card") else None,
            differs=differs,
        )


def _left_to_the_record(learnt: dict[str, Any], profile: dict[str, Any], recorded: list[str]) -> dict[str, Any]:
    """Takes out of what was learnt what the council's list knows; returns what it says otherwise."""
    said = {name: learnt.pop(name) for name in recorded if name in learnt}
    return {name: value for name, value in said.items() if profile.get(name) != value}


def _who_is_there(metadata: dict[str, Any]) -> dict[str, Any]:
    """Who there is for the person now, their open case, and how the bot can be reached."""
    outlook, case, now = (metadata.get(key) for key in ("outlook", "case", "now"))
    return {
        "alerts": bool(metadata.get("alerts")),
        "public_url": metadata.get("public_url"),
        "officer": metadata.get("officer"),
        "adviser": metadata.get("adviser"),
        "outlook": Outlook.model_validate(outlook) if outlook else None,
        "case": OpenCase.model_validate(case) if case else None,
        "now": dt.datetime.fromisoformat(now) if now else None,
    }


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _intent(message: dict[str, Any]) -> str:
    intent = message.get("intent") or {}
    return str(intent.get("full") or intent.get("name") or "")


def _learn(
    content: Content, text: str, entities: list[dict[str, Any]], profile: dict[str, Any], state: dict[str, Any],
    *, told: bool,
) -> tuple[dict[str, Any], int | None]:  # fmt: skip
    """What the message says of the person, and the age it asks about; `told` when saying so is its purpose."""
    learnt: dict[str, Any] = {}
    asked = state.get("asked") or []
    mentions = [
        Mention(str(e["value"]).split("/")[0], int(e["start"]), int(e["end"]))
        for e in entities
        if e.get("entity") == "place" and str(e["value"]).split("/")[0] in content.councils
    ]
    roles = roles_of(text, mentions, asked=told or "council" in asked, known=profile.get("council") is not None)
    guessed = roles.responsible is not None and roles.responsible == roles.lives_in
    # “i live in cardiff” does not say that a council in Wales looked after them
    if roles.responsible and not (guessed and content.councils[roles.responsible].nation != HOME):
        learnt["council"] = roles.responsible
    if roles.lives_in:
        learnt["lives_in"] = roles.lives_in
    ages = _ages(text, entities, profile, state, told=told)
    if ages.own is not None:
        learnt["age"] = ages.own
    return learnt, ages.asked_about


def _ages(
    text: str, entities: list[dict[str, Any]], profile: dict[str, Any], state: dict[str, Any], *, told: bool
) -> Ages:
    """The age that the message says the person has, and the one it asks about."""
    numbers = [
        Aged(e["value"], int(e.get("start", 0)), int(e.get("end", 0)), e["entity"] == "age")
        for e in entities
        if e.get("entity") in ("age", "number") and isinstance(e["value"], int)
    ]
    told = (told or "age" in (state.get("asked") or [])) and len(text.split()) <= _SHORT
    return ages_in(text, numbers, told=told, known=profile.get("age"))
