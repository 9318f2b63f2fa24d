"""`offer editors` and `offer content`: who may change the content, what was changed, and the way back."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import BadSetting, load_settings

if TYPE_CHECKING:
    from bot.editors.accounts import Accounts
    from bot.storage.history import Change, ContentHistory

editors = typer.Typer(no_args_is_help=True, help="Who may change the content on the editors' desk.")
content = typer.Typer(no_args_is_help=True, help="What was changed in the content, by whom, and the way back.")
Email = Annotated[str, typer.Argument(help="The editor's e-mail address.")]
Number = Annotated[int, typer.Argument(help="The number of the change.")]


@editors.command("add")
def add(name: Annotated[str, typer.Argument(help="The editor's name, in quotes.")], email: Email) -> None:
    """Add an editor, or change the name of one."""
    with _accounts() as accounts:
        editor = accounts.add(name, email)
    _write(
        f"{editor.name} <{editor.email}> may change the content. A link to sign in: offer editors link {editor.email}"
    )


@editors.command("link")
def link(email: Email) -> None:
    """Make a link that signs an editor in: it works once, for 20 minutes."""
    from bot.editors.start import address_of

    address = address_of(load_settings())
    with _accounts() as accounts:
        secret = accounts.new_link(email)
    _write(f"{address or ''}/editors/enter/{secret}")
    if address is None:
        _write("Put the bot's address before it: OFFER_PORT is 0, so it is not known here.")


@editors.command("list")
def list_editors() -> None:
    """The editors."""
    with _accounts() as accounts:
        found = accounts.store.editors()
    _write("\n".join(f"{editor.name} <{editor.email}>" for editor in found) or "There are no editors.")


@editors.command("remove")
def remove(email: Email) -> None:
    """Take an editor's way in, at once in every browser. What they changed stays in the history."""
    with _accounts() as accounts:
        gone = accounts.remove(email)
    if not gone:
        raise BadSetting(f"There is no editor {email}. All of them: offer editors list")
    _write(f"{email} may not change the content any more.")


@content.command("history")
def history(
    file: Annotated[str | None, typer.Argument(help="A file, such as england/finances/council-tax.md.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many changes.")] = 20,
) -> None:
    """The newest changes, of all files or of one."""
    with _history() as kept:
        changes = kept.changes(file, limit=limit)
    _write("\n".join(map(_line, changes)) or "Nothing was changed since the history began.")


@content.command("show")
def show(number: Number) -> None:
    """One change, line by line."""
    with _history() as kept:
        change = kept.change(number)
    if change is None:
        raise BadSetting(f"There is no change {number}. The newest: offer content history")
    _write("\n".join([_line(change), *_difference(change)]))


@content.command("back")
def back(
    number: Number,
    by: Annotated[str, typer.Option(help="Your name, for the history.")] = "the command line",
    force: Annotated[bool, typer.Option("--force", help="Undo the later changes of the file too.")] = False,
) -> None:
    """Undo a change by a new one. It is checked first, and live at once in a running bot."""
    from bot.content.folder import NotAContentFile
    from bot.content.live import LiveContent
    from bot.content.publishing import CannotGoBack, ChangeRefused, Publisher
    from bot.logs import log_to_stderr

    log_to_stderr("warning")
    with _history() as kept:
        publisher = Publisher(LiveContent(load_settings().content), kept, _now)
        try:
            made = publisher.back(number, by, force=force)
        except CannotGoBack as refusal:
            hint = f" To undo them too: offer content back {number} --force" if refusal.later else ""
            raise BadSetting(f"{refusal}{hint}") from None
        except ChangeRefused as refusal:
            raise BadSetting(f"Going back would break something, so nothing was changed.\n{refusal}") from None
        except NotAContentFile as refusal:
            raise BadSetting(str(refusal)) from None
    if made is None:
        _write("There is nothing to undo: the file is like that already.")
    else:
        _write(f"Change {number} is undone, by change {made}. To take that back: offer content back {made}")


@contextlib.contextmanager
def _accounts() -> Iterator[Accounts]:
    from bot.editors.accounts import Accounts, BadAccount
    from bot.storage.database import open_database
    from bot.storage.editors import EditorStore

    database = open_database(load_settings().database_url)
    try:
        yield Accounts(EditorStore(database), _now)
    except BadAccount as refusal:
        raise BadSetting(str(refusal)) from None
    finally:
        database.dispose()


@contextlib.contextmanager
def _history() -> Iterator[ContentHistory]:
    from bot.storage.database import open_database
    from bot.storage.history import ContentHistory

    database = open_database(load_settings().database_url)
    try:
        yield ContentHistory(database)
    finally:
        database.dispose()


def _line(change: Change) -> str:
    what = "new" if change.before is None else "taken away" if change.after is None else "changed"
    why = f": {change.made.why}" if change.made.why else ""
    refused = "  NOT LIVE" if change.made.refused else ""
    return f"{change.id:>5}  {change.at:%Y-%m-%d %H:%M}  {change.file} ({what}) {change.made.who}{why}{refused}"


def _difference(change: Change) -> list[str]:
    import difflib

    before, after = (change.before or "").split("\n"), (change.after or "").split("\n")
    return list(difflib.unified_diff(before, after, "before", "after", lineterm=""))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
