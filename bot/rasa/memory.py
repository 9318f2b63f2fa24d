"""How much memory this machine has left."""

from __future__ import annotations

import re
from pathlib import Path

MEMINFO = Path("/proc/meminfo")
FOR_A_SECOND_MODEL = 600  # megabytes; measured 180 to 320 while a second model is loaded (docs/decisions/0010)
FOR_TRAINING = 2500  # megabytes; measured 2,315 with the whole offer


def free_megabytes(source: Path = MEMINFO) -> int | None:
    """What could still be used, by Linux's own estimate; None where it cannot be told."""
    try:
        found = re.search(r"^MemAvailable:\s+(\d+) kB", source.read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) // 1024 if found else None


def room_for_two_models(source: Path = MEMINFO) -> bool:
    """Whether a second model can be loaded beside the first; where it cannot be told, it is tried."""
    return _room(FOR_A_SECOND_MODEL, source)


def room_for_training(source: Path = MEMINFO) -> bool:
    """Whether a training can run beside the bot without driving it out of memory."""
    return _room(FOR_TRAINING, source)


def _room(megabytes: int, source: Path) -> bool:
    free = free_megabytes(source)
    return free is None or free >= megabytes
