"""`offer training`: what it prints, with a database and models of its own; no bot runs."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.commands import training
from bot.rasa.training import of_program
from bot.settings import ROOT
from bot.storage.database import open_database
from bot.storage.training_runs import RunState, TrainingRuns

NOW = dt.datetime(2026, 11, 24, 9, 5, tzinfo=dt.UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process; gives its exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["offer", "training", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrainingRuns]:
    url = f"sqlite:///{tmp_path}/offer.db"
    monkeypatch.setenv("OFFER_DATABASE_URL", url)
    monkeypatch.setattr(training, "MODELS", tmp_path)
    monkeypatch.setattr(training, "_PATIENCE", 0.0)
    engine = open_database(url)
    yield TrainingRuns(engine)
    engine.dispose()


@pytest.fixture
def aside(runs: TrainingRuns, tmp_path: Path) -> int:
    """A first model in service, and a run that was kept aside."""
    runs.first("offer-first.tar.gz", NOW)
    model = tmp_path / f"{of_program(ROOT)}new.tar.gz"
    model.write_bytes(b"")
    number = runs.begin(model.name, "offer-first.tar.gz", ["council-tax"], NOW)
    before, after = ({"three": {"hits": hits, "of": 200}} for hits in (172, 160))
    runs.finish(number, RunState.KEPT_ASIDE, "Kept aside.\nIt fell.", NOW, before=before, after=after)
    return number


def test_list_says_what_became_of_each_and_which_serves(offer: Run, aside: int) -> None:
    assert offer("list") == (
        0,
        "    2  2026-11-24 09:05  kept aside, it got worse\n    1  2026-11-24 09:05  approved  in service\n",
        "",
    )


def test_list_of_nothing_says_so(offer: Run, runs: TrainingRuns) -> None:
    assert offer("list")[1] == "Nothing has been trained since the bot was first started.\n"


def test_show_tells_the_figures_before_and_now(offer: Run, aside: int) -> None:
    code, out, _ = offer("show", str(aside))
    assert code == 0
    assert out.startswith("Training 2: kept aside, it got worse. Begun 2026-11-24 09:05, ended 2026-11-24 09:05 (UTC).")
    assert "Answers with changed questions: council-tax." in out
    assert "Kept aside.\nIt fell.\n" in out
    [line] = [line for line in out.splitlines() if line.startswith("right answer among the three shown")]
    assert line.split()[-2:] == ["86.0", "80.0"]


def test_show_of_a_run_that_is_not_there_is_one_sentence(offer: Run, runs: TrainingRuns) -> None:
    assert offer("show", "9") == (2, "", "There is no training 9. See: offer training list\n")


def test_use_without_a_running_bot_is_kept_for_its_start(offer: Run, aside: int, runs: TrainingRuns) -> None:
    code, out, _ = offer("use", str(aside))
    assert (code, out) == (0, "No running bot took it up yet. It will, within seconds of its start.\n")
    assert (wish := runs.wanted()) is not None
    assert wish.id == aside


def test_use_says_when_it_is_in_service(
    offer: Run, aside: int, runs: TrainingRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fulfilled(_: TrainingRuns, number: int) -> object:
        runs.serving("", NOW + dt.timedelta(minutes=1), number)
        return runs.run(number)

    monkeypatch.setattr(training, "_wait", fulfilled)
    assert offer("use", str(aside))[1] == "The model of training 2 is in service.\n"


def test_use_of_a_model_that_is_gone_is_refused(offer: Run, aside: int, runs: TrainingRuns) -> None:
    code, _, err = offer("use", "1")
    assert (code, err) == (
        2,
        "The model of training 1 is not there any more. Train again with: offer training retry\n",
    )
    assert runs.wanted() is None


def test_retry_asks_for_a_training(offer: Run, runs: TrainingRuns) -> None:
    code, out, _ = offer("retry")
    assert (code, out.startswith("Asked for, as training 1.")) == (0, True)
    assert runs.waiting() is not None
