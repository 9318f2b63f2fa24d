"""One bot and one Rasa for all tests of the whole way."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.cli import CONTENT, MODELS
from bot.rasa.training import trained_model
from bot.settings import ROOT

from .talking import Person, Running, running_bot

RASA = ROOT / "engine" / ".venv" / "bin" / "rasa"


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model, trained now when its inputs have changed; OFFER_TEST_MODEL names another to try."""
    if chosen := os.environ.get("OFFER_TEST_MODEL"):
        return Path(chosen).resolve()
    subprocess.run([str(ROOT / ".venv" / "bin" / "offer"), "train"], cwd=ROOT, check=True, timeout=580)
    return trained_model(MODELS, ROOT, CONTENT)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(model: Path) -> AsyncIterator[Running]:
    async with running_bot(model, CONTENT) as running:
        yield running


@pytest.fixture
def person(running: Running) -> Person:
    return running.person()


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs Rasa's own command, as any Rasa user would."""
    environment = {
        **os.environ, "OFFER_ACTIONS_URL": "http://127.0.0.1:9/webhook", "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }  # fmt: skip
    return subprocess.run(
        [str(RASA), *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280
    )
