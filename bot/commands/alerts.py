"""`offer alerts`: what waits to leave, whether the routes work, and codes for advisers' Telegram chats."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from typing import Annotated

import typer

from bot.settings import BadSetting, load_settings

alerts = typer.Typer(
    no_args_is_help=True, help="The alerts to the council's staff: what waits, and whether they arrive."
)


@alerts.command("list")
def list_alerts() -> None:
    """The alerts that wait or were given up, the newest first, without names and words."""
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from bot.storage.database import open_database
    from bot.storage.tables import Alert

    query = select(Alert).where(Alert.state.in_(("waiting", "dead"))).order_by(Alert.id.desc()).limit(50)
    with Session(open_database(load_settings().database_url)) as session:
        lines = [
            f"{row.id:>6}  case {row.handoff_id or '-':<6} {row.state:<8} {row.route:<9} {row.why:<16} "
            f"tries {row.attempts:<3} {row.fault or ''}".rstrip()
            for row in session.scalars(query)
        ]
    _write("\n".join(lines) or "No alert waits, and none was given up.")


@alerts.command("test")
def test_routes() -> None:
    """Test every route now, but for Telegram, which only the running bot can test."""
    from bot.alerts.carriers import Carrier, EmailCarrier
    from bot.alerts.self_test import SelfTest
    from bot.alerts.webhook import WebhookCarrier
    from bot.content.loader import load_content
    from bot.storage.database import open_database
    from bot.storage.people import People
    from bot.storage.route_tests import RouteTests

    settings = load_settings()
    engine = open_database(settings.database_url)
    content, people, tests = load_content(settings.content), People(engine), RouteTests(engine)
    carriers: dict[str, Carrier] = {
        "email": EmailCarrier(settings.smtp_url, settings.alert_from),
        "webhook": WebhookCarrier(),
    }
    test = SelfTest(
        tests, carriers, lambda: content, lambda: dt.datetime.now(dt.UTC),
        lambda council, day: people.roster(None, council, None, day),
    )  # fmt: skip
    found = asyncio.run(test.test_due(all_now=True, kinds=frozenset(carriers)))
    for route, fault in found.items():
        _write(f"{route:>5}  {fault or 'works'}")
    works = sum(fault is None for fault in found.values())
    _write(f"{works} of {len(found)} routes work." if found else "There are no routes by e-mail, Teams or Slack.")


@alerts.command("telegram-code")
def telegram_code(email: Annotated[str, typer.Argument(help="The adviser's e-mail address.")]) -> None:
    """Make a code with which an adviser gets alerts in their own Telegram: it works once, for 24 hours."""
    from sqlalchemy import func, select
    from sqlalchemy.orm import Session

    from bot.storage.adviser_chats import AdviserChats
    from bot.storage.database import open_database
    from bot.storage.people_tables import AdviserRow

    engine, now = open_database(load_settings().database_url), dt.datetime.now(dt.UTC)
    with Session(engine) as session:
        found = session.scalars(select(AdviserRow).where(func.lower(AdviserRow.email) == email.strip().lower())).all()
    here = [row for row in found if row.left is None or row.left > now.date()]
    if not here:
        raise BadSetting(f"Nobody who works here has the address {email}. See who there is: offer people list")
    code = AdviserChats(engine).new_code(here[0].id, now)
    _write(f"{here[0].name} sends this to the bot in Telegram, within 24 hours:\n\n  /start {code}")


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
