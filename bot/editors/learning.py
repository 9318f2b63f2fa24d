"""How far the learning of changed questions is, in an editor's words. No input or output."""

from __future__ import annotations

import datetime as dt

from bot.storage.training_runs import RunState, TrainingRun

_TOLD_FOR = dt.timedelta(days=3)


def learning(run: TrainingRun | None, now: dt.datetime) -> str | None:
    """What to say of the newest training: how long it has run, or what became of it; None when it is old news."""
    if run is None:
        return None
    if run.state in (RunState.WAITING, RunState.RUNNING):
        seconds = max(0, int((now - run.started).total_seconds()))
        return f"Learning the new questions … {seconds} s"
    ended = run.ended or run.started
    if run.state is RunState.APPROVED and now - ended > _TOLD_FOR:
        return None
    return run.message or None
