"""The teams beside their shape: councils that exist, facts of that council only, and photos that can be shown."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.body import Block
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.teams import LARGEST_PHOTO, CouncilTeam, is_what_it_says, photo_path


def teams(material: Material) -> Iterator[Fault]:
    """Every fault of `teams/COUNCIL.yml` that its schema does not see; its sentences are checked like all others."""
    for council, team in material.content.council_teams.items():
        path = material.content.marks[CouncilTeam, council].path
        if council not in material.content.councils and council not in material.content.unread:
            yield material.fault(path, 1, f"places.yml has no council “{council}”.", "Mend the file's name.")
        yield from _facts(material, council, team)
        yield from _photos(material, council, team)


def _facts(material: Material, council: str, team: CouncilTeam) -> Iterator[Fault]:
    marks = material.content.marks[CouncilTeam, council]
    for place, text in enumerate(team.reach):
        for name in Block(text, 1).facts():
            fact = material.content.facts.get(name)
            if fact is not None and fact.council not in (None, council):
                problem = f"{name} is a fact of {fact.council}, not of {council}."
                yield material.fault(marks.path, marks.line("reach", place), problem, "Take a fact of this council.")


def _photos(material: Material, council: str, team: CouncilTeam) -> Iterator[Fault]:
    marks = material.content.marks[CouncilTeam, council]
    for place, member in enumerate(team.people):
        if member.photo is None:
            continue
        line = marks.line("people", place, "photo")
        photo = photo_path(material.content.folder, council, member.photo)
        if not photo.is_file():
            where = photo.relative_to(material.content.folder)
            yield material.fault(
                marks.path, line, f"There is no photo {where}.", "Put the file there, or mend the name."
            )
        elif photo.stat().st_size > LARGEST_PHOTO:
            problem = f"The photo {member.photo} is larger than {LARGEST_PHOTO // 1000} kilobytes."
            yield material.fault(marks.path, line, problem, "Make it smaller; 400 by 400 dots are enough.")
        elif not is_what_it_says(photo):
            problem = f"The photo {member.photo} is not what the end of its name says."
            yield material.fault(marks.path, line, problem, "Save it anew as .png, .jpg, .webp or .svg.")
