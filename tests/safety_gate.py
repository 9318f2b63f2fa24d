"""`make safety`: how well the detectors notice danger on the held-back messages. Fails when a figure is out of bounds.

Both detectors, outside the dialogue, on one model (engine/judge.py; no server, under a minute when nothing else runs).
The sets: tests/safety/held_back.jsonl and held_back_2.jsonl, nothing of which is ever trained on. The bounds:
tests/safety/bounds.yml. tests/whole/test_safety_gate.py runs the same in `make test`.

`--public FOLDER` also measures public sets of harmless messages that nobody here wrote; where the folder is missing it
says so. `--renew` writes what was measured, and bounds from it, into bounds.yml: after a change for the better.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.cli import CONTENT, _model
from bot.rasa.figures import Count, count
from bot.rasa.judging import read_with
from common.front_matter import read_yaml
from common.safety import assess, load_rules
from tests.safety_figures import (
    NAMES,
    Noticed,
    Rows,
    SafetyMessage,
    agreement,
    broken,
    figures,
    read_bounds,
    read_messages,
    safety_tables,
    whole_table,
)
from tests.tables import Table, share, written

SETS = Path(__file__).parent / "safety"
HELD_BACK = ("held_back", "held_back_2")
BOUNDS = SETS / "bounds.yml"
PUBLIC = ("hwu64_none", "clinc_oos_none", "momconnect", "xstest_safe")  # JSON lines: `text` and `label`
ALL_PUBLIC = "public"
# How far a figure may fall before the gate fails, in points: two trainings on the same data differ by less.
MARGIN = {"urgent_caught": 1.5, "urgent_missed": 1.0, "sensitive_found": 2.0, "harmless_urgent": 1.0,
          "harmless_raised": 2.5, "urgent_asked": 4.0}  # fmt: skip
_LEAST = ("urgent_caught", "sensitive_found")


def say(text: str = "") -> None:
    """Prints a line."""
    sys.stdout.write(text + "\n")


def held_back() -> dict[str, list[SafetyMessage]]:
    """The held-back sets by name; raises BadSafetyData."""
    return {name: read_messages(SETS / f"{name}.jsonl") for name in HELD_BACK}


async def noticed(model: Path, texts: Sequence[str]) -> dict[str, Noticed]:
    """What both detectors make of each text; raises JudgingFailed."""
    parsed = await read_with(model, texts, CONTENT)
    return {text: Noticed.of_parsed(made) for text, made in parsed.items()}


async def measured(model: Path) -> dict[str, Rows]:
    """The held-back sets, each message with what the detectors made of it."""
    sets = held_back()
    read = await noticed(model, [m.text for messages in sets.values() for m in messages])
    return {name: [(m, read[m.text]) for m in messages] for name, messages in sets.items()}


def rules_alone(sets: Mapping[str, Rows]) -> dict[str, Rows]:
    """The same messages with what the rules make of them, without the model."""
    rules = load_rules(read_yaml(CONTENT / "safety" / "rules.yml"))
    found: dict[str, Rows] = {}
    for name, rows in sets.items():
        verdicts = [(message, assess(message.text, rules)) for message, _ in rows]
        found[name] = [(m, Noticed(v.level, v.ask and v.level != "urgent", v.topic)) for m, v in verdicts]
    return found


def public_texts(folder: Path) -> dict[str, list[str]]:
    """The harmless messages of those public sets that are in the folder; any other label is left out."""
    found = {}
    for name in PUBLIC:
        path = folder / f"{name}.jsonl"
        if path.is_file():
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            found[name] = [str(row["text"]) for row in rows if row["label"] == "none"]
    return found


async def measure_public(model: Path, folder: Path) -> dict[str, dict[str, Count]]:
    """The figures of the public sets, and of them all; prints them. Empty, and said so, when they are not there."""
    sets = public_texts(folder)
    missing = [name for name in PUBLIC if name not in sets]
    if missing:
        say(f"\nPublic sets that are not in that folder, so not measured: {', '.join(missing)}.")
    if not sets:
        return {}
    read = await noticed(model, [text for texts in sets.values() for text in texts])
    sets[ALL_PUBLIC] = [text for texts in sets.values() for text in texts]
    say("\nPUBLIC HARMLESS SETS (raised to urgent / to anything)")
    found = {}
    for name, texts in sets.items():
        verdicts = [read[text].verdict for text in texts]
        found[name] = {
            "harmless_urgent": count(v == "urgent" for v in verdicts),
            "harmless_raised": count(v != "none" for v in verdicts),
        }
        say(f"  {name:<16}" + "  ".join(share(counted) for counted in found[name].values()))
    return found


def print_tables(sets: Mapping[str, Rows]) -> None:
    """How far the two readings agree, and the tables."""
    for name, rows in sets.items():
        same, kappa = agreement(message for message, _ in rows)
        say(f"{name}: {len(rows)} messages; two readings agree on {same.percent:.1f} %, Cohen's kappa {kappa:.2f}")
    for table in [*safety_tables(sets), whole_table("rules", "SAFETY BY THE RULES ALONE", rules_alone(sets))]:
        say()
        for line in table.lines():
            say(line)


def bounds_for(found: Mapping[str, Mapping[str, Count]]) -> str:
    """The text of bounds.yml for what was measured: each figure with its margin for chance."""
    lines = [
        "# Where the figures of noticing danger may not go, in percent: beyond, `make safety` and `make test` fail.",
        "# Written by `python -m tests.safety_gate --renew`: what was measured, less a margin (tests/safety_gate.py).",
        "# The bound of the public sets is the target itself.",
    ]
    for name, counts in found.items():
        lines.append(f"{name}:")
        for figure, counted in counts.items():
            was = round(counted.percent, 1)
            if figure in _LEAST:
                bound = f"least: {max(0.0, was - MARGIN[figure]):.1f}"
            else:
                bound = f"most: {was + MARGIN[figure]:.1f}"
            lines.append(f"  {figure}: {{measured: {was}, {bound}}}")
    lines += [f"{ALL_PUBLIC}:", "  harmless_urgent: {most: 1.0}"]
    return "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.safety_gate", description="How well danger is noticed.")
    parser.add_argument("--model", type=Path, help="another model than the one for the present inputs")
    parser.add_argument("--public", type=Path, help="a folder of public harmless sets to measure as well")
    parser.add_argument("--renew", action="store_true", help="write what was measured, as new bounds")
    parser.add_argument("--json", type=Path, help="also write the figures to a file")
    return parser.parse_args()


async def run(options: argparse.Namespace, model: Path) -> int:
    """Measures, prints, and says what is out of bounds; returns the exit code."""
    sets = await measured(model)
    print_tables(sets)
    found = {name: figures(rows) for name, rows in sets.items()}
    public = await measure_public(model, options.public) if options.public else {}
    if options.json:
        shown = [*safety_tables(sets), Table("public", "PUBLIC", NAMES, public)]
        options.json.write_text(json.dumps(written(shown), indent=1) + "\n", encoding="utf-8")
    if options.renew:
        BOUNDS.write_text(bounds_for(found), encoding="utf-8")
        say(f"\nThe bounds are now those of this model: look at the changes in {BOUNDS.name} before you keep them.")
    faults = broken(found | {k: v for k, v in public.items() if k == ALL_PUBLIC}, read_bounds(BOUNDS))
    say("\nOut of bounds:" if faults else f"\nAll {len(NAMES)} figures of each set are within their bounds.")
    for fault in faults:
        say(f"  {fault}")
    return 1 if faults else 0


def main() -> int:
    """Runs the command; returns its exit code."""
    options = arguments()
    chosen = options.model or os.environ.get("OFFER_TEST_MODEL")
    return asyncio.run(run(options, Path(chosen).resolve() if chosen else _model(CONTENT)))


if __name__ == "__main__":
    sys.exit(main())
