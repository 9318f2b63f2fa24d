"""What an editor is told of a message when asked: the nearest examples, and what the gate made of it.

It is worked out only for messages whose metadata has `explain`, so that others cost nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.shared.nlu.training_data.message import Message

from engine.kernel_model import KernelModel
from engine.scope_gate import ScopeGate

EXPLAIN = "explain"
NEAREST = 6


def is_wanted(message: Message) -> bool:
    """Whether somebody wants the message explained."""
    return bool((message.get("metadata") or {}).get(EXPLAIN))


def explanation(
    model: KernelModel, gate: ScopeGate, vector: np.ndarray, features: np.ndarray, instead: str = ""
) -> dict[str, Any]:
    """What to tell.

    Args:
        model: the finder's model.
        gate: its gate.
        vector: the sentence vector of the message.
        features: what the gate reads of the message and its clauses, a row each.
        instead: the intent that the message would have if it asked for no answer.

    Returns:
        `gate` (asks, chance, threshold; the chance and threshold are None when it has not learnt) and `nearest` (text
        as the model knows it, label, closeness from 0 to 1; best first).
    """
    near = model.near(vector)
    nearest = [
        {"text": model.texts[i], "label": model.classes[model.truth[i]], "closeness": round(float(near[i]), 3)}
        for i in np.argsort(-near)[:NEAREST]
    ]
    asks = bool(gate.asks(features, instead).any())
    chance = round(float(gate.chances(features).max()), 3) if gate.learnt else None
    threshold = round(gate.threshold_for(instead), 3) if gate.learnt else None
    return {"gate": {"asks": asks, "chance": chance, "threshold": threshold}, "nearest": nearest}
