"""Finds what an editor looks for: answers by title, question or text, facts by claim or amount. No input or output."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from bot.content.loader import Answer, Content, Layer
from bot.content.model import Fact
from bot.content.values import NoValue, value_on, write_value

MOST = 120
_ORDER = ("answer", "fact", "layer")
_CLAIM_VALUE = re.compile(r"\{([a-z_0-9]+)\}")
_MARK = re.compile(r"[£,%]|(?<=\w)['’](?=\w)")


@dataclass(frozen=True)
class Found:
    """Something found.

    Attributes:
        kind: an answer, a council's layer of one, or a fact.
        id: the answer's or the fact's id.
        title: the answer's title, or the fact's claim with its values.
        where: the file, relative to the content folder.
        council: the council whose layer or answer it is, or None.
        why: what matched, when that is not the title.
    """

    kind: Literal["answer", "layer", "fact"]
    id: str
    title: str
    where: str
    council: str | None = None
    why: str = ""


def claim_in_words(fact: Fact, day: dt.date) -> str:
    """A fact's claim with the values of the day in it."""

    def value(match: re.Match[str]) -> str:
        try:
            return write_value(value_on(fact, match.group(1), day))
        except NoValue:
            return "(no value now)"

    return _CLAIM_VALUE.sub(value, fact.claim)


def find(content: Content, asked: str, day: dt.date) -> list[Found]:
    """What fits all the words asked for, the best first; when nothing does, what is spelt like them."""
    words = _plain(asked).split()
    if not words:
        return []
    scored = [(score, found) for found, texts in _everything(content, day) if (score := _score(words, found, texts))]
    if not scored:
        scored = [
            (int(near), found)
            for found, _ in _everything(content, day)
            if (near := fuzz.partial_ratio(" ".join(words), _plain(f"{found.id} {found.title}"))) > 80
        ]
    scored.sort(key=lambda pair: (-pair[0], _ORDER.index(pair[1].kind), pair[1].title, pair[1].where))
    return [_with_why(words, found, content) for _, found in scored[:MOST]]


def _score(words: list[str], found: Found, texts: list[str]) -> int:
    title = _plain(f"{found.id} {found.title} {found.council or ''}")
    if words == [found.id.lower()]:
        return 4
    if all(word in title for word in words):
        return 3
    questions, *others = texts
    if any(all(word in line for word in words) for line in questions.split("\n")):
        return 2
    whole = " ".join([title, questions, *others])
    return 1 if all(word in whole for word in words) else 0


def _everything(content: Content, day: dt.date) -> Iterator[tuple[Found, list[str]]]:
    """Each thing with its plain texts, the questions (or a fact's values) first."""
    for answer in content.answers.values():
        yield _of_answer(content, answer), _texts(answer)
    for layer in content.layers.values():
        yield _of_layer(content, layer), _texts(layer)
    for fact in content.facts.values():
        values = [write_value(value) for several in fact.values.values() for value in several]
        sources = [content.sources[key].title for key in fact.sources if key in content.sources]
        yield _of_fact(content, fact, day), [_plain(" \n".join(values)), _plain(" ".join([fact.who, *sources]))]


def _texts(holder: Answer | Layer) -> list[str]:
    blocks = [block.text for blocks in holder.body.sections.values() for block in blocks]
    return ["\n".join(_plain(q) for q in holder.fields.questions), _plain(" ".join(blocks))]


def _of_answer(content: Content, answer: Answer) -> Found:
    return Found("answer", answer.id, answer.fields.title, _file(content, answer.marks.path), answer.council)


def _of_layer(content: Content, layer: Layer) -> Found:
    extended = content.answers.get(layer.fields.extends)
    title = extended.fields.title if extended else layer.fields.extends
    return Found("layer", layer.fields.extends, title, _file(content, layer.marks.path), layer.council)


def _of_fact(content: Content, fact: Fact, day: dt.date) -> Found:
    path = content.marks[Fact, fact.id].path
    return Found("fact", fact.id, claim_in_words(fact, day), _file(content, path), fact.council)


def _with_why(words: list[str], found: Found, content: Content) -> Found:
    """Adds the question that matched, when the title did not."""
    if found.kind != "answer" or all(word in _plain(found.title) for word in words):
        return found
    questions = content.answers[found.id].fields.questions
    why = next((q for q in questions if all(word in _plain(q) for word in words)), "")
    return Found(found.kind, found.id, found.title, found.where, found.council, why)


def _file(content: Content, path: Path) -> str:
    return path.relative_to(content.folder).as_posix()


def _plain(text: str) -> str:
    return _MARK.sub("", text.lower())


@dataclass(frozen=True)
class Use:
    """A text that rests on a fact: of an answer, or of a council's layer."""

    answer: str
    title: str
    council: str | None
    file: str


def uses_of(content: Content, fact: str) -> list[Use]:
    """What rests on a fact, answers first."""
    holders: list[Answer | Layer] = [*content.answers.values(), *content.layers.values()]
    found = []
    for holder in holders:
        if fact in holder.body.facts():
            of = _of_layer(content, holder) if isinstance(holder, Layer) else _of_answer(content, holder)
            found.append(Use(of.id, of.title, of.council, of.where))
    return found


def place_of(content: Content, file: str, line: int) -> str | None:
    """The fact whose entry a line of a register file is in, or None."""
    entries = [
        (marks.first, key)
        for (kind, key), marks in content.marks.items()
        if kind is Fact and _file(content, marks.path) == file and marks.first <= line
    ]
    return max(entries)[1] if entries else None
