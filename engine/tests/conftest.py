"""What all tests of Rasa's environment share: the project as working folder, no network, the encoder loaded once."""

from __future__ import annotations

import logging
import os
import socket
import sys
from pathlib import Path
from typing import Any, Iterator

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.update(
    TF_CPP_MIN_LOG_LEVEL="3",
    CUDA_VISIBLE_DEVICES="-1",
    RASA_TELEMETRY_ENABLED="false",
    SQLALCHEMY_SILENCE_UBER_WARNING="1",
    OFFER_ACTIONS_URL="http://127.0.0.1:9/webhook",
)

import pytest  # noqa: E402
import rasa.engine.recipes.default_components  # noqa: E402, F401
import structlog  # noqa: E402
from spacy.language import Language  # noqa: E402

from engine.encoder import SentenceEncoder  # noqa: E402

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


class NetworkUsed(Exception):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Refuses every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "localhost", "::1"):
            raise NetworkUsed(str(address))
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def in_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def language() -> Language:
    """The spaCy pipeline with the real places."""
    from engine.spacy_pipeline import build_language

    return build_language(ROOT / "offer_content" / "places.yml")
