"""The folder that is served: whole, reachable, short enough, and apart from the questions it is measured with."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest
from tiny_offer import REAL

from bot.content.body import LEAD, parse_body
from bot.content.check import MINIMUM_QUESTIONS, check_content
from bot.content.choose import write_answer
from bot.content.loader import Content
from bot.content.model import Area, Audience
from common.front_matter import read_yaml

TODAY = dt.date(2026, 11, 24)
HELD_BACK = Path(__file__).resolve().parents[1] / "questions"
NINE_AREAS = {
    Area.ELIGIBILITY, Area.HEALTH, Area.RELATIONSHIPS, Area.EDUCATION, Area.EMPLOYMENT, Area.PARTICIPATION,
    Area.SOCIETY, Area.ACCOMMODATION, Area.FINANCES,
}  # fmt: skip
LONGEST_LEAD = 900
LONGEST_LABEL = 40

# Facts that may be shown and that no answer tells, with the reason; none today.
UNTOLD: dict[str, str] = {}

# Held-back questions that stand in data/nlu as well: to be replaced in tests/questions/other.yml.
LEAKED: set[str] = set()


def plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))


def held_back() -> list[tuple[str, str, str]]:
    """(file, answer or intent, question) of every question that is kept apart."""
    return [
        (path.name, name, str(next(iter(question.values())) if isinstance(question, dict) else question))
        for path in sorted(HELD_BACK.glob("*.yml"))
        for name, questions in read_yaml(path).items()
        for question in questions
    ]


def test_check_finds_nothing() -> None:
    assert [str(fault) for fault in check_content(REAL, TODAY)] == []


def test_every_answer_can_be_reached(real: Content) -> None:
    areas = {Area(area) for area in real.words.areas}
    for answer in real.answers.values():
        assert len(answer.fields.questions) >= MINIMUM_QUESTIONS, answer.id
        assert answer.fields.area in areas, answer.id


def test_every_fact_that_may_be_shown_is_told_somewhere(real: Content) -> None:
    told = {fact for holder in [*real.answers.values(), *real.layers.values()] for fact in holder.body.facts()}
    showable = {fact.id for fact in real.facts.values() if fact.show and not fact.history}
    assert showable - told == set(UNTOLD)


def test_hidden_facts_are_told_nowhere(real: Content) -> None:
    holders = [*real.answers.values(), *real.layers.values()]
    told = {fact for holder in holders for fact in holder.body.facts()}
    told |= {fact for topic in real.topics.values() for fact in parse_body(topic.words)[0].facts()}
    assert {fact for fact in told if not real.facts[fact].show} == set()


def test_fact_of_one_council_is_told_only_by_that_council(real: Content) -> None:
    for holder in [*real.answers.values(), *real.layers.values()]:
        councils = {real.facts[fact].council for fact in holder.body.facts()} - {None}
        assert councils <= {holder.council}, holder.marks.path.name


@pytest.mark.parametrize("area", sorted({*NINE_AREAS, Area.RIGHTS, Area.ASYLUM, Area.URGENT}))
def test_area_has_at_least_two_answers_for_england(real: Content, area: Area) -> None:
    national = [a for a in real.answers.values() if a.fields.area is area and a.council is None]
    assert len(national) >= 2


def test_urgent_words_hold_the_numbers_they_list(real: Content) -> None:
    urgent = [topic for topic in real.topics.values() if topic.verdict == "urgent"]
    assert urgent
    for topic in urgent:
        assert topic.facts, topic.id
        for fact in topic.facts:
            assert any(f"{{{fact}.{name}}}" in topic.words for name in real.facts[fact].values), (topic.id, fact)


def test_numbers_in_urgent_words_have_a_citation_that_goes_with_them(real: Content) -> None:
    for topic in real.topics.values():
        body, faults = parse_body(topic.words)
        assert (faults, set(topic.facts) - set(body.facts())) == ([], set()), topic.id


def test_held_back_questions_name_answers_or_intents_that_exist(real: Content) -> None:
    intents = (REAL.parent / "domain.yml").read_text(encoding="utf-8")
    for name, answer, question in held_back():
        known = answer in real.answers or re.search(rf"\b{re.escape(answer.partition('/')[0])}\b", intents)
        assert known, (name, answer, question)
        assert name.startswith("other") or answer in real.answers, (name, answer)


def test_every_answer_has_at_least_three_questions_held_back(real: Content) -> None:
    count = Counter(answer for _, answer, _ in held_back())
    assert [answer for answer in real.answers if count[answer] < 3] == []


def test_no_held_back_question_is_trained_on(real: Content) -> None:
    trained = {plain(question) for questions in real.questions().values() for question in questions}
    assert [(name, question) for name, _, question in held_back() if plain(question) in trained] == []


def test_no_held_back_question_is_an_example_of_rasas_own_data() -> None:
    examples = set()
    for path in sorted((REAL.parent / "data" / "nlu").glob("*.yml")):
        examples |= {plain(line.strip().removeprefix("- ")) for line in path.read_text(encoding="utf-8").splitlines()}
    assert {plain(question) for _, _, question in held_back() if plain(question) in examples} == LEAKED


def test_no_question_is_held_back_twice() -> None:
    count = Counter(plain(question) for _, _, question in held_back())
    assert [question for question, times in count.items() if times > 1] == []


def test_labels_of_the_buttons_are_short_and_no_two_alike(real: Content) -> None:
    labels = Counter(plain(answer.fields.choice) for answer in real.answers.values())
    assert [label for label, times in labels.items() if times > 1] == []
    assert all(len(answer.fields.choice) <= LONGEST_LABEL for answer in real.answers.values())
    assert all(len(text.replace("{adviser}", "")) <= LONGEST_LABEL for text in real.words.choices.values())


def test_every_answer_has_a_lead_of_a_phones_screen_for_every_council_and_age(real: Content) -> None:
    councils = [None, "devon", *sorted({council for council, _ in real.layers})]
    for answer in real.answers:
        for council in councils:
            for age in (None, 15, 16, 17, 18, 20, 21, 24, 25, 26):
                written = write_answer(real, answer, Audience(council=council, age=age), TODAY, LEAD)
                assert written, (answer, council, age)
                assert len(written.markdown) <= LONGEST_LEAD, (answer, council, age, len(written.markdown))


def test_no_mark_for_editors_and_no_missing_amount_reaches_a_person(real: Content) -> None:
    left = re.compile(r"[{}]|\[[A-Z]\d\d|:::|cannot look up|just changed")
    for answer in real.answers.values():
        for council in (None, "leicestershire", "cambridgeshire"):
            for section in answer.body.sections:
                written = write_answer(real, answer.id, Audience(council=council), TODAY, section)
                assert written is None or not left.search(written.markdown), (answer.id, council, section)


def test_every_answer_that_makes_claims_names_its_source_and_claims_no_check(real: Content) -> None:
    for answer in real.answers:
        written = write_answer(real, answer, Audience(), TODAY)
        assert written
        if written.facts and not any(real.facts[fact].checked for fact in written.facts):
            assert written.source.startswith("From "), answer
            assert "; not yet checked." in written.source, answer
