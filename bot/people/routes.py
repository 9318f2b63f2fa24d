"""What an address of a route must look like."""

from __future__ import annotations

import re

_LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)([:/]|$)")


def check_route(kind: str, address: str) -> str | None:
    """One sentence about what is wrong with a route's address; None when it can be used."""
    if kind == "console":
        return "The console needs no address." if address else None
    if kind == "email" and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", address):
        return f"“{address}” is no e-mail address."
    if kind == "telegram" and not re.fullmatch(r"-?\d{3,20}", address):
        return "Telegram needs the number of the chat. An adviser gets it linked from the console."
    if kind == "webhook" and not (address.startswith("https://") or _LOOPBACK.match(address)):
        return "A webhook needs an address that begins with https://."
    return None
