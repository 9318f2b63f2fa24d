"""`make eval`: how well the bot understands and notices, on the held-back sets that nothing was trained on.

Goes the whole way (`offer ask`) and judges as the check of a training in the background does (bot/rasa/figures.py).
Prints tables with 95 % Wilson intervals; `--json FILE` writes them for programs as well. The sets:
tests/questions/*.yml (answers; other*.yml holds everything else), tests/safety/*.jsonl, tests/languages, and the
conversations of tests/conversations/*.yml (judged by tests/whole/script.py).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.ask import Asker, Line, own_bot
from bot.cli import CONTENT, _model
from bot.content.loader import Content, load_content
from bot.logs import log_to_stderr
from bot.rasa.figures import (
    ANSWERING,
    TO_A_HUMAN,
    HeldBackQuestion,
    Judged,
    Seen,
    count,
    facts_of,
    judge,
)
from bot.rasa.held_back import OTHER, read_held_back
from tests.measure_languages import all_messages, language_table
from tests.reliability import bins, curve, expected_error
from tests.safety_figures import Noticed, safety_tables
from tests.safety_gate import held_back as safety_sets
from tests.tables import Table, grouped, written
from tests.whole.conversing import converse_all, tables, turns_right, wholly_right

HERE = Path(__file__).parent
SAID = {"human": TO_A_HUMAN, "out_of_scope": {"out of scope"}}
SMALL_TALK = ("greet", "thanks", "goodbye", "frustration", "about_bot", "inform")
QUESTIONS = {
    "first": "right fact first", "three": "among three", "wrong": "wrong and not hedged", "refused": "refused",
    "human": "a human instead",
}  # fmt: skip


@dataclass(frozen=True)
class Replied:
    """What a person would see of a reply, and the ranking behind it: answers with their confidence, best first."""

    seen: Seen
    ranking: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Asked:
    """A held-back question with its reply, judged."""

    question: HeldBackQuestion
    replied: Replied
    judged: Judged


def question_table(name: str, rows: Iterable[tuple[str, Asked]]) -> Table:
    """The table of the questions, whole and by `name` (area or style)."""
    listed = list(rows)
    groups = {"all": [a for _, a in listed], **grouped(listed)}
    counts = {row: {k: count(getattr(a.judged, k) for a in group) for k in QUESTIONS} for row, group in groups.items()}
    return Table(f"questions_by_{name}", f"QUESTIONS BY {name.upper()}", QUESTIONS, counts)


def other_table(rows: Iterable[tuple[HeldBackQuestion, Seen]]) -> Table:
    """The table of everything that is no question about the offer, by file and intent."""
    counts = {}
    for name, group in grouped((f"{q.file}: {q.label.partition('/')[0]}", s) for q, s in rows).items():
        intent = name.partition(": ")[2]
        wanted = SAID.get(intent) or ({"small talk"} if intent in SMALL_TALK else None)
        if wanted:
            counts[name] = {"right": count(s.outcome in wanted for s in group)}
    return Table("everything_else", "EVERYTHING ELSE", {"right": "ended as it should"}, counts)


def answers_shown(asked: Iterable[Asked], content: Content) -> list[tuple[float, bool]]:
    """Of each question that an answer was shown for: the confidence of the first one, and whether it is right."""
    found = []
    for one in asked:
        leading = [p for name, p in one.replied.ranking if one.replied.seen.shown[:1] == [name]]
        if leading and one.replied.seen.outcome in ANSWERING:
            answer, wanted = one.replied.seen.shown[0], facts_of(content, one.question.label)
            found.append((leading[0], answer == one.question.label or bool(wanted & facts_of(content, answer))))
    return found


def calibration_lines(shown: Sequence[tuple[float, bool]]) -> list[str]:
    """The reliability curve of the confidences, and the expected calibration error."""
    title = "CALIBRATION (of the answer shown first: # the share right, | the mean confidence, by tenths of confidence)"
    error = f"  expected calibration error {expected_error(shown):.3f}, n = {len(shown)}"
    return [title, *curve(bins(shown)), error]


def conversation_table(judged: list[Any]) -> Table:
    """The shares of turns and conversations that went right, whole and by kind."""
    groups = {"all": judged, **grouped((j.conversation.kind, j) for j in judged)}
    counts = {name: {"turns": turns_right(g), "conversations": wholly_right(g)} for name, g in groups.items()}
    return Table("conversations", "CONVERSATIONS", {"turns": "turns", "conversations": "conversations"}, counts)


async def replies(model: Path, texts: list[str]) -> list[Replied]:
    """What a person would see of the reply to each text, and the ranking behind it."""
    async with own_bot(model, CONTENT) as bot:
        asker = Asker(bot)
        lines = [await asker.ask(Line(id=str(n), text=text)) for n, text in enumerate(texts)]
    return [Replied(Seen.of_line(line), [(a["id"], a["confidence"]) for a in line["answers"]]) for line in lines]


def measure(model: Path) -> tuple[list[str], dict[str, Any]]:
    """Asks everything; returns the lines to print, and the figures for programs."""
    content = load_content(CONTENT)
    held_back = read_held_back(HERE / "questions", HERE / "safety" / "held_back.jsonl")
    foreign, watched = all_messages(), safety_sets()
    messages = [m for of in watched.values() for m in of]
    texts = [*(q.text for q in held_back.questions), *(m.text for m in messages), *(m.text for m in foreign)]
    replied = asyncio.run(replies(model, texts))
    of_questions, rest = replied[: len(held_back.questions)], [r.seen for r in replied[len(held_back.questions) :]]
    pairs = list(zip(held_back.questions, of_questions, strict=True))
    asked = [Asked(q, r, judge(r.seen, q.label, content)) for q, r in pairs if q.label in content.answers]
    shown = answers_shown(asked, content)
    noticed = iter(rest[: len(messages)])
    safety = {name: [(m, Noticed.of_seen(next(noticed))) for m in of] for name, of in watched.items()}
    judged = asyncio.run(converse_all(model, CONTENT))
    found = [
        question_table("area", ((a.question.area, a) for a in asked)),
        question_table("style", ((a.question.style or "not said", a) for a in asked)),
        other_table((q, r.seen) for q, r in pairs if q.area == OTHER),
        *safety_tables(safety),
        language_table(foreign, rest[len(messages) :]),
    ]
    lines = [line for table in found for line in [*table.lines(), ""]]
    figures = written([*found, conversation_table(judged)]) | {"calibration": calibration_data(shown)}
    return [*lines, *calibration_lines(shown), "", tables(judged)], figures


def calibration_data(shown: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    """The reliability for programs: each bin, and the expected calibration error."""
    found = [{"mean": round(b.mean, 4), "hits": b.right.hits, "of": b.right.of} for b in bins(shown)]
    return {"error": round(expected_error(shown), 4), "of": len(shown), "bins": found}


def main() -> None:
    """Asks everything and prints the tables."""
    parser = argparse.ArgumentParser(description="Measures understanding and noticing on the held-back sets.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    chosen = parser.parse_args()
    log_to_stderr("error")
    lines, figures = measure(_model(CONTENT))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
