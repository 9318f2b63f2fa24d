"""Trains the model when what it learns from has changed, and only then.

A model is named by two fingerprints: of the program (engine, data, domain, configuration) and of the content. A model
of another program may not fit the running one; a model of other content only knows other questions.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.rasa.notes import note_inputs
from bot.settings import ROOT
from common.front_matter import is_draft, read_document, read_yaml

ENGINE_PYTHON = ROOT / "engine" / ".venv" / "bin" / "python"
LONGEST = 3600.0  # seconds for one piece of work in the background; measured: about one minute
QUIETLY = ("nice", "-n", "15")  # in front of what runs in the background: people who chat come first
_SERVING_ONLY = frozenset(
    {
        ".venv",
        "tests",
        "run.py",
        "quiet_log.py",
        "tracker_store.py",
        "action_result_check.py",
        "place_roles.py",
        "confusions.py",
        "model_swap.py",
        "judge.py",
        "benchmarks",
    }
)


class TrainingFailed(Exception):
    """Rasa could not train; the message holds the end of what it said."""


def program_inputs(root: Path) -> Iterator[tuple[str, bytes]]:
    """Everything outside the content that the model depends on: (name, bytes)."""
    files: list[Path] = [root / n for n in ("config.yml", "domain.yml", "engine/requirements.txt")]
    for folder, pattern in (("data", "*.yml"), ("engine", "*.py"), ("engine", "*.onnx"), ("common", "*.py")):
        files += [p for p in (root / folder).rglob(pattern) if not _SERVING_ONLY & {p.name, *p.parts}]
    for path in sorted(set(files)):
        yield str(path.relative_to(root)), path.read_bytes()


def content_inputs(content: Path) -> Iterator[tuple[str, bytes]]:
    """What the model depends on in the content: of answers only ids, questions and topics, not the words."""
    for path in (content / "places.yml", content / "safety" / "rules.yml"):
        yield str(path.relative_to(content)), path.read_bytes()
    topics = read_yaml(content / "safety" / "topics.yml")["topics"]
    yield "verdicts", repr(sorted((str(name), str(topic.get("verdict"))) for name, topic in topics.items())).encode()
    for path in sorted([*(content / "england").rglob("*.md"), *(content / "councils").rglob("*.md")]):
        document = read_document(path)
        if is_draft(document):
            continue
        fields = document.fields
        kept = {k: fields.get(k) for k in ("id", "extends", "topic", "questions")}
        yield str(path.relative_to(content)), repr(sorted((k, str(v)) for k, v in kept.items())).encode()


def fingerprint(items: Iterable[tuple[str, bytes]]) -> str:
    """A short name for one state of the inputs."""
    digest = hashlib.sha256()
    for name, data in items:
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()[:16]


def trained_model(models: Path, root: Path, content: Path) -> Path:
    """Where the model for the present inputs is, or would be; raises UnreadableFile."""
    return models / f"{of_program(root)}{fingerprint(content_inputs(content))[:12]}.tar.gz"


def of_program(root: Path) -> str:
    """How the names of all models begin that fit the program as it is now."""
    return f"offer-{fingerprint(program_inputs(root))[:8]}-"


def train(model: Path, root: Path, content: Path, progress: Callable[[str], None]) -> None:
    """Trains the model in Rasa's environment, while the caller waits.

    Args:
        model: where to put it.
        root: the project.
        content: the content folder.
        progress: is told each line worth showing.

    Raises TrainingFailed.
    """
    said: list[str] = []
    with _room(model) as room:
        with subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            _command(model, room), cwd=root, env=_environment(content), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        ) as process:  # fmt: skip
            for line in process.stdout or ():
                said.append(line.rstrip())
                if line.startswith("progress: "):
                    progress(line.removeprefix("progress: ").rstrip())
        _take(room, model, content, process.returncode, said)


async def train_quietly(model: Path, root: Path, content: Path) -> None:
    """As `train`, in the background and at low priority; ends the training when it is cancelled itself."""
    with _room(model) as room:
        process = await asyncio.create_subprocess_exec(
            *QUIETLY, *_command(model, room), cwd=root, env=_environment(content), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            async with asyncio.timeout(LONGEST):
                said, _ = await process.communicate()
        except TimeoutError:
            raise TrainingFailed("It took too long.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        _take(room, model, content, process.returncode, said.decode(errors="replace").splitlines())


@contextlib.contextmanager
def _room(model: Path) -> Iterator[Path]:
    """A folder to train in: a training that is cut short never leaves half a model under a model's name."""
    model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="training-", dir=model.parent, ignore_cleanup_errors=True) as room:
        yield Path(room)


def _command(model: Path, room: Path) -> list[str]:
    command = [str(ENGINE_PYTHON), "-m", "engine.run", "train", "--out", str(room)]
    return [*command, "--fixed-model-name", model.name.removesuffix(".tar.gz"), "--config", "config.yml"]


def _environment(content: Path) -> dict[str, str]:
    return {**os.environ, "OFFER_CONTENT": str(content.resolve()), "OFFER_ACTIONS_URL": "http://127.0.0.1:9/webhook"}


def _take(room: Path, model: Path, content: Path, code: int | None, said: list[str]) -> None:
    trained = room / model.name
    if code != 0 or not trained.is_file():
        raise TrainingFailed("\n".join(said[-15:]))
    note_inputs(model, content)
    shutil.move(trained, model)
