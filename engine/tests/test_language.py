"""Other languages: which one a message is in, and the encoder that reads it, which may die alone."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import FrozenSet, Iterator, List, Tuple

import numpy as np
import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML

from common.safety import Verdict
from engine.foreign_reader import NOT_ASSESSED, ForeignReader
from engine.importer import answer_questions
from engine.language import english_words, language_of
from engine.multilingual import (
    DIMENSIONS,
    SHIPPED,
    EncoderFailed,
    MultilingualEncoder,
    kept_vectors,
    plain,
    read_kept,
)
from engine.multilingual_worker import verify

SETS = Path("tests") / "languages"


@pytest.fixture(scope="module")
def known() -> FrozenSet[str]:
    questions = [q for _, q, _ in answer_questions(Path(__file__).parents[2] / "offer_content")]
    return english_words(questions, questions)


@pytest.fixture(scope="module")
def multilingual() -> Iterator[MultilingualEncoder]:
    encoder = MultilingualEncoder()
    yield encoder
    encoder.close()


def held_back_english() -> List[str]:
    texts: List[str] = []
    for path in sorted(Path("tests/questions").glob("*.yml")):
        for several in YAML(typ="safe").load(path.read_text(encoding="utf-8")).values():
            texts += [str(next(iter(item.values())) if isinstance(item, dict) else item) for item in several]
    return texts


@pytest.mark.parametrize(
    "text",
    ["leics", "Jordan", "hi", "kms", "bruv they aint giving me nuffin innit", "do i av to pay counsil taxx",
     "wagwan man need dat p", "My friend she is 16 and live alone in a studio", "Milton Keynes", "Ali Reza", "",
     "07700 900123", "😀😀", "ashby de la zouch"],
)  # fmt: skip
def test_slang_learner_english_names_and_places_stay_english(text: str, known: FrozenSet[str]) -> None:
    assert language_of(text, known) == "en"


def test_hardly_any_held_back_english_message_is_called_foreign(known: FrozenSet[str]) -> None:
    texts = held_back_english()
    foreign = [text for text in texts if language_of(text, known) != "en"]
    assert len(texts) > 1000
    assert len(foreign) <= 0.005 * len(texts), foreign


def test_the_language_costs_an_english_message_less_than_a_millisecond(known: FrozenSet[str]) -> None:
    texts = held_back_english()
    language_of("nie mam gdzie spać dzisiaj", known)  # loads the detector
    start = time.perf_counter()
    for text in texts:
        language_of(text, known)
    assert (time.perf_counter() - start) / len(texts) < 0.001


def test_most_foreign_messages_are_found_and_all_of_other_scripts(known: FrozenSet[str]) -> None:
    lines = [json.loads(line) for name in ("questions", "safety")
             for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]  # fmt: skip
    found = [language_of(line["text"], known) for line in lines]
    assert sum(language != "en" for language in found) >= 0.96 * len(lines)
    other_scripts = ("ar", "fa", "ps", "ckb", "ti", "am", "uk")
    assert all(f != "en" for f, line in zip(found, lines) if line["language"] in other_scripts)


def test_a_script_nobody_here_writes_is_unclear(known: FrozenSet[str]) -> None:
    assert language_of("ฉันไม่มีที่นอนคืนนี้", known) == "unclear"


def test_a_text_and_its_translation_lie_close(multilingual: MultilingualEncoder) -> None:
    vectors = multilingual.encode(
        ["I have nowhere to sleep tonight", "Nie mam dziś gdzie spać", "Can I get a bus pass"]
    )
    assert vectors.shape == (3, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[2] @ vectors[1]


HARMFUL = ["ﷺ" * 5000, "", "\x00\x01\ud800", "x" * 200_000, "\n", "🏳️‍🌈" * 900, "ﬃ" * 3000]


@pytest.mark.parametrize("text", HARMFUL, ids=["expands", "empty", "control", "long", "line", "flags", "ligatures"])
def test_no_text_harms_the_encoder(text: str, multilingual: MultilingualEncoder) -> None:
    assert np.isfinite(multilingual.encode([text])).all()


def test_what_the_encoder_sees_is_composed_and_short() -> None:
    assert len(plain("ﷺ" * 5000)) == 600
    assert "\ufdfa" not in plain("ﷺ")
    assert "\n" not in plain("a\nb")


def test_an_encoder_that_is_killed_is_started_again() -> None:
    encoder = MultilingualEncoder()
    encoder.encode(["hola"])
    assert encoder._process is not None
    encoder._process.kill()
    with pytest.raises(EncoderFailed):
        encoder.encode(["hola"])
    assert encoder.encode(["hola"]).shape == (1, DIMENSIONS)
    encoder.close()


SILENT = [sys.executable, "-c", "import time; time.sleep(60)"]
BABBLING = [sys.executable, "-c", "print('1 1536', 'nonsense', flush=True)"]
DEAD = [sys.executable, "-c", "raise SystemExit(3)"]


@pytest.mark.parametrize("command", [SILENT, BABBLING, DEAD])
def test_an_encoder_that_fails_is_ended_and_then_left_alone(
    command: List[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.multilingual._STARTS_WITHIN", 0.3)
    monkeypatch.setattr("engine.multilingual._ANSWERS_WITHIN", 0.3)
    encoder = MultilingualEncoder(command=command)
    for _ in range(3):
        with pytest.raises(EncoderFailed):
            encoder.encode(["hola"])
        assert encoder._process is None
    start = time.monotonic()
    with pytest.raises(EncoderFailed, match="left alone"):
        encoder.encode(["hola"])
    assert time.monotonic() - start < 0.1


def test_another_file_than_the_one_that_was_read_is_refused(tmp_path: Path) -> None:
    for name in ("e5-small-q4.bin", "_engine.cpython-312-x86_64-linux-gnu.so"):
        (tmp_path / name).write_bytes(b"other")
    with pytest.raises(ValueError, match="is not the file"):
        verify(tmp_path)


def test_vectors_are_made_once(tmp_path: Path, multilingual: MultilingualEncoder) -> None:
    kept = tmp_path / "kept.npz"
    first = kept_vectors(multilingual, ["one", "two", "one"], kept)
    nobody = MultilingualEncoder(command=DEAD)
    np.testing.assert_array_equal(kept_vectors(nobody, ["two", "one"], kept), first[[1, 0]])
    kept.write_bytes(b"broken")
    with pytest.raises(EncoderFailed):
        kept_vectors(nobody, ["one"], kept)


def reader(encoder: MultilingualEncoder) -> ForeignReader:
    made = ForeignReader(ForeignReader.get_default_config(), None, None)  # type: ignore[arg-type]
    made._encoder = encoder
    return made


def foreign(text: str, language: str) -> Message:
    return Message({TEXT: text, "language": language})


def test_a_message_that_nothing_can_read_is_not_taken_for_harmless() -> None:
    message = foreign("nie mam gdzie spać", "pl")
    reader(MultilingualEncoder(command=DEAD)).process([message])
    assert message.get("foreign_verdict") == NOT_ASSESSED
    assert message.get("answers") == []


def test_an_english_message_is_left_alone() -> None:
    message = foreign("council tax", "en")
    reader(MultilingualEncoder(command=DEAD)).process([message])
    assert message.get("foreign_verdict") is None


def examples() -> Tuple[List[str], List[str]]:
    from tiny import LABELS, SAFETY, TEXTS

    labels = [*LABELS, *(label for label, texts in SAFETY.items() for _ in texts)]
    return [*TEXTS, *(text for texts in SAFETY.values() for text in texts)], labels


def test_an_english_trained_reader_reads_other_languages(
    multilingual: MultilingualEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    from rasa.shared.nlu.training_data.training_data import TrainingData

    class Kept:
        @contextmanager
        def write_to(self, resource: object) -> Iterator[Path]:
            yield tmp_path

    texts, labels = examples()
    config = {**ForeignReader.get_default_config(), "kept": str(tmp_path / "kept.npz")}
    made = ForeignReader(config, Kept(), None)  # type: ignore[arg-type]
    made.train(TrainingData([Message.build(text=t, intent=label) for t, label in zip(texts, labels)]))
    made._encoder = multilingual
    tax, danger = foreign("czy muszę płacić podatek council tax", "pl"), foreign("Je veux me tuer", "fr")
    made.process([tax, danger])
    assert tax.get("answers")[0]["id"] == "council-tax"
    assert tax.get("intent")["name"] == "ask"
    assert danger.get("foreign_verdict").level in ("urgent", "sensitive")
    assert isinstance(danger.get("foreign_verdict"), Verdict)
    odd = foreign("ฉันอยากตาย", "unclear")
    made.process([odd])
    assert odd.get("foreign_verdict") == NOT_ASSESSED


def test_shipped_vectors_are_those_of_the_encoder(multilingual: MultilingualEncoder) -> None:
    shipped = read_kept(SHIPPED)
    some = sorted(shipped)[::1500]
    assert len(some) > 5
    made = np.stack(multilingual.encode(some))
    kept = np.stack([shipped[text] for text in some])
    closeness = (made * kept).sum(axis=1) / (np.linalg.norm(made, axis=1) * np.linalg.norm(kept, axis=1))
    assert closeness.min() > 0.999
