"""The history of the content, on both kinds of database."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot.storage.history import ContentHistory, Made
from bot.storage.store import Store

FILE = "england/finances/council-tax.md"
ANN = Made("Ann Bell", "a typo", "desk")


@pytest.fixture
def history(store: Store) -> ContentHistory:
    return ContentHistory(store._engine)


def test_change_has_who_when_what_and_why(history: ContentHistory, clock: Any) -> None:
    history.begin({FILE: "old"}, clock())
    number = history.record(FILE, "new", ANN, clock.forward(minutes=5))
    assert number is not None
    change = history.change(number)
    assert change
    assert (change.at, change.file, change.before, change.after, change.made) == (clock(), FILE, "old", "new", ANN)
    assert history.seen() == {FILE: "new"}


def test_history_begins_once(history: ContentHistory, clock: Any) -> None:
    history.begin({FILE: "old"}, clock())
    history.begin({FILE: "other", "x.yml": "x"}, clock())
    assert history.seen() == {FILE: "old"}
    assert history.changes() == []


def test_what_was_seen_already_is_not_recorded_again(history: ContentHistory, clock: Any) -> None:
    history.begin({FILE: "old"}, clock())
    assert history.record(FILE, "new", ANN, clock()) is not None
    assert history.record(FILE, "new", Made("by hand", "", "hand"), clock()) is None
    assert len(history.changes()) == 1


def test_nothing_is_kept_when_the_change_fails(history: ContentHistory, clock: Any) -> None:
    history.begin({FILE: "old"}, clock())

    def fail() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        history.record(FILE, "new", ANN, clock(), fail)
    assert history.changes() == []
    assert history.seen() == {FILE: "old"}


def test_new_and_removed_files_are_changes_too(history: ContentHistory, clock: Any) -> None:
    history.begin({"x.yml": "x"}, clock())
    history.record(FILE, "new", ANN, clock())
    history.record(FILE, None, ANN, clock())
    assert [(c.before, c.after) for c in history.changes()] == [("new", None), (None, "new")]
    assert history.seen() == {"x.yml": "x"}


def test_newest_come_first_and_pages_follow(history: ContentHistory, clock: Any) -> None:
    for number in range(5):
        history.record(FILE, f"text {number}", ANN, clock())
    history.record("x.yml", "x", ANN, clock())
    newest = history.changes(FILE, limit=2)
    assert [c.after for c in newest] == ["text 4", "text 3"]
    assert [c.after for c in history.changes(FILE, before=newest[-1].id)] == ["text 2", "text 1", "text 0"]
    assert [c.after for c in history.later(newest[-1])] == ["text 4"]
    assert history.change(9999) is None


def test_refused_change_says_why(history: ContentHistory, clock: Any) -> None:
    number = history.record(FILE, "broken", Made("by hand", "", "hand"), clock())
    assert number is not None
    history.settle([number], "line 3: wrong")
    change = history.change(number)
    assert change
    assert change.made.refused == "line 3: wrong"


def test_same_change_seen_by_several_at_once_is_recorded_once(history: ContentHistory, clock: Any) -> None:
    history.begin({"x.yml": "x"}, clock())
    made: list[int | None] = []
    for text in ("new", "newer"):
        threads = [
            threading.Thread(target=lambda t=text: made.append(history.record(FILE, t, ANN, clock()))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len([number for number in made if number is not None]) == 2
    assert [c.after for c in history.changes()] == ["newer", "new"]
