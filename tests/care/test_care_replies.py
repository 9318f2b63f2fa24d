"""What the person hears about their case: what was passed on, taking it back, whether somebody got in touch."""

from __future__ import annotations

from typing import Any

import pytest

from bot.care.case import OpenCase
from bot.care.replies import (
    bot_back_reply,
    cancel_reply,
    in_touch_reply,
    not_yet_reply,
    safe_to_write_reply,
    secret_reply,
    status_reply,
)
from bot.conversation.reply import Reply
from bot.handoff.model import CaseKind, CaseState
from tests.care.conftest import TUESDAY, Say, london, made_roster

RAISED = london("2026-11-24T09:20")


def case(**fields: Any) -> OpenCase:
    known = {
        "id": 7, "kind": CaseKind.SENSITIVE, "verdict": "sensitive", "topic": "debt", "raised": RAISED,
        "told": ("Amina",), "name": "Kai",
    }  # fmt: skip
    return OpenCase.model_validate({**known, **fields})


def text(reply: Reply) -> str:
    return "\n".join(part.markdown for part in reply.parts)


def intents(reply: Reply) -> list[str]:
    return [button.intent for part in reply.parts for button in part.buttons]


def test_the_person_sees_what_was_passed_on_to_whom_and_that_nobody_has_opened_it(phrases_for: Say) -> None:
    due = london("2026-11-25T09:40")
    reply = status_reply(phrases_for(made_roster(), case=case(due=due, due_to="Duty desk")))
    assert "I told Amina, 9:20. Nobody has opened it yet." in text(reply)
    assert "what it is about (debt), your name (Kai)" in text(reply)
    assert "If nobody has tried to reach you by tomorrow 9:40, I tell the duty desk too." in text(reply)
    assert "case_cancel" in intents(reply)


def test_who_was_told_already_is_told_again_and_not_too(phrases_for: Say) -> None:
    again = case(due=london("2026-11-24T14:00"), due_to="Amina")
    assert "by 14:00, I tell Amina again." in text(status_reply(phrases_for(made_roster(), case=again)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"holder": "Amina", "state": CaseState.TAKEN}, "Amina has opened it."),
        ({"state": CaseState.IN_CONTACT}, "Somebody has tried to reach you since."),
        ({"told": ()}, "I have not reached anybody yet."),
        ({"contact": "07700 900123"}, "your name (Kai) and how to reach you (07700 900123)"),
        ({"name": None}, "no name"),
        ({"topic": None}, "a talk with somebody"),
    ],
)
def test_how_the_case_stands_is_told(phrases_for: Say, fields: dict[str, Any], words: str) -> None:
    assert words in text(status_reply(phrases_for(made_roster(), case=case(**fields))))


def test_without_a_case_nothing_was_passed_on(phrases_for: Say) -> None:
    phrases = phrases_for(made_roster())
    for reply in (status_reply(phrases), cancel_reply(phrases), in_touch_reply(phrases, yes=False)):
        assert "I have passed nothing on" in text(reply)
        assert reply.act is None


def test_a_case_that_is_not_urgent_is_taken_back(phrases_for: Say) -> None:
    reply = cancel_reply(phrases_for(made_roster(), case=case()))
    assert reply.act
    assert (reply.act.case, reply.act.kind) == (7, "cancel")
    assert "Amina can see that you wrote" in text(reply)


@pytest.mark.parametrize(
    "fields",
    [{"verdict": "urgent", "kind": CaseKind.DANGER}, {"kind": CaseKind.UNSURE}, {"kind": CaseKind.ALLEGATION}],
)
def test_an_urgent_case_is_not_taken_back_and_the_person_is_told_why(phrases_for: Say, fields: dict[str, Any]) -> None:
    phrases = phrases_for(made_roster(), case=case(**fields))
    reply = cancel_reply(phrases)
    assert reply.act is None
    assert "I can't take this one back, because I think that someone may be in danger." in text(reply)
    assert "case_cancel" not in intents(status_reply(phrases))


def test_yes_they_got_in_touch_ends_it_and_no_opens_it_again_with_who_is_told(phrases_for: Say) -> None:
    phrases = phrases_for(made_roster(), case=case())
    yes, no = in_touch_reply(phrases, yes=True), in_touch_reply(phrases, yes=False)
    assert yes.act
    assert no.act
    assert (yes.act.kind, no.act.kind) == ("in_touch", "not_in_touch")
    assert "I am telling Amina now that nobody has reached you." in text(no)


def test_not_yet_says_that_nothing_changes_and_when_it_is_asked_again(phrases_for: Say) -> None:
    asked = case(state=CaseState.IN_CONTACT, holder="Amina", ask_again=london("2026-11-25T09:30"))
    reply = not_yet_reply(phrases_for(made_roster(), case=asked))
    assert reply.act
    assert reply.act.kind == "not_yet"
    assert "it stays open, and Amina can see that you are still waiting" in text(reply)
    assert "I ask you again tomorrow 9:30." in text(reply)
    assert intents(reply)[0] == "in_touch"  # the way to say that they do not want to wait


def test_not_yet_promises_no_question_that_will_not_come(phrases_for: Say) -> None:
    reply = not_yet_reply(phrases_for(made_roster(), case=case(state=CaseState.IN_CONTACT)))
    assert "I ask you again" not in text(reply)


def test_nobody_waits_for_a_case_that_was_closed(phrases_for: Say) -> None:
    reply = not_yet_reply(phrases_for(made_roster(), case=case(state=CaseState.CLOSED)))
    assert reply.act
    assert reply.act.kind == "not_in_touch"
    assert "I have opened it again" in text(reply)


def test_no_on_a_saturday_says_when_it_is_read(phrases_for: Say) -> None:
    phrases = phrases_for(made_roster(), london("2026-11-28T12:00"), case=case())
    assert "Amina can read it Monday 9:00." in text(in_touch_reply(phrases, yes=False))


def test_no_where_nobody_is_left_says_so(phrases_for: Say) -> None:
    roster = made_roster(staff={}, desks={}, adviser=None)
    said = text(in_touch_reply(phrases_for(roster, case=case()), yes=False))
    assert "I could not find anybody at Leicestershire who is there now." in said


@pytest.mark.parametrize(("yes", "kind", "buttons"), [(True, "safe_to_write", 1), (False, "not_safe_to_write", 0)])
def test_whether_it_is_safe_to_write_goes_to_the_adviser(phrases_for: Say, yes: bool, kind: str, buttons: int) -> None:
    reply = safe_to_write_reply(phrases_for(made_roster(), case=case()), yes=yes)
    assert reply.act
    assert reply.act.kind == kind
    assert len(intents(reply)) == buttons


def test_the_bot_comes_back_only_from_an_adviser(phrases_for: Say) -> None:
    with_amina = bot_back_reply(phrases_for(made_roster(), case=case(chat_with="Amina")))
    assert with_amina.act
    assert with_amina.act.kind == "bot_back"
    assert bot_back_reply(phrases_for(made_roster(), case=case())).act is None


def test_a_secret_is_never_promised(phrases_for: Say) -> None:
    said = text(secret_reply(phrases_for(made_roster())))
    assert "I tell nobody about this" in said
    assert "I won't promise to keep a secret" in said
    told = secret_reply(phrases_for(made_roster(), TUESDAY, case=case(verdict="urgent")))
    assert "I have already told somebody" in text(told)
    assert intents(told)[0] == "case_status"
