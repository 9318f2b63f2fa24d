"""What a person reads at the end of the check."""

from __future__ import annotations

import pytest
from talk import Talk, labels, text_of

from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Reply


def ended(talk: Talk, **answers: str) -> Reply:
    """The ending, with the answers given at the start."""
    usual = {
        "age": "19", "council": "leicestershire", "ended": "turned_18", "weeks": "enough", "busy": "work",
        "parent": "no", "lives": "leicestershire",
    }  # fmt: skip
    talk.start("entitlement", **{**usual, **answers})
    for _ in range(5):  # what the answers given do not settle
        if talk.at == "=summary":
            break
        talk.tap("I don't know")
    return talk.say("yes")


def test_status_is_named_with_its_meaning_and_who_decides(talk: Talk) -> None:
    text = ended(talk).parts[0].markdown
    assert "you may be a “former relevant” care leaver" in text
    assert "until you turn 25" in text
    assert "Leicestershire County Council decides" in text
    assert "in writing" in text


def test_way_to_ask_in_writing_is_a_button(talk: Talk) -> None:
    reply = ended(talk)
    assert labels(reply)[:2] == ["ask in writing what I am owed", "the assessment before my plan"]
    assert "Let's ask the council" in text_of(talk.tap("ask in writing"))


def test_rights_and_extras_stand_apart_with_their_source(talk: Talk) -> None:
    text = ended(talk).parts[1].markdown
    rights, _, extras = text.partition("What your council may add")
    assert "A personal adviser until you are 25" in rights
    assert "council tax" in extras
    assert "£3,000" in extras
    assert "not yet checked" in extras


def test_every_claim_is_listed(talk: Talk) -> None:
    facts = ended(talk).facts
    assert {"E04", "E10", "E17", "A02", "F01", "F10"} <= set(facts)
    assert len(facts) == len(set(facts))


def test_buttons_lead_to_the_most_useful_answers(talk: Talk) -> None:
    reply = ended(talk)
    assert reply.shown[0] == "adviser-until-25"
    assert [b.intent for b in reply.parts[1].buttons][:5] == ["choose"] * 5


@pytest.mark.parametrize(("lives", "nation"), [("wales", "Wales"), ("scotland", "Scotland")])
def test_in_another_nation_the_leaving_care_rights_stay_and_the_rest_goes(talk: Talk, lives: str, nation: str) -> None:
    reply = ended(talk, lives=lives, busy="apprenticeship")
    text = text_of(reply)
    assert "A personal adviser until you are 25" in text
    assert f"You live in {nation}" in text
    assert "Leicestershire County Council still owes you" in text
    for gone in ("council tax, in most", "priority need", "rent help", "housing list", "apprenticeship, once"):
        assert gone not in text
    assert not {"A03", "A09", "A12", "F10", "W01", "H16"} & set(reply.facts)


def test_council_of_another_nation_is_told_honestly(talk: Talk) -> None:
    reply = ended(talk, council="wales", lives="wales")
    assert reply.outcome is Outcome.OUT_OF_SCOPE
    assert "Wales" in text_of(reply)
    assert reply.facts == []


def test_nobody_is_told_flatly_no(talk: Talk) -> None:
    text = text_of(ended(talk, ended="own", weeks="short", at_16="no", private="no"))
    assert "not entitled" not in text
    assert "From what you told me" in text
    assert "Ask anyway, because" in text
    assert "Leicestershire County Council decides" in text


def test_several_groups_are_told_with_what_would_make_it_clearer(talk: Talk) -> None:
    text = text_of(ended(talk, weeks="unknown"))
    assert "“former relevant”" in text
    assert "“qualifying”" in text
    assert "time in care since 14" in text
    assert "Perhaps, depending on your group" in text


def test_unknown_council_still_decides(talk: Talk) -> None:
    assert "The council that looked after you decides" in text_of(ended(talk, council="unknown", lives="unknown"))


def test_outcome_is_kept_for_later(talk: Talk) -> None:
    ended(talk)
    kept = talk.state["entitlement"]
    assert (kept["status"], kept["may_be"], kept["day"]) == ("former-relevant", ["former-relevant"], "2026-11-24")
    ended(talk, weeks="unknown", again="yes")
    assert talk.state["entitlement"]["status"] is None


@pytest.mark.parametrize("age", ["15", "17", "18", "22", "26", "unknown"])
@pytest.mark.parametrize("how", ["still", "home", "guardian", "custody", "own", "unknown"])
def test_every_ending_fits_a_phone_and_offers_a_way_on(talk: Talk, age: str, how: str) -> None:
    reply = ended(talk, age=age, ended=how, weeks="unknown", at_16="unknown", busy="unknown", parent="unknown")
    assert reply.outcome is Outcome.ANSWERED
    assert all(0 < len(p.markdown) <= 4096 for p in reply.parts)
    assert all(len(label) <= 40 for label in labels(reply))
    assert "{" not in text_of(reply)
