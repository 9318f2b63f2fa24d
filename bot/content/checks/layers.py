"""What a council's layer may not do: contradict the national answer it adds to, or tell another council's facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.content.body import VALUE, Body
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.loader import Answer, Layer
from bot.content.model import Right
from bot.content.values import NoValue, value_on, write_value

_AT_LEAST = re.compile(r"\b(?:at least|from|or more than|more than|no less than)\W+$", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|at most|no more than|less than|within)\W+$", re.IGNORECASE)
_COMPARED = ("money", "number", "percent", "date")


@dataclass(frozen=True)
class Figure:
    """A value as a text uses it: its kind and key, what it is, whether the text sets it as a bound, and its line."""

    kind: str
    key: str
    value: str
    shown: str
    bound: str
    line: int


def contradictions(material: Material) -> Iterator[Fault]:
    """A layer that adds to an answer says nothing that the national text beside it denies."""
    for layer in material.content.layers.values():
        answer = material.content.answers.get(layer.fields.extends)
        if answer is None:
            continue
        yield from _right(material, answer, layer)
        if layer.fields.mode == "add":
            yield from _figures(material, answer, layer)


def facts_of_other_councils(material: Material) -> Iterator[Fault]:
    """A fact that is true of one council is a claim about that council only."""
    content = material.content
    for holder in material.holders():
        if holder.council is not None and holder.council not in content.councils:
            continue
        for name, line in _uses(holder.body):
            owner = content.facts[name].council if name in content.facts else None
            if owner and owner != holder.council:
                here = (
                    f"not of {_name(material, holder.council)}" if holder.council else "and this is for all of England"
                )
                problem = f"{name} is true of {_name(material, owner)}, {here}."
                fix = f"Move it to a layer of {_name(material, owner)}, or take a fact that holds here."
                yield material.fault(holder.marks.path, line, problem, fix)


def _right(material: Material, answer: Answer, layer: Layer) -> Iterator[Fault]:
    national, here = answer.fields.right, layer.fields.right
    if here is None or here is national or national not in (Right.RIGHT, Right.BOTH):
        return
    if here in (Right.EXTRA, Right.INFORMATION):
        problem = f"The national answer tells a right in law; this layer makes it “{here.value}”."
        fix = "A council cannot take a right away. Remove `right`, or write `right: both` and say which part is extra."
        yield material.fault(layer.marks.path, layer.marks.line("right"), problem, fix)


def _figures(material: Material, answer: Answer, layer: Layer) -> Iterator[Fault]:
    for section in layer.body.sections:
        national = _in(material, answer.body, section)
        for figure in _in(material, layer.body, section):
            same = [n for n in national if (n.kind, n.key) == (figure.kind, figure.key)]
            if not same or any(_agree(n, figure) for n in same):
                continue
            problem = f"This layer says {figure.shown}, the national text above it {same[0].shown}."
            fix = "If the council's own counts here, write `mode: replace` and the whole text; if not, mend the figure."
            yield material.fault(layer.marks.path, figure.line, problem, fix)


def _agree(national: Figure, here: Figure) -> bool:
    """Whether a reader can believe both: the same figure, or one inside the bound that the national text sets."""
    if national.value == here.value:
        return True
    if national.kind in ("date",):
        return False
    more = Decimal(here.value) > Decimal(national.value)
    return (national.bound == "at least" and more) or (national.bound == "up to" and not more)


def _in(material: Material, body: Body, section: str) -> list[Figure]:
    found = []
    for block in body.sections.get(section, []):
        for match in VALUE.finditer(block.text):
            fact = material.content.facts.get(match.group(1))
            try:
                value = value_on(fact, match.group(2), material.today) if fact else None
            except NoValue:
                value = None
            if value is None or value.kind not in _COMPARED:
                continue
            before = block.text[: match.start()]
            bound = "at least" if _AT_LEAST.search(before) else "up to" if _UP_TO.search(before) else ""
            line = block.line_at(match.start())
            found.append(Figure(value.kind, match.group(2), str(value.value), write_value(value), bound, line))
    return found


def _uses(body: Body) -> Iterator[tuple[str, int]]:
    seen = set()
    for blocks in body.sections.values():
        for block in blocks:
            for name, line in block.marks():
                if name not in seen:
                    seen.add(name)
                    yield name, line


def _name(material: Material, council: str) -> str:
    known = material.content.councils.get(council)
    return known.name if known else council
