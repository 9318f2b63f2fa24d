"""Who a fact and an answer apply to: the council responsible, the council and the nation lived in, on one day.

The rule: the council that looked after a person owes them leaving care help wherever they live (Children Act 1989,
section 23C; fact E26). Housing, council tax, prescriptions, renting and the like follow the nation lived in. What a
nation has of its own is not told here: see docs/decisions/0009-who-a-fact-applies-to.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.content.body import Block, Body
from bot.content.loader import Answer, Content, Layer
from bot.content.model import AppliesBy, Area, Audience, Council, Fact, Nation

H = TypeVar("H", Answer, Layer)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
HOME: Nation = "england"  # the nation whose law the register holds
ANYWHERE = ("U07",)  # in danger a number of England, NHS 111, is better than none


@dataclass(frozen=True)
class Whereabouts:
    """Where a person stands on a day.

    Attributes:
        audience: the person, with councils that have ended replaced by those that took over.
        law: the nation of the council that looked after them; England when unknown.
        nation: the nation they live in; that of the responsible council when they did not say.
        before: the ids of ended councils that led to the present responsible one, the newest first.
        ended: the responsible council when it has ended and no single one took over, or None.
    """

    audience: Audience
    law: Nation
    nation: Nation
    before: tuple[str, ...] = ()
    ended: Council | None = None

    def holds(self, fact: Fact) -> bool:
        """Whether the fact holds for this person."""
        owed, here = self.law == HOME or self.law in fact.nations, self.nation in fact.nations
        if fact.applies_by is AppliesBy.RESPONSIBLE:
            return owed
        return here and owed if fact.applies_by is AppliesBy.BOTH else here

    def shows(self, answer: Answer) -> bool:
        """Whether the answer is shown, with what does not hold left out; else only who can tell.

        An answer about danger always is: nobody is left without a number.
        """
        fields = answer.fields
        if not self.abroad or fields.area is Area.URGENT or {self.law, self.nation} <= set(fields.nations):
            return True
        if fields.applies_by is AppliesBy.RESPONSIBLE:
            return self.law == HOME
        return fields.applies_by is not AppliesBy.BOTH and self.nation == HOME

    @property
    def abroad(self) -> bool:
        """Whether another nation's law has a say."""
        return {self.law, self.nation} != {HOME}


def whereabouts(content: Content, audience: Audience, day: dt.date) -> Whereabouts:
    """Where the person stands on that day."""
    council, before = successor_on(content, audience.council, day)
    lives_in, _ = successor_on(content, audience.lives_in, day)
    responsible = content.councils.get(council or "")
    living = content.councils.get(lives_in or "") or responsible
    ended = responsible if responsible and responsible.end and responsible.end < day else None
    return Whereabouts(
        audience=audience.model_copy(update={"council": council, "lives_in": lives_in}),
        law=responsible.nation if responsible else HOME,
        nation=living.nation if living else HOME,
        before=before,
        ended=ended,
    )


def successor_on(content: Content, council: str | None, day: dt.date) -> tuple[str | None, tuple[str, ...]]:
    """The council that has the duties of this one on the day, and those that had them before, the newest first."""
    before: list[str] = []
    while council is not None:
        known = content.councils.get(council)
        ended = known is not None and known.end is not None and known.end < day
        if not (known and ended and known.successor in content.councils) or known.successor in before:
            break
        before.insert(0, council)
        council = known.successor
    return council, tuple(before)


def layer_on(
    content: Content, council: str | None, answer: str, where: Whereabouts, day: dt.date
) -> tuple[Layer | None, Council | None]:
    """The layer that counts for an answer, and the ended council it was written by, or None when it is its own.

    Before the successor has written its own paragraph, that of the council before it is used. Whoever names the new
    council gets it too, unless several councils went into it: then nobody can say which of them looked after them.
    """
    if council is None:
        return None, None
    own = content.layers.get((council, answer))
    if own:
        return own, None
    before: Iterable[str] = where.before if council == where.audience.council else ()
    if not before:
        ended = [c.id for c in content.councils.values() if c.successor == council and c.end and c.end < day]
        before = ended if len(ended) == 1 else ()
    for old in before:
        layer = content.layers.get((old, answer))
        if layer:
            return layer, content.councils[old]
    return None, None


def that_holds(content: Content, holder: H, where: Whereabouts) -> H:
    """The answer or layer without the paragraphs that rest on a fact that does not hold for this person."""
    if not where.abroad:
        return holder
    sections = {name: blocks_that_hold(content, blocks, where) for name, blocks in holder.body.sections.items()}
    return replace(holder, body=Body({name: blocks for name, blocks in sections.items() if blocks}))


def blocks_that_hold(
    content: Content, blocks: list[Block], where: Whereabouts, also: Iterable[str] = ()
) -> list[Block]:
    """The blocks without the paragraphs that rest on a fact that does not hold; those in `also` count as holding."""
    if not where.abroad:
        return blocks
    kept = []
    for block in blocks:
        paragraphs = [replace(block, text=text) for text in _PARAGRAPHS.split(block.text)]
        texts = [p.text for p in paragraphs if _all_hold(content, p, where, frozenset(also))]
        if texts:
            kept.append(replace(block, text="\n\n".join(texts)))
    return kept


def _all_hold(content: Content, paragraph: Block, where: Whereabouts, also: frozenset[str]) -> bool:
    facts = [content.facts[name] for name in paragraph.facts() if name in content.facts and name not in also]
    return all(where.holds(fact) for fact in facts)
