"""Answers and facts as forms, and back into their files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from content.tiny_offer import HOME, LEICS_TAX, MONEY, REAL, Offer

from bot.content.edits import CannotEdit, parse
from bot.editors.answer_form import (
    facts_in,
    from_fields,
    new_answer_file,
    read_answer,
    unwrapped,
    wrapped,
    write_answer_file,
)
from bot.editors.fact_form import FactForm, Row, changed_from, read_fact, write_fact
from bot.editors.fact_form import from_fields as fact_from_fields
from bot.editors.typed import Mistyped, read_day, read_value

TODAY = dt.date(2026, 11, 24)
APRIL = dt.date(2027, 4, 1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def difference(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_every_real_answer_comes_out_of_its_form_as_it_went_in() -> None:
    for path in [*REAL.rglob("england/**/*.md"), *REAL.rglob("councils/**/*.md")]:
        text = path.read_text(encoding="utf-8")
        form = read_answer(text)
        posted = {
            **form.texts,
            "questions": "\r\n".join(form.questions),
            "related": ", ".join(form.lists["related"]),
            **{f"section_{key}": part.replace("\n", "\r\n") for key, part in form.sections.items()},
        }
        assert from_fields(form, posted) == form, path
        assert write_answer_file(text, form) == text, path


def test_every_real_fact_comes_out_of_its_form_as_it_went_in() -> None:
    for path in REAL.glob("facts/*.yml"):
        text = path.read_text(encoding="utf-8")
        for name in parse(text) if path.name != "sources.yml" else ():
            form = read_fact(text, name)
            assert fact_from_fields(form, {}, "Ann", TODAY) == form
            assert write_fact(text, form) == text, name


def test_only_the_part_that_changed_is_different(offer: Offer) -> None:
    text = offer.read(HOME)
    form = read_answer(text)
    new = replace(form, sections={**form.sections, "refused": "Complain in writing. [F02]"})
    assert difference(text, write_answer_file(text, new)) == (
        ["facts: [F01]", "You can complain. [F01]"],
        ["facts: [F01, F02]", "Complain in writing. [F02]"],
    )


def test_new_part_stands_below_with_its_heading_and_an_empty_one_goes(offer: Offer) -> None:
    text = offer.read(HOME)
    form = from_fields(read_answer(text), {"section_when": "Soon.\r\n\r\n- a\r\n- b", "section_how": " "})
    written = write_answer_file(text, form)
    assert written.endswith("## If they say no\nYou can complain. [F01]\n\n## When\nSoon.\n\n- a\n- b\n")
    assert "## How do I get it" not in written
    assert "how" not in read_answer(written).sections


def test_long_paragraph_is_wrapped_in_the_file_and_whole_in_the_form(offer: Offer) -> None:
    text = offer.read(HOME)
    long = "This is a rather long sentence about money. " * 6
    written = write_answer_file(text, from_fields(read_answer(text), {"section_lead": long}))
    assert all(len(line) <= 120 for line in written.split("\n"))
    assert read_answer(written).sections["lead"] == long.strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "a b"),
        ("a\n\nb\nc", "a\n\nb c"),
        ("- a\n  more\n- b", "- a more\n- b"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("::: age under 18\na\nb\n:::\nc", "::: age under 18\na b\n:::\nc"),
    ],
)
def test_lists_blocks_and_paragraphs_stay_apart(text: str, shown: str) -> None:
    assert unwrapped(text) == shown
    assert unwrapped(shown) == shown


def test_wrapping_never_makes_a_list_of_a_sentence() -> None:
    line = ("x" * 117) + " - not a list, and 1. not one either " + "word " * 20
    assert unwrapped(wrapped(line)) == line.strip() or wrapped(line) == line


def test_layer_has_no_fields_of_an_answer(offer: Offer) -> None:
    form = read_answer(offer.read(LEICS_TAX))
    assert form.layer_of == "council-tax"
    assert form.texts == {
        "mode": "replace",
        "right": "right",
        "owner": "Leicestershire editor",
        "review_by": "2027-02-01",
    }


@pytest.mark.parametrize(
    "text", ["no fields", "---\nid: x\n", "---\n- a\n---\nb", "---\nid: x\n---\na\n## When\nb\n## When\nc"]
)
def test_file_that_is_not_laid_out_is_left_to_the_text_editor(text: str) -> None:
    with pytest.raises(CannotEdit):
        read_answer(text)


def test_questions_with_marks_are_quoted(offer: Offer) -> None:
    text = offer.read(HOME)
    asked = ["why: me?", "- dash", "# hash", "it's", "“what”", "first-home question one"]
    form = from_fields(read_answer(text), {"questions": "\n".join([*asked, " ", "it's"])})
    assert read_answer(write_answer_file(text, form)).questions == asked


def test_facts_are_found_in_the_order_of_the_text() -> None:
    assert facts_in("a {F02.x} b [F01, F03] c [F02]") == ["F02", "F01", "F03"]


def test_new_answer_can_be_read_back() -> None:
    text = new_answer_file(name="free-bus", title="Free: bus", area="society", owner="x", review_by="2027-01-01")
    form = read_answer(text)
    assert (form.name, form.texts["title"], form.texts["choice"]) == ("free-bus", "Free: bus", "free: bus")
    filled = write_answer_file(text, from_fields(form, {"section_lead": "Hello.", "questions": "a\nb"}))
    assert filled.endswith("questions:\n  - a\n  - b\n---\nHello.\n")


def row(value: str, start: str | None = None, end: str | None = None) -> Row:
    return Row("money", value, day(start) if start else None, day(end) if end else None)


@pytest.mark.parametrize(
    ("rows", "start", "after"),
    [
        ([row("1")], "2027-04-01", [row("1", None, "2027-03-31"), row("9", "2027-04-01")]),
        (
            [row("1", "2023-04-01")],
            "2027-04-01",
            [row("1", "2023-04-01", "2027-03-31"), row("9", "2027-04-01")],
        ),
        ([row("1", "2027-04-01")], "2027-04-01", [row("9", "2027-04-01")]),
        (
            [row("1", None, "2027-03-31"), row("2", "2027-04-01")],
            "2027-01-01",
            [row("1", None, "2026-12-31"), row("9", "2027-01-01", "2027-03-31"), row("2", "2027-04-01")],
        ),
        (
            [row("1", "2023-01-01", "2024-01-01")],
            "2027-04-01",
            [row("1", "2023-01-01", "2024-01-01"), row("9", "2027-04-01")],
        ),
        ([row("1")], None, [row("9")]),
    ],
    ids=["open", "with a start", "same day", "between two", "after a gap", "put right"],
)  # fmt: skip
def test_changed_amount_ends_the_old_one_by_itself(rows: list[Row], start: str | None, after: list[Row]) -> None:
    assert list(changed_from(rows, "9", day(start) if start else None)) == after


def fact(offer: Offer) -> tuple[str, FactForm]:
    text = offer.read(MONEY)
    return text, read_fact(text, "F01")


def test_changed_amount_changes_one_line_of_the_register(offer: Offer) -> None:
    text, form = fact(offer)
    posted = {"value.amount.new": "£3,500", "value.amount.from": "1 April 2027"}
    assert difference(text, write_fact(text, fact_from_fields(form, posted, "Ann", TODAY))) == (
        ["      - {kind: money, value: 3000, start: 2026-04-01}"],
        [
            "      - {kind: money, value: 3000, start: 2026-04-01, end: 2027-03-31}",
            "      - {kind: money, value: 3500, start: 2027-04-01}",
        ],
    )


def test_who_opened_the_page_is_recorded(offer: Offer) -> None:
    text, form = fact(offer)
    new = write_fact(text, fact_from_fields(form, {"checked": "yes"}, 'Ann "x" Bell', TODAY))
    assert difference(text, new) == ([], ['  checked: {by: "Ann \\"x\\" Bell", on: 2026-11-24}'])
    assert read_fact(new, "F01").checked == ('Ann "x" Bell', TODAY)


def test_old_check_does_not_vouch_for_a_new_amount(offer: Offer) -> None:
    _, form = fact(offer)
    checked = replace(form, checked=("Bob", TODAY))
    changed = {"value.amount.new": "3500", "value.amount.from": "2027-04-01"}
    assert fact_from_fields(checked, changed, "Ann", TODAY).checked is None
    assert fact_from_fields(checked, {"check_by": "2027-01-01"}, "Ann", TODAY).checked == ("Bob", TODAY)
    assert fact_from_fields(checked, {**changed, "checked": "yes"}, "Ann", TODAY).checked == ("Ann", TODAY)


def test_new_value_is_added_with_its_kind(offer: Offer) -> None:
    text, form = fact(offer)
    posted = {"add.name": "line", "add.kind": "phone", "add.value": "0800 1111"}
    new = write_fact(text, fact_from_fields(form, posted, "Ann", TODAY))
    assert '    line: {kind: phone, value: "0800 1111"}' in new
    assert read_fact(new, "F01").values["line"] == (Row("phone", "0800 1111"),)


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"value.amount.new": "lots", "value.amount.from": "2027-04-01"}, "value.amount.new"),
        ({"value.amount.new": "3500"}, "value.amount.from"),
        ({"value.amount.from": "2027-04-01"}, "value.amount.new"),
        ({"value.amount.new": "3500", "value.amount.from": "31 April 2027"}, "value.amount.from"),
        ({"value.amount.1.value": "3500", "value.amount.1.start": "2027-02-02", "value.amount.1.end": "2027-01-01"},
         "value.amount.1.value"),
        ({"add.name": "Not A Name", "add.kind": "money", "add.value": "1"}, "add.name"),
        ({"add.name": "amount", "add.kind": "money", "add.value": "1"}, "add.name"),
        ({"add.name": "sum", "add.kind": "magic", "add.value": "1"}, "add.kind"),
        ({"check_by": "soon"}, "check_by"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_at_its_field(offer: Offer, posted: dict[str, str], field: str) -> None:
    _, form = fact(offer)
    with pytest.raises(Mistyped) as told:
        fact_from_fields(form, posted, "Ann", TODAY)
    assert told.value.field == field
    assert told.value.problem.endswith((".", "?"))


def test_new_amount_cannot_begin_before_the_one_that_is_there(offer: Offer) -> None:
    _, form = fact(offer)
    form = replace(form, values={"amount": (Row("money", "3000", APRIL, None),)})
    with pytest.raises(Mistyped, match="began later"):
        fact_from_fields(form, {"value.amount.new": "3500", "value.amount.from": "1 April 2020"}, "Ann", TODAY)


def test_draft_that_is_written_is_no_draft_any_more() -> None:
    text = (
        "---\nextends: first-home\nmode: add\ndraft: true\nowner: Kent editor\nfacts: []\n---\nTo do: what Kent says.\n"
    )
    form = read_answer(text)
    assert write_answer_file(text, form) == text
    written = write_answer_file(text, from_fields(form, {"section_lead": "Kent adds a welcome pack."}))
    assert "draft" not in written
    still = write_answer_file(text, from_fields(form, {"section_lead": "To do: ask the team.", "owner": "Ann"}))
    assert "draft: true" in still


@pytest.mark.parametrize(
    "text", ["2027-04-01", "1/4/2027", "01.04.2027", "1 April 2027", "1st of April 2027", "1 apr 2027"]
)
def test_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day("x", text) == APRIL


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("money", "£3,500", "3500"),
        ("money", "3500 pounds", "3500"),
        ("money", "£ 338.58", "338.58"),
        ("money", "45p", "0.45"),
        ("percent", "55 %", "55"),
        ("number", "1,000", "1000"),
        ("date", "1 April 2027", "2027-04-01"),
        ("phone", " 0800  1111 ", "0800 1111"),
    ],
)
def test_value_is_read_as_people_write_it(kind: str, text: str, value: str) -> None:
    assert read_value("x", kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("money", "3.500,00"),
        ("money", "£3.500"),
        ("money", "-5"),
        ("money", "NaN"),
        ("number", "a"),
        ("money", "3 or 4"),
    ],
)
def test_value_that_is_none_is_refused(kind: str, text: str) -> None:
    with pytest.raises(Mistyped):
        read_value("x", kind, text)
