"""Which place in a sentence looked after the person, and which one they live in now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from common.front_matter import read_yaml
from common.place_roles import Mention, Roles, roles_of

ROOT = Path(__file__).resolve().parents[2]

# What is said: who looked after them, where they live.
UNASKED = [
    ("i was in care in cambridge but live in hinckley", "cambridgeshire", "leicestershire"),
    ("i live in hinckley but was in care in cambridge", "cambridgeshire", "leicestershire"),
    ("I'm living in Leeds now but Leicestershire looked after me", "leicestershire", "leeds"),
    ("moved to coalville, leeds looked after me", "leeds", "leicestershire"),
    ("leeds looked after me and i moved to coalville", "leeds", "leicestershire"),
    ("rutland council looked after me", "rutland", None),
    ("from ely", "cambridgeshire", None),
    ("im from ely", "cambridgeshire", None),
    ("cambridgeshire", "cambridgeshire", None),
    ("leicester city", "leicester", None),
    ("leics care leaver", "leicestershire", None),
    ("no i meant leicester city", "leicester", None),
    ("my council is peterborough", "peterborough", None),
    ("i grew up in foster care in wisbech", "cambridgeshire", None),
    ("i was fostered in norfolk and now i rent in ely", "norfolk", "cambridgeshire"),
    ("my social worker was from rutland but im at uni in leeds", "rutland", "leeds"),
    ("im a care leaver from leicestershire living in peterborough", "leicestershire", "peterborough"),
    ("i came through leicestershire but stay in nottingham now", "leicestershire", "nottingham"),
    ("placed in devon by cambridgeshire", "cambridgeshire", None),
    ("devon was my social worker, now i rent in leeds", "devon", "leeds"),
    ("hi im with norfolk and im 19, what can i get", "norfolk", None),
    ("im with my mates in norfolk today, can i get the bus", None, None),
    ("im from devon and study at leeds university", "devon", None),
    ("do i pay council tax if i live in ely", None, "cambridgeshire"),
    ("i live in loughborough", None, "leicestershire"),
    ("ive moved to leeds", None, "leeds"),
    ("i got a flat in hinckley last week", None, "leicestershire"),
    ("my pa is in leicestershire, i live in rutland", "leicestershire", "rutland"),
    ("my mate lives in leicester", None, None),
    ("my mum lives in leicester and i live in ely", None, "cambridgeshire"),
    ("my brother was in care in leeds", None, None),
    ("my nan is in norfolk", None, None),
    ("can i get a flat in norwich", None, None),
    ("a flat in norwich", None, None),
    ("is the bus to cambridge free for care leavers", None, None),
    ("how do i get a job in peterborough", None, None),
    ("i want to move to leeds", None, None),
    ("can i move to leeds and keep my pa", None, None),
    ("whats on in leicester this weekend", None, None),
    ("i used to live in leeds", None, None),
    ("my mum died and i live in ely", None, "cambridgeshire"),
    ("my brother and i were in care in leeds", "leeds", None),
    ("my girlfriend is from leeds", None, None),
    ("i work in leeds", None, None),
    ("im in a hostel in leicester", None, "leicester"),
    ("my flat is in wisbech", None, "cambridgeshire"),
    ("is there anything for under 25 in ely at all", None, None),
    ("can i have a flat in ely", None, None),
    ("looking for a room in leeds", None, None),
    ("i need help i live in leeds", None, "leeds"),
    ("leeds city council is my council", "leeds", None),
]
ASKED = [
    ("leicestershire", "leicestershire", None),
    ("it was rutland i think", "rutland", None),
    ("cambridgeshire but i live in ely", "cambridgeshire", "cambridgeshire"),
    ("leicestershire, i live in leeds now", "leicestershire", "leeds"),
    ("i live in leeds now but it was leicestershire", "leicestershire", "leeds"),
    ("i live in hinckley", "leicestershire", "leicestershire"),
    ("no i meant leicester city", "leicester", None),
    ("my mate is in leeds, mine is rutland", "rutland", None),
    ("dont know", None, None),
]


def _names() -> dict[str, str]:
    """Each way to write a place, in lower case, and the id of its council."""
    names = {}
    for council, entry in read_yaml(ROOT / "offer_content" / "places.yml").items():
        for place in (entry, *entry.get("districts", {}).values()):
            names |= dict.fromkeys([place["name"].lower(), *map(str.lower, place.get("also", []))], council)
    return names


NAMES = _names()
ANY_NAME = re.compile(r"\b(" + "|".join(sorted(map(re.escape, NAMES), key=len, reverse=True)) + r")\b")


def read(text: str, *, asked: bool = False, known: bool = False) -> Roles:
    """The roles, with the places found as the engine's ruler finds them: the longest name wins."""
    found = [Mention(NAMES[m.group()], m.start(), m.end()) for m in ANY_NAME.finditer(text.lower())]
    return roles_of(text, found, asked=asked, known=known)


@pytest.mark.parametrize(("text", "responsible", "lives_in"), UNASKED)
def test_a_sentence_says_who_looked_after_them(text: str, responsible: str | None, lives_in: str | None) -> None:
    assert read(text) == Roles(responsible, lives_in)


@pytest.mark.parametrize(("text", "responsible", "lives_in"), ASKED)
def test_an_answer_to_the_question_counts_as_the_council(
    text: str, responsible: str | None, lives_in: str | None
) -> None:
    assert read(text, asked=True) == Roles(responsible, lives_in)


@pytest.mark.parametrize("text", ["norfolk", "job in ely", "what about leeds"])
def test_a_bare_place_does_not_change_a_council_that_is_known(text: str) -> None:
    assert read(text, known=True).responsible is None


@pytest.mark.parametrize("text", ["no i meant leicester city", "actually im from rutland", "sorry its peterborough"])
def test_a_correction_changes_a_council_that_is_known(text: str) -> None:
    assert read(text, known=True).responsible in ("leicester", "rutland", "peterborough")


def test_where_they_live_is_not_taken_for_the_council_that_is_known() -> None:
    assert read("i live in hinckley", asked=True, known=True) == Roles(None, "leicestershire")


def test_cities_of_their_own_are_never_taken_for_the_county() -> None:
    for name in ("leicester", "rutland", "peterborough"):
        assert read(f"{name} looked after me") == Roles(name, None)
