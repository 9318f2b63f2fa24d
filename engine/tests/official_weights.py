"""An independent reading of the official all-MiniLM-L6-v2 weights: the 6-layer BERT forward, written in NumPy.

From Devlin et al., BERT (2019), and the model's own config.json; it shares no code with engine/encoder.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

Array = np.ndarray


class OfficialMiniLM:
    """Gives the official model's vector of one sentence at a time, in float32, without any padding."""

    def __init__(self, folder: Path) -> None:
        self._config = json.loads((folder / "config.json").read_text())
        self._weights = load_file(str(folder / "model.safetensors"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(128)

    def encode(self, sentence: str) -> Array:
        hidden = self._embed(np.array(self._tokenizer.encode(sentence).ids))
        for layer in range(self._config["num_hidden_layers"]):
            hidden = self._layer(hidden, f"encoder.layer.{layer}.")
        pooled = hidden.mean(axis=0)
        return pooled / np.linalg.norm(pooled)

    def _embed(self, ids: Array) -> Array:
        table = [self._weights[f"embeddings.{n}_embeddings.weight"] for n in ("word", "position", "token_type")]
        summed = table[0][ids] + table[1][: len(ids)] + table[2][0]
        return self._norm(summed, "embeddings.LayerNorm.")

    def _layer(self, hidden: Array, name: str) -> Array:
        attended = self._linear(self._attention(hidden, name + "attention.self."), name + "attention.output.dense.")
        hidden = self._norm(hidden + attended, name + "attention.output.LayerNorm.")
        wide = self._linear(hidden, name + "intermediate.dense.")
        wide = 0.5 * wide * (1.0 + erf(wide / np.sqrt(2.0)))  # GELU
        return self._norm(hidden + self._linear(wide, name + "output.dense."), name + "output.LayerNorm.")

    def _attention(self, hidden: Array, name: str) -> Array:
        heads = self._config["num_attention_heads"]
        shape = (len(hidden), heads, -1)
        query, key, value = (
            self._linear(hidden, f"{name}{part}.").reshape(shape).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        return (weights @ value).transpose(1, 0, 2).reshape(len(hidden), -1)

    def _linear(self, hidden: Array, name: str) -> Array:
        return hidden @ self._weights[name + "weight"].T + self._weights[name + "bias"]

    def _norm(self, hidden: Array, name: str) -> Array:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._config["layer_norm_eps"])
        return scaled * self._weights[name + "weight"] + self._weights[name + "bias"]
