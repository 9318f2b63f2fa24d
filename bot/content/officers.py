"""Who takes what young people say should change: the officer of the team's file, or the address of the settings.

`scope` says for which council the address of the settings counts: EVERY council, the id of one, or None without one.
"""

from __future__ import annotations

from bot.content.loader import Content
from bot.content.teams import Officer

EVERY = "*"


def own_officer(content: Content, council: str | None, *, demonstration: bool) -> Officer | None:
    """The officer whom a council's team file names; a made-up one only in a demonstration."""
    team = content.council_teams.get(council or "")
    return team.officer_for(demonstration=demonstration) if team else None


def is_connected(content: Content, council: str | None, *, scope: str | None, demonstration: bool) -> bool:
    """Whether a suggestion for this council is written to somebody."""
    return _own_address(content, council, demonstration) is not None or _in_scope(council, scope)


def address_of(
    content: Content, council: str | None, *, scope: str | None, given: str | None, demonstration: bool
) -> str | None:
    """Where a suggestion is sent: the address of the team's file, else the one `given` by the settings, or None."""
    return _own_address(content, council, demonstration) or (given if _in_scope(council, scope) else None)


def _own_address(content: Content, council: str | None, demonstration: bool) -> str | None:
    officer = own_officer(content, council, demonstration=demonstration)
    return officer.email if officer and not demonstration else None


def _in_scope(council: str | None, scope: str | None) -> bool:
    return scope is not None and (scope == EVERY or council in (None, scope))
