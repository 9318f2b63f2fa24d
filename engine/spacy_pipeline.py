"""spaCy in Rasa: its tokeniser, and an entity ruler built from our places file.

The entities are `place` (value: council id, or council id/district id), `age`, `number` (a bare two-digit number that
may be an age), `date` and `money`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language
from spacy.tokens import Doc, Span

from common.front_matter import read_yaml
from engine.content_folder import in_content

_NUMBER_WORDS = {
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "twenty-one": 21, "twentyone": 21, "twenty-two": 22, "twentytwo": 22, "twenty-three": 23, "twentythree": 23,
    "twenty-four": 24, "twentyfour": 24, "twenty-five": 25, "twentyfive": 25,
}  # fmt: skip
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
           "dec"]  # fmt: skip
_AGE_NUMBER = {"LOWER": {"REGEX": r"^(1[0-9]|2[0-9])$|^(" + "|".join(_NUMBER_WORDS) + ")$"}}
_BE = {"LOWER": {"IN": ["im", "i'm", "am", "aged", "age", "turn", "turned", "turning", "m", "'m", "iam"]}}
_SMALL = {"LOWER": {"IN": ["only", "just", "now", "nearly", "almost", "age", "is", "already"]}, "OP": "?"}
_FUZZY_FROM = 11  # letters; shorter names are too like other words
_ALSO_WORDS = frozenset({"reading", "bury", "hunts", "grays"})  # a place only where the words around it say so
_PLACE_BEFORE = frozenset({"in", "from", "near", "around", "at", "by", "live", "for"})
_OBJECT_AFTER = frozenset({"my", "the", "a", "an", "your", "our", "his", "her", "their", "it", "this", "that", "about"})


def places_patterns(places: dict[str, Any]) -> list[dict[str, Any]]:
    """The entity ruler's patterns for the councils, districts and misspellings of a places file."""
    patterns: list[dict[str, Any]] = []
    for council, entry in places.items():
        names = [entry["name"], entry["full_name"], *entry.get("also", [])]
        patterns += [{"label": "place", "pattern": str(name), "id": council} for name in names]
        single = str(entry["name"]).lower()
        if " " not in single and len(single) >= _FUZZY_FROM:
            patterns.append({"label": "place", "pattern": [{"LOWER": {"FUZZY2": single}}], "id": council})
        for district, place in (entry.get("districts") or {}).items():
            for name in [place["name"], *place.get("also", [])]:
                patterns.append({"label": "place", "pattern": str(name), "id": f"{council}/{district}"})
    return patterns


def number_patterns() -> list[dict[str, Any]]:
    """The patterns for ages, bare numbers, dates and sums of money."""
    year_old = [{"LOWER": {"IN": ["year", "years", "yr", "yrs", "yo", "y"]}}, {"LOWER": "old", "OP": "?"}]
    twenty_one = [
        {"LOWER": "twenty"},
        {"ORTH": "-", "OP": "?"},
        {"LOWER": {"IN": ["one", "two", "three", "four", "five"]}},
    ]
    month = {"LOWER": {"IN": _MONTHS}}
    day = {"LOWER": {"REGEX": r"^\d{1,2}(st|nd|rd|th)?$"}}
    return [
        {"label": "age", "pattern": [_BE, _SMALL, _AGE_NUMBER]},
        {"label": "age", "pattern": [_AGE_NUMBER, *year_old]},
        {"label": "age", "pattern": [_BE, _SMALL, *twenty_one]},
        {"label": "age", "pattern": [*twenty_one, *year_old]},
        {"label": "number", "pattern": twenty_one},
        {"label": "age", "pattern": [{"LOWER": {"REGEX": r"^(1[0-9]|2[0-9])(yo|yrs|yr|y)$"}}]},
        {"label": "age", "pattern": [{"LOWER": {"REGEX": r"^im(1[0-9]|2[0-9])$"}}]},
        {"label": "number", "pattern": [_AGE_NUMBER]},
        {"label": "money", "pattern": [{"ORTH": "£"}, {"LIKE_NUM": True}]},
        {"label": "money", "pattern": [{"LIKE_NUM": True}, {"LOWER": {"IN": ["quid", "pounds", "pound", "grand"]}}]},
        {"label": "date", "pattern": [day, {"LOWER": "of", "OP": "?"}, month]},
        {"label": "date", "pattern": [month, day]},
        {"label": "date", "pattern": [{"TEXT": {"REGEX": r"^\d{1,2}[/.]\d{1,2}([/.]\d{2,4})?$"}}]},
    ]


def build_language(places_file: Path) -> Language:
    """A blank English spaCy pipeline with the entity ruler; raises UnreadableFile when the places file is broken."""
    language = spacy.blank("en")
    ruler = language.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER", "overwrite_ents": True})
    ruler.add_patterns(places_patterns(read_yaml(places_file)) + number_patterns())
    return language


def entities_of(doc: Doc) -> list[Span]:
    """The entities of a text, without places that are only words ("reading my file", "to bury my nan")."""
    return [e for e in doc.ents if e.label_ != "place" or e.text.lower() not in _ALSO_WORDS or _is_place(doc, e)]


def _is_place(doc: Doc, entity: Span) -> bool:
    if len(doc) == len(entity):
        return True
    before = doc[entity.start - 1].lower_ if entity.start else ""
    after = doc[entity.end].lower_ if entity.end < len(doc) else ""
    return before in _PLACE_BEFORE and after not in _OBJECT_AFTER


def entity_value(label: str, text: str, place: str) -> Any:
    """The value of an entity: the place's id, the age or number as int, else the text."""
    if label == "place":
        return place
    if label in ("age", "number"):
        for word in text.lower().replace("im", " im ").replace("twenty ", "twenty-").split():
            digits = "".join(c for c in word if c.isdigit())
            if digits:
                return int(digits)
            if word in _NUMBER_WORDS:
                return _NUMBER_WORDS[word]
    return text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class BlankSpacyTokenizer(Tokenizer):
    """Splits text into tokens with spaCy."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's settings, those of every tokeniser of Rasa's."""
        return {
            "intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None,
            "prefix_separator_symbol": None,
        }  # fmt: skip

    def __init__(self, config: dict[str, Any]) -> None:
        """Makes the blank English pipeline."""
        super().__init__(config)
        self._language = spacy.blank("en")

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> BlankSpacyTokenizer:  # fmt: skip
        """Makes the component (Rasa's interface)."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message."""
        doc = self._language.make_doc(message.get(attribute))
        tokens = [Token(t.text, t.idx, lemma=t.text.lower()) for t in doc if t.text.strip()]
        return self._apply_token_pattern(tokens)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SpacyEntities(GraphComponent):
    """Puts the entity ruler's findings where Rasa looks for entities. Training never runs it."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Builds the entity ruler once."""
        self._language = build_language(in_content(config["places"]))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The component's settings; `places` is the places file, relative to the working folder."""
        return {"places": "offer_content/places.yml"}

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyEntities:  # fmt: skip
        """Makes the component (Rasa's interface)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the entities of each message."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            found = [
                {
                    "entity": e.label_, "value": entity_value(e.label_, e.text, e.ent_id_), "start": e.start_char,
                    "end": e.end_char, "extractor": "SpacyEntities",
                }
                for e in entities_of(self._language(text))
            ]  # fmt: skip
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
