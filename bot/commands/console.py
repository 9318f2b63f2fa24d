"""`offer console`: a way in for advisers where no e-mail is set up."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import typer

from bot.settings import BadSetting, load_settings

console = typer.Typer(no_args_is_help=True, help="The advisers' console.")
Email = Annotated[str, typer.Argument(help="The adviser's e-mail address, as on the council's list.")]


@console.callback()
def _console() -> None:
    """The advisers' console."""


@console.command("link")
def link(email: Email) -> None:
    """Make a link that signs an adviser in: it works once, for 20 minutes."""
    from bot.console.start import advisers_entrance
    from bot.console.web import SIGN
    from bot.sign_in.entrance import BadAccount
    from bot.sign_in.pages import link_address
    from bot.sign_in.serving import address_of
    from bot.storage.database import open_database

    settings = load_settings()
    database = open_database(settings.database_url)
    try:
        secret = advisers_entrance(database, _now).new_link(email)
    except BadAccount as refusal:
        raise BadSetting(str(refusal)) from None
    finally:
        database.dispose()
    address = address_of(settings)
    sys.stdout.write(link_address(address or "", SIGN, secret) + "\n")
    if address is None:
        sys.stdout.write("Put the bot's address before it: OFFER_PORT is 0, so it is not known here.\n")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
