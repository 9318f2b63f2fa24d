"""What the check finds between the files: ids, related answers, layers, questions, the register, places and topics."""

from __future__ import annotations

import pytest
from tiny_offer import ADVISER, CAMBS_HOME, HOME, LEICS_TAX, MONEY, SOURCES, TAX, TOPICS, WORDS, Offer


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        (HOME, "england/finances/second-home.md"),
        (ADVISER, "england/finances/adviser.md"),
        (HOME, "councils/leicestershire/finances/first-home-here.md"),
    ],
)
def test_id_of_two_answers_is_told_at_the_second(offer: Offer, name: str, copy: str) -> None:
    offer.write(copy, offer.read(name))
    names = sorted([name, copy], key=lambda n: (n.startswith("councils"), n))
    answer = "adviser" if name == ADVISER else "first-home"
    assert offer.faults() == [(names[1], 2, f"The id “{answer}” is also that of {names[0]}.")]


@pytest.mark.parametrize("council", ["leicestershire", "cambridgeshire", "rutland"])
def test_council_that_extends_an_answer_twice_is_told(offer: Offer, council: str) -> None:
    for name in ("a", "b"):
        offer.write(
            f"councils/{council}/eligibility/{name}.md", offer.read(CAMBS_HOME).replace("first-home", "adviser")
        )
    problem = "a.md already extends “adviser” for this council."
    assert offer.faults() == [(f"councils/{council}/eligibility/b.md", 2, problem)]


@pytest.mark.parametrize("missing", ["first-homes", "council_tax", "personal-adviser"])
def test_related_answer_that_is_missing_is_told(offer: Offer, missing: str) -> None:
    offer.edit(HOME, "[council-tax, adviser]", f"\n  - council-tax\n  - {missing}")
    problem = f"The related answer “{missing}” does not exist."
    if "_" in missing:
        problem = f"“related.1”: “{missing}” is not an id."
    assert offer.faults() == [(HOME, offer.line(HOME, f"- {missing}"), problem)]


@pytest.mark.parametrize("missing", ["first-homes", "council-tax-moved", "first-home-money"])
def test_layer_that_extends_nothing_is_told(offer: Offer, missing: str) -> None:
    offer.edit(CAMBS_HOME, "extends: first-home", f"owner2: x\nextends: {missing}".removeprefix("owner2: x\n"))
    assert offer.faults() == [(CAMBS_HOME, 2, f"It extends “{missing}”, which does not exist.")]


@pytest.mark.parametrize("council", ["leics", "Leicestershire", "peterborough"])
def test_layer_of_a_council_that_places_does_not_know_is_told(offer: Offer, council: str) -> None:
    name = f"councils/{council}/finances/council-tax.md"
    offer.write(name, offer.read(LEICS_TAX))
    assert offer.faults() == [(name, 1, f"places.yml has no council “{council}”.")]


def test_layer_outside_a_council_is_told_and_not_lost(offer: Offer) -> None:
    offer.write("england/finances/more.md", offer.read(CAMBS_HOME))
    assert offer.faults() == [("england/finances/more.md", 2, "Only a council can extend an answer.")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- first-home question two", "- First-home   question ONE?!"),
        ("- first-home question six", "- first-home question one"),
        ("- first-home question three", "- 'first home question one'"),
    ],
)
def test_question_that_stands_twice_is_told(offer: Offer, old: str, new: str) -> None:
    offer.edit(HOME, old, new)
    asked = new.removeprefix("- ").strip("'")
    lines = offer.read(HOME).split("\n")
    second = lines.index(f"  {new}", lines.index("  - first-home question one") + 1) + 1
    problem = f"The question “{asked}” stands twice (also {HOME}:{offer.line(HOME, 'question one')})."
    assert offer.faults() == [(HOME, second, problem)]


@pytest.mark.parametrize("asked", ["council-tax question one", "Council tax, question one", "COUNCIL TAX QUESTION ONE"])
def test_question_of_two_answers_is_told_with_the_other(offer: Offer, asked: str) -> None:
    offer.edit(HOME, "first-home question two", asked)
    where = f"{TAX}:{offer.line(TAX, 'question one')}"
    problem = f"The question “{asked}” also leads to “council-tax” ({where})."
    assert offer.faults() == [(HOME, offer.line(HOME, asked), problem)]


def test_question_of_a_layer_and_of_another_answer_is_told(offer: Offer) -> None:
    offer.edit(CAMBS_HOME, "facts: [F01]", "questions: [adviser question one]\nfacts: [F01]")
    [(name, line, problem)] = offer.faults()
    assert (name, line) == (CAMBS_HOME, 5)
    assert "also leads to “adviser”" in problem


def test_questions_in_another_script_are_told_apart(offer: Offer) -> None:
    offer.edit(HOME, "first-home question two", "هل أحصل على المال")
    offer.edit(HOME, "first-home question three", "من هو مستشاري")
    assert offer.faults() == []


def test_question_without_words_is_told(offer: Offer) -> None:
    offer.edit(HOME, "first-home question two", "'??'")
    assert offer.faults() == [(HOME, offer.line(HOME, "'??'"), "A question has no words in it.")]


@pytest.mark.parametrize(("kept", "said"), [(11, "11 questions lead"), (1, "1 question leads")])
def test_too_few_questions_are_told(offer: Offer, kept: int, said: str) -> None:
    lines = offer.read(ADVISER).split("\n")
    questions = [line for line in lines if line.startswith("  - ")]
    offer.write(ADVISER, "\n".join(line for line in lines if line not in questions[kept:]))
    assert offer.faults() == [(ADVISER, offer.line(ADVISER, "questions:"), f"Only {said} to this answer.")]


def test_answer_of_a_topic_that_does_not_exist_is_told(offer: Offer) -> None:
    offer.edit(HOME, "handoff: offer", "handoff: offer\ntopic: debts")
    assert offer.faults() == [(HOME, offer.line(HOME, "topic:"), "There is no safety topic “debts”.")]


# the register, places and topics: file, what stands there, what it becomes, a text on the line named, the problem
REGISTER = [
    (MONEY, "  who: care leavers, to 25\n", "", "F01:", "“who”: this field is missing."),
    (MONEY, "  confidence: V\n", "", "F01:", "“confidence”: this field is missing."),
    (MONEY, "confidence: V", "confidnce: V", "F01:", "“confidence”: this field is missing."),
    (MONEY, "confidence: V", "confidnce: V", "confidnce", "“confidnce”: this field is not known."),
    (MONEY, 'dated: "2024"', "dated: 2024", "dated: 2024", "“dated”: this must be text."),
    (
        MONEY,
        "confidence: V",
        "confidence: high",
        "confidence:",
        "“confidence”: “high” is not one of the words allowed.",
    ),
    (MONEY, "F02:", "F2:", "F2:", "“id”: “F2” is not an id."),
    (MONEY, "F02:", "F01:", "F01:\n  claim: Many", 'This is not valid YAML: found duplicate key "F01"'),
    (
        MONEY,
        "[TAX-PAGE, GUIDE]",
        "[TAX-PAGES]",
        "[TAX-PAGES]",
        "F02 names the source “TAX-PAGES”, which is not in sources.yml.",
    ),
    (MONEY, "[TAX-PAGE, GUIDE]", "[]", "F02:", "“this entry”: a fact that is shown must name at least one source."),
    (
        MONEY,
        "confidence: V",
        "confidence: G",
        "F01:",
        "“this entry”: a fact of confidence G was never read in a source",
    ),
    (
        MONEY,
        "  why_hidden: It was",
        "  # It was",
        "F03:",
        "“this entry”: a fact with `show: false` must say `why_hidden`.",
    ),
    (MONEY, "value: 25", "value: £25", "values:\n    until", "“values.until.0”: “£25” is not a plain number"),
    (MONEY, "value: 25", 'value: "3,000"', "values:\n    until", "“values.until.0”: “3,000” is not a plain number"),
    (MONEY, "value: 25", "value: three", "values:\n    until", "“values.until.0”: “three” is not a plain number"),
    (
        MONEY,
        "kind: number, value: 25",
        "kind: date, value: 25 May",
        "values:\n    until",
        "“values.until.0”: “25 May” is not a day",
    ),
    (
        MONEY,
        "{kind: number, value: 25}",
        "25",
        "values:\n    until",
        "“values.until.0”: this must have fields of its own.",
    ),
    (MONEY, ", start: 2026-04-01", ", start: 2027-04-01", "amount:", "F01.amount has no value for today."),
    (MONEY, "value: 25}", "value: 25, end: 2025-01-01}", "until:", "F02.until has no value for today."),
    (MONEY, "value: 25}", "value: 25, start: 2030-01-01}", "until:", "F02.until has no value for today."),
    (MONEY, ", end: 2026-03-31", "", "amount:", "F01.amount has two values for the same day."),
    (MONEY, "start: 2026-04-01", "start: 2026-03-31", "amount:", "F01.amount has two values for the same day."),
    (
        MONEY,
        "start: 2026-04-01",
        "start: 2026-04-01, end: 2026-01-01",
        "- {kind: money, value: 3000",
        "its `end` is before its `start`",
    ),
    (MONEY, "start: 2026-04-01", "start: 2026-04-31", "start: 2026-04-31", "There is no such day"),
    (SOURCES, "  title: Guide for care leavers", "  titel: Guide", "titel", "“titel”: this field is not known."),
    (SOURCES, "  title: Guide for care leavers", "  title: 12", "title: 12", "“title”: this must be text."),
    ("places.yml", "kind: county", "kind: shire", "kind: shire", "“kind”: “shire” is not one of the words allowed."),
    ("places.yml", "rutland:", "Rutland:", "Rutland:", "“id”: “Rutland” is not an id."),
    (
        TOPICS,
        "verdict: urgent",
        "verdict: serious",
        "verdict:",
        "“verdict”: “serious” is not one of the words allowed.",
    ),
    (TOPICS, "{U11.number}", "{U11.nummer}", "{U11.nummer}", "U11 has no value “nummer”."),
    (TOPICS, "[U11]\n", "[U12]\n", "[U12]", "There is no fact U12 in the register."),
    (
        TOPICS,
        "{U01.number} now",
        "999 or 0800 1111 now",
        "0800 1111",
        "A telephone number is typed by hand: “0800 1111”.",
    ),
    (TOPICS, "      :::\n", "", "::: age under 19", "A block for an age is never closed."),
]


@pytest.mark.parametrize(("name", "old", "new", "at", "problem"), REGISTER)
def test_mistake_in_the_register_is_told_on_its_line(
    offer: Offer, name: str, old: str, new: str, at: str, problem: str
) -> None:
    offer.edit(name, old, new)
    text = offer.read(name)
    line = text[: text.index(at) + at.rfind("\n") + 1].count("\n") + 1
    if at.startswith("F01:\n"):
        line -= 1  # the key itself, not the claim below it
    assert any(f[:2] == (name, line) and problem in f[2] for f in offer.faults()), (line, offer.faults())


def test_fact_in_two_files_is_told_at_the_second(offer: Offer) -> None:
    offer.write("facts/more.yml", "\n" + offer.read(MONEY).split("F03:")[0].split("F02:")[0])
    assert offer.faults() == [(MONEY.replace("finances", "more"), 2, "“F01” stands twice.")]


@pytest.mark.parametrize("text", ["- F01\n", "hello\n", "F01: hello\n", "F01:\n", "F01: [a]\n", "12: {}\n"])
def test_register_of_another_shape_is_told_and_does_not_stop_the_check(offer: Offer, text: str) -> None:
    offer.write("facts/health.yml", text)
    offer.edit(TAX, "owner: finances editor\n", "")
    named = {fault[0] for fault in offer.faults()}
    assert named == {"facts/health.yml", TAX}


@pytest.mark.parametrize("name", ["places.yml", SOURCES, TOPICS, WORDS])
def test_missing_file_is_told(offer: Offer, name: str) -> None:
    (offer.folder / name).unlink()
    assert (name, 1, "The file is missing.") in offer.faults()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (MONEY, "F01:\n  claim:", "F01:\n  claim: :"),
        (MONEY, "  who: care leavers, to 25\n", ""),
        (SOURCES, "title: Guide", "titel: Guide"),
        (HOME, "title: Money", "title: Money: "),
        (TAX, "owner: finances editor\n", ""),
        ("places.yml", "kind: county", "kind: shire"),
    ],
)
def test_one_mistake_is_one_fault_whatever_leads_to_the_broken_thing(
    offer: Offer, name: str, old: str, new: str
) -> None:
    offer.edit(name, old, new)
    assert {fault[0] for fault in offer.faults()} == {name}
