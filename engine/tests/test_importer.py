from __future__ import annotations

import re
import warnings
from collections import Counter
from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.utils.io import raise_warning

from common.front_matter import UnreadableFile
from engine.importer import RETRIEVAL_INTENTS, OfferImporter, answer_questions, topic_levels

NLU = """
version: "3.1"
nlu:
  - intent: greet
    examples: |
      - hello
      - hi there
  - intent: about_bot/robot
    examples: |
      - are you a robot
      - is this a real person
"""
DOMAIN = 'version: "3.1"\nintents: [greet, ask, about_bot]\n'


def answer(folder: Path, name: str, fields: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text(f"---\n{fields}\n---\nThe words.\n")
    return path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    content = tmp_path / "offer_content"
    answer(
        content / "england" / "finances",
        "council-tax",
        "id: council-tax\nquestions: [do i pay council tax, council tax bill]",
    )
    answer(content / "england" / "health", "lonely", "id: lonely\ntopic: loneliness\nquestions: [im lonely]")
    answer(
        content / "councils" / "kent" / "finances",
        "council-tax",
        "extends: council-tax\nquestions: [council tax in kent]",
    )
    answer(content / "councils" / "kent" / "rights", "kent-line", "id: kent-line\nquestions: [kent phone line]")
    answer(content / "councils" / "kent" / "rights", "no-questions", "extends: lonely")
    (content / "safety").mkdir()
    (content / "safety" / "topics.yml").write_text("topics:\n  loneliness: {verdict: sensitive}\n")
    return content


@pytest.fixture
def importer(tmp_path: Path, content: Path) -> OfferImporter:
    (tmp_path / "nlu.yml").write_text(NLU)
    (tmp_path / "domain.yml").write_text(DOMAIN)
    return OfferImporter(None, str(tmp_path / "domain.yml"), [str(tmp_path / "nlu.yml")], content=str(content))


def test_questions_become_retrieval_intents(importer: OfferImporter) -> None:
    examples = {m.get("text"): m.get_full_intent() for m in importer.get_nlu_data().intent_examples}
    assert examples["do i pay council tax"] == "ask/council-tax"
    assert examples["kent phone line"] == "ask/kent-line"
    assert examples["hello"] == "greet"
    assert len(examples) == 9


def test_layer_questions_count_for_the_national_answer(importer: OfferImporter) -> None:
    examples = {m.get("text"): m.get_full_intent() for m in importer.get_nlu_data().intent_examples}
    assert examples["council tax in kent"] == "ask/council-tax"


def test_topic_of_an_answer_labels_its_questions(content: Path) -> None:
    assert topic_levels(content) == {"loneliness": "sensitive"}
    labels = {question: label for _, question, label in answer_questions(content)}
    assert labels["im lonely"] == "sensitive/loneliness"
    assert labels["do i pay council tax"] is None


def test_broken_answer_names_file_and_line(importer: OfferImporter, content: Path) -> None:
    assert importer.get_nlu_data().intent_examples
    path = answer(content / "england" / "finances", "broken", "id: broken\nquestions: [one, two\narea: x")
    with pytest.raises(UnreadableFile, match=rf"^{re.escape(str(path))}:[345]: This is not valid YAML"):
        importer.get_nlu_data()


def test_answer_without_fields_names_file_and_line(importer: OfferImporter, content: Path) -> None:
    path = content / "england" / "finances" / "bare.md"
    path.write_text("Only words.\n")
    with pytest.raises(UnreadableFile, match=rf"^{re.escape(str(path))}:1: The file must begin with"):
        importer.get_nlu_data()


def test_broken_topics_file_names_file_and_line(importer: OfferImporter, content: Path) -> None:
    (content / "safety" / "topics.yml").write_text("topics:\n  loneliness: {verdict\n")
    with pytest.raises(UnreadableFile, match=r"topics\.yml:\d: "):
        importer.get_nlu_data()


def warned(importer: OfferImporter) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        importer.__init__(  # type: ignore[misc]  # the filters are set where the importer is made
            importer.config_file, importer._domain_path, list(importer._nlu_files), content=str(importer._content)
        )
        data = importer.get_nlu_data()
        data.validate()
        importer.get_domain()
        raise_warning("Your training data contains an example 'x...' for the 'chitchat/x' intent. You either need")
        raise_warning("Action 'utter_greet' is listed as a response action in the domain file")
        raise_warning("Your training data contains an example 'x\ny...' for the 'ask/council-tax' intent. You either")
        raise_warning("Action 'utter_ask' is listed as a response action in the domain file")
    return [str(w.message) for w in caught if w.category is UserWarning]


def test_exactly_the_retrieval_warnings_are_filtered(importer: OfferImporter) -> None:
    assert [w[:60] for w in warned(importer)] == [
        "Your training data contains an example 'x...' for the 'chitc",
        "Action 'utter_greet' is listed as a response action in the d",
    ]


def test_retrieval_warnings_come_without_the_filter(importer: OfferImporter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trap: one warning for each example."""
    monkeypatch.setattr("engine.importer.quieten", lambda: None)
    counted = Counter(w[:26] for w in warned(importer))
    assert counted["Your training data contain"] == 9  # seven real ones and the two of this test
    assert counted["Action 'utter_ask' is list"] == 1


def test_importer_is_named_in_the_config(importer: OfferImporter) -> None:
    real = TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])
    data = real.get_nlu_data()
    assert data.retrieval_intents == set(RETRIEVAL_INTENTS)
    intents = {m.get_full_intent() for m in data.intent_examples}
    assert {"ask/council-tax", "greet", "urgent/suicidal-thoughts"} <= intents


def test_real_questions_are_unique_within_an_answer() -> None:
    counted = Counter((a, q.casefold()) for a, q, _ in answer_questions(Path("offer_content")))
    assert [pair for pair, n in counted.items() if n > 1] == []


@pytest.mark.parametrize(("line", "text"), [("draft: true\n", "The words."), ("", "To do: write it.")])
def test_draft_is_not_learnt(content: Path, line: str, text: str) -> None:
    path = content / "councils" / "kent" / "rights" / "kent-line.md"
    path.write_text(f"---\nid: kent-line\n{line}questions: [kent phone line]\n---\n{text}\n")
    assert "kent-line" not in {found for found, _, _ in answer_questions(content)}
