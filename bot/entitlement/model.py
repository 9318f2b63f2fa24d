"""The schema of `offer_content/entitlement.yml`: groups of care leavers, the rules that lead to them, what they get."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.model import FactId, Record, Slug
from bot.interviews.model import Allowed, Key

Conditions = dict[Key, list[Allowed]]
Text = Annotated[str, Field(min_length=10, max_length=600)]


class Status(Record):
    """A group of care leavers, or where a person stands besides those groups.

    Attributes:
        name: the law's word for it, or None when it is no group of the law.
        means: what it means for a person, in plain words.
        ask: why asking the council is worth it, whatever the bot makes of it.
        facts: what `means` and `ask` rest on.
        answer: the answer that tells more.
        group: whether the law gives rights to it.
    """

    name: str | None = None
    means: Text
    ask: Text
    facts: list[FactId] = Field(default_factory=list)
    answer: Slug
    group: bool = True


class Rule(Record):
    """One way to belong to a status.

    Attributes:
        status: the status.
        when: what has to be so: each answer is one of the values. “I don't know” leaves it open.
        certain: False where sources disagree, or not all of it can be asked; then it is never more than “may be”.
        facts: what the rule rests on.
    """

    status: Slug
    when: Conditions
    certain: bool = True
    facts: Annotated[list[FactId], Field(min_length=1)]


class Implied(Record):
    """What some answers say of a question that was not answered: who turned 18 in care was in care at 17."""

    when: Conditions
    then: dict[Key, str]


class Contradiction(Record):
    """Answers that cannot be true together; the named ones then count as not known."""

    when: Conditions
    unknown: Annotated[list[Key], Field(min_length=1)]


class Entitlement(Record):
    """One thing that people of some statuses get or can ask for.

    Attributes:
        answer: the answer that tells more; where it does not hold for a person, neither does this.
        line: it in one short line.
        right: a right in law, or an extra that a council may give.
        statuses: who it is for.
        when: for whom among them, by their answers.
        facts: what the line rests on.
    """

    answer: Slug
    line: Annotated[str, Field(min_length=5, max_length=160)]
    right: Literal["right", "extra"]
    statuses: Annotated[list[Slug], Field(min_length=1)]
    when: Conditions = Field(default_factory=dict)
    facts: Annotated[list[FactId], Field(min_length=1)]


class EntitlementRules(Record):
    """The whole file. `statuses` stand in the order of their rights, the strongest first; the last is what is left."""

    letter: Slug
    how_to_ask: Slug
    statuses: dict[Slug, Status]
    implied: list[Implied] = Field(default_factory=list)
    contradictions: list[Contradiction] = Field(default_factory=list)
    rules: Annotated[list[Rule], Field(min_length=1)]
    entitlements: list[Entitlement] = Field(default_factory=list)

    @model_validator(mode="after")
    def _names_what_is_there(self) -> EntitlementRules:
        used = {s for rule in self.rules for s in [rule.status]} | {s for e in self.entitlements for s in e.statuses}
        strange = sorted(used - self.statuses.keys())
        if strange:
            raise ValueError(f"there is no status “{strange[0]}” under `statuses`")
        return self
