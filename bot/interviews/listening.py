"""What Rasa must know of an open interview to tell a reply from a question; it goes with each message as metadata."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.content.loader import Content
from bot.content.values import NoValue, value_on
from bot.interviews.model import Interview
from bot.interviews.patterns import Command
from bot.interviews.progress import at_question, from_state, waits
from bot.interviews.reading import command_of, fit, says_yes

OFFERED = "interview"  # in the state's `offered`: going on with the interview was offered


def limits_of(content: Content, interview: Interview, day: dt.date) -> dict[str, float]:
    """The weeks of the questions that ask for a length of time, by key."""
    found = {}
    for question in interview.questions:
        if question.weeks:
            fact, name = question.weeks.split(".")
            try:
                found[question.key] = float(str(value_on(content.facts[fact], name, day).value))
            except (KeyError, NoValue, ValueError):
                continue
    return found


def expected(content: Content, state: Mapping[str, Any], text: str, day: dt.date) -> dict[str, str] | None:
    """The kind of question that waits and how well the text replies to it; None when no interview is open.

    Returns:
        `kind`: that of the question, or `summary`; `fit`: sure, perhaps or no, or `go on` when an interview that was
        set aside is to be gone on with.
    """
    progress = from_state(state)
    interview = content.interviews.get(progress.interview) if progress else None
    if progress is None or interview is None:
        return None
    if not waits(state):
        wanted = command_of(text) is Command.GO_ON or (says_yes(text) and len(text.split()) <= 4)
        return {"kind": "aside", "fit": "go on"} if wanted and state.get("offered") == OFFERED else None
    question = at_question(interview, progress)
    kind = question.kind if question else "summary"
    return {"kind": kind, "fit": fit(interview, progress, text, limits_of(content, interview, day)).value}


def takes_command(state: Mapping[str, Any], command: str | None) -> bool:
    """Whether a command typed as a word (“stop”, “help”) is meant for the interview whose question waits."""
    return command in ("stop", "help", "start") and waits(state)
