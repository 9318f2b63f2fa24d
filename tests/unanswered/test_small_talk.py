"""Questions about the chat itself: answered truthfully, each with a next step."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.small_talk import ActionSmallTalk
from actions.turn import Turn
from bot.content.live import LiveContent
from bot.content.model import Audience
from bot.conversation.outcomes import Outcome

DAY = dt.date(2026, 11, 24)
SAID = {
    "about_bot/robot": "not a person, and nobody watches",
    "about_bot/private": "without names and numbers, and not who asked",
    "about_bot/saved": "I keep this chat for 30 days",
    "about_bot/adviser_sees": "Not unless you ask me",
    "about_bot/who_made": "no name of my own",
    "about_bot/bot_age": "no age and no birthday",
    "about_bot/languages": "I answer in English",
    "greet": "computer program",
    "goodbye": "come back any time",
    "thanks": "You're welcome",
    "frustration": "pass you on",
}


@pytest.mark.parametrize(("intent", "words"), SAID.items())
def test_it_says_what_is_so_and_leaves_a_next_step(content: LiveContent, intent: str, words: str) -> None:
    turn = Turn(
        content=content.content, text="x", intent=intent, found=[], audience=Audience(), learnt={}, state={}, button={},
        verdict="none", topic=None, ask=False, day=DAY, channel="web", keep_days=30,
    )  # fmt: skip
    reply = ActionSmallTalk().reply(turn)
    assert reply.outcome is Outcome.SMALL_TALK
    assert words in " ".join(part.markdown for part in reply.parts)
    offered = [button.intent for part in reply.parts for button in part.buttons]
    assert "menu" in offered
    assert ("offer_adviser" in offered) is (intent == "frustration")
