"""What became of each training, on both kinds of database."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.storage.store import Store
from bot.storage.training_runs import KEPT_DAYS, RunState, TrainingRuns, newest_run

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=2)


@pytest.fixture
def runs(store: Store) -> TrainingRuns:
    return TrainingRuns(store._engine)


def test_nothing_was_trained_at_first(store: Store, runs: TrainingRuns) -> None:
    assert newest_run(store) is None
    assert (runs.newest(), runs.served(), runs.waiting(), runs.wanted()) == ([], [], None, None)


def test_run_keeps_what_was_found(store: Store, runs: TrainingRuns) -> None:
    number = runs.begin("offer-a-b.tar.gz", "offer-a-a.tar.gz", ["council-tax"], NOW)
    running = newest_run(store)
    assert running is not None
    assert (running.id, running.state, running.ended) == (number, RunState.RUNNING, None)
    counts = {"three": {"hits": 3, "of": 4}}
    examples = [{"text": "do i pay", "answer": "Council tax", "before": "Council tax", "now": "Rent"}]
    found = {"before": counts, "after": counts, "worse": ["It fell."], "examples": examples}
    runs.finish(number, RunState.KEPT_ASIDE, "Kept aside.", LATER, **found)
    run = runs.run(number)
    assert run is not None
    assert (run.state, run.ended, run.message, run.changed) == ("kept aside", LATER, "Kept aside.", ["council-tax"])
    assert (run.before, run.worse, run.examples) == (counts, ["It fell."], examples)


def test_training_is_asked_for_once_and_then_begun(runs: TrainingRuns) -> None:
    number = runs.ask(NOW)
    assert runs.ask(NOW) == number
    waiting = runs.waiting()
    assert waiting is not None
    assert runs.begin("m", None, [], LATER) == number == waiting.id
    assert runs.waiting() is None
    assert runs.begin("n", "m", [], LATER) != number


def test_training_cut_short_waits_again_and_fails_at_the_third_time(runs: TrainingRuns) -> None:
    number = runs.begin("m", None, [], NOW)
    for _ in range(2):
        runs.interrupted(LATER)
        assert (waiting := runs.waiting()) is not None
        assert waiting.id == number
        runs.begin("m", None, [], LATER)
    runs.interrupted(LATER)
    failed = runs.run(number)
    assert failed is not None
    assert (failed.state, failed.ended) == (RunState.FAILED, LATER)
    assert failed.message == "The bot ended 3 times before this was done. To try again: offer training retry"


def test_last_model_to_serve_comes_first(runs: TrainingRuns) -> None:
    runs.first("a", NOW)
    number = runs.begin("b", "a", [], NOW)
    runs.serving("b", LATER, number)
    assert [run.model for run in runs.served()] == ["b", "a"]
    runs.serving("a", LATER + dt.timedelta(minutes=1))
    assert [run.model for run in runs.served()] == ["a", "b"]


def test_last_wish_counts_and_serving_fulfils_it(runs: TrainingRuns) -> None:
    one, two = runs.begin("a", None, [], NOW), runs.begin("b", "a", [], NOW)
    runs.want(one, NOW)
    runs.want(two, LATER)
    assert (wish := runs.wanted()) is not None
    assert wish.id == two
    runs.serving("b", LATER, two)
    assert runs.wanted() is None


def test_wish_that_cannot_be_fulfilled_says_why(runs: TrainingRuns) -> None:
    number = runs.begin("a", None, [], NOW)
    runs.finish(number, RunState.KEPT_ASIDE, "Kept aside.", NOW)
    runs.want(number, NOW)
    runs.not_possible(number, "Rasa did not take it.")
    run = runs.run(number)
    assert run is not None
    assert (run.wanted, run.message) == (None, "Kept aside.\nRasa did not take it.")


def test_comparison_stands_for_the_same_two_models_only(runs: TrainingRuns) -> None:
    number = runs.begin("b", "a", [], NOW)
    assert runs.judged("b", "a") is None  # it still runs
    runs.finish(number, RunState.KEPT_ASIDE, "", NOW)
    assert (judged := runs.judged("b", "a")) is not None
    assert judged.id == number
    assert runs.judged("b", "c") is None


def test_models_are_kept_while_they_may_be_wanted(runs: TrainingRuns) -> None:
    runs.first("first", NOW)
    for name, state in (("aside", "kept aside"), ("unchecked", "not checked"), ("failed", "failed")):
        runs.finish(runs.begin(name, "first", [], NOW), RunState(state), "", NOW)
    for name in ("second", "third"):
        runs.serving(name, LATER + dt.timedelta(minutes=len(name)), runs.begin(name, "first", [], NOW))
        runs.finish(runs.newest(1)[0].id, RunState.APPROVED, "", LATER)
    month = dt.timedelta(days=KEPT_DAYS)
    assert runs.models_to_keep(NOW + month) == {"second", "third", "aside", "unchecked"}
    assert runs.models_to_keep(NOW + month + dt.timedelta(seconds=1)) == {"second", "third"}
