"""The questions: enough of them, none claimed twice, and near-duplicates counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bot.content.checks.asked import Asked, asked, plain
from bot.content.checks.material import Material, counted
from bot.content.faults import Fault

MINIMUM_QUESTIONS = 12


def claimed_once(material: Material) -> Iterator[Fault]:
    """No question stands twice, in one answer or in two."""
    seen: dict[str, Asked] = {}
    for question in asked(material.content):
        key = plain(question.text)
        if not key:
            problem = "A question has no words in it."
            yield material.fault(question.path, question.line, problem, "Write it, or remove the line.")
        elif key in seen:
            first = seen[key]
            where = f"{first.path.relative_to(material.content.folder)}:{first.line}"
            problem = f"The question “{question.text}” also leads to “{first.answer}” ({where})."
            if first.answer == question.answer:
                problem = f"The question “{question.text}” stands twice (also {where})."
            yield material.fault(question.path, question.line, problem, "Keep it where it fits best.")
        else:
            seen[key] = question


def enough(material: Material) -> Iterator[Fault]:
    """Each answer has twelve questions or more; near-duplicates count once."""
    twins: dict[Path, list[tuple[Asked, Asked]]] = defaultdict(list)
    for first, later in material.near_duplicates:
        if first.answer == later.answer:
            twins[later.path].append((first, later))
    for answer in material.content.answers.values():
        path, written = answer.marks.path, len(answer.fields.questions)
        number = written - len(twins[path])
        if number >= MINIMUM_QUESTIONS:
            continue
        kind = "different question" if number < written else "question"
        problem = f"Only {counted(number, f'{kind} leads', f'{kind}s lead')} to this answer."
        fix = f"Write at least {MINIMUM_QUESTIONS}, in the ways young people really ask."
        for first, later in twins[path]:
            fix += f" “{first.text}” and “{later.text}” (line {later.line}) count as one."
        yield material.fault(path, answer.marks.line("questions"), problem, fix)


def nearly_the_same(material: Material) -> Iterator[Fault]:
    """No questions of two answers differ only in small words, word order or the spelling of one word."""
    for first, later in material.near_duplicates:
        if first.answer != later.answer:
            where = f"{first.path.relative_to(material.content.folder)}:{first.line}"
            problem = f"“{later.text}” is nearly “{first.text}”, which leads to “{first.answer}” ({where})."
            fix = "Keep one of the two where it fits best, or add the words that make the difference."
            yield material.fault(later.path, later.line, problem, fix)
