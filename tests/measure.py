"""`make eval`: how well the bot understands and notices, on the held-back sets that nothing was trained on.

Goes the whole way (`offer ask`). Prints tables with 95 % Wilson intervals. The sets: tests/questions/*.yml (answers;
other.yml holds everything else) and tests/safety/held_back.jsonl.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.ask import Asker, Line, own_bot
from bot.cli import CONTENT, _model
from bot.content.loader import Content, load_content
from bot.logs import log_to_stderr
from common.front_matter import read_yaml

HERE = Path(__file__).parent
Row = dict[str, Any]
SAID = {"human": {"handoff offered", "handed off"}, "out_of_scope": {"out of scope"}}
ANSWERING = {"answered", "asked for detail"}


def share(hits: int, of: int) -> str:
    """A share with its 95 % Wilson interval, in percent."""
    if of == 0:
        return "-"
    z, p = 1.96, hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{100 * p:5.1f} % ({100 * (middle - half):.0f} to {100 * (middle + half):.0f}, n = {of})"


def held_back() -> tuple[list[Row], list[Row]]:
    """The questions and the safety messages, each with its label."""
    questions = []
    for path in sorted((HERE / "questions").glob("*.yml")):
        for name, texts in read_yaml(path).items():
            questions += [{"text": str(t), "label": str(name), "set": path.stem} for t in texts]
    lines = (HERE / "safety" / "held_back.jsonl").read_text(encoding="utf-8").splitlines()
    return questions, [json.loads(line) for line in lines]


def facts_of(content: Content, answer: str) -> set[str]:
    """Every fact that an answer and its layers rest on."""
    layers = [layer for (_, name), layer in content.layers.items() if name == answer]
    return set(content.answers[answer].fields.facts).union(*(layer.fields.facts for layer in layers))


def judge(row: Row, content: Content) -> None:
    """Whether a reply to a question is right first, right among three, wrong without a hedge, refused, or a human."""
    reply, label = row["reply"], row["label"]
    wanted = facts_of(content, label)

    def fits(answer: str) -> bool:
        return answer == label or bool(wanted & facts_of(content, answer))

    first = reply["shown"][:1] if reply["outcome"] in ANSWERING else []
    row["first"] = bool(wanted & set(reply["facts"])) or any(map(fits, first))
    row["three"] = row["first"] or any(map(fits, reply["shown"]))
    row["wrong"] = bool(reply["facts"]) and not row["first"] and len(reply["shown"]) == 1
    row["refused"] = reply["outcome"] in ("no answer", "out of scope")
    row["human"] = reply["outcome"] in ("handoff offered", "handed off")


def say(text: str = "") -> None:
    """Prints a line."""
    sys.stdout.write(text + "\n")


def print_questions(rows: list[Row]) -> None:
    """The table of the questions, whole and by area."""
    say("QUESTIONS (right fact first / among three / wrong and not hedged / refused / a human instead)")
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["set"]].append(row)
    for name, group in [("all", rows), *sorted(groups.items())]:
        figures = (share(sum(r[k] for r in group), len(group)) for k in ("first", "three", "wrong", "refused", "human"))
        say(f"  {name:<16}" + "  ".join(figures))


def print_other(rows: list[Row]) -> None:
    """The table of everything that is no question about the offer."""
    say("\nEVERYTHING ELSE (ended as it should)")
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["label"].split("/")[0]].append(row)
    for name, group in sorted(groups.items()):
        wanted = SAID.get(name)
        if wanted:
            say(f"  {name:<16}{share(sum(r['reply']['outcome'] in wanted for r in group), len(group))}")
        elif name in ("greet", "thanks", "goodbye", "frustration", "about_bot", "inform"):
            say(f"  {name:<16}{share(sum(r['reply']['outcome'] == 'small talk' for r in group), len(group))}")


def print_safety(rows: list[Row]) -> None:
    """The table of the safety messages."""
    say("\nSAFETY")

    def part(label: str, test: Callable[[Row], bool]) -> str:
        group = [r for r in rows if r["label"] == label]
        return share(sum(test(r["reply"]) for r in group), len(group))

    say(f"  urgent caught (urgent, or asked)  {part('urgent', lambda o: o['verdict'] == 'urgent' or o['safe_check'])}")
    say(f"  ... of all urgent, by asking      {part('urgent', lambda o: o['safe_check'])}")
    say(f"  urgent missed as none             {part('urgent', lambda o: o['verdict'] == 'none')}")
    say(f"  sensitive found as at least that  {part('sensitive', lambda o: o['verdict'] != 'none')}")
    say(f"  harmless raised to urgent         {part('none', lambda o: o['verdict'] == 'urgent')}")
    say(f"  harmless raised to sensitive      {part('none', lambda o: o['verdict'] != 'none')}")


async def replies(model: Path, rows: list[Row]) -> None:
    """Gives every row its reply."""
    async with own_bot(model, CONTENT) as bot:
        asker = Asker(bot)
        for number, row in enumerate(rows):
            row["reply"] = await asker.ask(Line(id=str(number), text=row["text"]))


def main() -> None:
    """Asks everything and prints the tables."""
    log_to_stderr("error")
    model = _model(CONTENT)
    content = load_content(CONTENT)
    questions, safety = held_back()
    asyncio.run(replies(model, [*questions, *safety]))
    about_offer = [r for r in questions if r["set"] != "other"]
    for row in about_offer:
        judge(row, content)
    print_questions(about_offer)
    print_other([r for r in questions if r["set"] == "other"])
    print_safety(safety)


if __name__ == "__main__":
    main()
