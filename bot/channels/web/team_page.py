"""The page of a council's leaving care team: photos, names, roles, and how to reach it. The only page with pictures."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web.app import WithHeaders
from bot.channels.web.assets import Asset, read_static
from bot.channels.web.rendering import paper_html
from bot.content.loader import Content
from bot.content.team_texts import reach_source, reach_texts
from bot.content.teams import PHOTO_TYPES, CouncilTeam, photo_path
from bot.conversation.team_link import TEAMS

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
_SAFE = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex, nofollow"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = {**_SAFE, "Cache-Control": "no-cache", "Content-Security-Policy": _POLICY}
_PHOTO = {**_SAFE, "Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'none'; sandbox"}


class TeamPages:
    """Serves the teams of the live content.

    Args:
        content: gives the live content.
        clock: the time, aware.
        demonstration: whether no council is connected, so that made-up people are shown and marked.
        exit_address: where “Leave this page quickly” leads.
    """

    def __init__(
        self, content: Callable[[], Content], clock: Callable[[], dt.datetime], *, demonstration: bool,
        exit_address: str,
    ) -> None:  # fmt: skip
        self._content, self._clock, self._demonstration = content, clock, demonstration
        self._exit = exit_address

    def routes(self) -> list[Route]:
        """The pages and the photos, to be added to an application."""
        page, photo = Middleware(WithHeaders, headers=_PAGE), Middleware(WithHeaders, headers=_PHOTO)
        safe = Middleware(WithHeaders, headers=_SAFE)
        assets = {
            "/team.css": Asset(read_static("team.css"), "text/css"),
            "/team.js": Asset(read_static("team.js"), "text/javascript"),
        }
        return [
            Route(TEAMS + "{council}", self._page, middleware=[page]),
            Route(TEAMS + "{council}/photos/{photo}", self._photo, middleware=[photo]),
            *(Route(path, asset.response, middleware=[safe]) for path, asset in assets.items()),
        ]

    async def _page(self, request: Request) -> Response:
        council = request.path_params["council"]
        team = self._content().council_teams.get(council)
        if team is None:
            return Response(_TEMPLATES.get_template("no_team.html").render(), status_code=404, media_type="text/html")
        return Response(self._written(council, team), media_type="text/html")

    def _written(self, council: str, team: CouncilTeam) -> str:
        content, day = self._content(), self._clock().date()
        people = team.people_for(demonstration=self._demonstration)
        officer = team.officer_for(demonstration=self._demonstration)
        reach = "".join(f"- {text}\n" for text in reach_texts(content, team, day))
        source = reach_source(content, team, day)
        return _TEMPLATES.get_template("team.html").render(
            team=team.name,
            council=council,
            people=people,
            officer=officer,
            made_up=content.words["team_demo"],
            no_people=content.words["team_no_people"],
            any_made_up=any(p.demo for p in people) or bool(officer and officer.demo),
            reach=paper_html(f"{reach}\n_{source}_" if source else reach),
            exit=self._exit,
        )

    async def _photo(self, request: Request) -> Response:
        council, photo = request.path_params["council"], request.path_params["photo"]
        content = self._content()
        team = content.council_teams.get(council)
        shown = {p.photo for p in team.people_for(demonstration=self._demonstration)} if team else set()
        if photo not in shown:
            return Response(status_code=404)
        try:
            data = await asyncio.to_thread(photo_path(content.folder, council, photo).read_bytes)
        except OSError:  # it is named in the team's file, but is not there
            return Response(status_code=404)
        return Response(data, media_type=PHOTO_TYPES[Path(photo).suffix])
