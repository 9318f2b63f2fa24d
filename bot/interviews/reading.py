"""Understands what people type in reply to an interview's question: “yh i think so”, “17”, “dunno”, “no wait im 22”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from bot.interviews.model import NO, SKIPPED, UNKNOWN, YES, Interview, Question
from bot.interviews.patterns import (
    AGE_STATED,
    COMMANDS,
    LENGTH,
    LESS_SAID,
    MARKED,
    MORE_SAID,
    NO_SAID,
    NOT_YET,
    NUMBER,
    NUMBERS,
    PLACES,
    QUESTION_ASKED,
    RIGHT_SAID,
    SAME_SAID,
    SINCE,
    SKIPPED_SAID,
    SMALL_WORDS,
    SOON,
    STRONGLY,
    UNITS,
    UNKNOWN_SAID,
    WEEKS_IN,
    WRONG_SAID,
    YES_SAID,
    Command,
)
from bot.interviews.progress import CHANGE, SUMMARY, Progress, asked_of, at_question
from common.text import normalise

_NEAR = 0.5  # weeks; a length of time this near the limit (“3 months”) is not known to be on either side of it
_SHORT = 6  # words


class Fit(StrEnum):
    """Whether a typed message replies to the interview."""

    SURE = "sure"
    PERHAPS = "perhaps"  # it is short and asks nothing; so it does, unless it is clearly something else
    NO = "no"


def command_of(text: str) -> Command | None:
    """The command that a whole message is, or None."""
    words = _words(text)
    return next((name for name, pattern in COMMANDS.items() if pattern.fullmatch(words)), None)


def read_answer(question: Question, text: str, limit: float | None = None) -> str | None:
    """The answer that a typed text gives, or None when it gives none that can be used.

    Args:
        question: the question; a council's name is not looked for, since the places are found elsewhere.
        text: what was typed.
        limit: the weeks of `question.weeks`.
    """
    words = _words(text)
    if question.kind == "text":
        return SKIPPED if SKIPPED_SAID.fullmatch(words) else text.strip()[: question.longest]
    if question.kind == "number" and (number := _number(words)) is not None:
        return str(number)
    if question.kind in ("choice", "council") and (chosen := _chosen(question, words, limit)) is not None:
        return chosen
    if UNKNOWN_SAID.search(words):
        return UNKNOWN
    if {YES, NO} <= set(question.values() or ()):
        return NO if NO_SAID.search(words) else YES if YES_SAID.search(words) else None
    return None


def in_bounds(question: Question, value: str) -> bool:
    """Whether a number lies within the bounds of its question; everything else does."""
    if question.kind != "number" or value == UNKNOWN:
        return True
    return question.least <= int(value) <= question.most


def read_correction(
    interview: Interview, progress: Progress, text: str, limits: Mapping[str, float] | None = None
) -> tuple[str, str] | None:
    """The earlier question that a text answers anew, and the answer, or None: “no wait im 22”, “sorry i meant home”."""
    words = _words(text)
    if QUESTION_ASKED.search(text) or len(words.split()) > 14:
        return None
    limits, marked, strong = limits or {}, MARKED.match(words), is_marked(text)
    current = at_question(interview, progress)
    if current and not strong and read_answer(current, text, limits.get(current.key)) is not None:
        return None  # “actually yes” and “i turned 18 in care” are about the question that waits
    if current and current.kind == "text" and len(words.split()) > _SHORT:
        return None
    earlier = [q for q in asked_of(interview, progress.answers) if q.key in progress.answers and q.key != progress.at]
    stated = AGE_STATED.search(words)
    for question in earlier if stated else ():
        if question.profile == "age" and (number := _number(words[stated.end() if stated else 0 :])) is not None:
            return question.key, str(number)
    return _marked_answer(earlier, progress, words[marked.end() :].strip(), limits) if marked else None


def _marked_answer(
    earlier: list[Question], progress: Progress, rest: str, limits: Mapping[str, float]
) -> tuple[str, str] | None:
    """The latest earlier question that the rest of “sorry i meant ...” answers anew."""
    for question in reversed(earlier):
        if question.kind in ("text", "council"):
            continue
        value = read_answer(question, rest, limits.get(question.key)) if rest else None
        if value is not None and value != UNKNOWN and value != progress.answers[question.key]:
            return question.key, value
    return None


def is_marked(text: str) -> bool:
    """Whether a text says that something before was wrong: “no wait ...”, “sorry i meant ...”."""
    marked = MARKED.match(_words(text))
    return marked is not None and bool(STRONGLY.search(marked.group()))


def named_question(interview: Interview, progress: Progress, text: str) -> str | None:
    """The key of the question that a text names at the summary: “2”, “my age is wrong”, “change the council”."""
    words = _words(text)
    asked = asked_of(interview, progress.answers)
    number = re.fullmatch(r"(?:change |number |no |question )*(\d{1,2})", words)
    if number:
        place = int(number.group(1)) - 1
        return asked[place].key if 0 <= place < len(asked) else None
    said = set(words.split())
    scores = {
        q.key: len(said & (set(_words(q.label).split()) | set(re.split("[_-]", q.key))) - SMALL_WORDS) for q in asked
    }
    best = max(scores, key=lambda k: scores[k], default=None)
    if best is None or not scores[best] or list(scores.values()).count(scores[best]) > 1:
        return None
    return best


def fit(interview: Interview, progress: Progress, text: str, limits: Mapping[str, float] | None = None) -> Fit:
    """Whether a typed message replies to what the interview has just asked."""
    if command_of(text) or read_correction(interview, progress, text, limits):
        return Fit.SURE
    words = _words(text).split()
    asks = bool(QUESTION_ASKED.search(text.strip()))
    question = at_question(interview, progress)
    if question is None:
        return _fits_summary(interview, progress, text, asks)
    if question.kind == "text":
        return Fit.PERHAPS if asks else Fit.SURE
    read = read_answer(question, text, (limits or {}).get(question.key))
    if asks and len(words) > 1:
        return Fit.PERHAPS if read is not None and "?" not in text else Fit.NO
    if read is not None and len(words) <= (12 if question.kind == "choice" else 8):
        return Fit.SURE
    return Fit.PERHAPS if read is not None or len(words) <= 6 else Fit.NO


def _fits_summary(interview: Interview, progress: Progress, text: str, asks: bool) -> Fit:
    if asks or progress.at not in (SUMMARY, CHANGE):
        return Fit.NO
    words = _words(text)
    said = (
        WRONG_SAID.search(words)
        or YES_SAID.search(words)
        or NO_SAID.search(words)
        or named_question(interview, progress, text)
    )
    if said and len(words.split()) <= 10:
        return Fit.SURE
    return Fit.PERHAPS if len(words.split()) <= 6 else Fit.NO


def says_same(text: str) -> bool:
    """Whether a text says that it is the same one: “same”, “yes still there”."""
    return bool(SAME_SAID.match(_words(text)))


def says_yes(text: str) -> bool | None:
    """Whether a text says yes (True) or no (False) to “is that right”; None when neither."""
    words = _words(text)
    if NO_SAID.search(words) or WRONG_SAID.search(words):
        return False
    return True if YES_SAID.search(words) or RIGHT_SAID.search(words) else None


def _words(text: str) -> str:
    return normalise(text).replace(" .", "").strip()


def _number(words: str) -> int | None:
    match = NUMBER.search(words)
    if not match:
        return None
    tens, unit, digits, word = match.groups()
    value = int(digits) if digits else 20 + UNITS[unit] if tens else NUMBERS[word]
    not_yet = NOT_YET.search(words[: match.start()]) or SOON.match(words[match.end() :])
    return value - 1 if not_yet else value


def _chosen(question: Question, words: str, limit: float | None) -> str | None:
    if limit is not None and (by_length := _by_length(question, words, limit)):
        return by_length
    if UNKNOWN_SAID.fullmatch(words):
        return UNKNOWN
    best: dict[str, int] = {}
    for option in question.choices:
        for phrase in (option.label, *option.also):
            said = _words(phrase)
            if said == words:
                return option.value
            if said and re.search(rf"\b{re.escape(said)}\b", words):
                best[option.value] = max(best.get(option.value, 0), len(said))
    if best:
        longest = max(best.values())
        first = [value for value, length in best.items() if length == longest]
        return first[0] if len(first) == 1 else None
    ordinal = re.fullmatch(r"(?:the )?(\w+)(?: one)?", words)
    if ordinal and ordinal.group(1) in PLACES and PLACES[ordinal.group(1)] < len(question.choices):
        return question.choices[PLACES[ordinal.group(1)]].value
    return None


def _by_length(question: Question, words: str, limit: float) -> str | None:
    """The choice that a length of time means: the first when it reaches the limit, the second when not."""
    enough, short = (option.value for option in question.choices)
    since = SINCE.search(words)
    if since:
        return enough if int(since.group(1)) <= 14 else None
    lengths = [(int(n) if n.isdigit() else NUMBERS[n]) * WEEKS_IN[unit] for n, unit in LENGTH.findall(words)]
    if not lengths:
        return None
    if LESS_SAID.search(words) and sum(lengths) <= limit + _NEAR:
        return short
    if MORE_SAID.search(words) and sum(lengths) >= limit - _NEAR:
        return enough
    if abs(sum(lengths) - limit) < _NEAR and not re.search(rf"\b{limit:.0f} w", words):
        return UNKNOWN
    return enough if sum(lengths) >= limit else short
