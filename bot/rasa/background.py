"""Learns changed questions while the bot runs: trains, checks against the held-back questions, and only then swaps.

One training at a time, at low priority, from a copy of the content. What became of it is written down
(bot/storage/training_runs.py); the person chatting notices nothing. docs/decisions/0010 says why it is done so.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import structlog

from bot.content.faults import ContentFaults
from bot.content.live import LiveContent
from bot.content.loader import Content, load_content
from bot.rasa import training_words as words
from bot.rasa.client import RasaFailed
from bot.rasa.held_back import NoHeldBack, read_held_back
from bot.rasa.judging import Comparison, JudgingFailed, compare, read_with
from bot.rasa.memory import FOR_TRAINING, room_for_training, room_for_two_models
from bot.rasa.models import clear_old
from bot.rasa.notes import notes_of, questions_in
from bot.rasa.snapshot import StillChanging, snapshot
from bot.rasa.training import TrainingFailed, of_program, train_quietly, trained_model
from bot.settings import ROOT, Settings
from bot.storage.training_runs import RunState, TrainingRun, TrainingRuns
from common.front_matter import UnreadableFile

log = structlog.get_logger()
_NO_SWAP = "Rasa did not take the new model."
_ANOTHER_PROGRAM = "The program itself has changed since the bot was started. Start the bot again."
_NO_MEMORY = f"The machine has not the {FOR_TRAINING:,} MB of memory left that learning takes beside the running bot."
_BROKEN = "The content has faults. Put them right first: offer check"


class Serving(Protocol):
    """What serves a model (bot.rasa.supervisor.RasaProcess)."""

    model: Path

    async def swap(self, model: Path, *, restart: bool = False) -> None:
        """Puts another model in service; raises RasaFailed, the present one then staying."""
        ...


class BackgroundTraining:
    """Watches the content and does what the changes ask for, until it is cancelled.

    Args:
        settings: how long to wait, and where the held-back sets are.
        live: the content that is served; a changed one is a new object.
        rasa: serves the model; new models are put beside the one it starts with.
        runs: where it is written down.
        clock: the time, aware.
        pause: seconds between two looks.
    """

    def __init__(
        self, *, settings: Settings, live: LiveContent, rasa: Serving, runs: TrainingRuns,
        clock: Callable[[], dt.datetime], pause: float = 1.0,
    ) -> None:  # fmt: skip
        self._settings, self._live, self._rasa, self._runs = settings, live, rasa, runs
        self._clock, self._pause, self._models = clock, pause, rasa.model.parent
        self._seen: Content | None = None
        self._changed: dt.datetime | None = None
        self._swapping = asyncio.Lock()

    async def run(self) -> None:
        """Never returns; what was being trained when it is cancelled is begun again at the next start."""
        await asyncio.to_thread(self._take_stock)
        await asyncio.gather(self._again_and_again(self._wishes), self._again_and_again(self._changes))

    async def _again_and_again(self, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception as error:
                log.error("background training", error=type(error).__name__)
            await asyncio.sleep(self._pause)

    def _take_stock(self) -> None:
        """Notes the model that serves now, and takes up what was cut short."""
        now, name = self._clock(), self._rasa.model.name
        self._runs.interrupted(now)
        served = self._runs.served(1)
        if served and served[0].model == name:
            return
        if any(run.model == name for run in self._runs.newest(200)):
            self._runs.serving(name, now)
        else:
            self._runs.first(name, now)

    async def _wishes(self) -> None:
        """Fulfils `offer training use N`."""
        run = await asyncio.to_thread(self._runs.wanted)
        if run is None or run.model is None:
            return
        try:
            await self._swap(run.id, self._models / run.model)
        except RasaFailed as failure:
            log.warning("model not swapped", run=run.id, why=str(failure))
            await asyncio.to_thread(self._runs.not_possible, run.id, f"It could not be put in service. {_NO_SWAP}")

    async def _changes(self) -> None:
        """Trains when the content has been quiet for long enough after a change, or when it is asked to."""
        if self._live.content is not self._seen:
            self._seen, self._changed = self._live.content, self._clock()
        asked = await asyncio.to_thread(self._runs.waiting)
        quiet = dt.timedelta(seconds=self._settings.training_quiet)
        if asked is None and (self._changed is None or self._clock() - self._changed < quiet):
            return
        self._changed = None
        place = snapshot(self._live.folder)
        try:
            folder = await asyncio.to_thread(place.__enter__)
        except StillChanging:
            self._changed = self._clock()
            return
        try:
            await self._learn(folder, asked)
        finally:
            await asyncio.to_thread(place.__exit__, None, None, None)

    async def _learn(self, folder: Path, asked: TrainingRun | None) -> None:
        """One training from beginning to end, unless there is nothing new to learn."""
        try:
            if self._live.faults:
                raise ContentFaults(self._live.faults)
            content = await asyncio.to_thread(load_content, folder)
            model = await asyncio.to_thread(trained_model, self._models, ROOT, folder)
        except (ContentFaults, UnreadableFile):  # the last good content is served; the next good one is learnt
            await self._refuse(asked, _BROKEN)
            return
        served = self._rasa.model
        if not served.name.startswith(of_program(ROOT)):
            log.warning("the program has changed since the start, so nothing is trained until the next one")
            await self._refuse(asked, _ANOTHER_PROGRAM)
            return
        if asked is None and await asyncio.to_thread(self._nothing_new, model.name, served.name):
            return
        changed = await asyncio.to_thread(_changed_questions, served, folder)
        answers = sorted({answer for _, answer in changed})
        run = await asyncio.to_thread(self._runs.begin, model.name, served.name, answers, self._clock())
        log.info("training", run=run, state="running")
        try:
            state = await self._through(run, folder, content, model, changed)
        except Exception as error:  # whatever it is, nobody may be left waiting for this run
            state = await self._end(run, RunState.FAILED, words.failed(f"An error came up ({type(error).__name__})."))
        log.info("training", run=run, state=state.value)
        await asyncio.to_thread(self._clear)

    def _nothing_new(self, model: str, served: str) -> bool:
        """Whether this model serves already, or was compared with the one that does: its outcome then stands."""
        return model == served or self._runs.judged(model, served) is not None

    async def _refuse(self, asked: TrainingRun | None, why: str) -> None:
        if asked is not None:
            await asyncio.to_thread(self._runs.finish, asked.id, RunState.FAILED, words.failed(why), self._clock())

    async def _through(
        self, run: int, folder: Path, content: Content, model: Path, changed: list[tuple[str, str]]
    ) -> RunState:
        """Trains, checks, and swaps or keeps aside; writes down what became of it."""
        titles = {name: answer.fields.title for name, answer in content.answers.items()}
        try:
            if model.name == self._rasa.model.name:
                return await self._end(run, RunState.APPROVED, "The bot knows these questions already.")
            if not await asyncio.to_thread(model.is_file):
                if not room_for_training():
                    return await self._end(run, RunState.FAILED, words.failed(_NO_MEMORY))
                await train_quietly(model, ROOT, folder)
            try:
                found = await self._check(folder, content, model, changed)
            except (NoHeldBack, JudgingFailed) as fault:
                return await self._unchecked(run, model, str(fault))
            if found.worse:
                return await self._end(run, RunState.KEPT_ASIDE, words.kept_aside(run, found, titles), found)
            await self._swap(run, model)
            return await self._end(run, RunState.APPROVED, words.approved(found, titles), found)
        except TrainingFailed as failure:
            return await self._end(run, RunState.FAILED, words.failed(f"The training ended early.\n{failure}\n"))
        except RasaFailed as failure:
            log.warning("model not swapped", run=run, why=str(failure))
            return await self._end(run, RunState.FAILED, words.failed(_NO_SWAP))
        except OSError as failure:
            return await self._end(run, RunState.FAILED, words.failed(f"{failure.strerror or 'A file was lost'}."))

    async def _check(self, folder: Path, content: Content, model: Path, changed: list[tuple[str, str]]) -> Comparison:
        settings = self._settings
        held_back = await asyncio.to_thread(read_held_back, settings.held_back_questions, settings.held_back_messages)
        texts = held_back.texts
        after = await read_with(model, [*texts, *(question for question, _ in changed)], folder)
        before = await read_with(self._rasa.model, texts, folder)
        day = self._clock().date()
        return await asyncio.to_thread(compare, before, after, held_back, changed, content, day)

    async def _unchecked(self, run: int, model: Path, why: str) -> RunState:
        used = self._settings.use_unchecked
        if used:
            await self._swap(run, model)
        return await self._end(run, RunState.NOT_CHECKED, words.not_checked(run, why, used=used))

    async def _swap(self, run: int, model: Path) -> None:
        async with self._swapping:
            restart = not room_for_two_models()
            if restart:
                log.warning("short of memory: rasa is started again for the new model", run=run)
            if model.name != self._rasa.model.name:
                await self._rasa.swap(model, restart=restart)
            await asyncio.to_thread(self._runs.serving, model.name, self._clock(), run)
            log.info("model in service", model=model.name, run=run)

    async def _end(self, run: int, state: RunState, message: str, found: Comparison | None = None) -> RunState:
        written: dict[str, Any] = {}
        if found is not None:
            written = {"before": _counts(found.before), "after": _counts(found.after), "worse": found.worse}
            written["examples"] = [asdict(example) for example in found.examples]
        await asyncio.to_thread(lambda: self._runs.finish(run, state, message, self._clock(), **written))
        return state

    def _clear(self) -> None:
        keep = {*self._runs.models_to_keep(self._clock()), self._rasa.model.name}
        clear_old(self._models, keep)
        for room in self._models.glob("training-*"):  # left by a machine that went off in the middle
            shutil.rmtree(room, ignore_errors=True)


def _counts(figures: Any) -> dict[str, Any]:
    return {name: count.model_dump() for name, count in figures.counts.items()}


def _changed_questions(served: Path, folder: Path) -> list[tuple[str, str]]:
    """The questions that the model in service was not trained on, each with its answer."""
    notes = notes_of(served)
    if notes is None:
        return []
    known = {(question, answer) for answer, questions in notes.questions.items() for question in questions}
    asked = [(q, answer) for answer, questions in questions_in(folder).items() for q in questions]
    return [pair for pair in asked if pair not in known]
