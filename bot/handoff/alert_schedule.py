"""When an alert is tried again, when another route is told, and whether it is still needed. The time is passed in."""

from __future__ import annotations

import datetime as dt

from bot.handoff.alert import AlertWhy, CaseTold
from bot.handoff.model import CaseState

LONGEST_PAUSE = 60.0
GIVE_UP = dt.timedelta(hours=24)
LATE_URGENT, LATE = dt.timedelta(minutes=10), dt.timedelta(hours=4)
_ENDED = (CaseState.CLOSED, CaseState.CANCELLED)
_BY_THE_CLOCK = (AlertWhy.CHASED, AlertWhy.AGAIN)
_OF_DANGER = (AlertWhy.FIRST, AlertWhy.REPEATED)


def pause_after(attempts: int, chance: float, wait: float | None = None) -> dt.timedelta:
    """How long to wait after so many tries that failed.

    Doubles up to a minute; `chance` (0 to 1) spreads it over the upper half, so that many do not come back at once.

    Args:
        attempts: tries so far, at least 1.
        chance: a random number.
        wait: seconds that the route itself asked for.
    """
    most = min(2.0 ** min(attempts, 10), LONGEST_PAUSE)
    return dt.timedelta(seconds=max(most * (0.5 + chance / 2), wait or 0.0))


def is_late(case: CaseTold | None, made: dt.datetime, now: dt.datetime) -> bool:
    """Whether an alert waits so long that others are told by another route, while it is still tried."""
    return case is not None and now - made >= (LATE_URGENT if case.urgent else LATE)


def is_given_up(made: dt.datetime, now: dt.datetime) -> bool:
    """Whether an alert is tried no more, if somebody else could be told."""
    return now - made >= GIVE_UP


def still_needed(why: AlertWhy, made: dt.datetime, case: CaseTold | None) -> bool:
    """Whether an alert is still true when it leaves.

    A chase is dropped when somebody has taken the case since it was made, or has tried to reach the person. Of an ended
    case only the first word of danger is still told.
    """
    if case is None:
        return True
    if case.state in _ENDED:
        return case.urgent and why in _OF_DANGER
    if why in _BY_THE_CLOCK:
        return case.state is not CaseState.IN_CONTACT and (case.taken is None or case.taken < made)
    return True
