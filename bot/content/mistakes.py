"""What pydantic and ruamel find wrong, in an editor's words."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from bot.content.model import FACT_ID

_DAY = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_ID = re.compile(r"^(?:id:\s*)?([A-Za-z0-9-]+)(?::|\s*$)", re.MULTILINE)
_TEXT = ("this must be text.", "Put it in quotes.")
_FIELDS = ("this must have fields of its own.", "Write them below it, one a line, set in by two spaces.")
_LIST = ("this must be a list.", "Write one thing a line, each after a dash.")
_DATE = ("this must be a day.", "Write it as year-month-day, such as 2027-03-01.")
_YES = ("this must be true or false.", "Write true or false.")
_KINDS = {
    "extra_forbidden": ("this field is not known.", "Look for a spelling mistake, or remove the line."),
    "string_type": _TEXT,
    "dict_type": _FIELDS,
    "model_type": _FIELDS,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "bool_type": _YES,
    "bool_parsing": _YES,
}


def in_words(item: Any) -> tuple[str, str]:
    """One of pydantic's errors as (what is wrong, how to put it right)."""
    name = ".".join(map(str, item["loc"])) or "this entry"
    problem, fix = _said(item, name)
    return f"“{name}”: {problem}", fix


def _said(item: Any, name: str) -> tuple[str, str]:
    kind, context = item["type"], item.get("ctx", {})
    if kind in _KINDS:
        return _KINDS[kind]
    if kind == "missing":
        return "this field is missing.", f"Add a line `{name.rpartition('.')[2]}: ...`."
    if kind == "value_error":
        return f"{context['error']}.", "Change the entry as the message says."
    if kind.startswith("date"):
        return _DATE
    if kind in ("enum", "literal_error"):
        return f"“{item['input']}” is not one of the words allowed.", f"Write one of: {_list(context['expected'])}."
    if kind == "string_pattern_mismatch":
        like = "F01" if context["pattern"] == FACT_ID else "council-tax"
        return f"“{item['input']}” is not an id.", f"Write it like {like}."
    if kind == "too_short":
        return "there is none yet.", "Write at least one."
    if kind == "string_too_long":
        return f"this has {len(item['input'])} characters, and {context['max_length']} fit.", "Make it shorter."
    return f"{item['msg'][0].lower()}{item['msg'][1:]}.", f"Change the value of `{name}`."


def _list(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", ", ")


def line_of_impossible_date(path: Path) -> int | None:
    """The line of the first day in a file that the calendar does not have."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        for match in _DAY.finditer(line):
            try:
                dt.date(*map(int, match.groups()))
            except ValueError:
                return number
    return None


def ids_in(path: Path) -> set[str]:
    """The ids that a file which cannot be read seems to hold."""
    if not path.is_file():
        return set()
    return {m.group(1) for m in _ID.finditer(path.read_text(encoding="utf-8", errors="replace"))} | {path.stem}
