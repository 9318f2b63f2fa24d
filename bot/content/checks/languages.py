"""The words in other languages: a known language, the emergency number, and dates that can be true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.body import VALUE
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.languages import LANGUAGES, LanguageWords
from bot.content.values import NoValue, value_on

EMERGENCY = "{U01.number}"
_TYPED = re.compile(r"\d{3,}|[٠-٩۰-۹]{3,}")


def languages(material: Material) -> Iterator[Fault]:
    """What is wrong with each file of words in another language."""
    content = material.content
    for code, words in content.languages.items():
        marks = content.marks[LanguageWords, code]
        for key, problem, fix in (*_named(words), *_numbers(material, words)):
            yield material.fault(marks.path, marks.line(key), problem, fix)
        if words.checked_on and words.checked_on > material.today:
            problem = f"`checked_on` is in the future: {words.checked_on}."
            yield material.fault(marks.path, marks.line("checked_on"), problem, "Write the day it was checked.")


def _named(words: LanguageWords) -> Iterator[tuple[str, str, str]]:
    if words.language not in LANGUAGES:
        yield "language", f"The bot does not know the language “{words.language}”.", f"Use one of {_codes()}."
    elif words.name != LANGUAGES[words.language]:
        yield "name", f"“{words.language}” is {LANGUAGES[words.language]}, not {words.name}.", "Give both alike."


def _numbers(material: Material, words: LanguageWords) -> Iterator[tuple[str, str, str]]:
    if EMERGENCY not in words.urgent:
        yield "urgent", "The urgent words lack the emergency number.", f"Write {EMERGENCY} where it belongs."
    for key in ("greeting", "urgent", "person"):
        text = getattr(words, key)
        if _TYPED.search(VALUE.sub("", text)):
            yield key, "A number is typed by hand.", "Take it from the register, for example {U01.number}."
        for fact, name in VALUE.findall(text):
            try:
                value_on(material.content.facts[fact], name, material.today)
            except (KeyError, NoValue):
                yield key, f"{{{fact}.{name}}} is not in the register.", "Look for a spelling mistake."


def _codes() -> str:
    return ", ".join(sorted(LANGUAGES))
