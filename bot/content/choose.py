"""Writes out an answer for one person: their council's layer, the parts for their age, the day's amounts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.content.body import CITATION, LEAD, SECTION_TITLES, VALUE, Block
from bot.content.loader import Answer, Content, Layer
from bot.content.model import AppliesBy, Audience, Fact, Right
from bot.content.values import NoValue, value_on, write_value

RIGHTS = {
    Right.RIGHT: "This is a legal right.",
    Right.EXTRA: "This is an extra that a council may give.",
    Right.BOTH: "Part of this is a legal right, part is a council's extra.",
    Right.INFORMATION: "",
}
_SOURCES_SHOWN = 2
_SOFT_BREAK = re.compile(r"(?<!\n)\n(?![\n\-*>]|\d+\. )")  # an editor's line break inside a paragraph
_LIST = re.compile(r"[-*>] |\d+\. ")
_NEW_PARAGRAPH = "\n\n"
_ADDRESS = re.compile(r"^[a-z0-9.-]+\.[a-z]{2,}(/[^\s()]*)?$")
_YEAR = re.compile(r"\b(19|20)\d\d\b")


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
    content: Content, answer_id: str, audience: Audience, day: dt.date, section: str = LEAD
) -> Written | None:
    """Writes an answer, or a section of it, for a person on a day; None when there is no such answer or section."""
    answer = content.answers.get(answer_id)
    if answer is None:
        return None
    council = deciding_council(answer, audience)
    layer = content.layers.get((council, answer_id)) if council else None
    blocks = _blocks(answer, layer, section, audience)
    if not blocks:
        return None
    texts, facts = [], dict[str, None]()
    for block in blocks:
        texts.append(_write_block(content, block, audience, day))
        facts.update(dict.fromkeys(block.facts()))
    shown = [content.facts[f] for f in facts if f in content.facts]
    return Written(
        answer=answer_id,
        section=section,
        markdown="\n\n".join(texts) + _elsewhere(content, answer, audience, layer, section),
        facts=tuple(f.id for f in shown),
        source=_source(content, shown),
        right=RIGHTS[(layer.fields.right if layer else None) or answer.fields.right],
        sections=tuple(s for s in SECTION_TITLES if s != section and _blocks(answer, layer, s, audience)),
        ask=_missing(content, answer, audience),
        layer=layer.council if layer else None,
    )


def facts_for(content: Content, answer_id: str, audience: Audience, day: dt.date) -> list[str]:
    """The facts that this person's reply would show first for an answer."""
    written = write_answer(content, answer_id, audience, day)
    return list(written.facts) if written else []


def _blocks(answer: Answer, layer: Layer | None, section: str, audience: Audience) -> list[Block]:
    own = answer.body.sections.get(section, [])
    added = layer.body.sections.get(section, []) if layer else []
    if added and layer is not None and layer.fields.mode == "replace":
        own = []
    blocks = [*own, *added]
    if audience.age is None:
        return blocks
    return [b for b in blocks if b.ages is None or b.ages.holds(audience.age)]


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


def _elsewhere(content: Content, answer: Answer, audience: Audience, layer: Layer | None, section: str) -> str:
    """What to say when a council that counts has no layer, or when two councils would have to agree."""
    if section != LEAD or layer or "council" not in answer.fields.ask or answer.council:
        return ""
    decides, lives_in = deciding_council(answer, audience), audience.lives_in
    if decides is None and audience.council is None:
        return ""
    name = _name(content, decides or audience.council, "your council")
    if decides is None:
        there = _name(content, lives_in, "the council you live in")
        return (
            f"\n\n{name} looked after you, but you live in {there}. Ask the council that sends the bill in {there}"
            f" if its rule covers you too, and ask {name} to help if it does not."
        )
    return f"\n\nI have nothing written by {name} about this. What I told you holds for England; {name} may give more."


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


def _source(content: Content, facts: list[Fact]) -> str:
    """“From PAGE (dated X). Not yet checked.” for the first sources of the facts shown."""
    lines: dict[str, None] = {}
    for fact in facts:
        for key in fact.sources[:1]:
            source = content.sources.get(key)
            if source:
                named = (
                    source.title
                    if _YEAR.search(source.title)
                    else f"{source.title} ({_dated(source.dated or fact.dated)})"
                )
                linked = source.address and _ADDRESS.match(source.address)
                lines.setdefault(f"[{named}](https://{source.address})" if linked else named)
    if not lines:
        return ""
    named = " and ".join(list(lines)[:_SOURCES_SHOWN])
    checked = [f.checked for f in facts]
    if checked and all(checked):
        oldest = min(c.on for c in checked if c)
        return f"From {named}. Checked on {oldest.day} {oldest:%B %Y}."
    return f"From {named}. Not yet checked by a person."


def _dated(text: str) -> str:
    return "no date on the page" if text in ("n.d.", "", "-") else f"dated {text}"
