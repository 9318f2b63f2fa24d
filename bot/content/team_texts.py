"""Writes out how a team can be reached: with the values of the day, and where they come from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.body import CITATION, VALUE, Block
from bot.content.loader import Content
from bot.content.sourcing import source_line
from bot.content.teams import CouncilTeam
from bot.content.values import NoValue, value_on, write_value


def reach_texts(content: Content, team: CouncilTeam, day: dt.date) -> list[str]:
    """The ways to reach a team as Markdown, with the values of the day."""

    def value(match: re.Match[str]) -> str:
        try:
            return write_value(value_on(content.facts[match.group(1)], match.group(2), day))
        except (KeyError, NoValue):
            return "a number I cannot look up"

    return [VALUE.sub(value, CITATION.sub("", text)).strip() for text in team.reach]


def reach_source(content: Content, team: CouncilTeam, day: dt.date) -> str:
    """Where the ways to reach a team come from, as under an answer; empty when they rest on no fact."""
    return source_line(content, [content.facts[f] for f in team.facts() if f in content.facts], day)


def team_passages(content: Content) -> Iterator[tuple[Path, Block]]:
    """What is written in the teams' files and people read, each with its file and line, for the content check."""
    for council, team in content.council_teams.items():
        marks = content.marks[CouncilTeam, council]
        for place, text in enumerate(team.reach):
            yield marks.path, Block(text, marks.line("reach", place))
        for place, member in enumerate(team.people):
            if member.about:
                yield marks.path, Block(member.about, marks.line("people", place, "about"))
