"""Changed questions while the bot runs: learnt, checked, and put in service without anybody noticing; or kept aside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from content.tiny_offer import Offer

from bot.rasa.background import BackgroundTraining
from bot.rasa.notes import notes_of
from bot.rasa.training import train, trained_model
from bot.run import Bot, now
from bot.settings import ROOT, load_settings
from bot.storage.training_runs import RunState, TrainingRun, TrainingRuns, newest_run

from .small_offer import QUESTIONS, ask, held_back, small_offer
from .talking import Person, Running

pytestmark = [pytest.mark.whole, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(1200)]
NEW = "wonga for the wheelie bins innit"
COUNCIL_TAX = "do care leavers pay council tax"
BEYOND_NORMAL = 3.0  # seconds that nobody may wait longer than usual


@dataclass
class Site:
    """A running bot with its content folder, learning what changes there."""

    offer: Offer
    running: Running

    @property
    def bot(self) -> Bot:
        return self.running.bot

    @property
    def runs(self) -> TrainingRuns:
        return TrainingRuns(self.bot.store._engine)

    async def ended(self, after: int, seconds: float = 800) -> TrainingRun:
        """The training begun after another, once it has ended."""
        async with asyncio.timeout(seconds):
            while True:
                run = await asyncio.to_thread(newest_run, self.bot.store)
                if run is not None and run.id > after and run.ended is not None:
                    return run
                await asyncio.sleep(0.2)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    offer = small_offer(folder / "offer_content")
    questions, messages = held_back(folder / "held_back")
    model = trained_model(folder / "models", ROOT, offer.folder)
    await asyncio.to_thread(train, model, ROOT, offer.folder, lambda _: None)
    settings = load_settings(
        _env_file=None, database_url=f"sqlite:///{folder}/offer.db", content=offer.folder, port=0, rasa_port=0,
        actions_port=0, telegram_token=None, alert_email=None, flood_limit=100_000, training_quiet=1.0,
        held_back_questions=questions, held_back_messages=messages,
    )  # fmt: skip
    bot = Bot(settings, model, clock=now)
    await bot.start()
    try:
        assert await bot.rasa.wait_ready(180)
        yield Site(offer, Running(bot, model))
    finally:
        await bot.stop()


@dataclass
class Chatter:
    """Somebody who keeps asking, and how long each reply took."""

    person: Person
    seconds: list[float] = field(default_factory=list)
    outcomes: set[str] = field(default_factory=set)

    async def talk(self, until: Callable[[], bool]) -> None:
        while not until():
            started = time.monotonic()
            heard = await self.person.say(COUNCIL_TAX)
            self.seconds.append(time.monotonic() - started)
            self.outcomes.add(heard.outcome)
            await asyncio.sleep(0.2)


async def first_run(site: Site) -> TrainingRun:
    return (await asyncio.to_thread(site.runs.newest, 100))[-1]


async def test_first_model_is_noted_as_the_one_in_service(site: Site) -> None:
    first = await first_run(site)
    assert (first.state, first.model) == (RunState.APPROVED, site.bot.rasa.model.name)
    assert first.in_service is not None


async def test_new_question_is_learnt_and_understood_while_others_go_on_talking(site: Site) -> None:
    before = await site.running.person().say(NEW)
    filling = site.running.person()
    site.bot.store.set_profile("ask", filling.name, {"council": "leicestershire"}, site.bot.clock(), "given")
    await filling.say("i want to talk to a real person")
    pid, last = site.bot.rasa.pid, await first_run(site)
    chatter = Chatter(site.running.person())
    learnt = asyncio.create_task(site.ended(last.id))
    talking = asyncio.create_task(chatter.talk(learnt.done))
    ask(site.offer, "council-tax", [*QUESTIONS["council-tax"], NEW, "wheelie bin money", "wonga for bins"])
    run = await learnt
    await talking

    assert run.state is RunState.APPROVED, run.message
    assert (run.changed, run.against) == (["council-tax"], last.model)
    assert run.after["urgent_missed"]["of"] == 6
    assert site.bot.rasa.model.name == run.model
    assert site.bot.rasa.pid == pid  # the same Rasa, with another model in it
    after = await site.running.person().say(NEW)
    assert before.facts != after.facts
    assert "F02" in after.facts
    normal = sorted(chatter.seconds)[len(chatter.seconds) // 2]
    assert max(chatter.seconds) < normal + BEYOND_NORMAL
    assert chatter.outcomes <= {"answered", "asked for detail"}
    await filling.say("Sam")
    done = await filling.say("07700 900123")  # the form that was open during the swap is still open
    assert (done.outcome, done.reply and done.reply.handoff and done.reply.handoff.name) == ("handed off", "Sam")


async def test_exchanged_questions_are_kept_aside_and_said_so(site: Site) -> None:
    served, last = site.bot.rasa.model, (await asyncio.to_thread(site.runs.newest, 1))[0]
    ask(site.offer, "gp", QUESTIONS["passport"])
    ask(site.offer, "passport", QUESTIONS["gp"])
    run = await site.ended(last.id)

    assert run.state is RunState.KEPT_ASIDE
    assert site.bot.rasa.model == served
    assert any(sentence.startswith("“Finding a doctor” (gp) was found for 4 of its 4") for sentence in run.worse)
    assert "Kept aside: with the changed questions the bot would understand less" in run.message
    assert f"offer training use {run.id}" in run.message
    assert any("passport" in e["text"] and e["answer"] == "Your passport" for e in run.examples)
    heard = await site.running.person().say("who pays for my passport")
    assert heard.shown[0] == "passport"


async def test_kept_aside_model_is_not_tried_again_by_itself(site: Site) -> None:
    newest = await asyncio.to_thread(newest_run, site.bot.store)
    site.offer.edit("words/en.yml", "\n", "\n\n")  # words are no questions
    await asyncio.sleep(6)
    assert (await asyncio.to_thread(newest_run, site.bot.store)) == newest


async def test_model_is_put_in_service_by_hand_and_taken_back(site: Site) -> None:
    kept, approved = (await asyncio.to_thread(site.runs.newest, 2))[:2]
    await use(site, kept)
    assert (await site.running.person().say("who pays for my passport")).shown[0] == "gp"
    await use(site, approved)
    assert (await site.running.person().say("who pays for my passport")).shown[0] == "passport"


async def use(site: Site, run: TrainingRun) -> None:
    await asyncio.to_thread(site.runs.want, run.id, now())
    async with asyncio.timeout(60):
        while (await asyncio.to_thread(site.runs.served, 1))[0].id != run.id:
            await asyncio.sleep(0.1)
    assert site.bot.rasa.model.name == run.model


async def test_without_memory_for_two_rasa_is_started_again_with_the_other_model(site: Site) -> None:
    served, pid = site.bot.rasa.model, site.bot.rasa.pid
    other = site.running.model
    await site.bot.rasa.swap(other, restart=True)
    assert site.bot.rasa.model == other != served
    assert site.bot.rasa.pid != pid
    assert "F02" in (await site.running.person().say(COUNCIL_TAX)).facts
    await site.bot.rasa.swap(served)


async def test_notes_of_a_model_tell_what_it_was_trained_on(site: Site) -> None:
    notes = notes_of(site.bot.rasa.model)
    assert notes is not None
    assert NEW in notes.questions["council-tax"]
    assert isinstance(site.bot.training, BackgroundTraining)
    assert not list(Path(site.bot.rasa.model.parent).glob("training-*"))
