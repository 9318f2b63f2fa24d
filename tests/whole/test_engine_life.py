"""Rasa dies, a model is swapped, and Rasa's own commands work."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from bot.rasa.client import RasaFailed
from bot.rasa.supervisor import free_port
from bot.settings import ROOT

from .talking import Person, Running

pytestmark = [pytest.mark.whole, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]
COUNCIL_TAX = "do care leavers have to pay council tax"


async def test_model_swap_keeps_the_conversation(running: Running, person: Person, tmp_path: Path) -> None:
    await person.say("im from leicestershire")
    await person.say("i want to talk to a real person")
    copy = tmp_path / "offer-other.tar.gz"
    shutil.copy(running.model, copy)
    await running.bot.rasa.client.swap_model(str(copy))
    await person.say("Sam")
    done = await person.say("07700 900123")
    assert done.outcome == "handed off"
    assert done.reply is not None
    assert done.reply.handoff is not None
    assert done.reply.handoff.name == "Sam"


async def test_messages_during_a_swap_are_answered(running: Running, tmp_path: Path) -> None:
    copy = tmp_path / "offer-third.tar.gz"
    shutil.copy(running.model, copy)
    people = [running.person() for _ in range(6)]
    swap = asyncio.create_task(running.bot.rasa.client.swap_model(str(copy)))
    heard = await asyncio.gather(*(p.say(COUNCIL_TAX) for p in people))
    await swap
    assert [h.outcome for h in heard] == ["asked for detail"] * 6


async def test_bad_archive_is_refused_and_the_old_model_stays(running: Running, person: Person, tmp_path: Path) -> None:
    bad = tmp_path / "offer-bad.tar.gz"
    bad.write_bytes(b"not an archive")
    with pytest.raises(RasaFailed, match="refused"):
        await running.bot.rasa.client.swap_model(str(bad))
    assert (await person.say(COUNCIL_TAX)).outcome == "asked for detail"


async def test_rasa_listens_on_loopback_only(running: Running) -> None:
    port = running.bot.rasa._port
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    found = {row[1] for row in listening if row[3] == "0A" and row[1].endswith(f":{port:04X}")}
    assert found == {f"0100007F:{port:04X}"}


async def test_killed_rasa_comes_back_and_answers_what_waited(running: Running, person: Person) -> None:
    await person.say("im from leicestershire")
    killed = running.bot.rasa.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    await _until(lambda: running.bot.rasa.state != "ready", 10)
    waiting = await person.say(COUNCIL_TAX)
    assert waiting.outcome == "waiting"
    assert waiting.text
    urgent = await running.person().say("i want to kill myself tonight")
    assert urgent.outcome == "urgent"
    answered = await person.later(waiting.messages[-1].seq, 150)
    assert (answered.outcome, "L03" in answered.facts) == ("answered", True)
    assert running.bot.rasa.pid not in (None, killed)


async def test_message_at_the_moment_of_death_waits_too(running: Running, person: Person) -> None:
    assert await running.bot.rasa.wait_ready(150)
    await person.say("hello")
    assert running.bot.rasa.pid
    os.kill(running.bot.rasa.pid, signal.SIGKILL)
    outcome = (await person.say(COUNCIL_TAX)).outcome
    await _until(lambda: running.bot.rasa.state != "ready", 10)
    assert await running.bot.rasa.wait_ready(150)
    assert outcome == "waiting"


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


async def test_stock_action_server_starts_and_answers() -> None:
    port = free_port()
    environment = {**os.environ, "SANIC_HOST": "127.0.0.1"}
    process = await asyncio.create_subprocess_exec(
        str(ROOT / ".venv" / "bin" / "python"), "-m", "rasa_sdk", "--actions", "actions", "--port", str(port),
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20) as http:
            await _healthy(http)
            answer = await http.post("/webhook", json=_call())
        assert answer.status_code == 200
        assert "council tax" in answer.json()["responses"][0]["text"].lower()
    finally:
        process.terminate()
        await process.wait()


async def _healthy(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                if (await http.get("/health")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)


def _call() -> dict[str, object]:
    message = {
        "text": "council tax", "intent": {"name": "ask"}, "entities": [], "metadata": {},
        "answers": [{"id": "council-tax", "confidence": 0.9}],
    }  # fmt: skip
    tracker = {
        "sender_id": "c1", "slots": {}, "latest_message": message, "events": [], "paused": False,
        "latest_event_time": 1.0, "followup_action": None, "active_loop": {}, "latest_action_name": "action_listen",
    }  # fmt: skip
    return {"next_action": "action_answer", "sender_id": "c1", "tracker": tracker, "domain": {}, "version": "3.6.21"}
