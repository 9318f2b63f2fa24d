"""Whom an accusation is about, and who must not learn of it: in doubt the person's own adviser."""

from __future__ import annotations

import pytest

from bot.handoff.about import about, left_out
from bot.handoff.model import Roster, Staff

AMINA, SAM, ROBIN, WILL = 1, 2, 3, 4
ROSTER = Roster(
    "leicestershire",
    "Leicestershire",
    staff={
        AMINA: Staff(AMINA, "Amina Yusuf", "personal adviser"),
        SAM: Staff(SAM, "Sam Reed", "social worker"),
        ROBIN: Staff(ROBIN, "Robin Vale", "team manager"),
        WILL: Staff(WILL, "Will Marsh", "personal adviser"),
    },
    adviser=AMINA,
    social_worker=SAM,
)
OWN = frozenset({AMINA, SAM})


@pytest.mark.parametrize(
    ("text", "meant", "ids"),
    [
        ("my PA hit me", "adviser", {AMINA}),
        ("my leaving care worker touched me", "adviser", {AMINA}),
        ("my social worker sends me pictures", "social-worker", {SAM}),
        ("amina grabbed me", "name:Amina Yusuf", {AMINA}),
        ("Amina's been asking me for money", "name:Amina Yusuf", {AMINA}),
        ("my foster dad locks me in", "carer", set()),
        ("my key worker sells me weed", "carer", set()),
        ("my worker hurt me", None, OWN),
        ("someone at the council did something to me", None, OWN),
        ("he touches me", None, OWN),
        ("my pa and my social worker both know he hits me", None, OWN),
        ("a worker from the team came to my room at night", None, OWN),
    ],
)
def test_the_words_say_who_is_left_out_and_where_they_do_not_the_own_ones_are(
    text: str, meant: str | None, ids: set[int]
) -> None:
    assert about(text, ["Amina Yusuf", "Sam Reed"]) == meant
    assert left_out(text, ROSTER) == frozenset(ids)


def test_somebody_named_beside_an_unclear_other_leaves_the_own_ones_out_too() -> None:
    assert left_out("robin vale shouted and my worker pushed me", ROSTER) == OWN | {ROBIN}


def test_a_first_name_that_is_a_word_counts_only_with_the_surname() -> None:
    assert WILL not in left_out("he will hurt me, he is my foster carer", ROSTER)
    assert WILL in left_out("will marsh hurt me", ROSTER)


def test_what_was_said_before_counts_where_the_text_is_gone() -> None:
    assert left_out("", ROSTER, "name:Sam Reed") == {SAM}
    assert left_out("", ROSTER, "carer") == frozenset()
    assert left_out("", ROSTER) == OWN


def test_an_adviser_who_is_not_on_the_list_leaves_the_social_worker_out() -> None:
    alone = Roster("leicestershire", "Leicestershire", staff=ROSTER.staff, social_worker=SAM)
    assert left_out("my pa hit me", alone) == {SAM}
