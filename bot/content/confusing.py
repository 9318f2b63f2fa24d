"""Questions that lead the finder astray, found with the real encoder, which lives in Rasa's environment.

engine.confusions does the work in a process of its own; what it said is kept by the content of the questions, so that
the same questions are never compared twice.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.content.checks.asked import Asked, asked, plain
from bot.content.faults import Fault
from bot.content.loader import Content
from bot.settings import LOCAL, ROOT

CHECK = "confusing-question"
PATIENCE = 300.0  # seconds; all questions anew take half a minute on a slow machine
_PARTS = ("engine/confusions.py", "engine/encoder.py", "engine/kernel_model.py", "common/text.py")
_KEPT = 5


class EncoderMissing(Exception):
    """The questions cannot be compared; the message is one plain sentence that says why."""


@dataclass(frozen=True)
class Encoder:
    """Where the encoder is, and where its results are kept.

    Attributes:
        python: the interpreter of Rasa's environment.
        kept: the folder of the results.
    """

    python: Path
    kept: Path = LOCAL / "check"

    def confusions(self, questions: Sequence[Asked]) -> list[dict[str, Any]]:
        """What engine.confusions says of the questions, now or when they were last the same.

        Raises EncoderMissing when Rasa's environment is not there, or does not answer.
        """
        if not self.python.is_file():
            raise EncoderMissing("Rasa's environment is not installed (make install)")
        told = json.dumps([{"answer": q.answer, "text": q.text} for q in questions])
        kept = self.kept / f"confusions-{self._state(told)}.json"
        try:
            found: list[dict[str, Any]] = json.loads(kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = self._ask(told)
            self._keep(kept, found)
        return found

    def _ask(self, told: str) -> list[dict[str, Any]]:
        command = [str(self.python), "-m", "engine.confusions", "--vectors", str(self.kept / "vectors.npz")]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
                command, cwd=ROOT, input=told, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EncoderMissing(f"Rasa's environment did not answer ({type(error).__name__})") from None
        if done.returncode != 0:
            said = done.stderr.strip().splitlines() or ["no reason was given"]
            raise EncoderMissing(f"Rasa's environment could not do it ({said[-1]})")
        result: list[dict[str, Any]] = json.loads(done.stdout)
        return result

    def _keep(self, kept: Path, found: list[dict[str, Any]]) -> None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        fresh.write_text(json.dumps(found), encoding="utf-8")
        fresh.replace(kept)
        by_age = sorted(kept.parent.glob("confusions-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in by_age[_KEPT:]:
            old.unlink(missing_ok=True)

    @staticmethod
    def _state(told: str) -> str:
        """A short name for the questions together with everything that decides how they are compared."""
        digest = hashlib.sha256(told.encode())
        for name in _PARTS:
            digest.update((ROOT / name).read_bytes())
        weights = (ROOT / "engine" / "weights" / "offer-minilm-int8.onnx").stat()
        digest.update(f"{weights.st_size} {weights.st_mtime_ns}".encode())
        return digest.hexdigest()[:16]


def confusing_questions(content: Content, encoder: Encoder) -> list[Fault]:
    """The questions that people's words would take to another answer, each as a warning; raises EncoderMissing."""
    questions = [question for question in asked(content) if plain(question.text)]
    if not questions:
        return []
    found = encoder.confusions(questions)
    return sorted(replace(_fault(content, questions, one), check=CHECK) for one in found)


def _fault(content: Content, questions: Sequence[Asked], one: dict[str, Any]) -> Fault:
    question, near = questions[one["place"]], questions[one["near"]]
    where = f"{near.path.relative_to(content.folder)}:{near.line}"
    problem = (
        f"“{question.text}” is closer to the answer “{one['other']}” than to “{question.answer}”: it is like "
        f"“{near.text}” ({where})."
    )
    fix = "Move it to the answer it fits, say in it what makes the difference, or take it out."
    return Fault(question.path.relative_to(content.folder), question.line, problem, fix, severity="warning")
