"""Reads texts with a trained model, without a server: `python -m engine.judge MODEL TEXTS OUT`.

TEXTS is a JSON list of texts, OUT is written as a JSON list of what the model made of each, in order: `intent` (with
its part after the slash), `answers` (ids and probabilities, best first), `verdict`, `topic`, `ask` of the safety
detectors, and the kinds of `entities`. Each text is read as the first message of a conversation.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

import structlog

from engine import run  # the import of run sets what must be set before Rasa is imported


def read(parsed: dict[str, Any]) -> dict[str, Any]:
    """What is needed of one message as Rasa gives it."""
    intent, safety = parsed.get("intent") or {}, parsed.get("safety") or {}
    return {
        "intent": str(intent.get("full") or intent.get("name") or ""),
        "answers": [[a["id"], a["confidence"]] for a in parsed.get("answers") or []],
        "verdict": safety.get("verdict", "none"),
        "topic": safety.get("topic"),
        "ask": bool(safety.get("ask")),
        "entities": sorted({str(e["entity"]) for e in parsed.get("entities") or []}),
    }


async def judge(model: str, texts: list[str]) -> list[dict[str, Any]]:
    """Loads the model as the server does, and reads every text with its whole pipeline."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    return [read(await agent.parse_message(text)) for text in texts]


def main() -> int:
    """Runs the command; returns its exit code."""
    warnings.simplefilter("ignore")
    model, texts, out = sys.argv[1:]
    run.end_with_the_bot()
    logging.disable(logging.WARNING)  # Rasa would log every text that it reads
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    found = asyncio.run(judge(model, json.loads(Path(texts).read_text(encoding="utf-8"))))
    Path(out).write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
