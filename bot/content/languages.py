"""The few fixed sentences in a person's own language, from `words/LANG.yml`.

Only a greeting, what to do in danger, and that a person can help: everything else is told in easy English. A wrong word
here can do harm, so a file is shown only when a named person who speaks the language has checked it; while no council
is connected (demonstration) an unchecked one is shown too, and marked.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from bot.content.model import Record

# Codes of ISO 639, `ckb` for Kurdish Sorani, with the names that people see.
LANGUAGES = {
    "ar": "Arabic", "fa": "Farsi", "ps": "Pashto", "ckb": "Kurdish Sorani", "ti": "Tigrinya", "am": "Amharic",
    "vi": "Vietnamese", "sq": "Albanian", "fr": "French", "pl": "Polish", "tr": "Turkish", "uk": "Ukrainian",
    "ro": "Romanian", "es": "Spanish",
}  # fmt: skip
NO_LANGUAGES = frozenset({"en.yml", "style.yml"})
Sentence = Annotated[str, Field(min_length=5, max_length=400)]


class LanguageWords(Record):
    """The sentences in one language, and who has checked them.

    Attributes:
        language: its code, which is also the name of the file.
        name: its English name.
        greeting: what the bot is, and that it answers in easy English.
        urgent: what to do in danger, with the emergency number from the register.
        person: that a person can help.
        checked_by: who has read it and speaks the language; None while nobody has.
        checked_on: the day of that.
    """

    language: str
    name: str
    greeting: Sentence
    urgent: Sentence
    person: Sentence
    checked_by: Annotated[str, Field(min_length=3)] | None = None
    checked_on: dt.date | None = None

    @model_validator(mode="after")
    def _signed_whole_or_not_at_all(self) -> LanguageWords:
        if (self.checked_by is None) != (self.checked_on is None):
            raise ValueError("`checked_by` and `checked_on` belong together: give both, or leave both empty")
        return self

    @property
    def is_checked(self) -> bool:
        """Whether a named person has checked it."""
        return self.checked_by is not None

    def may_be_shown(self, *, demonstration: bool) -> bool:
        """Whether people may see it: checked, or in a demonstration (then marked as not checked)."""
        return self.is_checked or demonstration


def language_files(folder: Path) -> list[Path]:
    """The files of the content folder that hold words in other languages."""
    found = sorted((folder / "words").glob("*.yml"))
    return [path for path in found if path.name not in NO_LANGUAGES and not path.name.startswith(".")]
