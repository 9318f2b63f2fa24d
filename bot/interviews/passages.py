"""Every text of the interviews and of the entitlement check that a person reads, with file and line, for the checks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.body import Block
from bot.content.loader import Content
from bot.content.marks import Marks
from bot.entitlement.model import EntitlementRules
from bot.interviews.model import Interview

_FILLED = re.compile(r"\{(?:adviser|adviser_cap|alerts|officer|keep_days)\}")


def interview_texts(content: Content) -> Iterator[tuple[Path, Block]]:
    """The texts of the interviews, and the meanings and lines of the entitlement check."""
    for interview in content.interviews.values():
        marks = content.marks[Interview, interview.id]
        yield _passage(marks, interview.start, "start")
        for place, question in enumerate(interview.questions):
            yield _passage(marks, question.ask, "questions", place, "ask")
            if question.help:
                yield _passage(marks, question.help, "questions", place, "help")
    rules = content.entitlement
    if rules is None:
        return
    marks = content.marks[EntitlementRules, "entitlement"]
    for name, status in rules.statuses.items():
        yield _passage(marks, status.means, "statuses", name, "means")
        yield _passage(marks, status.ask, "statuses", name, "ask")
    for place, entitlement in enumerate(rules.entitlements):
        yield _passage(marks, entitlement.line, "entitlements", place, "line")


def _passage(marks: Marks, text: str, *loc: str | int) -> tuple[Path, Block]:
    """One text on one line, since its lines may be folded in the file; what the bot fills in itself is blanked."""
    plain = _FILLED.sub(lambda m: " " * len(m.group()), " ".join(text.split()))
    return marks.path, Block(plain, marks.line(*loc))
