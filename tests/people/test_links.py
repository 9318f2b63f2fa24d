"""Linking a chat to a person: once, in time, not by guessing, and never silently to somebody else."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.people.link_code import WRONG_IN_ALL, LinkOutcome
from bot.storage.people import People
from bot.storage.people_tables import LinkCode, LinkTry, PersonRow
from bot.storage.tables import Conversation, Profile

NOW = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)
WRONG = "BBBB-BBBB-BBBB-BBBB"


def test_a_code_links_the_chat_and_brings_council_and_age(people: People, council: Session) -> None:
    result = people.use_code(1, people.new_code(1, "Amina Yusuf", NOW).lower(), NOW)
    assert (result.outcome, result.person) == (LinkOutcome.LINKED, 1)
    person, profile = people.person_of(1), council.get_one(Profile, 1)
    assert person is not None
    assert person.first_name == "Sam"
    assert (profile.council, profile.council_how, profile.age, profile.age_how) == (
        "leicestershire", "record", 17, "record",
    )  # fmt: skip


def test_a_code_works_once(people: People, council: Session) -> None:
    code = people.new_code(1, "", NOW)
    assert people.use_code(1, code, NOW).outcome is LinkOutcome.LINKED
    assert people.use_code(2, code, NOW).outcome is LinkOutcome.USED
    assert people.use_code(1, code, NOW).outcome is LinkOutcome.ALREADY


def test_two_chats_that_bring_one_code_at_the_same_moment_are_not_both_linked(people: People, council: Session) -> None:
    code = people.new_code(1, "", NOW)
    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(people.use_code, chat, code, NOW) for chat in (1, 2)]
    assert sorted(r.result().outcome for r in results) == [LinkOutcome.LINKED, LinkOutcome.USED]


def test_a_code_ends_after_fourteen_days(people: People, council: Session) -> None:
    code = people.new_code(1, "", NOW)
    late = NOW + dt.timedelta(days=14)
    assert people.use_code(1, code, late).outcome is LinkOutcome.EXPIRED
    assert people.use_code(1, code, late - dt.timedelta(seconds=1)).outcome is LinkOutcome.LINKED


def test_a_new_code_ends_the_older_ones(people: People, council: Session) -> None:
    older = people.new_code(1, "", NOW)
    newer = people.new_code(1, "", NOW + dt.timedelta(minutes=1))
    later = NOW + dt.timedelta(minutes=2)
    assert people.use_code(1, older, later).outcome is LinkOutcome.EXPIRED
    assert people.use_code(1, newer, later).outcome is LinkOutcome.LINKED


def test_only_the_digest_of_a_code_is_kept(people: People, council: Session) -> None:
    code = people.new_code(1, "Amina Yusuf", NOW)
    row = council.scalars(select(LinkCode)).one()
    assert code not in row.digest
    assert len(row.digest) == 64
    assert row.made_by == "Amina Yusuf"


def test_after_five_wrong_codes_in_an_hour_not_even_the_right_one_is_looked_at(
    people: People, council: Session
) -> None:
    code = people.new_code(1, "", NOW)
    assert [people.use_code(1, WRONG, NOW).outcome for _ in range(5)] == [LinkOutcome.WRONG] * 5
    assert people.use_code(1, code, NOW).outcome is LinkOutcome.TOO_MANY
    assert people.use_code(1, code, NOW + dt.timedelta(minutes=59)).outcome is LinkOutcome.TOO_MANY
    assert people.use_code(1, code, NOW + dt.timedelta(minutes=61)).outcome is LinkOutcome.LINKED


def test_wrong_codes_in_many_chats_are_limited_together(people: People, council: Session) -> None:
    code = people.new_code(1, "", NOW)
    council.add_all([LinkTry(conversation_id=2, at=NOW) for _ in range(WRONG_IN_ALL)])
    council.commit()
    assert people.use_code(1, code, NOW).outcome is LinkOutcome.TOO_MANY


def test_a_chat_of_somebody_else_is_not_changed_without_asking(people: People, council: Session) -> None:
    people.use_code(1, people.new_code(1, "", NOW), NOW)
    code = people.new_code(2, "", NOW)
    assert people.use_code(1, code, NOW).outcome is LinkOutcome.OTHER_PERSON
    person = people.person_of(1)
    assert person is not None
    assert person.first_name == "Sam"
    assert people.use_code(1, code, NOW, change=True).outcome is LinkOutcome.LINKED
    person, profile = people.person_of(1), council.get_one(Profile, 1)
    assert person is not None
    assert person.first_name == "Kai"
    assert (profile.age, profile.age_how) == (None, None)  # Sam's age does not stay


def test_somebody_who_is_gone_cannot_be_linked(people: People, council: Session) -> None:
    code = people.new_code(1, "", NOW)
    council.get_one(PersonRow, 1).gone = True
    council.commit()
    assert people.use_code(1, code, NOW).outcome is LinkOutcome.WRONG


def test_a_link_taken_back_takes_the_record_out_of_the_profile(people: People, council: Session) -> None:
    people.use_code(1, people.new_code(1, "", NOW), NOW)
    council.get_one(Profile, 1).lives_in = "leicester"
    council.commit()
    assert people.end_link(1, NOW)
    assert not people.end_link(1, NOW)
    person, profile = people.person_of(1), council.get_one(Profile, 1, populate_existing=True)
    assert (person, profile.council, profile.age, profile.lives_in) == (None, None, None, "leicester")


def test_one_person_may_have_two_chats(people: People, linked: Session) -> None:
    assert people.use_code(2, people.new_code(1, "", NOW), NOW).outcome is LinkOutcome.LINKED
    assert people.person_of(1) == people.person_of(2)


def test_tries_of_another_day_are_thrown_away(people: People, council: Session) -> None:
    people.use_code(1, WRONG, NOW)
    people.use_code(1, WRONG, NOW + dt.timedelta(days=2))
    assert len(council.scalars(select(LinkTry)).all()) == 1
    assert council.get_one(Conversation, 1) is not None
