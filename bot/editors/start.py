"""Puts the editors' desk together for the running bot, and gives the demonstration's first link."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable

from sqlalchemy import Engine

from bot.content.live import LiveContent
from bot.content.publishing import Publisher
from bot.editors.accounts import DEMO_EMAIL, DEMO_NAME, Accounts, BadAccount
from bot.editors.learning import learning
from bot.editors.web import EditorsDesk, Explain
from bot.mail import mail_server, send_email
from bot.settings import Settings
from bot.storage.editors import EditorStore
from bot.storage.history import ContentHistory
from bot.storage.training_runs import TrainingRuns
from bot.storage.unanswered import UnansweredQueue


def editors_desk(
    settings: Settings, engine: Engine, live: LiveContent, clock: Callable[[], dt.datetime],
    explain: Explain | None = None,
) -> EditorsDesk:  # fmt: skip
    """The desk. E-mails are sent when the setting OFFER_SMTP_URL was set; raises BadSetting when it cannot be used."""
    runs, send = TrainingRuns(engine), None
    if "smtp_url" in settings.model_fields_set:
        server = mail_server(settings.smtp_url)

        def send(message):  # type: ignore[no-untyped-def]
            return send_email(server, message)

    return EditorsDesk(
        accounts=Accounts(EditorStore(engine), clock),
        publisher=Publisher(live, ContentHistory(engine), clock),
        clock=clock,
        secure=not is_loopback(settings.host) or (settings.public_url or "").startswith("https:"),
        address=address_of(settings),
        send=send,
        mail_from=settings.alert_from,
        training=lambda: learning(next(iter(runs.newest(1)), None), clock()),
        overdue_days=settings.overdue_days,
        council=settings.council,
        unanswered=UnansweredQueue(engine),
        unanswered_from=settings.unanswered_from,
        explain=explain,
    )


def address_of(settings: Settings) -> str | None:
    """Where editors reach the bot, as far as the settings say; None when the port is not known."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}" if settings.port else None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def first_link(settings: Settings, accounts: Accounts) -> str | None:
    """A ready link for a demonstration editor, when nobody else may edit and only this machine reaches the bot."""
    address = address_of(settings)
    others = [editor for editor in accounts.store.editors() if editor.email != DEMO_EMAIL]
    if others or settings.public_url or address is None or not is_loopback(settings.host):
        return None
    try:
        accounts.add(DEMO_NAME, DEMO_EMAIL)
        return f"{address}/editors/enter/{accounts.new_link(DEMO_EMAIL)}"
    except BadAccount:
        return None
