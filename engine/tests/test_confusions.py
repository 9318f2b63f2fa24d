"""Questions that would lead the finder to another answer, found with the real encoder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

import numpy as np
import pytest

from common.text import normalise
from engine.confusions import confusions, encoded

ROOT = Path(__file__).resolve().parents[2]
BED = ["i need a bed", "where do i get a bed", "no bed in my flat", "can they buy me a bed", "sleeping on the floor"]
TAX = ["do i pay council tax", "council tax bill came", "is there a council tax discount", "how much is council tax"]
VOTE = ["can i vote", "how do i register to vote", "when is the election", "voting card"]


def asked(**more: str) -> List[Dict[str, str]]:
    answers = {"bed": BED, "tax": TAX, "vote": VOTE}
    listed = [{"answer": name, "text": text} for name, texts in answers.items() for text in texts]
    return [*listed, *({"answer": name, "text": text} for name, text in more.items())]


def run(questions: object, *arguments: str) -> "subprocess.CompletedProcess[str]":
    told = questions if isinstance(questions, str) else json.dumps(questions)
    command = [sys.executable, "-m", "engine.confusions", *arguments]
    return subprocess.run(command, cwd=ROOT, input=told, capture_output=True, text=True, check=False)


def found(questions: List[Dict[str, str]]) -> List[Dict[str, object]]:
    texts = [normalise(item["text"]) for item in questions]
    return confusions(texts, [item["answer"] for item in questions], encoded(texts, None))


@pytest.mark.parametrize(
    ("answer", "text", "other"),
    [
        ("bed", "my council tax bill is too high", "tax"),
        ("vote", "is there any discount on council tax for me", "tax"),
        ("tax", "how can i register so i can vote", "vote"),
    ],
)
def test_question_under_the_wrong_answer_is_found_with_what_it_is_like(answer: str, text: str, other: str) -> None:
    questions = asked(**{answer: text})
    [worst, *_] = found(questions)
    assert (worst["place"], worst["other"]) == (len(questions) - 1, other)
    assert questions[int(str(worst["near"]))]["answer"] == other


def test_questions_under_the_right_answers_are_let_through() -> None:
    assert (
        found(asked(bed="they gave me a flat without a bed", tax="who pays the council tax", vote="where do i vote"))
        == []
    )


def test_one_answer_alone_confuses_nobody() -> None:
    assert found([{"answer": "bed", "text": text} for text in BED]) == []


def test_command_reads_and_writes_json_without_tensorflow_or_rasa() -> None:
    done = run(asked(bed="my council tax bill is too high"))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["other"] == "tax"
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, engine.confusions; print({'tensorflow', 'rasa'} & set(sys.modules))"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert loaded.stdout.strip() == "set()"


def test_no_questions_are_no_confusions() -> None:
    done = run([])
    assert (done.returncode, done.stdout) == (0, "[]")


@pytest.mark.parametrize("told", ["{", "[1]", '[{"answer": "a"}]', '{"a": 1}'])
def test_input_that_is_none_is_one_sentence(told: str) -> None:
    done = run(told)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The questions cannot be read (")
    assert done.stderr.count("\n") == 1


def test_vectors_are_kept_and_a_broken_file_is_made_anew(tmp_path: Path) -> None:
    kept = tmp_path / "vectors.npz"
    first = encoded(BED, kept)
    assert np.array_equal(encoded(BED[::-1], kept), first[::-1])
    with np.load(kept) as data:
        assert sorted(data["texts"].tolist()) == sorted(BED)
    kept.write_bytes(b"nonsense")
    assert np.allclose(encoded(BED, kept), first, atol=1e-5)
