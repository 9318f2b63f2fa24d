"""What a person is told when a check is late, and what is left of an answer whose check is long overdue.

The rule and its reasons: docs/decisions/0011-overdue-answers.md. The words are in `words/en.yml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.content.body import Block
from bot.content.lateness import Late, claim_text, fact_due, is_crisis_line, late, late_number, phones
from bot.content.loader import Answer, Content
from bot.content.model import Area, Fact
from bot.content.phrases import Phrases
from bot.content.sourcing import SOURCES_SHOWN, linked


@dataclass(frozen=True)
class Overdue:
    """The rule about late checks, for the content on one day.

    Attributes:
        content: the facts, sources and words.
        day: the day on which it is read.
        days: after so many days a late check is long overdue.
    """

    content: Content
    day: dt.date
    days: int

    def late_of(self, review_by: dt.date, blocks: Sequence[Block]) -> Late | None:
        """The earliest late check of an answer or layer with these blocks, or None."""
        dues = [review_by, *(fact_due(fact, self.day) for fact in self.facts_in(blocks))]
        return late(dues, self.day, self.days)

    def cuts(self, area: Area, review_by: dt.date, blocks: Sequence[Block]) -> Late | None:
        """The check that is so late that these blocks may not be shown, or None; urgent help is always shown."""
        found = self.late_of(review_by, blocks)
        return found if found and found.long and area is not Area.URGENT else None

    def note(self, found: Late | None, blocks: Sequence[Block]) -> str:
        """The line under an answer that is late: with what to ring instead, when a number in it may be wrong."""
        if found is None:
            return ""
        number = late_number(self.content.facts, self.facts_in(blocks), self.day)
        return self._said("overdue_crisis" if number else "overdue", month=found.month)

    def safe_part(
        self, answer: Answer, found: Late, blocks: Sequence[Block], write: Callable[[Block], str]
    ) -> tuple[str, list[Fact]]:
        """What is left of a part whose check is long overdue.

        Args:
            answer: the answer it belongs to.
            found: the check that is late.
            blocks: the part's blocks.
            write: writes out one block.

        Returns:
            the Markdown, and the facts that can still be read in it (numbers for urgent help only).
        """
        texts = [self._said("cut_short", title=answer.fields.title, month=found.month)]
        texts += [write(block) for block in blocks if block.safe]
        facts = self.facts_in(blocks)
        crisis = [fact for fact in facts if is_crisis_line(fact)]
        texts += [self._crisis_line(fact) for fact in crisis]
        number = late_number(self.content.facts, crisis, self.day)
        if number:
            texts.append(self._said("overdue_crisis", month=number.month))
        texts.append(self._said("cut_short_ask"))
        keys = dict.fromkeys(fact.sources[0] for fact in facts if fact.sources)
        sources = [self.content.sources[key] for key in keys if key in self.content.sources]
        pages = [linked(source) for source in sources if "£" not in source.title][:SOURCES_SHOWN]  # no claim in a title
        if pages:
            texts.append(self._said("cut_short_read", sources=", ".join(pages)))
        return "\n\n".join(texts), crisis

    def left_out(self, found: Late, council: str) -> str:
        """What is said in place of a council's layer that is long overdue."""
        return self._said("layer_left_out", council=council, month=found.month)

    def facts_in(self, blocks: Sequence[Block]) -> list[Fact]:
        """The facts of the register that the blocks rest on, in order, each once."""
        names = dict.fromkeys(name for block in blocks for name in block.facts())
        return [self.content.facts[name] for name in names if name in self.content.facts]

    def _said(self, key: str, **fields: object) -> str:
        return Phrases(self.content, self.day).say(key, **fields)

    def _crisis_line(self, fact: Fact) -> str:
        """The claim of a fact, with its numbers before it when they are not in it."""
        claim = claim_text(fact, self.day)
        numbers = [number for number in phones(fact, self.day) if number not in claim]
        return f"**{', '.join(numbers)}**: {claim}" if numbers else claim
