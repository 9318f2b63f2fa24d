"""The very words of the messages that editors meet most, and that all of them come at once."""

from __future__ import annotations

import pytest
from tiny_offer import CAMBS_HOME, HOME, MONEY, TAX, Offer

from bot.content.faults import ContentFaults
from bot.content.loader import load_content

MESSAGES = [
    (
        (HOME, "owner: finances editor\n", ""),
        "england/finances/first-home.md:2: “owner”: this field is missing.\n    Fix: Add a line `owner: ...`.",
    ),
    (
        (HOME, "handoff: offer", "handof: offer"),
        "england/finances/first-home.md:10: “handof”: this field is not known.\n"
        "    Fix: Look for a spelling mistake, or remove the line.",
    ),
    (
        (HOME, "2027-03-01", "soon"),
        "england/finances/first-home.md:12: “review_by”: this must be a day.\n"
        "    Fix: Write it as year-month-day, such as 2027-03-01.",
    ),
    (
        (HOME, "right: extra", "right: yes"),
        "england/finances/first-home.md:7: “right”: “yes” is not one of the words allowed.\n"
        "    Fix: Write one of: right, extra, both, information.",
    ),
    (
        (HOME, "{F01.amount}", "£3,000"),
        "england/finances/first-home.md:29: An amount is typed by hand: “£3,000”.\n"
        "    Fix: Take it from the register, for example {F01.amount}.",
    ),
    (
        (HOME, "You can complain. [F01]", "You can complain. [F01] [F09]"),
        "england/finances/first-home.md:36: The text rests on F09, which `facts` does not list.\n"
        "    Fix: Add F09 to `facts`.\n"
        "england/finances/first-home.md:36: There is no fact F09 in the register.\n"
        "    Fix: Look it up in offer_content/facts, and mend the id.",
    ),
    (
        (HOME, "[council-tax, adviser]", "[council-taxes]"),
        "england/finances/first-home.md:13: The related answer “council-taxes” does not exist.\n    Fix: Mend the id.",
    ),
    (
        (HOME, "## How do I get it", "## Getting it"),
        "england/finances/first-home.md:32: The heading “## Getting it” is not known.\n"
        "    Fix: Use one of: ## How do I get it, ## How much, ## If they say no, ## Who do I ask, ## When, ## More, "
        "## Easy words.",
    ),
    (
        (TAX, "[F02]\n:::\n", "[F02]\n"),
        "england/finances/council-tax.md:34: A block for an age is never closed.\n"
        "    Fix: Add a line with ::: after it.",
    ),
    (
        (MONEY, ", end: 2026-03-31", ""),
        "facts/finances.yml:10: F01.amount has two values for the same day.\n"
        "    Fix: Give the old one its `end`: the day before the new one's `start`.",
    ),
    (
        (CAMBS_HOME, "extends: first-home", "extends: first-homes"),
        "councils/cambridgeshire/finances/first-home.md:2: It extends “first-homes”, which does not exist.\n"
        "    Fix: Mend the id.",
    ),
]


@pytest.mark.parametrize(("edit", "message"), MESSAGES)
def test_message_says_where_what_and_how_to_mend_it(offer: Offer, edit: tuple[str, str, str], message: str) -> None:
    offer.edit(*edit)
    assert offer.report() == message


def test_all_faults_come_at_once_in_file_order(offer: Offer) -> None:
    for edit, _ in MESSAGES[1:6]:
        offer.edit(*edit)
    offer.edit(TAX, "owner: finances editor", "owner: 3")
    offer.edit(MONEY, "value: 25", "value: £25")
    faults = offer.faults()
    assert faults == sorted(faults)
    assert [f[:2] for f in faults] == [
        (TAX, 10),
        (HOME, 7),
        (HOME, 10),
        (HOME, 12),
        (HOME, 29),
        (HOME, 36),
        (MONEY, 21),
    ]


def test_loading_refuses_with_every_fault_of_reading(offer: Offer) -> None:
    assert load_content(offer.folder).answers
    offer.edit(HOME, "right: extra", "right: yes")
    offer.edit(TAX, "owner: finances editor", "owner: 3")
    with pytest.raises(ContentFaults) as refused:
        load_content(offer.folder)
    assert [(f.path.as_posix(), f.line) for f in refused.value.faults] == [(TAX, 10), (HOME, 7)]
    assert str(refused.value).startswith(f"{TAX}:10: ")
