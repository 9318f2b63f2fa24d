"""The interview's action, with the entitlement check."""

from __future__ import annotations

import datetime as dt

import pytest
from talk import Talk, labels, text_of

from actions.answers import ActionAnswer, ActionChoose, give_answer
from actions.handoff import ActionSafe
from actions.interview import ActionAskInterview
from actions.small_talk import ActionStartAgain
from actions.turn import Turn
from bot.content.live import LiveContent
from bot.content.model import Audience
from bot.conversation.outcomes import Outcome

SHORT_WAY = ("19", "leics", "turned 18", "5 years", "uni", "no", "same")


def begun(talk: Talk, *said: str) -> Talk:
    talk.start("entitlement")
    for text in said:
        talk.say(text)
    return talk


def test_start_says_what_comes_and_asks_the_first_question(talk: Talk) -> None:
    reply = talk.start("entitlement")
    assert reply.outcome is Outcome.ASKED_FOR_DETAIL
    assert "How old are you?" in text_of(reply)
    assert "Question 1 of about" in text_of(reply)
    assert labels(reply) == ["I don't know"]
    assert not talk.left


def test_request_in_words_starts_it(talk: Talk) -> None:
    assert "How old are you?" in text_of(talk.say("do the check with me", "interview/entitlement"))


def test_whole_way_ends_in_the_outcome(talk: Talk) -> None:
    begun(talk, *SHORT_WAY)
    assert "This is what you told me" in text_of(talk.replies[-1])
    reply = talk.say("yeah thats right")
    assert reply.outcome is Outcome.ANSWERED
    assert "former relevant" in text_of(reply)
    assert talk.at is None
    assert "interview" not in talk.state
    assert talk.left
    assert talk.state["entitlement"]["status"] == "former-relevant"
    assert talk.state["entitlement"]["answers"]["busy"] == "university"


def test_only_council_and_age_are_remembered_of_the_person(talk: Talk) -> None:
    begun(talk, *SHORT_WAY)
    talk.say("yes")
    assert talk.profile == {"council": "leicestershire", "lives_in": "leicestershire", "age": 19}


def test_known_council_and_age_are_not_asked_but_shown_and_can_be_changed(content: LiveContent, talk: Talk) -> None:
    talk.profile |= {"council": "leicestershire", "age": 19}
    assert "How did your time in care end" in text_of(begun(talk).replies[-1])
    for text in ("turned 18", "5 years", "uni", "no", "same"):
        talk.say(text)
    assert "1. Your age: 19" in text_of(talk.replies[-1])
    assert "Which one" in text_of(talk.tap("Change something"))
    assert "How old are you?" in text_of(talk.tap("Your age"))
    reply = talk.say("im 22")
    assert "1. Your age: 22" in text_of(reply)
    assert talk.profile["age"] == 22


def test_wish_to_change_is_taken_in_words(talk: Talk) -> None:
    begun(talk, *SHORT_WAY)
    assert talk.fit("change something") == talk.fit("nah the age is wrong") == "sure"
    assert "How old are you?" in text_of(talk.say("nah the age is wrong"))
    talk.say("20")
    assert "Which one" in text_of(talk.say("change something"))


def test_every_question_takes_dont_know(talk: Talk) -> None:
    talk.start("entitlement")
    while talk.at and not talk.at.startswith("="):
        talk.tap("I don't know")
    assert talk.at == "=summary"
    reply = talk.say("yes")
    assert reply.outcome is Outcome.ANSWERED
    assert "too little" in text_of(reply)


def test_back_asks_the_question_before_again(talk: Talk) -> None:
    begun(talk, "19", "leics")
    assert "Which council looked after you?" in text_of(talk.say("back"))
    talk.say("ely")
    assert (talk.at, talk.answers["council"]) == ("ended", "cambridgeshire")


def test_earlier_answer_is_corrected_in_between(talk: Talk) -> None:
    begun(talk, "17", "leics")
    reply = talk.say("no wait im 22")
    assert "Your age: 22" in text_of(reply)
    assert "How did your time in care end" in text_of(reply)
    assert (talk.answers["age"], talk.profile["age"]) == ("22", 22)


def test_earlier_council_is_corrected_in_between(talk: Talk) -> None:
    begun(talk, "17", "leics", "i turned 18 in care")
    reply = talk.say("sorry i meant im from ely")
    assert talk.answers["council"] == "cambridgeshire"
    assert talk.profile["council"] == "cambridgeshire"
    assert "Cambridgeshire" in text_of(reply)
    assert talk.at == "weeks"


def test_button_of_an_earlier_question_corrects_it(talk: Talk) -> None:
    begun(talk, "19", "leics", "turned 18")
    talk.tap("I went back to my family")
    assert (talk.answers["ended"], talk.at) == ("home", "weeks")


def test_where_they_live_does_not_become_the_council_that_looked_after_them(talk: Talk) -> None:
    begun(talk, "19", "leics", "turned 18", "5 years", "uni", "no")
    talk.say("ely")
    assert talk.answers["lives"] == "cambridgeshire"
    assert talk.profile == {"council": "leicestershire", "lives_in": "cambridgeshire", "age": 19}


def test_what_is_not_understood_is_asked_again_kindly(talk: Talk) -> None:
    begun(talk, "19", "leics")
    reply = talk.say("purple")
    assert "did not get that" in text_of(reply)
    assert "How did your time in care end" in text_of(reply)
    assert talk.at == "ended"


def test_impossible_age_is_asked_again(talk: Talk) -> None:
    begun(talk)
    assert "from 10 to 110" in text_of(talk.say("217"))
    assert talk.at == "age"


def test_unknown_place_is_asked_again(talk: Talk) -> None:
    begun(talk, "19")
    assert "do not know that place" in text_of(talk.say("narnia"))
    assert talk.at == "council"


def test_meaning_of_a_question_is_explained(talk: Talk) -> None:
    begun(talk, "19", "leics")
    assert "foster care" in text_of(talk.say("what does that mean"))
    assert talk.at == "ended"


def test_stop_keeps_the_answers_and_go_on_takes_them_up(talk: Talk) -> None:
    begun(talk, "19", "leics")
    reply = talk.say("stop")
    assert talk.left
    assert "Go on with what you can get" in labels(reply)
    assert talk.fit("go on") == "go on"
    assert talk.fit("yes please") == "go on"
    assert talk.fit("do i pay council tax") is None
    assert "How did your time in care end" in text_of(talk.tap("Go on with"))
    assert talk.answers == {"age": "19", "council": "leicestershire"}


def test_start_again_forgets_the_answers(talk: Talk) -> None:
    begun(talk, "19", "leics", "turned 18")
    assert "begin again" in text_of(talk.say("start again"))
    assert talk.answers == {"age": "19", "council": "leicestershire"}  # known of the person, so not asked again
    assert talk.at == "ended"


def test_starting_one_that_was_begun_goes_on_and_can_begin_anew(talk: Talk) -> None:
    begun(talk, "19", "leics")
    reply = talk.start("entitlement")
    assert "Back to our question" in text_of(reply)
    assert talk.at == "ended"
    talk.say("turned 18")
    talk.tap("Start again")
    assert talk.at == "ended"
    assert "ended" not in talk.answers


def test_question_in_between_is_answered_and_the_interview_goes_on(talk: Talk) -> None:
    begun(talk, "19", "leics")
    assert talk.fit("do i pay council tax") == "no"
    answer = talk.send("", "choose", {"intent": "choose", "answer": "council-tax"}, ActionChoose(), {})
    assert answer is not None
    assert "F10" in answer.facts
    talk.state["asked"] = ["interview"]  # within one message the form's turn sees what was kept before it
    again = talk.send("do i pay council tax", "ask", None, ActionAskInterview(), {})
    assert "Back to our question" in text_of(again)
    assert talk.at == "ended"


def test_answer_given_in_between_asks_no_question_of_its_own(content: LiveContent, talk: Talk) -> None:
    begun(talk)
    turn = _turn(content, talk)
    reply = give_answer(turn, "council-tax")
    assert reply is not None
    assert reply.outcome is Outcome.ANSWERED
    assert "Which council" not in text_of(reply)


def _turn(content: LiveContent, talk: Talk) -> Turn:
    return Turn(
        content=content.content, text="", intent="ask", found=[], audience=Audience(), learnt={}, state=talk.state,
        button={}, verdict="none", topic=None, ask=False, day=dt.date(2026, 11, 24), channel="web",
    )  # fmt: skip


def test_danger_sets_it_aside_and_nothing_is_asked(talk: Talk) -> None:
    begun(talk, "19", "leics")
    talk.state["asked"] = []  # what the urgent reply leaves
    assert talk.send("ok", "ask", None, ActionAskInterview(), {}) is None
    assert talk.left
    reply = talk.send("", "safe_yes", {"intent": "safe_yes"}, ActionSafe(), {})
    assert reply is not None
    assert labels(reply)[0] == "Go on with what you can get"
    assert "How did your time in care end" in text_of(talk.tap("Go on with"))


def test_sensitive_question_in_between_sets_it_aside(talk: Talk) -> None:
    begun(talk, "19", "leics")
    sensitive = {"verdict": "sensitive", "topic": "low-mood", "ask": False}
    assert talk.send("why am i so sad", "ask", None, ActionAskInterview(), sensitive) is None
    assert talk.left


def test_sensitive_reply_gets_care_and_the_next_question(content: LiveContent, talk: Talk) -> None:
    topic = next(t.id for t in content.content.topics.values() if t.verdict == "sensitive")
    begun(talk, "19", "leics")
    reply = talk.say("i went home", verdict="sensitive", topic=topic, ask=False)
    assert (reply.verdict, reply.topic) == ("sensitive", topic)
    assert len(reply.parts) == 2
    assert "Add up all your time in care" in reply.parts[1].markdown
    again = talk.say("5 years", verdict="sensitive", topic=topic, ask=False)
    assert len(again.parts) == 1


def test_reply_that_may_be_danger_asks_whether_they_are_safe_first(content: LiveContent, talk: Talk) -> None:
    topic = next(t.id for t in content.content.topics.values() if t.verdict == "urgent")
    begun(talk, "19", "leics")
    reply = talk.say("i went home", verdict="sensitive", topic=topic, ask=True)
    assert reply.safe_check
    assert "Add up" not in text_of(reply)
    assert talk.answers["ended"] == "home"
    assert talk.left


def test_reply_is_taken_although_rasa_has_lost_the_form(talk: Talk) -> None:
    """The state is all there is: a new conversation for Rasa, the same one for the person."""
    begun(talk, "19")
    talk.say("leics")
    assert talk.at == "ended"


def test_going_on_with_nothing_says_so(talk: Talk) -> None:
    reply = talk.say("where were we", "interview_go_on")
    assert "nothing to go on with" in text_of(reply)
    assert talk.left


def test_interview_that_is_gone_is_said_and_forgotten(talk: Talk) -> None:
    begun(talk, "19")
    talk.state["interview"]["interview"] = "vanished"
    assert "have changed" in text_of(talk.say("leics"))
    assert "interview" not in talk.state
    assert "have changed" in text_of(talk.start("never-was"))


def test_start_again_outside_forgets_an_interview_that_was_set_aside(talk: Talk) -> None:
    begun(talk, "19")
    talk.say("stop")
    talk.send("start again", "start_again", None, ActionStartAgain(), {})
    assert "interview" not in talk.state


def test_answer_has_the_button_that_starts_its_interview(talk: Talk) -> None:
    reply = talk.send("", "choose", {"intent": "choose", "answer": "am-i-a-care-leaver"}, ActionChoose(), {})
    assert reply is not None
    assert labels(reply)[0] == "check what I can get"
    assert "How old are you?" in text_of(talk.tap("check what I can get"))


@pytest.mark.parametrize("intent", ["ask", "greet", "follow_up/how"])
def test_nothing_is_said_when_nothing_waits(talk: Talk, intent: str) -> None:
    assert talk.send("hello", intent, None, ActionAskInterview(), {}) is None
    assert talk.left


def test_finder_is_not_used_up_by_an_interview(talk: Talk) -> None:
    begun(talk, "19")
    reply = talk.send("xyz", "ask", None, ActionAnswer(), {})
    assert reply is not None
    assert reply.outcome is Outcome.NO_ANSWER
