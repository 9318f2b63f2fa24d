from __future__ import annotations

from typing import Any, Iterator

import jsonschema
import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from engine import action_result_check

ACCEPTED: list[Any] = [
    {},
    {"events": [], "responses": []},
    {"events": []},
    {"responses": [{"text": "hi"}]},
    {"responses": [{"custom": {"reply": {"outcome": "answered"}}}]},
    {"events": [{"event": "slot", "name": "age", "value": 17}]},
    {"events": [{"event": "slot", "name": "state", "value": {"a": [1, 2]}, "timestamp": None}]},
    {"events": [{"event": "active_loop", "name": None}]},
    {"events": [{"event": "followup", "name": "handoff_form"}]},
    {"events": [{"event": "restart"}, {"event": "rewind"}], "responses": [{}]},
    {"something": "else"},
]
REFUSED: list[Any] = [
    [],
    "text",
    None,
    {"events": "none"},
    {"events": {}},
    {"events": [{"name": "age"}]},
    {"events": [{"event": "no such event"}]},
    {"events": [{"event": "slot", "value": 3}]},
    {"events": [17]},
    {"responses": "hi"},
    {"responses": ["hi"]},
    {"responses": [None], "events": []},
]


@pytest.fixture
def action() -> RemoteAction:
    return RemoteAction("action_answer", None)


@pytest.fixture
def installed() -> Iterator[None]:
    action_result_check.install()
    yield
    action_result_check.uninstall()


def verdict(action: RemoteAction, result: Any) -> str:
    """What the check in place says: "accepted", or the message and place of the fault."""
    try:
        assert action._validate_action_result(result) is True
    except ValidationError as error:
        return f"{error.message} at {list(error.absolute_path)}"
    return "accepted"


@pytest.mark.parametrize("result", ACCEPTED)
def test_both_checks_accept(action: RemoteAction, result: Any) -> None:
    stock = verdict(action, result)
    action_result_check.install()
    ours = verdict(action, result)
    action_result_check.uninstall()
    assert stock == ours == "accepted"


@pytest.mark.parametrize("result", REFUSED)
def test_both_checks_refuse(action: RemoteAction, result: Any) -> None:
    stock = verdict(action, result)
    action_result_check.install()
    ours = verdict(action, result)
    action_result_check.uninstall()
    assert stock == ours
    assert "Failed to validate Action server response from API" in ours


def count_schema_checks(monkeypatch: pytest.MonkeyPatch, action: RemoteAction, messages: int) -> int:
    calls = []
    for name in ("Draft202012Validator", "Draft201909Validator", "Draft7Validator", "Draft4Validator"):
        kind = getattr(jsonschema, name)
        original = kind.check_schema
        monkeypatch.setattr(kind, "check_schema", lambda *a, o=original, **k: (calls.append(1), o(*a, **k)))
    for _ in range(messages):
        action._validate_action_result(ACCEPTED[1])
    return len(calls)


def test_stock_check_reads_its_schema_at_each_message(action: RemoteAction, monkeypatch: pytest.MonkeyPatch) -> None:
    assert count_schema_checks(monkeypatch, action, 3) == 3


@pytest.mark.usefixtures("installed")
def test_once_built_check_never_reads_its_schema_again(action: RemoteAction, monkeypatch: pytest.MonkeyPatch) -> None:
    assert count_schema_checks(monkeypatch, action, 3) == 0


def test_uninstall_restores_rasas_own() -> None:
    stock = RemoteAction._validate_action_result
    action_result_check.install()
    assert RemoteAction._validate_action_result is not stock
    action_result_check.install()
    action_result_check.uninstall()
    assert RemoteAction._validate_action_result is stock


@pytest.mark.usefixtures("installed")
def test_refusals_do_not_pile_up_on_each_other(action: RemoteAction) -> None:
    first = verdict(action, REFUSED[3])
    assert verdict(action, REFUSED[3]) == first
    assert verdict(action, ACCEPTED[1]) == "accepted"
