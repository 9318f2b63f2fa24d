"""Rasa's default NLU pipeline (count vectors of words and letters, DIET) on the same draw."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from pathlib import Path
from typing import Iterator

import numpy as np
import rasa.model_training
import structlog
from rasa.core.agent import load_agent

from engine.benchmarks.public import SHOTS, Result, draw, misspell, read_lines

_CONFIG = """\
recipe: default.v1
language: en
assistant_id: stock
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
  - name: EntitySynonymMapper
policies: null
"""


def stock_banking(folder: Path) -> Iterator[Result]:
    """One draw of BANKING77 for each number of examples; the first draw, as engine.benchmarks.public makes it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    train, test = read_lines(folder / "banking77_train.jsonl"), read_lines(folder / "banking77_test.jsonl")
    for shots in SHOTS:
        with tempfile.TemporaryDirectory() as place:
            model = _trained(Path(place), draw(train, shots, 0))
            agent = asyncio.run(load_agent(model_path=model))
            for suffix, change in (("", lambda text: text), (", misspelt", lambda text: misspell(text, 0))):
                hits = [asyncio.run(agent.parse_message(change(t)))["intent"]["name"] == label for t, label in test]
                yield Result(
                    f"Rasa's default pipeline: BANKING77, {shots} an intent{suffix}", 100 * float(np.mean(hits))
                )


def _trained(place: Path, rows: list[tuple[str, str]]) -> str:
    lines = ['version: "3.1"', "nlu:"]
    for label in sorted({label for _, label in rows}):
        lines += [f"  - intent: {label}", "    examples: |"]
        lines += [f"      - {json.dumps(text)[1:-1]}" for text, own in rows if own == label]
    (place / "nlu.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (place / "config.yml").write_text(_CONFIG, encoding="utf-8")
    model = rasa.model_training.train_nlu(str(place / "config.yml"), str(place / "nlu.yml"), str(place))
    if model is None:
        raise RuntimeError("Rasa's default pipeline was not trained")
    return model
