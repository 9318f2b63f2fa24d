"""An answer written out whole, as a person of a council and an age would read it on a day: for editors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.content.body import LEAD, SECTION_TITLES
from bot.content.choose import write_answer
from bot.content.lateness import OVERDUE_DAYS
from bot.content.loader import Content
from bot.content.model import Audience


def preview_lines(
    content: Content, answer: str, audience: Audience, day: dt.date, overdue_days: int = OVERDUE_DAYS
) -> Iterator[str]:
    """The lines of an answer and all its sections; for a part with nothing for this person, none."""
    known = [
        f"as at {day.day} {day:%B %Y}",
        f"council {audience.council or 'not known'}",
        *([f"lives in {audience.lives_in}"] if audience.lives_in else []),
        f"age {'not known' if audience.age is None else audience.age}",
    ]
    yield f"[{', '.join(known)}]"
    yield f"# {content.answers[answer].fields.title}"
    for section in (LEAD, *SECTION_TITLES):
        part = write_answer(content, answer, audience, day, section, overdue_days=overdue_days)
        if part is None or (part.is_cut and section != LEAD):
            continue
        if section != LEAD:
            yield f"\n## {SECTION_TITLES[section]}"
        yield f"\n{part.markdown}"
        below = " ".join(text for text in (part.right, part.source, part.overdue) if text)
        if below:
            yield f"\n{below}"
        if section == LEAD and part.ask:
            yield f"\n[asks for: {', '.join(part.ask)}]"
