"""The pages of the sign-in: a one-time link by e-mail, and a tap that confirms it (mail scanners open links too)."""

from __future__ import annotations

import asyncio
import datetime as dt
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from bot.channels.web.errors import log_failure
from bot.sign_in.entrance import LINK_LASTS, SESSION_LASTS, BadAccount
from bot.sign_in.web import Kindly, Sign, Site, Visit, go

_MOST_ASKED, _WITHIN = 30, dt.timedelta(minutes=10)  # requests for links by anybody
_MINUTES = int(LINK_LASTS.total_seconds() // 60)


def sign_in(visit: Visit[Any, Any]) -> Response:
    """Asks for the address, and sends a link to it when it is a member's; the page is the same when it is not."""
    desk = visit.desk
    if visit.request.method == "GET":
        plain = desk.secure and visit.request.url.scheme != "https"
        return visit.page("sign_in.html", mail=desk.send is not None, sent=False, plain=plain, to=visit.wanted)
    if desk.send is None or desk.address is None:
        raise Kindly(404, "No e-mail is set up here", "Ask whoever runs the server for a link.")
    now = desk.clock()
    desk.asked[:] = [at for at in desk.asked if at > now - _WITHIN]
    if len(desk.asked) >= _MOST_ASKED:
        raise Kindly(429, "Too many links were asked for", "Please wait ten minutes, then try again.")
    desk.asked.append(now)
    desk.in_background(_send_link(desk, visit.form.get("email", ""), visit.wanted))
    return visit.page("sign_in.html", mail=True, sent=True, plain=False, to=visit.wanted)


async def _send_link(desk: Site[Any], email: str, wanted: str) -> None:
    """In the background, so that nobody can tell a member's address from another by how long the page takes."""
    assert desk.send is not None
    try:
        secret = await asyncio.to_thread(desk.accounts.new_link, email)
        address = link_address(desk.address or "", desk.sign, secret, wanted)
        await desk.send(link_email(desk.sign, address, desk.mail_from, email, desk.clock()))
    except BadAccount:
        return  # no member, or too many links: the page says the same
    except Exception as error:
        log_failure("sending a sign-in link", error)


def link_address(address: str, sign: Sign, secret: str, wanted: str = "") -> str:
    """Where a link leads; `wanted` is the page that is opened after it (bot.sign_in.web.Sign.wanted)."""
    return f"{address}{sign.root}/enter/{secret}" + (f"?{urlencode({'to': wanted}, safe='/')}" if wanted else "")


def link_email(sign: Sign, address: str, sender: str, receiver: str, now: dt.datetime) -> EmailMessage:
    """The e-mail with a sign-in link."""
    message = EmailMessage()
    message["Subject"] = f"Your link to {sign.the_title}"
    message["From"], message["To"], message["Date"] = sender, receiver.strip(), format_datetime(now)
    message.set_content(
        f"Somebody, most likely you, asked for a link to {sign.the_title} of the care leavers' chat.\n\n"
        f"{address}\n\n"
        f"It works once, for {_MINUTES} minutes. If you did not ask for it, do nothing.\n"
    )
    return message


def confirm(visit: Visit[Any, Any]) -> Response:
    """What the link leads to: a button. Opening the page does not use the link up."""
    secret = visit.request.path_params["secret"]
    holds = visit.desk.accounts.link_holds(secret)
    return visit.page(
        "enter.html", 200 if holds else 410, secret=secret if holds else "", minutes=_MINUTES, to=visit.wanted
    )


def enter(visit: Visit[Any, Any]) -> Response:
    """The button was pressed: begins a session, on the page that they came for."""
    entered = visit.desk.accounts.enter(visit.form.get("secret", ""))
    if entered is None:
        return visit.page("enter.html", 410, secret="", minutes=_MINUTES, to=visit.wanted)
    response = go(visit.wanted or visit.desk.sign.home)
    response.set_cookie(
        visit.desk.cookie,
        entered[1],
        max_age=int(SESSION_LASTS.total_seconds()),
        path="/",
        secure=visit.desk.secure,
        httponly=True,
        samesite="lax",
    )
    return response


def sign_out(visit: Visit[Any, Any]) -> Response:
    """Ends the session."""
    visit.desk.accounts.leave(visit.session)
    response = go(visit.desk.sign.sign_in)
    response.delete_cookie(visit.desk.cookie, path="/", secure=visit.desk.secure, httponly=True, samesite="lax")
    return response
