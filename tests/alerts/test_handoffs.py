"""`offer handoffs`: the cases on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversation.outcomes import Outcome
from bot.conversation.reply import HandoffRequest, Part, Reply
from bot.handoff.model import CaseState
from bot.handoffs import lines_of_cases, text_of_case
from bot.storage.case_tables import AuditRow
from bot.storage.store import Store
from bot.storage.tables import Handoff


@pytest.fixture(autouse=True)
def _these_tables(monkeypatch: pytest.MonkeyPatch, sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("OFFER_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)  # away from a developer's .env


def raise_handoff(store: Store, write: Any, clock: Any, **request: Any) -> None:
    work = store.next_work(store.receive(write("i cant stay here tonight")).conversation)
    assert work is not None
    handoff = HandoffRequest(topic="nowhere-to-sleep", verdict="urgent", **request)
    reply = Reply(outcome=Outcome.URGENT, verdict="urgent", parts=[Part(markdown="Ring **999**.")], handoff=handoff)
    store.record_reply(work, reply, clock.forward(minutes=1))


def test_a_case_shows_who_how_to_reach_them_and_what_was_said(sqlite_store: Store, write: Any, clock: Any) -> None:
    sqlite_store.set_profile("web", "sam", {"council": "rutland", "age": 17}, clock(), "said")
    raise_handoff(sqlite_store, write, clock, name="Sam", contact="07700 900123")
    assert text_of_case(1) == (
        "Case 1: urgent, nowhere-to-sleep\n"
        "Raised 2026-03-02 10:16 UTC. Council: rutland. Age: 17.\n"
        "Name: Sam. To reach them: 07700 900123.\n"
        "\n"
        "10:15 person: i cant stay here tonight\n"
        "10:16 bot: Ring **999**."
    )


def test_a_look_at_a_case_leaves_a_row_in_the_audit(sqlite_store: Store, write: Any, clock: Any) -> None:
    raise_handoff(sqlite_store, write, clock)
    lines_of_cases()
    text_of_case(1)
    text_of_case(7)
    with Session(sqlite_store._engine) as session:
        looks = [(row.who, row.what, row.handoff_id) for row in session.scalars(select(AuditRow))]
    assert looks == [("offer handoffs", "looked at the case", 1)]


def test_what_is_not_known_is_said(sqlite_store: Store, write: Any, clock: Any) -> None:
    raise_handoff(sqlite_store, write, clock)
    text = text_of_case(1)
    assert "Council: not known. Age: not known." in text
    assert "Name: not given. To reach them: not given." in text


def test_a_case_outlives_its_conversation(sqlite_store: Store, write: Any, clock: Any) -> None:
    raise_handoff(sqlite_store, write, clock, name="Sam")
    with Session(sqlite_store._engine) as session, session.begin():
        session.get_one(Handoff, 1).state = CaseState.CLOSED.value
    sqlite_store.purge(clock.forward(days=91))
    text = text_of_case(1)
    assert "Name: Sam" in text
    assert "cant stay" not in text


def test_an_unknown_case_is_said_to_be_none() -> None:
    assert text_of_case(7) == "There is no case 7."


def test_the_list_names_cases_the_newest_first_without_names_and_words(
    sqlite_store: Store, write: Any, clock: Any
) -> None:
    assert lines_of_cases() == ["There are no cases."]
    for _ in range(2):
        raise_handoff(sqlite_store, write, clock, name="Sam")
    lines = lines_of_cases()
    assert [line.split()[0] for line in lines] == ["2", "1"]
    assert all("urgent" in line and "nowhere-to-sleep" in line for line in lines)
    assert "Sam" not in "".join(lines)
    assert "stay" not in "".join(lines)
    assert len(lines_of_cases(limit=1)) == 1
