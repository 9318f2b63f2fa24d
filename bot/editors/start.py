"""Puts the editors' desk together for the running bot, and gives the demonstration's first link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine

from bot.content.live import LiveContent
from bot.content.publishing import Publisher
from bot.editors.accounts import DEMO_EMAIL, DEMO_NAME, Accounts, BadAccount
from bot.editors.learning import learning
from bot.editors.web import EditorsDesk, Explain
from bot.settings import Settings
from bot.sign_in.pages import link_address
from bot.sign_in.serving import address_of, is_loopback, is_secure, mail_sender
from bot.storage.editors import EditorStore
from bot.storage.history import ContentHistory
from bot.storage.training_runs import TrainingRuns
from bot.storage.unanswered import UnansweredQueue

__all__ = ["address_of", "editors_desk", "first_link", "is_loopback"]


def editors_desk(
    settings: Settings, engine: Engine, live: LiveContent, clock: Callable[[], dt.datetime],
    explain: Explain | None = None,
) -> EditorsDesk:  # fmt: skip
    """The desk. E-mails are sent when the setting OFFER_SMTP_URL was set; raises BadSetting when it cannot be used."""
    runs = TrainingRuns(engine)
    return EditorsDesk(
        accounts=Accounts(EditorStore(engine), clock),
        publisher=Publisher(live, ContentHistory(engine), clock),
        clock=clock,
        secure=is_secure(settings),
        address=address_of(settings),
        send=mail_sender(settings),
        mail_from=settings.alert_from,
        training=lambda: learning(next(iter(runs.newest(1)), None), clock()),
        overdue_days=settings.overdue_days,
        council=settings.council,
        unanswered=UnansweredQueue(engine),
        unanswered_from=settings.unanswered_from,
        explain=explain,
    )


def first_link(settings: Settings, accounts: Accounts) -> str | None:
    """A ready link for a demonstration editor, when nobody else may edit and only this machine reaches the bot."""
    address = address_of(settings)
    others = [editor for editor in accounts.store.editors() if editor.email != DEMO_EMAIL]
    if others or settings.public_url or address is None or not is_loopback(settings.host):
        return None
    try:
        accounts.add(DEMO_NAME, DEMO_EMAIL)
        return link_address(address, EditorsDesk.sign, accounts.new_link(DEMO_EMAIL))
    except BadAccount:
        return None
