"""What an editor gets wrong in a letter or in “my offer”: the check names the file, the line and the problem."""

from __future__ import annotations

import pytest
from tiny_offer import Offer

LETTER, WHOM, ASKS, LIST = (
    "letters/letter-tax.md", "letters/recipients.yml", "interviews/letter-tax.yml", "my_offer.yml",
)  # fmt: skip
FILES = {
    LETTER: """\
---
id: letter-tax
title: Asking for less council tax
choice: write about council tax
who: care leavers
to: tax
interview: letter-tax
fields:
  name: your name
owner: finances editor
review_by: 2027-03-01
facts: [F02]
---
To: {team}, {council}

I ask for what you give until {F02.until}. [F02]
::: if lives is alone
I live alone.
:::
{name}

## How to send it
{send}
""",
    WHOM: """\
tax:
  name: Council tax team
  of: lived_in
  send: Send it to the council. It gives up to {F01.amount}. [F01]
  facts: [F01]
  councils:
    rutland: {send: Take it to the office in Oakham.}
""",
    ASKS: """\
id: letter-tax
title: your letter
choice: write about council tax
start: I ask two things.
ending: letter
questions:
  - key: name
    label: Your name
    ask: What is your name?
    kind: text
  - key: lives
    label: Who you live with
    ask: Do you live alone?
    kind: choice
    choices:
      - {value: alone, label: Alone}
      - {value: others, label: With others}
""",
    LIST: """\
how: Ask your adviser. [F02]
button_on: [adviser]
items:
  - answer: council-tax
    group: extra
    from_age: 18
    line: Less council tax until {F02.until}. [F02]
    councils:
      leicestershire: Nothing until {F02.until}. [F02]
  - answer: first-home
    group: extra
    line: At least {F01.amount} for a first home. [F01]
""",
}

MISTAKES = [
    # facts and values that are not there, or may not be told
    (LETTER, "until {F02.until}. [F02]", "until {F02.until}. [F09]", "[F09]", "There is no fact F09 in the register."),
    (LETTER, "{F02.until}", "{F02.amount}", "{F02.amount}", "F02 has no value “amount”."),
    (WHOM, "[F01]", "[F03]", "[F03]", "F03 may not be shown: It was never read in a source."),
    (LIST, "Nothing until {F02.until}. [F02]", "Nothing. [F03]", "leicestershire:", "F03 may not be shown"),
    (LIST, "Ask your adviser. [F02]", "Ask your adviser. [Z99]", "how:", "There is no fact Z99 in the register."),
    # the list of facts
    (LETTER, "facts: [F02]", "facts: [F02, F01]", "facts: [", "F01 is listed under `facts` but nothing"),
    (LETTER, "facts: [F02]", "facts: []", "[F02]", "The text rests on F02, which `facts` does not list."),
    (WHOM, "  facts: [F01]\n", "", "send: Send it", "The text rests on F01, which `facts` does not list."),
    # typed by hand
    (LETTER, "I live alone.", "I live alone and pay £90.", "£90", "An amount is typed by hand: “£90”."),
    (WHOM, "Take it to the office in Oakham.", "Ring 01572 722577.", "01572", "A telephone number is typed by hand"),
    (LIST, "At least {F01.amount}", "At least £3,000", "£3,000", "An amount is typed by hand: “£3,000”."),
    # fields
    (LETTER, "{name}\n", "{nam}\n", "{nam}", "The letter has no field “nam”."),
    (LETTER, "{name}\n", "Sam\n", "name: your name", "The field “name” stands nowhere in the letter."),
    (LETTER, "  name: your name\n", "  name: your name\n  born: your birthday\n", "born:",
     "No question of “letter-tax” fills the field “born”."),
    (LETTER, "{name}\n", "{name} {lives}\n", "{lives}", "The letter has no field “lives”."),
    (LETTER, "{send}\n", "Send it.\n", "Send it.", "“How to send it” does not say where: {send} is missing."),
    # parts
    (LETTER, "if lives is alone", "if live is alone", "if live is", "No question has the key “live”."),
    (LETTER, "if lives is alone", "if lives is single", "is single", "Nobody can answer “lives” with “single”."),
    (LETTER, "if lives is alone", "when lives is alone", "when lives", "“::: when lives is alone” is not understood."),
    (LETTER, "alone.\n:::", "alone.\n", "::: if lives", "This part is never closed."),
    (LETTER, "## How to send it", "## How to post it", "## How to post",
     "The heading “## How to post it” is not known."),
    # whom, which questions
    (LETTER, "to: tax", "to: taxes", "to: taxes", "recipients.yml has no “taxes”."),
    (LETTER, "interview: letter-tax", "interview: letter-t", "interview:", "There are no questions “letter-t”."),
    (ASKS, "ending: letter", "ending: suggestion", None, "The questions “letter-tax” do not end in a letter."),
    (WHOM, "rutland:", "rutlant:", "rutlant:", "places.yml has no council “rutlant”."),
    # the shape
    (LETTER, "id: letter-tax", "id: letter-taxes", "id: letter-taxes", "The id is “letter-taxes”, the file's name"),
    (LETTER, "owner: finances editor\n", "", "id: letter-tax", "“owner”: this field is missing."),
    (LIST, "group: extra\n    from", "group: nice\n    from", "group: nice", "“nice” is not one of the words allowed."),
    # my offer
    (LIST, "answer: first-home", "answer: last-home", "last-home", "There is no answer “last-home”."),
    (LIST, "button_on: [adviser]", "button_on: [advisor]", "button_on", "There is no answer “advisor”."),
    (LIST, "leicestershire:", "leics:", "leics:", "places.yml has no council “leics”."),
    (LIST, "    group: extra\n    line: At", "    group: right\n    line: At", "group: right",
     "The answer says `right: extra`"),
    (LIST, "from_age: 18", "from_age: 18\n    to_age: 16", "answer: council-tax", "its `to_age` is less than"),
]  # fmt: skip


@pytest.fixture
def papers(offer: Offer) -> Offer:
    for name, text in FILES.items():
        offer.write(name, text)
    return offer


def found(offer: Offer) -> list[tuple[str, int, str]]:
    return [f for f in offer.faults() if f[0] in FILES]


def test_letters_and_list_that_are_in_order_have_no_fault(papers: Offer) -> None:
    assert found(papers) == []
    content = papers.content()
    assert list(content.letters) == ["letter-tax"]
    assert len(content.my_offer.items) == 2


@pytest.mark.parametrize(("file", "old", "new", "where", "problem"), MISTAKES)
def test_the_check_says_what_is_wrong_and_where(
    papers: Offer, file: str, old: str, new: str, where: str | None, problem: str
) -> None:
    papers.edit(file, old, new)
    faults = found(papers)
    matching = [(f, line) for f, line, text in faults if problem in text]
    assert matching, faults
    if where is not None:
        assert (file, papers.line(file, where)) in matching


def test_a_line_without_a_fact_is_a_fault(papers: Offer) -> None:
    papers.edit(LIST, "At least {F01.amount} for a first home. [F01]", "Something for a first home.")
    assert (LIST, papers.line(LIST, "Something"), "The line rests on no fact.") in found(papers)


def test_without_letters_and_without_a_list_the_content_is_in_order(offer: Offer) -> None:
    assert offer.content().letters == {}
    assert offer.content().my_offer.items == []
