"""What follows from a change: when it is learnt, what is kept aside, what is begun again. Rasa is played.

The real training, judging and swapping are in tests/whole/test_changed_questions.py.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from whole.small_offer import small_offer

from bot.content.live import LiveContent
from bot.rasa import background, judging
from bot.rasa.background import BackgroundTraining
from bot.rasa.client import RasaFailed
from bot.rasa.figures import Parsed
from bot.rasa.models import choose_model, last_in_service
from bot.rasa.notes import note_inputs
from bot.rasa.training import TrainingFailed, of_program, trained_model
from bot.settings import ROOT, BadSetting, Settings, load_settings
from bot.storage.store import Store
from bot.storage.training_runs import RunState, TrainingRun, TrainingRuns

ANSWER = "england/finances/council-tax.md"


class Serving:
    """Rasa as the training knows it; refuses a swap when told to."""

    def __init__(self, model: Path) -> None:
        self.model, self.refuses, self.restarts = model, False, 0

    async def swap(self, model: Path, *, restart: bool = False) -> None:
        if self.refuses:
            raise RasaFailed("refused")
        self.model, self.restarts = model, self.restarts + restart


class World:
    """A bot's training with a content folder, a clock, and a trainer and a judge that are played."""

    def __init__(self, folder: Path, store: Store, clock: Any, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.store, self.clock, self.patch = folder, store, clock, patch
        self.content = folder / "offer_content"
        small_offer(self.content)
        questions = folder / "questions"
        questions.mkdir()
        texts = "".join(f"  - question {n}\n" for n in range(12))
        (questions / "money.yml").write_text(f"council-tax:\n{texts}", encoding="utf-8")
        (folder / "m.jsonl").write_text(
            "".join(f'{{"text": "message {n}", "label": "{"none" if n % 2 else "urgent"}"}}\n' for n in range(12)),
            "utf-8",
        )
        self.settings = load_settings(
            _env_file=None, database_url=str(store._engine.url), held_back_questions=questions,
            held_back_messages=folder / "m.jsonl", content=self.content,
        )  # fmt: skip
        self.live = LiveContent(self.content)
        self.trained: list[str] = []
        self.training_fails = False
        self.worse: set[str] = set()  # names of models that find nothing
        first = trained_model(folder / "models", ROOT, self.content)
        first.parent.mkdir()
        first.write_bytes(b"model")
        note_inputs(first, self.content)
        self.rasa = Serving(first)
        self.runs = TrainingRuns(store._engine)
        patch.setattr(background, "train_quietly", self._train)
        patch.setattr(judging, "_run", self._read)

    async def _train(self, model: Path, root: Path, content: Path) -> None:
        self.trained.append(model.name)
        if self.training_fails:
            raise TrainingFailed("InvalidRule")
        model.write_bytes(b"model")
        note_inputs(model, content)
        self._reading = model.name

    async def _read(self, model: Path, texts: list[str], folder: Path) -> list[Parsed]:
        answers = [] if model.name in self.worse else [("council-tax", 0.9)]
        return [
            Parsed(
                intent="ask", answers=answers, verdict="urgent" if "message" in text else "none", topic=None, ask=False
            )
            for text in texts
        ]

    def change(self, question: str, file: str = ANSWER) -> Path:
        """Adds a question; returns where its model would be."""
        path = self.content / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("questions:\n", f"questions:\n  - {question}\n", 1), encoding="utf-8")
        assert self.live.reload(), self.live.faults
        return trained_model(self.rasa.model.parent, ROOT, self.content)

    def training(self, **settings: Any) -> BackgroundTraining:
        chosen: Settings = self.settings.model_copy(update=settings)
        return BackgroundTraining(
            settings=chosen, live=self.live, rasa=self.rasa, runs=self.runs, clock=self.clock, pause=0.005
        )

    async def until(self, training: BackgroundTraining, done: Callable[[], bool], seconds: float = 20) -> None:
        """Lets the training work until something is so."""
        task = asyncio.create_task(training.run())
        try:
            async with asyncio.timeout(seconds):
                while not await asyncio.to_thread(done):
                    await asyncio.sleep(0.01)
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def ended(self, training: BackgroundTraining, number: int | None = None) -> TrainingRun:
        """A training, by itself the next one, once it has ended; the quiet time passes."""
        before = self.runs.newest(1)
        wanted = number or (before[0].id + 1 if before else 2)  # the first is the one in service

        def done() -> bool:
            self.clock.forward(seconds=61)
            run = self.runs.run(wanted)
            return run is not None and run.ended is not None

        await self.until(training, done)
        run = self.runs.run(wanted)
        assert run is not None
        return run


@pytest.fixture
def world(tmp_path: Path, sqlite_store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(tmp_path, sqlite_store, clock, monkeypatch)


async def test_changed_questions_are_learnt_and_served(world: World) -> None:
    model = world.change("wheelie bin wonga")
    run = await world.ended(world.training())
    assert (run.state, run.model, run.changed) == (RunState.APPROVED, model.name, ["council-tax"])
    assert world.rasa.model == model
    assert run.message == "The changed questions are understood now."
    assert world.runs.served()[0].id == run.id


async def test_nothing_is_trained_before_the_quiet_time_is_over(world: World) -> None:
    world.change("wheelie bin wonga")
    training, looks = world.training(), iter(range(60))
    await world.until(training, lambda: next(looks, None) is None or bool(world.clock.forward(seconds=0.9) and False))
    assert world.trained == []


async def test_unchanged_questions_train_nothing(world: World) -> None:
    path, looks = world.content / "words" / "en.yml", iter(range(60))
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    world.live.reload()
    await world.until(world.training(), lambda: bool(world.clock.forward(seconds=61)) and next(looks, None) is None)
    assert (world.trained, len(world.runs.newest())) == ([], 1)


async def test_worse_model_is_kept_aside_and_not_tried_again(world: World) -> None:
    served, model = world.rasa.model, world.change("wheelie bin wonga")
    world.worse.add(model.name)
    run = await world.ended(world.training())
    assert (run.state, world.rasa.model, model.is_file()) == (RunState.KEPT_ASIDE, served, True)
    assert run.worse[-1] == "“Council tax” (council-tax) was found for 12 of its 12 test questions, now for 0."
    assert run.examples[0]["answer"] == "Council tax"
    assert "New questions that do not yet find their answer" in run.message
    assert "- “wheelie bin wonga” (“Council tax”)" in run.message
    looks = iter(range(40))
    await world.until(world.training(), lambda: bool(world.clock.forward(seconds=61)) and next(looks, None) is None)
    assert world.trained == [model.name]


async def test_kept_aside_model_is_served_when_asked_for(world: World) -> None:
    model = world.change("wheelie bin wonga")
    world.worse.add(model.name)
    run = await world.ended(world.training())
    world.runs.want(run.id, world.clock())
    await world.until(world.training(), lambda: world.runs.wanted() is None)
    assert (world.rasa.model, world.runs.served()[0].id) == (model, run.id)


async def test_failed_training_says_so_and_can_be_tried_again(world: World) -> None:
    world.training_fails = True
    world.change("wheelie bin wonga")
    failed = await world.ended(world.training())
    assert failed.state is RunState.FAILED
    assert failed.message.startswith(
        "The changed questions could not be learnt. The training ended early.\nInvalidRule"
    )
    world.training_fails = False
    number = world.runs.ask(world.clock())
    again = await world.ended(world.training(), number)
    assert (again.state, again.attempts) == (RunState.APPROVED, 1)


@pytest.mark.parametrize(("use", "served"), [(False, "old"), (True, "new")])
async def test_without_held_back_questions_it_says_that_nothing_was_checked(
    world: World, tmp_path: Path, use: bool, served: str
) -> None:
    old, new = world.rasa.model, world.change("wheelie bin wonga")
    run = await world.ended(world.training(use_unchecked=use, held_back_questions=tmp_path / "nowhere"))
    assert run.state is RunState.NOT_CHECKED
    assert "There are no held-back questions in the folder nowhere." in run.message
    assert world.rasa.model == (new if served == "new" else old)


async def test_too_few_held_back_questions_check_nothing(world: World) -> None:
    (world.settings.held_back_questions / "money.yml").write_text("council-tax: [one, two]\n", encoding="utf-8")
    world.change("wheelie bin wonga")
    assert (await world.ended(world.training())).state is RunState.NOT_CHECKED


async def test_rasa_that_refuses_the_model_keeps_the_old_one(world: World) -> None:
    world.rasa.refuses, served = True, world.rasa.model
    world.change("wheelie bin wonga")
    run = await world.ended(world.training())
    assert (run.state, world.rasa.model) == (RunState.FAILED, served)
    assert "Rasa did not take the new model." in run.message


async def test_short_of_memory_rasa_is_started_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "room_for_two_models", lambda: False)
    world.change("wheelie bin wonga")
    assert (await world.ended(world.training())).state is RunState.APPROVED
    assert world.rasa.restarts == 1


async def test_without_memory_for_training_nothing_is_begun(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "room_for_training", lambda: False)
    world.change("wheelie bin wonga")
    run = await world.ended(world.training())
    assert (run.state, world.trained) == (RunState.FAILED, [])
    assert "The machine has not the 2,500 MB of memory left" in run.message


async def test_training_cut_short_is_begun_again_at_the_next_start(world: World) -> None:
    begun = asyncio.Event()
    real: Callable[..., Awaitable[None]] = world._train

    async def endless(*_: Any) -> None:
        begun.set()
        await asyncio.sleep(3600)

    world.patch.setattr(background, "train_quietly", endless)
    world.change("wheelie bin wonga")
    await world.until(world.training(), lambda: bool(world.clock.forward(seconds=61)) and begun.is_set())
    assert world.runs.newest(1)[0].state is RunState.RUNNING
    world.patch.setattr(background, "train_quietly", real)
    number = world.runs.newest(1)[0].id
    await world.until(world.training(), lambda: world.runs.newest(1)[0].ended is not None)  # without the quiet time
    again = world.runs.newest(1)[0]
    assert (again.id, again.state) == (number, RunState.APPROVED)


async def test_change_during_a_training_is_learnt_after_it(world: World) -> None:
    real: Callable[..., Awaitable[None]] = world._train
    second: list[Path] = []

    async def changing(*arguments: Any) -> None:
        if not second:
            second.append(await asyncio.to_thread(world.change, "bin bag brass"))
        await real(*arguments)

    world.patch.setattr(background, "train_quietly", changing)
    world.change("wheelie bin wonga")
    training = world.training()
    await world.until(training, lambda: bool(world.clock.forward(seconds=61)) and second == [world.rasa.model])
    assert len(world.trained) == 2


async def test_broken_content_is_not_learnt(world: World) -> None:
    world.change("wheelie bin wonga")
    (world.content / ANSWER).write_text("---\nid: [\n---\n", encoding="utf-8")
    assert not world.live.reload()
    number = world.runs.ask(world.clock())
    run = await world.ended(world.training(), number)
    assert (run.state, world.trained) == (RunState.FAILED, [])
    assert "The content has faults. Put them right first: offer check" in run.message


async def test_start_takes_the_model_that_served_last(world: World) -> None:
    models = world.rasa.model.parent
    assert last_in_service(world.settings, models, ROOT) is None
    world.change("wheelie bin wonga")
    run = await world.ended(world.training())
    world.change("bin bag brass")  # not learnt yet: the start does not wait for it
    assert last_in_service(world.settings, models, ROOT) == models / (run.model or "")
    assert last_in_service(world.settings.model_copy(update={"background_training": False}), models, ROOT) is None


async def test_start_does_not_take_a_model_of_another_program(world: World) -> None:
    world.runs.first("offer-00000000-000000000000.tar.gz", world.clock())
    (world.rasa.model.parent / "offer-00000000-000000000000.tar.gz").write_bytes(b"model")
    assert not world.rasa.model.name.startswith("offer-00000000")
    assert last_in_service(world.settings, world.rasa.model.parent, ROOT) is None


@pytest.mark.parametrize(
    ("model", "there", "why"),
    [
        (None, False, "There is no training 7"),
        (f"{of_program(ROOT)}gone.tar.gz", False, "The model of training 1 is not there any more"),
        ("offer-00000000-0.tar.gz", True, "The model of training 1 was made by another version of this program"),
    ],
)
def test_model_that_cannot_be_used_is_told(
    world: World, tmp_path: Path, model: str | None, there: bool, why: str
) -> None:
    number = world.runs.begin(model, None, [], world.clock()) if model else 7
    if model and there:
        (tmp_path / model).write_bytes(b"")
    with pytest.raises(BadSetting, match=why):
        choose_model(number, tmp_path, ROOT, world.runs)
