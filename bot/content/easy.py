"""Answers in easy words: short, for people who read English slowly.

An editor may write them (`## Easy words`). Where nobody has, the first sentences of the answer are shown. What a
council adds is kept, shortened likewise, because it is what counts for the person.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from bot.content.body import EASY, LEAD
from bot.content.choose import Written, write_answer
from bot.content.lateness import OVERDUE_DAYS
from bot.content.loader import Content
from bot.content.model import Audience

MOST_WORDS = 12  # in a sentence of the easy words
_SENTENCES = 2
_BETWEEN = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[^a-z])")
_FOR_AN_AGE = "**If you are"
_PARAGRAPHS = "\n\n"


def easy_answer(
    content: Content, answer_id: str, audience: Audience, day: dt.date, *,
    overdue_days: int = OVERDUE_DAYS, adviser: str | None = None,
) -> Written | None:  # fmt: skip
    """An answer in easy words, or None when there is no such answer.

    What only says that an answer differs elsewhere, or is the safe part of one whose check is long overdue, stays as it
    is: it is short, and every word of it counts.
    """

    def write(section: str, person: Audience = audience) -> Written | None:
        return write_answer(content, answer_id, person, day, section, overdue_days=overdue_days, adviser=adviser)

    whole = write(LEAD)
    if whole is None or whole.is_cut or whole.differs:
        return whole
    easy = write(EASY)
    layer = content.layers.get((whole.layer or "", answer_id))
    if easy is None or easy.is_cut or (layer is not None and _replaces(content, answer_id, whole.layer)):
        return replace(whole, markdown=short(whole.markdown))
    plain = write(LEAD, audience.model_copy(update={"council": None, "lives_in": None}))
    national = plain.markdown.split(_PARAGRAPHS) if plain and not plain.differs else whole.markdown.split(_PARAGRAPHS)
    added = [short(p) for p in whole.markdown.split(_PARAGRAPHS) if p not in national and whole.layer]
    facts = [f for f in whole.facts if not added or f not in (plain.facts if plain else ())] if added else []
    return replace(
        whole, markdown=_PARAGRAPHS.join([easy.markdown, *added]), facts=tuple(dict.fromkeys([*easy.facts, *facts]))
    )


def short(markdown: str) -> str:
    """The first two sentences of a text; of each part for one age only its first."""
    kept: list[str] = []
    left = _SENTENCES
    for paragraph in markdown.split(_PARAGRAPHS):
        for_an_age = paragraph.startswith(_FOR_AN_AGE)
        sentences = _BETWEEN.split(paragraph)
        chosen = sentences[: 1 if for_an_age else left]
        if chosen:
            kept.append(" ".join(chosen))
        left -= 0 if for_an_age else len(chosen)
    return _PARAGRAPHS.join(kept)


def _replaces(content: Content, answer_id: str, council: str | None) -> bool:
    """Whether a council's layer puts its own text in place of the answer, and has no easy words of its own."""
    layer = content.layers.get((council or "", answer_id))
    if layer is None or layer.body.sections.get(EASY):
        return False
    return layer.fields.mode == "replace" and bool(layer.body.sections.get(LEAD))
