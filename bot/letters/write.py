"""Writes a letter for one person on one day, from what they chose to say. Nothing is kept here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.applies import whereabouts
from bot.content.body import LEAD
from bot.content.filling import filled
from bot.content.loader import Content
from bot.content.model import Audience
from bot.content.sourcing import source_line
from bot.interviews.model import UNKNOWN
from bot.letters.body import FIELD, TITLES, LetterBlock
from bot.letters.model import AGE, COUNCIL, OWN_FIELDS, PLACE, SEND, TEAM, TODAY, Letter
from bot.letters.plain import as_typed

_SOFT_BREAK = re.compile(r"(?<![\n\\])\n(?![\n\-*]|\d+\. )")  # an editor's line break inside a paragraph
_NOT_SAID = ("", UNKNOWN)


@dataclass(frozen=True)
class WrittenLetter:
    """A letter as this person reads it.

    Attributes:
        letter: the letter itself, Markdown.
        guide: what the person does with it: (title, Markdown) in order.
        facts: ids of the claims that can be read in both, in order.
        gaps: what stands in the gaps still to be filled, in order.
        source: where the facts come from; empty without facts.
    """

    letter: str
    guide: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]
    gaps: tuple[str, ...]
    source: str


def write_letter(
    content: Content, letter_id: str, answers: Mapping[str, str], audience: Audience, day: dt.date
) -> WrittenLetter:
    """Writes a letter; raises KeyError when there is no such letter.

    Args:
        content: for the letter, the register, whom it goes to and the councils.
        letter_id: which one.
        answers: what the person said by key of the question; an empty or missing one, or `unknown`, leaves a gap.
        audience: what is known of the person.
        day: the date of the letter.
    """
    letter = content.letters[letter_id]
    return _Pen(content, letter, answers, audience, day).write()


def holds_for(content: Content, letter: Letter, audience: Audience, day: dt.date) -> bool:
    """Whether the rules that the letter names hold where it goes: for the council it is written to."""
    where = whereabouts(content, audience, day)
    recipient = content.recipients[letter.fields.to]
    return (where.law if recipient.of == "responsible" else where.nation) in letter.fields.nations


class _Pen:
    def __init__(
        self, content: Content, letter: Letter, answers: Mapping[str, str], audience: Audience, day: dt.date
    ) -> None:
        self.content, self.letter, self.day, self.age = content, letter, day, audience.age
        said = answers.get(COUNCIL)
        if said in content.councils:
            audience = audience.model_copy(update={"council": said})
        now = whereabouts(content, audience, day).audience
        self.council, self.lives_in = now.council, now.lives_in or now.council
        self.recipient = content.recipients[letter.fields.to]
        self.answers = {**answers, **self._known(answers)}
        self.facts: dict[str, None] = {}
        self.gaps: dict[str, None] = {}

    def write(self) -> WrittenLetter:
        text = self._section(LEAD)
        gaps = tuple(self.gaps)
        guide = [(TITLES[key], self._section(key)) for key in TITLES]
        shown = [self.content.facts[f] for f in self.facts if f in self.content.facts]
        return WrittenLetter(
            letter=text,
            guide=tuple((title, words) for title, words in guide if words),
            facts=tuple(f.id for f in shown),
            gaps=gaps,
            source=source_line(self.content, shown, self.day),
        )

    def _known(self, answers: Mapping[str, str]) -> dict[str, str]:
        """What the bot knows by itself, where the person has not just said it."""
        councils = self.content.councils
        council, lived_in = councils.get(self.council or ""), councils.get(self.lives_in or "")
        known = {TODAY: f"{self.day.day} {self.day:%B %Y}", TEAM: self.recipient.name}
        known[COUNCIL] = council.full_name if council else ""
        known[AGE] = answers.get(AGE) or str(self.age or "")
        if answers.get(PLACE, "") in _NOT_SAID:  # in a county the districts send the bills and house people
            known[PLACE] = lived_in.name if lived_in and lived_in.kind != "county" else ""
        return known

    def _section(self, key: str) -> str:
        age = self.answers.get(AGE, "")
        blocks = [
            b
            for b in self.letter.body.sections.get(key, [])
            if isinstance(b, LetterBlock) and b.stands(self.answers, int(age) if age.isdecimal() else None)
        ]
        texts = [self._filled(block.text) for block in blocks]
        for block in blocks:
            self.facts.update(dict.fromkeys(block.facts()))
        return "\n\n".join(texts)

    def _filled(self, text: str) -> str:
        text = _SOFT_BREAK.sub(" ", filled(self.content, text, self.day))
        return FIELD.sub(self._place, text)  # last, so that what a person typed is never looked through again

    def _place(self, match: re.Match[str]) -> str:
        key = match.group(1)
        if key == SEND:
            sending = self.recipient.sending(self.lives_in if self.recipient.of == "lived_in" else self.council)
            self.facts.update(dict.fromkeys(sending.facts))
            return self._filled(sending.send)
        said = self.answers.get(key, "").strip()
        if said not in _NOT_SAID:
            return as_typed(said)
        gap = self.letter.fields.fields.get(key) or OWN_FIELDS.get(key, key)
        self.gaps[gap] = None
        return f"**\\[{gap}\\]**"
