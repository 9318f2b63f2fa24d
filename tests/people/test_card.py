"""Who somebody's adviser is, as the person may know it: true at every hour, and silent about why somebody is away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.content.live import LiveContent
from bot.handoff.model import Absence, Desk, Role, Roster, Route, Staff
from bot.handoff.policy import HandoffPolicy
from bot.handoff.working_time import week_from
from bot.people.card import AdviserCard, back_on, card_of

MONDAY = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)
CONSOLE = (Route(1, "console"),)
AMINA = Staff(
    2, "Amina Yusuf", "personal adviser", week_from({"mon": ["09:00-17:00"], "wed": ["09:00-12:00"]}), cover=3,
    routes=CONSOLE,
    phone="01632 960102", email="amina@council.example", photo="amina.svg",
)  # fmt: skip
DEV = Staff(3, "Dev Marsh", "personal adviser", routes=CONSOLE, phone="01632 960103")
ROSTER = Roster(
    "kent", "Kent", {2: AMINA, 3: DEV}, {Role.DUTY: Desk(1, Role.DUTY, "the duty desk", phone="01632 960100")},
    adviser=2, person=1, age=19,
)  # fmt: skip


@pytest.fixture
def policy(content: LiveContent) -> HandoffPolicy:
    assert content.content.handoff is not None
    return content.content.handoff.of("kent")


def card(roster: Roster, policy: HandoffPolicy, now: dt.datetime = MONDAY) -> AdviserCard:
    made = card_of(roster, policy, now)
    assert made is not None
    return made


def away(*absences: Absence) -> Roster:
    return replace(ROSTER, staff={2: replace(AMINA, absences=absences), 3: DEV})


def test_it_says_who_when_and_how(policy: HandoffPolicy) -> None:
    made = card(ROSTER, policy)
    assert (made.name, made.phone, made.email, made.photo) == (
        "Amina Yusuf",
        "01632 960102",
        "amina@council.example",
        True,
    )
    assert (made.hours, made.own_hours, made.at_work) == ("Monday 9:00 to 17:00, Wednesday 9:00 to 12:00", True, True)
    assert (made.away, made.cover, made.team_phone) == (False, None, "01632 960100")


def test_in_the_evening_it_says_the_next_day(policy: HandoffPolicy) -> None:
    made = card(ROSTER, policy, MONDAY.replace(hour=20))
    assert (made.at_work, made.next_at_work) == (False, dt.date(2026, 3, 4))


def test_without_own_hours_the_teams_are_named_as_such(policy: HandoffPolicy) -> None:
    made = card(replace(ROSTER, adviser=3), policy)
    assert (made.hours, made.own_hours) == ("Monday to Friday 9:00 to 17:00", False)


def test_somebody_away_has_a_cover_and_a_day(policy: HandoffPolicy) -> None:
    made = card(away(Absence(dt.date(2026, 3, 2), dt.date(2026, 3, 6))), policy)
    assert (made.away, made.back, made.cover, made.cover_phone) == (
        True,
        dt.date(2026, 3, 7),
        "Dev Marsh",
        "01632 960103",
    )
    assert (made.at_work, made.next_at_work) == (False, dt.date(2026, 3, 9))
    assert "sick" not in made.model_dump_json()


def test_two_stretches_that_follow_each_other_are_one() -> None:
    first, second = Absence(dt.date(2026, 3, 2), dt.date(2026, 3, 3)), Absence(dt.date(2026, 3, 4), None, "sick")
    assert back_on(replace(AMINA, absences=(first,)), dt.date(2026, 3, 2)) == dt.date(2026, 3, 4)
    assert back_on(replace(AMINA, absences=(first, second)), dt.date(2026, 3, 2)) is None
    assert back_on(AMINA, dt.date(2026, 3, 2)) is None


def test_when_the_adviser_has_left_the_cover_is_named_and_nobody_as_the_adviser(policy: HandoffPolicy) -> None:
    made = card(replace(ROSTER, staff={2: replace(AMINA, left=dt.date(2026, 3, 1)), 3: DEV}), policy)
    assert (made.name, made.cover, made.team_phone) == (None, "Dev Marsh", "01632 960100")


def test_at_seventeen_the_social_worker_leads(policy: HandoffPolicy) -> None:
    assert card(replace(ROSTER, social_worker=3, age=17), policy).name == "Dev Marsh"
    assert card(replace(ROSTER, social_worker=3, age=18), policy).name == "Amina Yusuf"


def test_somebody_who_is_not_linked_gets_no_card(policy: HandoffPolicy) -> None:
    assert card_of(replace(ROSTER, person=None), policy, MONDAY) is None


def test_a_made_up_adviser_has_no_address(policy: HandoffPolicy) -> None:
    assert card(replace(ROSTER, demo=True), policy).email is None
