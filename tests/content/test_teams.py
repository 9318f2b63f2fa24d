"""The teams: whom a person sees, how the team is reached, and what the check finds."""

from __future__ import annotations

import pytest
from tiny_offer import TODAY, Offer

from bot.content.live import LiveContent
from bot.content.loader import Content
from bot.content.team_texts import reach_source, reach_texts
from bot.content.teams import LARGEST_PHOTO

TEAM = "teams/leicestershire.yml"
PHOTO = "teams/photos/leicestershire/sam.svg"
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
FILE = """\
name: The leaving care team
reach:
  - Ring Childline on {U11.number}, it is free. [U11]
people:
  - name: Real Person
    role: personal adviser
    works: Monday to Friday
  - name: Sam Example
    role: duty worker
    photo: sam.svg
    about: Sam picks up the telephone.
    demo: true
participation_officer:
  name: Kit Example
  demo: true
"""


@pytest.fixture
def with_team(offer: Offer) -> Offer:
    offer.write(TEAM, FILE)
    offer.write(PHOTO, DRAWN)
    return offer


def test_made_up_people_are_shown_in_a_demonstration_only(with_team: Offer) -> None:
    team = with_team.content().council_teams["leicestershire"]
    assert [p.name for p in team.people_for(demonstration=True)] == ["Real Person", "Sam Example"]
    assert [p.name for p in team.people_for(demonstration=False)] == ["Real Person"]
    assert team.officer_for(demonstration=True)
    assert team.officer_for(demonstration=False) is None


def test_ways_to_reach_a_team_take_their_numbers_from_the_register(with_team: Offer) -> None:
    content = with_team.content()
    team = content.council_teams["leicestershire"]
    assert reach_texts(content, team, TODAY) == ["Ring Childline on 0800 1111, it is free."]
    assert "Guide for care leavers" in reach_source(content, team, TODAY)


FAULTS = [
    (TEAM, "[U11]", "[U99]", "no fact U99"),
    (TEAM, "{U11.number}", "{U11.telephone}", "no value “telephone”"),
    (TEAM, "{U11.number}", "0800 1111", "telephone number is typed by hand"),
    (
        TEAM,
        "about: Sam picks up the telephone.",
        "about: Ring Sam on 0116 232 3232.",
        "telephone number is typed by hand",
    ),
    (TEAM, "role: duty worker", "rolle: duty worker", "this field is not known"),
    (TEAM, "photo: sam.svg", "photo: kim.svg", "There is no photo teams/photos/leicestershire/kim.svg"),
    (TEAM, "photo: sam.svg", "photo: ../../words/en.yml", "“people.1.photo”"),
    (TEAM, "    demo: true\nparticipation", "    demo: perhaps\nparticipation", "must be true or false"),
    (TEAM, "Kit Example\n", "Kit Example\n  email: kit@council.example\n", "cannot have an `email`"),
    (TEAM, "  name: Kit Example\n  demo: true\n", "  name: Kit Example\n  email: kit at council\n", "email"),
    (TEAM, "reach:\n  - Ring Childline on {U11.number}, it is free. [U11]\n", "reach: []\n", "“reach”"),
    (PHOTO, "<svg", "<gif", "is not what the end of its name says"),
    (PHOTO, "</svg>", "<!--" + "x" * LARGEST_PHOTO + "--></svg>", "is larger than 200 kilobytes"),
]


@pytest.mark.parametrize(("name", "old", "new", "problem"), FAULTS, ids=[problem for *_, problem in FAULTS])
def test_mistakes_in_a_team_are_found_in_its_file(
    with_team: Offer, name: str, old: str, new: str, problem: str
) -> None:
    assert [fault for fault in with_team.faults() if fault[0] == TEAM] == []
    with_team.edit(name, old, new)
    found = [fault for fault in with_team.faults() if problem in fault[2]]
    assert [where for where, _, _ in found] == [TEAM]
    assert 1 <= found[0][1] <= len(with_team.read(TEAM).splitlines())


def test_a_team_of_an_unknown_council_and_a_fact_of_another_are_found(with_team: Offer) -> None:
    with_team.write("teams/narnia.yml", FILE.replace("    photo: sam.svg\n", ""))
    with_team.edit("facts/urgent.yml", "U11:\n", "U11:\n  council: cambridgeshire\n")
    problems = [problem for _, _, problem in with_team.faults()]
    assert "places.yml has no council “narnia”." in problems
    assert "U11 is a fact of cambridgeshire, not of leicestershire." in problems


def test_a_changed_team_is_live_and_a_broken_one_is_refused(with_team: Offer) -> None:
    served = LiveContent(with_team.folder)
    with_team.edit(TEAM, "name: Real Person", "name: Another Person")
    assert served.reload()
    assert served.content.council_teams["leicestershire"].people[0].name == "Another Person"
    with_team.edit(TEAM, "people:", "peeple:")
    assert not served.reload()
    assert served.content.council_teams["leicestershire"].people[0].name == "Another Person"


def test_the_people_of_the_served_folder_are_all_made_up_and_written_to_by_nobody(real: Content) -> None:
    assert set(real.council_teams) == {"leicestershire", "cambridgeshire"}
    for team in real.council_teams.values():
        assert len(team.people) >= 4
        assert team.people_for(demonstration=False) == []
        assert team.participation_officer
        assert team.participation_officer.email is None
