"""The parts of the tests of alerts: a mail server's mailbox, and a council's rows."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session as Tables

from bot.storage.people_tables import AdviserRow, DeskRow, RouteRow
from bot.storage.tables import Alert, Handoff


class Mailbox:
    """What the mail server does: keeps messages, or answers with `refuse`; `unknown` addresses are refused."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refuse: str | None = None
        self.unknown: set[str] = set()
        self.asked: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        if address in self.unknown:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        self.envelopes.append(envelope)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Council:
    """A council's staff, desks, routes, cases and alerts, put straight into the tables."""

    def __init__(self, engine: Engine, clock: Any) -> None:
        self.engine, self.clock = engine, clock
        self._count = 0

    def put(self, row: Any) -> int:
        with Tables(self.engine) as tables, tables.begin():
            tables.add(row)
            tables.flush()
            return int(row.id)

    def adviser(self, name: str = "Amina Yusuf", role: str = "personal adviser", **fields: Any) -> int:
        self._count += 1
        reference = f"A{self._count}"
        return self.put(AdviserRow(council="leicestershire", reference=reference, name=name, role=role, **fields))

    def desk(self, kind: str = "duty", **fields: Any) -> int:
        fields = {"council": "leicestershire", "name": f"The {kind} desk", "hours": {"always": True}, **fields}
        return self.put(DeskRow(kind=kind, **fields))

    def route(self, kind: str, address: str = "", **fields: Any) -> int:
        return self.put(RouteRow(kind=kind, address=address, **fields))

    def case(self, verdict: str = "urgent", **fields: Any) -> int:
        kind = {"urgent": "danger", "sensitive": "sensitive"}.get(verdict, "human")
        fields = {"kind": kind, "topic": "suicide-plan", "council": "leicestershire", "raised": self.clock(), **fields}
        return self.put(Handoff(verdict=verdict, **fields))

    def alert(self, case: int | None, route: int, **fields: Any) -> int:
        """An alert as a case makes it."""
        with Tables(self.engine) as tables:
            found = tables.get_one(RouteRow, route)
        self._count += 1
        given = {
            "route": found.kind, "route_id": route, "adviser_id": found.adviser_id, "desk_id": found.desk_id,
            "made": self.clock(), "due": self.clock(), "key": f"k{self._count}", "state": "waiting",
        }  # fmt: skip
        return self.put(Alert(handoff_id=case, **{**given, **fields}))

    def change(self, table: Any, row: int, **fields: Any) -> None:
        with Tables(self.engine) as tables, tables.begin():
            found = tables.get_one(table, row)
            for name, value in fields.items():
                setattr(found, name, value)

    def row(self, table: Any, row: int) -> Any:
        with Tables(self.engine) as tables:
            return tables.get_one(table, row)

    def all(self, table: Any, *where: Any) -> list[Any]:
        with Tables(self.engine) as tables:
            return list(tables.scalars(select(table).where(*where).order_by(table.id)))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return str(body.get_content())
