"""Changed files are taken in while the bot runs; broken ones are refused."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tiny_offer import HOME, MONEY, REAL, TODAY, WORDS, Offer

from bot.content import live
from bot.content.choose import write_answer
from bot.content.faults import ContentFaults
from bot.content.live import LiveContent
from bot.content.model import Audience
from bot.content.watch import watch_content


def lead(served: LiveContent) -> str:
    written = write_answer(served.content, "first-home", Audience(), TODAY)
    assert written
    return written.markdown


def text_of(served: LiveContent, answer: str) -> str:
    blocks = served.content.answers[answer].body.sections.values()
    return "\n".join(block.text for section in blocks for block in section)


async def until(holds: Callable[[], bool], within: float = 10.0) -> float:
    """Seconds until it holds; fails when that takes too long."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < within, "it took too long"
        await asyncio.sleep(0.01)
    return time.monotonic() - started


@contextlib.asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[LiveContent]:
    served = LiveContent(folder)
    watching = asyncio.create_task(watch_content(served))
    await asyncio.sleep(0.2)  # the watch is set up
    try:
        yield served
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


async def test_changed_answer_is_live_in_under_a_second(offer: Offer) -> None:
    took = []
    async with watched(offer.folder) as served:
        for number in range(3):  # the fastest counts: other tests may keep this machine busy
            offer.edit(HOME, "You may get", f"Change {number}. You may get")
            took.append(await until(lambda change=f"Change {number}.": change in lead(served)))
    assert min(took) < 1


async def test_changed_amount_is_live_in_every_answer(offer: Offer) -> None:
    async with watched(offer.folder) as served:
        offer.edit(MONEY, "value: 3000", "value: 3500")
        await until(lambda: "£3,500" in lead(served))


async def test_new_answer_and_removed_layer_are_live(offer: Offer) -> None:
    async with watched(offer.folder) as served:
        offer.write("england/finances/new.md", offer.read(HOME).replace("id: first-home", "id: new"))
        shutil.rmtree(offer.folder / "councils/cambridgeshire")
        await until(lambda: "new" in served.content.answers and len(served.content.layers) == 1)


async def test_file_saved_by_putting_a_new_one_in_its_place_is_live(offer: Offer) -> None:
    async with watched(offer.folder) as served:
        new = offer.folder / "england/finances/.first-home.md.tmp"
        new.write_text(offer.read(HOME).replace("It is not always cash.", "Here are new words."))
        new.replace(offer.folder / HOME)
        await until(lambda: "new words" in lead(served))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (HOME, "id: first-home", "id: first home"),
        (MONEY, "value: 3000", "value: £3,000"),
        (WORDS, "notice:", "notise:"),
        (MONEY, "F02:", "- F02:"),
    ],
)
async def test_broken_file_is_refused_and_the_last_good_stays_until_it_is_mended(
    offer: Offer, name: str, old: str, new: str
) -> None:
    async with watched(offer.folder) as served:
        good = served.content
        offer.edit(name, old, new)
        await until(lambda: bool(served.faults))
        assert served.content is good
        assert {fault.path.as_posix() for fault in served.faults} == {name}
        offer.edit(name, new, old)
        await until(lambda: not served.faults and served.content is not good)


async def test_refused_file_is_told_in_the_log_with_its_line(offer: Offer, capsys: pytest.CaptureFixture[str]) -> None:
    async with watched(offer.folder) as served:
        offer.edit(HOME, "right: extra", "right: maybe")
        await until(lambda: bool(served.faults))
        await asyncio.sleep(0.05)
    told = capsys.readouterr()
    assert f"{HOME}:7" in told.out + told.err
    assert "the last good one stays" in told.out + told.err


async def test_answer_of_the_real_folder_is_live_in_under_a_second(tmp_path: Path) -> None:
    folder = tmp_path / "offer_content"
    await asyncio.to_thread(shutil.copytree, REAL, folder)
    changed, took = folder / "england/finances/council-tax.md", []
    async with watched(folder) as served:
        for number in range(3):
            changed.write_text(f"{changed.read_text()}\nChange {number}.\n")
            took.append(await until(lambda change=f"Change {number}.": change in text_of(served, "council-tax")))
    assert min(took) < 1


def test_folder_that_was_never_good_is_not_served(offer: Offer) -> None:
    offer.edit(HOME, "right: extra", "right: maybe")
    with pytest.raises(ContentFaults):
        LiveContent(offer.folder)


def test_actions_on_their_own_read_the_folder_of_the_setting(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_live", None)
    monkeypatch.setenv("OFFER_CONTENT", str(offer.folder))
    assert set(live.live_content().answers) == {"first-home", "council-tax", "adviser"}


def test_actions_in_the_bot_use_the_content_it_serves(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_live", None)
    served = LiveContent(offer.folder)
    live.serve(served)
    assert live.live_content() is served.content


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        (HOME, "home. [F01]", "home. [F99]", "There is no fact F99 in the register."),
        (HOME, "home. [F01]", "home. [F03]", "F03 may not be shown: It was never read in a source."),
        (HOME, "{F01.amount}", "{F01.sum}", "F01 has no value “sum”."),
        (
            MONEY,
            "value: 3000, start: 2026-04-01",
            "value: 3000, start: 2027-04-01",
            "F01.amount has no value for today.",
        ),
    ],
    ids=["no such fact", "hidden fact", "no such value", "no value today"],
)
def test_text_that_would_tell_what_is_not_so_is_refused(offer: Offer, name: str, old: str, new: str, why: str) -> None:
    served = LiveContent(offer.folder, lambda: TODAY)
    good = served.content
    offer.edit(name, old, new)
    assert not served.reload()
    assert served.content is good
    assert [(fault.path.as_posix(), fault.problem) for fault in served.faults] == [(name, why)]
    offer.edit(name, new, old)
    assert served.reload()


def test_value_that_has_ended_does_not_stop_other_changes(offer: Offer) -> None:
    offer.edit(MONEY, "start: 2026-04-01}", "start: 2026-04-01, end: 2026-11-23}")
    served = LiveContent(offer.folder, lambda: TODAY)
    offer.edit(HOME, "It is not always cash.", "Here are new words.")
    assert served.reload()
    offer.edit(MONEY, "until: {kind: number, value: 25}", "until: {kind: number, value: 25, end: 2026-11-23}")
    assert not served.reload()


def test_real_folder_is_read_again_in_under_a_second(tmp_path: Path) -> None:
    folder = tmp_path / "offer_content"
    shutil.copytree(REAL, folder)
    served, took = LiveContent(folder), []
    for number in range(3):
        changed = folder / "england/finances/council-tax.md"
        changed.write_text(f"{changed.read_text()}\nChange {number}.\n")
        started = time.monotonic()
        assert served.reload()
        took.append(time.monotonic() - started)
    assert min(took) < 1
