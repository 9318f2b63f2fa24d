"""The layers of Leicestershire and Cambridgeshire, and the glossary: whole, and honest about what was not found."""

from __future__ import annotations

import re

import pytest
from tiny_offer import TODAY

from bot.content.choose import write_answer
from bot.content.loader import Content
from bot.content.model import Audience

COUNCILS = ("leicestershire", "cambridgeshire")
GAP = "couldn't find"
GLOSSARY = {
    "advocate": "advocate", "apprenticeship": "apprenticeship", "care leaver": "am-i-a-care-leaver",
    "care order": "what-is-a-care-order", "care plan": "what-is-a-care-plan",
    "children in care council": "care-council", "corporate parent": "what-is-a-corporate-parent",
    "children'?s rights officer": "what-is-a-childrens-rights-officer",
    "corporate parenting board": "what-is-the-corporate-parenting-board", "covenant": "care-leaver-covenant",
    "eligible": "what-is-eligible-relevant", "former relevant": "what-is-eligible-relevant",
    "qualifying": "what-is-eligible-relevant", "young people's support worker": "what-is-an-extended-support-worker",
    "iro": "what-is-an-iro", "independent reviewing officer": "what-is-an-iro", "local offer": "local-offer",
    "looked after": "what-is-looked-after", "member champion": "what-is-a-member-champion",
    "neet": "what-is-neet-eet", "eet": "what-is-neet-eet", "pathway plan": "pathway-plan",
    "participation officer": "what-is-a-participation-officer",
    "pep": "pep", "personal education plan": "pep", "personal adviser": "personal-adviser", "pa": "personal-adviser",
    "registered social worker": "what-is-a-social-worker", "section 20": "what-is-section-20",
    "senior practitioner": "what-is-a-senior-practitioner", "staying put": "staying-put",
    "support worker": "what-is-a-support-worker", "sypac": "sypac", "the bridge": "what-is-the-bridge",
    "two-tier area": "what-is-a-two-tier-area", "uasc": "what-is-uasc", "virtual school": "virtual-school",
}  # fmt: skip
_ASKS_MEANING = re.compile(r"\bwhats?\b|\bmeans?\b|meaning|\bdo they do\b|\bwho is\b", re.IGNORECASE)


@pytest.mark.parametrize(("term", "answer"), GLOSSARY.items())
def test_every_term_of_the_glossary_answers_what_does_it_mean(real: Content, term: str, answer: str) -> None:
    asked = [q for q in real.questions()[answer] if re.search(rf"\b{term}\b", q, re.IGNORECASE)]
    assert [q for q in asked if _ASKS_MEANING.search(q)], term


@pytest.mark.parametrize("council", COUNCILS)
def test_districts_are_told(real: Content, council: str) -> None:
    text = real.layers[council, "what-is-a-two-tier-area"].body.sections["lead"][0].text
    said = " ".join(text.split())
    assert [p.name for p in real.councils[council].districts.values() if p.name not in said] == []


def test_night_numbers_are_those_of_the_register(real: Content) -> None:
    cambs = write_answer(real, "out-of-hours", Audience(council="cambridgeshire", age=19), TODAY)
    child = write_answer(real, "out-of-hours", Audience(council="leicestershire", age=17), TODAY)
    adult = write_answer(real, "out-of-hours", Audience(council="leicestershire", age=19), TODAY)
    assert cambs
    assert child
    assert adult
    assert {"U29", "M07"} <= set(cambs.facts)
    assert "U30" in child.facts
    assert "0116" not in adult.markdown  # the children's line was not shown to be for people of 18 and over
    assert GAP in adult.markdown


@pytest.mark.parametrize(("council", "answer"), [
    ("leicestershire", "contact-leaving-care-team"), ("leicestershire", "setting-up-home-money"),
    ("leicestershire", "leisure-gym"), ("cambridgeshire", "setting-up-home-money"),
    ("cambridgeshire", "money-at-16-17"), ("cambridgeshire", "worried-about-a-child"),
    ("cambridgeshire", "cambridgeshire-pledge"),
])  # fmt: skip
def test_what_was_not_found_is_said_with_who_can_tell(real: Content, council: str, answer: str) -> None:
    written = write_answer(real, answer, Audience(council=council, age=19), TODAY)
    assert written
    assert GAP in written.markdown
    assert re.search(r"adviser|council|emergency duty", written.markdown, re.IGNORECASE)


@pytest.mark.parametrize("council", COUNCILS)
def test_answer_without_a_paragraph_of_theirs_says_so(real: Content, council: str) -> None:
    name, ask = real.councils[council].name, [a for a in real.answers.values() if "council" in a.fields.ask]
    without = [a for a in ask if (council, a.id) not in real.layers and a.council is None]
    assert without
    for answer in without:
        written = write_answer(real, answer.id, Audience(council=council, age=19), TODAY)
        assert written
        assert f"I couldn't find this for {name}. Your personal adviser can tell you." in written.markdown, answer.id


def test_council_without_a_layer_is_told_so_wherever_the_council_matters(real: Content) -> None:
    for answer in real.answers.values():
        if "council" in answer.fields.ask and answer.council is None:
            written = write_answer(real, answer.id, Audience(council="devon", age=19), TODAY)
            assert written
            assert "I have nothing written by Devon about this." in written.markdown, answer.id


@pytest.mark.parametrize("answer", ["sypac", "leicestershire-promise", "bike-grant", "cambridgeshire-pledge"])
def test_what_one_council_has_is_not_told_to_another_as_theirs(real: Content, answer: str) -> None:
    written = write_answer(real, answer, Audience(council="devon"), TODAY)
    assert written
    assert "I couldn't find it for Devon." in written.markdown
