"""Commands that the bot carries out itself, also when typed as words."""

from __future__ import annotations

from common.text import normalise

COMMANDS = {
    "start": "start",
    "help": "help",
    "privacy": "privacy",
    "privacy notice": "privacy",
    "stop": "stop",
    "forget": "forget",
    "forget me": "forget",
    "forget about me": "forget",
    "delete my chat": "forget",
    "delete me": "forget",
}

_LONGEST = 40  # characters; a longer message is no command


def command_in(text: str) -> str | None:
    """The command that a whole message is (“privacy”, “/forget me”), or None. `stop.` and `STOP` count too."""
    if len(text) > _LONGEST:
        return None
    words = normalise(text.strip().lstrip("/")).strip(" .")
    return COMMANDS.get(words)
