"""The policy: what a council may set, and that urgent cannot be switched off by accident."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.handoff.model import CaseKind, Role
from bot.handoff.policy import HandoffPolicies, track_of
from common.front_matter import read_yaml

SHIPPED = Path(__file__).resolve().parents[2] / "offer_content" / "safety" / "handoff.yml"


@pytest.fixture
def data() -> dict[str, Any]:
    return copy.deepcopy(dict(read_yaml(SHIPPED)))


def test_the_shipped_policy_tells_adviser_and_duty_desk_at_once_then_cover_then_manager(data: dict[str, Any]) -> None:
    urgent = HandoffPolicies.model_validate(data).of(None).steps("urgent")
    assert [(s.after, s.tell) for s in urgent[:3]] == [
        (0, (Role.ADVISER, Role.DUTY)), (15, (Role.COVER,)), (30, (Role.MANAGER,)),
    ]  # fmt: skip


def test_a_council_changes_one_thing_and_keeps_the_rest(data: dict[str, Any]) -> None:
    data["councils"] = {"leicestershire": {"silence": 5, "hours": {"mon": ["08:00-18:00"]}}}
    policies = HandoffPolicies.model_validate(data)
    own = policies.of("leicestershire")
    assert own.silence == 5
    assert own.steps("urgent") == policies.england.steps("urgent")
    assert own.hours != policies.england.hours
    assert policies.of("rutland") == policies.england


def change(data: dict[str, Any], track: str, steps: list[dict[str, Any]] | None) -> dict[str, Any]:
    data["england"]["tracks"][track] = steps
    return data


@pytest.mark.parametrize(
    ("track", "steps", "says"),
    [
        ("urgent", [], "missing"),
        ("urgent", [{"after": 0, "tell": ["adviser", "duty"]}], "again_every"),
        ("urgent", [{"after": 30, "tell": ["adviser", "duty"], "again_every": 30}], "after: 0"),
        ("urgent", [{"after": 0, "tell": ["adviser"], "again_every": 30}], "duty desk"),
        ("urgent", [{"after": 0, "tell": [], "again_every": 30}], "at least 1"),
        ("allegation", [{"after": 0, "tell": ["manager"], "again_every": 30}], "may tell nobody but"),
        ("sensitive", [{"after": 9, "tell": ["adviser"]}, {"after": 3, "tell": ["cover"]}], "follow each other"),
        ("nonsense", [{"after": 0, "tell": ["adviser"]}], "is no track"),
    ],
)
def test_a_policy_that_would_leave_somebody_waiting_is_refused(
    data: dict[str, Any], track: str, steps: list[dict[str, Any]], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        HandoffPolicies.model_validate(change(data, track, steps))


def test_hours_that_never_open_are_refused(data: dict[str, Any]) -> None:
    data["england"]["hours"] = {}
    with pytest.raises(ValidationError, match="hours are empty"):
        HandoffPolicies.model_validate(data)


@pytest.mark.parametrize(
    ("kind", "verdict", "route", "track"),
    [
        (CaseKind.DANGER, "urgent", None, "urgent"),
        (CaseKind.UNSURE, "urgent", None, "urgent"),
        (CaseKind.ALLEGATION, "urgent", "adviser", "allegation"),
        (CaseKind.SENSITIVE, "sensitive", None, "sensitive"),
        (CaseKind.SENSITIVE, "sensitive", "duty", "duty"),
        (CaseKind.COMPLAINT, "sensitive", None, "complaint"),
        (CaseKind.COMPLAINT, "sensitive", "advocacy", "advocacy"),
        (CaseKind.COME_BACK, "none", None, "duty"),
        (CaseKind.HUMAN, "none", None, "sensitive"),
    ],
)
def test_each_kind_of_case_has_its_steps(kind: CaseKind, verdict: str, route: str | None, track: str) -> None:
    assert track_of(kind, verdict, route) == track
