"""The messages that the tests of the safety rules read: those held back, and those that are learnt from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from common.front_matter import read_yaml

ROOT = Path(__file__).parents[2]
SAFETY = ROOT / "offer_content" / "safety"
HELD_BACK = ROOT / "tests" / "safety" / "held_back.jsonl"
NLU = ROOT / "data" / "nlu"


def held_back() -> list[dict[str, Any]]:
    return [json.loads(line) for line in HELD_BACK.read_text(encoding="utf-8").splitlines()]


def nlu(name: str) -> list[Any]:
    return list(read_yaml(NLU / f"safety_{name}.yml")["nlu"])


def training(name: str) -> list[str]:
    return [line[2:] for entry in nlu(name) for line in entry["examples"].splitlines()]
