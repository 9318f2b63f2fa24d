"""What an editor gets wrong in an answer, and what the check says: the file, the very line, the problem."""

from __future__ import annotations

import pytest
from tiny_offer import ADVISER, CAMBS_HOME, HOME, LEICS_TAX, TAX, Offer

# file, what stands there, what the editor makes of it, a text on the line the fault must name, the problem
FIELDS = [
    # a field is missing: the fault names the first field's line
    (HOME, "owner: finances editor\n", "", "id: first-home", "“owner”: this field is missing."),
    (HOME, "title: Money for your first home\n", "", "id: first-home", "“title”: this field is missing."),
    (LEICS_TAX, "review_by: 2027-02-01\n", "", "extends: council-tax", "“review_by”: this field is missing."),
    # a field is misspelt
    (HOME, "handoff: offer", "hand_off: offer", "hand_off: offer", "“hand_off”: this field is not known."),
    (HOME, "related: [", "see_also: [", "see_also: [", "“see_also”: this field is not known."),
    (LEICS_TAX, "mode: replace", "Mode: replace", "Mode: replace", "“Mode”: this field is not known."),
    # the wrong kind of thing
    (HOME, "review_by: 2027-03-01", "review_by: next March", "review_by", "“review_by”: this must be a day."),
    (HOME, "facts: [F01]", "facts: F01", "facts: F01", "“facts”: this must be a list."),
    (HOME, "owner: finances editor", "owner: 12", "owner: 12", "“owner”: this must be text."),
    (HOME, "owner: finances editor", "owner:", "owner:", "“owner”: this must be text."),
    (HOME, "right: extra", "right: maybe", "right: maybe", "“right”: “maybe” is not one of the words allowed."),
    (HOME, "ask: [council]", "ask: [county]", "ask: [", "“ask.0”: “county” is not one of the words allowed."),
    (HOME, "area: finances", "area: money", "area: money", "“area”: “money” is not one of the words allowed."),
    (HOME, "facts: [F01]", "facts: [f1]", "facts: [f1]", "“facts.0”: “f1” is not an id."),
    (LEICS_TAX, "extends: council-tax", "extends: Council tax", "extends:", "“extends”: “Council tax” is not an id."),
    (
        HOME,
        "- first-home question two",
        "- first-home: question",
        "- first-home: q",
        "“questions.1”: this must be text.",
    ),
    (HOME, "- first-home question two", "- 18", "- 18", "“questions.1”: this must be text."),
    (HOME, "- first-home question two", "-", "  -\n", "“questions.1”: this must be text."),
    (
        HOME,
        "choice: money for my first home",
        "choice: money for the very first home that I will have",
        "choice:",
        "“choice”: this has 46 characters, and 40 fit.",
    ),
]


def found_line(offer: Offer, name: str, mark: str) -> int:
    text = offer.read(name)
    return text[: text.index(mark)].count("\n") + 1


def test_small_folder_is_in_order(offer: Offer) -> None:
    assert offer.report() == ""


@pytest.mark.parametrize(("name", "old", "new", "at", "problem"), FIELDS)
def test_field_mistake_is_told_on_its_line(offer: Offer, name: str, old: str, new: str, at: str, problem: str) -> None:
    offer.edit(name, old, new)
    assert offer.faults() == [(name, found_line(offer, name, at), problem)]


YAML = [
    (HOME, "title: Money", "title: Money: ", "title:", "mapping values are not allowed here"),
    (HOME, "related: [council-tax, adviser]", "related: [council-tax", "facts:", "expected ',' or ']'"),
    (HOME, "owner: finances", "\towner: finances", "\towner", "cannot start any token"),
    (HOME, "choice: money", "choice: @money", "choice:", "cannot start any token"),
    (HOME, "owner: finances editor", "owner: a\nowner: b", "owner: b", 'found duplicate key "owner"'),
]


@pytest.mark.parametrize(("name", "old", "new", "at", "problem"), YAML)
def test_broken_yaml_is_told_on_its_line(offer: Offer, name: str, old: str, new: str, at: str, problem: str) -> None:
    offer.edit(name, old, new)
    [(path, line, said)] = offer.faults()
    assert (path, line) == (name, found_line(offer, name, at))
    assert said.startswith("This is not valid YAML: ")
    assert problem in said


def test_day_that_no_calendar_has_is_told_on_its_line(offer: Offer) -> None:
    offer.edit(HOME, "2027-03-01", "2027-02-30")
    [(path, line, problem)] = offer.faults()
    assert (path, line) == (HOME, 12)
    assert problem.startswith("There is no such day: ")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("Just text.\n", 1, "The file must begin with a line of three dashes (---), then its fields."),
        ("", 1, "The file must begin with a line of three dashes (---), then its fields."),
        ("---\nid: adviser\ntitle: x\n", 3, "The fields are not closed: add a line of three dashes (---)."),
        ("---\n- id\n---\nText.\n", 2, "Between the dashes there must be fields, such as `id: council-tax`."),
        (b"---\nid: adviser\n---\nCaf\xe9.\n", 1, "The file is not saved as UTF-8 text (byte 23). Save it as UTF-8."),
        ("---\nid: \x07\n---\nText.\n", 1, "The file cannot be read: unacceptable character #x0007"),
    ],
)
def test_file_that_is_no_answer_is_told(offer: Offer, text: str | bytes, line: int, problem: str) -> None:
    offer.write("england/eligibility/new.md", text)
    [(path, at, said)] = offer.faults()
    assert (path, at) == ("england/eligibility/new.md", line)
    assert said.startswith(problem)


def test_files_that_editors_and_systems_hide_are_left_alone(offer: Offer) -> None:
    offer.write("england/finances/._council-tax.md", b"\x00\x05\x16")
    (offer.folder / "england/finances/.#council-tax.md").symlink_to("nobody@nowhere.1")
    assert offer.faults() == []


def test_file_that_vanishes_while_it_is_read_is_a_fault(offer: Offer) -> None:
    (offer.folder / "england/finances/gone.md").symlink_to("nowhere.md")
    assert offer.faults() == [("england/finances/gone.md", 1, "The file is missing.")]


# what stands in an answer's text, what the editor makes of it, a text on the line that is named, the problem
BODY = [
    # headings
    (HOME, "## How do I get it", "## How to get it", "## How to", "The heading “## How to get it” is not known."),
    (HOME, "## How do I get it", "# How do I get it", "# How do", "The heading “# How do I get it” is not known."),
    (HOME, "## How do I get it", "##How do I get it", "##How", "The heading “##How do I get it” is not known."),
    (HOME, "## How do I get it", "## If they say no", "no\nYou", "The heading “## If they say no” stands twice."),
    # blocks for an age
    (
        TAX,
        ":::\n\n::: age 18",
        "\n::: age 18",
        "::: age 18",
        "A block for an age begins before that of line {open} is closed.",
    ),
    (TAX, "[F02]\n:::", "[F02]\n", "::: age 18", "A block for an age is never closed."),
    (TAX, "::: age under 18\n", "", ":::\n\n", "::: closes a block that was never opened."),
    (TAX, "::: age 18 and over", "::: ages 18 and over", "::: ages", "“::: ages 18 and over” is not understood."),
    (TAX, "::: age 18 and over", "::: age 18+", "::: age 18+", "“::: age 18+” is not understood."),
    (TAX, "::: age 18 and over", "::: over 18", "::: over 18", "“::: over 18” is not understood."),
    (TAX, "::: age 18 and over", "::: age 24 to 21", "::: age 24", "“::: age 24 to 21” holds for no age."),
    (TAX, "::: age under 18", "::: age under 0", "::: age under 0", "“::: age under 0” holds for no age."),
    # the lead
    (
        ADVISER,
        "Your personal adviser helps you plan.",
        "## More\nText.",
        "## More",
        "There is no text before the first heading.",
    ),
    (ADVISER, "Your personal adviser helps you plan.\n", "", None, "There is no text before the first heading."),
    (CAMBS_HOME, "Cambridgeshire adds a welcome pack. [F01]\n", "", None, "There is no text before the first heading."),
]


@pytest.mark.parametrize(("name", "old", "new", "at", "problem"), BODY)
def test_mistake_in_the_text_is_told_on_its_line(
    offer: Offer, name: str, old: str, new: str, at: str | None, problem: str
) -> None:
    offer.edit(name, old, new)
    line = found_line(offer, name, at) if at else offer.read(name).count("\n") + 1
    problem = problem.replace("{open}", str(line - 3))
    assert (name, line, problem) in offer.faults()


# facts and values in the text
CLAIMS = [
    (HOME, "You can complain. [F01]", "You can complain. [F77]", "There is no fact F77 in the register."),
    (HOME, "You can complain. [F01]", "Up to {F77.amount}.", "There is no fact F77 in the register."),
    (HOME, "You can complain. [F01]", "Old.\nOlder. [F03]", "F03 may not be shown: It was never read in a source."),
    (HOME, "You can complain. [F01]", "It is {F01.sum}.", "F01 has no value “sum”."),
    (HOME, "You can complain. [F01]", "It is {F02.amount}.", "F02 has no value “amount”."),
    (HOME, "You can complain. [F01]", "You can complain. [f01]", "“[f01]” is not understood."),
    (HOME, "You can complain. [F01]", "It is {F01}.", "“{F01}” is not understood."),
    (HOME, "You can complain. [F01]", "It is {F01.Amount}.", "“{F01.Amount}” is not understood."),
    (HOME, "You can complain. [F01]", "It is {F01.amount.", "“{F01.amount.” is not understood."),
    # typed by hand: amounts
    (HOME, "You can complain. [F01]", "It is £3,000.", "An amount is typed by hand: “£3,000”."),
    (HOME, "You can complain. [F01]", "It is £ 52.50 a week.", "An amount is typed by hand: “£ 52.50”."),
    (HOME, "You can complain. [F01]", "It is 3,000 pounds.", "An amount is typed by hand: “3,000 pounds”."),
    (HOME, "You can complain. [F01]", "It is 55p.", "An amount is typed by hand: “55p”."),
    (HOME, "You can complain. [F01]", "You get 3k.", "An amount is typed by hand: “3k”."),
    (HOME, "You can complain. [F01]", "You get 25% off.", "An amount is typed by hand: “25%”."),
    (
        HOME,
        "You can complain. [F01]",
        "You get two thousand five hundred pounds.",
        "An amount is typed by hand: “two thousand five hundred pounds”.",
    ),
    # telephone numbers
    (HOME, "You can complain. [F01]", "Ring 0800 1111.", "A telephone number is typed by hand: “0800 1111”."),
    (HOME, "You can complain. [F01]", "Ring 116 123.", "A telephone number is typed by hand: “116 123”."),
    (
        HOME,
        "You can complain. [F01]",
        "Ring (0116) 232 3232.",
        "A telephone number is typed by hand: “(0116) 232 3232”.",
    ),
    (
        HOME,
        "You can complain. [F01]",
        "Ring +44 7700 900123.",
        "A telephone number is typed by hand: “+44 7700 900123”.",
    ),
    (HOME, "You can complain. [F01]", "Ring 0800-068-4141.", "A telephone number is typed by hand: “0800-068-4141”."),
    (HOME, "You can complain. [F01]", "[0800 1111](tel:08001111)", "A telephone number is typed by hand: “0800 1111”."),
    # dates
    (HOME, "You can complain. [F01]", "From 1 April.", "A date is typed by hand: “1 April”."),
    (HOME, "You can complain. [F01]", "From 1st Apr 2027.", "A date is typed by hand: “1st Apr 2027”."),
    (HOME, "You can complain. [F01]", "From April 2027.", "A date is typed by hand: “April 2027”."),
    (HOME, "You can complain. [F01]", "From 01/04/27.", "A date is typed by hand: “01/04/27”."),
    (HOME, "You can complain. [F01]", "Since 2024.", "A date is typed by hand: “2024”."),
]


@pytest.mark.parametrize(("name", "old", "new", "problem"), CLAIMS)
def test_claim_mistake_is_told_on_its_line(offer: Offer, name: str, old: str, new: str, problem: str) -> None:
    offer.edit(name, old, f"Ask first.\n{new}")
    line = offer.line(name, new.split("\n")[-1])
    assert (name, line, problem) in offer.faults()


@pytest.mark.parametrize(
    "fine",
    [
        "See [the page](https://www.example.gov.uk/2024/march).",
        "You may be 18 to 25 years old.",
        "In March or May you may march.",
        "Ask for 13 weeks, and 24 hours.",
        "Up to {F01.amount}, [F01] then ask.",
    ],
)
def test_text_that_is_in_order_is_let_through(offer: Offer, fine: str) -> None:
    offer.edit(HOME, "You can complain. [F01]", fine)
    assert offer.faults() == []


def test_listed_fact_that_nothing_rests_on_is_told(offer: Offer) -> None:
    offer.edit(HOME, "facts: [F01]", "facts:\n  - F01\n  - F02")
    problem = "F02 is listed under `facts` but nothing in the text rests on it."
    assert offer.faults() == [(HOME, offer.line(HOME, "- F02"), problem)]


def test_used_fact_that_is_not_listed_is_told_where_it_is_used_first(offer: Offer) -> None:
    offer.edit(HOME, "Ask your personal adviser.", "Ask your adviser.\nNo tax. [F01, F02]")
    offer.edit(HOME, "You can complain. [F01]", "You can complain. [F02]")
    problem = "The text rests on F02, which `facts` does not list."
    assert offer.faults() == [(HOME, offer.line(HOME, "No tax."), problem)]
