"""The safety rules and the table of topics: what they notice, what they leave alone, what they refuse to load."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from common.front_matter import read_yaml
from common.safety import NOTHING, Rules, Verdict, assess, higher, load_rules
from common.text import normalise

ROOT = Path(__file__).parent.parent
SAFETY = ROOT / "offer_content" / "safety"
HELD_BACK = ROOT / "tests" / "safety" / "held_back.jsonl"
NLU = ROOT / "data" / "nlu"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(read_yaml(SAFETY / "rules.yml"))


@pytest.fixture(scope="module")
def topics() -> dict[str, Any]:
    return dict(read_yaml(SAFETY / "topics.yml")["topics"])


def held_back() -> list[dict[str, Any]]:
    return [json.loads(line) for line in HELD_BACK.read_text(encoding="utf-8").splitlines()]


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
    assert verdicts.count("sensitive") / len(verdicts) <= 0.02


def test_harmless_held_back_messages_are_seldom_raised(rules: Rules) -> None:
    verdicts = [assess(row["text"], rules).level for row in held_back() if row["label"] == "none"]
    assert verdicts.count("urgent") / len(verdicts) <= 0.02


# ------------------------------------------------------------------ the rules as data
def one(**fields: Any) -> dict[str, Any]:
    rule = {"id": "mine", "topic": "overdose", "level": "urgent", "any": ["bad day"]} | fields
    return {"rules": [{key: value for key, value in rule.items() if value is not None}]}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"level": "high"}, "`level` must be sensitive or urgent, not 'high'"),
        ({"level": "none"}, "`level` must be sensitive or urgent"),
        ({"topic": None}, "needs a `topic`"),
        ({"any": []}, "at least one phrase"),
        ({"any": None}, "at least one phrase"),
        ({"any": ["{nothing} here"]}, "{nothing}, which is not under `groups`"),
        ({"any": ["* *"]}, "no word in it"),
        ({"any": ["(a|b"]}, "a bracket is missing"),
        ({"any": ["a b}c"]}, "cannot be read"),
        ({"any": [3]}, "must be a list of phrases"),
        ({"who": "alien"}, "`who: alien` is not in the list"),
        ({"ask": "yes"}, "`ask` must be true or false"),
        ({"withuot": ["not"]}, "`withuot` is not a field"),
        ({"without": ["a {match} b"]}, "must come first or last"),
    ],
)
def test_a_bad_rule_is_refused_with_its_name(fields: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match="Rule `mine`") as refusal:
        load_rules(one(**fields))
    assert problem in str(refusal.value)


def test_all_bad_rules_are_named_at_once() -> None:
    data = {"rules": [one(id="first", level="high")["rules"][0], one(id="second", any=[])["rules"][0]]}
    with pytest.raises(ValueError, match=r"(?s)first.*second"):
        load_rules(data)


def test_two_rules_with_one_id_and_a_file_without_rules_are_refused() -> None:
    with pytest.raises(ValueError, match="two rules with this id"):
        load_rules({"rules": one()["rules"] * 2})
    with pytest.raises(ValueError, match="no list called `rules`"):
        load_rules({"rules": []})


def test_a_group_that_uses_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="uses itself"):
        load_rules(one(any=["{loop} day"]) | {"groups": {"loop": ["x {loop}"]}})


@pytest.mark.parametrize(
    ("phrase", "message", "found"),
    [
        ("he * hit me", "he really did just hit me", True),
        ("he * hit me", "he said so and then they all hit me", False),
        ("he * hit me", "he left. hit me up later", False),
        ("overdos*", "overdosing", True),
        ("(big|small) fear", "small fear", True),
        ("very (big|) fear", "very fear", True),
        ("^ fear", "i fear", False),
        ("^ fear", "well. fear", True),
        ("fear $", "fear of dogs", False),
    ],
)
def test_phrases_mean_what_the_head_of_the_file_says(phrase: str, message: str, found: bool) -> None:
    assert (assess(message, load_rules(one(any=[phrase]))).level == "urgent") is found


def test_without_counts_in_the_same_sentence_and_unless_anywhere() -> None:
    near, anywhere = load_rules(one(without=["joke"])), load_rules(one(unless=["joke"]))
    assert assess("bad day, joke", near) == NOTHING
    assert assess("bad day. joke", near).level == "urgent"
    assert assess("bad day. joke", anywhere) == NOTHING


def test_before_and_after_the_match_can_cancel_it() -> None:
    rules = load_rules(one(without=["not a {match}", "{match} out"]))
    assert assess("not a bad day", rules) == NOTHING
    assert assess("bad day out", rules) == NOTHING
    assert assess("bad day. no day out", rules).level == "urgent"


def test_with_who_and_when_must_all_be_there() -> None:
    lists = {"who": {"friend": ["my mate"]}, "when": {"now": ["tonight"]}}
    rules = load_rules(one(who="friend", when="now", **{"with": ["help"]}) | lists)
    assert assess("bad day for my mate tonight, help", rules).level == "urgent"
    assert assess("bad day for my mate, help", rules) == NOTHING
    assert assess("bad day tonight, help", rules) == NOTHING


def test_the_first_rule_of_equal_ones_counts() -> None:
    data = {"rules": [one(id="a", topic="removal")["rules"][0], one(id="b")["rules"][0]]}
    assert assess("bad day", load_rules(data)).rule == "a"


def test_the_higher_verdict_wins_and_a_question_is_not_lost() -> None:
    urgent, sensitive = Verdict("urgent", "removal"), Verdict("sensitive", "debt")
    asking = Verdict("sensitive", "unclear-danger", ask=True)
    assert higher(urgent, sensitive) == higher(sensitive, urgent) == urgent
    assert higher(sensitive, NOTHING) == sensitive
    assert higher(sensitive, asking) == higher(asking, sensitive) == asking
    assert higher(Verdict("urgent", "missing", ask=True), urgent) == urgent


def test_a_thousand_messages_take_well_under_five_seconds(rules: Rules) -> None:
    messages = ([row["text"] for row in held_back()] * 3)[:1000]
    start = time.perf_counter()
    for message in messages:
        assess(message, rules)
    assert time.perf_counter() - start < 5


# ------------------------------------------------------------------ the plain form of a message
@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Can’t sleep!! I wanna d1e", "cant sleep . i want to die"),
        ("I am  NOT ok 😂", "im not ok lol"),
        ("u r sooo funny", "youre so funny"),
        ("nowhere 2 go 4 me", "nowhere to go for me"),
        ("k.m.s", "kill myself"),
        ("r*pe", "rape"),
        ("a£1,200.50 bill at 9:30", "a 120050 bill at 930"),
        ("ölmek", "olmek"),
        ("أريد", "ارید"),
        ("він б'є", "він бє"),
        ("I'll go", "i will go"),
        ("", ""),
    ],
)
def test_messages_are_brought_to_one_form(written: str, plain: str) -> None:
    assert normalise(written) == plain


def test_the_plain_form_stays_the_same_when_made_twice() -> None:
    for row in held_back():
        once = normalise(row["text"])
        assert normalise(once) == once


# ------------------------------------------------------------------ topics
def test_every_urgent_topic_holds_the_numbers_it_must_hold(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        for fact in topic["facts"]:
            assert "{" + fact + "." in topic["words"], f"{name} must hold a value of {fact}"
            assert f"[{fact}]" in topic["words"], f"{name} must cite {fact}"
        if topic["verdict"] == "urgent":
            assert topic["facts"], f"{name} names no number"


def test_every_value_in_the_words_is_listed_and_no_number_is_typed(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        used = set(re.findall(r"\{([A-Z]\d+)\.\w+\}", topic["words"]))
        assert used == set(topic["facts"]), name
        bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|^:::.*$|under \d\d|from \d\d|at 16 or 17", "", topic["words"], flags=re.M)
        assert not re.search(r"\d{3}", bare), f"{name} types a number"


def test_topics_have_their_fields_and_short_words(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        assert topic["verdict"] in ("urgent", "sensitive"), name
        assert topic["route"] in ("adviser", "allegations", "complaints", "person-chooses"), name
        assert topic["permission"] == ("told" if topic["verdict"] == "urgent" else "asked"), name
        prose = re.sub(r":::.*|\[\w+\]", "", topic["words"])
        assert len(prose.split()) <= 65, f"{name} is {len(prose.split())} words long"


def test_childrens_lines_stand_only_in_blocks_for_their_age(topics: dict[str, Any]) -> None:
    for name, topic in topics.items():
        outside = re.sub(r"::: age.*?\n:::", "", topic["words"], flags=re.S)
        assert "{U11." not in outside, name
        assert "{U30." not in topic["words"], name
        for block in re.findall(r"::: age (.*?)\n(.*?)\n:::", topic["words"], flags=re.S):
            assert "{U11." not in block[1] or block[0] == "under 19", name


def test_an_overdose_always_says_999_and_hospital(topics: dict[str, Any]) -> None:
    assert "{U01.number}" in topics["overdose"]["words"]
    assert "A&E" in topics["overdose"]["words"]


def test_an_allegation_never_takes_the_adviser_route(topics: dict[str, Any]) -> None:
    assert topics["staff-allegation"]["route"] == "allegations"


def test_every_rule_and_every_example_has_a_topic_of_the_list(rules: Rules, topics: dict[str, Any]) -> None:
    assert rules.topics <= set(topics)
    for verdict in ("urgent", "sensitive"):
        listed = {name for name, topic in topics.items() if topic["verdict"] == verdict} - {"language-unclear"}
        assert {entry["intent"].split("/")[1] for entry in nlu(verdict)} == listed
    assert {row["topic"] for row in held_back()} - {None} <= set(topics)


# ------------------------------------------------------------------ the example messages
def nlu(name: str) -> list[Any]:
    return list(read_yaml(NLU / f"safety_{name}.yml")["nlu"])


def training(name: str) -> list[str]:
    return [line[2:] for entry in nlu(name) for line in entry["examples"].splitlines()]


def test_there_are_enough_examples_and_no_held_back_one_is_among_them() -> None:
    sets = {name: training(name) for name in ("urgent", "sensitive", "harmless")}
    for name, least in (("urgent", 900), ("sensitive", 700), ("harmless", 1100)):
        assert len(set(sets[name])) == len(sets[name]) >= least, name
    trained = {normalise(message) for messages in sets.values() for message in messages}
    assert not [row["text"] for row in held_back() if normalise(row["text"]) in trained]


def test_recall_of_the_rules_alone_is_printed(rules: Rules) -> None:
    rows = held_back()
    for label in ("urgent", "sensitive", "none"):
        verdicts = [assess(row["text"], rules) for row in rows if row["label"] == label]
        found = {level: sum(v.level == level for v in verdicts) for level in ("urgent", "sensitive", "none")}
        print(f"held back, rules alone: {label} ({len(verdicts)}): {found}, asked {sum(v.ask for v in verdicts)}")
    assert len(rows) >= 500
