"""Codes: unguessable, readable on a phone, found in what people type, and never in what they ask."""

from __future__ import annotations

import math
import re

import pytest

from bot.people.link_code import ALPHABET, EACH, GROUPS, code_in, digest_of, new_code

CODE = "BCDF-GHJK-MNPQ-RSTV"
LETTERS = "BCDFGHJKMNPQRSTV"


def test_a_code_has_at_least_sixty_bits() -> None:
    assert GROUPS * EACH * math.log2(len(ALPHABET)) >= 60
    assert len({new_code() for _ in range(500)}) == 500


def test_a_code_is_four_groups_of_letters_that_are_not_mistaken_for_each_other() -> None:
    assert re.fullmatch("[BCDFGHJKMNPQRSTVWXZ]{4}(-[BCDFGHJKMNPQRSTVWXZ]{4}){3}", new_code())
    assert not set(ALPHABET) & set("AEIOULY0158")


@pytest.mark.parametrize(
    "text",
    [
        CODE, LETTERS, CODE.lower(), CODE.replace("-", " "), f"code {CODE}", f"Code: {CODE}.", f"/start {LETTERS}",
        f"hi my code is {CODE.lower()} thanks", "8CDF GHJK MNPQ R5TV", "bcdf – ghjk – mnpq – rstv",
        f"heres the code\n{CODE}",
    ],
)  # fmt: skip
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    assert code_in(text) == LETTERS


@pytest.mark.parametrize("text", ["code BCDF-GHJK", "link code bcdf-ghjk-mnpq-rst", "code ABCD-EFGH-IJKL-MNOP"])
def test_what_somebody_calls_a_code_is_looked_at_too(text: str) -> None:
    found = code_in(text)
    assert found is not None
    assert digest_of(found) != digest_of(CODE)


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "code does this work here", "what is the code of practice", "my postcode is LE3 8RA", "code red",
        f"{CODE} i want to die", f"he hit me {CODE}", "this they them then", "do i need a code for the gym",
        "help help help help", "code please", f"{'word ' * 40}{CODE}", "BCDF-GHJK-MNPQ-RSTVW",
    ],
)  # fmt: skip
def test_whatever_else_is_said_is_not_taken_for_a_code(text: str) -> None:
    assert code_in(text) is None


def test_the_digest_is_the_same_however_the_code_is_written() -> None:
    assert digest_of(CODE) == digest_of("bcdf ghjk mnpq rstv") == digest_of("8CDFGHJKMNPQR5TV".replace("8", "B"))
    assert CODE not in digest_of(CODE)
