"""A reply as data: what an action gives back through Rasa, and what the desk stores and the channels show."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.conversation.outcomes import Outcome, foremost
from bot.handoff.model import CaseKind

Level = Literal["none", "sensitive", "urgent"]
LEVELS: tuple[Level, ...] = ("none", "sensitive", "urgent")


class Data(BaseModel):
    """Common to the parts of a reply: no unknown fields."""

    model_config = ConfigDict(extra="forbid")


class Choice(Data):
    """A button: its label, the trusted intent it stands for, and what goes with it."""

    label: str
    intent: str
    data: dict[str, str] = {}


class Part(Data):
    """One message of a reply; `paper_link` marks the one under which the link to the reply's paper is put."""

    markdown: str
    buttons: list[Choice] = []
    paper_link: bool = False


class RankedAnswer(Data):
    """An answer of the finder's ranking, with the facts that this person's reply would show."""

    id: str
    facts: list[str]
    confidence: float


class HandoffRequest(Data):
    """What the desk needs to raise a handoff.

    Attributes:
        topic, verdict: of the message that leads to it.
        name, contact: what the person gave to be reached by.
        kind: why a human is needed; by default what the verdict says.
        about: whom an accusation is about (bot/handoff/about.py), or None where that is not clear.
        route: what the person chose where they may choose: adviser, duty, complaints or advocacy.
    """

    topic: str | None
    verdict: Level
    name: str | None = None
    contact: str | None = None
    kind: CaseKind | None = None
    about: str | None = None
    route: str | None = None

    @property
    def case_kind(self) -> CaseKind:
        """The kind of case, by the verdict where none is named."""
        by_verdict = {"urgent": CaseKind.DANGER, "sensitive": CaseKind.SENSITIVE, "none": CaseKind.HUMAN}
        return self.kind or by_verdict[self.verdict]


class CaseAct(Data):
    """What the person does with their open case by this message; with `contact` they say how to reach them."""

    case: int
    name: str | None = None
    contact: str | None = None
    kind: Literal[
        "cancel", "in_touch", "not_yet", "not_in_touch", "safe_to_write", "not_safe_to_write", "bot_back", "contact"
    ]


class Paper(Data):
    """A letter or summary that the person may print, kept with the conversation under a secret link.

    Attributes:
        kind: what it is.
        title: named at the top of its page.
        markdown: what is printed.
        guide: what helps the person with it but is not part of it, such as how to send a letter; may be empty.
    """

    kind: Literal["letter", "offer"]
    title: str
    markdown: str
    guide: str = ""


class SuggestionRequest(Data):
    """What somebody said should change, to be kept for the council's participation officer.

    Attributes:
        council: id of the council it is for, or None when they did not say.
        words: in their own words.
        name: the first name, when it may be used.
        may_answer: whether they may be answered in this chat.
        tell: whether an officer is connected, who is written to.
    """

    council: str | None
    words: str
    name: str | None = None
    may_answer: bool = False
    tell: bool = False


class Reply(Data):
    """Everything a message leads to.

    Attributes:
        outcome, verdict, topic, safe_check: how it ended; `safe_check` when “Are you safe right now?” is asked.
        hedged: whether what is told is said to be a guess.
        answers: the finder's ranking, best first.
        shown: ids of the answers shown or offered, at most three.
        facts: ids of the claims that can be read in the parts, in order.
        parts: the messages.
        profile: what was learnt of the person (council, lives_in, age), only what changed.
        state: what the next message needs to know, only what changed; None removes.
        handoff: the handoff to raise, if any.
        act: what is done with the open case, if anything.
        paper: a letter or summary to print, if any; the desk keeps it and puts its link under a part.
        suggestion: what they say should change, if they do; the desk keeps it.
        intent: what the message was read as, with the part after the slash; empty when Rasa was not asked.
    """

    outcome: Outcome
    verdict: Level = "none"
    topic: str | None = None
    safe_check: bool = False
    hedged: bool = False
    answers: list[RankedAnswer] = []
    shown: list[str] = []
    facts: list[str] = []
    parts: list[Part] = []
    profile: dict[str, Any] = {}
    state: dict[str, Any] = {}
    handoff: HandoffRequest | None = None
    act: CaseAct | None = None
    paper: Paper | None = None
    suggestion: SuggestionRequest | None = None
    intent: str = ""


def merge(replies: list[Reply]) -> Reply:
    """One reply from those of several actions that one message ran; the foremost outcome and verdict count."""
    first = replies[0]
    if len(replies) == 1:
        return first
    verdict = max((r.verdict for r in replies), key=LEVELS.index)
    handoffs = [r.handoff for r in replies if r.handoff]
    return Reply(
        outcome=foremost(r.outcome for r in replies),
        verdict=verdict,
        topic=next((r.topic for r in replies if r.verdict == verdict), None),
        safe_check=any(r.safe_check for r in replies),
        hedged=any(r.hedged for r in replies),
        answers=next((r.answers for r in replies if r.answers), []),
        shown=list(dict.fromkeys(s for r in replies for s in r.shown))[:3],
        facts=list(dict.fromkeys(f for r in replies for f in r.facts)),
        parts=[p for r in replies for p in r.parts],
        profile={k: v for r in replies for k, v in r.profile.items()},
        state={k: v for r in replies for k, v in r.state.items()},
        handoff=max(handoffs, key=lambda h: LEVELS.index(h.verdict), default=None),
        act=next((r.act for r in replies if r.act), None),
        paper=next((r.paper for r in replies if r.paper), None),
        suggestion=next((r.suggestion for r in replies if r.suggestion), None),
        intent=next((r.intent for r in replies if r.intent), ""),
    )
