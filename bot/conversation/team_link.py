"""Where the page of a council's team is."""

from __future__ import annotations

TEAMS = "/team/"


def team_address(channel: str, public_url: str | None, council: str) -> str | None:
    """The address of a team's page, or None when the person cannot reach it (compare bot.conversation.paper_link).

    The web chat gets an address without a host; Telegram needs the bot's public address.
    """
    if channel == "web":
        return f"{TEAMS}{council}"
    if channel == "telegram" and public_url:
        return f"{public_url.rstrip('/')}{TEAMS}{council}"
    return None
