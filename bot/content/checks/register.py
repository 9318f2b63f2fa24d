"""The register of facts: sources that exist, values that hold today, one value a day, facts that somebody tells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise

from bot.content.body import VALUE, parse_body
from bot.content.checks.material import Material, fixed_texts
from bot.content.faults import Fault
from bot.content.loader import Content
from bot.content.model import Fact, SafetyWords, Source, Value
from bot.content.values import NoValue, value_on
from bot.content.words import KEYS

_ADDRESS = re.compile(r"^(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[/?#]\S*)?$", re.IGNORECASE)


def sources(material: Material) -> Iterator[Fault]:
    """Each source that a fact names is in sources.yml, and each address there is one."""
    content = material.content
    for fact in content.facts.values():
        marks = content.marks[Fact, fact.id]
        for place, key in enumerate(fact.sources):
            if key not in content.sources and key not in content.unread:
                line = marks.line("sources", place)
                problem = f"{fact.id} names the source “{key}”, which is not in sources.yml."
                yield material.fault(marks.path, line, problem, "Add the source there, or mend the name.")
    for key, source in content.sources.items():
        if source.address and not _ADDRESS.match(source.address):
            marks = content.marks[Source, key]
            problem = f"“{source.address}” is not a web address."
            fix = "Write it like www.example.gov.uk/page, or leave `address` out and say in `title` what it is."
            yield material.fault(marks.path, marks.line("address"), problem, fix)


def values(material: Material) -> Iterator[Fault]:
    """Each value of a fact holds today, and no two hold on one day."""
    for fact in material.content.facts.values():
        marks = material.content.marks[Fact, fact.id]
        for name, several in fact.values.items():
            line = marks.line("values", name)
            try:
                value_on(fact, name, material.today)
            except NoValue:
                problem = f"{fact.id}.{name} has no value for today."
                yield material.fault(marks.path, line, problem, "Add the value that holds now, with its start.")
            if _overlap(several):
                problem = f"{fact.id}.{name} has two values for the same day."
                fix = "Give the old one its `end`: the day before the new one's `start`."
                yield material.fault(marks.path, line, problem, fix)


def untold(material: Material) -> Iterator[Fault]:
    """Each fact that may be shown is used by an answer, but for those kept as history."""
    content = material.content
    if not content.answers or KEYS - content.words.texts.keys():  # what is not read cannot be seen to use a fact
        return
    used = told(content)
    for fact in content.facts.values():
        if fact.show and not fact.history and fact.id not in used:
            marks = content.marks[Fact, fact.id]
            problem = f"No answer uses {fact.id}, so nobody is ever told it."
            fix = (
                f"Put [{fact.id}] into an answer that tells it, or write `history: true` if it is kept on record only."
            )
            yield material.fault(marks.path, marks.first, problem, fix, "warning")


def told(content: Content) -> set[str]:
    """The ids of the facts that any answer, safety topic or fixed text rests on."""
    used = {fact for _, body in content.bodies for fact in body.facts()}
    records: list[SafetyWords] = [*content.topics.values(), *content.council_lines.values()]
    used |= {fact for record in records for fact in parse_body(record.words)[0].facts()}
    for passage in fixed_texts(content):
        used |= {match.group(1) for match in VALUE.finditer(passage.block.text)}
    return used


def _overlap(several: list[Value]) -> bool:
    """Whether two values hold on one day."""
    spans = sorted((v.start or dt.date.min, v.end or dt.date.max) for v in several)
    return any(earlier[1] >= later[0] for earlier, later in pairwise(spans))
