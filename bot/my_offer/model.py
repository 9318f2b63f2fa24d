"""The schema of `offer_content/my_offer.yml`: which answers belong to “my offer”, for whom, in which order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.body import AgeRange
from bot.content.model import Record, Slug

Line = Annotated[str, Field(min_length=5, max_length=240)]
Group = Literal["right", "extra"]


class Item(Record):
    """One line of the list.

    Attributes:
        answer: the answer that says more about it.
        group: whether it is a right in law or an extra.
        line: the line, Markdown with facts and values as in an answer.
        from_age, to_age: the ages it is for, both included.
        only: the groups of care leavers (of the entitlement check) it is for; empty for all.
        council: the one council that has it, or None.
        councils: another line for one council.
    """

    answer: Slug
    group: Group
    line: Line
    from_age: int = 0
    to_age: int = 150
    only: list[Slug] = Field(default_factory=list)
    council: Slug | None = None
    councils: dict[Slug, Line] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _holds_for_some_age(self) -> Item:
        if self.to_age < self.from_age:
            raise ValueError("its `to_age` is less than its `from_age`")
        return self

    @property
    def ages(self) -> AgeRange:
        """The ages it is for."""
        return AgeRange(self.from_age, self.to_age)


class MyOffer(Record):
    """The list.

    Attributes:
        how: how to ask for what is on it, Markdown with facts and values; on the page only.
        button_on: the answers under which a button leads to the list.
        items: in the order in which they are shown.
    """

    how: str = ""
    button_on: list[Slug] = Field(default_factory=list)
    items: list[Item] = Field(default_factory=list)
