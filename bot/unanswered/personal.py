"""Takes personal data out of a message, so that an editor may see it. Pure text; the rules are in personal.yml.

A rule that sees names where there are none does no harm; a name left in does. So in doubt more is taken out, and a
message from which much would have to be taken is dropped whole.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from common.front_matter import read_yaml
from common.scripts import unreadable_script

_RULES = Path(__file__).with_name("personal.yml")
_PLACEHOLDER = re.compile(r"\[[a-z]+\]")
_WORD = re.compile(r"[a-z]{2,}")
_LEFT_OVER = re.compile(r"@|\d{5}|\d[ ]\d[ ]\d[ ]\d")
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'"})


class Rule(BaseModel):
    """One kind of personal data: its pattern, what is put in its place, and examples that the tests try.

    `cases`: whether capitals and small letters are different.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    put: str
    pattern: str
    cases: bool = False
    found: list[str]
    left: list[str]


class Rules(BaseModel):
    """The rules, with the lists of words that stand in them and the limits beyond which a message is dropped."""

    model_config = ConfigDict(extra="forbid")

    longest: int
    most: int
    rules: list[Rule]
    followers: str
    capitals: str
    first_names: str

    def compiled(self, rule: Rule) -> re.Pattern[str]:
        """The pattern of a rule, with the lists in it."""
        pattern = rule.pattern
        for name in ("followers", "capitals", "first_names"):
            words = "|".join(map(re.escape, sorted(getattr(self, name).split(), key=len, reverse=True)))
            pattern = pattern.replace("{" + name + "}", rf"(?:{words})\b" if name == "followers" else words)
        return re.compile(pattern, 0 if rule.cases else re.IGNORECASE)


@cache
def personal_rules() -> Rules:
    """The rules; raises pydantic's ValidationError for a broken file."""
    return Rules.model_validate(read_yaml(_RULES))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    rules = personal_rules()
    found = []
    for rule in rules.rules:
        pattern = rules.compiled(rule)
        found.append((pattern, rf"\g<kept>{rule.put}" if "kept" in pattern.groupindex else rule.put))
    return found


def without_personal_data(text: str) -> str | None:
    """A message on one line, in small letters, with personal data replaced by words in square brackets.

    Args:
        text: what a person wrote.

    Returns:
        the text, or None when it must not be kept: too long, in a script that the rules cannot read, too much of it
        personal, or nothing left to read.
    """
    rules = personal_rules()
    plain = " ".join(text.translate(_STRAIGHT).replace("[", "(").replace("]", ")").split())
    if len(plain) > rules.longest or unreadable_script(plain):
        return None
    for pattern, put in _patterns():
        plain = pattern.sub(put, plain)
    words = " ".join(plain.lower().split())
    rest = _PLACEHOLDER.sub(" ", words)
    if len(_PLACEHOLDER.findall(words)) > rules.most or _LEFT_OVER.search(rest) or not _WORD.search(rest):
        return None
    return words


def without_placeholders(words: str) -> str:
    """A kept text as an example question: without the square brackets."""
    return " ".join(_PLACEHOLDER.sub(" ", words).split())
