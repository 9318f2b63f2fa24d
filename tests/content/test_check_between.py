"""Three editing mistakes of each kind between files: near-duplicates, answers nobody reaches, contradictions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from found import found, said
from tiny_offer import ADVISER, CAMBS_HOME, HOME, LEICS_TAX, MONEY, SOURCES, TAX, TODAY, WORDS, Offer

from bot.content.check import check_content, stopping
from bot.content.checks import CHECKS, READING
from bot.content.confusing import Encoder, EncoderMissing, confusing_questions

DOCS = Path(__file__).resolve().parents[2] / "docs" / "content-format.md"


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("how do i get the home grant", "how can I get a home grant please"),
        ("home grant how to get", "How do I get the grant for home?"),
        ("how do i get the furniture grant", "how do i get the furnitre grant"),
    ],
)
def test_near_duplicate_inside_an_answer_counts_once(offer: Offer, first: str, later: str) -> None:
    offer.edit(HOME, "first-home question two", first)
    offer.edit(HOME, "first-home question three", later)
    [fault] = found(offer, "questions")
    assert (fault.path.as_posix(), fault.line) == (HOME, offer.line(HOME, "questions:"))
    assert fault.problem == "Only 11 different questions lead to this answer."
    assert f"“{first}” and “{later}” (line {offer.line(HOME, later)}) count as one." in fault.fix
    assert found(offer, "near-question") == []


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("can i get money for my home", "how do I get the money for a home"),
        ("money home", "home money?"),
        ("do care leavers pay council tax", "do care leevers pay council tax"),
    ],
)
def test_near_duplicate_of_another_answers_question_is_a_fault_at_the_later(
    offer: Offer, first: str, later: str
) -> None:
    offer.edit(TAX, "council-tax question one", first)
    offer.edit(HOME, "first-home question one", later)
    where = f"{TAX}:{offer.line(TAX, first)}"
    problem = f"“{later}” is nearly “{first}”, which leads to “council-tax” ({where})."
    assert said(offer, "near-question") == [(HOME, offer.line(HOME, later), problem)]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ("can i get it at 17", "can i get it at 18"),
        ("is it for care leavers", "is it not for care leavers"),
        ("when do i get the grant", "where do i get the grant"),
    ],
)
def test_questions_that_differ_in_a_word_that_matters_are_two(offer: Offer, first: str, later: str) -> None:
    offer.edit(HOME, "first-home question two", first)
    offer.edit(TAX, "council-tax question two", later)
    assert found(offer, "near-question") == []


@pytest.mark.parametrize("council", [None, "leicestershire", "cambridgeshire"])
def test_answer_that_nothing_leads_to_is_told(offer: Offer, council: str | None) -> None:
    name = f"councils/{council}/finances/copy.md" if council else "england/finances/copy.md"
    offer.write(name, offer.read(HOME).replace("id: first-home", "id: copy").replace("my first home", "my copy"))
    [fault] = [f for f in found(offer, "nothing-leads-here") if f.path.as_posix() == name]
    assert fault.problem == "Nothing leads to “copy”: no question of its own, and no other answer names it."
    offer.edit(ADVISER, "review_by:", "related: [copy]\nreview_by:")
    assert name not in [f.path.as_posix() for f in found(offer, "nothing-leads-here")]


@pytest.mark.parametrize(
    ("name", "fact", "old"),
    [(MONEY, "F04", "F02:"), ("facts/health.yml", "H01", ""), ("facts/urgent.yml", "U02", "U09:")],
)
def test_fact_that_no_answer_uses_is_worth_a_look(offer: Offer, name: str, fact: str, old: str) -> None:
    text = offer.read(name) if (offer.folder / name).exists() else ""
    entry = f"{fact}:\n  claim: Some councils give a bus pass for free.\n  who: all\n  area: society\n"
    entry += '  sources: [GUIDE]\n  dated: "2024"\n  confidence: V\n'
    offer.write(name, text.replace(old, entry + old, 1) if old else entry)
    [fault] = found(offer, "untold-facts")
    assert (fault.path.as_posix(), fault.line, fault.severity) == (name, offer.line(name, f"{fact}:"), "warning")
    offer.edit(name, entry, f"{entry}  history: true\n")
    assert found(offer, "untold-facts") == []


@pytest.mark.parametrize(
    "address", ["the report of 2024", "example", "www.example.gov.uk/a page", "https:/example.gov.uk"]
)
def test_source_whose_address_is_none_is_told(offer: Offer, address: str) -> None:
    offer.edit(SOURCES, "https://www.example.gov.uk/tax", f"'{address}'")
    assert said(offer, "sources") == [(SOURCES, offer.line(SOURCES, "address:"), f"“{address}” is not a web address.")]


LAYERS = [
    # what stands in the national answer, in the layer, what the layer says, what the national text says
    ("You get {F01.amount}.", "In Cambridgeshire you get {F04.amount}.", "£1,500", "£3,000"),
    ("You get at least {F01.amount}.", "In Cambridgeshire it is {F04.amount}.", "£1,500", "£3,000"),
    ("You get up to {F04.amount}.", "In Cambridgeshire you get {F01.amount}.", "£3,000", "£1,500"),
    ("You get it until you are {F04.until}.", "In Cambridgeshire until you are {F02.until}.", "25", "21"),
    ("It starts on {F01.start}.", "In Cambridgeshire it starts on {F04.start}.", "1 May 2026", "1 April 2026"),
]
OTHER_SUM = """\
F04:
  claim: Cambridgeshire gives {amount} to {until}, from {start}.
  who: Cambridgeshire care leavers
  area: finances
  sources: [GUIDE]
  dated: "2024"
  confidence: V
  values:
    amount: {kind: money, value: 1500}
    until: {kind: number, value: 21}
    start: {kind: date, value: 2026-05-01}
"""


def with_figures(offer: Offer, national: str, here: str) -> None:
    offer.edit(MONEY, "F02:", f"{OTHER_SUM}F02:")
    offer.edit(MONEY, "value: 3000, start: 2026-04-01}", "value: 3000, start: 2026-04-01}\n    start: " + (
        "{kind: date, value: 2026-04-01}"
    ))  # fmt: skip
    offer.edit(HOME, "You may get at least {F01.amount} to set up your first home. [F01]", national)
    offer.edit(CAMBS_HOME, "Cambridgeshire adds a welcome pack. [F01]", here)


@pytest.mark.parametrize(("national", "here", "one", "other"), LAYERS)
def test_layer_with_another_figure_than_the_text_it_adds_to_is_told(
    offer: Offer, national: str, here: str, one: str, other: str
) -> None:
    with_figures(offer, national, here)
    problem = f"This layer says {one}, the national text above it {other}."
    assert said(offer, "contradiction") == [(CAMBS_HOME, offer.line(CAMBS_HOME, here), problem)]


@pytest.mark.parametrize(
    ("national", "here", "mode"),
    [
        ("You get at least {F04.amount}.", "In Cambridgeshire you get {F01.amount}.", "add"),
        ("You get up to {F01.amount}.", "In Cambridgeshire you get {F04.amount}.", "add"),
        ("You get {F01.amount}.", "In Cambridgeshire you get {F01.amount}.", "add"),
        ("You get {F01.amount}.", "In Cambridgeshire you get {F04.amount}.", "replace"),
        ("You get {F01.amount}.", "In Cambridgeshire until you are {F04.until}.", "add"),
    ],
)
def test_layer_whose_figures_go_with_the_national_text_is_let_through(
    offer: Offer, national: str, here: str, mode: str
) -> None:
    with_figures(offer, national, here)
    offer.edit(CAMBS_HOME, "extends: first-home", f"extends: first-home\nmode: {mode}")
    assert said(offer, "contradiction") == []


@pytest.mark.parametrize(("national", "here"), [("right", "extra"), ("both", "extra"), ("right", "information")])
def test_layer_that_makes_a_right_an_extra_is_told(offer: Offer, national: str, here: str) -> None:
    offer.edit(TAX, "right: both", f"right: {national}")
    offer.edit(LEICS_TAX, "right: right", f"right: {here}")
    problem = f"The national answer tells a right in law; this layer makes it “{here}”."
    assert said(offer, "contradiction") == [(LEICS_TAX, offer.line(LEICS_TAX, "right:"), problem)]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (CAMBS_HOME, "F01 is true of Leicestershire, not of Cambridgeshire."),
        (HOME, "F01 is true of Leicestershire, and this is for all of England."),
        ("councils/rutland/finances/home.md", "F01 is true of Leicestershire, not of Rutland."),
    ],
)
def test_fact_of_another_council_is_told_where_it_is_used_first(offer: Offer, name: str, told: str) -> None:
    if not (offer.folder / name).exists():
        offer.write(name, offer.read(CAMBS_HOME))
    offer.edit(MONEY, "  applies_by: responsible\n", "  applies_by: responsible\n  council: leicestershire\n")
    line = offer.line(name, "F01.amount" if name == HOME else "pack. [F01]")
    assert (name, line, told) in said(offer, "other-council")


@pytest.mark.parametrize("owner", ["''", "'-'", "TBC", "nobody"])
@pytest.mark.parametrize("name", [HOME, LEICS_TAX])
def test_missing_owner_is_told(offer: Offer, name: str, owner: str) -> None:
    old = next(line for line in offer.read(name).split("\n") if line.startswith("owner:"))
    offer.edit(name, old, f"owner: {owner}")
    [(file, line, _)] = said(offer, "owner")
    assert (file, line) == (name, offer.line(name, "owner:"))


@pytest.mark.parametrize(
    ("day", "severity", "problem"),
    [
        (dt.date(2026, 12, 24), "warning", "The review is due on 24 December 2026, in 30 days."),
        (dt.date(2026, 11, 25), "warning", "The review is due on 25 November 2026, in 1 day."),
        (dt.date(2026, 11, 24), "warning", "The review is due today."),
        (dt.date(2026, 11, 23), "warning", "The review was due on 23 November 2026, 1 day ago."),
        (dt.date(2026, 5, 28), "warning", "The review was due on 28 May 2026, 180 days ago."),
        (dt.date(2026, 5, 27), "fault", "The review was due on 27 May 2026, more than 180 days ago."),
    ],
)
def test_review_that_is_due_is_told(offer: Offer, day: dt.date, severity: str, problem: str) -> None:
    offer.edit(HOME, "review_by: 2027-03-01", f"review_by: {day}")
    [fault] = found(offer, "review")
    assert (fault.line, fault.severity, fault.problem) == (offer.line(HOME, "review_by"), severity, problem)


def test_review_of_31_days_ahead_is_not_yet_near(offer: Offer) -> None:
    offer.edit(HOME, "review_by: 2027-03-01", "review_by: 2026-12-25")
    assert found(offer, "review") == []


def encoder(tmp_path: Path, script: str) -> Encoder:
    """An encoder whose interpreter is a shell script, which stands in for Rasa's environment."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    return Encoder(python, tmp_path / "kept")


def test_confusing_question_names_both_texts_and_is_kept(offer: Offer, tmp_path: Path) -> None:
    one = '{"place": 0, "other": "council-tax", "near": 13, "ahead": 0.4, "among_first": true}'
    asks = encoder(tmp_path, f"cat > /dev/null; echo run >> {tmp_path}/runs; echo '[{one}]'")
    [fault] = confusing_questions(offer.content(), asks)
    assert (fault.check, fault.severity) == ("confusing-question", "warning")
    assert "is closer to the answer “council-tax” than to “adviser”: it is like “" in fault.problem
    confusing_questions(offer.content(), asks)
    assert (tmp_path / "runs").read_text() == "run\n"
    offer.edit(HOME, "first-home question one", "money for a bed")
    confusing_questions(offer.content(), asks)
    assert (tmp_path / "runs").read_text() == "run\nrun\n"


@pytest.mark.parametrize(
    ("script", "why"),
    [(None, "is not installed"), ("exit 3", "no reason was given"), ("echo broken >&2; exit 2", "(broken)")],
)
def test_encoder_that_is_missing_says_why(offer: Offer, tmp_path: Path, script: str | None, why: str) -> None:
    asks = Encoder(tmp_path / "nowhere", tmp_path) if script is None else encoder(tmp_path, script)
    with pytest.raises(EncoderMissing, match=f".*{why.replace('(', '.').replace(')', '.')}"):
        confusing_questions(offer.content(), asks)


def test_every_fault_names_its_check_and_only_faults_stop(offer: Offer) -> None:
    offer.edit(HOME, "Ask your personal adviser.", 'Ask an advocate: "Is it £5?"')
    offer.edit(HOME, "owner: finances editor\n", "")
    offer.edit(TAX, "owner: finances editor\n", "ower: x\n")
    faults = check_content(offer.folder, TODAY)
    assert {fault.check for fault in faults} <= {READING, *(check.id for check in CHECKS)}
    assert {fault.severity for fault in stopping(faults)} == {"fault"}
    assert faults == sorted(faults)


def test_ids_of_checks_are_unique_and_documented() -> None:
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    page = DOCS.read_text(encoding="utf-8")
    assert [name for name in [*ids, READING, "confusing-question", "online"] if f"`{name}`" not in page] == []


def test_fixed_texts_are_read_too(offer: Offer) -> None:
    offer.edit(WORDS, "Sorry, something went wrong", "Help will be provided when something went wrong")
    assert [name for name, _, _ in said(offer, "officialese")] == [WORDS]
