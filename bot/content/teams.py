"""The leaving care team of a council (`teams/COUNCIL.yml`): who is in it, how to reach it, who takes suggestions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from bot.content.body import Block
from bot.content.model import Record

PHOTOS = "photos"  # the folder of a team's photos, beside its file: teams/photos/COUNCIL/
LARGEST_PHOTO = 200_000  # bytes; people pay for their data
PHOTO_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
_PHOTO = r"^[a-z0-9]+(-[a-z0-9]+)*\.(svg|png|jpg|webp)$"
_EMAIL = r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$"
Way = Annotated[str, Field(min_length=10, max_length=300)]
Name = Annotated[str, Field(min_length=2, max_length=60)]


class Member(Record):
    """Somebody of the team.

    Attributes:
        photo: name of the file in the folder of photos, or None.
        about: one line about them.
        works: the days on which they work, in words.
        demo: whether they are made up: shown only where the bot runs as a demonstration, and marked.
    """

    name: Name
    role: Annotated[str, Field(min_length=2, max_length=80)]
    photo: Annotated[str, Field(pattern=_PHOTO)] | None = None
    about: Annotated[str, Field(min_length=2, max_length=160)] | None = None
    works: Annotated[str, Field(min_length=2, max_length=60)] | None = None
    demo: bool = False


class Officer(Record):
    """Who takes what young people say should change."""

    name: Name
    role: Annotated[str, Field(min_length=2, max_length=80)] = "participation officer"
    email: Annotated[str, Field(pattern=_EMAIL)] | None = None
    demo: bool = False

    @model_validator(mode="after")
    def _nobody_made_up_is_written_to(self) -> Officer:
        if self.demo and self.email:
            raise ValueError("a made-up officer (`demo: true`) cannot have an `email`")
        return self


class CouncilTeam(Record):
    """The team of one council.

    Attributes:
        name: of the team, as people call it.
        reach: ways to reach it, each a sentence with facts and values as in an answer.
        people: who is in it, in the order shown.
        participation_officer: who takes suggestions, or None when nobody is known.
    """

    name: Annotated[str, Field(min_length=5, max_length=80)]
    reach: Annotated[tuple[Way, ...], Field(min_length=1)]
    people: tuple[Member, ...] = ()
    participation_officer: Officer | None = None

    def people_for(self, *, demonstration: bool) -> list[Member]:
        """Who may be shown: made-up people only in a demonstration."""
        return [m for m in self.people if demonstration or not m.demo]

    def officer_for(self, *, demonstration: bool) -> Officer | None:
        """Who takes suggestions here, or None."""
        officer = self.participation_officer
        return officer if officer and (demonstration or not officer.demo) else None

    def facts(self) -> list[str]:
        """Ids of the facts that the ways to reach it rest on, in order."""
        return list(dict.fromkeys(f for text in self.reach for f in Block(text, 1).facts()))


def photo_path(folder: Path, council: str, photo: str) -> Path:
    """Where a photo lies in the content folder."""
    return folder / "teams" / PHOTOS / council / photo


def is_what_it_says(photo: Path) -> bool:
    """Whether the first bytes of a photo fit the end of its name."""
    with photo.open("rb") as opened:
        head = opened.read(512)
    begins = {
        ".png": head.startswith(b"\x89PNG\r\n\x1a\n"),
        ".jpg": head.startswith(b"\xff\xd8\xff"),
        ".webp": head.startswith(b"RIFF") and head[8:12] == b"WEBP",
        ".svg": b"<svg" in head,
    }
    return begins.get(photo.suffix, False)
