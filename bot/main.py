"""`offer run`: starts the bot, says where it is, and ends it on one Ctrl-C."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.web.papers import paper_routes
from bot.front_door import FrontDoor
from bot.logs import log_to_stderr
from bot.settings import Settings, load_settings
from bot.web_app import WebServer

if TYPE_CHECKING:
    from bot.run import Bot

Say = Callable[[str], None]
ModelFor = Callable[[Path], Path]


def run_bot(model_for: ModelFor, say: Say) -> None:
    """Runs until Ctrl-C.

    Args:
        model_for: gives the model for a content folder, training it when needed.
        say: prints a line for the person who started it.
    """
    settings = load_settings()
    log_to_stderr()
    asyncio.run(_run(settings, model_for, say))


async def _run(settings: Settings, model_for: ModelFor, say: Say) -> None:
    started = time.monotonic()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    door = FrontDoor()
    web = WebServer(settings, door, lambda: dt.datetime.now(dt.UTC))
    await web.start()
    say(f"The web chat is at http://{settings.host}:{settings.port}/ (up after {time.monotonic() - started:.1f} s).")
    try:
        bot = await _until(stop, asyncio.to_thread(_build, settings, model_for))
        if bot is not None:
            await _serve(bot, door, web, stop, started, say)
    finally:
        await web.stop()


def _build(settings: Settings, model_for: ModelFor) -> Bot:
    """Everything that takes its time, away from the page that is already up: imports, training, reading the content."""
    from bot.run import Bot

    return Bot(settings, model_for(settings.content))


async def _until(stop: asyncio.Event, work: object) -> Bot | None:
    """The result of the work, or None when the stop comes first."""
    task = asyncio.ensure_future(work)  # type: ignore[call-overload]
    ended = asyncio.create_task(stop.wait())
    await asyncio.wait({task, ended}, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    return task.result() if task.done() else None


async def _serve(bot: Bot, door: FrontDoor, web: WebServer, stop: asyncio.Event, started: float, say: Say) -> None:
    from bot.console.app import console_routes
    from bot.editors.app import editor_routes
    from bot.editors.start import first_link

    settings = bot.settings
    try:
        await bot.start()
        web.app.router.routes.extend(paper_routes(bot.papers.paper, settings.exit_address))
        web.app.router.routes.extend(bot.team_pages.routes())
        web.app.router.routes.extend(editor_routes(bot.editors))
        web.app.router.routes.extend(console_routes(bot.console))
        if bot.telegram:
            web.app.router.routes.extend(bot.telegram.routes())
        door.open(bot.desk)
        say("Telegram is on." if bot.telegram else "Telegram is off: OFFER_TELEGRAM_TOKEN is not set.")
        if bot.demo:
            say(
                "The council's people are made up (demonstration): alerts show on the console, and nobody real is told."
            )
        if link := first_link(settings, bot.editors.accounts):
            say(f"To change the content as a demonstration editor, open this link once, within 20 minutes: {link}")
        if made_up := bot.demo_code():
            name, code, adviser = made_up
            page = f"http://{settings.host}:{settings.port}/?code={code}"
            say(f"To chat as {name} (made up, {adviser} is the adviser), open this link once: {page}")
        for one, link in bot.console_links():
            say(f"To be {one.name} ({one.role}, made up) on the advisers' console, open this link once: {link}")
        say("Rasa is waking up; full answers follow in about 20 seconds. Ctrl-C stops everything.")
        ready = asyncio.create_task(bot.rasa.wait_ready(600))
        ended = asyncio.create_task(stop.wait())
        await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ready.done() and ready.result():
            say(f"Rasa is awake (after {time.monotonic() - started:.0f} s).")
        await stop.wait()
        say("Stopping ...")
    finally:
        await bot.stop()
