"""A small council in a database: two advisers, a manager, a social worker, two persons and the desks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.storage.people import People
from bot.storage.people_tables import AbsenceRow, AdviserRow, DeskMember, DeskRow, LinkRow, PersonRow, RouteRow
from bot.storage.store import Store
from bot.storage.tables import Conversation

NOW = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)
DAY = NOW.date()


@pytest.fixture
def engine(store: Store) -> Engine:
    """An open database with empty tables, of both kinds."""
    return store._engine


@pytest.fixture
def people(engine: Engine) -> People:
    return People(engine)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def council(session: Session) -> Session:
    """The session, with a small council in its tables."""
    robin = AdviserRow(id=1, council="leicestershire", reference="A1", name="Robin Vale", role="team manager")
    amina = AdviserRow(
        id=2, council="leicestershire", reference="A2", name="Amina Yusuf", role="personal adviser",
        phone="0116 496 0001",
        email="amina@council.example", works={"mon": ["09:00-17:00"], "tue": ["09:00-17:00"]}, manager_id=1,
    )  # fmt: skip
    dev = AdviserRow(id=3, council="leicestershire", reference="A3", name="Dev Marsh", role="personal adviser")
    sal = AdviserRow(id=4, council="leicestershire", reference="A4", name="Sal Reed", role="social worker")
    other = AdviserRow(id=5, council="cambridgeshire", reference="A1", name="Ellen Frost", role="personal adviser")
    session.add_all([robin, amina, dev, sal, other])
    session.flush()
    amina.cover_id = 3
    session.add_all(
        [
            AbsenceRow(adviser_id=2, kind="leave", first=dt.date(2026, 3, 2), last=dt.date(2026, 3, 6)),
            RouteRow(adviser_id=2, kind="console"),
            RouteRow(adviser_id=2, kind="email", address="amina@council.example"),
            DeskRow(id=1, council="*", kind="duty", name="the duty desk"),
            DeskRow(id=2, council="*", kind="complaints", name="complaints"),
            DeskRow(id=3, council="leicestershire", kind="duty", name="Leicestershire's duty desk"),
            PersonRow(
                id=1, council="leicestershire", reference="P1", first_name="Sam", born=dt.date(2008, 3, 3),
                status="eligible", adviser_id=2, social_worker_id=4,
            ),
            PersonRow(id=2, council="leicestershire", reference="P2", first_name="Kai", status="lapsed"),
            Conversation(id=1, channel="web", external_id="sam", started=NOW, last=NOW, state={}),
            Conversation(id=2, channel="web", external_id="kai", started=NOW, last=NOW, state={}),
        ]
    )  # fmt: skip
    session.flush()
    session.add_all(
        [DeskMember(desk_id=3, adviser_id=1), RouteRow(desk_id=3, kind="email", address="d@council.example")]
    )
    session.commit()
    return session


@pytest.fixture
def linked(council: Session) -> Session:
    """The same, with Sam's conversation linked."""
    council.add(LinkRow(person_id=1, conversation_id=1, made=NOW))
    council.commit()
    return council
