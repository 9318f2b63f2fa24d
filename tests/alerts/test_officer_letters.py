"""The participation officer is told of suggestions by a real mail server: once, without words unless switched on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alert_parts import Council, Mailbox, text_of

from bot.alerts import AlertDelivery
from bot.content.live import LiveContent
from bot.content.loader import Content
from bot.content.officers import address_of, is_connected
from bot.content.teams import CouncilTeam, Officer
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply, SuggestionRequest
from bot.settings import Settings, load_settings
from bot.storage.alert_outbox import AlertOutbox
from bot.storage.store import Store
from bot.storage.suggestions import Suggestions
from bot.storage.tables import Alert
from bot.suggestions import OfficerLetters, officer_scope

WORDS = "rhubarb in every office"
OFFICER = "kit@council.example"


def suggest(store: Store, write: Any, clock: Any, **given: Any) -> int:
    work = store.next_work(store.receive(write("yes")).conversation)
    assert work is not None
    fields = {"council": "leicestershire", "words": WORDS, "name": "Samira", "may_answer": True, "tell": True}
    asked = SuggestionRequest(**{**fields, **given})
    store.record_reply(work, Reply(outcome=Outcome.HANDED_OFF, parts=[Part(markdown="x")], suggestion=asked), clock())
    return Suggestions(store._engine).all(1)[0].id


def make(store: Store, mailbox: Any, clock: Any, content: LiveContent, **given: Any) -> AlertDelivery:
    address = f"smtp://127.0.0.1:{mailbox.port}"
    settings = load_settings(_env_file=None, smtp_url=address, **{"participation_email": OFFICER, **given})
    letters = OfficerLetters(Suggestions(store._engine), settings, lambda: content.content)
    outbox = AlertOutbox(store._engine, lambda: content.content.handoff)
    return AlertDelivery(outbox, settings, clock, lambda: content.content, letters=letters)


async def test_the_officer_is_told_once_without_words_and_name(
    sqlite_store: Store, mailbox: Mailbox, write: Any, clock: Any, content: LiveContent
) -> None:
    delivery = make(sqlite_store, mailbox, clock, content)
    number = suggest(sqlite_store, write, clock)
    await delivery.deliver()
    clock.forward(days=1)
    await delivery.deliver()
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == (OFFICER, f"Suggestion {number} in the care leavers' chat")
    text = text_of(mail)
    assert f"offer suggestions show {number}" in text
    assert "Council: leicestershire" in text
    assert "in their chat: yes" in text
    for secret in (WORDS, "rhubarb", "Samira"):
        assert secret not in mail.as_string()


async def test_words_go_into_the_email_only_where_the_council_switched_it_on(
    sqlite_store: Store, mailbox: Mailbox, write: Any, clock: Any, content: LiveContent
) -> None:
    delivery = make(sqlite_store, mailbox, clock, content, suggestion_words=True)
    number = suggest(sqlite_store, write, clock, may_answer=False)
    await delivery.deliver()
    text = text_of(mailbox.mails[0])
    assert WORDS in text
    assert "First name: Samira" in text
    assert "they did not want that" in text
    assert WORDS not in str(mailbox.mails[0]["Subject"])
    found = Suggestions(sqlite_store._engine).peek(number)
    assert found
    assert found.passed_on == clock(), "they have been read out of the bot's hands"


async def test_a_refused_email_is_sent_again_with_the_same_id(
    sqlite_store: Store, mailbox: Mailbox, write: Any, clock: Any, content: LiveContent
) -> None:
    delivery = make(sqlite_store, mailbox, clock, content)
    suggest(sqlite_store, write, clock)
    mailbox.refuse = "451 try later"
    await delivery.deliver()
    mailbox.refuse = None
    await delivery.deliver()
    assert mailbox.mails == [], "not before the pause is over"
    clock.forward(seconds=2)
    await delivery.deliver()
    assert "sent again" in text_of(mailbox.mails[0])
    assert str(mailbox.mails[0]["Message-ID"]).startswith("<suggestion-")


async def test_handoffs_and_suggestions_go_to_whom_they_are_for(
    sqlite_store: Store, mailbox: Mailbox, write: Any, clock: Any, content: LiveContent, council: Council
) -> None:
    delivery = make(sqlite_store, mailbox, clock, content, alert_email="duty@council.example")
    council.put(Alert(handoff_id=council.case(), route="email", due=clock()))
    suggest(sqlite_store, write, clock)
    await delivery.deliver()
    assert [str(mail["To"]) for mail in mailbox.mails] == ["duty@council.example", OFFICER]


async def test_without_a_duty_desk_an_officer_alone_gets_no_handoffs(
    sqlite_store: Store, mailbox: Mailbox, write: Any, clock: Any, content: LiveContent, council: Council
) -> None:
    council.put(Alert(handoff_id=council.case(), route="email", due=clock()))
    suggest(sqlite_store, write, clock)
    await make(sqlite_store, mailbox, clock, content).deliver()
    assert [str(mail["To"]) for mail in mailbox.mails] == [OFFICER]


async def test_the_log_holds_no_words(
    sqlite_store: Store, mailbox: Mailbox, write: Any, clock: Any, content: LiveContent, capsys: Any
) -> None:
    delivery = make(sqlite_store, mailbox, clock, content, suggestion_words=True)
    suggest(sqlite_store, write, clock)
    mailbox.refuse = "554 refused"
    await delivery.deliver()
    mailbox.refuse = None
    clock.forward(minutes=5)
    await delivery.deliver()
    said = capsys.readouterr()
    logged = said.out + said.err
    assert "suggestion told" in logged
    assert "rhubarb" not in logged
    assert "Samira" not in logged


def team(officer: Officer | None) -> Content:
    made = CouncilTeam(name="The team", reach=("Ring the council and ask.",), participation_officer=officer)
    return Content(Path(), council_teams={"leicestershire": made})


REAL = Officer(name="Kit Arden", email="kit@leics.example")
MADE_UP = Officer(name="Kit Arden", demo=True)


@pytest.mark.parametrize(
    ("officer", "council", "scope", "demonstration", "wanted"),
    [
        (REAL, "leicestershire", None, False, "kit@leics.example"),
        (REAL, "leicestershire", "*", False, "kit@leics.example"),
        (REAL, "leicestershire", None, True, None),
        (REAL, "devon", None, False, None),
        (REAL, None, None, False, None),
        (MADE_UP, "leicestershire", None, True, None),
        (None, "leicestershire", "*", True, OFFICER),
        (None, "leicestershire", "leicestershire", False, OFFICER),
        (None, "devon", "leicestershire", False, None),
        (None, None, "leicestershire", False, OFFICER),
        (None, "devon", None, False, None),
    ],
)
def test_who_is_written_to(
    officer: Officer | None, council: str | None, scope: str | None, demonstration: bool, wanted: str | None
) -> None:
    content = team(officer)
    found = address_of(content, council, scope=scope, given=OFFICER, demonstration=demonstration)
    assert found == wanted
    assert is_connected(content, council, scope=scope, demonstration=demonstration) == (wanted is not None)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, None),
        ({"participation_email": OFFICER}, "*"),
        ({"participation_email": OFFICER, "council": "leicestershire"}, "leicestershire"),
    ],
)
def test_the_address_of_the_settings_counts_for_the_council_that_runs_the_bot(
    given: dict[str, str], wanted: str | None
) -> None:
    settings: Settings = load_settings(_env_file=None, **given)
    assert officer_scope(settings) == wanted
