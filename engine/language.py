"""Says in which language a message is written, so that one the English encoder cannot read is read by another.

English must stay English: slang, misspelt and learner English, names, places and one word. So the script is looked at
first; a message in Latin letters counts as English when most of its words are known from our own English examples; only
the rest is given to a detector (lingua, trigrams only, nothing fetched), and its verdict counts only with a clear lead.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any, Dict, FrozenSet, Iterable, List, Optional

from lingua import IsoCode639_1, LanguageDetectorBuilder
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from common.scripts import unreadable_script
from common.text import normalise

LANGUAGE = "language"
ENGLISH, UNCLEAR = "en", "unclear"
_LATIN = ("EN", "FR", "PL", "ES", "RO", "TR", "VI", "SQ", "IT", "PT", "SO", "HU", "LT", "SK")
_FEWEST_WORDS, _FEWEST_LETTERS = 2, 8
_MOSTLY_KNOWN = 0.6  # this share of known words makes a message English
_HARDLY_KNOWN, _LEAD, _CLEAR_LEAD = 0.4, 0.85, 0.95  # the lead needed: less where hardly a word is known
# Where two languages are alike (Spanish and Portuguese), none leads, yet it is not English. Rows of: at least so many
# words, at most this share of them known, at least this sure that it is not English; and those for letters like ł or ñ.
_ENOUGH = ((3, 0.0, 0.99), (4, 0.35, 0.98), (7, 0.5, 0.97), (7, 0.2, 0.7))
_MARKED = ((3, 0.5, 0.9),)
_SORANI, _PASHTO, _PERSIAN = set("ڕڵێۆە"), set("ټډړښږڅځۍېڼ"), set("پچژگکی")
_RUSSIAN, _TIGRINYA = set("ыэъёЫЭЪЁ"), ("ኣ", "ኸ", "ቐ", "ኹ", "ዑ", "ኻ", "ኺ", "ኽ")
_TIGRINYA_WORDS = frozenset(("እየ", "እዩ", "ኣሎ", "ድዩ", "ናይ", "ክንደይ", "መን", "ከመይ", "እንታይ", "ይደሊ", "የድልየኒ", "ናብ"))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Sets `language` on each message: `en`, the code of another language, or `unclear`."""

    def __init__(self, storage: ModelStorage, resource: Resource, known: FrozenSet[str] = frozenset()) -> None:
        """Keeps the English words that were learnt."""
        self._storage, self._resource, self._known = storage, resource, known

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:  # fmt: skip
        """Makes an untrained component (Rasa's interface)."""
        return cls(model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns the English words of the examples."""
        examples = training_data.intent_examples
        sure = [m.get(TEXT) for m in examples if m.get(INTENT) == "ask"]
        self._known = english_words(sure, [m.get(TEXT) for m in examples])
        with self._storage.write_to(self._resource) as folder:
            (folder / "words.json").write_text(json.dumps(sorted(self._known)), encoding="utf-8")
        return self._resource

    @classmethod
    def load(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> LanguageDetector:  # fmt: skip
        """Loads the words."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        return cls(model_storage, resource, frozenset(words))

    def process(self, messages: List[Message]) -> List[Message]:
        """Adds the language to each message."""
        for message in messages:
            if message.get(TEXT):
                message.set(LANGUAGE, language_of(message.get(TEXT), self._known), add_to_output=True)
        return messages


def language_of(text: str, known: FrozenSet[str]) -> str:
    """The language of a text: `en`, another code of ISO 639 (`ckb` for Sorani), or `unclear`.

    Args:
        text: the message as it was written.
        known: English words, normalised, from `english_words`.
    """
    if unreadable_script(text):
        return _by_script(text)
    words = _words(text)
    if len(words) < _FEWEST_WORDS or sum(map(len, words)) < _FEWEST_LETTERS:
        return ENGLISH
    share = sum(word in known for word in words) / len(words)
    if share >= _MOSTLY_KNOWN:
        return ENGLISH
    return _by_letters(text[:400], share, len(words))


def english_words(sure: Iterable[str], others: Iterable[str]) -> FrozenSet[str]:
    """The words of texts that are surely English, and of those others that are mostly made of such words."""
    known = {word for word, times in Counter(w for t in sure for w in _words(t)).items() if times > 1}
    more: Counter[str] = Counter()
    for text in others:
        words = _words(text)
        if words and sum(word in known for word in words) >= 0.6 * len(words):
            more.update(set(words) - known)
    return frozenset(known | {word for word, times in more.items() if times > 1})


def _words(text: str) -> List[str]:
    return [word for word in normalise(text).replace(".", " ").split() if not word[0].isdigit()]


def _by_script(text: str) -> str:
    """The language of a text that is not in Latin letters, by the letters only that language has."""
    letters = [c for c in text if c.isalpha()]
    scripts = Counter(unicodedata.name(c, "?").split(" ")[0] for c in letters)
    script, present = scripts.most_common(1)[0][0], set(letters)
    if script == "ETHIOPIC":
        marked = sum(text.count(c) for c in _TIGRINYA)
        return "ti" if marked or _TIGRINYA_WORDS & set(text.replace("፣", " ").replace("?", " ").split()) else "am"
    if script == "CYRILLIC":
        return "ru" if present & _RUSSIAN else "uk"
    if script == "ARABIC":
        if len([c for c in letters if c in _SORANI]) >= 2:
            return "ckb"
        return "ps" if present & _PASHTO else "fa" if present & _PERSIAN else "ar"
    return UNCLEAR


def _by_letters(text: str, share: float, words: int) -> str:
    ranked = _detector().compute_language_confidence_values(text)
    english = next(v.value for v in ranked if v.language.iso_code_639_1 == IsoCode639_1.EN)
    first, foreign = ranked[0], 1.0 - english
    clear = first.value - english >= (_LEAD if share <= _HARDLY_KNOWN and words > _FEWEST_WORDS else _CLEAR_LEAD)
    marked = any(c.isalpha() and not c.isascii() for c in text) and words > _FEWEST_WORDS
    enough = any(words >= w and share <= s and foreign >= f for w, s, f in (*_ENOUGH, *(_MARKED if marked else ())))
    if first.value > english and (clear or enough):
        return str(first.language.iso_code_639_1.name.lower())
    return ENGLISH


@lru_cache(maxsize=1)
def _detector() -> Any:
    """The detector for Latin letters; trigrams only, which costs 30 MB less a language and is as sure on sentences."""
    codes = [IsoCode639_1.from_str(code) for code in _LATIN]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()


def is_foreign(message: Message) -> bool:
    """Whether a message was found to be in another language than English."""
    language: Optional[str] = message.get(LANGUAGE)
    return language is not None and language != ENGLISH
