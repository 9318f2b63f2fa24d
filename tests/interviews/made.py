"""Interviews made for tests."""

from __future__ import annotations

from typing import Any

from bot.interviews.model import Interview

CHILDREN = {"value": "kids", "label": "I have children", "also": ["kids", "a baby"]}
ALONE = {"value": "alone", "label": "I live alone", "also": ["on my own", "by myself"]}


def question(key: str, kind: str = "yes_no", **more: Any) -> dict[str, Any]:
    """The fields of a question."""
    return {"key": key, "label": f"The {key}", "ask": f"What about the {key}?", "kind": kind, **more}


def interview(*questions: dict[str, Any], **more: Any) -> Interview:
    """An interview with these questions."""
    fields = {"id": "made", "title": "the made one", "choice": "start it", "start": "Let us begin.", "ending": "letter"}
    return Interview.model_validate({**fields, "questions": list(questions), **more})


def made() -> Interview:
    """Age, whether in work, what work when so, with whom, what else."""
    return interview(
        question("age", "number", profile="age", least=10, most=99),
        question("work"),
        question("hours", "number", when={"work": ["yes", "unknown"]}, most=60),
        question("home", "choice", choices=[CHILDREN, ALONE]),
        question("wish", "text", longest=20),
    )
