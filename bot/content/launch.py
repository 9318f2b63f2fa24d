"""The launch gate: what people must have done before the content may be used with young people.

No page behind the facts has been opened live by a computer's word alone: a named person records it in the register
(`checked: {by, on}`). The safeguarding lead and the data protection officer sign in `signatures.yml`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from bot.content.body import VALUE
from bot.content.checks.material import fixed_texts, passages
from bot.content.checks.register import told
from bot.content.faults import Fault
from bot.content.languages import LanguageWords
from bot.content.loader import Content
from bot.content.marks import Marks
from bot.content.mistakes import in_words
from bot.content.model import Area, Fact, Record
from common.front_matter import UnreadableFile, read_yaml

FILE = Path("signatures.yml")
ROLES = {"safeguarding-lead": "the safeguarding lead", "data-protection-officer": "the data protection officer"}
_LIKE = (
    "Write `role: ...` (safeguarding-lead or data-protection-officer), `name: ...` and `on: 2027-01-31` for each "
    "who has signed."
)


class Signature(Record):
    """Somebody who has read what the bot says and does, and agrees that it is used with young people."""

    role: Literal["safeguarding-lead", "data-protection-officer"]
    name: Annotated[str, Field(min_length=3)]
    on: dt.date


class SignaturesFile(Record):
    """The file `signatures.yml`."""

    signatures: list[Signature] = Field(default_factory=list)


@dataclass(frozen=True)
class Gate:
    """What is still to be done.

    Attributes:
        crisis: the facts with a crisis number that people are shown and nobody has checked.
        shaky: the other facts that people are shown, whose source is second-hand, old or in doubt, unchecked.
        unsigned: the roles that have not signed.
        shown_crisis: how many crisis numbers are shown at all.
        shown_shaky: how many facts in doubt are shown at all.
    """

    crisis: list[Fault]
    shaky: list[Fault]
    unsigned: list[Fault]
    shown_crisis: int
    shown_shaky: int
    languages: tuple[LanguageWords, ...] = ()

    @property
    def faults(self) -> list[Fault]:
        """All of it, in file order."""
        return sorted([*self.crisis, *self.shaky, *self.unsigned])

    @property
    def summary(self) -> str:
        """One sentence that says how far it is."""
        if not self.faults:
            return "Launch gate: everything has been checked and signed."
        return (
            f"Launch gate: not open. Not yet checked by a person: {len(self.crisis)} of {self.shown_crisis} facts with "
            f"a crisis number, and {len(self.shaky)} of {self.shown_shaky} facts in doubt. "
            f"Signed: {len(ROLES) - len(self.unsigned)} of {len(ROLES)}."
        )

    @property
    def language_summary(self) -> str:
        """Which words in other languages people do not get, because nobody has checked them; empty when none."""
        names = sorted(words.name for words in self.languages if not words.is_checked)
        return f"Not checked, and so not shown: the words in {', '.join(names)}." if names else ""


def gate(content: Content, today: dt.date) -> Gate:
    """What stands between the content and its first use with young people."""
    used = told(content)
    shown = [fact for fact in content.facts.values() if fact.show and fact.id in used]
    urgent = _numbers_when_urgent(content)
    crisis = [fact for fact in shown if _has_number(fact) and (fact.area is Area.URGENT or fact.id in urgent)]
    shaky = [fact for fact in shown if fact not in crisis and _doubt(fact)]
    signatures, _ = read_signatures(content.folder, today)
    signed = {signature.role for signature in signatures}
    unsigned = [
        Fault(FILE, 1, f"{words[0].upper()}{words[1:]} has not signed.", _LIKE, "signature")
        for role, words in ROLES.items()
        if role not in signed
    ]
    return Gate(
        [_unchecked(content, fact, "crisis-number") for fact in crisis if fact.checked is None],
        [_unchecked(content, fact, "unchecked-fact") for fact in shaky if fact.checked is None],
        unsigned,
        len(crisis),
        len(shaky),
        tuple(content.languages.values()),
    )


def read_signatures(folder: Path, today: dt.date) -> tuple[list[Signature], list[Fault]]:
    """Who has signed, and what is wrong with the file; no file means that nobody has."""
    path = folder / FILE
    if not path.is_file():
        return [], []
    try:
        data: Any = read_yaml(path) or {}
        signatures = SignaturesFile.model_validate(data).signatures
    except UnreadableFile as fault:
        return [], [Fault(FILE, fault.line, fault.problem, _LIKE)]
    except ValidationError as error:
        marks = Marks(path, data, 1)
        told_of = [(marks.line(*item["loc"]), *in_words(item)) for item in error.errors()]
        return [], [Fault(FILE, line, problem, fix) for line, problem, fix in told_of]
    marks = Marks(path, data, 1)
    faults = [
        Fault(FILE, marks.line("signatures", place, "on"), f"{signature.name} signs on a day to come.", "Mend the day.")
        for place, signature in enumerate(signatures)
        if signature.on > today
    ]
    return [signature for signature in signatures if signature.on <= today], faults


def _numbers_when_urgent(content: Content) -> set[str]:
    """The facts whose values stand in safety topics, in the bot's own texts, and in answers of the urgent area."""
    urgent = {answer.id for answer in content.answers.values() if answer.fields.area is Area.URGENT}
    texts = [p for p in passages(content) if not p.answer or p.answer in urgent]
    return {match.group(1) for p in [*texts, *fixed_texts(content)] for match in VALUE.finditer(p.block.text)}


def _has_number(fact: Fact) -> bool:
    return any(value.kind == "phone" for several in fact.values.values() for value in several)


def _doubt(fact: Fact) -> str:
    return ", ".join(_doubts(fact))


def _doubts(fact: Fact) -> Iterator[str]:
    if fact.confidence == "C":
        yield "its sources disagree (C)"
    if fact.confidence == "V2":
        yield "it was read second-hand (V2)"
    if "RECHECK" in fact.flags:
        yield "it may change (RECHECK)"
    if "OLD" in fact.flags:
        yield "its source is old (OLD)"


def _unchecked(content: Content, fact: Fact, check: str) -> Fault:
    marks = content.marks[Fact, fact.id]
    numbers = sorted({str(v.value) for several in fact.values.values() for v in several if v.kind == "phone"})
    what = f"The number {' / '.join(numbers)} ({fact.id})" if check == "crisis-number" else f"{fact.id}"
    why = f": {_doubt(fact)}" if _doubt(fact) else ""
    problem = f"{what} is shown, and no person has checked it{why}."
    pages = [
        content.sources[key].address or content.sources[key].title for key in fact.sources if key in content.sources
    ]
    do = "Ring it" if check == "crisis-number" else "Open its source"
    fix = f'{do} ({"; ".join(pages) or "no page known"}), then run: offer facts checked {fact.id} --by "NAME".'
    return Fault(marks.path.relative_to(content.folder), marks.first, problem, fix, check)
