"""Holds back a person who writes faster than can be answered. Time is passed in."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, deque


class FloodGate:
    """Lets through at most `limit` messages a minute from each person.

    Args:
        limit: messages in any 60 seconds.
        people: how many people are remembered; the longest silent are forgotten first.
    """

    def __init__(self, limit: int, people: int = 10_000) -> None:
        self._limit, self._people = limit, people
        self._times: OrderedDict[str, deque[dt.datetime]] = OrderedDict()

    def admits(self, who: str, now: dt.datetime) -> bool:
        """Whether a message of this person is taken now."""
        times = self._times.setdefault(who, deque())
        self._times.move_to_end(who)
        while len(self._times) > self._people:
            self._times.popitem(last=False)
        while times and now - times[0] >= dt.timedelta(minutes=1):
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(now)
        return True
