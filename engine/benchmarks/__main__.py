"""`python -m engine.benchmarks FOLDER`: prints the figures on the public sets, for the official encoder and for ours.

With `--stock`, Rasa's own default pipeline (DIET) learns the same few-shot draws and is printed beside them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from engine.benchmarks.public import Result, banking, clinc, reached
from engine.benchmarks.stock import stock_banking
from engine.encoder import chosen_encoders


def say(result: Result) -> None:
    """Prints one figure, and whether it reaches what it should."""
    target = "" if result.target is None else f"  (at least {result.target:.1f}: {'yes' if reached(result) else 'NO'})"
    sys.stdout.write(f"  {result.name:<80}{result.percent:6.1f} %{target}\n")
    sys.stdout.flush()


WEIGHTS: dict[str, list[str]] = {"official": ["official"], "ours": ["ours"], "both": ["ours", "official"]}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", choices=(*WEIGHTS, "all"), default="all", help="both is what config.yml says")
    parser.add_argument("--stock", action="store_true", help="measure Rasa's default pipeline too (half an hour)")
    asked = parser.parse_args()
    if not (asked.folder / "clinc150.json").is_file():
        files = "banking77_train.jsonl, banking77_test.jsonl, clinc150.json"
        sys.stdout.write(f"Not measured: the public sets ({files}) are not in the folder {asked.folder}.\n")
        return
    for name in WEIGHTS if asked.weights == "all" else (asked.weights,):
        sys.stdout.write(f"Sentence encoder: {name}\n")
        encoder = chosen_encoders(WEIGHTS[name], threads=2)
        for measure in (banking, clinc):
            for result in measure(encoder, asked.folder):
                say(result)
    if asked.stock:
        sys.stdout.write("Rasa's default pipeline (DIET), one draw\n")
        for result in stock_banking(asked.folder):
            say(result)


if __name__ == "__main__":
    main()
