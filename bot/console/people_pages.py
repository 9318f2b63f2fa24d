"""My people: whose chats are linked, and the code that links one."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import segno
from markupsafe import Markup
from starlette.responses import Response

from bot.console.web import Console, Visit
from bot.people.ages import age_on
from bot.people.link_code import LASTS
from bot.sign_in.web import go


def people(visit: Visit) -> Response:
    """Their own people, and those for whom they stand in today."""
    own, covered = visit.door.persons(visit.me)
    return visit.page("people.html", own=own, covered=covered, everybody=None)


def everybody(visit: Visit) -> Response:
    """All people of the council, for its managers and duty workers."""
    return visit.page("people.html", own=[], covered=[], everybody=visit.door.everybody(visit.me))


def person(visit: Visit) -> Response:
    """One person."""
    return _page(visit)


def new_code(visit: Visit) -> Response:
    """Makes a code and shows it; it is shown this once, for only its digest is kept."""
    return _page(visit, visit.door.new_code(visit.me, visit.number))


def unlink(visit: Visit) -> Response:
    """Takes the links of a person's chats back."""
    visit.door.unlink(visit.me, visit.number)
    return go(f"/console/people/{visit.number}", done="unlinked")


def links_of(desk: Console, code: str) -> dict[str, str]:
    """The links that carry a code: to the web chat and, where the bot's name is known, to Telegram."""
    links = {}
    if desk.address:
        links["web"] = f"{desk.address}/?{urlencode({'code': code})}"
    if name := desk.telegram_name():
        links["Telegram"] = f"https://t.me/{name}?{urlencode({'start': code})}"
    return links


def qr(address: str) -> Markup:
    """A QR code as an SVG that stands in the page."""
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=3, title="QR code", light="#fff"
    )
    return Markup(out.getvalue().decode("utf-8"))  # noqa: S704 - written by segno


def _page(visit: Visit, code: str = "") -> Response:
    one = visit.door.person(visit.me, visit.number)
    links = links_of(visit.desk, code) if code else {}
    born = one.person.born
    return visit.page(
        "person.html",
        one=one,
        age=age_on(born, visit.door.day()) if born else None,
        code=code,
        codes=[(place, address, qr(address)) for place, address in links.items()],
        until=visit.door.code_until(visit.me, visit.number),
        lasts=LASTS.days,
    )
