"""How fast and how often: Telegram's sending limits, waits between tries, and things done seldom. Time is passed in."""

from __future__ import annotations

from collections import OrderedDict

_REMEMBERED = 10_000


def patience(tries: int, most: float, first: float = 2.0) -> float:
    """Seconds to wait after so many failed tries before this one: `first`, doubling up to `most`."""
    return min(first * float(2 ** min(tries, 20)), most)


class Bucket:
    """Lets `burst` through at once, then one every `interval` seconds."""

    def __init__(self, interval: float, burst: int) -> None:
        self._interval, self._ahead = interval, (burst - 1) * interval
        self._next = float("-inf")

    def reserve(self, now: float) -> float:
        """Takes the next place; returns the seconds to wait for it."""
        place = max(self._next, now)
        self._next = place + self._interval
        return max(0.0, place - self._ahead - now)

    def idle(self, now: float) -> bool:
        """Whether nothing is owed any more."""
        return self._next <= now


class Pace:
    """Telegram's limits: one message a second to a chat (three at once are fine) and 30 a second to everybody."""

    def __init__(self) -> None:
        self._all = Bucket(1 / 30, 5)
        self._chats: dict[str, Bucket] = {}

    def for_chat(self, chat: str, now: float) -> float:
        """Takes the next place for a message to a chat; returns the seconds to wait for it."""
        if len(self._chats) >= _REMEMBERED:
            self._chats = {key: bucket for key, bucket in self._chats.items() if not bucket.idle(now)}
        return self._chats.setdefault(chat, Bucket(1.0, 3)).reserve(now)

    def for_all(self, now: float) -> float:
        """Takes the next place among everybody; to be asked once the wait for the chat is over."""
        return self._all.reserve(now)


class Seldom:
    """Allows a thing once in so many seconds for each chat."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: OrderedDict[str, float] = OrderedDict()

    def allows(self, chat: str, now: float) -> bool:
        """Whether it may be done now; if so it counts as done."""
        last = self._last.get(chat)
        if last is not None and now - last < self._seconds:
            return False
        self._last[chat] = now
        self._last.move_to_end(chat)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
        return True
