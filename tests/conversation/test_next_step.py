"""No dead ends: whatever is said, there is something to press or a question to answer beneath it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from turns import turn

import actions
from actions.base import TurnAction
from bot.content.loader import Content, load_content
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Reply
from bot.settings import ROOT
from common.front_matter import read_yaml

ANSWER = "council-tax"
SILENT = {"action_ask_interview_form_interview_reply", "action_hand_off"}  # asked with a form (tests/interviews, whole)
STATES: tuple[dict[str, Any], ...] = (
    {},
    {"answer": ANSWER, "asked": ["council"], "asked_before": ["council"], "offers": [ANSWER], "listed": [ANSWER]},
    {"offered": "adviser", "topic": "low-mood"},
    {"offered": "safe", "answer": ANSWER},
    {"answer": "gone", "offers": ["gone"], "offered": "interview", "interview": {"interview": "gone"}},
)
FOUND: tuple[tuple[tuple[str, float], ...], ...] = (
    (),
    ((ANSWER, 0.95), ("council-tax-moved", 0.02), ("council-tax-student", 0.01)),
    ((ANSWER, 0.3), ("council-tax-moved", 0.2), ("council-tax-student", 0.1)),
    ((ANSWER, 0.012), ("council-tax-moved", 0.011)),
)
VERDICTS = (("none", None), ("sensitive", "low-mood"))


@pytest.fixture(scope="module")
def offer() -> Content:
    return load_content(ROOT / "offer_content")


def ways_of_talking() -> list[str]:
    """Every intent that has phrases."""
    named = {str(i["intent"]) for path in (ROOT / "data" / "nlu").glob("*.yml") for i in read_yaml(path)["nlu"]}
    return sorted(named)


def acting() -> list[TurnAction]:
    """Every action that turns a message into a reply, but for small talk, which goes by the intent."""
    kinds = [getattr(actions, name) for name in actions.__all__]
    made = [kind() for kind in kinds if inspect.isclass(kind) and issubclass(kind, TurnAction)]
    return [action for action in made if action.name() not in SILENT | {"action_small_talk"}]


def leads_on(reply: Reply) -> bool:
    """Whether the reply has a button, or its last words ask something; in danger, whether it gives a number to ring."""
    if reply.outcome is Outcome.URGENT:
        return any("999" in part.markdown for part in reply.parts)
    return bool(reply.parts) and (any(p.buttons for p in reply.parts) or "?" in reply.parts[-1].markdown)


def replies(offer: Content, action: TurnAction, intent: str) -> Iterator[tuple[str, Reply]]:
    """The replies of an action in every state that are not followed by a form's next question at once."""
    for state, found, (verdict, topic) in product(STATES, FOUND, VERDICTS):
        said = turn(offer, "well then", intent=intent, state=dict(state), found=found, verdict=verdict, topic=topic)
        reply = action.reply(said)
        followed = any(event.get("event") == "followup" for event in action.events(said, reply))
        if reply is not None and not followed:
            yield f"{action.name()} {intent} {state} {found} {verdict}", reply


@pytest.mark.parametrize("action", acting(), ids=lambda a: a.name())
def test_every_reply_of_an_action_leads_on(offer: Content, action: TurnAction) -> None:
    ends = [what for what, reply in replies(offer, action, "x") if not leads_on(reply) and not goes_on(action)]
    assert ends == []


@pytest.mark.parametrize("intent", ways_of_talking())
def test_every_way_of_talking_leads_on(offer: Content, intent: str) -> None:
    small_talk = actions.ActionSmallTalk()
    if intent.partition("/")[0] not in ("greet", "goodbye", "thanks", "about_bot", "frustration", "easy_words",
                                        "normal_words"):  # fmt: skip
        return
    seen = list(replies(offer, small_talk, intent))
    assert seen
    assert [what for what, reply in seen if not leads_on(reply)] == []


def goes_on(action: TurnAction) -> bool:
    """Whether Rasa's rules ask the next question after this action at once (the handoff form)."""
    rules = read_yaml(ROOT / "data" / "stories" / "rules.yml")["rules"]
    steps = [[next(iter(s.items())) for s in rule["steps"]] for rule in rules]
    return any(("action", action.name()) in s and ("action", "handoff_form") in s for s in steps)


def test_reply_without_an_end_is_told_from_a_dead_end(offer: Content) -> None:
    reply = actions.ActionSmallTalk().reply(turn(offer, "bye", intent="goodbye"))
    assert leads_on(reply)
    for part in reply.parts:
        part.buttons.clear()
        part.markdown = "Bye."
    assert not leads_on(reply)
