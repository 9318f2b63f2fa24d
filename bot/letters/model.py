"""The schema of a letter, `offer_content/letters/<id>.md`, and of whom letters go to, `letters/recipients.yml`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from bot.content.body import Body
from bot.content.marks import Marks
from bot.content.model import FactId, Nations, Record, Slug

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Gap = Annotated[str, Field(min_length=3, max_length=60)]

# What the bot puts into a letter by itself; an interview may ask for `council` and `place` too.
TODAY, COUNCIL, PLACE, TEAM, AGE, SEND = "today", "council", "place", "team", "age", "send"
OWN_FIELDS = {
    TODAY: "the date",
    COUNCIL: "the council that looked after you",
    PLACE: "the town or district you live in",
    TEAM: "the team",
    AGE: "your age",
    SEND: "how to send it",
}


class LetterFields(Record):
    """The front matter of a letter.

    Attributes:
        id: the name of the file.
        title: its name at the top of its page and in sentences.
        choice: how it reads on a button.
        who: for whom it is.
        to: whom it goes to, from `recipients.yml`.
        interview: the id of the questions that fill it.
        fields: each place in the letter that an answer fills, with the words that stand in its gap.
        nations: for a letter to the council lived in, where the rules it names hold.
        owner, review_by, facts: as in an answer.
    """

    id: Slug
    title: Annotated[str, Field(max_length=80)]
    choice: Annotated[str, Field(max_length=40)]
    who: str
    to: Slug
    interview: Slug
    fields: dict[Key, Gap]
    nations: Nations = ("england",)
    owner: str
    review_by: dt.date
    facts: list[FactId]


class Sending(Record):
    """How a letter gets there, and the facts that this rests on."""

    send: str
    facts: list[FactId] = Field(default_factory=list)


class Recipient(Record):
    """A team of a council that letters go to.

    Attributes:
        name: as it stands at the top of a letter.
        of: whose team it is: of the council that looked after the person, or of the one for the place they live in.
        send: how a letter gets there when nothing better is known; Markdown with {council} and {place}.
        facts: what `send` rests on.
        councils: the same for one council, when the register knows more.
    """

    id: Slug
    name: str
    of: Literal["responsible", "lived_in"] = "responsible"
    send: str
    facts: list[FactId] = Field(default_factory=list)
    councils: dict[Slug, Sending] = Field(default_factory=dict)

    def sending(self, council: str | None) -> Sending:
        """How a letter gets to the team of this council."""
        return self.councils.get(council or "") or Sending(send=self.send, facts=self.facts)


@dataclass(frozen=True)
class Letter:
    """A letter: its fields, and its text in parts (LEAD is the letter itself)."""

    fields: LetterFields
    body: Body
    marks: Marks = field(repr=False, compare=False)

    @property
    def id(self) -> str:
        """The letter's id."""
        return self.fields.id
