"""What is taken out of a message before an editor may see it."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.unanswered.personal import Rule, personal_rules, without_personal_data, without_placeholders

RULES = personal_rules()
FOUND = [(rule, text) for rule in RULES.rules for text in rule.found]
LEFT = [(rule, text) for rule in RULES.rules for text in rule.left]
NAMES = RULES.first_names.split()


def name_of(value: object) -> str:
    return value.name if isinstance(value, Rule) else str(value)


@pytest.mark.parametrize(("rule", "text"), FOUND, ids=name_of)
def test_rule_finds_what_it_is_for(rule: Rule, text: str) -> None:
    assert RULES.compiled(rule).search(text)


@pytest.mark.parametrize(("rule", "text"), LEFT, ids=name_of)
def test_rule_leaves_everyday_words(rule: Rule, text: str) -> None:
    assert not RULES.compiled(rule).search(text)


def test_every_rule_has_an_example_of_both_kinds() -> None:
    assert all(rule.found and rule.left for rule in RULES.rules)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hi my name is Sam and who pays my rent", "hi my name is [name] who pays my rent"),
        ("my worker bernadette wont help me move", "my worker [name] wont help me move"),
        ("can my brother kofi stay at 12 high street", "can my brother [name] stay at [address]"),
        ("Was told by Zebedee that I get Universal Credit", "was told by [name] that i get universal credit"),
        ("do i get £20,000 when i turn 21", "do i get £20,000 when i turn 21"),
        ("can i keep\nmy  DOG", "can i keep my dog"),
        ("my pa’s name is Bob [really]", "my pa's name is [name] (really)"),
    ],
)
def test_message_is_kept_without_what_says_who_it_is(text: str, kept: str) -> None:
    assert without_personal_data(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "07700 900123",
        "tell kelly and tyler and jordan that i am out",  # three names: too much of it is personal
        "word " * 80,  # a story
        "آیا می توانم سگ داشته باشم",  # the rules cannot read it
        "1 2 3 4 5",
    ],
)
def test_message_is_dropped_in_doubt(text: str) -> None:
    assert without_personal_data(text) is None


digits = st.text(string.digits, min_size=9, max_size=9)
gap = st.sampled_from(["", " ", "-", "."])
before = st.sampled_from(["ring me on", "my number is", "text", "its"])


@given(before, digits, gap, st.integers(3, 6))
def test_no_telephone_number_is_ever_kept(words: str, number: str, between: str, at: int) -> None:
    number = f"07{number[:at]}{between}{number[at:]}"
    kept = without_personal_data(f"{words} {number} about my flat")
    assert kept is None or not re.search(r"\d{5}", re.sub(r"[ .-]", "", kept))


areas = st.sampled_from(["le", "cb", "pe", "m", "sw", "b"])
letters = st.text("abdefghjlnpqrstuwxyz", min_size=2, max_size=2)


@given(areas, st.integers(1, 99), st.sampled_from(["", " "]), st.integers(0, 9), letters, st.booleans())
def test_no_postcode_is_ever_kept(area: str, out: int, between: str, inside: int, end: str, big: bool) -> None:
    code = f"{area}{out}{between}{inside}{end}"
    kept = without_personal_data(f"i live at {code.upper() if big else code} who pays")
    assert kept is None or code not in kept


@given(st.sampled_from(NAMES), st.sampled_from(["tell {} i am late", "is {}'s flat mine", "i live with {}"]))
def test_no_first_name_of_the_list_is_ever_kept(name: str, words: str) -> None:
    for written in (name, name.capitalize(), name.upper()):
        kept = without_personal_data(words.format(written))
        assert kept is None or name not in re.findall(r"[a-z]+", kept.replace("[name]", ""))


@given(st.from_regex(r"[a-z][a-z0-9._]{0,12}@[a-z]{2,9}\.(?:com|co\.uk|org)", fullmatch=True))
def test_no_email_address_is_ever_kept(address: str) -> None:
    kept = without_personal_data(f"write to {address} please")
    assert kept is None or "@" not in kept


@given(st.text(max_size=400))
def test_any_text_is_kept_on_one_line_or_dropped(text: str) -> None:
    kept = without_personal_data(text)
    assert kept is None or (kept == " ".join(kept.split()) and len(kept) <= 3 * RULES.longest)


def test_question_has_no_square_brackets() -> None:
    assert without_placeholders("my worker [name] wont ring [number]") == "my worker wont ring"
