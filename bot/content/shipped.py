"""The handoff policy that comes with the program: it holds where a content folder has none of its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.handoff.policy import HandoffPolicies
from common.front_matter import read_yaml

_FILE = Path(__file__).resolve().parents[2] / "offer_content" / "safety" / "handoff.yml"


@lru_cache(maxsize=1)
def shipped_policies() -> HandoffPolicies:
    """The policies of the shipped file; a file that cannot be read is a fault of the installation and raises."""
    return HandoffPolicies.model_validate(read_yaml(_FILE))
