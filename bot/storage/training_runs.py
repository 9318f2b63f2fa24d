"""The trainings: what became of each, and which model serves. Each method is one transaction; times are passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import sessionmaker

from bot.storage.store import Store
from bot.storage.tables import TrainingRunRow

KEPT_DAYS = 30  # a model kept aside can be put in service for that long
_RETRY = "To try again: offer training retry"
_ATTEMPTS = 3  # a training that was cut short as often as that is not begun again by itself


class RunState(StrEnum):
    """What became of a training."""

    WAITING = "waiting"  # asked for, not begun
    RUNNING = "running"
    APPROVED = "approved"
    KEPT_ASIDE = "kept aside"
    FAILED = "failed"
    NOT_CHECKED = "not checked"  # kept aside too, since nothing shows that it is as good


_OPEN = (RunState.WAITING, RunState.RUNNING)
_ASIDE = (RunState.KEPT_ASIDE, RunState.NOT_CHECKED)


@dataclass(frozen=True)
class TrainingRun:
    """One training.

    Attributes:
        id: its number.
        state: what became of it.
        started, ended: when, aware; `ended` is None while it waits or runs.
        model: name of the model's file; None while it waits.
        against: name of the model it was compared with.
        message: what became of it, in an editor's words; may have several lines.
        changed: ids of the answers whose questions had changed.
        before, after: figures of the model in service and of the new one: name to {hits, of}; empty when not checked.
        worse: what got worse, a sentence each.
        examples: held-back questions that are no longer answered: text, answer, before, now.
        in_service: when its model last began to serve; None when it never did.
        wanted: when a command asked to have it served, until that is done.
    """

    id: int
    state: RunState
    started: dt.datetime
    ended: dt.datetime | None = None
    model: str | None = None
    against: str | None = None
    message: str = ""
    changed: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    worse: list[str] = field(default_factory=list)
    examples: list[dict[str, str]] = field(default_factory=list)
    in_service: dt.datetime | None = None
    wanted: dt.datetime | None = None
    attempts: int = 0


class TrainingRuns:
    """Reads and writes the trainings.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine, expire_on_commit=False)

    def ask(self, now: dt.datetime) -> int:
        """Asks for a training by hand; one that waits already is enough. Returns its number."""
        with self._session.begin() as session:
            query = select(TrainingRunRow.id).where(TrainingRunRow.state == RunState.WAITING)
            waiting = session.scalar(query.order_by(TrainingRunRow.id).limit(1))
            if waiting is not None:
                return waiting
            row = TrainingRunRow(state=RunState.WAITING.value, started=now)
            session.add(row)
            session.flush()
            return row.id

    def begin(self, model: str, against: str | None, changed: Sequence[str], now: dt.datetime) -> int:
        """Begins a training: the one that waits, or a new one. Returns its number."""
        with self._session.begin() as session:
            query = select(TrainingRunRow).where(TrainingRunRow.state == RunState.WAITING)
            row = session.scalar(query.order_by(TrainingRunRow.id).limit(1))
            if row is None:
                row = TrainingRunRow(attempts=0)
                session.add(row)
            row.state, row.started, row.ended, row.message = RunState.RUNNING.value, now, None, ""
            row.model, row.against, row.changed, row.attempts = model, against, list(changed), row.attempts + 1
            session.flush()
            return row.id

    def finish(self, run: int, state: RunState, message: str, now: dt.datetime, **found: Any) -> None:
        """Writes down what became of a training; `found` may hold before, after, worse and examples."""
        with self._session.begin() as session:
            values = {"state": state.value, "message": message, "ended": now, **found}
            session.execute(update(TrainingRunRow).where(TrainingRunRow.id == run).values(**values))

    def first(self, model: str, now: dt.datetime) -> None:
        """Notes a model that serves without having come from the background, as at the very first start."""
        message = "Trained before the bot started. There was nothing to compare it with."
        with self._session.begin() as session:
            row = TrainingRunRow(
                state=RunState.APPROVED.value, started=now, ended=now, model=model, message=message, in_service=now
            )
            session.add(row)

    def serving(self, model: str, now: dt.datetime, run: int | None = None) -> None:
        """A model has begun to serve: that of a run, or of the newest run that trained it."""
        with self._session.begin() as session:
            of_model = select(TrainingRunRow.id).where(TrainingRunRow.model == model).order_by(TrainingRunRow.id.desc())
            chosen = run if run is not None else session.scalar(of_model.limit(1))
            change = update(TrainingRunRow).where(TrainingRunRow.id == chosen)
            session.execute(change.values(in_service=now, wanted=None))

    def want(self, run: int, now: dt.datetime) -> None:
        """Asks to have a run's model served; of several wishes the last counts."""
        with self._session.begin() as session:
            session.execute(update(TrainingRunRow).values(wanted=None))
            session.execute(update(TrainingRunRow).where(TrainingRunRow.id == run).values(wanted=now))

    def not_possible(self, run: int, message: str) -> None:
        """A wish could not be fulfilled; the message says why, at the end of what is said of the run."""
        with self._session.begin() as session:
            row = session.get_one(TrainingRunRow, run)
            row.wanted, row.message = None, f"{row.message}\n{message}".strip()

    def interrupted(self, now: dt.datetime) -> None:
        """At a start: a training that the end of the bot cut short waits again, or has failed when that was often."""
        with self._session.begin() as session:
            for row in session.scalars(select(TrainingRunRow).where(TrainingRunRow.state == RunState.RUNNING)):
                row.state = RunState.WAITING.value
                if row.attempts >= _ATTEMPTS:
                    row.state, row.ended = RunState.FAILED.value, now
                    row.message = f"The bot ended {row.attempts} times before this was done. {_RETRY}"

    def run(self, run: int) -> TrainingRun | None:
        """One run."""
        with self._session() as session:
            row = session.get(TrainingRunRow, run)
            return _as_run(row) if row else None

    def newest(self, limit: int = 20) -> list[TrainingRun]:
        """The newest runs, the newest first."""
        with self._session() as session:
            rows = session.scalars(select(TrainingRunRow).order_by(TrainingRunRow.id.desc()).limit(limit))
            return [_as_run(row) for row in rows]

    def waiting(self) -> TrainingRun | None:
        """The training that was asked for, if any."""
        return self._first(TrainingRunRow.state == RunState.WAITING)

    def wanted(self) -> TrainingRun | None:
        """The run whose model a command wants served, if any."""
        return self._first(TrainingRunRow.wanted.is_not(None))

    def judged(self, model: str, against: str | None) -> TrainingRun | None:
        """The run that compared these two models before, if any: its outcome stands."""
        return self._first(
            TrainingRunRow.model == model, TrainingRunRow.against == against, TrainingRunRow.state.not_in(_OPEN)
        )

    def served(self, limit: int = 2) -> list[TrainingRun]:
        """The runs whose models served last, the present one first."""
        query = select(TrainingRunRow).where(TrainingRunRow.in_service.is_not(None)).limit(limit)
        with self._session() as session:
            rows = session.scalars(query.order_by(TrainingRunRow.in_service.desc(), TrainingRunRow.id.desc()))
            return [_as_run(row) for row in rows]

    def models_to_keep(self, now: dt.datetime) -> set[str]:
        """Names of the models that may not be deleted: the last two in service, and those kept aside for a month."""
        since = now - dt.timedelta(days=KEPT_DAYS)
        kept = TrainingRunRow.state.in_(_ASIDE) & (TrainingRunRow.ended >= since)
        query = select(TrainingRunRow.model).where(kept | TrainingRunRow.state.in_(_OPEN))
        served = self.served()
        with self._session() as session:
            names = {*session.scalars(query), *(run.model for run in served)}
        return {name for name in names if name}

    def _first(self, *where: Any) -> TrainingRun | None:
        with self._session() as session:
            row = session.scalar(select(TrainingRunRow).where(*where).order_by(TrainingRunRow.id.desc()).limit(1))
            return _as_run(row) if row else None


def newest_run(store: Store) -> TrainingRun | None:
    """The newest training, for a page that shows what became of it; None when there was none yet."""
    runs = TrainingRuns(store._engine).newest(1)
    return runs[0] if runs else None


def _as_run(row: TrainingRunRow) -> TrainingRun:
    names = TrainingRun.__dataclass_fields__
    return TrainingRun(**{**{name: getattr(row, name) for name in names}, "state": RunState(row.state)})
