"""`offer run` as it is, but that Rasa never comes: what is urgent has to work without it.

Each line `start` on standard input starts one more such process, whose number is printed. They are forked from this
one, which has imported everything and read the content, so that many starts take little time.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import bot.editors.app
import bot.editors.start
import bot.run  # noqa: F401 - so that the forked ones need not
from bot.content import live
from bot.main import run_bot
from bot.rasa.supervisor import RasaProcess
from bot.settings import load_settings


async def nothing(_: RasaProcess) -> None:
    return None


def serve() -> None:
    """Runs the bot in this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    run_bot(lambda _: Path("absent.tar.gz"), lambda line: print(line, file=sys.stderr))


def main() -> None:
    RasaProcess.start = nothing  # type: ignore[method-assign]
    RasaProcess.stop = nothing  # type: ignore[method-assign]
    content = live.load_content(load_settings().content)
    live.load_content = lambda *_: content
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        number = os.fork()
        if number == 0:
            serve()
            os._exit(0)
        print(number, flush=True)


if __name__ == "__main__":
    main()
