"""What a safety rule is made of: verdicts, phrases and the compiler that turns a phrase into a pattern.

How a phrase is written is told in the head of `offer_content/safety/rules.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from common.text import contract, normalise

Level = Literal["none", "sensitive", "urgent"]
LEVELS: tuple[Level, ...] = ("none", "sensitive", "urgent")
_WORD = r"[^ .]+ "
_GAP = rf"(?:{_WORD}){{0,3}}?"


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_COMMON = _set_of(
    "i im ive id my me myself a an the to of in on at and or is am are was be been it its this that not dont no he"
    " hes she shes they we you your have has had do does did just so for with want going get got out up him her if"
    " what when where who now can cant will go all one out by from as but them our there would"
)


@dataclass(frozen=True)
class Verdict:
    """What a message was found to be.

    Attributes:
        level: `none`, `sensitive` or `urgent`.
        topic: a topic of `topics.yml`; None when nothing was found.
        ask: unsure: the bot should ask “Are you safe right now?”.
        rule: the id of the rule that found it; None when no rule did.
    """

    level: Level
    topic: str | None = None
    ask: bool = False
    rule: str | None = None


NOTHING = Verdict("none")


@dataclass(frozen=True)
class Phrase:
    """One phrase, compiled. `anchors`: words of which a message must hold one, or the phrase cannot be in it."""

    regex: re.Pattern[str]
    anchors: frozenset[str]


@dataclass(frozen=True)
class Cancel:
    """Phrases that cancel a match: near it, directly before it, or directly after it."""

    near: tuple[re.Pattern[str], ...] = ()
    before: tuple[re.Pattern[str], ...] = ()
    after: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True)
class Rule:
    """One rule, compiled. `needs`: of each group one phrase must be in the message."""

    verdict: Verdict
    order: int
    cancel: Cancel
    needs: tuple[tuple[re.Pattern[str], ...], ...]
    unless: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Rules:
    """All rules, compiled once. Make it with `load_rules`."""

    rules: tuple[Rule, ...] = ()
    by_word: Mapping[str, tuple[tuple[Phrase, Rule], ...]] = field(default_factory=dict)
    by_start: Mapping[str, tuple[tuple[Phrase, Rule], ...]] = field(default_factory=dict)
    start_lengths: tuple[int, ...] = ()
    topics: frozenset[str] = frozenset()


class Fault(Exception):
    """Something wrong in one rule; gathered by `load_rules`, which names the rule."""


def phrases_of(value: Any, key: str) -> list[str]:
    """Returns a field of a rule as a list of phrases; raises Fault where it is none."""
    if value is None:
        return []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence) or not all(isinstance(item, str) and item.strip() for item in value):
        raise Fault(f"`{key}` must be a list of phrases in words (put a phrase in quotes if it begins with a sign)")
    return [str(item) for item in value]


class Groups:
    """The named groups of words, and the compiler of phrases that use them."""

    def __init__(self, groups: Mapping[str, Any]) -> None:
        self._groups = groups
        self._open: list[str] = []
        self._made: dict[tuple[str, str, bool], Phrase] = {}

    def phrase(self, text: str, *, end: str = "", find: bool = False) -> Phrase:
        """One phrase, compiled; with `find` it must have a word by which it can be found quickly."""
        key = (text, end, find)
        if key not in self._made:
            regex, anchors = self._sequence(text)
            if find and not anchors:
                raise Fault(f"the phrase “{text}” has no word in it that is always there")
            self._made[key] = Phrase(re.compile(r"(?<= )" + regex + end), anchors)
        return self._made[key]

    def _sequence(self, text: str) -> tuple[str, frozenset[str]]:
        """A row of words as a pattern, and its best anchors."""
        parts: list[str] = []
        best: frozenset[str] = frozenset()
        for piece in _split(contract(text.casefold()), " "):
            regex, anchors = self._token(piece, text)
            parts.append(regex)
            if anchors and (not best or _cost(anchors) < _cost(best)):
                best = anchors
        if not parts:
            raise Fault("there is an empty phrase")
        return "".join(parts), best

    def _token(self, piece: str, text: str) -> tuple[str, frozenset[str]]:
        if piece == "*":
            return _GAP, frozenset()
        if piece == "^":
            return r"(?<=\. )", frozenset()
        if piece == "$":
            return r"(?=\. )", frozenset()
        if piece.startswith("{") and piece.endswith("}"):
            return self._group(piece[1:-1], text)
        if piece.startswith("(") and piece.endswith(")"):
            return self._choice(_split(piece[1:-1], "|"))
        if set(piece) & set("{}()|^$*") - {"*"} or "*" in piece[:-1]:
            raise Fault(f"“{piece}” in the phrase “{text}” cannot be read; the head of the file says how to write it")
        start = normalise(piece.rstrip("*"))
        if not start:
            raise Fault(f"“{piece}” in the phrase “{text}” has no letters")
        if piece.endswith("*"):
            return re.escape(start) + "[^ .]* ", frozenset({start + "*"})
        return re.escape(start) + " ", frozenset({min(start.split(), key=lambda word: (word in _COMMON, -len(word)))})

    def _group(self, name: str, text: str) -> tuple[str, frozenset[str]]:
        if name not in self._groups:
            raise Fault(f"the phrase “{text}” uses {{{name}}}, which is not under `groups`")
        if name in self._open:
            raise Fault(f"the group {{{name}}} uses itself")
        self._open.append(name)
        try:
            return self._choice(phrases_of(self._groups[name], name))
        finally:
            self._open.pop()

    def _choice(self, options: Iterable[str]) -> tuple[str, frozenset[str]]:
        """One of several; an empty one makes the whole optional."""
        made = [self._sequence(option) if option.strip() else ("", frozenset[str]()) for option in options]
        anchors = frozenset[str]().union(*(found for _, found in made)) if all(f for _, f in made) else frozenset[str]()
        return "(?:" + "|".join(regex for regex, _ in made) + ")", anchors


def _split(text: str, mark: str) -> list[str]:
    """Splits a phrase at spaces or bars that are not inside brackets; spaces leave no empty parts."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == mark and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    if depth:
        raise Fault(f"a bracket is missing in “{text}”")
    return [part for part in parts if part or mark == "|"]


def _cost(anchors: frozenset[str]) -> int:
    """How often these words turn up in any message: the cheaper, the better an anchor."""
    return sum(50 if word in _COMMON else 1 for word in anchors)
