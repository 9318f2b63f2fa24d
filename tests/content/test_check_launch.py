"""The launch gate: what people must have checked and signed before the bot is used with young people."""

from __future__ import annotations

import datetime as dt

import pytest
from tiny_offer import HOME, MONEY, REAL, TODAY, WORDS, Offer

from bot.content.check import check_content
from bot.content.launch import FILE, gate
from bot.content.loader import Content

SIGNED = """\
signatures:
  - {role: safeguarding-lead, name: Ada Bell, on: 2026-11-01}
  - {role: data-protection-officer, name: Cy Dunn, on: 2026-11-24}
"""
CHECKED = "  checked: {by: Ada Bell, on: 2026-11-20}\n"


def told(offer: Offer) -> list[str]:
    return [fault.problem for fault in gate(offer.content(), TODAY).faults]


def test_small_folder_has_its_numbers_to_check_and_nobody_signed(offer: Offer) -> None:
    assert told(offer) == [
        "The number 999 (U01) is shown, and no person has checked it.",
        "The number 111 (U07) is shown, and no person has checked it.",
        "The number 116 123 (U09) is shown, and no person has checked it.",
        "The number 0808 8010 503 (N10) is shown, and no person has checked it.",
        "The number 0800 1111 (U11) is shown, and no person has checked it.",
        "The data protection officer has not signed.",
        "The safeguarding lead has not signed.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("confidence: V\n", "confidence: V2\n", "it was read second-hand (V2)"),
        ("confidence: V\n", "confidence: C\n", "its sources disagree (C)"),
        ("confidence: V\n", "confidence: V\n  flags: [OLD]\n", "its source is old (OLD)"),
        ("confidence: V\n", "confidence: V\n  flags: [RECHECK]\n", "it may change (RECHECK)"),
    ],
)
def test_shown_fact_in_doubt_must_be_checked(offer: Offer, old: str, new: str, why: str) -> None:
    offer.edit(MONEY, old, new)
    [fault] = gate(offer.content(), TODAY).shaky
    assert fault.problem == f"F01 is shown, and no person has checked it: {why}."
    assert fault.fix == 'Open its source (Guide for care leavers), then run: offer facts checked F01 --by "NAME".'
    assert fault.line == offer.line(MONEY, "F01:")
    offer.edit(MONEY, "F01:\n", f"F01:\n{CHECKED}")
    assert gate(offer.content(), TODAY).shaky == []


def test_fact_in_doubt_that_nobody_is_shown_does_not_hold_it_up(offer: Offer) -> None:
    offer.edit(MONEY, "  confidence: S\n", "  confidence: C\n")  # F03, which is hidden
    assert gate(offer.content(), TODAY).shaky == []


def test_gate_opens_when_all_is_checked_and_signed(offer: Offer) -> None:
    for fact in ("U01", "U07", "U09", "U11", "N10"):
        offer.edit("facts/urgent.yml", f"{fact}:\n", f"{fact}:\n{CHECKED}")
    offer.write(FILE.as_posix(), SIGNED)
    assert gate(offer.content(), TODAY).faults == []
    assert gate(offer.content(), TODAY).summary == "Launch gate: everything has been checked and signed."
    assert check_content(offer.folder, TODAY) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("role: safeguarding-lead", "role: boss", "“signatures.0.role”: “boss” is not one of the words allowed."),
        ("on: 2026-11-01", "on: soon", "“signatures.0.on”: this must be a day."),
        ("on: 2026-11-24", "on: 2026-11-25", "Cy Dunn signs on a day to come."),
        ("name: Ada Bell", "name: A", "“signatures.0.name”: "),
    ],
)
def test_mistake_in_the_signatures_is_told_on_its_line_and_does_not_count(
    offer: Offer, old: str, new: str, problem: str
) -> None:
    offer.write(FILE.as_posix(), SIGNED.replace(old, new))
    [fault] = check_content(offer.folder, TODAY)
    assert (fault.path, fault.line) == (FILE, 3 if "Cy Dunn" in problem else 2)
    assert fault.problem.startswith(problem)
    assert gate(offer.content(), TODAY).unsigned


def test_signature_of_one_role_leaves_the_other_open(offer: Offer) -> None:
    offer.write(FILE.as_posix(), SIGNED[: SIGNED.index("  - {role: data")])
    assert [fault.problem for fault in gate(offer.content(), TODAY).unsigned] == [
        "The data protection officer has not signed."
    ]


def test_number_of_another_area_counts_when_the_bots_own_words_say_it(offer: Offer) -> None:
    number = '  values:\n    number: {kind: phone, value: "0300 123 4567"}\n'
    offer.edit(MONEY, "F03:", f"F05:\n  claim: The money line is {{number}}.\n  who: all\n  area: finances\n"
               f'  sources: [GUIDE]\n  dated: "2024"\n  confidence: V\n{number}F03:')  # fmt: skip
    offer.edit(HOME, "You can complain. [F01]", "Call {F05.number}. [F05]")
    assert "F05" not in " ".join(told(offer))
    offer.edit(WORDS, "Sorry, something went wrong", "Call {F05.number} when something went wrong")
    assert "The number 0300 123 4567 (F05) is shown, and no person has checked it." in told(offer)


def test_our_own_content_is_not_ready_and_says_so(real: Content) -> None:
    """No page behind it has been opened live and nobody has signed: until then the gate must stay shut."""
    result = gate(real, dt.date(2026, 11, 24))
    assert (REAL / FILE).is_file()
    assert result.shown_crisis >= 25
    assert len(result.crisis) + len(result.shaky) + len(result.unsigned) == len(result.faults)
    assert result.faults
    assert f"{len(result.crisis)} of {result.shown_crisis} facts with a crisis number" in result.summary
