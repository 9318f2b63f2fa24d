"""Messages that can only be understood by what was said before: what was offered, and the last answer.

“the second one”, “how much tho”, “and in leicester?”: see actions/half_said.py for how they are noticed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from actions.half_said import (
    goes_on,
    has_no_word_of_its_own,
    part_asked_for,
    picked_place,
    refers_back,
    says_what_is_meant,
    without,
)
from actions.turn import Found, Turn
from bot.content.body import LEAD
from bot.content.policy import HEDGE, SURE, Sureness, sureness
from bot.conversation.reply import Reply
from bot.interviews.progress import waits

_FEW = 6  # words; a message of no more is read in the light of what was said before
_SAME, _NEAR, _AREA = 6.0, 4.0, 1.5  # how much likelier the last answer, its related ones, and those of its area are
_TIE = 0.00005  # below the last digit of a confidence: where all are 0, their order still counts
_SHARE = 0.1  # of the finder's ranking, for a related answer to stand in for a part that the last answer lacks


class GiveAnswer(Protocol):
    """What writes an answer out (actions.answers.give_answer)."""

    def __call__(self, turn: Turn, answer_id: str, section: str = ...) -> Reply | None:
        """The reply, or None when there is no such answer or section."""
        ...


def reply_in_context(turn: Turn, give: GiveAnswer) -> Reply | None:
    """The reply to a message that picks from what was offered, or says half of a question; None for any other."""
    if turn.button or turn.verdict != "none" or waits(turn.state) or not turn.text:
        return None
    chosen = picked(turn)
    if chosen:
        return give(turn, chosen)
    last = turn.state.get("answer")
    if last not in turn.content.answers or not _only_half(turn):
        return None
    part = part_asked_for(turn.text)
    elsewhere = _elsewhere(turn)
    if elsewhere or turn.supposes or (turn.learnt and part is None):
        return give(elsewhere or turn, last, LEAD)
    if _is_sure(turn) and part != "how" and not (part and refers_back(turn.text)):
        return None
    if part is None and not refers_back(turn.text):
        return None
    part = part or "more"
    return give_part(turn, last, part, give) or give(turn, last, "how" if part == "who" else LEAD)


def picked(turn: Turn) -> str | None:
    """The answer that the message picks by its place among those offered last (`listed` in the state), or None."""
    place = picked_place(turn.text)
    listed = [i for i in turn.state.get("listed") or [] if i in turn.content.answers]
    if place is None or not -len(listed) <= place < len(listed):
        return None
    return str(listed[place])


def give_part(turn: Turn, answer: str, part: str, give: GiveAnswer) -> Reply | None:
    """A part of the last answer; where it has none, the related answer that the message fits; else None."""
    reply = give(turn, answer, part)
    if reply is not None:
        return reply
    near = _related(turn, answer)
    whole = sum(f.confidence for f in turn.found) or 1.0
    fitting = next((f for f in turn.found if f.id in near and f.confidence / whole >= _SHARE), None)
    return give(turn, fitting.id, LEAD) if fitting else None


def in_the_light_of_the_last(turn: Turn) -> list[Found]:
    """The finder's ranking, with the last answer and what is near it likelier, where the message leans on it."""
    last = turn.content.answers.get(turn.state.get("answer") or "")
    leans = refers_back(turn.text) or len(turn.text.split()) <= _FEW
    if last is None or not turn.found or not leans or _is_sure(turn):
        return turn.found
    near, area = _related(turn, last.id), last.fields.area
    weights = [
        _SAME if f.id == last.id and goes_on(turn.text)
        else _NEAR if f.id in near or f.id == last.id
        else _AREA if turn.content.answers[f.id].fields.area is area
        else 1.0
        for f in turn.found
    ]  # fmt: skip
    ranked = [f.confidence + _TIE / (rank + 1) for rank, f in enumerate(turn.found)]
    weighed = [p * w for p, w in zip(ranked, weights, strict=True)]
    scale = sum(f.confidence for f in turn.found) / sum(weighed)
    order = sorted(range(len(weighed)), key=lambda i: -weighed[i])
    return [replace(turn.found[i], confidence=round(weighed[i] * scale, 4)) for i in order]


def meant_instead(turn: Turn, seen: set[str | None]) -> list[Found]:
    """What a message that takes back a wrong answer means instead, but for what was shown; it may name nothing."""
    if not says_what_is_meant(turn.text):
        return []
    found = [f for f in in_the_light_of_the_last(turn) if f.id not in seen]
    whole = sum(f.confidence for f in turn.found)  # 0 when the words of taking back drown all else: the order counts
    return found if found and (whole == 0 or found[0].confidence / whole >= _SHARE) else []


def is_about_last(turn: Turn) -> bool:
    """Whether the finder's first answer is the one that was given last, and not by a hair."""
    return bool(turn.found) and turn.found[0].id == turn.state.get("answer") and turn.found[0].confidence >= HEDGE


def told_no(turn: Turn) -> bool:
    """Whether the message is about the last answer, and says that it was refused."""
    return is_about_last(turn) and part_asked_for(turn.text) == "refused"


def _is_sure(turn: Turn) -> bool:
    return bool(turn.found) and turn.found[0].confidence >= SURE and sureness(_chances(turn)) is Sureness.ANSWER


def _chances(turn: Turn) -> list[float]:
    return [f.confidence for f in turn.found]


def _only_half(turn: Turn) -> bool:
    """Whether the message, without its places and ages, has no word of its own."""
    spans = [(e["start"], e["end"]) for e in turn.entities if e.get("entity") in ("place", "age", "number")]
    return has_no_word_of_its_own(without(turn.text, spans))


def _elsewhere(turn: Turn) -> Turn | None:
    """The turn as if the person belonged to the one council that they ask about, or None: “what about leicester”."""
    places = list(dict.fromkeys(turn.places()))
    if len(places) != 1 or "council" in turn.learnt or "lives_in" in turn.learnt:
        return None
    audience = turn.audience.model_copy(update={"council": places[0], "lives_in": None})
    return replace(turn, audience=audience)


def _related(turn: Turn, answer: str) -> set[str]:
    """The answers that name this one as related, or that it names."""
    answers = turn.content.answers
    named = set(answers[answer].fields.related)
    return named | {other.id for other in answers.values() if answer in other.fields.related}
