"""Where the page of a council's team is."""

from __future__ import annotations

from bot.conversation.page_link import page_address

TEAMS = "/team/"


def team_address(channel: str, public_url: str | None, council: str) -> str | None:
    """The address of a team's page, or None when the person cannot reach it."""
    return page_address(channel, public_url, f"{TEAMS}{council}")
