"""Fills the values of the register into a text: the marks of an editor out, the day's amounts in."""

from __future__ import annotations

import datetime as dt
import re

from bot.content.body import CITATION, VALUE
from bot.content.loader import Content
from bot.content.values import NoValue, value_on, write_value


def filled(content: Content, text: str, day: dt.date) -> str:
    """The text as it reads on that day: without [F01], and with the amount in place of {F01.amount}."""

    def value(match: re.Match[str]) -> str:
        fact = content.facts.get(match.group(1))
        if fact is None:
            return "an amount I cannot look up"
        try:
            return write_value(value_on(fact, match.group(2), day))
        except NoValue:
            return "an amount that has just changed (ask)"

    return VALUE.sub(value, CITATION.sub("", text).strip())
