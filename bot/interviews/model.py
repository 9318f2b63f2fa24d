"""The schema of an interview file, `offer_content/interviews/<id>.yml`; docs/content-format.md explains it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.content.model import Record, Slug

UNKNOWN = "unknown"  # the answer of somebody who does not know
SKIPPED = ""  # the answer of somebody who skipped a free text
SAME = "same"  # the button of `same_as`
YES, NO = "yes", "no"
MOST_CHOICES = 8  # as many buttons as fit above the keyboard of a phone, with “I don't know”
_KEY = r"^[a-z][a-z0-9_-]*$"

Key = Annotated[str, Field(pattern=_KEY)]
Allowed = Annotated[str, Field(pattern=r"^[a-z0-9_-]+\+?$")]  # a value, or for a number `16+` or `16-17`
Label = Annotated[str, Field(min_length=1, max_length=40)]
Ending = Literal["entitlement", "letter", "suggestion"]  # what actions/endings registers


class Option(Record):
    """One of the answers to choose from.

    Attributes:
        value: what the ending gets.
        label: how it reads on the button.
        also: other words by which people say it, for answers that are typed.
    """

    value: Key
    label: Label
    also: list[str] = Field(default_factory=list)


class Question(Record):
    """One question.

    Attributes:
        key: the name under which the ending gets the answer.
        label: how the answer is named in the summary and on the button that changes it.
        ask: the question itself.
        help: what to say when the person asks what it means.
        kind: how it is answered.
        choices: the answers to choose from, for `choice`; for `council` a few that need not be typed, by council id.
        same_as: for `council`: the key of an earlier one, for a button “the same one”.
        when: asked only if each of these earlier questions was answered with one of these values; a question that was
            itself not asked has no value. `unknown` stands for “I don't know”; a number is given as `17`, `16-17` or
            `16+`.
        profile: what is known of a person that answers this question, and that its answer tells.
        weeks: for two choices, long enough and shorter: a number of weeks of the register, such as E02.weeks. A typed
            length of time (“5 years”) is then taken as the one or the other.
        least, most: the bounds of a number.
        longest: characters in the longest free text.
    """

    key: Key
    label: Label
    ask: Annotated[str, Field(min_length=5, max_length=400)]
    help: str | None = None
    kind: Literal["choice", "yes_no", "number", "council", "text"]
    choices: Annotated[list[Option], Field(max_length=MOST_CHOICES)] = Field(default_factory=list)
    when: dict[Key, list[Allowed]] = Field(default_factory=dict)
    same_as: Key | None = None
    profile: Literal["council", "lives_in", "age"] | None = None
    weeks: Annotated[str, Field(pattern=r"^[A-Z]\d{2}\.\w+$")] | None = None
    least: int = 0
    most: int = 1000
    longest: Annotated[int, Field(ge=1, le=2000)] = 1000

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Question:
        if self.kind == "choice" and not self.choices:
            raise ValueError("the kind `choice` needs `choices`")
        if self.choices and self.kind not in ("choice", "council"):
            raise ValueError("`choices` belong to the kinds `choice` and `council`")
        if self.same_as and self.kind != "council":
            raise ValueError("`same_as` belongs to the kind `council`")
        if self.weeks and len(self.choices) != 2:
            raise ValueError("`weeks` goes with two choices: long enough, and shorter")
        if self.most < self.least:
            raise ValueError("its `most` is less than its `least`")
        needed = {"council": "council", "lives_in": "council", "age": "number"}.get(self.profile or "", self.kind)
        if self.kind != needed:
            raise ValueError(f"`profile: {self.profile}` goes with the kind `{needed}`")
        values = [option.value for option in self.choices]
        if len(values) != len(set(values)) or UNKNOWN in values:
            raise ValueError("each choice needs a value of its own, and not `unknown`")
        return self

    def values(self) -> list[str] | None:
        """The values an answer can have, UNKNOWN among them, or None when it can be anything."""
        if self.kind == "yes_no":
            return [YES, NO, UNKNOWN]
        return [o.value for o in self.choices] + [UNKNOWN] if self.kind == "choice" else None


class Interview(Record):
    """A few questions with an ending.

    Attributes:
        id: the name of the file.
        title: its name in a sentence and on “Go on with ...”, where 29 characters fit.
        choice: how it reads on the button that starts it.
        start: the words before the first question.
        questions: in the order in which they are asked.
        summary: whether the answers are shown, to be put right, before the ending.
        ending: the name of what is done with the answers (actions/endings).
    """

    id: Slug
    title: Annotated[str, Field(min_length=1, max_length=29)]
    choice: Label
    start: Annotated[str, Field(min_length=1, max_length=600)]
    questions: Annotated[list[Question], Field(min_length=1)]
    summary: bool = True
    ending: Ending

    @model_validator(mode="after")
    def _questions_hang_together(self) -> Interview:
        asked: dict[str, Question] = {}
        for question in self.questions:
            if question.key in asked:
                raise ValueError(f"the key `{question.key}` stands twice")
            if question.same_as and question.same_as not in asked:
                raise ValueError(f"`same_as: {question.same_as}` is no earlier question")
            for key, values in question.when.items():
                if key not in asked:
                    raise ValueError(f"`{question.key}` is asked after `{key}`, which is no earlier question")
                possible = asked[key].values()
                strange = [v for v in values if possible is not None and v not in possible]
                if strange:
                    raise ValueError(f"`{question.key}` waits for `{key}: {strange[0]}`, which nobody can answer")
            asked[question.key] = question
        return self

    def question(self, key: str) -> Question | None:
        """The question with this key."""
        return next((q for q in self.questions if q.key == key), None)
