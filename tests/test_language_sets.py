"""The held-back sets of other languages: large enough, about real answers, and never learnt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bot.content.languages import LANGUAGES
from bot.content.loader import load_content
from bot.rasa.figures import Seen
from common.front_matter import read_yaml
from common.text import normalise
from tests.measure_languages import ForeignMessage, all_messages, language_table, read_messages

ROOT = Path(__file__).parent.parent


def learnt() -> set[str]:
    texts: set[str] = set()
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        for entry in read_yaml(path)["nlu"]:
            texts |= {line[2:] for line in str(entry.get("examples", "")).splitlines() if line.startswith("- ")}
    content = load_content(ROOT / "offer_content")
    texts |= {question for several in content.questions().values() for question in several}
    return {normalise(text) for text in texts}


def test_every_language_has_enough_of_each() -> None:
    questions = Counter(m.language for m in read_messages("questions"))
    labels = Counter((m.language, m.label) for m in read_messages("safety"))
    for language in LANGUAGES:
        assert questions[language] >= 8
        assert labels[language, "urgent"] >= 6
        assert labels[language, "harmless"] >= 4


def test_every_right_answer_exists() -> None:
    answers = load_content(ROOT / "offer_content").answers
    assert {a for m in read_messages("questions") for a in m.answers} <= answers.keys()


def test_nothing_of_them_is_learnt() -> None:
    assert not {normalise(m.text) for m in all_messages()} & learnt()


def test_the_table_counts_what_was_seen() -> None:
    messages = [
        ForeignMessage("pl", "a", answers=("council-tax",)),
        ForeignMessage("pl", "b", label="urgent"),
        ForeignMessage("pl", "c", label="harmless"),
    ]
    seen = [Seen("answered", ["bus-travel", "council-tax"]), Seen("urgent", verdict="urgent"), Seen("answered")]
    rows = language_table(messages, seen).rows
    for language in ("all", "pl"):
        assert [f"{c.hits}/{c.of}" for c in rows[language].values()] == ["0/1", "1/1", "1/1", "0/1", "0/1"]
