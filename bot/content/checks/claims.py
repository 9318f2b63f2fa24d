"""What the texts claim: facts that exist and may be shown, values that exist, and nothing typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.body import VALUE, Block
from bot.content.checks.material import Holder, Material, blanked, fixed_texts, passages
from bot.content.faults import Fault
from bot.content.words import FIELDS

_COUNT = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred|thousand)"
)
_MONEY = re.compile(
    r"£\s?\d[\d,.]*\d|£\s?\d|\b\d+p\b|\b\d[\d,.]*k\b|\b\d[\d,.]*\s(?:pounds|pence|quid|grand)\b"
    rf"|\b{_COUNT}(?:[\s-]+(?:and\s+)?{_COUNT})*\s+(?:pounds|pence|quid|grand)\b|\b\d[\d.]*\s?(?:%|per\s?cent\b)",
    re.IGNORECASE,
)
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
_NOT_UNDERSTOOD = re.compile(r"\[[^\]\n]*\]|\{[^}\n]*\}?|\}")
_FIELD = re.compile(r"\{(.*?)\}")


def facts(material: Material) -> Iterator[Fault]:
    """Each fact and value that a text names is there, and may be shown."""
    for passage in passages(material.content):
        path, block = passage.path, passage.block
        for name, line in block.marks():
            yield from _fact(material, path, line, name)
        for match in VALUE.finditer(block.text):
            yield from _value(material, path, block.line_at(match.start()), *match.groups())
        for match in _NOT_UNDERSTOOD.finditer(blanked(block.text)):
            problem, fix = f"“{match.group()}” is not understood.", "Write a fact as [F01], a value as {F01.amount}."
            yield material.fault(path, block.line_at(match.start()), problem, fix)


def fields(material: Material) -> Iterator[Fault]:
    """Each {curly} word of the bot's own texts is one that it can fill in."""
    for passage in fixed_texts(material.content):
        path, block = passage.path, passage.block
        for match in VALUE.finditer(block.text):
            yield from _fact(material, path, block.line, match.group(1))
            yield from _value(material, path, block.line, *match.groups())
        for match in _FIELD.finditer(VALUE.sub("", block.text)):
            if match.group(1) not in FIELDS:
                problem = f"The bot cannot fill in “{match.group()}” of “{passage.section}”."
                fix = f"It knows the values of facts, such as {{F01.amount}}, and {', '.join(sorted(FIELDS))}."
                yield material.fault(path, block.line, problem, fix)


def typed_by_hand(material: Material) -> Iterator[Fault]:
    """No amount, telephone number or date is typed: they come from the register."""
    content = material.content
    for passage in material.texts:
        block = Block(blanked(passage.block.text), passage.block.line)
        one_line = passage.path == content.words.path
        for pattern, what in ((_MONEY, "An amount"), (_PHONE, "A telephone number"), (_DATE, "A date")):
            for match in pattern.finditer(block.text):
                line = block.line if one_line else block.line_at(match.start())
                problem = f"{what} is typed by hand: “{match.group()}”."
                yield material.fault(
                    passage.path, line, problem, "Take it from the register, for example {F01.amount}."
                )


def listed(material: Material) -> Iterator[Fault]:
    """The field `facts` lists exactly the facts that the text rests on."""
    for holder in material.holders():
        path, names, used = holder.marks.path, holder.fields.facts, used_in(holder)
        for place, name in enumerate(names):
            if name not in used:
                problem = f"{name} is listed under `facts` but nothing in the text rests on it."
                fix = f"Put [{name}] after the sentence that rests on it, or take it off the list."
                yield material.fault(path, holder.marks.line("facts", place), problem, fix)
        for name, line in used.items():
            if name not in names:
                problem = f"The text rests on {name}, which `facts` does not list."
                yield material.fault(path, line, problem, f"Add {name} to `facts`.")


def used_in(holder: Holder) -> dict[str, int]:
    """The facts that the text of an answer rests on, each with the first line that does."""
    used: dict[str, int] = {}
    for block in (b for blocks in holder.body.sections.values() for b in blocks):
        for name, line in block.marks():
            used[name] = min(line, used.get(name, line))
    return used


def _fact(material: Material, path: Path, line: int, name: str) -> Iterator[Fault]:
    fact = material.content.facts.get(name)
    if fact is None and name not in material.content.unread:
        problem = f"There is no fact {name} in the register."
        yield material.fault(path, line, problem, "Look it up in offer_content/facts, and mend the id.")
    elif fact is not None and not fact.show:
        problem = f"{name} may not be shown: {fact.why_hidden}"
        yield material.fault(path, line, problem, "Say who can tell them instead, without the claim.")


def _value(material: Material, path: Path, line: int, name: str, key: str) -> Iterator[Fault]:
    fact = material.content.facts.get(name)
    if fact is not None and key not in fact.values:
        fix = f"Its values are: {', '.join(fact.values) or 'none'}."
        yield material.fault(path, line, f"{name} has no value “{key}”.", fix)
