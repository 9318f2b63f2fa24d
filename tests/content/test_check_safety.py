"""What the check says of safety topics: none made lighter, numbers in the words, children's lines for children."""

from __future__ import annotations

import pytest
from found import said
from tiny_offer import TOPICS, Offer

from bot.content.checks.safety import PRIVATE, URGENT
from bot.content.loader import Content

LINES = "safety/lines.yml"


def test_topics_in_order_have_no_fault(offer: Offer) -> None:
    assert said(offer, "safety-topics") == []
    assert said(offer, "children-lines") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("verdict: urgent", "verdict: sensitive", "“suicidal-thoughts” is no longer urgent, so nobody would be told."),
        ("permission: told", "permission: asked", "What is urgent is told, never asked."),
        ("route: adviser", "route: person-chooses", "What is urgent cannot wait for a choice (`person-chooses`)."),
        ("facts: [U01, U11]", "facts: []", "Urgent words without a number."),
        ("Call {U01.number} now. [U01]", "Call now. [U01]", "The words must hold the number of U01, and do not."),
        ("suicidal-thoughts:", "partner-abuse:",
         "“partner-abuse” is not private, so messages could come while somebody else holds the phone."),
    ],
)  # fmt: skip
def test_a_topic_made_lighter_or_emptier_is_a_fault(offer: Offer, old: str, new: str, problem: str) -> None:
    offer.edit(TOPICS, old, new)
    assert problem in [found for _, _, found in said(offer, "safety-topics")]


def test_a_sensitive_topic_never_goes_to_the_allegations_desk(offer: Offer) -> None:
    offer.edit(TOPICS, "suicidal-thoughts:", "worry:")
    offer.edit(TOPICS, "verdict: urgent", "verdict: sensitive")
    offer.edit(TOPICS, "permission: told", "permission: asked")
    assert said(offer, "safety-topics") == []
    offer.edit(TOPICS, "route: adviser", "route: allegations")
    assert [problem for _, _, problem in said(offer, "safety-topics")] == [
        "Only what is urgent goes to the allegations desk."
    ]


def test_a_childrens_line_stands_in_a_part_for_its_age(offer: Offer) -> None:
    offer.edit("facts/urgent.yml", 'value: "0800 1111"}', 'value: "0800 1111"}\n    until: {kind: number, value: 19}')
    assert said(offer, "children-lines") == []
    offer.edit(TOPICS, "::: age under 19", "::: age under 21")
    assert [problem for _, _, problem in said(offer, "children-lines")] == [
        "U11 is a line for people under 19, and others would be given it as theirs."
    ]
    offer.edit(TOPICS, "::: age under 21", "::: age under 18")
    assert said(offer, "children-lines") == []


def test_a_councils_line_for_children_is_checked_too(offer: Offer) -> None:
    offer.edit("facts/urgent.yml", 'value: "0800 1111"}', 'value: "0800 1111"}\n    until: {kind: number, value: 19}')
    offer.write(LINES, "lines:\n  leicestershire:\n    words: |\n      Ring {U11.number}. [U11]\n")
    assert [where for where, _, _ in said(offer, "children-lines")] == [LINES]


def test_every_topic_of_the_closed_list_is_in_the_real_content(real: Content) -> None:
    assert set(real.topics) >= URGENT
    assert {t.id for t in real.topics.values() if t.verdict == "urgent"} == URGENT
    assert {t.id for t in real.topics.values() if t.private} >= PRIVATE
    assert {t.id for t in real.topics.values() if t.route == "allegations"} == {"staff-allegation"}
