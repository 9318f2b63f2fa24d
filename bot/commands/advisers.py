"""`offer people adviser|route|desk ...`: who is away, who stands in, and by which way somebody is told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import typer

from bot.commands.people import Council, council_for, database, now, write
from bot.settings import BadSetting

adviser = typer.Typer(no_args_is_help=True, help="Who is away, who stands in, who has left.")
route = typer.Typer(no_args_is_help=True, help="The ways by which an adviser or a desk is told.")
desk = typer.Typer(no_args_is_help=True, help="The council's shared inboxes.")

Adviser = Annotated[str, typer.Argument(help="The adviser's reference.")]
Who = Annotated[str, typer.Argument(help="An adviser's reference, or a desk: duty, out-of-hours, allegations ...")]
DeskKind = Literal["duty", "out-of-hours", "allegations", "complaints", "advocacy"]
RouteKind = Literal["console", "email", "telegram", "webhook"]


@adviser.command("leave")
def leave(
    reference: Adviser,
    first: Annotated[str, typer.Argument(help="The first day away, such as 24/12/2026.")],
    last: Annotated[str, typer.Argument(help="The last day away.")],
    council: Council = None,
) -> None:
    """Keep days of leave: who stands in is told in their place."""
    _away(reference, "leave", _day(first), _day(last), council)


@adviser.command("sick")
def sick(
    reference: Adviser,
    first: Annotated[str | None, typer.Argument(help="The first day, by default today.")] = None,
    last: Annotated[str | None, typer.Argument(help="The last day, if it is known.")] = None,
    council: Council = None,
) -> None:
    """Keep that somebody is sick, until `offer people adviser back` if no last day is given."""
    _away(reference, "sick", _day(first) if first else now().date(), _day(last) if last else None, council)


@adviser.command("back")
def back(reference: Adviser, council: Council = None) -> None:
    """They are back today."""
    from bot.storage.keeping import Keeping
    from bot.storage.working_hours import WorkingHours

    with database() as engine:
        row = Keeping(engine).adviser(council_for(engine, council), reference)
        WorkingHours(engine).back(row.id, now().date())
    write([f"{row.name} is back."])


@adviser.command("cover")
def cover(
    reference: Adviser,
    other: Annotated[str | None, typer.Argument(help="The reference of who stands in; without it, nobody.")] = None,
    council: Council = None,
) -> None:
    """Say who stands in for somebody while they are away."""
    from bot.storage.keeping import Keeping

    with database() as engine:
        where = council_for(engine, council)
        Keeping(engine).set_cover(where, reference, other)
    write([f"{other or 'Nobody'} stands in for {reference}."])


@adviser.command("left")
def left(
    reference: Adviser,
    day: Annotated[str, typer.Argument(help="The first day without them, such as 01/12/2026.")],
    council: Council = None,
) -> None:
    """Say from which day somebody no longer works there."""
    from bot.storage.keeping import Keeping

    with database() as engine:
        where = council_for(engine, council)
        count = Keeping(engine).set_left(where, reference, _day(day))
    write([f"{reference} no longer works there from {_day(day):%d/%m/%Y}."])
    if count:
        write(
            [f"! {count} PEOPLE STILL BELONG TO {reference}. Give them another adviser (offer people import people)."]
        )


@route.command("list")
def list_routes(who: Who, council: Council = None) -> None:
    """List the routes of an adviser or a desk."""
    from bot.storage.keeping import Keeping

    with database() as engine:
        for row in Keeping(engine).routes(council_for(engine, council), who):
            shows = ", shows names and words" if row.shows_words else ""
            works = {True: "works", False: f"DEAD: {row.fault or 'no reason known'}", None: "not tested yet"}[
                row.working
            ]
            write([f"{row.id}  {row.kind} {row.address}{shows}: {works}"])


@route.command("add")
def add_route(
    who: Who,
    kind: RouteKind,
    address: Annotated[
        str, typer.Argument(help="E-mail address, Telegram chat id, or https address of a webhook.")
    ] = "",
    shows_words: Annotated[
        bool,
        typer.Option("--shows-words", help="Names and words may go this way, where the council's policy allows it."),
    ] = False,
    council: Council = None,
) -> None:
    """Add a route, or change whether it shows names and words."""
    from bot.people.routes import check_route
    from bot.storage.keeping import Keeping

    if fault := check_route(kind, address):
        raise BadSetting(fault)
    with database() as engine:
        where = council_for(engine, council)
        Keeping(engine).add_route(where, who, kind, address, shows_words=shows_words)
    write([f"{who} is told by {kind} {address}".rstrip() + "."])


@route.command("remove")
def remove_route(number: Annotated[int, typer.Argument(help="The number in the list.")]) -> None:
    """Take a route away."""
    from bot.storage.keeping import Keeping

    with database() as engine:
        if not Keeping(engine).remove_route(number):
            raise BadSetting(f"There is no route {number}. See: offer people route list")
    write([f"Route {number} is gone."])


@desk.command("list")
def list_desks(council: Council = None) -> None:
    """List a council's desks."""
    from bot.storage.keeping import Keeping

    with database() as engine:
        for row in Keeping(engine).desks(council_for(engine, council)):
            write([f"{row.kind}  {row.name}{f', {row.phone}' if row.phone else ''}{' (made up)' if row.demo else ''}"])


@desk.command("set")
def set_desk(
    kind: DeskKind,
    name: Annotated[str | None, typer.Option(help="What people call it, such as “the duty desk”.")] = None,
    phone: Annotated[str | None, typer.Option(help="Its telephone number.")] = None,
    hours: Annotated[
        str | None, typer.Option(help="“Mon-Fri 9:00-17:00”, or “always”; by default the council's.")
    ] = None,
    member: Annotated[
        list[str] | None, typer.Option(help="Reference of an adviser who reads it; may be repeated.")
    ] = None,
    council: Council = None,
) -> None:
    """Make or change a desk. What is not named stays as it is."""
    from bot.storage.keeping import Keeping

    works = _hours(hours)
    with database() as engine:
        where = council_for(engine, council, new=True)
        row = Keeping(engine).set_desk(where, kind, name=name, phone=phone, hours=works, members=member)
    write([f"{row.name} is {where}'s desk for {kind}."])


def _away(reference: str, kind: str, first: dt.date, last: dt.date | None, council: str | None) -> None:
    from bot.storage.keeping import Keeping
    from bot.storage.working_hours import WorkingHours

    if last is not None and last < first:
        raise BadSetting("The last day is before the first one.")
    with database() as engine:
        row = Keeping(engine).adviser(council_for(engine, council), reference)
        WorkingHours(engine).add_absence(row.id, kind, first, last)
    until = f"to {last:%d/%m/%Y}" if last else "until they are back"
    write([f"{row.name} is away from {first:%d/%m/%Y} {until}."])
    if row.cover_id is None:
        write([f"! Nobody stands in for {row.name}. Say who: offer people adviser cover {reference} OTHER"])


def _day(text: str) -> dt.date:
    from bot.people.records import day_from

    found = day_from(text)
    if found is None:
        raise BadSetting(f"“{text}” is no day. Write it like 05/09/2026.")
    return found


def _hours(text: str | None) -> dict[str, Any] | None:
    from bot.handoff.working_time import BadHours
    from bot.people.hours_text import works_from

    if text is None:
        return None
    if text.strip().lower() == "always":
        return {"always": True}
    try:
        return works_from(text)
    except BadHours as bad:
        raise BadSetting(str(bad)) from None
