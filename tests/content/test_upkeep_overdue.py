"""Late checks: what a person is told, and what is left of an answer whose check is long overdue."""

from __future__ import annotations

import datetime as dt

import pytest
from tiny_offer import CAMBS_HOME, HOME, LEICS_TAX, MONEY, TAX, TODAY, Offer

from actions.answers import give_answer
from actions.base import ranking
from actions.turn import Found, Turn
from bot.content.body import LEAD, SECTION_TITLES
from bot.content.choose import Written, facts_for, write_answer
from bot.content.loader import Content
from bot.content.model import Area, Audience
from bot.content.phrases import Phrases
from bot.conversation.reply import Reply

REVIEW_BY = dt.date(2027, 3, 1)
LATE = REVIEW_BY + dt.timedelta(days=1)
STILL_SHOWN = REVIEW_BY + dt.timedelta(days=180)
CUT = REVIEW_BY + dt.timedelta(days=181)
HELP = "england/urgent/helplines.md"


def written(offer: Offer, answer: str, day: dt.date, section: str = LEAD, days: int = 180, **known: object) -> Written:
    result = write_answer(
        offer.content(), answer, Audience.model_validate(known), day, section, overdue_days=days
    )  # fmt: skip
    assert result is not None
    return result


def with_check_by(offer: Offer, fact: str, day: str, file: str = MONEY) -> None:
    text = offer.read(file)
    start = text.index(f"{fact}:")
    place = text.index("  confidence:", start)
    offer.write(file, f"{text[:place]}  check_by: {day}\n{text[place:]}")


def helplines(offer: Offer) -> None:
    """An answer of urgent help: 999 and a line of its own."""
    questions = "\n".join(f"  - help question {word}" for word in "abcdefghijkl")
    offer.write(HELP, f"""\
---
id: helplines
title: Someone to talk to
choice: someone to talk to
area: urgent
who: anyone
right: information
owner: urgent editor
review_by: 2027-03-01
facts: [U01, U09]
questions:
{questions}
---
Samaritans listen on {{U09.number}}. [U09] In danger ring {{U01.number}}. [U01]
""")  # fmt: skip


@pytest.mark.parametrize("day", [TODAY, REVIEW_BY])
def test_answer_in_time_says_nothing_of_checks(offer: Offer, day: dt.date) -> None:
    home = written(offer, "first-home", day)
    assert (home.overdue, home.is_cut) == ("", False)


@pytest.mark.parametrize("day", [LATE, STILL_SHOWN])
def test_late_answer_is_shown_and_says_when_its_check_was_due(offer: Offer, day: dt.date) -> None:
    home = written(offer, "first-home", day)
    assert home.overdue == "This was due a check in March 2027."
    assert (home.is_cut, home.facts) == (False, ("F01",))
    assert "£3,000" in home.markdown


def test_long_overdue_answer_makes_no_claim_and_names_no_amount(offer: Offer) -> None:
    home = written(offer, "first-home", CUT)
    assert home.is_cut
    assert (home.facts, home.source, home.right, home.ask, home.overdue) == ((), "", "", (), "")
    assert "£" not in home.markdown
    assert "not always cash" not in home.markdown
    assert home.markdown.split("\n\n") == [
        "I had an answer about “Money for your first home”, but it was due a check in March 2027 and may be wrong by"
        " now. So I leave out what it said.",
        "Ask your personal adviser, or your council's leaving care team, what is true now.",
        "You can look at where it came from: Guide for care leavers. It may have changed too.",
    ]


def test_long_overdue_answer_offers_none_of_its_sections_and_cuts_them_too(offer: Offer) -> None:
    assert written(offer, "first-home", CUT).sections == ()
    how = written(offer, "first-home", CUT, "how")
    assert how.is_cut
    assert "Ask your personal adviser." not in how.markdown


@pytest.mark.parametrize(("days", "cut"), [(1, True), (30, True), (181, False), (400, False)])
def test_how_long_is_long_can_be_set(offer: Offer, days: int, cut: bool) -> None:
    assert written(offer, "first-home", CUT, days=days).is_cut is cut


def test_ranking_names_no_fact_of_an_answer_that_is_cut(offer: Offer) -> None:
    content = offer.content()
    assert facts_for(content, "first-home", Audience(), LATE) == ["F01"]
    assert facts_for(content, "first-home", Audience(), LATE, overdue_days=1) == ["F01"]
    assert facts_for(content, "first-home", Audience(), CUT) == []
    assert facts_for(content, "first-home", Audience(), CUT, overdue_days=200) == ["F01"]


def test_safe_part_stays(offer: Offer) -> None:
    offer.edit(HOME, "It is not always cash.", "\n::: safe\nMoving in is a big step.\n:::")
    assert "Moving in is a big step." in written(offer, "first-home", TODAY).markdown
    assert "Moving in is a big step." in written(offer, "first-home", CUT).markdown


def test_safe_part_that_rests_on_a_fact_is_a_fault(offer: Offer) -> None:
    offer.edit(HOME, "It is not always cash.", "\n::: safe\nMoving in is dear. [F01]\n:::")
    line = offer.line(HOME, "Moving in is dear")
    said = "A part marked ::: safe rests on F01. It is shown when nobody has checked that any more."
    assert (HOME, line, said) in offer.faults()


def test_safe_part_that_is_never_closed_is_a_fault(offer: Offer) -> None:
    offer.edit(TAX, "Many councils charge care leavers nothing. [F02]\n", "Many. [F02]\n\n::: safe\nA big step.\n")
    assert "A block for an age begins before that of line" in offer.report()
    offer.edit(TAX, "::: age under 18\nYou pay nothing yet.\n:::", "")
    offer.edit(TAX, "::: age 18 and over\nAsk the council until you are {F02.until}. [F02]\n:::", "")
    assert (TAX, offer.line(TAX, "::: safe"), "A safe block is never closed.") in offer.faults()


def test_late_fact_makes_its_answer_late(offer: Offer) -> None:
    with_check_by(offer, "F01", "2027-01-31")
    assert written(offer, "first-home", dt.date(2027, 1, 31)).overdue == ""
    assert written(offer, "first-home", dt.date(2027, 2, 1)).overdue == "This was due a check in January 2027."
    assert written(offer, "first-home", LATE).overdue == "This was due a check in January 2027."


def test_late_fact_counts_only_where_it_can_be_read(offer: Offer) -> None:
    with_check_by(offer, "F01", "2026-05-01")
    home = written(offer, "first-home", TODAY)
    assert home.is_cut
    assert home.sections == ("how",)  # rests on no fact; the section on refusal rests on F01
    how = written(offer, "first-home", TODAY, "how")
    assert (how.markdown, how.is_cut) == ("Ask your personal adviser.", False)
    assert written(offer, "first-home", TODAY, "refused").is_cut


@pytest.mark.parametrize(
    ("on", "told"), [("2027-01-30", True), ("2027-01-31", False), ("2027-02-05", False), ("2027-02-11", True)]
)
def test_fact_checked_on_its_day_or_since_is_not_late(offer: Offer, on: str, told: bool) -> None:
    with_check_by(offer, "F01", "2027-01-31")
    offer.edit(MONEY, "  check_by", f"  checked: {{by: Ada Bell, on: {on}}}\n  check_by")
    assert bool(written(offer, "first-home", dt.date(2027, 2, 10)).overdue) is told


def test_late_layer_makes_the_answer_late_for_its_council_only(offer: Offer) -> None:
    offer.edit(CAMBS_HOME, "2027-02-01", "2026-10-31")
    there = written(offer, "first-home", TODAY, council="cambridgeshire")
    assert there.overdue == "This was due a check in October 2026."
    assert "welcome pack" in there.markdown
    assert written(offer, "first-home", TODAY, council="leicestershire").overdue == ""


def test_long_overdue_layer_is_left_out_and_it_says_so(offer: Offer) -> None:
    offer.edit(CAMBS_HOME, "2027-02-01", "2026-01-31")
    there = written(offer, "first-home", TODAY, council="cambridgeshire")
    assert "welcome pack" not in there.markdown
    assert there.markdown.startswith("You may get at least £3,000")
    said = "What Cambridgeshire has for this was due a check in January 2026, so I left it out. Ask your adviser."
    assert there.markdown.endswith(said)
    assert (there.layer, there.is_cut) == (None, False)


def test_long_overdue_layer_in_place_of_the_answer_gives_the_national_one(offer: Offer) -> None:
    offer.edit(LEICS_TAX, "2027-02-01", "2026-01-31")
    tax = written(offer, "council-tax", TODAY, council="leicestershire", age=19)
    assert tax.markdown.startswith("Many councils charge care leavers nothing.")
    assert "In Leicestershire you pay nothing" not in tax.markdown
    assert "who" not in tax.sections
    assert tax.right == "Part of this is a legal right, part is a council's extra."


def test_fresh_layer_in_place_of_a_long_overdue_answer_is_shown(offer: Offer) -> None:
    offer.edit(LEICS_TAX, "2027-02-01", "2028-02-01")
    tax = written(offer, "council-tax", CUT, council="leicestershire", age=19)
    assert (tax.is_cut, tax.overdue, tax.facts) == (False, "", ("F02",))


def test_number_for_urgent_help_is_shown_however_late_with_what_to_ring_instead(offer: Offer) -> None:
    helplines(offer)
    with_check_by(offer, "U09", "2027-02-28", "facts/urgent.yml")
    help_ = written(offer, "helplines", dt.date(2030, 1, 1))
    assert help_.markdown == "Samaritans listen on 116 123. In danger ring 999."
    assert (help_.is_cut, help_.facts) == (False, ("U09", "U01"))
    assert help_.overdue.startswith("This was due a check in February 2027. If a number here does not work, ring 999")


def test_999_alone_needs_nothing_to_fall_back_on(offer: Offer) -> None:
    helplines(offer)
    with_check_by(offer, "U01", "2027-02-28", "facts/urgent.yml")
    assert written(offer, "helplines", LATE).overdue == "This was due a check in February 2027."


def test_number_for_urgent_help_stays_in_an_answer_that_is_cut(offer: Offer) -> None:
    offer.edit(HOME, "It is not always cash.", "To talk, ring {U11.number}. [U11] Or {U09.number}. [U09]")
    offer.edit(HOME, "facts: [F01]", "facts: [F01, U09, U11]")
    home = written(offer, "first-home", CUT)
    assert home.is_cut
    assert home.facts == ("U11", "U09")
    assert "Childline is free, day and night, on 0800 1111." in home.markdown
    assert "Samaritans listen day and night on 116 123." in home.markdown
    assert "£" not in home.markdown


def test_number_that_its_claim_does_not_tell_stands_before_it(offer: Offer) -> None:
    offer.edit("facts/urgent.yml", "Samaritans listen day and night on {number}.", "Samaritans listen day and night.")
    offer.edit(HOME, "It is not always cash.", "To talk, ring {U09.number}. [U09]")
    offer.edit(HOME, "facts: [F01]", "facts: [F01, U09]")
    assert "**116 123**: Samaritans listen day and night." in written(offer, "first-home", CUT).markdown


def test_number_whose_end_has_passed_is_the_last_known_in_an_answer_that_is_cut(offer: Offer) -> None:
    offer.edit("facts/urgent.yml", '"116 123"}', '"116 123", end: 2027-05-01}')
    offer.edit(HOME, "It is not always cash.", "To talk, ring {U09.number}. [U09]")
    offer.edit(HOME, "facts: [F01]", "facts: [F01, U09]")
    assert "116 123" in written(offer, "first-home", CUT).markdown


def test_words_in_danger_keep_a_late_number_and_say_what_to_ring_instead(offer: Offer) -> None:
    with_check_by(offer, "U11", "2027-02-28", "facts/urgent.yml")
    content = offer.content()
    in_time, _ = Phrases(content, dt.date(2027, 2, 28)).topic_words("suicidal-thoughts", Audience(age=16))
    assert "due a check" not in in_time
    words, facts = Phrases(content, dt.date(2029, 3, 1)).topic_words("suicidal-thoughts", Audience(age=16))
    assert "0800 1111" in words
    assert words.split("\n\n")[-1].startswith("This was due a check in February 2027. If a number here does not work")
    assert facts == ["U01", "U11"]
    older, _ = Phrases(content, dt.date(2029, 3, 1)).topic_words("suicidal-thoughts", Audience(age=22))
    assert "due a check" not in older  # Childline's number is not for them


def reply(content: Content, answer: str, day: dt.date, days: int = 180) -> Reply:
    turn = Turn(
        content=content, text="", intent="ask", found=[Found(answer, 0.9)], audience=Audience(age=19), learnt={},
        state={}, button={}, verdict="none", topic=None, ask=False, day=day, overdue_days=days,
    )  # fmt: skip
    given = give_answer(turn, answer)
    assert given is not None
    given.answers = ranking(turn)
    return given


def test_reply_that_is_cut_names_no_fact_and_offers_the_adviser_first(offer: Offer) -> None:
    offer.edit(HOME, "handoff: offer", "handoff: none")
    given = reply(offer.content(), "first-home", CUT)
    assert (given.facts, given.answers[0].facts) == ([], [])
    assert [choice.intent for choice in given.parts[0].buttons] == ["offer_adviser"]
    assert len(given.parts) == 1  # the council would change nothing now, so it is not asked for


def test_reply_that_is_late_says_so_below_its_source(offer: Offer) -> None:
    given = reply(offer.content(), "first-home", LATE)
    below = given.parts[0].markdown.split("\n\n")[-1]
    assert below == (
        "_This is an extra that a council may give. From Guide for care leavers, dated 2024; not yet checked. "
        "This was due a check in March 2027._"
    )
    assert given.facts == ["F01"]
    assert reply(offer.content(), "first-home", LATE, days=1).facts == ["F01"]
    assert reply(offer.content(), "first-home", STILL_SHOWN, days=1).facts == []


def test_no_answer_of_ours_claims_anything_when_it_is_long_overdue(real: Content) -> None:
    """Two years from now, with nothing read again: only urgent help says what it said."""
    day = TODAY + dt.timedelta(days=2 * 365)
    for name, answer in real.answers.items():
        for council in (None, "leicestershire", "cambridgeshire"):
            for section in (LEAD, *SECTION_TITLES):
                part = write_answer(real, name, Audience(council=council, age=19), day, section)
                if part is None:
                    continue
                if answer.fields.area is Area.URGENT:
                    assert not part.is_cut, name
                else:
                    assert part.is_cut, (name, section)
                    assert all(real.facts[f].area is Area.URGENT for f in part.facts), name
                    assert "£" not in part.markdown, name
