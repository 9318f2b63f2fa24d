"""What stands below an answer about councils and nations: whose it is, what was not found, what is different elsewhere.

The words are in `words/en.yml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.applies import HOME, Whereabouts
from bot.content.loader import Answer, Content, Layer
from bot.content.model import AppliesBy, Council
from bot.content.phrases import Phrases

STILL_RESPONSIBLE = "E26"  # the council that looked after a person stays responsible wherever they live
_YOUR_COUNCIL, _YOUR_ADVISER = "the council that looked after you", "your personal adviser"


@dataclass(frozen=True)
class Notes:
    """Writes the notes for one person on one day.

    Attributes:
        content: for the councils and the words.
        where: where the person stands.
        day: the day.
        adviser: the adviser's name, when one is linked.
    """

    content: Content
    where: Whereabouts
    day: dt.date
    adviser: str | None = None

    def below(
        self, answer: Answer, layer: Layer | None, was: Council | None, decides: str | None, *, left_out: bool
    ) -> list[str]:
        """The paragraphs below the first text of an answer.

        Args:
            answer: the answer.
            layer: the council's layer in it, or None.
            was: the ended council that wrote the layer, or None.
            decides: the id of the council that decides, or None when unknown or when two would have to agree.
            left_out: whether something was left out because it does not hold where the person lives.
        """
        notes = list(self._of_councils(answer, layer, decides))
        if was and was.end:
            notes.append(self._say("council_became", old=was.name, council=self._name(decides), day=_day(was.end)))
        ended = self.where.ended
        if ended and ended.end and (layer or "council" in answer.fields.ask):
            notes.append(self._say("council_ended", council=ended.name, day=_day(ended.end)))
        if left_out:
            notes.append(self.partly())
        return notes

    def partly(self) -> str:
        """That a part was left out because it is different where the person lives."""
        nation = self.where.nation if self.where.nation != HOME else self.where.law
        return self._say("nation_partly", nation=nation.title())

    def differs(self) -> tuple[str, tuple[str, ...]]:
        """What is said in place of an answer that does not hold for the person, and the facts in it."""
        if self.where.law != HOME:
            council = self.content.councils[self.where.audience.council or ""]
            return self._say("nation_other_law", council=council.full_name), ()
        council_name = self._name(self.where.audience.council)
        text = self._say("nation_differs", nation=self.where.nation.title(), council=council_name)
        fact = self.content.facts.get(STILL_RESPONSIBLE)
        return text, (STILL_RESPONSIBLE,) if fact and fact.show else ()

    def _of_councils(self, answer: Answer, layer: Layer | None, decides: str | None) -> Iterator[str]:
        audience = self.where.audience
        theirs = self._theirs(answer)
        if answer.council:
            if theirs and theirs != answer.council:
                other = self._name(answer.council)
                yield self._say("council_of_other", old=other, council=self._name(theirs))
            return
        if layer or "council" not in answer.fields.ask or theirs is None:
            return
        if decides is None and self.where.abroad:
            return
        if decides is None:
            council, lives_in = self._name(audience.council), self._name(audience.lives_in)
            yield self._say("councils_two", council=council, lives_in=lives_in)
            return
        known = self.content.councils.get(decides)
        if known and known.nation != HOME:  # what is different there is said in words of its own
            return
        yield self._say("layer_gap" if known and known.layer else "layer_none", council=self._name(decides))

    def _theirs(self, answer: Answer) -> str | None:
        """The person's own council, as far as this answer goes."""
        audience = self.where.audience
        if answer.fields.applies_by is AppliesBy.LIVED_IN:
            return audience.lives_in or audience.council
        return audience.council

    def _name(self, council: str | None) -> str:
        known = self.content.councils.get(council or "")
        return known.name if known else _YOUR_COUNCIL

    def _say(self, key: str, **fields: object) -> str:
        return Phrases(self.content, self.day, self.adviser or _YOUR_ADVISER).say(key, **fields)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
