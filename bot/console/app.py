"""The routes of the advisers' console, under /console."""

from __future__ import annotations

from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Mount, Route, Router

from bot.channels.web.app import WithHeaders
from bot.console import case_pages, hours_pages, list_pages, manager_pages, people_pages
from bot.console.web import Console, Page, advisers_page, open_page
from bot.sign_in import pages as sign_in
from bot.sign_in.serving import script, style
from bot.sign_in.web import HEADERS, lost

_STATIC = Path(__file__).parent / "static"
_READ, _BOTH, _SEND = ["GET"], ["GET", "POST"], ["POST"]
CASE, PERSON, HOURS = "/cases/{number:int}", "/people/{number:int}", "/hours/{number:int}"
PAGES: dict[str, tuple[Page, list[str]]] = {
    "/": (list_pages.cases, _READ),
    "/list": (list_pages.listed, _READ),
    "/version": (list_pages.version, _READ),
    "/ended": (list_pages.ended, _READ),
    CASE: (case_pages.case, _READ),
    f"{CASE}/talk": (case_pages.talk, _READ),
    f"{CASE}/version": (case_pages.version, _READ),
    f"{CASE}/take": (case_pages.take, _SEND),
    f"{CASE}/contact": (case_pages.contact, _SEND),
    f"{CASE}/reply": (case_pages.reply, _SEND),
    f"{CASE}/writing": (case_pages.writing, _SEND),
    f"{CASE}/note": (case_pages.note, _SEND),
    f"{CASE}/pass": (case_pages.pass_on, _SEND),
    f"{CASE}/back": (case_pages.hand_back, _SEND),
    f"{CASE}/close": (case_pages.close, _SEND),
    f"{CASE}/reopen": (case_pages.reopen, _SEND),
    f"{CASE}/record": (case_pages.printed, _READ),
    f"{CASE}/record.txt": (case_pages.downloaded, _READ),
    "/people": (people_pages.people, _READ),
    "/people/all": (people_pages.everybody, _READ),
    PERSON: (people_pages.person, _READ),
    f"{PERSON}/code": (people_pages.new_code, _SEND),
    f"{PERSON}/unlink": (people_pages.unlink, _SEND),
    "/hours": (hours_pages.mine, _READ),
    HOURS: (hours_pages.hours, _READ),
    "/hours/telegram": (hours_pages.telegram_code, _SEND),
    f"{HOURS}/times": (hours_pages.set_times, _SEND),
    f"{HOURS}/away": (hours_pages.add_absence, _SEND),
    f"{HOURS}/not-away": (hours_pages.remove_absence, _SEND),
    f"{HOURS}/back": (hours_pages.back, _SEND),
    f"{HOURS}/cover": (hours_pages.set_cover, _SEND),
    "/team": (hours_pages.team, _READ),
    "/workload": (manager_pages.workload, _READ),
    "/audit": (manager_pages.audit, _READ),
    "/sign-out": (sign_in.sign_out, _SEND),
}


def console_routes(console: Console) -> list[Mount]:
    """The pages, to be added to an application."""
    pages = [
        Route("/sign-in", open_page(console, sign_in.sign_in), methods=_BOTH),
        Route("/enter/{secret}", open_page(console, sign_in.confirm), methods=_READ),
        Route("/enter", open_page(console, sign_in.enter), methods=_SEND),
        *(Route(path, advisers_page(console, page), methods=methods) for path, (page, methods) in PAGES.items()),
        Route("/console.css", style(_STATIC / "console.css").response, methods=_READ),
        Route("/console.js", script(_STATIC / "console.js").response, methods=_READ),
    ]
    nothing = lost(Console, me=None, manages=False, leads=False, council_name="", once="")
    headed = Middleware(WithHeaders, headers=HEADERS)
    guarded = Middleware(ExceptionMiddleware, handlers={404: nothing, 405: nothing})
    return [Mount("/console", app=Router(pages, redirect_slashes=False), middleware=[headed, guarded])]
