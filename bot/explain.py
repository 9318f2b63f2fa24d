"""Why a message went where it went, in an editor's words. No input or output: what the model made is passed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.content.loader import Content
from bot.content.policy import CHOICES, CLEAR, HEDGE, LEAD, SOME, SURE, Sureness, sureness
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Reply
from common.text import normalise

ANSWERS_SHOWN = 5
_LABELS = {"place": "place", "age": "age", "number": "number", "date": "date", "money": "sum of money"}
_READ_AS = {
    "greet": "a greeting", "goodbye": "a goodbye", "thanks": "thanks", "affirm": "a yes", "deny": "a no",
    "human": "the wish for a human", "not_known": "“I don't know”", "not_that": "“that's not what I meant”",
    "more_choices": "the wish for other choices", "about_bot": "a question about the chat itself",
    "frustration": "anger or frustration", "start_again": "the wish to start again",
    "menu": "the wish for the subjects",
    "easy_words": "the wish for easier words", "out_of_scope": "something outside the offer",
    "inform": "a place or an age", "follow_up": "a question about the last answer",
    "my_offer": "the wish for the whole list of what they may get", "interview": "the wish for a letter or a check",
    "team": "a question about the team", "safe_yes": "“I am safe”", "safe_no": "“I am not safe”",
}  # fmt: skip


class Nearest(BaseModel):
    """An example question near the message: as the model knows it, what it leads to, and how close it is (0 to 1)."""

    model_config = ConfigDict(extra="ignore")

    text: str
    label: str
    closeness: float


class Gate(BaseModel):
    """Whether the message was taken for a question about the offer: how likely it is, and from where on it counts."""

    model_config = ConfigDict(extra="ignore")

    asks: bool
    chance: float | None = None
    threshold: float | None = None


class Safety(BaseModel):
    """What the safety detectors said."""

    model_config = ConfigDict(extra="ignore")

    verdict: str = "none"
    topic: str | None = None
    ask: bool = False
    rule: str | None = None
    urgent: float = 0.0
    sensitive: float = 0.0


class Reading(BaseModel):
    """What the model made of a message, as Rasa hands it to an action.

    Attributes:
        text: the message.
        intent: what it was read as, with the part after the slash.
        answers: ids and probabilities, best first.
        entities: what was found in it: kind and value.
        safety: the verdict.
        gate: whether it was taken for a question; None from a model that does not tell.
        nearest: the nearest example questions; empty from a model that does not tell.
        language: the language, where the model names one.
    """

    model_config = ConfigDict(extra="ignore")

    text: str
    intent: str
    answers: list[tuple[str, float]] = []
    entities: list[tuple[str, Any]] = []
    safety: Safety = Safety()
    gate: Gate | None = None
    nearest: list[Nearest] = []
    language: str | None = None


def reading_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of Rasa's latest message that an explanation needs (see Reading), to be sent along with a reply."""
    intent, own = message.get("intent") or {}, message.get("explain") or {}
    language = message.get("language")
    return {
        "text": str(message.get("text") or ""),
        "intent": str(intent.get("full") or intent.get("name") or ""),
        "answers": [[a["id"], a["confidence"]] for a in message.get("answers") or []],
        "entities": [[str(e["entity"]), e.get("value")] for e in message.get("entities") or []],
        "safety": message.get("safety") or {},
        "gate": own.get("gate"),
        "nearest": own.get("nearest") or [],
        "language": language if isinstance(language, str) else None,
    }


@dataclass(frozen=True)
class Passage:
    """A part of an explanation: a heading, what is said, and a list."""

    heading: str
    said: list[str]
    items: list[str]


def explain(reading: Reading, reply: Reply, content: Content) -> list[Passage]:
    """The explanation.

    Args:
        reading: what the model made of the message.
        reply: what was replied.
        content: the answers, for their titles and questions.

    Returns:
        its parts, in the order in which the bot worked.
    """
    return [
        _read(reading),
        _found(reading, content),
        _danger(reading, content),
        _question(reading),
        _nearest(reading, content),
        _answers(reading, content),
        _done(reading, reply, content),
        _change(reading, reply, content),
    ]


def _read(reading: Reading) -> Passage:
    plain = normalise(reading.text)
    said = [f"“{reading.text}”"]
    if plain != reading.text.lower():
        said.append(f"Spelling and short forms were read as: “{plain}”.")
    if reading.language and reading.language != "en":
        said.append(f"Language: {reading.language}.")
    return Passage("What was written", said, [])


def _found(reading: Reading, content: Content) -> Passage:
    items = [f"{_LABELS.get(kind, kind)}: {_value(kind, value, content)}" for kind, value in reading.entities]
    return Passage("Places, ages and sums in it", [] if items else ["None."], items)


def _value(kind: str, value: Any, content: Content) -> str:
    council = content.councils.get(str(value).split("/")[0]) if kind == "place" else None
    return council.full_name if council else str(value)


def _danger(reading: Reading, content: Content) -> Passage:
    safety = reading.safety
    topic = f" about “{safety.topic}”" if safety.topic else ""
    said = [f"Taken for {'nothing sensitive' if safety.verdict == 'none' else safety.verdict}{topic}."]
    if safety.rule:
        said.append(f"The rule “{safety.rule}” in safety/rules.yml found it.")
    elif safety.verdict != "none":
        said.append("No rule found it; the trained model did.")
    said.append(
        f"The trained model gives danger {_percent(safety.urgent)}, something sensitive {_percent(safety.sensitive)}."
    )
    return Passage("Is somebody in danger?", said, [])


def _question(reading: Reading) -> Passage:
    if reading.gate is None:
        return Passage("Is it a question about the offer?", ["This model does not tell."], [])
    said = ["Yes." if reading.gate.asks else "No."]
    if reading.gate.chance is not None and reading.gate.threshold is not None:
        chance, threshold = _percent(reading.gate.chance), _percent(reading.gate.threshold)
        said.append(f"It looks like one with {chance}; from {threshold} on it is taken for one.")
    name = reading.intent.split("/")[0]
    if name != "ask":
        said.append(f"It was read as {_READ_AS.get(name, f'“{name}”')}.")
    return Passage("Is it a question about the offer?", said, [])


def _nearest(reading: Reading, content: Content) -> Passage:
    written = {normalise(q): q for answer in content.answers.values() for q in answer.fields.questions}
    items = [
        f"{_percent(near.closeness)} “{written.get(near.text, near.text)}” → {_leads_to(near.label, content)}"
        for near in reading.nearest
    ]
    return Passage("The nearest example questions", [] if items else ["This model does not tell."], items)


def _leads_to(label: str, content: Content) -> str:
    kind, _, name = label.partition("/")
    return _title(name, content) if kind == "ask" else _READ_AS.get(kind, f"“{label}”")


def _answers(reading: Reading, content: Content) -> Passage:
    items = [f"{_percent(p)} {_title(name, content)}" for name, p in reading.answers[:ANSWERS_SHOWN]]
    return Passage("The likeliest answers", [] if items else ["None."], items)


def _title(name: str, content: Content) -> str:
    answer = content.answers.get(name)
    return f"{answer.fields.title} ({name})" if answer else name


def _done(reading: Reading, reply: Reply, content: Content) -> Passage:
    shown = [_title(name, content) for name in reply.shown]
    return Passage("What was done, and why", list(_why(reading, reply)), shown)


def _why(reading: Reading, reply: Reply) -> Iterator[str]:
    chances = [p for _, p in reading.answers]
    if reply.verdict == "urgent":
        yield "Danger goes before everything else: the numbers were given, and the council is told."
        return
    if reply.verdict == "sensitive":
        yield "Kind words come first, and the adviser is offered."
    if reading.intent.split("/")[0] not in ("ask", "harmless", "sensitive"):
        yield f"It was not taken for a question about the offer, so it ended as: {reply.outcome.value}."
        return
    if reply.outcome is Outcome.ANSWERED or reply.outcome is Outcome.ASKED_FOR_DETAIL:
        yield "Answered as a guess, with others beside it." if reply.hedged else "Answered."
    elif reply.outcome is Outcome.CHOICES_OFFERED:
        yield f"Up to {CHOICES} choices were offered, and nothing was told."
    else:
        yield f"It ended as: {reply.outcome.value}."
    yield _rule(chances)
    if reply.outcome is Outcome.ASKED_FOR_DETAIL:
        yield "The council or the age was asked for, because the answer differs by it."


def _rule(chances: list[float]) -> str:
    first = _percent(chances[0]) if chances else "0 %"
    lead = chances[0] - (chances[1] if len(chances) > 1 else 0.0) if chances else 0.0
    return {
        Sureness.ANSWER: f"The first answer has {first}. From {_percent(SURE)} on it is told without a doubt, and from "
        f"{_percent(CLEAR)} on when it is {_percent(LEAD)} ahead of the next (here {_percent(lead)}).",
        Sureness.HEDGE: f"The first answer has only {first}: from {_percent(HEDGE)} to {_percent(SURE)} it is a guess.",
        Sureness.CHOICES: f"The first answer has only {first}: under {_percent(HEDGE)} it is not told.",
        Sureness.NONE: f"No answer has more than {_percent(SOME)}.",
    }[sureness(chances)]


def _change(reading: Reading, reply: Reply, content: Content) -> Passage:
    said = []
    if reply.verdict != "none":
        said.append("Words about danger are changed with the safeguarding lead only: safety/rules.yml, topics.yml.")
    said += [
        "If it should lead to another answer: write it, as it was asked, under that answer's questions, and three or "
        "four more that say it differently.",
        "If a near question above stands under the wrong answer: move it.",
        "If there is no answer for it yet: write one.",
    ]
    if reading.intent.split("/")[0] not in ("ask", "sensitive", "urgent"):
        said.append("If it was taken for talk although it is a question, the same helps: such questions are missing.")
    return Passage("What to do to change it", said, [])


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1 %"
    return f"{round(100 * share, 1):g} %" if share < 0.1 else f"{100 * share:.0f} %"
