"""What is read of short words: a wish for secrecy, what is asked of an open case; and what is not read that way."""

from __future__ import annotations

import pytest

from bot.care.listening import answer_to_safe, wants_only_secrecy, wants_secrecy, wish_of


@pytest.mark.parametrize(
    "text",
    [
        "please dont tell anyone", "Don’t tell my PA ok", "you cant tell nobody", "keep it between us",
        "no one can know",
        "i dont want my adviser to know", "promise you wont tell", "don't say anything to the council",
        "i took 20 pills last night plz dont tell no1", "my boyfriend hits me but u cant tell my social worker",
    ],
)  # fmt: skip
def test_a_wish_for_secrecy_is_heard(text: str) -> None:
    assert wants_secrecy(text)


@pytest.mark.parametrize(
    "text",
    [
        "they dont tell me anything", "he told me not to say anything", "my pa wont tell me", "do i have to tell my pa",
        "i didnt tell anyone", "i cant tell anyone about it", "she never tells me when she is coming",
        "can you tell my adviser", "is this chat private", "who can i tell",
    ],
)  # fmt: skip
def test_what_is_no_wish_for_secrecy_is_not_heard_as_one(text: str) -> None:
    assert not wants_secrecy(text)


def test_a_wish_for_secrecy_with_anything_else_is_read_as_a_whole() -> None:
    assert wants_only_secrecy("ok but please dont tell anyone")
    assert not wants_only_secrecy("dont tell anyone im pregnant")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("have they seen it", "status"), ("has amina read it yet?", "status"), ("what did you tell them", "status"),
        ("who knows about this", "status"), ("when will they call me", "status"), ("cancel it please", "cancel"),
        ("take it back", "cancel"), ("dont tell them", "cancel"), ("i changed my mind", "perhaps_cancel"),
        ("talk to the bot again", "bot_back"), ("bot", "bot_back"), ("can i talk to the bot", "bot_back"),
    ],
)  # fmt: skip
def test_what_is_asked_of_an_open_case_is_understood(text: str, wish: str) -> None:
    assert wish_of(text) == wish


@pytest.mark.parametrize(
    "text",
    ["stop", "cancel my gym", "do i pay council tax", "yeah", "", "what do they pay", "is a bot better than a person",
     "have they got to give me a bus pass", "never mind that, how do i get a passport"],
)  # fmt: skip
def test_other_messages_are_left_to_the_understanding(text: str) -> None:
    assert wish_of(text, asked="in_touch") is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("yes she called", "in_touch"), ("they got in touch yesterday", "in_touch"), ("we spoke", "in_touch"),
        ("no one called me", "not_in_touch"), ("no they didnt", "not_in_touch"), ("no not yet", "not_in_touch"),
        ("not yet", "not_yet"), ("Not yet, but that's ok", "not_yet"),
        ("i can wait", "not_yet"), ("ok ill wait", "not_yet"),
        ("nobody has been in touch", "not_in_touch"), ("they never rang", "not_in_touch"),
        ("still waiting", "not_in_touch"), ("she hasnt replied", "not_in_touch"),
    ],
)  # fmt: skip
def test_whether_somebody_got_in_touch_is_read_only_where_it_was_asked(text: str, wish: str) -> None:
    assert wish_of(text, asked="in_touch") == wish
    assert wish_of(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", "yes"), ("yeah its ok", "yes"), ("yh sure", "yes"), ("Yes, it's safe.", "yes"), ("its fine", "yes"),
        ("you can write to me here", "yes"), ("nobody else sees my phone", "yes"), ("it is", "yes"),
        ("no", "no"), ("nope he reads it", "no"), ("no dont", "no"), ("not really", "no"), ("no its not", "no"),
        ("my mum sees my phone", "no"), ("please don't text me", "no"), ("it's not safe to write here", "no"),
        ("i think so", "no"), ("dont know", "no"), ("maybe", "no"),  # without a clear yes nothing is written
        ("ok", "unclear"), ("ok thanks", "unclear"),  # they may only have read it
        ("yes but not at night", None), ("no it's ok", None), ("i need money", None), ("what do you mean", None),
        ("", None),
    ],
)  # fmt: skip
def test_typed_answer_to_whether_it_is_safe_to_write(text: str, answer: str | None) -> None:
    assert answer_to_safe(text) == answer
