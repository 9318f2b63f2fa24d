"""Puts the advisers' console together for the running bot, and gives the demonstration's first links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import Engine

from bot.casework import Casework
from bot.console.door import Door
from bot.console.staff_door import StaffDoor
from bot.console.web import Console
from bot.content.live import LiveContent
from bot.handoff.policy import HandoffPolicies
from bot.settings import Settings
from bot.sign_in.entrance import BadAccount, Entrance
from bot.sign_in.pages import link_address
from bot.sign_in.serving import address_of, is_loopback, is_secure, mail_sender
from bot.storage.adviser_chats import AdviserChats
from bot.storage.case_loads import CaseLoads
from bot.storage.console import Adviser, ConsoleStore
from bot.storage.people import People, plain_name
from bot.storage.working_hours import WorkingHours

_UNKNOWN = "Nobody on the list of advisers has the address {email}. See who is there: offer people list"
_SHOWN = (("senior personal adviser", "personal adviser"), ("duty worker",), ("team manager",))


def advisers_entrance(engine: Engine, clock: Callable[[], dt.datetime]) -> Entrance[Adviser]:
    """Lets advisers in."""
    return Entrance(ConsoleStore(engine), clock, _UNKNOWN)


def advisers_console(
    settings: Settings, engine: Engine, casework: Casework, people: People, content: LiveContent,
    policies: Callable[[], HandoffPolicies], clock: Callable[[], dt.datetime],
    telegram_name: Callable[[], str | None] = lambda: None,
) -> Console:  # fmt: skip
    """The console. E-mails are sent where the setting OFFER_SMTP_URL was set; raises BadSetting if it is of no use."""

    def council_name(council: str) -> str:
        known = content.content.councils.get(council)
        return known.name if known else plain_name(council)

    store = ConsoleStore(engine)
    door = Door(casework, people, CaseLoads(engine), store, clock)
    return Console(
        accounts=advisers_entrance(engine, clock),
        clock=clock,
        secure=is_secure(settings),
        address=address_of(settings),
        send=mail_sender(settings),
        mail_from=settings.alert_from,
        door=door,
        staff=StaffDoor(door, store, WorkingHours(engine), policies, AdviserChats(engine), clock),
        council_name=council_name,
        telegram_name=telegram_name,
    )


def first_console_links(
    settings: Settings, engine: Engine, clock: Callable[[], dt.datetime]
) -> list[tuple[Adviser, str]]:  # fmt: skip
    """Ready links for made-up advisers of one council, one for each role, when nobody real is there and only this
    machine reaches the bot.
    """
    address, store = address_of(settings), ConsoleStore(engine)
    if settings.public_url or address is None or not is_loopback(settings.host) or store.has_real_advisers():
        return []
    made_up = store.demo_advisers(clock())
    own = [one for one in made_up if one.council == settings.council]
    council = (own or made_up)[0].council if made_up else None
    entrance, links = advisers_entrance(engine, clock), []
    for roles in _SHOWN:
        able = [one for role in roles for one in made_up if one.council == council and one.role == role]
        one = next(iter(able), None)
        if one is None:
            continue
        try:
            links.append((one, link_address(address, Console.sign, entrance.new_link(one.email))))
        except BadAccount:  # too many links within the hour: the older ones still work
            continue
    return links
