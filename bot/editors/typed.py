"""What somebody types into a form, as the register writes it: days, amounts, numbers, telephone numbers."""

from __future__ import annotations

import datetime as dt
import re

from pydantic import ValidationError

from bot.content.edits import one_line
from bot.content.mistakes import in_words
from bot.content.model import Value

KINDS = {
    "money": "an amount in pounds",
    "number": "a number",
    "percent": "a percentage",
    "date": "a day",
    "phone": "a telephone number",
    "web": "a web address",
    "text": "words",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Mistyped(Exception):
    """Something in a form that cannot be used; `field` is its name in the form, the message is for the editor."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field, self.problem = field, problem


def read_day(field: str, text: str) -> dt.date | None:
    """A day as people write it (2027-04-01, 1/4/2027, 1 April 2027), or None for nothing; raises Mistyped."""
    typed = one_line(text)
    if not typed:
        return None
    try:
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed):
            return dt.date(*map(int, match.groups()))
        if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", typed):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([A-Za-z]{3,9}),? (\d{4})", typed):
            return dt.date(int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1]))
    except ValueError:
        pass
    raise Mistyped(field, f"“{typed[:40]}” is not a day. Write it like 1 April 2027, or 2027-04-01.")


def read_value(field: str, kind: str, text: str) -> str:
    """A value as the register keeps it, without pound signs and commas; raises Mistyped."""
    typed = one_line(text)
    if not typed:
        raise Mistyped(field, "Write the new value here.")
    if kind == "date":
        day = read_day(field, typed)
        return day.isoformat() if day else ""
    if kind in ("money", "number", "percent"):
        typed = _plain_number(kind, typed)
    if kind == "money" and not re.fullmatch(r"\d+(?:\.\d{1,2})?", typed):  # “3.500” and “-5” are slips
        raise Mistyped(field, f"“{typed[:40]}” is not an amount, such as 3000 or 338.58.")
    try:
        Value(kind=kind, value=typed)  # type: ignore[arg-type]  # pydantic says what is wrong with the kind
    except ValidationError as error:
        wanted = {"money": "an amount, such as 3000 or 338.58", "percent": "a percentage, such as 55"}.get(
            kind, "a number, such as 25"
        )
        problem = in_words(error.errors()[0])[0] if kind not in KINDS else f"“{typed[:40]}” is not {wanted}."
        raise Mistyped(field, problem) from None
    return typed


def _plain_number(kind: str, typed: str) -> str:
    pence = re.fullmatch(r"(\d{1,2}) ?p", typed)
    if kind == "money" and pence:
        return f"0.{int(pence[1]):02d}"
    typed = re.sub(r"^£ ?| ?(?:pounds|%|per cent|percent)$", "", typed, flags=re.IGNORECASE)
    return re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", typed)
