"""`offer check` with its options: what it prints, for people and for programs, and how it ends."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from content.tiny_offer import HOME, TAX
from content.tiny_offer import Offer as SmallOffer

from bot import cli
from bot.content import kept
from bot.content.loader import read_content

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def small(tmp_path: Path) -> SmallOffer:
    return SmallOffer(tmp_path / "offer_content").build()


@pytest.fixture
def check(
    small: SmallOffer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs `offer check` on the small folder; gives its exit code, output and errors. Rasa is not installed."""
    monkeypatch.setattr("bot.commands.check.LOCAL", tmp_path / "local")
    monkeypatch.setattr("bot.rasa.training.ENGINE_PYTHON", tmp_path / "no-python")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["offer", "check", "--content", str(small.folder), *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_folder_in_order_ends_well_and_says_what_was_left_out(check: Run) -> None:
    missing = (
        "The questions were not compared with each other by the finder's encoder: "
        "Rasa's environment is not installed (make install).\n"
    )
    assert check() == (0, "The content is in order.\n", missing)
    assert check("--quick") == (0, "The content is in order.\n", "")


def test_what_is_worth_a_look_is_listed_and_does_not_stop(check: Run, small: SmallOffer) -> None:
    small.edit(HOME, "Ask your personal adviser.", "Ask an advocate.")
    code, out, _ = check("--quick")
    assert (code, out.split("\n")[-2]) == (0, "The content is in order; 1 thing is worth a look.")
    assert out.startswith(f"{HOME}:33: (worth a look) “advocate” stands here without its meaning.\n    Fix: ")


def test_fault_stops_and_is_counted_apart(check: Run, small: SmallOffer) -> None:
    small.edit(HOME, "Ask your personal adviser.", "Ask an advocate. It is £5.")
    code, out, _ = check("--quick")
    assert (code, out.split("\n")[-2]) == (1, "1 fault found, and 1 thing is worth a look.")


def test_list_for_programs_is_json_and_nothing_else(check: Run, small: SmallOffer) -> None:
    assert check("--quick", "--json")[:2] == (0, "[]\n")
    small.edit(HOME, "Ask your personal adviser.", "It is £5.")
    code, out, _ = check("--quick", "--json")
    assert code == 1
    assert json.loads(out) == [
        {
            "file": HOME,
            "line": 33,
            "check": "typed-by-hand",
            "severity": "fault",
            "problem": "An amount is typed by hand: “£5”.",
            "fix": "Take it from the register, for example {F01.amount}.",
        }
    ]


def test_fix_mends_says_what_it_did_and_checks_the_rest(check: Run, small: SmallOffer) -> None:
    small.edit(HOME, "facts: [F01]", "facts: []")
    small.edit(TAX, "You pay nothing yet.", "You pay nothing yet, not £5.  ")
    code, out, err = check("--quick", "--fix")
    assert code == 1
    assert err == (f"Mended {TAX}: took spaces off the end of 1 line.\nMended {HOME}: the list of facts is now F01.\n")
    assert out.split("\n")[-2] == "1 fault found."
    assert check("--quick", "--fix")[2] == "There was nothing that can be mended safely.\n"


def test_launch_gate_lists_what_is_open_and_ends_with_one(check: Run) -> None:
    code, out, _ = check("--quick", "--live")
    assert code == 1
    assert "facts/urgent.yml:1: The number 999 (U01) is shown, and no person has checked it." in out
    assert out.split("\n")[-3:-1] == [
        "Launch gate: not open. Not yet checked by a person: 5 of 5 facts with a crisis number, and 0 of 0 facts in "
        "doubt. Signed: 0 of 2.",
        "7 faults found.",
    ]
    assert json.loads(check("--quick", "--live", "--json")[1])[0]["check"] in {"crisis-number", "signature"}


def test_addresses_that_cannot_be_reached_do_not_stop_and_claim_nothing(
    check: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.content.online import Opened

    async def unreachable(wanted: list[str]) -> dict[str, Opened]:
        return {address: Opened("unreachable", "no answer in time") for address in wanted}

    monkeypatch.setattr("bot.content.online.open_all", unreachable)
    code, out, _ = check("--quick", "--online")
    assert code == 0
    assert "None of 1 addresses could be reached. Is this computer online? Nothing is known of them.\n" in out


def test_what_was_read_is_kept_and_a_changed_file_is_read_again(small: SmallOffer, tmp_path: Path) -> None:
    file = tmp_path / "read.pickle"
    first, faults = kept.read_kept(small.folder, file)
    assert faults == []
    again, _ = kept.read_kept(small.folder, file)
    assert again == first == read_content(small.folder)[0]
    assert again.answers["first-home"].marks.line("questions", 3) == first.answers["first-home"].marks.line(
        "questions", 3
    )
    small.edit(HOME, "owner: finances editor\n", "")
    assert [fault.problem for fault in kept.read_kept(small.folder, file)[1]] == ["“owner”: this field is missing."]


@pytest.mark.parametrize("held", [b"", b"nonsense", b"0" * 64 + b"\n\x80\x05N."])
def test_kept_file_that_is_broken_or_old_is_not_used(small: SmallOffer, tmp_path: Path, held: bytes) -> None:
    file = tmp_path / "read.pickle"
    file.write_bytes(held)
    content, faults = kept.read_kept(small.folder, file)
    assert (len(content.answers), faults) == (3, [])


def test_day_is_that_of_the_clock(check: Run, small: SmallOffer) -> None:
    due = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3)
    small.edit(HOME, "review_by: 2027-03-01", f"review_by: {due}")
    assert "in 3 days." in check("--quick")[1]
