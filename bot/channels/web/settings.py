"""What a council may set about the web chat."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class WebSettings:
    """The settings of the web chat.

    Attributes:
        allowed_origins: the sites, beside the bot's own, that may hold the chat (`https://www.example.gov.uk`).
        council_name: named in the greeting, or None for a bot of no one council.
        exit_address: where "Leave this page quickly" goes.

    Raises:
        ValueError: with what to write instead, because these go into headers and into a script.
    """

    allowed_origins: tuple[str, ...] = ()
    council_name: str | None = None
    exit_address: str = "https://www.bbc.co.uk/weather"

    def __post_init__(self) -> None:
        for origin in self.allowed_origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"allowed_origins: {origin!r} is not the address of a site. "
                    "Write it like https://www.example.gov.uk, with no path and no slash at the end."
                )
        if not _ADDRESS.fullmatch(self.exit_address):
            raise ValueError(
                f"exit_address: {self.exit_address!r} is not a web address. "
                "Write a whole one, like https://www.bbc.co.uk/weather."
            )
