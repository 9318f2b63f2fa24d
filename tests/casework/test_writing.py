"""“NAME is writing.”: seen by the person alone, for as long as it is true, and only where a reply could be sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.views import NotAllowed
from bot.storage.case_tables import AuditRow
from bot.storage.tables import Handoff
from tests.casework.conftest import AMINA, DEV, ELLEN, KAI, Office, press
from tests.conftest import Write

DANGER = "i want to kill myself tonight"


def audited(office: Office) -> int:
    with Session(office.engine) as session:
        return len(session.scalars(select(AuditRow).where(AuditRow.what == "was writing to the person")).all())


async def test_who_has_the_chat_is_seen_writing_and_nothing_of_it_is_kept(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.cases.reply(1, AMINA, "Hi Kai")
    before, events = await office.desk.history("web", KAI), office.events()
    assert office.cases.writing(1, AMINA)
    assert office.writing == [(KAI, "Amina is writing.")]
    assert await office.desk.history("web", KAI) == before
    assert office.events() == events


async def test_it_is_shown_every_few_seconds_and_audited_once(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    office.cases.reply(1, AMINA, "Hi Kai")
    shown = [office.cases.writing(1, AMINA) for _ in range(2)]
    office.clock.forward(seconds=5)
    assert [*shown, office.cases.writing(1, AMINA)] == [True, False, True]
    assert audited(office) == 1
    office.clock.forward(minutes=11)
    assert office.cases.writing(1, AMINA)
    assert audited(office) == 2


async def test_nobody_is_seen_writing_who_does_not_have_the_chat(office: Office, write: Write) -> None:
    await office.says(write, DANGER)
    assert not office.cases.writing(1, AMINA)  # not yet
    office.cases.reply(1, AMINA, "Hi Kai")
    assert not office.cases.writing(1, DEV)
    office.cases.hand_back(1, AMINA)
    assert not office.cases.writing(1, AMINA)  # not any more
    with pytest.raises(NotAllowed):
        office.cases.writing(1, ELLEN)
    assert office.writing == []
    assert audited(office) == 0


async def test_nobody_is_seen_writing_once_it_is_not_safe(office: Office, write: Write) -> None:
    await office.says(write, "my boyfriend hits me every night")
    await press(office, write, "Yes, it is safe")
    office.cases.reply(1, AMINA, "Hi Kai")
    assert office.cases.writing(1, AMINA)
    with Session(office.engine) as session, session.begin():
        session.get_one(Handoff, 1).safe_to_write = "no"
    office.clock.forward(seconds=5)
    assert not office.cases.writing(1, AMINA)
    assert len(office.writing) == 1
