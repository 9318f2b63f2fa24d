"""`python -m engine.benchmarks FOLDER`: prints the figures on the public sets, for the official encoder and for ours.

With `--stock`, Rasa's own default pipeline (DIET) learns the same few-shot draws and is printed beside them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.benchmarks.public import banking, clinc
from engine.benchmarks.stock import stock_banking
from engine.encoder import SentenceEncoder, weights_file


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", choices=("ours", "official"), default="ours")
    parser.add_argument("--stock", action="store_true", help="measure Rasa's default pipeline too (minutes)")
    asked = parser.parse_args()
    if not (asked.folder / "clinc150.json").is_file():
        sys.stdout.write(f"Not measured: the public sets are not in {asked.folder}.\n")
        return
    encoder = SentenceEncoder(threads=2, model=weights_file(asked.weights))
    for measure in (banking, clinc):
        for result in measure(encoder, asked.folder):
            sys.stdout.write(f"{result.name:<75}{result.percent:6.1f} %\n")
            sys.stdout.flush()
    if asked.stock:
        for result in stock_banking(asked.folder):
            sys.stdout.write(f"{result.name:<75}{result.percent:6.1f} %\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
