"""`offer run`: starts the bot, says where it is, and ends it on one Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from pathlib import Path

from bot.logs import log_to_stderr
from bot.run import Bot
from bot.settings import Settings, load_settings


def run_bot(model_for: Callable[[Path], Path], say: Callable[[str], None]) -> None:
    """Runs until Ctrl-C.

    Args:
        model_for: gives the model for a content folder, training it when needed.
        say: prints a line for the person who started it.
    """
    settings = load_settings()
    log_to_stderr()
    model = model_for(settings.content)
    asyncio.run(_run(settings, model, say))


async def _run(settings: Settings, model: Path, say: Callable[[str], None]) -> None:
    started = time.monotonic()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    bot = Bot(settings, model)
    try:
        await bot.start()
        say(
            f"The web chat is at http://{settings.host}:{settings.port}/ (up after {time.monotonic() - started:.1f} s)."
        )
        say("Telegram is on." if settings.telegram_token else "Telegram is off: OFFER_TELEGRAM_TOKEN is not set.")
        if not settings.alert_email:
            say("Handoffs reach nobody: OFFER_ALERT_EMAIL is not set. The bot tells people so (demonstration).")
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
