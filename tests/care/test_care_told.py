"""The truth under urgent words: who is told, what the bot does next and when, and which number fits instead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.care.case import OpenCase
from bot.care.told import listed
from bot.content.danger import DANGER_WAITS, urgent_reply
from bot.content.model import Audience
from bot.handoff.model import Absence, CaseKind, Roster
from tests.care.conftest import AMINA, NOBODY, TUESDAY, Say, audience_of, london, made_roster

LEAVE = (Absence(dt.date(2026, 8, 24), dt.date(2026, 9, 2)),)
SICK = (Absence(dt.date(2026, 8, 28), None, "sick"),)
FRIDAY = london("2026-08-28T16:58")  # Monday 31 August is a bank holiday
CHILDREN = "0116 305 0005"
SAMARITANS = "116 123"


@dataclass(frozen=True)
class Case:
    """One moment at one council, what must be read then, and what must not."""

    id: str
    roster: Roster
    now: dt.datetime
    reads: tuple[str, ...]
    never: tuple[str, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)


CASES = (
    Case(
        "in hours the adviser and the desk, then the cover by name and time",
        made_roster(),
        TUESDAY,
        ("I am telling Amina and the duty desk now", "If nobody has tried to reach you by 10:15, I tell Dev too."),
        ("Nobody", "demonstration", CHILDREN),
    ),
    Case(
        "the desk's own number stands beside",
        made_roster(phone="0116 000 0001"),
        TUESDAY,
        ("Or ring Leicestershire now on 0116 000 0001.",),
    ),
    Case(
        "adviser on leave: the cover is told and named",
        made_roster(leave=LEAVE),
        london("2026-08-27T10:00"),
        ("I am telling Dev and the duty desk now", "Amina is away until Thursday 3 September, and Dev stands in."),
    ),
    Case(
        "friday 16:58, adviser on leave, cover off sick, bank holiday monday",
        made_roster(leave=LEAVE, cover_away=SICK, age=17),
        FRIDAY,
        (
            "I am telling the duty desk now",
            "Amina is away until Thursday.",
            "If nobody has tried to reach you by Tuesday 9:28, I tell Robin too.",
            "That is a long time, so please don't wait for them.",
            CHILDREN,
        ),
        ("Dev",),
    ),
    Case(
        "friday 17:02 at 17: nobody until tuesday, and the children's line",
        made_roster(leave=LEAVE, cover_away=SICK, age=17),
        FRIDAY + dt.timedelta(minutes=4),
        ("Nobody at Leicestershire will read this until Tuesday 9:00.", CHILDREN),
        ("I am telling", "Samaritans listen"),
    ),
    Case(
        "friday 17:02 at 18: never the children's line",
        made_roster(age=18),
        FRIDAY + dt.timedelta(minutes=4),
        ("Nobody at Leicestershire will read this until Tuesday 9:00.", SAMARITANS, "999"),
        (CHILDREN, "First Response", "under 18"),
    ),
    Case(
        "friday 17:02 at an unknown age: the children's line says for whom it is",
        made_roster(age=None),
        FRIDAY + dt.timedelta(minutes=4),
        ("**If you are under 18:** First Response", CHILDREN, SAMARITANS),
    ),
    Case(
        "by night a staffed desk is told, and its number is no children's line for a 19-year-old",
        made_roster(night=CHILDREN),
        london("2026-11-24T23:30"),
        ("I am telling the emergency duty team now",),
        (CHILDREN,),
    ),
    Case(
        "cambridgeshire's duty service answers every age",
        made_roster(council="cambridgeshire", council_name="Cambridgeshire", age=20),
        london("2026-11-24T18:00"),
        ("Nobody at Cambridgeshire will read this until tomorrow 9:00.", "01733 234724"),
    ),
    Case(
        "unlinked: the duty desk, then the manager",
        made_roster(adviser=None, person=None, first_name=None),
        TUESDAY,
        ("I am telling the duty desk now", "by 10:30, I tell Robin too."),
        ("Amina",),
    ),
    Case(
        "nobody connected at a council that is known",
        Roster("devon", "Devon"),
        TUESDAY,
        ("I can't tell anyone for you: nobody at Devon is connected to me.", SAMARITANS),
        ("I am telling", "Which council"),
    ),
    Case(
        "nobody connected and no council: it is asked for, so that somebody can be told",
        NOBODY,
        TUESDAY,
        ("I don't know your council yet, so I can't tell anyone", "**Which council looked after you?**"),
        ("I am telling",),
    ),
    Case(
        "a demonstration says so in bold",
        made_roster(demo=True, phone="01632 960100"),
        TUESDAY,
        ("I am telling Amina and the duty desk now", "**This is a demonstration: these people are made up"),
        ("01632 960100",),
    ),
    Case(
        "again in one conversation",
        made_roster(),
        TUESDAY,
        ("I have told Amina and the duty desk again.",),
        ("I am telling",),
        {"case": OpenCase(id=1, kind=CaseKind.DANGER, verdict="urgent")},
    ),
    Case(
        "while an adviser has the chat",
        made_roster(),
        TUESDAY,
        ("Amina is in this chat and reads this too.",),
        (),
        {"case": OpenCase(id=1, kind=CaseKind.DANGER, verdict="urgent", chat_with="Amina")},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_person_reads_the_truth(phrases_for: Say, case: Case) -> None:
    phrases = phrases_for(case.roster, case.now, **case.fields)
    reply = urgent_reply(phrases, "no-food-or-heat", audience_of(case.roster), "no food")
    told = "\n".join(part.markdown for part in reply.parts[1:])
    for words in case.reads:
        assert words in told
    for words in case.never:
        assert words not in told
    assert "{" not in told
    assert "(number not known)" not in told


def test_the_facts_behind_a_councils_line_are_recorded(phrases_for: Say) -> None:
    roster = made_roster(age=17)
    reply = urgent_reply(phrases_for(roster, london("2026-11-28T12:00")), "overdose", audience_of(roster))
    assert {"U01", "U30"} <= set(reply.facts)


def test_a_promise_of_the_council_is_told_only_where_it_has_set_one(phrases_for: Say) -> None:
    roster = made_roster()
    phrases = phrases_for(roster)
    assert phrases.outlook
    kept = phrases.outlook.model_copy(update={"response_time": "within two hours"})
    for outlook, promised in ((phrases.outlook, False), (kept, True)):
        with_outlook = phrases_for(roster)
        object.__setattr__(with_outlook, "outlook", outlook)
        told = "".join(p.markdown for p in urgent_reply(with_outlook, "overdose", audience_of(roster)).parts)
        assert ("gets in touch within two hours" in told) == promised


def test_an_allegation_goes_to_its_own_desk_and_the_adviser_is_not_named(phrases_for: Say) -> None:
    roster = made_roster(leave=(Absence(dt.date(2026, 11, 20), None),))
    reply = urgent_reply(phrases_for(roster), "staff-allegation", audience_of(roster), "my pa hit me, dont tell anyone")
    told = " ".join(p.markdown for p in reply.parts[1:])
    assert "I am telling the allegations desk now." in told
    assert "I do not tell the person it is about." in told
    assert told.startswith("I know you asked me not to tell.")
    assert not {"Amina", "Dev", "Robin"} & set(told.replace(",", " ").replace(".", " ").split())
    assert reply.handoff
    assert (reply.handoff.kind, reply.handoff.about) == (CaseKind.ALLEGATION, "adviser")


def test_a_linked_persons_handoff_carries_their_name(phrases_for: Say) -> None:
    for roster, name in ((made_roster(), "Kai"), (made_roster(person=None, first_name=None), None)):
        handoff = urgent_reply(phrases_for(roster), "overdose", audience_of(roster)).handoff
        assert handoff
        assert (handoff.kind, handoff.name) == (CaseKind.DANGER, name)


@pytest.mark.parametrize(("said", "asks"), [(None, True), ("asked", True), ("yes", False), ("no", False)])
def test_in_a_private_topic_it_is_asked_whether_it_is_safe_to_write(
    phrases_for: Say, said: str | None, asks: bool
) -> None:
    roster = made_roster()
    case = OpenCase(id=4, safe_to_write=said) if said else None  # type: ignore[arg-type]
    reply = urgent_reply(phrases_for(roster, case=case), "partner-abuse", audience_of(roster))
    labels = [b.label for p in reply.parts for b in p.buttons]
    assert ("Yes, it is safe" in labels) == asks
    assert (reply.state["offered"] == "safe_to_write") == asks
    other = urgent_reply(phrases_for(roster), "overdose", audience_of(roster))
    assert not [b for p in other.parts for b in p.buttons]


def test_a_danger_that_nobody_could_be_told_of_waits_for_the_council(phrases_for: Say) -> None:
    reply = urgent_reply(phrases_for(NOBODY), "overdose", Audience())
    assert (reply.state[DANGER_WAITS], reply.state["asked"]) == ("overdose", ["council"])
    linked = urgent_reply(phrases_for(made_roster()), "overdose", audience_of(made_roster()))
    assert (linked.state[DANGER_WAITS], linked.state["asked"]) == (None, [])


def test_names_are_listed_as_people_say_them() -> None:
    assert listed(["Amina", "Duty desk"]) == "Amina and the duty desk"
    assert listed(["the duty desk", "Robin", "Robin"]) == "the duty desk and Robin"
    assert listed(["Leicestershire leaving care team"]) == "the Leicestershire leaving care team"
    assert listed(["Leicestershire's duty desk", "Amina"]) == "Leicestershire's duty desk and Amina"
    assert listed([]) == ""


def test_the_adviser_who_is_away_for_an_unknown_time_is_said_to_be_away(phrases_for: Say) -> None:
    roster = made_roster(leave=(Absence(dt.date(2026, 11, 20), None, "sick"),))
    told = " ".join(p.markdown for p in urgent_reply(phrases_for(roster), "overdose", audience_of(roster)).parts)
    assert "Amina is away, and Dev stands in." in told
    assert roster.staff[AMINA].away(TUESDAY.date())
