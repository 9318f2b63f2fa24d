"""How an interview ends in a letter: shown to be copied, with how to send it, and as a paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from acting import act

from actions.answers import ActionChoose
from actions.endings import ENDINGS
from actions.interview import ActionAskInterview
from actions.turn import Turn
from bot.content.loader import Content
from bot.content.model import Audience
from bot.conversation.reply import Reply

SAID = {"council": "leicestershire", "wrong": "Nobody rang me for *three* months.", "name": "Sam Okoro"}


def talk(interview: str, answers: dict[str, str], **known: Any) -> Reply:
    """Starts an interview by its button, answers its questions, and says at the end that all is right."""
    action = ActionAskInterview()
    reply = act(action, intent="interview", button={"intent": "interview", "interview": interview}, **known)
    state = dict(reply.state)
    for _ in range(20):
        at = state["interview"]["at"]
        if at == "=summary":
            right = next(b for b in reply.parts[-1].buttons if b.label == "That's right")
            return act(action, intent=right.intent, button={"intent": right.intent, **right.data}, state=state, **known)
        value = answers.get(at, "")
        choices = [b for b in reply.parts[-1].buttons if b.data.get("value") == value]
        if choices:
            button = {"intent": choices[0].intent, **choices[0].data}
            reply = act(action, intent=choices[0].intent, button=button, state=state, **known)
        elif value:
            reply = act(action, intent="interview_reply", text=value, state=state, **known)
        else:
            skip = reply.parts[-1].buttons[-1]
            reply = act(action, intent=skip.intent, button={"intent": skip.intent, **skip.data}, state=state, **known)
        state = {**state, **reply.state}
    raise AssertionError("the interview does not end")


def test_the_letter_is_shown_alone_between_what_it_is_and_what_to_do(real: Content) -> None:
    reply = talk("letter-complaint", {k: v for k, v in SAID.items() if k != "council"}, council="leicestershire")
    first, letter, guide = (part.markdown for part in reply.parts)
    assert "I do not send it" in first
    assert "what would put it right" in first
    assert letter.startswith("24 November 2026")
    assert letter.endswith("Sam Okoro")
    assert "Leicestershire County Council" in letter
    assert "How to send it" in guide
    assert "not yet checked" in guide
    assert {"C02", "C06", "C08"} <= set(reply.facts)
    assert reply.outcome.value == "answered"


def test_the_paper_is_the_letter_with_the_guide_beside_it(real: Content) -> None:
    reply = talk("letter-complaint", {"name": "Sam Okoro"}, council="leicestershire")
    assert reply.paper is not None
    assert (reply.paper.kind, reply.paper.title) == ("letter", "A complaint, first stage")
    assert reply.paper.markdown == reply.parts[1].markdown
    assert "## If they do not answer" in reply.paper.guide
    assert [part.paper_link for part in reply.parts] == [False, False, True]


def test_what_was_said_is_not_kept_in_the_state(real: Content) -> None:
    reply = talk("letter-complaint", {"wrong": SAID["wrong"]}, council="leicestershire")
    assert reply.state["interview"] is None
    assert "three" not in str(reply.state)
    assert "Nobody rang me for \\*three\\* months." in reply.parts[1].markdown


@pytest.mark.parametrize("letter", [
    "letter-come-back", "letter-assessment", "letter-complaint", "letter-homeless", "letter-records",
    "letter-home-money", "letter-adviser", "letter-council-tax",
])  # fmt: skip
def test_every_letter_can_be_had_by_skipping_everything(real: Content, letter: str) -> None:
    reply = talk(letter, {})
    assert reply.paper is not None
    assert "[square brackets]" in reply.parts[0].markdown


def test_the_letter_can_be_written_again(real: Content) -> None:
    again = next(b for b in talk("letter-records", {}).parts[-1].buttons if b.label == "Write it again")
    reply = act(ActionAskInterview(), intent="interview", button={"intent": "interview", **again.data})
    assert reply.state["interview"]["answers"] == {}


def test_for_another_nation_no_letter_is_made(real: Content) -> None:
    reply = talk("letter-council-tax", {}, council="leicestershire", lives_in="scotland")
    assert (reply.outcome.value, reply.paper) == ("out of scope", None)
    assert "Scotland" in reply.parts[0].markdown


def test_an_overdue_letter_says_so_and_a_long_overdue_one_is_not_written(real: Content) -> None:
    def on(day: dt.date) -> Reply:
        turn = Turn(
            content=real, text="", intent="", found=[], audience=Audience(), learnt={}, state={}, verdict="none",
            button={"interview": "letter-records"}, topic=None, ask=False, day=day,
        )  # fmt: skip
        return ENDINGS["letter"](turn, {})

    due = real.letters["letter-records"].fields.review_by
    assert "due a check" not in on(due).parts[-1].markdown
    assert f"due a check in {due:%B %Y}" in on(due + dt.timedelta(days=1)).parts[-1].markdown
    late = on(due + dt.timedelta(days=200))
    assert (late.outcome.value, late.paper) == ("no answer", None)
    assert "I don't write it" in late.parts[0].markdown


def test_a_letter_that_is_gone_is_said_to_be(real: Content) -> None:
    turn = Turn(
        content=real, text="", intent="", found=[], audience=Audience(), learnt={}, state={}, verdict="none",
        button={"interview": "letter-gone"}, topic=None, ask=False, day=dt.date(2026, 11, 24),
    )  # fmt: skip
    assert ENDINGS["letter"](turn, {}).outcome.value == "no answer"


@pytest.mark.parametrize(
    ("answer", "letter"),
    [
        ("complain", "letter-complaint"), ("adviser-after-21", "letter-come-back"), ("see-my-file", "letter-records"),
        ("about-to-be-homeless", "letter-homeless"), ("setting-up-home-money", "letter-home-money"),
        ("council-tax", "letter-council-tax"), ("needs-assessment", "letter-assessment"),
        ("pathway-plan", "letter-adviser"),
    ],
)  # fmt: skip
def test_a_button_under_the_answer_leads_to_the_letter(real: Content, answer: str, letter: str) -> None:
    reply = act(ActionChoose(), intent="choose", button={"intent": "choose", "answer": answer}, age=22)
    assert letter in [b.data.get("interview") for part in reply.parts for b in part.buttons]
