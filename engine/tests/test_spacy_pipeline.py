from __future__ import annotations

from pathlib import Path
from typing import Any, List, Tuple

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from common.front_matter import UnreadableFile
from engine.spacy_pipeline import BlankSpacyTokenizer, SpacyEntities, build_language, entities_of, entity_value

Found = List[Tuple[str, Any]]


def found(language: Language, text: str) -> Found:
    return [(e.label_, entity_value(e.label_, e.text, e.ent_id_)) for e in entities_of(language(text))]


def places(language: Language, text: str) -> list[str]:
    return [value for label, value in found(language, text) if label == "place"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("leics", "leicestershire"),
        ("LEICS!!", "leicestershire"),
        ("Leicestershire County Council", "leicestershire"),
        ("im from leicestershire's team", "leicestershire"),
        ("cambs", "cambridgeshire"),
        ("ely", "cambridgeshire/east-cambridgeshire"),
        ("from Ely", "cambridgeshire/east-cambridgeshire"),
        ("cambridge", "cambridgeshire/cambridge"),
        ("live in hinckley", "leicestershire/hinckley-and-bosworth"),
        ("hinckley & bosworth", "leicestershire/hinckley-and-bosworth"),
        ("north west leics", "leicestershire/north-west-leicestershire"),
        ("st neots", "cambridgeshire/huntingdonshire"),
        ("a flat in norwich", "norfolk"),
    ],
)
def test_places_have_council_and_district(language: Language, text: str, place: str) -> None:
    assert places(language, text) == [place]


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("leicestershrie", "leicestershire"),
        ("liecestershire", "leicestershire"),
        ("lestershire", "leicestershire"),
        ("leicester shire", "leicestershire"),
        ("leicestersire", "leicestershire"),
        ("cambrigeshire", "cambridgeshire"),
        ("cambridgshre", "cambridgeshire"),
        ("hinkley", "leicestershire/hinckley-and-bosworth"),
        ("wisbeach", "cambridgeshire/fenland"),
    ],
)
def test_places_survive_misspelling(language: Language, text: str, council: str) -> None:
    assert places(language, text) == [council]


@pytest.mark.parametrize(
    ("text", "council"),
    [
        ("leicester", "leicester"),
        ("i live in Leicester city", "leicester"),
        ("lester", "leicester"),
        ("rutland", "rutland"),
        ("oakham", "rutland"),
        ("peterborough", "peterborough"),
        ("peterboro", "peterborough"),
        ("p'boro", "peterborough"),
    ],
)
def test_cities_are_never_taken_for_the_county(language: Language, text: str, council: str) -> None:
    assert places(language, text) == [council]


def test_two_places_in_one_message(language: Language) -> None:
    text = "i was in care in cambridge but live in hinckley"
    assert places(language, text) == ["cambridgeshire/cambridge", "leicestershire/hinckley-and-bosworth"]


@pytest.mark.parametrize("text", ["finely", "rely on it", "kently", "elysium", "cambric", "leicesterish", "rutlanders"])
def test_place_inside_a_word_is_not_taken(language: Language, text: str) -> None:
    assert places(language, text) == []


@pytest.mark.parametrize(
    "text", ["reading my file", "help to bury my mum", "he hunts for me", "i like reading", "from reading my file"]
)
def test_word_that_is_also_a_place_is_not_taken(language: Language, text: str) -> None:
    assert places(language, text) == []


@pytest.mark.parametrize(
    ("text", "place"), [("reading", "reading"), ("im from reading", "reading"), ("i live in bury", "bury")]
)
def test_place_that_is_also_a_word_is_taken_where_meant(language: Language, text: str, place: str) -> None:
    assert places(language, text) == [place]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("im 17", 17),
        ("I'm 19", 19),
        ("i am 21", 21),
        ("19 yrs", 19),
        ("19 years old", 19),
        ("18 year old", 18),
        ("im seventeen", 17),
        ("turning 18", 18),
        ("aged 19", 19),
        ("im only 16", 16),
        ("my age is 20", 20),
        ("im25", 25),
        ("22yo", 22),
        ("no wait im 22", 22),
        ("i'm nearly 18", 18),
        ("im twenty-one", 21),
    ],
)
def test_ages(language: Language, text: str, age: int) -> None:
    assert found(language, text) == [("age", age)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("17", 17), ("seventeen", 17), ("the 17 bus", 17), ("is 18 too old", 18), ("my rent is 25", 25)],
)
def test_bare_number_is_not_an_age(language: Language, text: str, number: int) -> None:
    assert found(language, text) == [("number", number)]


@pytest.mark.parametrize("text", ["im 9", "im 99", "i am 300", "room 7", "im fine"])
def test_other_numbers_are_nothing(language: Language, text: str) -> None:
    assert found(language, text) == []


@pytest.mark.parametrize("text", ["3 march", "3rd of March", "march 3rd", "12/05/2024", "12.5.24", "25 dec"])
def test_dates(language: Language, text: str) -> None:
    assert found(language, text) == [("date", text)]


@pytest.mark.parametrize("text", ["£17", "£3,000", "20 quid", "20 pounds", "twenty pounds"])
def test_money(language: Language, text: str) -> None:
    assert found(language, text) == [("money", text)]


def test_broken_places_file_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "places.yml"
    path.write_text("kent:\n  name: Kent\n  full_name: [Kent\nessex: {}\n")
    with pytest.raises(UnreadableFile, match=r"places\.yml:\d+: This is not valid YAML"):
        build_language(path)


def test_components_put_entities_where_rasa_looks() -> None:
    text = "im 17 and from ely"
    message = Message(data={TEXT: text})
    BlankSpacyTokenizer.create({**BlankSpacyTokenizer.get_default_config()}, None, None, None).process([message])
    SpacyEntities.create(SpacyEntities.get_default_config(), None, None, None).process([message])
    entities = message.get(ENTITIES)
    assert [(e["entity"], e["value"]) for e in entities] == [
        ("age", 17),
        ("place", "cambridgeshire/east-cambridgeshire"),
    ]
    assert [text[e["start"] : e["end"]] for e in entities] == ["m 17", "ely"]
    assert [t.text for t in message.get("text_tokens")] == ["i", "m", "17", "and", "from", "ely"]


def test_components_take_empty_and_strange_text() -> None:
    tokenizer = BlankSpacyTokenizer.create({**BlankSpacyTokenizer.get_default_config()}, None, None, None)
    messages = [Message(data={TEXT: text}) for text in ("", " \n", "🙂", "<script>", "نعم", "x" * 50_000)]
    tokenizer.process(messages)
    SpacyEntities.create(SpacyEntities.get_default_config(), None, None, None).process(messages)
    assert all(not m.get(ENTITIES) for m in messages)
