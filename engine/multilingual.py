"""Asks the multilingual encoder, which runs in a process of its own (engine/multilingual_worker.py) so that it can die.

Nothing is started before the first text is asked for. A process that dies or does not answer in time is ended, and the
next text starts another one; after several failures in a row there is a pause, so that a broken encoder costs nothing.
"""

from __future__ import annotations

import json
import logging
import os
import re
import select
import subprocess
import sys
import threading
import time
import unicodedata
import zipfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

DIMENSIONS = 384
LONGEST = 600  # characters of a text that are read
_STARTS_WITHIN, _ANSWERS_WITHIN, _EACH = 10.0, 3.0, 1.0  # seconds; the last is added for each text beyond the first
_FAILURES, _PAUSE = 3, 60.0
_BATCH = 32
SHIPPED = Path(__file__).parent / "weights" / "example-vectors.npz"  # made from the examples by this encoder
_KEPT_AT_MOST = 30_000
_NOT_READ = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")
ROOT = Path(__file__).parent.parent
logger = logging.getLogger(__name__)


class EncoderFailed(Exception):
    """The multilingual encoder died, did not answer in time, or answered nonsense."""


def plain(text: str) -> str:
    """A text as the encoder may see it: composed, without control characters, and not too long."""
    return _NOT_READ.sub(" ", unicodedata.normalize("NFKC", text[:LONGEST]))[:LONGEST]


class MultilingualEncoder:
    """Turns texts of a hundred languages into vectors of length 1.

    Args:
        threads: how many threads one call may use.
        command: another command in place of the encoder's, as in tests.
    """

    def __init__(self, threads: int = 1, command: Optional[Sequence[str]] = None) -> None:
        self._command = list(command or (sys.executable, "-m", "engine.multilingual_worker"))
        self._threads, self._lock = threads, threading.Lock()
        self._process: Optional["subprocess.Popen[bytes]"] = None
        self._failures, self._not_before = 0, 0.0

    def encode(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Encodes texts; float32, a row each. Raises EncoderFailed."""
        prepared = [plain(text) for text in texts]
        order = sorted(range(len(prepared)), key=lambda i: len(prepared[i]))
        vectors = np.zeros((len(prepared), DIMENSIONS), dtype=np.float32)
        with self._lock:
            for start in range(0, len(order), _BATCH):
                rows = order[start : start + _BATCH]
                vectors[rows] = self._ask([prepared[i] for i in rows])
        return vectors

    def close(self) -> None:
        """Ends the encoder's process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def __del__(self) -> None:
        """Ends the process with the component that asked it, as when another model is swapped in."""
        self.close()

    def _ask(self, texts: List[str]) -> np.ndarray[Any, Any]:
        if time.monotonic() < self._not_before:
            raise EncoderFailed("it failed several times, and is left alone for a moment")
        patience = _ANSWERS_WITHIN + _EACH * (len(texts) - 1)
        if self._process is None:
            patience += _STARTS_WITHIN
        try:
            vectors = self._exchange(texts, time.monotonic() + patience)
        except (OSError, ValueError, EncoderFailed) as error:
            self.close()
            self._failures += 1
            if self._failures >= _FAILURES:
                self._failures, self._not_before = 0, time.monotonic() + _PAUSE
            logger.warning("The multilingual encoder failed (%s).", type(error).__name__)
            raise EncoderFailed(str(error)) from None
        self._failures = 0
        return vectors

    def _exchange(self, texts: List[str], until: float) -> np.ndarray[Any, Any]:
        process = self._process or self._start()
        stdin = process.stdin
        if stdin is None:
            raise EncoderFailed("it has no input")
        stdin.write(json.dumps(texts).encode() + b"\n")
        stdin.flush()
        head, _, rest = self._read(process, lambda data: b"\n" in data, until).partition(b"\n")
        number, length = map(int, head.split())
        if number != len(texts) or length != 4 * DIMENSIONS * number:
            raise EncoderFailed("its answer does not fit")
        data = rest + self._read(process, lambda more: len(rest) + len(more) >= length, until)
        vectors = np.frombuffer(data, dtype=np.float32).reshape(number, DIMENSIONS)
        if not np.isfinite(vectors).all() or abs(float(np.linalg.norm(vectors, axis=1).mean()) - 1.0) > 0.01:
            raise EncoderFailed("its vectors are not of length 1")
        return vectors

    def _start(self) -> "subprocess.Popen[bytes]":
        usual = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LD_LIBRARY_PATH")}
        environment = {**usual, "OMP_NUM_THREADS": str(self._threads), "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            self._command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return self._process

    def _read(self, process: "subprocess.Popen[bytes]", enough: Any, until: float) -> bytes:
        data, pipe = b"", process.stdout
        if pipe is None:
            raise EncoderFailed("it has no output")
        while not enough(data):
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise EncoderFailed("it did not answer in time")
            more = os.read(pipe.fileno(), 1 << 20)
            if not more:
                raise EncoderFailed("it died")
            data += more
        return data


def kept_vectors(encoder: MultilingualEncoder, texts: Sequence[str], kept: Path) -> np.ndarray[Any, Any]:
    """The vectors of texts; those shipped with the project or kept from an earlier run are not made again.

    Raises EncoderFailed.
    """
    known = {**read_kept(SHIPPED), **read_kept(kept)}
    missing = sorted({text for text in texts if text not in known})
    if missing:
        known.update(zip(missing, encoder.encode(missing)))
        names = sorted(known if len(known) <= _KEPT_AT_MOST else set(texts))
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"{kept.stem}-{os.getpid()}.npz")
        listed = np.frombuffer(json.dumps(names).encode(), dtype=np.uint8)
        np.savez(fresh, made_by=_made_by(), texts=listed, vectors=np.stack([known[name] for name in names]))
        fresh.replace(kept)
    return np.stack([known[text] for text in texts])


def _made_by() -> str:
    from engine.multilingual_worker import CHECKSUMS

    return "/".join(CHECKSUMS.values())


def read_kept(kept: Path) -> Dict[str, Any]:
    """The vectors that a file holds, by text; nothing when it is missing, broken or of another encoder."""
    try:
        with np.load(kept, allow_pickle=False) as data:
            if str(data["made_by"]) != _made_by():
                return {}
            return dict(zip(json.loads(data["texts"].tobytes()), data["vectors"].astype(np.float32)))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
