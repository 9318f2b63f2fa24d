"""`offer review`, `offer facts`, `offer preview` and the clock of `offer ask --on`: what they print and change."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_offer import HOME, LEICS_TAX, MONEY, Offer

from bot import cli
from bot.ask import clock_as_at

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(offer: Offer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the small folder; gives its exit code, output and errors."""
    for name in ("OFFER_OVERDUE_DAYS", "OFFER_CONTENT"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["offer", *arguments, "--content", str(offer.folder)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


def test_review_lists_by_owner_with_file_and_source(run: Run, offer: Offer) -> None:
    code, out, err = run("review", "--on", "2027-02-10")
    assert (code, err) == (0, "")
    assert out.split("\n\n")[1] == (
        "Leicestershire editor: 1\n"
        "  2027-02-01  LATE  leicestershire/council-tax: Council tax\n"
        f"      file: {LEICS_TAX}:{offer.line(LEICS_TAX, 'review_by')}\n"
        "      read: Council tax page (May 2023), https://www.example.gov.uk/tax"
    )
    assert "read: Guide for care leavers (2024), no address" in out
    assert out.endswith("5 due by 12 March 2027.\n")


def test_review_with_nothing_due_says_so(run: Run) -> None:
    assert run("review", "--on", "2026-11-24") == (0, "Nothing is due.\n", "")


def test_review_looks_as_far_ahead_as_asked(run: Run) -> None:
    assert "5 due by" in run("review", "--on", "2026-11-24", "--days", "100")[1]


def test_review_of_one_owner(run: Run) -> None:
    _, out, _ = run("review", "--on", "2027-02-10", "--owner", "Finances")
    assert out.startswith("finances editor: 2\n")
    assert out.endswith("2 due by 12 March 2027.\n")


def test_review_of_an_unknown_owner_names_the_known(run: Run) -> None:
    code, out, err = run("review", "--on", "2027-02-10", "--owner", "bob")
    assert (code, out) == (2, "")
    assert err.startswith("Nobody is called “bob” here. The owners are: Cambridgeshire editor, Leicestershire editor, ")


def test_review_of_an_owner_with_nothing_due_is_no_mistake(run: Run) -> None:
    assert run("review", "--on", "2026-11-24", "--owner", "finances")[:2] == (0, "Nothing is due.\n")


def test_review_for_a_program(run: Run) -> None:
    rows = json.loads(run("review", "--on", "2027-02-10", "--json")[1])
    assert {row["id"] for row in rows} >= {"first-home", "leicestershire/council-tax"}
    assert rows[0]["due"] == "2027-02-01"
    assert rows[0]["sources"] == [{"title": "Guide for care leavers", "address": None, "dated": "2024"}]


@pytest.mark.parametrize("day", ["2027-13-01", "1 March 2027", "tomorrow"])
def test_day_that_is_none_is_told_without_a_trace(run: Run, day: str) -> None:
    code, out, err = run("review", "--on", day)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_review_done_moves_the_day_and_nothing_else(run: Run, offer: Offer) -> None:
    before = offer.read(HOME)
    code, out, err = run("review", "done", "first-home", "--by", "Ada Bell", "--on", "2026-11-20")
    assert (code, out, err) == (0, "first-home: to be read again by 20 November 2027.\n", "")
    line = "review_by: 2027-11-20  # read by Ada Bell on 2026-11-20"
    assert offer.read(HOME) == before.replace("review_by: 2027-03-01", line)


def test_review_done_of_a_layer_changes_the_layer(run: Run, offer: Offer) -> None:
    run("review", "done", "leicestershire/council-tax", "--by", "Ada Bell", "--on", "2026-11-20")
    assert "review_by: 2027-11-20" in offer.read(LEICS_TAX)
    assert "review_by: 2027-03-01" in offer.read(HOME)


def test_review_done_takes_the_period_of_the_area_and_never_moves_a_day_back(run: Run, offer: Offer) -> None:
    offer.write("upkeep.yml", "months:\n  default: 12\n  finances: 1\n")
    run("review", "done", "first-home", "--by", "Ada Bell", "--on", "2026-11-20")
    assert "review_by: 2027-03-01  # read by Ada Bell on 2026-11-20" in offer.read(HOME)
    offer.write("upkeep.yml", "months:\n  default: 12\n  finances: 5\n")
    run("review", "done", "first-home", "--by", "Ada Bell", "--on", "2026-11-20")
    assert "review_by: 2027-04-20" in offer.read(HOME)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["first-hom"], "There is no answer “first-hom”. Did you mean first-home"),
        (["rutland/first-home"], "There is no answer “rutland/first-home”. Did you mean"),
        (["zzz"], "There is no answer “zzz”.\n"),
        (["first-home", "--on", "2999-01-01"], "1 January 2999 has not come yet."),
    ],
)
def test_review_done_that_cannot_be_is_one_sentence(run: Run, offer: Offer, arguments: list[str], said: str) -> None:
    before = offer.read(HOME)
    code, out, err = run("review", "done", *arguments, "--by", "Ada Bell")
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert offer.read(HOME) == before


@pytest.mark.parametrize("name", ["", "42"])
def test_review_done_by_nobody_is_refused(run: Run, offer: Offer, name: str) -> None:
    before = offer.read(HOME)
    code, _, err = run("review", "done", "first-home", "--by", name)
    assert code == 2
    assert err.startswith("Say who read it: a person's name")
    assert offer.read(HOME) == before


def test_bad_periods_are_one_sentence(run: Run, offer: Offer) -> None:
    offer.write("upkeep.yml", "months:\n  default: soon\n")
    code, _, err = run("review", "done", "first-home", "--by", "Ada Bell")
    assert (code, err) == (2, "upkeep.yml:2: “default” cannot be used. Write a whole number of months, 1 to 60.\n")


def test_fact_checked_is_recorded_and_the_answer_says_so(run: Run) -> None:
    code, out, err = run("facts", "checked", "f01", "--by", "Ada Bell", "--on", "2026-11-20")
    assert (code, out, err) == (0, "F01: checked on 20 November 2026. To be checked again by 20 November 2027.\n", "")
    shown = run("preview", "first-home", "--on", "2026-11-24")[1]
    assert "From Guide for care leavers, dated 2024. Checked on 20 November 2026." in shown
    before = run("preview", "first-home", "--on", "2026-11-19")[1]
    assert "; not yet checked." in before


def test_fact_checked_before_its_day_keeps_its_day(run: Run, offer: Offer) -> None:
    offer.edit(MONEY, "confidence: V\n", "confidence: V\n  check_by: 2027-04-01\n")
    out = run("facts", "checked", "F01", "--by", "Ada Bell", "--on", "2026-11-20")[1]
    assert out == "F01: checked on 20 November 2026. To be checked again by 1 April 2027.\n"
    assert "check_by: 2027-04-01\n" in offer.read(MONEY)


@pytest.mark.parametrize(("fact", "by", "said"), [("F99", "Ada", "There is no fact F99"), ("F01", "", "Say who read")])
def test_fact_that_cannot_be_checked_is_one_sentence(run: Run, offer: Offer, fact: str, by: str, said: str) -> None:
    before = offer.read(MONEY)
    code, out, err = run("facts", "checked", fact, "--by", by)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(said)
    assert offer.read(MONEY) == before


def test_facts_due_lists_what_ends_and_what_has_ended(run: Run, offer: Offer) -> None:
    offer.edit(MONEY, "start: 2026-04-01}", "start: 2026-04-01, end: 2027-03-31}")
    early = run("facts", "due", "--on", "2026-11-24")[1]
    assert early == "No amount has ended, and none ends by 22 February 2027.\n"
    before = run("facts", "due", "--on", "2027-02-01")[1]
    assert before.startswith("End:\n  2027-03-31  F01.amount: £3,000, then nothing  (finances editor)\n")
    assert "      told by: first-home\n" in before
    after = run("facts", "due", "--on", "2027-04-01")[1]
    assert after.startswith("Have ended, and nothing holds in their place:\n  2027-03-31  F01.amount: £3,000")


def test_facts_due_for_a_program(run: Run, offer: Offer) -> None:
    offer.edit(MONEY, "start: 2026-04-01}", "start: 2026-04-01, end: 2027-03-31}")
    [row] = json.loads(run("facts", "due", "--on", "2027-02-01", "--json")[1])
    assert (row["fact"], row["what"], row["day"], row["used_by"]) == ("F01", "ends", "2027-03-31", ["first-home"])


def test_preview_shows_every_part_for_the_person_and_the_day(run: Run) -> None:
    code, out, _ = run("preview", "first-home", "--on", "2026-03-31", "--council", "cambridgeshire", "--age", "19")
    assert code == 0
    assert out.startswith("[as at 31 March 2026, council cambridgeshire, age 19]\n# Money for your first home\n")
    assert "£2,000" in out
    assert "welcome pack" in out
    assert "## How do I get it?\n\nAsk your personal adviser." in out
    assert "£3,000" in run("preview", "first-home", "--on", "2026-04-01")[1]


def test_preview_of_a_day_far_ahead_is_what_a_person_would_get_then(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    late = run("preview", "first-home", "--on", "2027-04-01")[1]
    assert "This was due a check in March 2027." in late
    cut = run("preview", "first-home", "--on", "2028-01-01")[1]
    assert "So I leave out what it said." in cut
    assert "£" not in cut
    monkeypatch.setenv("OFFER_OVERDUE_DAYS", "20")
    assert "So I leave out what it said." in run("preview", "first-home", "--on", "2027-04-01")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["first-hom"], "There is no answer “first-hom”. Did you mean first-home?\n"),
        (["first-home", "--council", "leicshire"], "There is no council “leicshire”. Did you mean leicestershire?\n"),
        (["first-home", "--lives-in", "mars"], "There is no council “mars”.\n"),
    ],
)
def test_preview_of_what_is_not_there_is_one_sentence(run: Run, arguments: list[str], said: str) -> None:
    assert run("preview", *arguments) == (2, "", said)


@pytest.mark.parametrize("command", [["review"], ["facts", "due"], ["preview", "x"]])
def test_no_folder_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["offer", *command, "--content", str(tmp_path / "no")])
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().err == f"There is no content folder at {tmp_path / 'no'}.\n"


def test_clock_as_at_a_day_is_that_day_at_this_time_and_goes_on() -> None:
    times = iter([dt.datetime(2026, 11, 24, 9, minute, tzinfo=dt.UTC) for minute in (0, 1, 2)])
    clock = clock_as_at(dt.date(2027, 4, 1), lambda: next(times))
    assert [clock(), clock()] == [dt.datetime(2027, 4, 1, 9, minute, tzinfo=dt.UTC) for minute in (1, 2)]


def test_clock_without_a_day_is_the_clock() -> None:
    clock = clock_as_at(None, lambda: dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    assert clock().date() == dt.date(2026, 11, 24)
