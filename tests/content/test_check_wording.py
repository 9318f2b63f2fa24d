"""Three editing mistakes of each kind in how a text reads, and what the check says of them."""

from __future__ import annotations

import pytest
from found import found, said
from tiny_offer import CAMBS_HOME, HOME, STYLE, TAX, TOPICS, WORDS, Offer

from bot.content.reading import reading_age, sentences, syllables
from bot.content.style import pattern_of

PLAIN = "Ask your personal adviser."
HARD = (
    "Supplementary educational allowances necessitate comprehensive documentary substantiation, individually "
    "authorised by appropriate administrative representatives. Considerable additional information accompanies "
    "every application, particularly regarding accommodation."
)
HARDER = [
    HARD,
    "Independent reviewing personnel periodically evaluate accommodation suitability. Recommendations necessitate "
    "organisational authorisation and continual documentation of individual circumstances, expectations and "
    "educational opportunities.",
    "Discretionary financial consideration is exclusively available following satisfactory completion of the "
    "appropriate administrative procedures, notwithstanding any previously communicated individual determination.",
]


@pytest.mark.parametrize("text", HARDER)
def test_text_for_much_older_readers_is_a_fault_where_it_begins(offer: Offer, text: str) -> None:
    offer.edit(HOME, PLAIN, text)
    [fault] = found(offer, "reading-age")
    assert (fault.path.as_posix(), fault.line, fault.severity) == (HOME, offer.line(HOME, text[:40]), "fault")
    assert fault.problem.startswith("The part “How do I get it?” is for readers of about ")
    assert "put short words for long ones" in fault.fix


@pytest.mark.parametrize(
    "text",
    [
        "The council gives you a letter about the decision within a few days of the appointment. The letter tells you "
        "how you can complain about it and who can support you.",
        "You can talk to the manager of the leisure centre about a membership. Some centres offer a reduction to young "
        "people with a letter from the council about their situation.",
        "Your landlord has to give you a copy of the tenancy agreement before you move in. Keep it in a safe place. "
        "Take pictures of every area of the property with your telephone on that very day.",
    ],
)
def test_text_for_somewhat_older_readers_is_worth_a_look(offer: Offer, text: str) -> None:
    age = reading_age(text)
    assert age
    assert 11 < age <= 13
    offer.edit(HOME, PLAIN, text)
    assert [fault.severity for fault in found(offer, "reading-age")] == ["warning"]


def test_names_values_and_familiar_words_do_not_make_a_text_hard() -> None:
    plain = "You can get {F01.amount} to set up home. Ask them soon. They must say yes or no in a few days. [F01, F02]"
    named = plain.replace("Ask them", "Ask Leicestershire, Cambridgeshire and Hinckley")
    assert reading_age(named) == pytest.approx(reading_age(plain.replace("Ask them", "Ask so, so and so")), abs=0.01)
    familiar = pattern_of("personal adviser")
    assert reading_age(plain.replace("them", "your personal adviser"), familiar) == pytest.approx(
        reading_age(plain.replace("them", "your so so"))
    )


def test_text_of_a_few_words_is_not_measured() -> None:
    assert reading_age("Contraception is available on prescription.") is None


@pytest.mark.parametrize(
    ("word", "count"),
    [("money", 2), ("asked", 1), ("ended", 2), ("accommodation", 5), ("goes", 1), ("little", 2), ("being", 2),
     ("home", 1), ("the", 1), ("houses", 2)],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_sentences_end_at_signs_lists_and_paragraphs_and_know_their_place() -> None:
    text = "Ask {F01.amount}. [F01] Then:\n- wait\n- go\n\nThe end (of it). See [the page](https://a.gov.uk/x.y)"
    parts = sentences(text)
    assert [" ".join(s.words) for s in parts] == ["Ask 1", "Then", "wait", "go", "The end of it", "See the page"]
    assert [text[s.place] for s in parts[2:5]] == ["-", "-", "T"]


LONG = " ".join(["word"] * 26)


@pytest.mark.parametrize(
    ("text", "count", "severity"),
    [
        (f"Ask first. {LONG}.", 26, "warning"),
        (f"Ask first.\n- {LONG}\n- go", 26, "warning"),
        (f"{LONG} {LONG}!", 52, "fault"),
    ],
)
def test_long_sentence_is_told_with_its_words(offer: Offer, text: str, count: int, severity: str) -> None:
    offer.edit(HOME, PLAIN, text)
    [fault] = found(offer, "long-sentence")
    assert (fault.line, fault.severity) == (offer.line(HOME, "word word"), severity)
    assert f"has {count} words; 25 are the most." in fault.problem


@pytest.mark.parametrize(
    ("name", "old", "new", "word", "instead"),
    [
        (HOME, PLAIN, "If you are\neligible, ask.", "eligible", "“You can get”"),
        (CAMBS_HOME, "welcome pack", "welcome pack in accordance with the plan", "in accordance with", "“As … says”"),
        (TOPICS, "I'm glad you said it.", "The placement can help.", "placement", "“Where you live”, or “home”"),
        (WORDS, "Sorry, something went wrong", "Service users, something went wrong", "Service users", "“You”"),
    ],
)
def test_word_we_do_not_use_is_told_with_what_to_write(
    offer: Offer, name: str, old: str, new: str, word: str, instead: str
) -> None:
    offer.edit(name, old, new)
    [fault] = found(offer, "words")
    assert (fault.path.as_posix(), fault.problem) == (name, f"“{word}” is not a word we use.")
    assert fault.fix.startswith(instead.replace("“You can get”", "“you can get”")) or fault.fix.lower().startswith(
        instead.lower()
    )


@pytest.mark.parametrize("label", ["am i eligible", "my placement", "entitlements"])
def test_word_we_do_not_use_is_told_on_a_button_too(offer: Offer, label: str) -> None:
    offer.edit(HOME, "choice: money for my first home", f"choice: {label}")
    [(name, line, problem)] = said(offer, "words")
    assert (name, line) == (HOME, offer.line(HOME, "choice:"))
    assert problem.endswith("which is not a word we use.")


@pytest.mark.parametrize("fine", ["They may call it “eligible”.", 'Some say "service user".', "You are ineligibly so."])
def test_word_that_is_named_in_quotation_marks_is_let_through(offer: Offer, fine: str) -> None:
    offer.edit(HOME, PLAIN, fine)
    assert said(offer, "words") == []


def test_answer_that_may_use_a_word_is_let_through(offer: Offer) -> None:
    offer.edit(STYLE, "unless: [what-is-eligible-relevant]", "unless: [first-home]")
    offer.edit(HOME, PLAIN, "If you are eligible, ask.")
    offer.edit(TAX, "You pay nothing yet.", "If you are eligible, ask.")
    assert [name for name, _, _ in said(offer, "words")] == [TAX]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Help will be provided.", "will be provided"),
        ("A form is required\nto be sent.", "is required to"),
        ("You are entitled to it.", "are entitled to"),
    ],
)
def test_passive_that_hides_who_does_it_is_told(offer: Offer, text: str, phrase: str) -> None:
    offer.edit(HOME, PLAIN, f"Ask first.\n{text}")
    line = offer.line(HOME, text.split("\n")[0])
    assert said(offer, "officialese") == [(HOME, line, f"“{phrase}” does not say who does it.")]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Ask for it to go in your pathway plan.", "pathway plan"),
        ("Ask an advocate to come with you.", "advocate"),
        ("The IRO can help.", "IRO"),
    ],
)
def test_word_of_the_trade_without_its_meaning_is_told(offer: Offer, text: str, term: str) -> None:
    offer.edit(HOME, PLAIN, text)
    [fault] = found(offer, "jargon")
    assert (fault.line, fault.severity) == (offer.line(HOME, text), "warning")
    assert fault.problem == f"“{term}” stands here without its meaning."
    assert fault.fix.startswith("Say what it means: ")


@pytest.mark.parametrize(
    "text",
    [
        "Your plan for leaving care is called a pathway plan. Ask to see your pathway plan.",
        "Ask an advocate (a person from outside the council).",
        "An advocate is a person who helps you. Ask the advocate.",
        "The iro was a ship.",
    ],
)
def test_word_of_the_trade_with_its_meaning_is_let_through(offer: Offer, text: str) -> None:
    offer.edit(HOME, PLAIN, text)
    assert found(offer, "jargon") == []


def test_meaning_in_the_national_text_counts_for_the_layer_below_it(offer: Offer) -> None:
    offer.edit(CAMBS_HOME, "welcome pack", "bursary")
    assert len(found(offer, "jargon")) == 1
    offer.edit(HOME, PLAIN, "A bursary is money for study.")
    assert found(offer, "jargon") == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (HOME, PLAIN, 'Ask: "Can I see it?"'),
        (CAMBS_HOME, "a welcome pack", 'a "welcome pack"'),
        (TOPICS, "I'm glad you said it.", 'You said "help".'),
    ],
)
def test_straight_quotation_marks_are_worth_a_look(offer: Offer, name: str, old: str, new: str) -> None:
    offer.edit(name, old, new)
    [fault] = found(offer, "quotation-marks")
    assert (fault.path.as_posix(), fault.line, fault.severity) == (name, offer.line(name, new), "warning")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("instead:\n", "insted:\n", "“insted”: this field is not known."),
        ('{say: "“who can get it”"}', "{said: x}", "“instead.eligibility.said”: this field is not known."),
        ("  regarding:", "  regarding :: x\n  regarding2:", ""),
    ],
)
def test_mistake_in_the_rules_of_wording_is_told_in_their_file(offer: Offer, old: str, new: str, problem: str) -> None:
    offer.edit(STYLE, old, new)
    faults = [fault for fault in found(offer, "reading") if fault.path.as_posix() == STYLE]
    assert faults
    assert problem in [fault.problem for fault in faults] or not problem
