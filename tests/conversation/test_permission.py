"""Whether a human may be told: one tap for somebody linked, a few questions for others, the person's own choice."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from turns import buttons, turn

from actions.answers import ActionInform, with_care
from actions.base import adviser_choice
from actions.handoff import ActionAffirm, ActionDeny, ActionUrgent
from actions.permission import ActionHandOff, ActionHuman
from actions.small_talk import ActionSmallTalk
from actions.turn import Turn
from bot.care.case import OpenCase
from bot.content.danger import HANDING
from bot.content.live import LiveContent, serve
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply
from bot.handoff.model import CaseKind
from bot.handoff.outlook import Outlook, Told
from bot.handoff.working_time import LONDON
from tests.care.conftest import TUESDAY, london

LINKED = Outlook(
    council_name="Leicestershire", linked=True, first_name="Kai", adviser="Amina", nobody=False, can_complain=True,
    sensitive=Told(names=("Amina",), chase_at=london("2026-11-25T09:40"), chase_to="Duty desk"),
)  # fmt: skip
UNLINKED = LINKED.model_copy(
    update={"linked": False, "first_name": None, "adviser": None, "sensitive": Told(names=("Duty desk",))}
)
NOBODY = Outlook()
OFFER = {"intent": "offer_adviser"}


def made(content: LiveContent, outlook: Outlook | None, text: str = "", **given: Any) -> Turn:
    adviser = outlook.adviser if outlook and outlook.linked else None
    known = {"council": "leicestershire", "outlook": outlook, "now": TUESDAY, "adviser": adviser, "alerts": True}
    return turn(content.content, text, **{**known, **given})


def caring(asked: Turn) -> Reply:
    return with_care(asked, Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown="The answer.")]))


def text(reply: Reply | None) -> str:
    assert reply
    return "\n".join(part.markdown for part in reply.parts)


def next_action(events: list[dict[str, Any]]) -> str | None:
    return next((e["name"] for e in events if e["event"] == "followup"), None)


def test_something_sensitive_asks_whether_to_tell_the_adviser_by_name(content: LiveContent) -> None:
    reply = caring(made(content, LINKED, "im in debt", verdict="sensitive", topic="debt"))
    assert reply.parts[-1].markdown == "Shall I tell Amina?"
    assert [b.label for b in reply.parts[-1].buttons] == ["Tell Amina", "No thanks"]
    assert reply.state["offered"] == "adviser"
    assert reply.handoff is None


def test_an_adviser_who_is_away_is_said_so_before_the_one_who_stands_in_is_offered(content: LiveContent) -> None:
    away = LINKED.model_copy(update={"away": True, "cover": "Dev", "sensitive": Told(names=("Dev",))})
    reply = caring(made(content, away, "im in debt", verdict="sensitive", topic="debt"))
    assert reply.parts[-1].markdown == "Amina is away, and Dev stands in. Shall I tell Dev?"
    assert reply.parts[-1].buttons[0].label == "Tell Dev"


def test_one_tap_of_somebody_linked_passes_it_on_without_a_question(content: LiveContent) -> None:
    asked = made(content, LINKED, button=OFFER, intent="offer_adviser", state={"topic": "debt"})
    reply = ActionHuman().reply(asked)
    assert reply.outcome is Outcome.HANDED_OFF
    assert reply.handoff
    assert (reply.handoff.name, reply.handoff.topic, reply.handoff.verdict) == ("Kai", "debt", "sensitive")
    assert "I have told Amina." in text(reply)
    assert "If nobody has tried to reach you by tomorrow 9:40, I tell the duty desk too." in text(reply)
    assert "case_cancel" in [b.intent for b in buttons(reply)]
    assert next_action(ActionHuman().events(asked, reply)) == "action_listen"


def test_yes_in_words_passes_it_on_and_no_does_not(content: LiveContent) -> None:
    state = {"offered": "adviser", "topic": "debt"}
    yes = made(content, LINKED, "yes please", intent="affirm", state=state)
    reply = ActionAffirm().reply(yes)
    assert reply
    assert reply.handoff
    assert next_action(ActionAffirm().events(yes, reply)) == "action_listen"
    no = ActionDeny().reply(made(content, LINKED, "no", intent="deny", state=state))
    assert (no.handoff, no.state[HANDING]) == (None, None)


def test_who_wants_a_human_and_is_linked_is_asked_with_one_tap(content: LiveContent) -> None:
    asked = made(content, LINKED, "can i talk to someone", intent="human")
    reply = ActionHuman().reply(asked)
    assert reply.handoff is None
    assert [b.label for b in buttons(reply)] == ["Tell Amina", "No thanks"]
    assert next_action(ActionHuman().events(asked, reply)) == "action_listen"
    told = made(content, LINKED, "tell my pa please", intent="about_bot")
    assert ActionSmallTalk().reply(told).handoff
    assert next_action(ActionSmallTalk().events(told, None)) == "action_listen"


def test_somebody_unlinked_goes_on_to_the_form(content: LiveContent) -> None:
    asked = made(content, UNLINKED, button={**OFFER, "route": "duty"}, intent="offer_adviser", state={"topic": "debt"})
    reply = ActionHuman().reply(asked)
    assert reply.handoff is None
    assert "I can tell the duty desk" in text(reply)
    assert ActionHuman().events(asked, reply) == []
    form = ActionHandOff()
    form.filled = {"handoff_name": "Jo", "handoff_contact": "-"}
    done = form.reply(made(content, UNLINKED, "skip", state={**reply.state}))
    assert done.handoff
    assert (done.handoff.name, done.handoff.contact, done.handoff.route, done.handoff.topic) == (
        "Jo", None, "duty", "debt",
    )  # fmt: skip
    assert "I have told the duty desk." in text(done)


def test_without_a_council_it_is_asked_for_first_and_then_a_yes(content: LiveContent) -> None:
    asked = made(content, NOBODY, "i want a human", intent="human", council=None)
    reply = ActionHuman().reply(asked)
    assert "Which council looked after you?" in text(reply)
    assert next_action(ActionHuman().events(asked, reply)) == "action_listen"
    told = made(content, NOBODY, "leics", intent="inform", learnt={"council": "leicestershire"}, state=reply.state)
    again = ActionInform().reply(told)
    assert "Leicestershire" in text(again)
    assert again.state["offered"] == "adviser"
    assert not again.state[HANDING]["waits"]


def test_where_nobody_is_connected_nothing_is_asked_and_the_numbers_are_given(content: LiveContent) -> None:
    asked = made(content, NOBODY.model_copy(update={"council_name": "Devon"}), intent="human", council="devon")
    reply = ActionHuman().reply(asked)
    assert "Nobody at Devon is connected to me" in text(reply)
    assert "116 123" in text(reply)
    assert next_action(ActionHuman().events(asked, reply)) == "action_listen"


@pytest.mark.parametrize(
    ("there", "labels"),
    [
        ({"can_complain": True, "can_have_advocate": True}, ["The complaints manager", "An advocate"]),
        ({"can_complain": False, "can_have_advocate": True}, ["An advocate"]),
        ({"can_complain": False, "can_have_advocate": False}, []),
    ],
)
def test_a_complaint_goes_where_the_person_chooses_and_never_to_the_adviser_by_default(
    content: LiveContent, there: dict[str, bool], labels: list[str]
) -> None:
    outlook = LINKED.model_copy(update=there)
    asked = made(content, outlook, "my pa is useless", verdict="sensitive", topic="complaint-adviser")
    answer = Part(markdown="The answer.", buttons=[adviser_choice(asked)])
    reply = with_care(asked, Reply(outcome=Outcome.ANSWERED, parts=[answer]))
    assert "Tell Amina" not in [b.label for b in buttons(reply)]
    offer = reply.parts[-1]
    shown = [b.label for b in offer.buttons]
    assert shown[: len(labels)] == labels
    assert not [label for label in shown if "Amina" in label]
    assert offer.buttons[-1].intent == "deny"
    for choice in offer.buttons[: len(labels)]:
        pressed = made(content, outlook, button={"intent": choice.intent, **choice.data}, state={"topic": asked.topic})
        done = ActionHuman().reply(pressed)
        assert done.handoff
        assert (done.handoff.kind, done.handoff.route) == (CaseKind.COMPLAINT, choice.data["route"])
        assert "Amina" not in text(done)


def test_yes_alone_does_not_decide_where_a_complaint_goes(content: LiveContent) -> None:
    reply = caring(made(content, LINKED, "my pa is useless", verdict="sensitive", topic="complaint-adviser"))
    assert reply.state["offered"] is None


def test_health_goes_where_the_person_says_and_a_number_that_tells_nobody_stands_beside(content: LiveContent) -> None:
    offer = caring(made(content, LINKED, "i think im pregnant", verdict="sensitive", topic="pregnancy")).parts[-1]
    assert "You choose who may know" in offer.markdown
    assert "111" in offer.markdown
    assert [b.label for b in offer.buttons] == ["Tell Amina", "Tell the duty desk", "Tell nobody"]


def test_after_a_yes_in_a_private_topic_it_is_asked_whether_it_is_safe_to_write(content: LiveContent) -> None:
    for topic, asks in (("pregnancy", True), ("debt", False)):
        reply = ActionHuman().reply(made(content, LINKED, button=OFFER, state={"topic": topic}))
        assert (reply.parts[-1].markdown.startswith("Is it safe for me to write to you here")) == asks
        assert reply.state["offered"] == ("safe_to_write" if asks else None)


@pytest.mark.parametrize(("action", "kind"), [(ActionAffirm(), "safe_to_write"), (ActionDeny(), "not_safe_to_write")])
def test_yes_and_no_in_words_answer_whether_it_is_safe_to_write(content: LiveContent, action: Any, kind: str) -> None:
    state = {"offered": "safe_to_write"}
    reply = action.reply(made(content, LINKED, "yes", case=OpenCase(id=3, asked="safe_to_write"), state=state))
    assert reply.act
    assert (reply.act.case, reply.act.kind) == (3, kind)


@pytest.mark.parametrize(("action", "kind"), [(ActionAffirm(), "in_touch"), (ActionDeny(), "not_in_touch")])
def test_yes_and_no_in_words_answer_whether_they_got_in_touch(content: LiveContent, action: Any, kind: str) -> None:
    case = OpenCase(id=3, asked="in_touch")
    reply = action.reply(made(content, LINKED, "yes", case=case))
    assert reply.act
    assert reply.act.kind == kind
    offered = action.reply(made(content, LINKED, "yes", case=case, state={"offered": "interview"}))
    assert offered is None or offered.act is None


def test_who_asks_not_to_tell_is_told_that_nobody_is_told_and_what_is_the_limit(content: LiveContent) -> None:
    asked = made(content, LINKED, "im in debt but dont tell my pa", verdict="sensitive", topic="debt")
    offer = caring(asked).parts[-1]
    assert "I tell nobody about this" in offer.markdown
    assert "I won't promise to keep a secret" in offer.markdown


def test_in_danger_the_wish_for_secrecy_is_answered_and_cannot_be_followed(content: LiveContent) -> None:
    urgent = LINKED.model_copy(update={"urgent": Told(names=("Amina", "Duty desk"))})
    asked = made(content, urgent, "i took pills dont tell anyone", verdict="urgent", topic="overdose")
    reply = ActionUrgent().reply(asked)
    assert "I know you asked me not to tell." in text(reply)
    assert "I am telling Amina and the duty desk now" in text(reply)
    assert reply.handoff


def test_in_a_demonstration_the_person_reads_that_nobody_real_is_told(content: LiveContent) -> None:
    demo = LINKED.model_copy(update={"demo": True})
    reply = ActionHuman().reply(made(content, demo, button=OFFER, state={"topic": "debt"}, alerts=False))
    assert "This is a demonstration. Amina is made up" in text(reply)


def test_metadata_reaches_the_turn(content: LiveContent) -> None:
    serve(content)
    case = OpenCase(id=3, asked="in_touch")
    metadata = {
        "profile": {}, "state": {}, "outlook": LINKED.model_dump(mode="json"), "case": case.model_dump(mode="json"),
        "now": TUESDAY.isoformat(), "today": "2026-11-24",
    }  # fmt: skip
    tracker = Tracker("c1", {}, {"text": "hi", "metadata": metadata}, [], False, None, {}, "action_listen")
    read = Turn.from_tracker(tracker)
    assert (read.outlook, read.case) == (LINKED, case)
    assert read.now
    assert read.now.astimezone(LONDON) == TUESDAY
