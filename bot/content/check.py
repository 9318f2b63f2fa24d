"""The content check: everything an editor can get wrong that reading alone does not show."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from bot.content.body import VALUE, Block
from bot.content.faults import Fault
from bot.content.loader import Answer, Content, Layer, read_content
from bot.content.values import NoValue, value_on

MINIMUM_QUESTIONS = 12
_MONEY = re.compile(r"£\s?\d|\b\d+p\b")
_PHONE = re.compile(r"\b0\d{2,4}[\s\d]{5,}\d\b|\b(?:116\s?\d{3}|85258|88247)\b")
_DATE = re.compile(
    r"\b\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b20\d\d\b"
)
_WORDS = re.compile(r"[a-z0-9]+")


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
        self._register()
        for answer in self.content.answers.values():
            self._body(answer)
            self._related(answer)
            if len(answer.fields.questions) < MINIMUM_QUESTIONS:
                self._fault(
                    answer.path, 2, f"Only {len(answer.fields.questions)} questions lead to this answer.",
                    f"Write at least {MINIMUM_QUESTIONS}, in the ways young people really ask.",
                )  # fmt: skip
        for layer in self.content.layers.values():
            self._layer(layer)
        self._questions()

    def _fault(self, path: Path, line: int, problem: str, fix: str) -> None:
        self.faults.append(Fault(path.relative_to(self.content.folder), line, problem, fix))

    def _register(self) -> None:
        folder = self.content.folder / "facts"
        for fact in self.content.facts.values():
            path = folder / f"{fact.area.value}.yml"
            for key in fact.sources:
                if key not in self.content.sources:
                    self._fault(path, 1, f"{fact.id} names the source “{key}”, which is not in sources.yml.",
                                "Add the source there, or mend the name.")  # fmt: skip
            for name in fact.values:
                try:
                    value_on(fact, name, self.today)
                except NoValue:
                    self._fault(path, 1, f"{fact.id}.{name} has no value for today.",
                                "Add the value that holds now, with its start.")  # fmt: skip

    def _body(self, answer: Answer | Layer) -> None:
        used = answer.body.facts()
        for block in (b for blocks in answer.body.sections.values() for b in blocks):
            self._block(answer.path, block)
        for name in answer.fields.facts:
            if name not in used:
                self._fault(answer.path, 2, f"{name} is listed under `facts` but nothing in the text rests on it.",
                            f"Put [{name}] after the sentence that rests on it, or take it off the list.")  # fmt: skip
        for name in used:
            if name not in answer.fields.facts:
                self._fault(answer.path, 2, f"The text rests on {name}, which `facts` does not list.",
                            f"Add {name} to `facts`.")  # fmt: skip

    def _block(self, path: Path, block: Block) -> None:
        for name in block.facts():
            fact = self.content.facts.get(name)
            if fact is None:
                self._fault(path, block.line, f"There is no fact {name} in the register.",
                            "Look it up in offer_content/facts, and mend the id.")  # fmt: skip
            elif not fact.show:
                self._fault(path, block.line, f"{name} may not be shown: {fact.why_hidden}",
                            "Say who can tell them instead, without the claim.")  # fmt: skip
        for name, key in VALUE.findall(block.text):
            fact = self.content.facts.get(name)
            if fact is not None and key not in fact.values:
                self._fault(path, block.line, f"{name} has no value “{key}”.",
                            f"Its values are: {', '.join(fact.values) or 'none'}.")  # fmt: skip
        self._typed_by_hand(path, block)

    def _typed_by_hand(self, path: Path, block: Block) -> None:
        for offset, line in enumerate(block.text.splitlines()):
            for pattern, what in ((_MONEY, "An amount"), (_PHONE, "A telephone number"), (_DATE, "A date")):
                match = pattern.search(line)
                if match:
                    self._fault(path, block.line + offset, f"{what} is typed by hand: “{match.group().strip()}”.",
                                "Take it from the register, for example {F01.amount}.")  # fmt: skip

    def _related(self, answer: Answer) -> None:
        for other in answer.fields.related:
            if other not in self.content.answers:
                self._fault(answer.path, 2, f"The related answer “{other}” does not exist.", "Mend the id.")

    def _layer(self, layer: Layer) -> None:
        self._body(layer)
        if layer.fields.extends not in self.content.answers:
            self._fault(layer.path, 2, f"It extends “{layer.fields.extends}”, which does not exist.", "Mend the id.")
        if layer.council not in self.content.councils:
            self._fault(layer.path, 1, f"places.yml has no council “{layer.council}”.", "Mend the folder's name.")

    def _questions(self) -> None:
        seen: dict[str, tuple[str, Path]] = {}
        holders: list[Answer | Layer] = [*self.content.answers.values(), *self.content.layers.values()]
        for holder in holders:
            name = holder.fields.extends if isinstance(holder, Layer) else holder.fields.id
            for question in holder.fields.questions:
                key = " ".join(_WORDS.findall(question.lower()))
                if key in seen:
                    other, path = seen[key]
                    where = "here too" if other == name else f"to {other} ({path.name})"
                    self._fault(holder.path, 2, f"The question “{question}” leads {where}.", "Keep it once.")
                seen.setdefault(key, (name, holder.path))
