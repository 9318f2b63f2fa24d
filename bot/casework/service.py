"""The one service for everybody who acts on a case."""

from __future__ import annotations

from bot.casework.writing import Writing


class Casework(Writing):
    """Raises, tells, shows and ends cases (bot/casework/base.py says what it needs).

    Every method is one transaction, or runs in the caller's where it takes a session; calling it twice does it once.
    The methods block: call them through asyncio.to_thread.
    """
