"""Starts Rasa, watches it, starts it again when it dies, and ends it with the bot."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.conversation.ports import EngineState
from bot.rasa.client import RasaClient, RasaFailed
from bot.rasa.training import ENGINE_PYTHON
from bot.settings import ROOT

log = structlog.get_logger()
_POLL = 0.5
_WAKES_WITHIN = 240.0  # seconds from its start
_UNANSWERED = 20  # polls without an answer before a ready Rasa counts as down and is started again


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RasaProcess:
    """One Rasa process on loopback.

    Args:
        model: the model to serve.
        actions_url: where Rasa finds the custom actions.
        port: its port; 0 takes a free one.
        timeout: seconds to wait for a reply.
        on_state: told each change of state.
        options: more arguments for the launcher, such as `--stock` for measuring.
        content: the content folder, for the rules and places that a model reads when it is loaded; by itself the usual.
    """

    def __init__(
        self, model: Path, actions_url: str, *, port: int, timeout: float,
        on_state: Callable[[EngineState], None] = lambda _: None, options: tuple[str, ...] = (),
        content: Path | None = None,
    ) -> None:  # fmt: skip
        self.model, self._content = model, content
        self.state: EngineState = "waking"
        self._actions_url, self._on_state, self._options = actions_url, on_state, options
        self._port = port or free_port()
        self._token = secrets.token_hex(16)
        self.client = RasaClient(f"http://127.0.0.1:{self._port}", timeout, self._token)
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._ready = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The process id, when it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Starts Rasa and the watch over it; returns at once."""
        await self._spawn()
        self._task = asyncio.create_task(self._watch(), name="rasa watch")

    async def wait_ready(self, seconds: float) -> bool:
        """Waits until full answers can be given; returns whether they can."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), seconds)
        return self.state == "ready"

    async def swap(self, model: Path, *, restart: bool = False) -> None:
        """Puts another model in service; a Rasa that dies later comes back with it.

        It is loaded beside the present one, which answers until then; open conversations and forms stay.

        Args:
            model: the model's file.
            restart: start Rasa again instead, when there is no memory for two models: messages wait meanwhile, and open
                forms are lost.

        Raises RasaFailed when Rasa does not take it; the present one then stays.
        """
        if not await self.wait_ready(_WAKES_WITHIN):
            raise RasaFailed("rasa is not ready")
        if restart:
            await self._restart_with(model)
            return
        try:
            await self.client.swap_model(str(model))
        except RasaFailed:
            if await self.client.model_file() != model.name:  # it may have been only late in saying so
                raise
        self.model = model

    async def _restart_with(self, model: Path) -> None:
        before = self.model
        for chosen in (model, before):
            self.model = chosen
            await self._kill()  # the watch starts it again
            self._set("down")
            if await self._serves(chosen.name):
                break
        if self.model != model:
            raise RasaFailed("rasa did not start with it")

    async def _serves(self, name: str) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_WAKES_WITHIN):
                while self.state != "ready" or await self.client.model_file() != name:  # noqa: ASYNC110 - no event
                    await asyncio.sleep(_POLL)
                return True
        return False

    async def stop(self) -> None:
        """Ends Rasa."""
        self._stopping = True
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._kill()
        await self.client.close()

    async def _spawn(self) -> None:
        environment = {**os.environ, "OFFER_ACTIONS_URL": self._actions_url, "OFFER_RASA_TOKEN": self._token}
        environment |= {"LOG_LEVEL": "WARNING"}
        if self._content is not None:
            environment["OFFER_CONTENT"] = str(self._content.resolve())
        # one message is too small to share out: threads of the number library would only fight for the cores
        environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        command = [str(ENGINE_PYTHON), "-m", "engine.run", "serve", *self._options, "--model", str(self.model)]
        command += ["--port", str(self._port)]
        self._process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdin=asyncio.subprocess.DEVNULL, start_new_session=True
        )

    async def _kill(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()

    def _set(self, state: EngineState) -> None:
        if state != self.state:
            self.state = state
            self._ready.set() if state == "ready" else self._ready.clear()
            log.info("rasa", state=state)
            self._on_state(state)

    async def _watch(self) -> None:
        silent = 0
        pause = 1.0
        loop = asyncio.get_running_loop()
        spawned = loop.time()
        while not self._stopping:
            process = self._process
            if process is None or process.returncode is not None:
                self._set("down")
                log.warning("rasa ended, starting it again", code=process.returncode if process else None)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
                await self._spawn()
                self._set("waking")
                silent, spawned = 0, loop.time()
            elif await self.client.ready():
                self._set("ready")
                silent, pause = 0, 1.0
            elif self.state == "waking" and loop.time() - spawned > _WAKES_WITHIN:
                log.error("rasa runs but has no model, starting it again", model=self.model.name)
                await self._kill()
            elif self.state == "ready":
                silent += 1
                if silent >= _UNANSWERED:
                    log.warning("rasa hangs, starting it again")
                    await self._kill()
            await asyncio.sleep(_POLL if self.state != "ready" else 2 * _POLL)
