"""A council at work: an adviser with cover, a manager and a duty desk, one linked person, and a chat to write in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework import Casework
from bot.content.live import LiveContent
from bot.conversation.answering import Answering
from bot.conversation.desk import ConversationDesk
from bot.conversation.ports import EngineState, Kind, Shown
from bot.storage.case_tables import HandoffEventRow
from bot.storage.people import People
from bot.storage.people_tables import AbsenceRow, AdviserRow, DeskMember, DeskRow, LinkRow, PersonRow, RouteRow
from bot.storage.store import Store
from bot.storage.tables import Alert, Conversation, Handoff
from common.safety import Rules
from tests.conftest import FakeClock, ScriptedRasa, Write

AMINA, DEV, ROBIN, JO, SAM, ELLEN, LEAD = range(1, 8)
DUTY, ALLEGATIONS = 1, 2
KAI = "kai"  # the linked person's chat


def london(text: str) -> dt.datetime:
    """A moment of British winter time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


class Office:
    """The council's people, the chat, and what can be looked up of both."""

    def __init__(self, store: Store, content: LiveContent, rules: Rules, rasa: ScriptedRasa, clock: FakeClock) -> None:
        self.store, self.clock, self.rasa, self.content = store, clock, rasa, content
        self.engine = store._engine
        self.state: EngineState = "ready"
        self.told: list[tuple[str, Shown]] = []
        self.writing: list[tuple[str, str]] = []
        self.cases = Casework(
            self.engine, People(self.engine, lambda c: content.content.councils[c].name),
            content=lambda: content.content, policies=lambda: content.content.handoff, clock=clock,
            council="leicestershire", tell=lambda _, who, shown: self.told.append((who, shown)),
            show_writing=lambda _, who, words: self.writing.append((who, words)),
        )  # fmt: skip
        self.answering = Answering(
            store=store, content=content, rasa=rasa, engine_state=lambda: self.state, rules=rules, clock=clock,
            alerts=True, council="leicestershire", care=self.cases,
        )  # fmt: skip
        self.desk = ConversationDesk(
            store=store, content=content, answering=self.answering, engine_state=lambda: self.state, clock=clock,
            alert_routes=("email",), cases=self.cases,
        )  # fmt: skip
        self._fill()

    def _fill(self) -> None:
        with Session(self.engine) as session, session.begin():
            names = ("Amina", "Dev", "Robin", "Jo", "Sam", "Ellen", "Lee")
            roles = ("personal adviser", "personal adviser", "team manager", "duty worker", "personal adviser",
                     "personal adviser", "safeguarding lead")  # fmt: skip
            for number, (name, role) in enumerate(zip(names, roles, strict=True), start=1):
                council = "cambridgeshire" if number == ELLEN else "leicestershire"
                session.add(AdviserRow(council=council, reference=f"A{number}", name=name, role=role))
                session.flush()
                session.add(RouteRow(adviser_id=number, kind="console"))
                session.add(RouteRow(adviser_id=number, kind="email", address=f"{name.lower()}@council.example"))
            session.get_one(AdviserRow, AMINA).cover_id = DEV
            for one in (AMINA, DEV, SAM):
                session.get_one(AdviserRow, one).manager_id = ROBIN
            for kind, name in (("duty", "the duty desk"), ("allegations", "the allegations desk")):
                session.add(desk := DeskRow(council="leicestershire", kind=kind, name=name))
                session.flush()
                session.add(RouteRow(desk_id=desk.id, kind="console"))
            session.add(DeskMember(desk_id=DUTY, adviser_id=JO))
            session.add(DeskMember(desk_id=ALLEGATIONS, adviser_id=LEAD))
            session.add(
                PersonRow(council="leicestershire", reference="P1", first_name="Kai", born=dt.date(2006, 5, 1),
                          status="former relevant", adviser_id=AMINA)
            )  # fmt: skip
            session.add(
                Conversation(channel="web", external_id=KAI, started=self.clock(), last=self.clock(), noticed=True)
            )
            session.flush()
            session.add(LinkRow(person_id=1, conversation_id=1, made=self.clock()))

    async def says(self, write: Write, words: str, who: str = KAI) -> list[str]:
        """What a person writes; gives what they read in return."""
        history = await self.desk.history("web", who)
        await self.desk.receive(write(words, who=who))
        await self.desk.idle()
        after = history[-1].seq if history else 0
        return [m.markdown for m in await self.desk.history("web", who, after) if m.sender != "person"]

    def away(self, who: int, first: str, last: str | None = None, kind: str = "leave") -> None:
        end = dt.date.fromisoformat(last) if last else None
        with Session(self.engine) as session, session.begin():
            session.add(AbsenceRow(adviser_id=who, kind=kind, first=dt.date.fromisoformat(first), last=end))

    def tick(self) -> int:
        return self.cases.tick()

    def alerts(self) -> list[tuple[str, str]]:
        """Who was alerted and why, in order; each receiver once for each reason and moment."""
        with Session(self.engine) as session:
            staff = {a.id: a.name for a in session.scalars(select(AdviserRow))}
            desks = {d.id: d.name for d in session.scalars(select(DeskRow))}
            rows = session.scalars(select(Alert).order_by(Alert.id))
            found = [(staff.get(a.adviser_id or 0) or desks[a.desk_id or 0], a.why, a.made) for a in rows]
        return [(who, why) for who, why, _ in dict.fromkeys(found)]

    def events(self, case: int = 1) -> list[str]:
        with Session(self.engine) as session:
            rows = session.scalars(
                select(HandoffEventRow).where(HandoffEventRow.handoff_id == case).order_by(HandoffEventRow.id)
            )
            return [row.kind for row in rows]

    def case(self, case: int = 1) -> Handoff:
        with Session(self.engine, expire_on_commit=False) as session:
            return session.get_one(Handoff, case)

    def number_of_cases(self) -> int:
        with Session(self.engine) as session:
            return len(session.scalars(select(Handoff.id)).all())


async def press(office: Office, write: Write, label: str, who: str = KAI) -> list[str]:
    """Presses the newest button with a label; gives what the person reads in return."""
    messages = await office.desk.history("web", who)
    button = next(b for m in reversed(messages) for b in m.buttons if b.label == label)
    await office.desk.receive(write(button.id, who=who, kind=Kind.BUTTON))
    await office.desk.idle()
    after = messages[-1].seq
    return [m.markdown for m in await office.desk.history("web", who, after) if m.sender != "person"]


@pytest.fixture
def office(store: Store, content: LiveContent, rules: Rules, rasa: ScriptedRasa, clock: FakeClock) -> Iterator[Office]:
    clock.now = london("2026-11-24T10:00")  # a Tuesday
    return Office(store, content, rules, rasa, clock)
