"""A stand-in for the custom actions: a real HTTP server on loopback that answers as they do, and keeps the calls."""

from __future__ import annotations

from typing import Any, Callable

from aiohttp import web
from rasa.utils.endpoints import EndpointConfig

Call = dict[str, Any]
LEAVE = [{"event": "active_loop", "name": None}, {"event": "slot", "name": "requested_slot", "value": None}]
LEAVING = ("action_urgent", "action_deny", "action_start_again")


class Actions:
    """Each action says its own name; those that leave a form send the events for it."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.leaving = LEAVING
        self.reverting = True
        self.interview_ends = False
        self.needs_no_form = False  # of somebody linked nothing is asked: action_human ends the turn itself
        self.answer: Callable[[Call], web.Response] | None = None
        self.endpoint: EndpointConfig

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_post("/webhook", self._webhook)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.endpoint = EndpointConfig(f"http://127.0.0.1:{port}/webhook")

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _webhook(self, request: web.Request) -> web.Response:
        call = await request.json()
        self.calls.append(call)
        if self.answer:
            return self.answer(call)
        name, events, responses = call["next_action"], [], [{"text": call["next_action"]}]
        if name.startswith("validate_"):
            responses = []
        if name == "validate_interview_form" and call["tracker"]["slots"]["interview_reply"] is not None:
            events = [{"event": "slot", "name": "interview_reply", "value": None}]
        if name == "action_default_fallback" and self.reverting:
            events = [{"event": "rewind"}]
        if name in self.leaving:
            events = LEAVE
        if name == "action_human" and self.needs_no_form:
            events = [{"event": "followup", "name": "action_listen"}]
        if name == "action_ask_interview_form_interview_reply" and self.interview_ends:
            events = [*LEAVE, {"event": "followup", "name": "action_listen"}]
        return web.json_response({"events": events, "responses": responses})
