"""Where a page of the bot's own web server is, as seen from a channel."""

from __future__ import annotations


def page_address(channel: str, public_url: str | None, path: str) -> str | None:
    """The address of a page, or None when the person cannot reach it.

    The web chat gets an address without a host: the page is on the server that the chat itself came from, and only the
    browser knows under which name. Telegram needs the bot's public address.

    Args:
        channel: through which the person writes.
        public_url: the bot's public address, when it has one.
        path: of the page, from the root of the server.
    """
    if channel == "web":
        return path
    if channel == "telegram" and public_url:
        return f"{public_url.rstrip('/')}{path}"
    return None
