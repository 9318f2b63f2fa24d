"""`offer people ...`: the council's advisers and people, their links, routes and desks (docs/people.md)."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import BadSetting, load_settings

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.storage.people import Person

people = typer.Typer(no_args_is_help=True, help="The council's advisers and people, and who is told by which way.")
imports = typer.Typer(
    no_args_is_help=True, help="Read what the council's case system exports. Shows first; --apply does it."
)
people.add_typer(imports, name="import")

Council = Annotated[
    str | None, typer.Option(help="Id of the council; by default OFFER_COUNCIL, or the only one there is.")
]
File = Annotated[Path, typer.Argument(help="The CSV file.")]
Apply = Annotated[bool, typer.Option("--apply", help="Do it. Without this the command only shows what would change.")]
Reference = Annotated[str, typer.Argument(help="The person's reference in the case system.")]


@imports.command("advisers")
def import_advisers(file: File, council: Council = None, apply: Apply = False) -> None:
    """Read the advisers, managers and social workers of a council."""
    from bot.commands.people_files import advisers_into

    with database() as engine:
        write(advisers_into(engine, council_for(engine, council, new=True), read(file), now().date(), apply=apply))


@imports.command("people")
def import_people(
    file: File,
    council: Council = None,
    apply: Apply = False,
    full: Annotated[bool, typer.Option("--full", help="The file holds everybody: whoever is missing is gone.")] = False,
) -> None:
    """Read the people of a council. Import the advisers first."""
    from bot.commands.people_files import people_into

    with database() as engine:
        where = council_for(engine, council, new=True)
        write(people_into(engine, where, read(file), now(), apply=apply, full=full, moved=moved_by(engine)))


@people.command("list")
def list_people(council: Council = None) -> None:
    """List a council's advisers and how many people they have, and its people by reference."""
    from bot.storage.keeping import Keeping

    with database() as engine:
        where, keeping = council_for(engine, council), Keeping(engine)
        for one in keeping.advisers(where):
            marks = [
                *(["made up"] if one.row.demo else []),
                *([f"left {one.row.left:%d/%m/%Y}"] if one.row.left else []),
            ]
            also = f" ({', '.join(marks)})" if marks else ""
            write(
                [f"{one.row.reference}  {one.row.name}, {one.row.role}{also}: {one.people} people, {one.routes} routes"]
            )
        for row, linked in keeping.people(where):
            write([f"{row.reference}  {row.status}{', linked' if linked else ''}{' (made up)' if row.demo else ''}"])


@people.command("show")
def show(reference: Reference, council: Council = None) -> None:
    """Show one person: status, adviser, whether a chat is linked. The look is kept in the audit."""
    from bot.storage.keeping import Keeping
    from bot.storage.people import People

    with database() as engine:
        person, access = person_of(engine, reference, council), People(engine)
        Keeping(engine).note("shown by command", person.id, now())
        adviser = access.adviser(person.adviser) if person.adviser else None
        worker = access.adviser(person.social_worker) if person.social_worker else None
        born = f"{person.born:%d/%m/%Y}" if person.born else "not known"
        write(
            [
                f"{person.reference} {person.first_name}{' (made up)' if person.demo else ''}",
                f"  council: {person.council}",
            ]
        )
        write([f"  born: {born}", f"  status: {person.status}", f"  adviser: {adviser.name if adviser else 'none'}"])
        write([f"  social worker: {worker.name if worker else 'none'}"])


@people.command("link-code")
def link_code(reference: Reference, council: Council = None) -> None:
    """Make a code that links one chat to a person: once, within 14 days. Give it to nobody else."""
    from bot.commands.inviting import invitation, telegram_name
    from bot.storage.keeping import Keeping
    from bot.storage.people import People

    settings = load_settings()
    with database() as engine:
        person = person_of(engine, reference, council)
        code = People(engine).new_code(person.id, "offer people", now())
        Keeping(engine).note("link code by command", person.id, now())
    write(invitation(code, settings, telegram_name(settings)))


@people.command("unlink")
def unlink(reference: Reference, council: Council = None) -> None:
    """End the links of a person's chats, as after a lost phone."""
    from bot.storage.keeping import Keeping

    with database() as engine:
        person, keeping = person_of(engine, reference, council), Keeping(engine)
        ended = keeping.unlink(person.id, now())
        keeping.note("unlinked by command", person.id, now())
    write([f"{ended} chat{'' if ended == 1 else 's'} of {reference} {'is' if ended == 1 else 'are'} no longer linked."])


@people.command("check")
def check(council: Council = None) -> None:
    """Say what is missing so that somebody is always told, and who would be reached now."""
    from bot.content.loader import load_content
    from bot.people.troubles import on_duty, troubles
    from bot.storage.keeping import Keeping
    from bot.storage.people import People

    policies = load_content(load_settings().content).handoff
    with database() as engine:
        keeping = Keeping(engine)
        for where in [council] if council else keeping.councils():
            roster = People(engine).roster(None, where, None, now().date())
            counts = {one.row.id: one.people for one in keeping.advisers(where)}
            found = troubles(roster, counts, now().date())
            write(
                [f"{where}: {len(found)} to put right" if found else f"{where}: in order", *(f"  ! {t}" for t in found)]
            )
            write(f"    {line}" for line in on_duty(roster, policies.of(where), now()))


def council_for(engine: Engine, council: str | None, *, new: bool = False) -> str:
    """The council that is meant. Raises BadSetting when that is not clear, or when it is none of the content's."""
    from bot.content.loader import read_content
    from bot.storage.keeping import Keeping

    settings, there = load_settings(), Keeping(engine).councils()
    meant = council or settings.council or (there[0] if len(there) == 1 and not new else None)
    if meant is None:
        raise BadSetting(f"Which council? Add --council, such as --council {there[0] if there else 'leicestershire'}.")
    known = read_content(settings.content)[0].councils
    if meant not in known:
        raise BadSetting(f"There is no council “{meant}”. Its id stands in {settings.content.name}/places.yml.")
    return meant


def person_of(engine: Engine, reference: str, council: str | None) -> Person:
    """The person with that reference. Raises BadSetting."""
    from bot.storage.people import People

    found = People(engine).person(council or load_settings().council, reference)
    if not found:
        raise BadSetting(f"Nobody has the reference {reference}. See: offer people list")
    if len(found) > 1:
        raise BadSetting(
            f"{len(found)} councils have a {reference}. Add --council, such as --council {found[0].council}."
        )
    return found[0]


def moved_by(engine: Engine):  # type: ignore[no-untyped-def]
    """What moves the open cases of somebody who gets another adviser."""
    from bot.casework import Casework
    from bot.content.loader import load_content
    from bot.storage.people import People

    content = load_content(load_settings().content)
    work = Casework(engine, People(engine), content=lambda: content, policies=lambda: content.handoff, clock=now)
    return work.adviser_changed


def read(file: Path) -> bytes:
    """The bytes of a file. Raises BadSetting."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadSetting(f"The file {file} cannot be read: {(error.strerror or 'unknown error').lower()}.") from None


@contextlib.contextmanager
def database() -> Iterator[Engine]:
    """The database of the settings; what is refused becomes one plain sentence."""
    from bot.storage.database import open_database
    from bot.storage.keeping import NotThere

    engine = open_database(load_settings().database_url)
    try:
        yield engine
    except NotThere as refusal:
        raise BadSetting(str(refusal.args[0])) from None
    finally:
        engine.dispose()


def write(lines: object) -> None:
    """Lines on standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))  # type: ignore[attr-defined]


def now() -> dt.datetime:
    """The time, aware."""
    return dt.datetime.now(dt.UTC)
