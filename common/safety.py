"""Notices danger in one message by rules that a safeguarding lead can read and change.

Plain Python, no input or output and no dependency, so that the bot and the engine can both import it. The rules are
data (`offer_content/safety/rules.yml`, whose head explains how a phrase is written). They are meant to be nearly
never wrong; the trained model finds what they leave, and the higher verdict wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from common.safety_model import (
    LEVELS,
    NOTHING,
    Cancel,
    Fault,
    Groups,
    Level,
    Phrase,
    Rule,
    Rules,
    Verdict,
    phrases_of,
)
from common.text import normalise

__all__ = ["LEVELS", "NOTHING", "Level", "Rules", "Verdict", "assess", "higher", "load_rules"]

_WINDOW = 14  # how many words either side of a phrase `without` looks at, in one sentence
_KEYS = frozenset({"id", "topic", "level", "ask", "any", "with", "without", "unless", "who", "when", "usual", "note"})


def load_rules(data: Mapping[str, Any]) -> Rules:
    """Compiles the rules.

    Args:
        data: the parsed content of `rules.yml`.

    Returns:
        the compiled rules, for `assess`.

    Raises:
        ValueError: something is wrong; the message lists every fault with the id of its rule.
    """
    faults: list[str] = []
    book = Groups(_mapping(data, "groups", faults))
    usual = _mapping(data, "usual", faults)
    people, times = _mapping(data, "who", faults), _mapping(data, "when", faults)
    compiled: list[tuple[Rule, list[Phrase]]] = []
    seen: set[str] = set()
    entries = data.get("rules")
    if not isinstance(entries, Sequence) or isinstance(entries, str) or not entries:
        raise ValueError("The safety rules hold no list called `rules`. Without it no danger would be noticed.")
    for order, entry in enumerate(entries):
        name = str(entry.get("id") or f"number {order + 1}") if isinstance(entry, Mapping) else f"number {order + 1}"
        try:
            if name in seen:
                raise Fault("there are two rules with this id; give one of them another")
            seen.add(name)
            compiled.append(_rule(entry, order, book, usual, {"who": people, "when": times}))
        except Fault as fault:
            faults.append(f"Rule `{name}`: {fault}.")
    if faults:
        raise ValueError("\n".join(faults))
    return _index(compiled)


def assess(text: str, rules: Rules) -> Verdict:
    """Returns what the rules find in one message.

    Args:
        text: the message as it was written.
        rules: from `load_rules`.

    Returns:
        the highest verdict; of two that are equal, the one whose rule stands first in the file.
    """
    words = normalise(text)
    if not words:
        return NOTHING
    line = f". {words} . "
    best: Rule | None = None
    for phrase, rule in _candidates(words, rules):
        if best is not None and _rank(best) <= _rank(rule):
            continue
        if _holds(rule, phrase, line):
            best = rule
    return best.verdict if best else NOTHING


def higher(a: Verdict, b: Verdict) -> Verdict:
    """Returns the graver of two verdicts; the first where they are equal.

    Of two equal levels the one that does not need to ask is the surer and wins, except that `ask` is never lost on a
    level below `urgent`.
    """
    first, second = LEVELS.index(a.level), LEVELS.index(b.level)
    if first != second:
        return a if first > second else b
    if a.level == "urgent":
        return b if a.ask and not b.ask else a
    return b if b.ask and not a.ask else a


def _rank(rule: Rule) -> tuple[int, int, int]:
    """Sorts rules from the gravest: level, then whether it asks, then the order in the file."""
    level, ask = LEVELS.index(rule.verdict.level), rule.verdict.ask
    asks_last = int(ask) if rule.verdict.level == "urgent" else int(not ask)
    return -level, asks_last, rule.order


def _candidates(words: str, rules: Rules) -> Iterator[tuple[Phrase, Rule]]:
    """Phrases of which the message holds an anchor word, each once."""
    seen: set[int] = set()
    for word in set(words.split()):
        found = list(rules.by_word.get(word, ()))
        for length in rules.start_lengths:
            if len(word) >= length:
                found.extend(rules.by_start.get(word[:length], ()))
        for phrase, rule in found:
            if id(phrase) not in seen:
                seen.add(id(phrase))
                yield phrase, rule


def _holds(rule: Rule, phrase: Phrase, line: str) -> bool:
    """Whether a rule's phrase is in the message, with all it needs, and nothing cancels it."""
    for match in phrase.regex.finditer(line):
        start, end = _window(line, match.start(), match.end())
        if _cancelled(rule.cancel, line, match, start, end):
            continue
        if any(pattern.search(line) for pattern in rule.unless):
            return False
        return all(any(pattern.search(line) for pattern in group) for group in rule.needs)
    return False


def _cancelled(cancel: Cancel, line: str, match: re.Match[str], start: int, end: int) -> bool:
    return (
        any(pattern.search(line, start, match.start()) for pattern in cancel.before)
        or any(pattern.match(line, match.end()) for pattern in cancel.after)
        or any(pattern.search(line, start, end) for pattern in cancel.near)
    )


def _window(line: str, start: int, end: int) -> tuple[int, int]:
    """The part of the sentence round a match in which `without` is looked for; “but” begins a new part."""
    left = max(line.rfind(". ", 0, start), line.rfind(" but ", 0, start))
    before = line[left + 1 : start].split(" ")
    if len(before) > _WINDOW:
        left = start - len(" ".join(before[-_WINDOW:])) - 1
    stops = [place for place in (line.find(". ", end), line.find(" but ", end - 1)) if place != -1]
    right = min(stops, default=len(line))
    after = line[end:right].split(" ")
    if len(after) > _WINDOW:
        right = end + len(" ".join(after[:_WINDOW])) + 1
    return max(left, 0), right + 1


def _mapping(data: Mapping[str, Any], key: str, faults: list[str]) -> Mapping[str, Any]:
    value = data.get(key) or {}
    if not isinstance(value, Mapping):
        faults.append(f"`{key}` at the top must be names with lists below them.")
        return {}
    return value


def _rule(
    entry: Any, order: int, book: Groups, usual: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]
) -> tuple[Rule, list[Phrase]]:
    """One rule, compiled; raises Fault."""
    if not isinstance(entry, Mapping) or not entry.get("id"):
        raise Fault("it needs an `id`")
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise Fault(f"`{unknown[0]}` is not a field of a rule; the fields are {', '.join(sorted(_KEYS))}")
    level, topic, ask = entry.get("level"), entry.get("topic"), entry.get("ask", False)
    if level not in ("sensitive", "urgent"):
        raise Fault(f"`level` must be sensitive or urgent, not {level!r}")
    if not isinstance(topic, str) or not topic:
        raise Fault("it needs a `topic`, one of those in topics.yml")
    if not isinstance(ask, bool):
        raise Fault("`ask` must be true or false")
    found = phrases_of(entry.get("any"), "any")
    if not found:
        raise Fault("`any` must list at least one phrase, or it would never notice anything")
    common = usual if entry.get("usual", True) else {}
    needs = [phrases_of(entry.get("with"), "with")]
    for key, lists in named.items():
        needs.append(_named(entry.get(key), key, lists))
    unless = phrases_of(entry.get("unless"), "unless") + phrases_of(common.get("unless"), "unless")
    without = phrases_of(entry.get("without"), "without") + phrases_of(common.get("without"), "without")
    verdict = Verdict(cast(Level, level), topic, ask, str(entry["id"]))
    rule = Rule(
        verdict,
        order,
        _cancel(without, book),
        tuple(tuple(book.phrase(text).regex for text in group) for group in needs if group),
        tuple(book.phrase(text).regex for text in unless),
    )
    return rule, [book.phrase(text, find=True) for text in found]


def _named(value: Any, key: str, lists: Mapping[str, Any]) -> list[str]:
    """The phrases of `who: friend` or `when: [now, soon]`, from the lists at the top of the file."""
    phrases: list[str] = []
    for name in phrases_of(value, key):
        if name not in lists:
            raise Fault(f"`{key}: {name}` is not in the list `{key}` at the top of the file")
        phrases.extend(phrases_of(lists[name], key))
    return phrases


def _cancel(phrases: Iterable[str], book: Groups) -> Cancel:
    near: list[re.Pattern[str]] = []
    before: list[re.Pattern[str]] = []
    after: list[re.Pattern[str]] = []
    for text in phrases:
        if text.endswith(" {match}"):
            before.append(book.phrase(text[: -len(" {match}")], end=r"\Z").regex)
        elif text.startswith("{match} "):
            after.append(book.phrase(text[len("{match} ") :]).regex)
        elif "{match}" in text:
            raise Fault(f"in “{text}” the word {{match}} must come first or last")
        else:
            near.append(book.phrase(text).regex)
    return Cancel(tuple(near), tuple(before), tuple(after))


def _index(compiled: Iterable[tuple[Rule, list[Phrase]]]) -> Rules:
    """Puts each phrase under its anchor words, so that a message is tried only against phrases it may hold."""
    by_word: dict[str, list[tuple[Phrase, Rule]]] = {}
    by_start: dict[str, list[tuple[Phrase, Rule]]] = {}
    rules: list[Rule] = []
    for rule, phrases in compiled:
        rules.append(rule)
        for phrase in phrases:
            for anchor in phrase.anchors:
                place = by_start if anchor.endswith("*") else by_word
                place.setdefault(anchor.rstrip("*"), []).append((phrase, rule))
    return Rules(
        rules=tuple(rules),
        by_word={word: tuple(found) for word, found in by_word.items()},
        by_start={start: tuple(found) for start, found in by_start.items()},
        start_lengths=tuple(sorted({len(start) for start in by_start})),
        topics=frozenset(rule.verdict.topic for rule in rules if rule.verdict.topic),
    )
