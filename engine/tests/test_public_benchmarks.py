"""The public benchmarks measure the product's own code and settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML
from tiny import LABELS, TEXTS, UNSEEN

from common.text import normalise
from engine.answer_finder import AnswerFinder
from engine.benchmarks import __main__ as command
from engine.benchmarks.public import Result, clinc, draw, fitted, misspell, misspelt, reached, right
from engine.encoder import SentenceEncoder, chosen_encoders
from engine.kernel_model import KernelModel
from engine.sentence_features import SentenceFeaturizer, parts_of

ROWS = list(zip(TEXTS, LABELS))


def settings() -> Any:
    pipeline = YAML(typ="safe").load(Path("config.yml").read_text(encoding="utf-8"))["pipeline"]
    return next(part for part in pipeline if part["name"] == "engine.answer_finder.AnswerFinder")


def test_settings_are_those_of_the_product() -> None:
    model = KernelModel()
    assert {k: getattr(model, k) for k in ("sharpness", "letters", "ridge")} == {
        k: v for k, v in settings().items() if k in ("sharpness", "letters", "ridge")
    }


@pytest.mark.parametrize("weights", ["ours", "official", ["ours", "official"]])
def test_pipeline_and_benchmark_give_the_same_scores(tmp_path: Path, weights: str | list[str]) -> None:
    context = ExecutionContext(GraphSchema({}), node_name="x")
    featurizer = SentenceFeaturizer({**SentenceFeaturizer.get_default_config(), "weights": weights}, "x")
    storage, resource = LocalModelStorage(tmp_path), Resource("finder")
    data = TrainingData([Message({TEXT: text, INTENT: label}) for text, label in ROWS])
    config = AnswerFinder.get_default_config()
    finder = AnswerFinder.create(config, storage, resource, context)
    finder.train(featurizer.process_training_data(data))
    messages = featurizer.process([Message({TEXT: text}) for text, _ in UNSEEN])
    encoder = chosen_encoders(weights)
    model = fitted(encoder, ROWS)
    learnt = finder._model
    assert learnt is not None
    assert learnt.classes == model.classes
    for message in messages:
        texts, vectors = parts_of(message)
        own = model.scores([normalise(message.get(TEXT))], encoder.encode_messages([message.get(TEXT)]))
        np.testing.assert_allclose(learnt.scores(texts[:1], vectors[:1]), own, atol=2e-2)


def test_right_counts_what_the_model_finds(encoder: SentenceEncoder) -> None:
    model = fitted(encoder, ROWS)
    assert right(encoder, model, ROWS) == 100.0
    assert right(encoder, model, [(text, "another") for text, _ in ROWS]) == 0.0


def test_draw_takes_as_many_of_each_and_differs_by_seed() -> None:
    first, second = draw(ROWS, 3, 0), draw(ROWS, 3, 1)
    assert [label for _, label in first] == [label for label in sorted(set(LABELS)) for _ in range(3)]
    assert first == draw(ROWS, 3, 0)
    assert first != second


def test_misspelling_changes_only_longer_words() -> None:
    text = "is the council bursary for apprentices paid monthly or yearly please answer quickly"
    changed = [new for old, new in zip(text.split(), misspell(text, 0).split()) if new != old]
    assert changed
    assert all(old == new for old, new in zip(text.split(), misspell(text, 0).split()) if len(old) < 5)
    assert misspelt([(text, "x")], 0) == [(misspell(text, 0), "x")]


@pytest.mark.parametrize(("percent", "target", "well"), [(80.46, 80.5, True), (80.4, 80.5, False), (1.0, None, True)])
def test_target_is_reached_as_it_is_printed(percent: float, target: Any, well: bool) -> None:
    assert reached(Result("x", percent, target)) is well


def test_without_the_sets_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", str(tmp_path)])
    command.main()
    assert capsys.readouterr().out.startswith("Not measured: the public sets (banking77_train.jsonl")


def test_clinc_is_answered_in_scope_and_refused_outside(tmp_path: Path, encoder: SentenceEncoder) -> None:
    inside = [(f"{t} {i}", label.split("/")[1]) for t, label in ROWS if label.startswith("ask/") for i in range(8)]
    outside = [(f"{t} {i}", "oos") for t, label in ROWS if not label.startswith("ask/") for i in range(10)]
    sets = {"train": inside, "test": inside, "oos_train": outside, "oos_val": outside, "oos_test": outside}
    (tmp_path / "clinc150.json").write_text(json.dumps(sets), encoding="utf-8")
    results = list(clinc(encoder, tmp_path))
    assert [r.target for r in results] == [93.5, None]
    assert all(r.percent > 90 for r in results)
