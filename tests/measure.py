"""`make eval`: how well the bot understands and notices, on the held-back sets that nothing was trained on.

Goes the whole way (`offer ask`) and judges as the check of a training in the background does (bot/rasa/figures.py).
Prints tables with 95 % Wilson intervals. The sets: tests/questions/*.yml (answers; other.yml holds everything else),
tests/safety/held_back.jsonl, and the conversations of tests/conversations/*.yml (judged by tests/whole/script.py).
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from pathlib import Path
from typing import TypeVar

from bot.ask import Asker, Line, own_bot
from bot.cli import CONTENT, _model
from bot.content.loader import load_content
from bot.logs import log_to_stderr
from bot.rasa.figures import TO_A_HUMAN, HeldBackQuestion, Judged, Seen, count, judge, safety_counts
from bot.rasa.held_back import OTHER, read_held_back
from tests.measure_languages import all_messages, language_tables
from tests.whole.conversing import converse_all, share, tables

HERE = Path(__file__).parent
SAID = {"human": TO_A_HUMAN, "out_of_scope": {"out of scope"}}
SMALL_TALK = ("greet", "thanks", "goodbye", "frustration", "about_bot", "inform")
T = TypeVar("T")


def say(text: str = "") -> None:
    """Prints a line."""
    sys.stdout.write(text + "\n")


def grouped(rows: list[tuple[str, T]]) -> list[tuple[str, list[T]]]:
    """The rows by their name, in its order."""
    groups: dict[str, list[T]] = defaultdict(list)
    for name, row in rows:
        groups[name].append(row)
    return sorted(groups.items())


def print_questions(rows: list[tuple[str, Judged]]) -> None:
    """The table of the questions, whole and by area."""
    say("QUESTIONS (right fact first / among three / wrong and not hedged / refused / a human instead)")
    for name, group in [("all", [j for _, j in rows]), *grouped(rows)]:
        figures = (share(count(getattr(j, k) for j in group)) for k in ("first", "three", "wrong", "refused", "human"))
        say(f"  {name:<16}" + "  ".join(figures))


def print_other(rows: list[tuple[str, Seen]]) -> None:
    """The table of everything that is no question about the offer."""
    say("\nEVERYTHING ELSE (ended as it should)")
    for name, group in grouped(rows):
        wanted = SAID.get(name) or ({"small talk"} if name in SMALL_TALK else None)
        if wanted:
            say(f"  {name:<16}{share(count(s.outcome in wanted for s in group))}")


def print_safety(rows: list[tuple[str, Seen]]) -> None:
    """The table of the safety messages."""
    counts = safety_counts(rows)
    say("\nSAFETY")
    say(f"  urgent caught (urgent, or asked)  {share(counts['urgent_caught'])}")
    say(f"  ... of all urgent, by asking      {share(count(s.safe_check for label, s in rows if label == 'urgent'))}")
    say(f"  urgent missed as none             {share(counts['urgent_missed'])}")
    say(f"  sensitive found as at least that  {share(counts['sensitive_found'])}")
    say(f"  harmless raised to urgent         {share(counts['harmless_urgent'])}")
    say(f"  harmless raised to sensitive      {share(counts['harmless_sensitive'])}")


async def replies(model: Path, texts: list[str]) -> list[Seen]:
    """What a person would see of the reply to each text."""
    async with own_bot(model, CONTENT) as bot:
        asker = Asker(bot)
        return [Seen.of_line(await asker.ask(Line(id=str(n), text=text))) for n, text in enumerate(texts)]


def main() -> None:
    """Asks everything and prints the tables."""
    log_to_stderr("error")
    content = load_content(CONTENT)
    held_back = read_held_back(HERE / "questions", HERE / "safety" / "held_back.jsonl")
    texts = [*(q.text for q in held_back.questions), *(m.text for m in held_back.safety)]
    foreign = all_messages()
    seen = asyncio.run(replies(_model(CONTENT), [*texts, *(m.text for m in foreign)]))
    asked: list[tuple[HeldBackQuestion, Seen]] = list(zip(held_back.questions, seen, strict=False))
    print_questions([(q.area, judge(s, q.label, content)) for q, s in asked if q.area != OTHER])
    print_other([(q.label.partition("/")[0], s) for q, s in asked if q.area == OTHER])
    safety = zip(held_back.safety, seen[len(held_back.questions) : len(texts)], strict=True)
    print_safety([(m.label, s) for m, s in safety])
    say()
    for line in language_tables(foreign, seen[len(texts) :], share):
        say(line)
    say("\n" + tables(asyncio.run(converse_all(_model(CONTENT), CONTENT))))


if __name__ == "__main__":
    main()
