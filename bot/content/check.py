"""The content check: everything an editor can get wrong that reading alone does not show."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

from bot.content.body import CITATION, VALUE, Block
from bot.content.faults import Fault
from bot.content.loader import Answer, Content, Layer, read_content
from bot.content.marks import Marks
from bot.content.model import Fact, Topic, Value
from bot.content.values import NoValue, value_on
from bot.content.words import FIELDS

MINIMUM_QUESTIONS = 12
_MONEY = re.compile(r"£\s?\d[\d,.]*\d|£\s?\d|\b\d+p\b|\b\d[\d,.]*\s(?:pounds|pence|quid|grand)\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:\+44[\s\d()-]{2,}|\(?\b0\d{2,4}\)?)[\s\d-]{5,}\d\b|\b(?:116\s?\d{3}|85258|88247|999|111|101)\b"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:\s+\d{{4}}\b)?|\b{_MONTH}\s+\d{{1,4}}\b"
    r"|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b20\d\d\b"
)
_LINK = re.compile(r"\[([^\]\n]+)\](\([^)\s]*\))")
_NOT_UNDERSTOOD = re.compile(r"\[[^\]\n]*\]|\{[^}\n]*\}?|\}")
_WORDS = re.compile(r"\w+")


def check_content(folder: Path, today: dt.date) -> list[Fault]:
    """Returns every fault of the content folder, in file order; an empty list means it can be served."""
    content, faults = read_content(folder)
    checker = _Checker(content, today)
    checker.run()
    return sorted(set(faults + checker.faults))


class _Checker:
    def __init__(self, content: Content, today: dt.date) -> None:
        self.content, self.today = content, today
        self.faults: list[Fault] = []

    def run(self) -> None:
        for fact in self.content.facts.values():
            self._fact(fact, self.content.marks[Fact, fact.id])
        for path, body in self.content.bodies:
            for block in (b for blocks in body.sections.values() for b in blocks):
                self._text(path, block)
        for answer in self.content.answers.values():
            self._body(answer)
            self._answer(answer)
        for layer in self.content.layers.values():
            self._body(layer)
            self._layer(layer)
        self._questions()
        for topic in self.content.topics.values():
            marks = self.content.marks[Topic, topic.id]
            self._text(marks.path, Block(topic.words, marks.line("words") + 1))
        words = self.content.words
        for key, text in words.texts.items():
            self._words(key, Block(text, words.lines[key]))

    def _fault(self, path: Path, line: int, problem: str, fix: str) -> None:
        self.faults.append(Fault(path.relative_to(self.content.folder), line, problem, fix))

    def _fact(self, fact: Fact, marks: Marks) -> None:
        for place, key in enumerate(fact.sources):
            if key not in self.content.sources and key not in self.content.unread:
                line = marks.line("sources", place)
                self._fault(marks.path, line, f"{fact.id} names the source “{key}”, which is not in sources.yml.",
                            "Add the source there, or mend the name.")  # fmt: skip
        for name, values in fact.values.items():
            line = marks.line("values", name)
            try:
                value_on(fact, name, self.today)
            except NoValue:
                self._fault(marks.path, line, f"{fact.id}.{name} has no value for today.",
                            "Add the value that holds now, with its start.")  # fmt: skip
            if _overlap(values):
                self._fault(marks.path, line, f"{fact.id}.{name} has two values for the same day.",
                            "Give the old one its `end`: the day before the new one's `start`.")  # fmt: skip

    def _body(self, holder: Answer | Layer) -> None:
        path, listed = holder.marks.path, holder.fields.facts
        used: dict[str, int] = {}
        for block in (b for blocks in holder.body.sections.values() for b in blocks):
            for name, line in block.marks():
                used[name] = min(line, used.get(name, line))
        for place, name in enumerate(listed):
            if name not in used:
                line = holder.marks.line("facts", place)
                self._fault(path, line, f"{name} is listed under `facts` but nothing in the text rests on it.",
                            f"Put [{name}] after the sentence that rests on it, or take it off the list.")  # fmt: skip
        for name, line in used.items():
            if name not in listed:
                self._fault(path, line, f"The text rests on {name}, which `facts` does not list.",
                            f"Add {name} to `facts`.")  # fmt: skip

    def _text(self, path: Path, block: Block) -> None:
        for name, line in block.marks():
            self._mark(path, line, name)
        for match in VALUE.finditer(block.text):
            self._value(path, block.line_at(match.start()), *match.groups())
        for match in _NOT_UNDERSTOOD.finditer(_blanked(block.text)):
            self._fault(path, block.line_at(match.start()), f"“{match.group()}” is not understood.",
                        "Write a fact as [F01], a value as {F01.amount}.")  # fmt: skip
        self._typed_by_hand(path, block)

    def _words(self, key: str, block: Block) -> None:
        path = self.content.words.path
        for match in VALUE.finditer(block.text):
            self._mark(path, block.line, match.group(1))
            self._value(path, block.line, *match.groups())
        for match in re.finditer(r"\{(.*?)\}", VALUE.sub("", block.text)):
            if match.group(1) not in FIELDS:
                self._fault(path, block.line, f"The bot cannot fill in “{match.group()}” of “{key}”.",
                            f"It knows the values of facts, such as {{F01.amount}}, and {', '.join(sorted(FIELDS))}.",
                            )  # fmt: skip
        self._typed_by_hand(path, Block(" ".join(block.text.split()), block.line))

    def _mark(self, path: Path, line: int, name: str) -> None:
        fact = self.content.facts.get(name)
        if fact is None and name not in self.content.unread:
            self._fault(path, line, f"There is no fact {name} in the register.",
                        "Look it up in offer_content/facts, and mend the id.")  # fmt: skip
        elif fact is not None and not fact.show:
            self._fault(path, line, f"{name} may not be shown: {fact.why_hidden}",
                        "Say who can tell them instead, without the claim.")  # fmt: skip

    def _value(self, path: Path, line: int, name: str, key: str) -> None:
        fact = self.content.facts.get(name)
        if fact is not None and key not in fact.values:
            self._fault(path, line, f"{name} has no value “{key}”.",
                        f"Its values are: {', '.join(fact.values) or 'none'}.")  # fmt: skip

    def _typed_by_hand(self, path: Path, block: Block) -> None:
        text = _blanked(block.text)
        for pattern, what in ((_MONEY, "An amount"), (_PHONE, "A telephone number"), (_DATE, "A date")):
            for match in pattern.finditer(text):
                self._fault(path, block.line_at(match.start()), f"{what} is typed by hand: “{match.group()}”.",
                            "Take it from the register, for example {F01.amount}.")  # fmt: skip

    def _answer(self, answer: Answer) -> None:
        fields, marks = answer.fields, answer.marks
        if len(fields.questions) < MINIMUM_QUESTIONS:
            number = "1 question leads" if len(fields.questions) == 1 else f"{len(fields.questions)} questions lead"
            self._fault(marks.path, marks.line("questions"), f"Only {number} to this answer.",
                        f"Write at least {MINIMUM_QUESTIONS}, in the ways young people really ask.")  # fmt: skip
        for place, other in enumerate(fields.related):
            if other not in self.content.answers and other not in self.content.unread:
                line = marks.line("related", place)
                self._fault(marks.path, line, f"The related answer “{other}” does not exist.", "Mend the id.")
        if fields.topic and fields.topic not in self.content.topics and fields.topic not in self.content.unread:
            self._fault(marks.path, marks.line("topic"), f"There is no safety topic “{fields.topic}”.",
                        "Take one of safety/topics.yml.")  # fmt: skip

    def _layer(self, layer: Layer) -> None:
        extends, marks = layer.fields.extends, layer.marks
        if extends not in self.content.answers and extends not in self.content.unread:
            line = marks.line("extends")
            self._fault(marks.path, line, f"It extends “{extends}”, which does not exist.", "Mend the id.")
        if layer.council not in self.content.councils and layer.council not in self.content.unread:
            self._fault(marks.path, 1, f"places.yml has no council “{layer.council}”.", "Mend the folder's name.")

    def _questions(self) -> None:
        seen: dict[str, tuple[str, Path, int]] = {}
        holders: list[Answer | Layer] = [*self.content.answers.values(), *self.content.layers.values()]
        for holder in holders:
            name = holder.fields.extends if isinstance(holder, Layer) else holder.fields.id
            for place, question in enumerate(holder.fields.questions):
                key = " ".join(_WORDS.findall(question.casefold()))
                path, line = holder.marks.path, holder.marks.line("questions", place)
                if not key:
                    self._fault(path, line, "A question has no words in it.", "Write it, or remove the line.")
                elif key in seen:
                    self._twice(question, name, (path, line), seen[key])
                else:
                    seen[key] = (name, path, line)

    def _twice(self, question: str, name: str, here: tuple[Path, int], there: tuple[str, Path, int]) -> None:
        other, path, line = there
        where = f"{path.relative_to(self.content.folder)}:{line}"
        problem = f"The question “{question}” also leads to “{other}” ({where})."
        if other == name:
            problem = f"The question “{question}” stands twice (also {where})."
        self._fault(*here, problem, "Keep it where it fits best.")


def _blanked(text: str) -> str:
    """The text with spaces in place of facts, values and links' addresses: what is left was typed by hand."""
    for pattern in (CITATION, VALUE):
        text = pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    return _LINK.sub(lambda m: f" {m.group(1)} {' ' * len(m.group(2))}", text)


def _overlap(values: list[Value]) -> bool:
    """Whether two values hold on one day."""
    spans = sorted((v.start or dt.date.min, v.end or dt.date.max) for v in values)
    return any(earlier[1] >= later[0] for earlier, later in pairwise(spans))
