"""A small content folder that is in order, to be broken on purpose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from bot.content.check import check_content
from bot.content.loader import Content, load_content

REAL = Path(__file__).resolve().parents[2] / "offer_content"
TODAY = dt.date(2026, 11, 24)

TAX = "england/finances/council-tax.md"
HOME = "england/finances/first-home.md"
ADVISER = "england/eligibility/adviser.md"
LEICS_TAX = "councils/leicestershire/finances/council-tax.md"
CAMBS_HOME = "councils/cambridgeshire/finances/first-home.md"
MONEY = "facts/finances.yml"
SOURCES = "facts/sources.yml"
TOPICS = "safety/topics.yml"
WORDS = "words/en.yml"
STYLE = "words/style.yml"
MENU = "menu.yml"

FILES = {
    MONEY: """\
F01:
  claim: The government asks councils to give at least {amount}.
  who: care leavers, to 25
  area: finances
  applies_by: responsible
  sources: [GUIDE]
  dated: "2024"
  confidence: V
  values:
    amount:
      - {kind: money, value: 2000, end: 2026-03-31}
      - {kind: money, value: 3000, start: 2026-04-01}
F02:
  claim: Many councils in England charge care leavers no council tax.
  who: care leavers
  area: finances
  sources: [TAX-PAGE, GUIDE]
  dated: "2023"
  confidence: V
  values:
    until: {kind: number, value: 25}
F03:
  claim: The older sum was given by hand and nobody can say when.
  who: care leavers
  area: finances
  sources: [GUIDE]
  dated: "2019"
  confidence: S
  show: false
  why_hidden: It was never read in a source.
  ask_instead: [adviser]
""",
    "facts/urgent.yml": """\
U01:
  claim: Call {number} when a life is at risk now.
  who: anyone
  area: urgent
  sources: [GUIDE]
  dated: not dated
  confidence: V
  values:
    number: {kind: phone, value: "999"}
U07:
  claim: Call {number} about your health, day and night.
  who: anyone
  area: urgent
  sources: [GUIDE]
  dated: not dated
  confidence: V
  values:
    number: {kind: phone, value: "111"}
U09:
  claim: Samaritans listen day and night on {number}.
  who: anyone
  area: urgent
  sources: [GUIDE]
  dated: "2026"
  confidence: V
  values:
    number: {kind: phone, value: "116 123"}
N10:
  claim: Migrant Help has interpreters on {number}.
  who: people who ask for asylum
  area: urgent
  sources: [GUIDE]
  dated: "2026"
  confidence: V
  values:
    number: {kind: phone, value: "0808 8010 503"}
U11:
  claim: Childline is free, day and night, on {number}.
  who: under 19
  area: urgent
  sources: [GUIDE]
  dated: "2024"
  confidence: V
  values:
    number: {kind: phone, value: "0800 1111"}
""",
    SOURCES: """\
GUIDE:
  title: Guide for care leavers
TAX-PAGE:
  title: Council tax page
  address: https://www.example.gov.uk/tax
  dated: May 2023
""",
    "places.yml": """\
leicestershire:
  name: Leicestershire
  full_name: Leicestershire County Council
  kind: county
cambridgeshire:
  name: Cambridgeshire
  full_name: Cambridgeshire County Council
  kind: county
rutland:
  name: Rutland
  full_name: Rutland County Council
  kind: unitary
""",
    MENU: """\
sections:
  - area: finances
    label: Money
    words: [cash]
    answers: [first-home]
  - area: eligibility
    label: My adviser
  - area: urgent
    label: Urgent help
    at_hand: true
    words: [crisis help]
situations:
  - id: no-money
    label: I have no money
    from_age: 16
    to_age: 25
    council: leicestershire
    intro: Start with the first one, it is the quickest.
    words: [skint]
    answers: [council-tax, first-home]
""",
    TOPICS: """\
topics:
  suicidal-thoughts:
    name: Thoughts of suicide
    verdict: urgent
    route: adviser
    permission: told
    facts: [U01, U11]
    words: |
      I'm glad you said it. Call {U01.number} now. [U01]
      ::: age under 19
      Childline is free too: {U11.number}. [U11]
      :::
""",
    HOME: """\
---
id: first-home
title: Money for your first home
choice: money for my first home
area: finances
who: care leavers, to 25
right: extra
applies_by: responsible
ask: [council]
handoff: offer
owner: finances editor
review_by: 2027-03-01
related: [council-tax, adviser]
facts: [F01]
questions:
QUESTIONS
---
You may get at least {F01.amount} to set up your first home. [F01]
It is not always cash.

## How do I get it
Ask your personal adviser.

## If they say no
You can complain. [F01]
""",
    TAX: """\
---
id: council-tax
title: Council tax
choice: council tax
area: finances
who: care leavers
right: both
applies_by: both
ask: [council, age]
owner: finances editor
review_by: 2027-03-01
related: [first-home]
facts: [F02]
questions:
QUESTIONS
---
Many councils charge care leavers nothing. [F02]

::: age under 18
You pay nothing yet.
:::

::: age 18 and over
Ask the council until you are {F02.until}. [F02]
:::
""",
    ADVISER: """\
---
id: adviser
title: Your personal adviser
choice: my personal adviser
area: eligibility
who: care leavers
right: information
owner: eligibility editor
review_by: 2027-03-01
facts: []
questions:
QUESTIONS
---
Your personal adviser helps you plan.
""",
    LEICS_TAX: """\
---
extends: council-tax
mode: replace
right: right
owner: Leicestershire editor
review_by: 2027-02-01
facts: [F02]
---
In Leicestershire you pay nothing until you are {F02.until}. [F02]

## Who do I ask
Ask your district council.
""",
    CAMBS_HOME: """\
---
extends: first-home
owner: Cambridgeshire editor
review_by: 2027-02-01
facts: [F01]
---
Cambridgeshire adds a welcome pack. [F01]
""",
}


@dataclass
class Offer:
    """The folder, with what a test does to it."""

    folder: Path

    def build(self) -> Offer:
        for name, text in FILES.items():
            stem = Path(name).stem
            questions = "\n".join(
                f"  - {stem} question {word}" for word in ["one", "two", "three", "four", "five", "six"]
            )
            questions += "\n" + questions.replace("question", "asked as")
            self.write(name, text.replace("QUESTIONS", questions))
        for name in (WORDS, STYLE):
            self.write(name, (REAL / name).read_text(encoding="utf-8"))
        return self

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def edit(self, name: str, old: str, new: str) -> None:
        """Puts `new` in place of the first `old`, which must be there."""
        text = self.read(name)
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))

    def line(self, name: str, text: str) -> int:
        """The line of the file in which `text` first stands, counted from 1."""
        return next(n for n, line in enumerate(self.read(name).split("\n"), start=1) if text in line)

    def faults(self) -> list[tuple[str, int, str]]:
        """What the check finds: file, line, problem."""
        return [(f.path.as_posix(), f.line, f.problem) for f in check_content(self.folder, TODAY)]

    def report(self) -> str:
        """What the check prints."""
        return "\n".join(map(str, check_content(self.folder, TODAY)))

    def content(self) -> Content:
        return load_content(self.folder)
