"""Finds questions that would lead the finder to another answer, with the real encoder and the finder's own method.

Every question is ranked by a finder that has learnt all the others (KernelModel.left_out). Where another answer comes
out clearly ahead of its own, and a question of that other answer lies nearer than any of its own, people who ask like
this are led astray. TensorFlow and Rasa are not needed, so that it takes seconds:

    engine/.venv/bin/python -m engine.confusions [--vectors FILE] < questions.json

In: a list of {"answer": id, "text": question}. Out: a list of {"place": place in that list, "other": id of the other
answer, "near": place of the nearest question of the other, "ahead": by how much the other leads, "among_first": whether
its own answer would still be one of the three shown}. A warning-free run ends with 0; unreadable input with 2.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np

from common.text import normalise
from engine.encoder import SentenceEncoder, weights_file
from engine.kernel_model import KernelModel

AHEAD = 0.35  # of the finder's scores, where a sure answer has about 1; below it two answers that are kin are usual
_SHOWN = 3


def confusions(texts: Sequence[str], answers: Sequence[str], vectors: np.ndarray) -> List[Dict[str, Any]]:
    """The questions that lead astray, the worst first.

    Args:
        texts: the questions, normalised.
        answers: the id of the answer of each.
        vectors: their sentence vectors, a row each.

    Returns:
        a mapping for each, as the head of this file says.
    """
    if len(set(answers)) < 2:
        return []
    model = KernelModel()
    scores = model.left_out(texts, vectors, answers)
    rows = np.arange(len(texts))
    truth = np.array([model.classes.index(answer) for answer in answers])
    own = scores[rows, truth]
    first = scores.argmax(axis=1)
    ahead = scores[rows, first] - own
    found = []
    for place in np.flatnonzero(ahead > AHEAD):
        near = vectors @ vectors[place]
        near[place] = -1.0
        theirs = np.where(truth == first[place], near, -1.0)
        if theirs.max() > near[truth == truth[place]].max():
            found.append(
                {
                    "place": int(place),
                    "other": model.classes[first[place]],
                    "near": int(theirs.argmax()),
                    "ahead": round(float(ahead[place]), 3),
                    "among_first": bool((scores[place] > own[place]).sum() < _SHOWN),
                }
            )
    return sorted(found, key=lambda item: -item["ahead"])


def encoded(texts: Sequence[str], kept: Path | None) -> np.ndarray:
    """The vectors of texts; those that `kept` holds from an earlier run are not made again."""
    weights = weights_file("ours")
    made_by = hashlib.sha256(weights.read_bytes()).hexdigest()
    known = _read(kept, made_by) if kept else {}
    missing = sorted(set(texts) - known.keys())
    if missing:
        known.update(zip(missing, SentenceEncoder(threads=2, model=weights).encode(missing)))
    if kept and missing:
        names = sorted(set(texts))
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{kept.name}.new.npz")
        np.savez(fresh, made_by=made_by, texts=np.array(names), vectors=np.stack([known[name] for name in names]))
        fresh.replace(kept)
    return np.stack([known[text] for text in texts])


def _read(kept: Path, made_by: str) -> Dict[str, np.ndarray]:
    """The vectors of an earlier run with the same weights; none when the file is missing or broken."""
    try:
        with np.load(kept, allow_pickle=False) as data:
            if str(data["made_by"]) != made_by:
                return {}
            return dict(zip(data["texts"].tolist(), data["vectors"]))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}


def main() -> int:
    """Reads questions from standard input, writes the confusions to standard output."""
    parser = argparse.ArgumentParser(description="Finds questions that would lead the finder to another answer.")
    parser.add_argument("--vectors", type=Path, help="where the vectors are kept between runs")
    arguments = parser.parse_args()
    try:
        asked = [(str(item["answer"]), str(item["text"])) for item in json.load(sys.stdin)]
    except (ValueError, TypeError, KeyError) as error:
        sys.stderr.write(f'The questions cannot be read ({error}). Give a list of {{"answer": ..., "text": ...}}.\n')
        return 2
    texts = [normalise(text) for _, text in asked]
    found = confusions(texts, [answer for answer, _ in asked], encoded(texts, arguments.vectors)) if texts else []
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
