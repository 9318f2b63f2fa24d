"""The cases for the command line: `offer handoffs`."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from bot.settings import load_settings
from bot.storage.case_tables import AuditRow
from bot.storage.database import open_database
from bot.storage.store import Store


def lines_of_cases(limit: int = 50) -> list[str]:
    """One line for each of the newest cases, without names and words."""
    store = Store(open_database(load_settings().database_url))
    cases = store.handoffs(limit)
    store.close()
    if not cases:
        return ["There are no cases."]
    return [
        f"{c.id:>5}  {c.raised:%Y-%m-%d %H:%M}  {c.verdict:<9}  {c.topic or '-':<22}  {c.council or 'not known'}"
        for c in cases
    ]


def text_of_case(case: int) -> str:
    """One case with its conversation around it; the look leaves a row in the audit."""
    engine = open_database(load_settings().database_url)
    found = Store(engine).handoff(case)
    if found is None:
        engine.dispose()
        return f"There is no case {case}."
    with Session(engine) as session, session.begin():
        now = dt.datetime.now(dt.UTC)
        session.add(AuditRow(at=now, who="offer handoffs", what="looked at the case", handoff_id=case))
    engine.dispose()
    handoff, messages = found
    head = [
        f"Case {handoff.id}: {handoff.verdict}, {handoff.topic or 'no topic'}",
        f"Raised {handoff.raised:%Y-%m-%d %H:%M} UTC. Council: {handoff.council or 'not known'}. "
        f"Age: {handoff.age or 'not known'}.",
        f"Name: {handoff.name or 'not given'}. To reach them: {handoff.contact or 'not given'}.",
        "",
    ]
    return "\n".join(head + [f"{m.when:%H:%M} {m.sender}: {m.markdown}" for m in messages])
