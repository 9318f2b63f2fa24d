"""Who is told: leave, sickness, leavers, cover that goes round in circles, and who must not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.content.shipped import shipped_policies
from bot.handoff.model import Absence, Desk, Role, Roster, Route, Staff
from bot.handoff.outlook import outlook
from bot.handoff.routing import excluded, lead, receivers
from bot.handoff.working_time import week_from

POLICY = shipped_policies().england
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
AWAY = (Absence(NOW.date(), None, "sick"),)
ROUTES = (Route(1, "console"), Route(2, "email", "x@council.example"))


def staff(number: int, name: str, role: str = "personal adviser", **more: object) -> Staff:
    return replace(Staff(number, name, role, routes=ROUTES), **more)  # type: ignore[arg-type]


def roster(*people: Staff, desks: tuple[Desk, ...] = (), **more: object) -> Roster:
    made = Roster("leicestershire", "Leicestershire", {s.id: s for s in people}, {d.kind: d for d in desks}, adviser=1)
    return replace(made, **more)  # type: ignore[arg-type]


def names(role: Role, who: Roster, not_told: frozenset[int] = frozenset(), *, at_work: bool = False) -> list[str]:
    return [r.name for r in receivers(role, who, POLICY, NOW, not_told, at_work=at_work)]


DUTY = Desk(1, Role.DUTY, "the duty desk", routes=ROUTES)


def test_at_16_and_17_the_social_worker_leads_and_from_18_the_adviser() -> None:
    who = roster(staff(1, "Amina"), staff(2, "Sal", "social worker"), social_worker=2, age=17)
    assert lead(who).name == "Sal"  # type: ignore[union-attr]
    assert lead(replace(who, age=18)).name == "Amina"  # type: ignore[union-attr]
    assert lead(replace(who, age=17, social_worker=None)).name == "Amina"  # type: ignore[union-attr]


@pytest.mark.parametrize("why", ["sick", "left", "no route"])
def test_whoever_stands_in_is_told_when_the_adviser_cannot_be(why: str) -> None:
    more: dict[str, object] = {"sick": {"absences": AWAY}, "left": {"left": NOW.date()}, "no route": {"routes": ()}}[
        why
    ]
    assert names(Role.ADVISER, roster(staff(1, "Amina", cover=2, **more), staff(2, "Dev"))) == ["Dev"]


def test_the_cover_s_cover_is_told_when_the_cover_is_away_too() -> None:
    who = roster(staff(1, "Amina", cover=2, absences=AWAY), staff(2, "Dev", cover=3, absences=AWAY), staff(3, "Sam"))
    assert names(Role.ADVISER, who) == ["Sam"]


def test_two_who_cover_for_each_other_and_are_both_away_end_at_the_duty_desk() -> None:
    pair = (staff(1, "Amina", cover=2, absences=AWAY), staff(2, "Dev", cover=1, absences=AWAY))
    assert names(Role.ADVISER, roster(*pair, desks=(DUTY,))) == ["the duty desk"]


def test_without_a_duty_desk_it_ends_at_a_manager_and_else_nobody_is_there() -> None:
    pair = (staff(1, "Amina", absences=AWAY), staff(9, "Robin", "manager"))
    assert names(Role.ADVISER, roster(*pair)) == ["Robin"]
    assert names(Role.ADVISER, roster(pair[0])) == []
    assert outlook(roster(), POLICY, NOW).nobody


def test_urgent_goes_only_to_who_is_at_work_now() -> None:
    afternoons = week_from({"tue": ["13:00-17:00"]})
    who = roster(staff(1, "Amina", works=afternoons, cover=2), staff(2, "Dev"))
    assert names(Role.ADVISER, who, at_work=True) == ["Dev"]
    assert names(Role.ADVISER, who) == ["Amina"]


def test_who_is_named_and_everybody_they_manage_must_not_know() -> None:
    robin = staff(9, "Robin", "manager", manager=10)
    who = roster(staff(1, "Amina", manager=9), robin, staff(10, "Pat", "manager"))
    assert excluded(who.staff[1], who, frozenset({9}))
    assert excluded(who.staff[9], who, frozenset({9}))
    assert not excluded(who.staff[10], who, frozenset({9}))
    assert names(Role.MANAGER, who, frozenset({9})) == ["Pat"]


def test_an_allegation_without_its_desk_goes_to_a_safeguarding_lead_or_to_nobody() -> None:
    who = roster(staff(1, "Amina"), staff(9, "Robin", "manager"), desks=(DUTY,))
    assert names(Role.ALLEGATIONS, who, frozenset({1})) == []
    lead_too = roster(*who.staff.values(), staff(5, "Lee", "safeguarding lead"), desks=(DUTY,))
    assert names(Role.ALLEGATIONS, lead_too, frozenset({1})) == ["Lee"]


def test_a_desk_that_only_the_one_named_reads_is_not_told() -> None:
    desk = Desk(2, Role.ALLEGATIONS, "the allegations desk", routes=ROUTES, members=frozenset({1}))
    assert names(Role.ALLEGATIONS, roster(staff(1, "Amina"), desks=(desk,)), frozenset({1})) == []


def test_the_outlook_names_the_day_on_which_somebody_is_there_again() -> None:
    night = dt.datetime(2026, 12, 24, 22, 0, tzinfo=dt.UTC)
    told = outlook(roster(staff(1, "Amina"), desks=(DUTY,)), POLICY, night).urgent
    assert told.names == ()
    assert told.opens == dt.datetime(2026, 12, 29, 9, 0, tzinfo=dt.UTC)


def test_an_out_of_hours_desk_is_told_at_night() -> None:
    night = Desk(3, Role.OUT_OF_HOURS, "the emergency team", week_from({"always": True}), routes=ROUTES)
    when = dt.datetime(2026, 11, 28, 23, 0, tzinfo=dt.UTC)
    assert outlook(roster(staff(1, "Amina"), desks=(DUTY, night)), POLICY, when).urgent.names == ("the emergency team",)


def test_a_duty_desk_that_is_there_at_night_is_told_at_night() -> None:
    duty = replace(DUTY, hours=week_from({"always": True}))
    when = dt.datetime(2026, 11, 28, 23, 0, tzinfo=dt.UTC)
    assert outlook(roster(staff(1, "Amina"), desks=(duty,)), POLICY, when).urgent.names == ("the duty desk",)
