"""What a message asks besides is not lost where the reply is something else: danger, or “I cannot help with that”."""

from __future__ import annotations

from turns import turn

from actions.handoff import ActionUrgent
from actions.permission import ActionHuman
from actions.small_talk import ActionOutOfScope
from bot.care.replies import SAFE_TO_WRITE
from bot.content.live import LiveContent
from bot.conversation.outcomes import Outcome
from bot.handoff.outlook import Outlook, Told

FOUND = [("hospital-travel", 0.6), ("bus-travel", 0.2), ("train-travel", 0.1), ("dentist-free", 0.05)]
TOLD = Outlook(
    council_name="Leicestershire", linked=True, first_name="Kai", adviser="Amina", nobody=False,
    urgent=Told(names=("Amina",)),
)  # fmt: skip


def test_question_in_a_message_of_danger_stands_as_buttons_beneath_the_urgent_words(content: LiveContent) -> None:
    asked = turn(content.content, "i took pills, can i get a bus there", found=FOUND, verdict="urgent")
    reply = ActionUrgent().reply(asked)
    assert reply.outcome is Outcome.URGENT
    assert reply.shown == ["hospital-travel", "bus-travel", "train-travel"]
    assert [b.data["answer"] for b in reply.parts[-1].buttons] == reply.shown
    assert reply.parts[0].buttons == []


def test_whether_it_is_safe_to_write_stays_the_last_question(content: LiveContent) -> None:
    asked = turn(
        content.content, "my bf hits me, can i move", found=FOUND, verdict="urgent", topic="partner-abuse",
        outlook=TOLD, adviser="Amina", alerts=True,
    )  # fmt: skip
    reply = ActionUrgent().reply(asked)
    assert reply.state["offered"] == SAFE_TO_WRITE
    assert [b.data["answer"] for b in reply.parts[-2].buttons] == reply.shown


def test_danger_that_fits_no_answer_offers_none(content: LiveContent) -> None:
    reply = ActionUrgent().reply(turn(content.content, "help", found=[("bus-travel", 0.01)], verdict="urgent"))
    assert reply.shown == []


def test_what_seems_outside_the_offer_has_the_nearest_answers_beside_it(content: LiveContent) -> None:
    near = turn(content.content, "is the rod in your arm free", found=[("contraception", 0.001)], intent="out_of_scope")
    reply = ActionOutOfScope().reply(near)
    assert (reply.outcome, reply.shown) == (Outcome.OUT_OF_SCOPE, ["contraception"])
    far = turn(content.content, "will it rain", found=[("bus-travel", 0.0004)], intent="out_of_scope")
    assert ActionOutOfScope().reply(far).shown == []


def test_wish_for_a_human_that_fits_an_answer_has_it_as_a_button(content: LiveContent) -> None:
    found = [("contact-leaving-care-team", 0.3), ("out-of-hours", 0.1)]
    reply = ActionHuman().reply(turn(content.content, "leaving care number pls", found=found, intent="human"))
    assert (reply.outcome, reply.shown) == (Outcome.HANDOFF_OFFERED, ["contact-leaving-care-team", "out-of-hours"])
    plain = turn(content.content, "can i talk to someone", found=[("out-of-hours", 0.001)], intent="human")
    assert ActionHuman().reply(plain).shown == []
