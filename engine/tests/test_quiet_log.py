"""A planted word in what a person writes must never be found in what Rasa writes out.

The cases run in two processes, one set up as `python -m engine.run serve` sets Rasa up and one as `rasa run` does,
because logging is set up once for a whole process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

WORD = "rhubarbcustard"
SETUP = """
import asyncio, logging, os, sys, warnings
warnings.filterwarnings("ignore")
logging.basicConfig(level=logging.WARNING, format="rasa: %(levelname)s %(name)s %(message)s")
if {quiet}:
    from engine import quiet_log
    quiet_log.install()
from rasa.__main__ import configure_structlog
from rasa.utils.common import configure_logging_and_warnings
configure_logging_and_warnings(logging.WARNING)
configure_structlog(logging.WARNING)
WORD = "rhubarb" + "custard"
"""
REST = """
from sanic import Sanic
from rasa.core.channels.rest import RestInput
import rasa.core.channels.rest as rest

class Request:
    json = {"sender": "c1", "message": WORD, "metadata": {"note": WORD}}
    args = {}
    method = "POST"

async def fail(message):
    text = message.text
    raise ERROR

channel = RestInput().blueprint(fail)
handler = next(r.handler for r in channel._future_routes if r.uri == "/webhook")
answer = asyncio.run(handler(Request()))
print("body", answer.body.decode())
"""
ACTION = """
from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
import unittest.mock as mock
from rasa.core.policies.policy import PolicyPrediction

async def run():
    async def webhook(request):
        call = await request.json()
        assert WORD in str(call)
        return RESPONSE
    app = web.Application()
    app.router.add_post("/webhook", webhook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    domain = Domain.load("domain.yml")
    tracker = DialogueStateTracker("c1", domain.slots)
    tracker.update(UserUttered(WORD, {"name": "ask"}))
    action = RemoteAction("action_answer", EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
    processor = MessageProcessor.__new__(MessageProcessor)
    processor.domain = domain
    prediction = PolicyPrediction.for_action_name(domain, "action_answer")
    await processor._run_action(action, tracker, CollectingOutputChannel(), None, prediction)
    await runner.cleanup()

asyncio.run(run())
print("done")
"""
RUN_ALL = """
import json
for name, code in json.loads(sys.stdin.read()).items():
    sys.stderr.flush()
    print("=== " + name, flush=True)
    exec(compile(code, name, "exec"), dict(globals()))
    sys.stdout.flush()
"""
CASES = {
    "exception in rest": REST.replace("ERROR", "ValueError('no idea what ' + text + ' means')"),
    "time-out in rest": REST.replace("ERROR", "asyncio.CancelledError()"),
    "action server fails with a body": ACTION.replace("RESPONSE", "web.json_response(call, status=500)"),
    "action server fails with text": ACTION.replace("RESPONSE", "web.Response(text=str(call), status=502)"),
    "action is refused": ACTION.replace(
        "RESPONSE", "web.json_response({'error': WORD, 'action_name': 'action_answer'}, status=400)"
    ),
    "action result is invalid": ACTION.replace("RESPONSE", "web.json_response({'events': WORD})"),
    "action result is not JSON": ACTION.replace("RESPONSE", "web.Response(text=WORD, content_type='text/html')"),
    "a warning with arguments": "logging.getLogger('rasa.core.processor').warning('no %s', WORD)\nprint('done')",
    "a warning in a child of sanic": "logging.getLogger('sanic.error').error('bad: ' + WORD)\nprint('done')",
    "an exception with a trace": (
        "try:\n    raise KeyError(WORD)\nexcept KeyError:\n    logging.getLogger('rasa.x').exception('x ' + WORD)\n"
        "print('done')"
    ),
    "a structured event": (
        "import structlog\n"
        "structlog.get_logger('rasa.core.x').warning('x', text=WORD, tracker={'t': [WORD]}, event_info=WORD)\n"
        "print('done')"
    ),
}  # fmt: skip


# In the other cases Rasa 3.6.21 itself happens to log no words.
LOGGED_BY_RASA = ["exception in rest", "time-out in rest", "action server fails with a body", "action is refused"]


def outputs(cases: dict[str, str], *, quiet: bool) -> dict[str, str]:
    """What each case wrote, standard output and error together."""
    code = SETUP.replace("{quiet}", str(quiet)) + RUN_ALL
    environment = {**os.environ, "LOG_LEVEL": "WARNING", "PYTHONPATH": os.getcwd()}
    result = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(cases), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env=environment, timeout=170,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout
    parts = result.stdout.split("=== ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


@pytest.fixture(scope="module")
def quiet() -> dict[str, str]:
    return outputs(CASES, quiet=True)


@pytest.fixture(scope="module")
def stock() -> dict[str, str]:
    return outputs({c: CASES[c] for c in LOGGED_BY_RASA}, quiet=False)


@pytest.mark.parametrize("case", CASES)
def test_planted_word_is_never_logged(quiet: dict[str, str], case: str) -> None:
    assert WORD not in quiet[case]
    assert "done" in quiet[case] or "body []" in quiet[case]


@pytest.mark.parametrize(
    ("case", "place"),
    [("exception in rest", "rest:"), ("time-out in rest", "rest:"), ("action server fails with a body", "processor:")],
)
def test_failure_is_still_logged_with_its_place(quiet: dict[str, str], case: str, place: str) -> None:
    assert place in quiet[case]


@pytest.mark.parametrize("case", LOGGED_BY_RASA)
def test_rasa_alone_would_log_it(stock: dict[str, str], case: str) -> None:
    """The trap, so that the tests above cannot pass because nothing was said at all."""
    assert WORD in stock[case]
