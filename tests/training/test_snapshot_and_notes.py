"""The copy that is trained from, what is noted beside a model, and which models are cleared away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.rasa import snapshot as snapshots
from bot.rasa.figures import Parsed
from bot.rasa.memory import FOR_A_SECOND_MODEL, free_megabytes, room_for_two_models
from bot.rasa.models import clear_old
from bot.rasa.notes import keep_read, lay_out, note_inputs, notes_of, read_before, remove
from bot.rasa.snapshot import StillChanging, snapshot
from bot.rasa.training import content_inputs, fingerprint
from bot.settings import ROOT

REAL = ROOT / "offer_content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real places and safety files, and one answer."""
    folder = tmp_path / "offer_content"
    for name in ("places.yml", "safety/rules.yml", "safety/topics.yml", "england/finances/council-tax.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REAL / name, folder / name)
    return folder


def mark(content: Path) -> str:
    return fingerprint(content_inputs(content))


def test_copy_is_whole_and_apart(folder: Path) -> None:
    (folder / ".hidden").mkdir()
    with snapshot(folder) as copy:
        answer = folder / "england/finances/council-tax.md"
        answer.write_text("changed", encoding="utf-8")
        assert (copy / "england/finances/council-tax.md").read_text(encoding="utf-8").startswith("---")
        assert not (copy / ".hidden").exists()
    assert not copy.exists()


def test_folder_that_changes_meanwhile_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copytree = shutil.copytree

    def slowly(*arguments: object, **options: object) -> object:
        (folder / "places.yml").write_text("{}", encoding="utf-8")
        return copytree(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(snapshots.shutil, "copytree", slowly)
    with pytest.raises(StillChanging), snapshot(folder):
        pass


def test_words_of_an_answer_change_no_model_and_questions_do(folder: Path) -> None:
    answer, before = folder / "england/finances/council-tax.md", mark(folder)
    answer.write_text(answer.read_text(encoding="utf-8") + "\nMore words.\n", encoding="utf-8")
    assert mark(folder) == before
    text = answer.read_text(encoding="utf-8")
    answer.write_text(text.replace("questions:\n", "questions:\n  - wheelie bin wonga\n"), encoding="utf-8")
    assert mark(folder) != before


def test_verdict_of_a_topic_changes_the_model(folder: Path) -> None:
    topics, before = folder / "safety/topics.yml", mark(folder)
    topics.write_text(topics.read_text(encoding="utf-8").replace("verdict: urgent", "verdict: sensitive", 1), "utf-8")
    assert mark(folder) != before


def test_notes_give_back_what_a_model_was_trained_on(folder: Path, tmp_path: Path) -> None:
    model = tmp_path / "offer-a-b.tar.gz"
    assert notes_of(model) is None
    note_inputs(model, folder)
    notes = notes_of(model)
    assert notes is not None
    assert len(notes.questions["council-tax"]) >= 12
    (tmp_path / "out").mkdir()
    lay_out(notes, tmp_path / "out")
    for name in ("places.yml", "safety/rules.yml"):
        assert (tmp_path / "out" / name).read_bytes() == (folder / name).read_bytes()


def test_reading_is_kept_beside_the_model_and_goes_with_it(tmp_path: Path) -> None:
    model = tmp_path / "offer-a-b.tar.gz"
    model.write_bytes(b"")
    read = {"do i pay": Parsed(intent="ask", answers=[("council-tax", 0.9)], verdict="none", topic=None, ask=False)}
    assert read_before(model) == {}
    keep_read(model, read)
    assert read_before(model) == read
    remove(model)
    assert list(tmp_path.iterdir()) == []


def test_old_models_go_and_those_to_keep_and_the_newest_stay(tmp_path: Path) -> None:
    for age, name in enumerate("abcdefg"):
        path = tmp_path / f"offer-x-{name}.tar.gz"
        path.write_bytes(b"")
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    gone = clear_old(tmp_path, {"offer-x-a.tar.gz", "offer-x-g.tar.gz"})
    assert sorted(gone) == ["offer-x-e.tar.gz", "offer-x-f.tar.gz"]
    assert sorted(p.name[8] for p in tmp_path.iterdir()) == ["a", "b", "c", "d", "g"]


@pytest.mark.parametrize(("free", "room"), [(FOR_A_SECOND_MODEL, True), (FOR_A_SECOND_MODEL - 1, False)])
def test_memory_decides_whether_two_models_fit(tmp_path: Path, free: int, room: bool) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text(f"MemTotal: 9 kB\nMemAvailable:   {free * 1024} kB\n", encoding="ascii")
    assert free_megabytes(meminfo) == free
    assert room_for_two_models(meminfo) is room


def test_where_memory_cannot_be_told_it_is_tried(tmp_path: Path) -> None:
    assert room_for_two_models(tmp_path / "nothing")
