"""What every page of the console shares: who is there, and what the pages work with. See bot/sign_in."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from bot.casework.views import NotAllowed
from bot.console import telling
from bot.console.door import Door, NotHere
from bot.console.staff_door import StaffDoor
from bot.console.words import console_words
from bot.handoff.machine import NotPossible
from bot.sign_in import web
from bot.sign_in.web import Kindly, Sign, Site
from bot.storage.console import Adviser

SIGN = Sign(
    root="/console",
    title="Advisers' console",
    the_title="the advisers' console",
    whose="an adviser's",
    cookie="offer-adviser",
    command="offer console link",
)
_GONE = "It may have been passed on, or it is not one of yours. What is yours is in the list of cases."


def _templates() -> Environment:
    made = web.environment(Path(__file__).parent / "templates")
    made.filters.update(telling.FILTERS)
    made.globals.update(said=console_words())
    return made


@dataclass(kw_only=True)
class Console(Site[Adviser]):
    """What the pages work with.

    Attributes:
        door: to cases and people.
        staff: to the council's staff.
        council_name: gives a council's name for its id.
        telegram_name: gives the name of the bot on Telegram, for links; None when there is none.
    """

    sign: ClassVar[Sign] = SIGN
    templates: ClassVar[Environment] = _templates()
    door: Door
    staff: StaffDoor
    council_name: Callable[[str], str] = str
    telegram_name: Callable[[], str | None] = lambda: None

    def refusal(self, error: Exception) -> Kindly | None:
        """What is not there, or not for this adviser, is the same page; what a case does not allow is a sentence."""
        if isinstance(error, NotHere | NotAllowed):
            return Kindly(404, "This is not here", _GONE)
        if isinstance(error, NotPossible):
            return Kindly(422, "That cannot be done now", str(error))
        return super().refusal(error)


class Visit(web.Visit[Console, Adviser]):
    """One request of one adviser."""

    @property
    def me(self) -> Adviser:
        """Who is signed in; raises NotHere on a page for anybody."""
        if self.member is None:
            raise NotHere
        return self.member

    @property
    def door(self) -> Door:
        """The door to cases and people."""
        return self.desk.door

    @property
    def staff(self) -> StaffDoor:
        """The door to the council's staff."""
        return self.desk.staff

    @property
    def number(self) -> int:
        """The number in the address."""
        return int(self.request.path_params["number"])

    def known(self) -> dict[str, object]:
        """What every template can use."""
        me = self.member
        return {
            **super().known(),
            "me": me,
            "manages": me is not None and self.door.manages_council(me),
            "leads": me is not None and bool(self.staff.team(me)),
            "council_name": self.desk.council_name(me.council) if me else "",
            "now": self.desk.clock(),
            "once": secrets.token_hex(8),
        }


Page = Callable[[Visit], Response]


def open_page(desk: Console, page: Page) -> Callable[[Request], Any]:
    """A page for anybody, such as those of the sign-in."""
    return web.open_page(desk, page, Visit)


def advisers_page(desk: Console, page: Page) -> Callable[[Request], Any]:
    """A page for advisers only."""
    return web.members_page(desk, page, Visit)


def day_from(text: str, what: str) -> dt.date | None:
    """A day of a form; None for an empty one. Raises NotPossible."""
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise NotPossible(f"{what} is not a day: choose it in the calendar, or write it like 2026-12-24.") from None
