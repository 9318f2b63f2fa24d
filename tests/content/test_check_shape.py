"""Three editing mistakes of each kind in what a channel can show, and what the check says of them."""

from __future__ import annotations

import pytest
from found import found, said
from tiny_offer import ADVISER, CAMBS_HOME, HOME, TAX, TOPICS, WORDS, Offer

PLAIN = "Ask your personal adviser."
MARKDOWN = [
    ("A table", "| age | sum |\n|---|---|\n| 18 | yes |", "| age"),
    ("A table", "Sums:\n\n| a | b |", "| a | b |"),
    ("A table", "a | b\n--- | ---", "--- | ---"),
    ("A picture", "![a map](https://a.gov.uk/map.png)", "![a"),
    ("A picture", "See ![](map.png) here.", "See ![]"),
    ("A picture", "First.\n![map]", "![map]"),
    ("HTML", "It is <b>free</b>.", "<b>"),
    ("HTML", "First.\n<br>Then.", "<br>"),
    ("HTML", "Bed &amp; board.", "&amp;"),
    ("Code", "Write `help` to them.", "`help`"),
    ("Code", "First.\n```\nhelp\n```", "```"),
    ("Code", "~~~\nhelp\n~~~", "~~~"),
    ("A list inside a list", "- a bed\n  - a sheet", "  - a sheet"),
    ("A list inside a list", "1. ask\n   1. wait", "   1. wait"),
    ("A list inside a list", "- a bed\n\t- a sheet", "\t- a sheet"),
    ("A quoted block", "They say:\n> no", "> no"),
    ("A line across", "Ask.\n\n***\n\nWait.", "***"),
    ("Struck out text", "It is ~~free~~ cheap.", "~~free"),
]


@pytest.mark.parametrize(("what", "text", "at"), MARKDOWN)
def test_markdown_that_no_channel_shows_is_told_on_its_line(offer: Offer, what: str, text: str, at: str) -> None:
    offer.edit(HOME, PLAIN, text)
    assert (HOME, offer.line(HOME, at), f"{what} cannot be shown in the chat.") in said(offer, "markdown")


@pytest.mark.parametrize(
    "text", ["- a bed\n- a cooker", "1. Ask.\n2. Wait.", "It is **free**, *really*.", "5 < 6 & 7 > 6", "a_b_c * 2"]
)
def test_markdown_that_channels_show_is_let_through(offer: Offer, text: str) -> None:
    offer.edit(HOME, PLAIN, text)
    assert said(offer, "markdown") == []


@pytest.mark.parametrize("name", [HOME, TAX, ADVISER])
def test_deep_heading_is_told(offer: Offer, name: str) -> None:
    offer.write(name, offer.read(name) + "\n### How much\nA lot.\n")
    problem = "The heading “### How much” is not known."
    assert said(offer, "reading") == [(name, offer.line(name, "### How much"), problem)]


@pytest.mark.parametrize(
    ("name", "old"),
    [
        (HOME, "It is not always cash."),
        (TAX, "You pay nothing yet."),
        (ADVISER, "Your personal adviser helps you plan."),
    ],
)
@pytest.mark.parametrize(("length", "severity"), [(720, "warning"), (950, "fault")])
def test_lead_that_is_longer_than_a_screen_is_told(
    offer: Offer, name: str, old: str, length: int, severity: str
) -> None:
    offer.edit(name, old, "Ask me. " * (length // 8))
    [fault] = found(offer, "length")
    assert (fault.path.as_posix(), fault.severity) == (name, severity)
    assert "a phone's screen shows 700." in fault.problem


@pytest.mark.parametrize("name", [HOME, TAX, ADVISER])
def test_part_that_does_not_fit_one_telegram_message_is_told(offer: Offer, name: str) -> None:
    offer.write(name, offer.read(name) + "\n## More\n" + "Ask me. " * 520 + "\n")
    [fault] = found(offer, "length")
    assert fault.line == offer.line(name, "Ask me. Ask me.")
    assert fault.problem.startswith("The part “More” has, with its source, up to 4")


def test_layer_counts_together_with_the_text_it_adds_to(offer: Offer) -> None:
    offer.edit(HOME, "It is not always cash.", "Ask me. " * 45)
    offer.edit(CAMBS_HOME, "Cambridgeshire adds", "Ask me. " * 45 + "Cambridgeshire adds")
    assert [fault.path.as_posix() for fault in found(offer, "length")] == [CAMBS_HOME]


@pytest.mark.parametrize("label", ["money for my first home", "Money for my first home?", "money for  my first home!"])
def test_label_of_two_buttons_is_told_at_the_second(offer: Offer, label: str) -> None:
    offer.edit(TAX, "choice: council tax", f'choice: "{label}"')
    [fault] = found(offer, "buttons")
    assert fault.path.as_posix() == HOME
    assert fault.problem == f"The button “money for my first home” is also that of {TAX}."


@pytest.mark.parametrize("key", ["menu", "safe", "skip"])
def test_label_of_the_bots_own_that_is_too_long_is_told(offer: Offer, key: str) -> None:
    lines = offer.read(WORDS).split("\n")
    place = next(n for n, line in enumerate(lines) if line.startswith(f"  {key}: "))
    lines[place] = f"  {key}: {'a very ' * 6}long label"
    offer.write(WORDS, "\n".join(lines))
    [(name, _, problem)] = said(offer, "buttons")
    assert (name, problem) == (WORDS, f"The button “{key}” has 52 characters, and 40 fit.")


LINKS = [
    ("See [the page] (https://a.gov.uk/x).", "There is a gap between the link's name and its address: “[the page] ("),
    ("See [the page](www.gov.uk).", "“www.gov.uk” is not an address that a phone can open."),
    ("See [the page](http://a.gov.uk).", "“http://a.gov.uk” is not a safe address."),
    ("See [the page](https://a.gov.uk/a b).", "“https://a.gov.uk/a b” is not an address that a phone can open."),
    ("See [the page](https://a.gov.uk/x", "The link “the page” is not closed."),
    ("See (the page)[https://a.gov.uk].", "The link's name and address stand the wrong way round: “(the page)["),
    ("See [](https://a.gov.uk).", "The link to “https://a.gov.uk” has no name."),
    ("See [here](https://a.gov.uk).", "“here” does not say where the link leads."),
    ("See https://a.gov.uk/x.", "The address “https://a.gov.uk/x” stands in the text by itself."),
    ("See www.gov.uk, then ask.", "The address “www.gov.uk” stands in the text by itself."),
    ("Ring [them](tel:one).", "“tel:one” is not an address that a phone can open."),
]


@pytest.mark.parametrize(("text", "problem"), LINKS)
@pytest.mark.parametrize(("name", "old"), [(HOME, PLAIN), (TOPICS, "I'm glad you said it.")])
def test_link_mistake_is_told_on_its_line(offer: Offer, name: str, old: str, text: str, problem: str) -> None:
    offer.edit(name, old, text)
    [(file, line, told)] = said(offer, "links")
    assert (file, line) == (name, offer.line(name, text))
    assert told.startswith(problem)


@pytest.mark.parametrize(
    "text",
    [
        "See [the council's page](https://www.a.gov.uk/x/y?z=1#part).",
        "Ring [Childline](tel:{U11.number}).",
        "Ask. [F01]",
        "It is on GOV.UK, and at 5.30 pm.",
    ],
)
def test_link_in_order_is_let_through(offer: Offer, text: str) -> None:
    offer.edit(HOME, PLAIN, text)
    assert said(offer, "links") == []
