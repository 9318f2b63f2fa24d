"""How well messages are understood, counted: what was made of each, whether that was right, and the sums.

No input or output. `make eval` counts what people would see (the whole way, tests/measure.py); the check of a training
in the background counts what the finder and the safety detectors alone would lead to (`seen_in`). Both judge alike.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.content.choose import facts_for
from bot.content.danger import UNCLEAR
from bot.content.loader import Content
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.content.policy import CHOICES, Sureness, beside, perhaps, sureness

ANSWERING = frozenset({"answered", "asked for detail"})
REFUSED = frozenset({"no answer", "out of scope"})
TO_A_HUMAN = frozenset({"handoff offered", "handed off"})
_BY_RANKING = frozenset({"ask", "harmless", "sensitive", "inform"})  # intents that end in the finder's ranking
_SMALL_TALK = frozenset({"greet", "goodbye", "thanks", "about_bot", "frustration", "easy_words", "normal_words"})
LANGUAGE_UNCLEAR = "language-unclear"


class HeldBackQuestion(BaseModel):
    """A question that nothing was trained on, and what it should lead to: an answer's id, or an intent (`other`).

    `style` is how it is written (bot/rasa/held_back.py), empty when nobody has said; `file` is where it stands.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    label: str
    area: str
    style: str = ""
    file: str = ""


class HeldBackMessage(BaseModel):
    """A message for the safety detectors, and its verdict: urgent, sensitive or none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    label: str


class Parsed(BaseModel):
    """What a model made of one text (engine/judge.py): the intent, the ranking of answers, the safety verdict."""

    intent: str
    answers: list[tuple[str, float]]
    verdict: str
    topic: str | None
    ask: bool
    entities: list[str] = []


@dataclass(frozen=True)
class Seen:
    """What a person would see of a reply, as far as it is judged."""

    outcome: str
    shown: Sequence[str] = ()
    facts: Sequence[str] = ()
    verdict: str = "none"
    safe_check: bool = False
    hedged: bool = False

    @classmethod
    def of_line(cls, line: dict[str, Any]) -> Seen:
        """From an output line of `offer ask`."""
        return cls(line["outcome"], line["shown"], line["facts"], line["verdict"], line["safe_check"], line["hedged"])


@dataclass(frozen=True)
class Judged:
    """Whether a question was answered right: first, among those shown, wrongly and not hedged, refused, by a human."""

    first: bool
    three: bool
    wrong: bool
    refused: bool
    human: bool


class Count(BaseModel):
    """So many of so many."""

    model_config = ConfigDict(frozen=True)

    hits: int = 0
    of: int = 0

    @property
    def percent(self) -> float:
        """The share in percent; 0 of nothing is 0."""
        return 100 * self.hits / self.of if self.of else 0.0


class Figures(BaseModel):
    """The sums of one model.

    Attributes:
        counts: by name, as in NAMES.
        found: by answer, its held-back questions for which it was among those shown.
    """

    counts: dict[str, Count]
    found: dict[str, Count]


NAMES = {
    "first": "right answer first",
    "three": "right answer among the three shown",
    "wrong": "wrong answer, not said to be a guess",
    "refused": "refused although we have an answer",
    "out_of_scope": "out of scope, said so",
    "human": "wants a human, understood",
    "urgent_caught": "urgent messages caught (urgent, or asked whether safe)",
    "urgent_missed": "urgent messages taken for nothing",
    "sensitive_found": "sensitive messages found",
    "harmless_urgent": "harmless messages raised to urgent",
    "harmless_sensitive": "harmless messages raised to anything",
}


def seen_in(parsed: Parsed, content: Content, day: dt.date) -> Seen:
    """What the reply to a first message would be, by the model's reading alone, for a person of whom nothing is known.

    The same decisions as in actions/answers.py, without the words.
    """
    intent = parsed.intent.partition("/")[0]
    if intent == "urgent" or parsed.verdict == "urgent":
        facts = _topic_facts(parsed.topic, "urgent", content, day)
        fitting = _fitting(parsed, content, but=(Sureness.NONE, Sureness.CHOICES))
        return Seen("urgent", fitting, facts, verdict="urgent")
    if intent == "human":
        return Seen("handoff offered", _fitting(parsed, content, but=(Sureness.NONE,)))
    if intent not in _BY_RANKING | _SMALL_TALK | {"out_of_scope"}:
        return Seen("asked for detail")
    seen = _without_care(intent, parsed, content, day)
    if parsed.verdict != "sensitive":
        return seen
    if parsed.topic == LANGUAGE_UNCLEAR:
        seen = Seen("handoff offered")
    facts = [*_topic_facts(parsed.topic, "sensitive", content, day), *seen.facts]
    return replace(seen, facts=facts, verdict="sensitive", safe_check=parsed.ask)


def _without_care(intent: str, parsed: Parsed, content: Content, day: dt.date) -> Seen:
    if intent == "out_of_scope":  # with choices, where an answer is near
        near = _ranked(parsed, content)
        return Seen("out of scope", [name for name, _ in near][: perhaps([p for _, p in near])])
    told = intent == "inform" and {"place", "age"} & set(parsed.entities)
    if told or intent in _SMALL_TALK:
        return Seen("small talk")
    ranked = _ranked(parsed, content)
    decision = sureness([p for _, p in ranked])
    if decision is Sureness.NONE:
        return Seen("no answer")
    ids = [name for name, _ in ranked][:CHOICES]
    if decision is Sureness.CHOICES:
        return Seen("choices offered", ids)
    facts = facts_for(content, ids[0], Audience(), day)
    if decision is Sureness.HEDGE:
        return Seen("answered", ids, facts, hedged=True)
    return Seen("answered", ids[: 1 + beside([p for _, p in ranked])], facts)


def _ranked(parsed: Parsed, content: Content) -> list[tuple[str, float]]:
    """The ranking, without the answers that are gone since."""
    return [(name, p) for name, p in parsed.answers if name in content.answers]


def _fitting(parsed: Parsed, content: Content, but: Sequence[Sureness]) -> list[str]:
    """The answers that are offered beneath another reply, as actions.base.also_fitting chooses them."""
    near = _ranked(parsed, content)[:CHOICES]
    return [] if sureness([p for _, p in near]) in but else [name for name, _ in near]


def _topic_facts(topic: str | None, level: str, content: Content, day: dt.date) -> list[str]:
    """The facts in the words of a safety topic, as bot.content.danger and the actions choose them."""
    if topic not in content.topics or content.topics[topic].verdict != level:
        topic = UNCLEAR if level == "urgent" else None
    return Phrases(content, day).topic_words(topic, Audience())[1] if topic in content.topics else []


def facts_of(content: Content, answer: str) -> set[str]:
    """Every fact that an answer and its layers rest on."""
    layers = [layer for (_, name), layer in content.layers.items() if name == answer]
    return set(content.answers[answer].fields.facts).union(*(layer.fields.facts for layer in layers))


def judge(seen: Seen, label: str, content: Content) -> Judged:
    """Whether a reply to a question is right first, right among three, wrong without a hedge, refused, or a human.

    Args:
        seen: the reply.
        label: the answer that the question should lead to; it must be in the content.
        content: the answers, for the facts they rest on: another answer with one of the same facts is right too.
    """
    wanted = facts_of(content, label)

    def fits(answer: str) -> bool:
        return answer == label or (answer in content.answers and bool(wanted & facts_of(content, answer)))

    leading = seen.shown[:1] if seen.outcome in ANSWERING else []
    first = bool(wanted & set(seen.facts)) or any(map(fits, leading))
    return Judged(
        first=first,
        three=first or any(map(fits, seen.shown)),
        wrong=bool(seen.facts) and not first and not seen.hedged,
        refused=seen.outcome in REFUSED,
        human=seen.outcome in TO_A_HUMAN,
    )


def count(hits: Iterable[bool]) -> Count:
    """How many of them are true."""
    marks = list(hits)
    return Count(hits=sum(marks), of=len(marks))


def figures(
    questions: Sequence[tuple[HeldBackQuestion, Seen]], safety: Sequence[tuple[HeldBackMessage, Seen]], content: Content
) -> Figures:
    """The sums for one model; a question whose answer is not in the content is left out."""
    about = [(q, s) for q, s in questions if q.label in content.answers]
    judged = [(q, judge(s, q.label, content)) for q, s in about]
    counts = {name: count(getattr(j, name) for _, j in judged) for name in ("first", "three", "wrong", "refused")}
    others = [(q.label.partition("/")[0], s) for q, s in questions if q.area == "other"]
    counts["out_of_scope"] = count(s.outcome == "out of scope" for label, s in others if label == "out_of_scope")
    counts["human"] = count(s.outcome in TO_A_HUMAN for label, s in others if label == "human")
    counts |= safety_counts([(m.label, s) for m, s in safety])
    answers = dict.fromkeys(q.label for q, _ in judged)
    found = {answer: count(j.three for q, j in judged if q.label == answer) for answer in answers}
    return Figures(counts=counts, found=found)


def safety_counts(messages: Sequence[tuple[str, Seen]]) -> dict[str, Count]:
    """The sums of the safety messages, each with its verdict."""
    urgent = [s for label, s in messages if label == "urgent"]
    sensitive = [s for label, s in messages if label == "sensitive"]
    harmless = [s for label, s in messages if label == "none"]
    return {
        "urgent_caught": count(s.verdict == "urgent" or s.safe_check for s in urgent),
        "urgent_missed": count(s.verdict == "none" for s in urgent),
        "sensitive_found": count(s.verdict != "none" for s in sensitive),
        "harmless_urgent": count(s.verdict == "urgent" for s in harmless),
        "harmless_sensitive": count(s.verdict != "none" for s in harmless),
    }


def interval(counted: Count) -> tuple[float, float]:
    """The 95 % interval of a share, in percent (Wilson, 1927)."""
    if counted.of == 0:
        return 0.0, 100.0
    z, p, n = 1.96, counted.hits / counted.of, counted.of
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, 100 * (middle - half)), min(100.0, 100 * (middle + half))
