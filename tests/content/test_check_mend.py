"""`offer check --fix`: what it mends, that it leaves every other byte alone, and that a second run finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from found import found
from tiny_offer import CAMBS_HOME, HOME, TAX, Offer

from bot.content.loader import read_content
from bot.content.mend import Known, mend_folder, mended

KNOWN = Known({"council-tax", "adviser", "first-home"}, {"F01", "F02", "F03"})
PLAIN = "Ask your personal adviser."


def mend(offer: Offer) -> list[str]:
    return mend_folder(read_content(offer.folder)[0])


MISTAKES = [
    # what stands in the file, what the editor made of it, what the mended file has there, what is said
    (PLAIN, f"{PLAIN}  ", PLAIN, "took spaces off the end of 1 line"),
    ("You can complain. [F01]", "You can complain. [F01]\t", "You can complain. [F01]", "took spaces off the end"),
    ("owner: finances editor", "owner: finances editor   ", "owner: finances editor", "took spaces off the end"),
    (f"{PLAIN}\n\n", f"{PLAIN}\n\n\n\n", f"{PLAIN}\n\n", "took out 2 empty lines"),
    ("---\nYou may", "---\n\nYou may", "---\nYou may", "took out 1 empty line"),
    ("complain. [F01]\n", "complain. [F01]\n\n\n", "complain. [F01]\n", "took out 2 empty lines"),
    (PLAIN, 'Say: "I want it." Then wait.', "Say: “I want it.” Then wait.", "made 2 quotation marks curly"),
    (PLAIN, '("now")', "(“now”)", "made 2 quotation marks curly"),
    (PLAIN, '"A," he said, "B."', "“A,” he said, “B.”", "made 4 quotation marks curly"),
    ("facts: [F01]", "facts: []", "facts: [F01]", "the list of facts is now F01"),
    ("facts: [F01]", "facts: [F02, F01]", "facts: [F01]", "the list of facts is now F01"),
    (
        "facts: [F01]",
        "facts:\n  - F02\n  - F01  # the sum",
        "facts:\n  - F01  # the sum",
        "the list of facts is now F01",
    ),
    (
        "related: [council-tax, adviser]",
        "related: [council-taxs, adviser]",
        "related: [council-tax, adviser]",
        "is now",
    ),
    ("related: [council-tax, adviser]", "related: [adviser, first-home]", "related: [adviser]", "is now adviser"),
    ("related: [council-tax, adviser]", "related: [adviser, adviser]", "related: [adviser]", "is now adviser"),
]


@pytest.mark.parametrize(("good", "bad", "right", "said"), MISTAKES)
def test_safe_mistake_is_mended_and_the_rest_of_the_file_is_untouched(
    offer: Offer, good: str, bad: str, right: str, said: str
) -> None:
    was = offer.read(HOME)
    offer.edit(HOME, good, bad)
    [line] = mend(offer)
    assert line.startswith(f"{HOME}: ")
    assert said in line
    assert offer.read(HOME) == was.replace(good, right, 1)
    assert mend(offer) == []


@pytest.mark.parametrize(
    "again", ["- first-home question one", "- First-home   question ONE?!", "- 'first home question one'"]
)
def test_question_that_stands_twice_in_an_answer_is_taken_out(offer: Offer, again: str) -> None:
    was = offer.read(HOME)
    offer.edit(HOME, "  - first-home asked as two", f"  {again}\n  - first-home asked as two")
    assert mend(offer) == [f"{HOME}: took out 1 question that stood twice."]
    assert offer.read(HOME) == was
    assert found(offer, "same-question") == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (HOME, "- first-home question two", "- council-tax question one"),  # which answer it fits is for a person
        (HOME, "You can complain. [F01]", "You can complain. [F77]"),
        (HOME, "related: [council-tax, adviser]", "related: [council-tax, somewhere-else]"),
        (HOME, PLAIN, 'Say "yes.'),  # where it should end is for a person
        (HOME, PLAIN, '[Say "yes"](https://a.gov.uk/"x) "no'),
        (TAX, "::: age under 18\n", ""),
        (CAMBS_HOME, "facts: [F01]\n", ""),
    ],
)
def test_mistake_that_needs_a_decision_is_left_alone(offer: Offer, name: str, old: str, new: str) -> None:
    offer.edit(name, old, new)
    was = offer.read(name)
    assert mend(offer) == []
    assert offer.read(name) == was


@pytest.mark.parametrize("text", ["", "Just text.\n", "---\nid: [x\n---\nText.  \n", "---\nid: x\nText.  \n"])
def test_file_that_cannot_be_read_is_left_alone(text: str) -> None:
    assert mended(text, KNOWN) == (text, [])


def test_line_ends_of_windows_stay(offer: Offer) -> None:
    text = offer.read(HOME).replace("\n", "\r\n")
    bad = text.replace(PLAIN, f"{PLAIN}  ")
    assert mended(bad, KNOWN)[0] == text


def test_folder_in_order_is_not_touched(offer: Offer) -> None:
    before = {path: path.stat().st_mtime_ns for path in offer.folder.rglob("*.*")}
    assert mend(offer) == []
    assert {path: path.stat().st_mtime_ns for path in offer.folder.rglob("*.*")} == before


def test_our_own_content_has_nothing_to_mend() -> None:
    folder = Path(__file__).resolve().parents[2] / "offer_content"
    content, _ = read_content(folder)
    known = Known(set(content.answers) | content.unread, set(content.facts))
    changed = [path.name for path, _ in content.bodies if mended(path.read_text(encoding="utf-8"), known)[1]]
    assert changed == []
