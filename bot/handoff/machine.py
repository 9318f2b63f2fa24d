"""The state machine of a case: what each event makes of it."""

from __future__ import annotations

from bot.handoff.model import CaseState as S
from bot.handoff.model import EventKind as E


class NotPossible(Exception):
    """What was asked cannot be done with this case now; the message is one sentence for a human."""


_ENDED = frozenset({S.CLOSED, S.CANCELLED})
LIVE = frozenset({S.OPEN, S.TAKEN, S.IN_CONTACT})
_CHANGES: dict[E, tuple[frozenset[S], S]] = {
    E.ACKNOWLEDGED: (frozenset({S.OPEN, S.TAKEN}), S.TAKEN),
    E.CONTACT_ATTEMPTED: (LIVE, S.IN_CONTACT),
    E.REPLIED: (LIVE, S.IN_CONTACT),
    E.PASSED_ON: (LIVE, S.OPEN),
    E.JOINED: (LIVE, S.OPEN),
    E.DENIED: (LIVE | {S.CLOSED}, S.OPEN),
    E.CANCELLED: (LIVE, S.CANCELLED),
    E.CLOSED: (LIVE, S.CLOSED),
    E.REOPENED: (_ENDED, S.OPEN),
}
_NEEDS_LIVE = frozenset({E.CHASED, E.NOBODY, E.HANDED_BACK, E.CHAT_ENDED})


def follows(state: S, event: E) -> S:
    """The state after an event.

    Args:
        state: the case's state before.
        event: what happened.

    Returns:
        the new state; the same one for an event that changes nothing.

    Raises:
        NotPossible: the event cannot happen in this state.
    """
    change = _CHANGES.get(event)
    if change is None:
        if event in _NEEDS_LIVE and state in _ENDED:
            raise NotPossible("This case has ended. Reopen it first.")
        return state
    allowed, after = change
    if state in allowed:
        return after
    if event is E.ACKNOWLEDGED and state is S.IN_CONTACT:
        return state  # they are in touch already: nothing to take back
    if state in _ENDED:
        raise NotPossible("This case has ended. Reopen it first.")
    raise NotPossible("This case is still open.")


def clock_runs(state: S) -> bool:
    """Whether the clock runs: until somebody has tried to reach the person, a tap is not enough."""
    return state in (S.OPEN, S.TAKEN)
