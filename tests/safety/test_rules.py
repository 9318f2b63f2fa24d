"""What the safety rules notice, and what they leave alone."""

from __future__ import annotations

import time

import pytest

from common.safety import NOTHING, Rules, assess
from tests.safety.messages import held_back, training


# ------------------------------------------------------------------ what must be noticed
@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("I'm going to kill myself", "suicidal-thoughts"),
        ("i dont want to live anymore", "suicidal-thoughts"),
        ("just took 30 paracetamol", "overdose"),
        ("my friend took an overdose", "overdose"),
        ("I keep cutting myself", "self-harm"),
        ("my dad beats me when he's drunk", "abuse-now"),
        ("he won't let me leave the house", "partner-abuse"),
        ("i was raped on saturday", "sexual-violence"),
        ("they made me sell drugs for them", "exploitation"),
        ("my boss took my passport", "trafficking"),
        ("my parents are forcing me to marry my cousin", "forced-marriage"),
        ("they want to circumcise my sister", "fgm"),
        ("my drink got spiked", "spiking"),
        ("my sister has gone missing", "missing"),
        ("nowhere to sleep tonight", "homeless-tonight"),
        ("I'm 17 and my mum kicked me out", "put-out-under-18"),
        ("no milk left for the baby", "no-food-or-heat"),
        ("i'm going to stab my stepdad", "threat-to-others"),
        ("my mum's boyfriend hurts my little brother", "child-at-risk"),
        ("my baby isn't breathing", "medical-emergency"),
        ("they're going to deport me on friday", "removal"),
        ("my social worker touched me", "staff-allegation"),
        ("someone is trying to break in", "unclear-danger"),
    ],
)
def test_plain_danger_is_urgent_with_its_topic(rules: Rules, message: str, topic: str) -> None:
    verdict = assess(message, rules)
    assert (verdict.level, verdict.topic) == ("urgent", topic)


@pytest.mark.parametrize(
    "message",
    [
        "im gonna kms",
        "im going to k m s tonight",
        "wanna unalive myself",
        "i want to d1e",
        "im gonna k!ll myself",
        "feeling su1cidal tonight",
        "i wnt 2 end my life cos idk what to do, gonna end it all",
        "i dnt wanna live anymore",
        "i really wanna dieeeee",
        "I WANT TO DIE",
        "i want to d\u200bie",
        "I’m going to hurt myself",
        "he keeps hittin me",
        "cnt go home, got nowhere 2 sleep 2nite",
    ],
)
def test_text_spelling_and_disguised_words_are_read(rules: Rules, message: str) -> None:
    assert assess(message, rules).level == "urgent"


@pytest.mark.parametrize(
    "message",
    [
        "أريد أن أموت",
        "لا أريد أن أعيش",
        "می‌خواهم بمیرم",
        "غواړم مړ شم",
        "دەمەوێت بمرم",
        "ክመውት እደሊ",
        "መሞት እፈልጋለሁ",
        "tôi không muốn sống nữa",
        "toi khong muon song nua",
        "nuk dua të jetoj",
        "je ne veux plus vivre",
        "nie mam gdzie spać",
        "kendimi öldürmek istiyorum",
        "він мене б'є",
        "vreau să mor",
        "no tengo dónde dormir",
        "waxaan rabaa inaan dhinto",
    ],
)
def test_plain_danger_is_noticed_in_other_languages(rules: Rules, message: str) -> None:
    assert assess(message, rules).level == "urgent"


def test_danger_in_a_long_ordinary_message_is_noticed(rules: Rules) -> None:
    long = (
        "I start college on Monday and the bus takes an hour, which is fine. My mate is on the same course. "
        "I have nowhere to sleep tonight. Do you know if the bursary pays for the bus?"
    )
    assert assess(long, rules).topic == "homeless-tonight"


def test_passive_thoughts_are_sensitive_and_ask(rules: Rules) -> None:
    verdict = assess("i cant do this anymore", rules)
    assert (verdict.level, verdict.ask, verdict.topic) == ("sensitive", True, "suicidal-thoughts")


def test_a_bare_call_for_help_asks(rules: Rules) -> None:
    assert assess("help", rules).ask
    assert assess("can you help me with my cv", rules) == NOTHING


def test_an_allegation_against_staff_comes_before_every_other_urgent_topic(rules: Rules) -> None:
    assert assess("my foster dad hits me and i have nowhere to sleep tonight", rules).topic == "staff-allegation"


@pytest.mark.parametrize(
    "message",
    [
        "i dont want to live on my own yet what else is there",
        "they wont give me my file",
        "my boss wont pay me",
        "sw said a support worker would be in touch",
        "emailed my adviser 3 times about my bed, nothing",
        "library computer keeps kicking me off",
        "i want a cheap ticket for the train",
        "kicked out of 3 schools and now i want to learn a trade",
        "im a foster carer how much is my allowance",
    ],
)
def test_everyday_words_that_a_rule_once_took_for_danger_are_let_through(rules: Rules, message: str) -> None:
    assert assess(message, rules).level == "none"


# ------------------------------------------------------------------ what must be left alone
@pytest.mark.parametrize(
    "message",
    [
        "this bus is killing me",
        "dying to see the new flat",
        "exams make me want to kill myself lol",
        "i could murder a pizza",
        "kms if it rains on my day out lol",
        "so embarrassing i wanted to die",
        "my mum is going to kill me when she sees the mess lol",
        "he beats me at fifa every time",
        "my phone died",
        "i got kicked out of the group chat",
    ],
)
def test_idioms_stay_none(rules: Rules, message: str) -> None:
    assert assess(message, rules) == NOTHING


@pytest.mark.parametrize(
    "message",
    [
        "I'm not going to kill myself",
        "im not going to hurt myself, just want to know about counselling",
        "he doesn't hit me",
        "i'm not homeless tonight, i want a bigger flat",
        "nobody hits me",
        "i would never cut myself",
    ],
)
def test_a_negation_is_not_urgent(rules: Rules, message: str) -> None:
    assert assess(message, rules).level != "urgent"


def test_a_negation_does_not_hide_the_danger_after_but(rules: Rules) -> None:
    assert assess("im not going to hurt anyone but i want to die", rules).level == "urgent"


@pytest.mark.parametrize(
    "message",
    [
        "was homeless last year, sorted now, can i get a laptop",
        "what counts as homeless",
        "does a criminal record stop the bursary",
        "doing an essay on county lines",
        "we have to write a story where the character wants to kill himself",
        "do refugees get the setting up home allowance",
        "how do i get a bus pass",
        "",
        "?!",
    ],
)
def test_past_information_and_course_work_stay_none(rules: Rules, message: str) -> None:
    assert assess(message, rules) == NOTHING


def test_harmless_training_messages_are_almost_never_raised(rules: Rules) -> None:
    verdicts = [assess(message, rules).level for message in training("harmless")]
    assert verdicts.count("urgent") / len(verdicts) <= 0.01
    assert verdicts.count("sensitive") / len(verdicts) <= 0.03  # written as contrasts, with the words of danger


def test_harmless_held_back_messages_are_seldom_raised(rules: Rules) -> None:
    verdicts = [assess(row["text"], rules).level for row in held_back() if row["label"] == "none"]
    assert verdicts.count("urgent") / len(verdicts) <= 0.02


def test_a_thousand_messages_take_well_under_five_seconds(rules: Rules) -> None:
    messages = ([row["text"] for row in held_back()] * 3)[:1000]
    start = time.perf_counter()
    for message in messages:
        assess(message, rules)
    assert time.perf_counter() - start < 5


def test_recall_of_the_rules_alone_is_printed(rules: Rules) -> None:
    rows = held_back()
    for label in ("urgent", "sensitive", "none"):
        verdicts = [assess(row["text"], rules) for row in rows if row["label"] == label]
        found = {level: sum(v.level == level for v in verdicts) for level in ("urgent", "sensitive", "none")}
        print(f"held back, rules alone: {label} ({len(verdicts)}): {found}, asked {sum(v.ask for v in verdicts)}")
    assert len(rows) >= 500
