"""Keeps what was read of the content between two runs of a command, so that only changed files are read again.

The file is our own, in `.local/`: it holds the parsed files by path, time and size, as bot.content.loader caches them.
"""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import ruamel.yaml

from bot.content.faults import Fault
from bot.content.loader import Cache, Content, read_content
from bot.settings import ROOT

# The code that may decide how a file is parsed: when it changes, nothing kept is used.
_PARSERS = ("common/front_matter.py", "bot/content/*.py", "bot/interviews/*.py", "bot/letters/*.py")


def read_kept(folder: Path, kept: Path) -> tuple[Content, list[Fault]]:
    """As bot.content.loader.read_content, with the help of what `kept` holds; the file is renewed when files changed.

    A file that is missing, broken or of another version is not used. One that cannot be written does no harm.
    """
    version = _version()
    cache = _load(kept, version)
    before = {path: seen for path, (seen, _) in cache.items()}
    content, faults = read_content(folder, cache)
    if before != {path: seen for path, (seen, _) in cache.items()}:
        _save(kept, version, {path: held for path, held in cache.items() if path.is_relative_to(folder)})
    return content, faults


def _version() -> str:
    digest = hashlib.sha256(ruamel.yaml.__version__.encode())
    for pattern in _PARSERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _load(kept: Path, version: str) -> Cache:
    try:
        with kept.open("rb") as file:
            if file.readline().strip().decode() != version:
                return {}
            cache: Cache = pickle.load(file)  # noqa: S301 - our own file, in our own folder
            return cache
    except Exception:  # whatever is wrong with it, the content itself is there to be read
        return {}


def _save(kept: Path, version: str, cache: Cache) -> None:
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(version.encode() + b"\n")
            pickle.dump(cache, file, protocol=5)
        fresh.replace(kept)
    except (OSError, pickle.PicklingError, TypeError, AttributeError):
        return
