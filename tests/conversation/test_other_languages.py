"""What people who write in another language get, and easy words on request."""

from __future__ import annotations

from typing import Any

import pytest
from turns import buttons, turn

from actions.answers import answer_question, give_answer
from actions.base import adviser_choice, phrases
from actions.language import answer_in_easy_english
from actions.small_talk import ActionSmallTalk
from actions.turn import Turn
from bot.content.danger import urgent_reply
from bot.content.languages import LANGUAGES
from bot.content.live import LiveContent
from bot.content.loader import Content
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Reply

NOT_CHECKED = "no person has checked these words yet"
RENT = [("who-pays-my-rent", 0.9)]


def wrapped(made: Turn, reply: Reply) -> Reply:
    answer_in_easy_english(made, reply, phrases(made), adviser_choice(made))
    return reply


def asked(content: Content, language: str = "ar", **given: Any) -> tuple[Turn, Reply]:
    made = turn(content, "من سيدفع إيجار بيتي؟", intent="ask", found=RENT, language=language, age=17, **given)
    return made, wrapped(made, answer_question(made))


def signed(content: Content, language: str) -> Content:
    import dataclasses
    import datetime as dt

    words = content.languages[language].model_copy(
        update={"checked_by": "Ada Bell", "checked_on": dt.date(2026, 11, 1)}
    )
    return dataclasses.replace(content, languages={**content.languages, language: words})


def test_a_foreign_question_gets_easy_words_interpreters_and_the_adviser(content: LiveContent) -> None:
    _, reply = asked(content.content)
    shown = [part.markdown for part in reply.parts]
    assert "The council pays for your home." in "\n".join(shown)
    assert "They have interpreters. It is free: 0808 8010 503." in shown[-1]
    assert any(b.intent == "offer_adviser" for b in buttons(reply))
    assert reply.state["easy"] is True
    assert reply.shown == ["who-pays-my-rent"]
    assert {"A01", "N10"} <= set(reply.facts)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_in_a_demonstration_unchecked_words_are_shown_and_marked(language: str, content: LiveContent) -> None:
    _, reply = asked(content.content, language)
    words = content.content.languages[language]
    assert reply.parts[0].markdown.startswith(words.greeting)
    assert NOT_CHECKED in reply.parts[0].markdown


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_unchecked_words_are_never_sent_live(language: str, content: LiveContent) -> None:
    made, reply = asked(content.content, language, alerts=True)
    urgent = wrapped(made, urgent_reply(phrases(made), "suicidal-thoughts", made.audience))
    words = content.content.languages[language]
    for part in (*reply.parts, *urgent.parts):
        assert words.greeting not in part.markdown
        assert words.urgent.split("{")[0] not in part.markdown


def test_checked_words_are_sent_live_without_a_mark(content: LiveContent) -> None:
    _, reply = asked(signed(content.content, "ar"), alerts=True)
    assert reply.parts[0].markdown.startswith(content.content.languages["ar"].greeting)
    assert NOT_CHECKED not in reply.parts[0].markdown


def test_danger_is_answered_in_their_language_first_with_the_number(content: LiveContent) -> None:
    made = turn(content.content, "Chcę się zabić", intent="urgent", language="pl", verdict="urgent")
    reply = wrapped(made, urgent_reply(phrases(made), "suicidal-thoughts", made.audience))
    assert "zadzwoń pod 999" in reply.parts[0].markdown
    assert reply.outcome is Outcome.URGENT
    assert reply.handoff is not None


def test_the_greeting_comes_once(content: LiveContent) -> None:
    _, reply = asked(content.content, state={"language": "ar", "easy": True})
    assert content.content.languages["ar"].greeting not in "\n".join(p.markdown for p in reply.parts)


def test_where_it_is_unclear_the_question_whether_they_are_safe_stays_last(content: LiveContent) -> None:
    made = turn(content.content, "ฉัน", language="unclear", verdict="sensitive", topic="language-unclear", ask=True)
    reply = wrapped(made, answer_question(made))
    assert any(b.intent == "safe_yes" for b in reply.parts[-1].buttons)
    assert "Migrant Help" in reply.parts[-2].markdown
    assert reply.shown == []


def test_english_is_left_as_it_is(content: LiveContent) -> None:
    made = turn(content.content, "who pays my rent", intent="ask", found=RENT, age=17)
    reply = answer_question(made)
    assert wrapped(made, reply.model_copy(deep=True)) == reply
    assert "At 16 or 17 the council that looked after you" in reply.parts[0].markdown


def words_wanted(content: Content, intent: str, **state: Any) -> Reply:
    return ActionSmallTalk().reply(turn(content, "easy words please", intent=intent, state=state, age=17))


def test_easy_words_say_the_last_answer_again_and_are_kept(content: LiveContent) -> None:
    reply = words_wanted(content.content, "easy_words", answer="who-pays-my-rent")
    assert reply.parts[0].markdown.startswith("OK. I will use short and easy words.")
    assert "The council pays for your home." in reply.parts[0].markdown
    assert reply.state["easy"] is True
    later = give_answer(turn(content.content, "council tax", state=reply.state, age=19), "council-tax")
    assert later is not None
    assert later.parts[0].markdown.startswith("Council tax is a bill for your home.")


def test_normal_words_end_them(content: LiveContent) -> None:
    reply = words_wanted(content.content, "normal_words", easy=True)
    assert reply.state["easy"] is None
    assert reply.outcome is Outcome.SMALL_TALK


def test_easy_words_before_any_answer_are_small_talk(content: LiveContent) -> None:
    reply = words_wanted(content.content, "easy_words")
    assert reply.outcome is Outcome.SMALL_TALK
    assert reply.state["easy"] is True
    assert buttons(reply)
