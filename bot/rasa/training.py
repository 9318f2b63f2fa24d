"""Trains the model when what it learns from has changed, and only then."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.settings import ROOT
from common.front_matter import read_document

ENGINE_PYTHON = ROOT / "engine" / ".venv" / "bin" / "python"
_KEPT = 3
_SERVING_ONLY = frozenset(
    {".venv", "tests", "run.py", "quiet_log.py", "tracker_store.py", "action_result_check.py", "place_roles.py"}
)


class TrainingFailed(Exception):
    """Rasa could not train; the message holds the end of what it said."""


def inputs(root: Path, content: Path) -> Iterator[tuple[str, bytes]]:
    """Everything the model depends on: (name, bytes). Of answers only ids, questions and topics, not the words."""
    files: list[Path] = [root / n for n in ("config.yml", "domain.yml", "engine/requirements.txt")]
    for folder, pattern in (("data", "*.yml"), ("engine", "*.py"), ("engine", "*.onnx"), ("common", "*.py")):
        files += [p for p in (root / folder).rglob(pattern) if not _SERVING_ONLY & {p.name, *p.parts}]
    files += [content / "places.yml", content / "safety" / "rules.yml"]
    for path in sorted(set(files)):
        yield str(path.relative_to(root) if path.is_relative_to(root) else path.name), path.read_bytes()
    for path in sorted([*(content / "england").rglob("*.md"), *(content / "councils").rglob("*.md")]):
        fields = read_document(path).fields
        kept = {k: fields.get(k) for k in ("id", "extends", "topic", "questions")}
        yield str(path.relative_to(content)), repr(sorted((k, str(v)) for k, v in kept.items())).encode()


def fingerprint(items: Iterable[tuple[str, bytes]]) -> str:
    """A short name for one state of the inputs."""
    digest = hashlib.sha256()
    for name, data in items:
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()[:16]


def trained_model(models: Path, root: Path, content: Path) -> Path:
    """Where the model for the present inputs is, or would be."""
    return models / f"offer-{fingerprint(inputs(root, content))}.tar.gz"


def train(model: Path, root: Path, content: Path, progress: Callable[[str], None]) -> None:
    """Trains the model in Rasa's environment.

    Args:
        model: where to put it.
        root: the project.
        content: the content folder.
        progress: is told each line worth showing.

    Raises TrainingFailed.
    """
    model.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "OFFER_CONTENT": str(content), "OFFER_ACTIONS_URL": "http://127.0.0.1:9/webhook"}
    command = [str(ENGINE_PYTHON), "-m", "engine.run", "train", "--out", str(model.parent)]
    command += ["--fixed-model-name", model.name.removesuffix(".tar.gz"), "--config", "config.yml"]
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
        command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said.append(line.rstrip())
            if line.startswith("progress: "):
                progress(line.removeprefix("progress: ").rstrip())
    if process.returncode != 0 or not model.is_file():
        raise TrainingFailed("\n".join(said[-15:]))
    _clear_old(model.parent, model)


def _clear_old(models: Path, keep: Path) -> None:
    by_age = sorted(models.glob("offer-*.tar.gz"), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in [p for p in by_age if p != keep][_KEPT - 1 :]:
        path.unlink()
