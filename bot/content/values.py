"""Writes the values of the register out in the words a person reads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.content.model import Fact, Value


class NoValue(Exception):
    """The register has no such value on that day."""


def value_on(fact: Fact, name: str, day: dt.date) -> Value:
    """The value of that name that holds on the day; raises NoValue."""
    for value in fact.values.get(name, ()):
        if value.holds_on(day):
            return value
    raise NoValue(f"{fact.id}.{name} has no value on {day.isoformat()}")


def write_value(value: Value) -> str:
    """The value as text: £3,000, £338.58, 55%, 1 April 2026, 0800 1111, sharefound.org."""
    if value.kind == "money":
        return _money(Decimal(str(value.value)))
    if value.kind == "percent":
        return f"{value.value}%"
    if value.kind == "date":
        day = value.value if isinstance(value.value, dt.date) else dt.date.fromisoformat(str(value.value))
        return f"{day.day} {day:%B %Y}"
    if value.kind == "number":
        number = Decimal(str(value.value))
        return f"{number:,}"
    return str(value.value)


def _money(amount: Decimal) -> str:
    if 0 < abs(amount) < 1:
        return f"{int(amount * 100)}p"
    return f"£{amount:,.0f}" if amount == amount.to_integral_value() else f"£{amount:,.2f}"
