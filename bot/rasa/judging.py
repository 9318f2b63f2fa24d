"""Has a model read the held-back questions, without a server, and compares it with the one in service."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.loader import Content
from bot.rasa.approval import enough, worse
from bot.rasa.figures import Figures, Parsed, figures, judge, seen_in
from bot.rasa.held_back import HeldBack, NoHeldBack
from bot.rasa.notes import keep_read, lay_out, notes_of, read_before
from bot.rasa.training import ENGINE_PYTHON, LONGEST, QUIETLY
from bot.settings import ROOT

_EXAMPLES = 20
Changed = Sequence[tuple[str, str]]


class JudgingFailed(Exception):
    """The model could not be made to read the texts; the message says why, without them."""


@dataclass(frozen=True)
class Example:
    """A test question that the new model answers worse: what it finds, before and now (titles)."""

    text: str
    answer: str
    before: str
    now: str


@dataclass(frozen=True)
class Comparison:
    """A new model beside the one in service.

    Attributes:
        before, after: their figures on the same held-back questions.
        worse: what got worse, a sentence each; empty when the new one may be used.
        examples: held-back questions that were answered and no longer are.
        not_found: the editor's own changed questions that the new model does not find: (question, answer).
    """

    before: Figures
    after: Figures
    worse: list[str]
    examples: list[Example] = field(default_factory=list)
    not_found: list[tuple[str, str]] = field(default_factory=list)


async def read_with(model: Path, texts: Sequence[str], content: Path) -> dict[str, Parsed]:
    """What a model makes of texts; those it has read before are not read again.

    Args:
        model: the model's file.
        texts: what to read.
        content: the folder it reads its rules and places from, when none were noted as it was trained.

    Returns:
        each text with what was made of it. Raises JudgingFailed.
    """
    known = await asyncio.to_thread(read_before, model)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        with tempfile.TemporaryDirectory(prefix="offer-judging-") as folder:
            await asyncio.to_thread(_lay_out, model, content, Path(folder))
            found = await _run(model, missing, Path(folder))
        known |= dict(zip(missing, found, strict=True))
        await asyncio.to_thread(keep_read, model, known)
    return {text: known[text] for text in texts}


def _lay_out(model: Path, content: Path, folder: Path) -> None:
    notes = notes_of(model)
    if notes is not None:
        lay_out(notes, folder)
        return
    (folder / "safety").mkdir()
    for name in ("places.yml", "safety/rules.yml"):
        shutil.copy(content / name, folder / name)


async def _run(model: Path, texts: list[str], folder: Path) -> list[Parsed]:
    source, out = folder / "texts.json", folder / "read.json"
    await asyncio.to_thread(source.write_text, json.dumps(texts), encoding="utf-8")
    command = [*QUIETLY, str(ENGINE_PYTHON), "-m", "engine.judge", str(model), str(source), str(out)]
    environment = {**os.environ, "OFFER_CONTENT": str(folder), "OFFER_ACTIONS_URL": "http://127.0.0.1:9/webhook"}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(LONGEST):
            code = await process.wait()
    except TimeoutError:
        raise JudgingFailed("It took too long.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code != 0 or not out.is_file():
        raise JudgingFailed(f"Reading the test questions ended early (code {code}).")
    return [Parsed.model_validate(item) for item in json.loads(await asyncio.to_thread(out.read_text, "utf-8"))]


def compare(
    before: dict[str, Parsed], after: dict[str, Parsed], held_back: HeldBack, changed: Changed, content: Content,
    day: dt.date,
) -> Comparison:  # fmt: skip
    """Compares what two models made of the held-back questions, and looks at the changed ones.

    Args:
        before: what the model in service made of the held-back texts.
        after: what the new one made of them, and of the changed questions.
        held_back: the questions and messages.
        changed: the editor's own new questions: (question, answer).
        content: the answers that the new model leads to.
        day: decides which amounts hold.

    Returns:
        the comparison. Raises NoHeldBack when too few are held back for it to show anything.
    """
    earlier, now = (_figures(read, held_back, content, day) for read in (before, after))
    if not enough(now):
        raise NoHeldBack("There are too few held-back questions for these answers to show anything.")
    titles = {name: answer.fields.title for name, answer in content.answers.items()}
    found = worse(earlier, now, titles)
    examples = _examples(before, after, held_back, content, day) if found else []
    missed = [(q, a) for q, a in changed if a in content.answers and not _leads_to(after[q], a, content, day)]
    return Comparison(earlier, now, found, examples, missed)


def _figures(read: dict[str, Parsed], held_back: HeldBack, content: Content, day: dt.date) -> Figures:
    questions = [(q, seen_in(read[q.text], content, day)) for q in held_back.questions]
    return figures(questions, [(m, seen_in(read[m.text], content, day)) for m in held_back.safety], content)


def _leads_to(parsed: Parsed, answer: str, content: Content, day: dt.date) -> bool:
    seen = seen_in(parsed, content, day)
    return seen.outcome == "urgent" or judge(seen, answer, content).three


def _examples(
    before: dict[str, Parsed], after: dict[str, Parsed], held_back: HeldBack, content: Content, day: dt.date
) -> list[Example]:
    examples = []
    for question in held_back.questions:
        if question.label not in content.answers:
            continue
        earlier, now = (seen_in(read[question.text], content, day) for read in (before, after))
        if judge(earlier, question.label, content).three and not judge(now, question.label, content).three:
            said = (", ".join(content.answers[s].fields.title for s in x.shown) or x.outcome for x in (earlier, now))
            examples.append(Example(question.text, content.answers[question.label].fields.title, *said))
    return examples[:_EXAMPLES]
