"""What people type in reply to a question."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import interview, made, question

from bot.content.model import Audience
from bot.interviews.model import SKIPPED, UNKNOWN, Interview, Question
from bot.interviews.patterns import Command
from bot.interviews.progress import SUMMARY, Progress, begin, take
from bot.interviews.reading import (
    Fit,
    command_of,
    fit,
    in_bounds,
    named_question,
    read_answer,
    read_correction,
    says_same,
    says_yes,
)

WEEKS = question(
    "weeks",
    "choice",
    weeks="E02.weeks",
    choices=[
        {"value": "enough", "label": "13 weeks or more", "also": ["more", "years", "all my life"]},
        {"value": "short", "label": "Less than 13 weeks", "also": ["less", "no"]},
    ],
)


def asked(key: str) -> Question:
    found = made().question(key)
    assert found is not None
    return found


def at(key: str, **answers: str) -> tuple[Interview, Progress]:
    """The made interview with these answers, waiting at a question."""
    return made(), Progress("made", answers, (), key)


@pytest.mark.parametrize(
    "words", ["yes", "yh", "ye", "yeah i think so", "i was yeah", "yep", "mhm", "course", "i did", "yeah prob", "Yes!!"]
)
def test_yes_in_many_words(words: str) -> None:
    assert read_answer(asked("work"), words) == "yes"


@pytest.mark.parametrize(
    "words",
    ["no", "nah", "nope never", "not rly", "i didn't", "I'm not", "i dont think so", "never", "nahh", "not yet"],
)
def test_no_in_many_words(words: str) -> None:
    assert read_answer(asked("work"), words) == "no"


@pytest.mark.parametrize(
    "words",
    ["dunno", "idk", "i don't know", "not sure", "no idea", "cant remember", "maybe", "i not sure sorry", "pass"],
)
@pytest.mark.parametrize("key", ["age", "work", "home"])
def test_not_knowing_is_an_answer_to_any_question(key: str, words: str) -> None:
    assert read_answer(asked(key), words) == UNKNOWN


@pytest.mark.parametrize("words", ["whatever", "purple", "my mum", "im 22", "im from leics"])
def test_what_is_no_yes_or_no_is_not_guessed(words: str) -> None:
    assert read_answer(asked("work"), words) is None


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("17", "17"),
        ("im 17", "17"),
        ("im seventeen", "17"),
        ("17 and a half", "17"),
        ("17yo", "17"),
        ("twenty one", "21"),
        ("twenty", "20"),
        ("nearly 18", "17"),
        ("18 in march", "17"),
        ("i turn 18 next month", "17"),
        ("just turned 18", "18"),
    ],
)
def test_age_in_many_words(words: str, age: str) -> None:
    assert read_answer(asked("age"), words) == age


def test_number_without_a_number_is_not_read() -> None:
    assert read_answer(asked("age"), "old enough") is None


def test_bounds_hold_for_numbers_only() -> None:
    assert in_bounds(asked("age"), "17")
    assert not in_bounds(asked("age"), "217")
    assert not in_bounds(asked("age"), "3")
    assert in_bounds(asked("age"), UNKNOWN)
    assert in_bounds(asked("work"), "yes")


@pytest.mark.parametrize(
    ("words", "value"),
    [("I have children", "kids"), ("got kids", "kids"), ("just me on my own", "alone"), ("the first one", "kids")],
)
def test_choice_by_its_label_other_words_or_place(words: str, value: str) -> None:
    assert read_answer(asked("home"), words) == value


def test_words_of_two_choices_alike_are_not_guessed() -> None:
    two = interview(
        question("x", "choice", choices=[{"value": "a", "label": "Cat", "also": []}, {"value": "b", "label": "Dog"}])
    ).questions[0]
    assert read_answer(two, "a cat and a dog") is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("5 years", "enough"),
        ("like 10 weeks", "short"),
        ("13 weeks", "enough"),
        ("14 weeks or so", "enough"),
        ("a couple of weeks", "short"),
        ("2 and a half months", "short"),
        ("3 months", UNKNOWN),
        ("more than 3 months", "enough"),
        ("less than 13 weeks", "short"),
        ("since i was 3", "enough"),
        ("all my life", "enough"),
        ("dunno tbh", UNKNOWN),
        ("2 years and 3 months", "enough"),
    ],
)
def test_length_of_time_is_weighed_against_the_limit(words: str, value: str) -> None:
    assert read_answer(interview(WEEKS).questions[0], words, 13.0) == value


@pytest.mark.parametrize("words", ["no one calls me", "nothing works here", "pass me to someone else please"])
def test_free_text_that_begins_like_a_skip_is_kept(words: str) -> None:
    assert read_answer(asked("wish"), words) == words[:20]


def test_free_text_is_kept_as_it_was_typed_up_to_its_length() -> None:
    assert read_answer(asked("wish"), "  My PA never calls. Why?") == "My PA never calls. W"
    assert read_answer(asked("wish"), "skip") == SKIPPED


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("back", Command.BACK),
        ("go back please", Command.BACK),
        ("no wait", Command.BACK),
        ("stop", Command.STOP),
        ("nvm", Command.STOP),
        ("i dont want to do this", Command.STOP),
        ("start again", Command.AGAIN),
        ("what does that mean?", Command.HELP),
        ("what do u mean", Command.HELP),
        ("wdym ended", Command.HELP),
        ("i not understand question", Command.HELP),
        ("i dont understand", Command.HELP),
        ("where were we", Command.GO_ON),
        ("carry on", Command.GO_ON),
        ("no", None),
        ("stop my adviser leaving", None),
        ("whats a pathway plan", None),
    ],
)
def test_commands_in_words(words: str, command: Command | None) -> None:
    assert command_of(words) == command


@pytest.mark.parametrize("words", ["no wait im 22", "im 22 actually", "sorry im 22", "i meant im 22"])
def test_age_is_corrected_at_any_question(words: str) -> None:
    assert read_correction(*at("home", age="17", work="no"), words) == ("age", "22")


def test_marked_answer_corrects_the_question_before() -> None:
    assert read_correction(*at("home", age="17", work="no"), "no wait yes i do") == ("work", "yes")
    assert read_correction(*at("wish", age="17", work="no", home="kids"), "sorry i meant alone by myself") == (
        "home",
        "alone",
    )


def test_plain_answer_corrects_nothing() -> None:
    assert read_correction(*at("home", age="17", work="no"), "yes") is None
    assert read_correction(*at("work", age="17"), "no") is None
    assert read_correction(*at("hours", age="17", work="yes"), "actually 30") is None


def test_question_corrects_nothing() -> None:
    assert read_correction(*at("home", age="17"), "wait can i get money if im 22?") is None


@pytest.mark.parametrize(
    ("key", "words", "wanted"),
    [
        ("work", "yeah i think so", Fit.SURE),
        ("work", "dunno", Fit.SURE),
        ("work", "stop", Fit.SURE),
        ("work", "no wait im 22", Fit.SURE),
        ("work", "purple", Fit.PERHAPS),
        ("work", "do i pay council tax", Fit.NO),
        ("work", "how much is the bursary for uni", Fit.NO),
        ("work", "i been thinking about what my old carer said to me last week", Fit.NO),
        ("age", "17", Fit.SURE),
        ("home", "just me on my own", Fit.SURE),
        ("wish", "i want them to ring me back for once", Fit.SURE),
        ("wish", "what happens to this letter?", Fit.PERHAPS),
    ],
)
def test_reply_is_told_from_a_question(key: str, words: str, wanted: Fit) -> None:
    assert fit(*at(key, age="17"), words) is wanted


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("2", "work"),
        ("the age is wrong", "age"),
        ("change the home", "home"),
        ("number 1", "age"),
        ("9", None),
        ("hm", None),
    ],
)
def test_summary_question_by_number_or_name(words: str, key: str | None) -> None:
    progress = begin(made(), Audience())
    for value in ("17", "no", "kids", "rest"):
        progress = take(made(), progress, str(progress.at), value)
    assert progress.at == SUMMARY
    assert named_question(made(), progress, words) == key


def test_is_that_right() -> None:
    assert says_yes("yeah thats right")
    assert says_yes("looks good")
    assert says_yes("no thats wrong") is False
    assert says_yes("purple") is None


def test_the_same_council() -> None:
    assert says_same("same")
    assert says_same("still there")
    assert not says_same("leeds")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for key in ("age", "work", "home", "wish"):
        progress = at(key, age="17", work="no")
        read_answer(asked(key), text)
        read_correction(*progress, text)
        fit(*progress, text)
        command_of(text)
        named_question(*progress, text)
        says_yes(text)
