"""Writes out an answer for one person: their council's layer, the parts for their age, the day's amounts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import partial

from bot.content.applies import layer_on, that_holds, whereabouts
from bot.content.body import CITATION, EASY, LEAD, SECTION_TITLES, VALUE, Block
from bot.content.lateness import OVERDUE_DAYS, Late, earliest
from bot.content.loader import Answer, Content, Layer
from bot.content.model import AppliesBy, Audience, Right
from bot.content.notes import Notes
from bot.content.overdue import Overdue
from bot.content.sourcing import source_line
from bot.content.values import NoValue, value_on, write_value

RIGHTS = {
    Right.RIGHT: "This is a legal right.",
    Right.EXTRA: "This is an extra that a council may give.",
    Right.BOTH: "Part of this is a legal right, part is a council's extra.",
    Right.INFORMATION: "",
}
_SOFT_BREAK = re.compile(r"(?<!\n)\n(?![\n\-*>]|\d+\. )")  # an editor's line break inside a paragraph
_LIST = re.compile(r"[-*>] |\d+\. ")
_NEW_PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class Written:
    """An answer, or one section of it, as this person reads it.

    Attributes:
        answer: the answer's id.
        section: LEAD or a section's key.
        markdown: the text.
        facts: ids of the claims that can be read in it, in order.
        source: where it comes from, its date, and that nobody has checked it live; empty without facts.
        right: whether it is a right or an extra, in words; may be empty.
        sections: keys of the other sections there are, in order.
        ask: what is not known of the person and would change this answer: "council", "age".
        layer: id of the council whose layer is in it, or None.
        overdue: that a check of it is late, in words; empty when none is.
        is_cut: whether a check is so late that the text holds the safe part only; the adviser is then offered.
        differs: whether it only says that this is different where the person lives; the adviser is then offered.
    """

    answer: str
    section: str
    markdown: str
    facts: tuple[str, ...]
    source: str
    right: str
    sections: tuple[str, ...]
    ask: tuple[str, ...]
    layer: str | None
    overdue: str = ""
    is_cut: bool = False
    differs: bool = False


def deciding_council(answer: Answer, audience: Audience) -> str | None:
    """The council whose layer counts for this answer, or None when unknown or when two differ and both must agree."""
    lives_in = audience.lives_in or audience.council
    by = answer.fields.applies_by
    if answer.council:
        return answer.council
    if by is AppliesBy.LIVED_IN:
        return lives_in
    if by is AppliesBy.BOTH:
        return audience.council if audience.council == lives_in else None
    return audience.council


def write_answer(
    content: Content, answer_id: str, audience: Audience, day: dt.date, section: str = LEAD, *,
    overdue_days: int = OVERDUE_DAYS, adviser: str | None = None,
) -> Written | None:  # fmt: skip
    """Writes an answer, or a section of it, for a person on a day; None when there is no such answer or section.

    A check that is more than `overdue_days` late leaves the safe part only (docs/decisions/0011-overdue-answers.md).
    What does not hold where the person lives is left out (docs/decisions/0009-who-a-fact-applies-to.md); `adviser` is
    the name of who can tell instead.
    """
    answer = content.answers.get(answer_id)
    if answer is None:
        return None
    where = whereabouts(content, audience, day)
    audience, notes = where.audience, Notes(content, where, day, adviser)
    if not where.shows(answer):
        return _differs(content, answer, notes, section)
    council = deciding_council(answer, audience)
    layer, was = layer_on(content, council, answer_id, where, day)
    whole, answer = (answer, layer), that_holds(content, answer, where)
    layer = that_holds(content, layer, where) if layer else None
    rule = Overdue(content, day, overdue_days)
    chosen = {s: _choose(answer, layer, s, audience, rule) for s in (LEAD, EASY, *SECTION_TITLES)}
    part = chosen.get(section)
    if not chosen[LEAD].blocks and where.abroad:
        return _differs(content, answer, notes, section)
    if part is None or not part.blocks:
        return None

    others = tuple(s for s in SECTION_TITLES if s != section and chosen[s].blocks and not chosen[s].cut)
    if part.cut:
        return _cut(answer, part.cut, part.blocks, section, others, audience, rule)
    fewer = where.abroad and _length(whole, section) > _length((answer, layer), section)
    below = [notes.partly()] if fewer else []
    if part.left_out and section == LEAD:
        below.insert(0, rule.left_out(part.left_out, _name(content, council, "your council")))
    elif section == LEAD:
        below = notes.below(answer, part.layer, was, council, left_out=fewer)
    return _written(answer, part, section, others, audience, rule, below)


def _cut(
    answer: Answer, cut: Late, blocks: list[Block], section: str, others: tuple[str, ...], audience: Audience,
    rule: Overdue,
) -> Written:  # fmt: skip
    write = partial(_write_block, rule.content, audience=audience, day=rule.day)
    markdown, crisis = rule.safe_part(answer, cut, blocks, write)
    return Written(answer.id, section, markdown, tuple(f.id for f in crisis), "", "", others, (), None, is_cut=True)


def _written(
    answer: Answer, part: _Part, section: str, others: tuple[str, ...], audience: Audience, rule: Overdue,
    below: list[str],
) -> Written:  # fmt: skip
    content, day, layer = rule.content, rule.day, part.layer
    shown = rule.facts_in(part.blocks)
    return Written(
        answer=answer.id,
        section=section,
        markdown=_NEW_PARAGRAPH.join([*(_write_block(content, b, audience, day) for b in part.blocks), *below]),
        facts=tuple(f.id for f in shown),
        source=source_line(content, shown, day),
        right=RIGHTS[(layer.fields.right if layer else None) or answer.fields.right],
        sections=others,
        ask=_missing(content, answer, audience),
        layer=layer.council if layer else None,
        overdue=rule.note(part.late, part.blocks),
    )


def facts_for(
    content: Content, answer_id: str, audience: Audience, day: dt.date, *, overdue_days: int = OVERDUE_DAYS
) -> list[str]:
    """The facts that this person's reply would show first for an answer."""
    written = write_answer(content, answer_id, audience, day, overdue_days=overdue_days)
    return list(written.facts) if written else []


@dataclass(frozen=True)
class _Part:
    """The blocks of a section for one person, from the layer where it counts; and which checks of them are late.

    `left_out` is set when the layer's check is so late that the layer is not used, `cut` when the blocks may not be
    shown for the same reason.
    """

    blocks: list[Block]
    layer: Layer | None
    late: Late | None
    left_out: Late | None = None
    cut: Late | None = None


def _choose(answer: Answer, layer: Layer | None, section: str, audience: Audience, rule: Overdue) -> _Part:
    of_layer = layer.body.sections.get(section, []) if layer else []
    added = _for(audience, of_layer)
    if layer:
        stale = rule.cuts(answer.fields.area, layer.fields.review_by, added)
        if stale:
            return replace(_choose(answer, None, section, audience, rule), left_out=stale)
    replaced = bool(of_layer) and layer is not None and layer.fields.mode == "replace"
    own = [] if replaced else _for(audience, answer.body.sections.get(section, []))
    late_own = rule.late_of(answer.fields.review_by, own) if own else None
    late_added = rule.late_of(layer.fields.review_by, added) if layer and added else None
    cut = rule.cuts(answer.fields.area, answer.fields.review_by, own) if own else None
    return _Part([*own, *added], layer, earliest(late_own, late_added), None, cut)


def _for(audience: Audience, blocks: list[Block]) -> list[Block]:
    """The blocks that are for a person of this age; all when it is not known."""
    return [b for b in blocks if audience.age is None or b.ages is None or b.ages.holds(audience.age)]


def _write_block(content: Content, block: Block, audience: Audience, day: dt.date) -> str:
    def value(match: re.Match[str]) -> str:
        fact = content.facts.get(match.group(1))
        if fact is None:
            return "an amount I cannot look up"
        try:
            return write_value(value_on(fact, match.group(2), day))
        except NoValue:
            return "an amount that has just changed (ask)"

    text = _SOFT_BREAK.sub(" ", VALUE.sub(value, CITATION.sub("", block.text)).strip())
    if block.ages is not None and audience.age is None:
        return f"**{block.ages.label}**{_NEW_PARAGRAPH if _LIST.match(text) else ' '}{text}"
    return text


def _differs(content: Content, answer: Answer, notes: Notes, section: str) -> Written | None:
    """What stands in place of an answer that does not hold where the person lives; it has no sections."""
    if section != LEAD:
        return None
    markdown, facts = notes.differs()
    source = source_line(content, [content.facts[name] for name in facts], notes.day)
    return Written(answer.id, section, markdown, facts, source, "", (), (), None, differs=True)


def _length(holders: tuple[Answer, Layer | None], section: str) -> int:
    return sum(len(block.text) for holder in holders if holder for block in holder.body.sections.get(section, []))


def _name(content: Content, council: str | None, otherwise: str) -> str:
    known = content.councils.get(council or "")
    return known.name if known else otherwise


def _missing(content: Content, answer: Answer, audience: Audience) -> tuple[str, ...]:
    asks = []
    lived_in_decides = answer.fields.applies_by is AppliesBy.LIVED_IN and audience.lives_in is not None
    if "council" in answer.fields.ask and audience.council is None and not lived_in_decides:
        asks.append("council")
    if "age" in answer.fields.ask and audience.age is None:
        asks.append("age")
    return tuple(asks)
