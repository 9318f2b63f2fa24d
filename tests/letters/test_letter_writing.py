"""How a letter is written: what was said, gaps for what was not, parts that fall away, and nobody's Markdown."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rendering import messages, runs_of
from bot.channels.telegram.runs import to_text
from bot.channels.web.rendering import paper_html
from bot.content.loader import Content
from bot.content.model import Audience
from bot.conversation.ports import Shown
from bot.interviews.model import UNKNOWN, Interview
from bot.letters.plain import as_typed
from bot.letters.write import WrittenLetter, holds_for, write_letter

DAY = dt.date(2026, 11, 24)
LEICS = Audience(council="leicestershire", age=22)
LETTERS = (
    "letter-come-back", "letter-assessment", "letter-complaint", "letter-homeless", "letter-records",
    "letter-home-money", "letter-adviser", "letter-council-tax",
)  # fmt: skip


def write(real: Content, letter: str, audience: Audience = LEICS, **said: str) -> WrittenLetter:
    return write_letter(real, letter, said, audience, DAY)


def everything(interview: Interview, pick: int) -> dict[str, str]:
    """An answer to every question; of the choices the one in place `pick`."""
    answers = {}
    for question in interview.questions:
        values = question.values()
        answers[question.key] = values[pick % len(values)] if values else f"my {question.key}"
    return answers


def test_the_eight_letters_are_there(real: Content) -> None:
    assert set(LETTERS) <= set(real.letters)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_is_written_for_every_council(real: Content, letter: str) -> None:
    for council in real.councils.values():
        audience = Audience(council=council.id, age=19)
        written = write(real, letter, audience)
        if holds_for(real, real.letters[letter], audience, DAY):
            assert council.full_name in written.letter
        everywhere = written.letter + "".join(words for _, words in written.guide)
        assert not re.search(r"\{|\}|:::|\[[A-Z]\d\d|I cannot look up|just changed", everywhere)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("pick", range(4))
def test_with_every_answer_no_gap_is_left(real: Content, letter: str, pick: int) -> None:
    answers = everything(real.interviews[real.letters[letter].fields.interview], pick)
    written = write(real, letter, **{**answers, "council": "devon"})
    assert written.gaps == ()
    assert "\\[" not in written.letter
    assert "my name" in written.letter


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("said", ["", UNKNOWN])
def test_with_no_answer_every_letter_still_stands_with_its_gaps(real: Content, letter: str, said: str) -> None:
    interview = real.interviews[real.letters[letter].fields.interview]
    written = write(real, letter, Audience(), **{q.key: said for q in interview.questions})
    assert {"your name", "your full name"} & set(written.gaps)
    assert "**\\[the council that looked after you\\]**" in written.letter
    assert UNKNOWN not in written.letter
    assert len(written.guide) == 3


def test_a_part_that_was_skipped_falls_away(real: Content) -> None:
    assert "This is what I need help with" not in write(real, "letter-come-back").letter
    assert "This is what I need help with" in write(real, "letter-come-back", need="a bed").letter


def test_a_part_stands_for_its_answer_only(real: Content) -> None:
    assert "nowhere safe to sleep" in write(real, "letter-homeless", now="tonight").letter
    assert "nowhere safe to sleep" not in write(real, "letter-homeless", now="soon").letter


@pytest.mark.parametrize(("age", "fact"), [(19, "A03"), (22, "A04")])
def test_a_part_for_an_age_stands_when_the_age_is_known(real: Content, age: int, fact: str) -> None:
    assert {"A03", "A04"} & set(write(real, "letter-homeless", Audience(age=age)).facts) == {fact}


def test_a_part_for_an_age_falls_away_when_the_age_is_not_known(real: Content) -> None:
    assert not {"A03", "A04"} & set(write(real, "letter-homeless", Audience()).facts)


def test_amounts_come_from_the_register_and_the_facts_are_told(real: Content) -> None:
    written = write(real, "letter-home-money")
    assert "£3,000" in written.letter
    assert {"F01", "F03"} <= set(written.facts)
    assert "not yet checked" in written.source


def test_how_to_reach_a_council_is_told_where_the_register_knows_it(real: Content) -> None:
    def sending(council: str) -> str:
        return dict(write(real, "letter-come-back", Audience(council=council)).guide)["How to send it"]

    assert "01480 379493" in sending("cambridgeshire")
    assert "leaving care team of Leicestershire County Council" in sending("leicestershire")
    assert "I don't have its address" in sending("leicestershire")


def test_in_a_county_the_district_is_asked_for_and_not_guessed(real: Content) -> None:
    assert "the town or district you live in" in write(real, "letter-council-tax").gaps
    assert "council for Leicester" in write(real, "letter-council-tax", Audience(council="leicester")).letter


def test_a_letter_about_the_place_lived_in_is_not_written_for_another_nation(real: Content) -> None:
    moved = Audience(council="leicestershire", lives_in="wales")
    assert not holds_for(real, real.letters["letter-council-tax"], moved, DAY)
    assert holds_for(real, real.letters["letter-complaint"], moved, DAY)
    assert not holds_for(real, real.letters["letter-complaint"], Audience(council="wales"), DAY)


@pytest.mark.parametrize("letter", LETTERS)
def test_the_longest_story_still_fits_one_telegram_message_or_is_cut_between_paragraphs(
    real: Content, letter: str
) -> None:
    interview = real.interviews[real.letters[letter].fields.interview]
    answers = {q.key: "word " * (q.longest // 5) for q in interview.questions if q.kind == "text"}
    written = write(real, letter, **answers)
    shown = Shown(1, "bot", written.letter, dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    assert len(messages(shown)) <= 2


def test_what_a_person_types_is_never_markdown(real: Content) -> None:
    said = "*help* [me](https://x.example) {F01.amount} {name}\n1. first\n- second\n# third\n<b>"
    letter = write(real, "letter-complaint", wrong=said).letter
    html = paper_html(letter)
    assert "<a" not in html
    assert "<h1" not in html
    assert "£" not in html
    for line in said.splitlines():
        assert line in to_text(runs_of(letter))


@given(st.text(alphabet=st.sampled_from("*_[]()\\#-+1. \nab{}<>`~!"), min_size=1))
def test_typed_text_reads_back_as_it_was_typed(text: str) -> None:
    read = to_text(runs_of(as_typed(text)))
    assert "".join(read.split()) == "".join(text.split())
