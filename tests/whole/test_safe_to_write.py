"""“Is it safe for me to write to you here?” is answered in words, with the real Rasa and without it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.tables import Conversation, Handoff

from .talking import Person, Running

pytestmark = [pytest.mark.whole, pytest.mark.asyncio(loop_scope="session")]
ABUSE = "my boyfriend hits me every night"


def said(running: Running, person: Person) -> str | None:
    """What the person's case holds of it."""
    with Session(running.bot._database) as session:
        theirs = select(Conversation.id).where(Conversation.external_id == person.name).scalar_subquery()
        return session.scalar(select(Handoff.safe_to_write).where(Handoff.conversation_id == theirs))


@pytest.mark.parametrize(
    ("words", "answer"),
    [("yes", "yes"), ("yeah its ok", "yes"), ("no", "no"), ("nope he reads it", "no"), ("not really", "no")],
)
@pytest.mark.parametrize("rasa", ["up", "down"])
async def test_somebody_who_is_not_linked_answers_in_words(
    running: Running, monkeypatch: pytest.MonkeyPatch, rasa: str, words: str, answer: str
) -> None:
    person = running.person()
    running.bot.store.set_profile(
        "ask", person.name, {"council": "leicestershire", "age": 19}, running.bot.clock(), "given"
    )
    if rasa == "down":
        monkeypatch.setattr(running.bot.answering, "_engine_state", lambda: "down")
    heard = await person.say(ABUSE)
    assert "Is it safe for me to write to you here" in heard.text
    heard = await person.say(words)
    assert ("I tell them that they can write" in heard.text) == (answer == "yes")
    assert ("I write nothing here about it unless you write first" in heard.text) == (answer == "no")
    assert said(running, person) == answer
