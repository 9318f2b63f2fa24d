"""How a message becomes HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.rendering import message_html
from bot.conversation.ports import Shown

from .desk import now


def bot(markdown: str) -> str:
    return message_html(Shown(1, "bot", markdown, now()))


def person(text: str) -> str:
    return message_html(Shown(1, "person", text, now()))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Up to **£3,000**.\n\nAsk.", "<p>Up to <strong>£3,000</strong>.</p>\n<p>Ask.</p>"),
        ("Two\nlines", "<p>Two\nlines</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("# no heading", "<p># no heading</p>"),
        ("`no code`", "<p>`no code`</p>"),
        ("![x](https://x.example/a.png)", '<p>!<a href="https://x.example/a.png"'),
    ],
)
def test_markdown_of_the_bot(markdown: str, html: str) -> None:
    assert bot(markdown).startswith(html)


def test_page_opens_in_a_new_tab_that_learns_nothing() -> None:
    link = '<a href="https://www.gov.uk/x" target="_blank" rel="noopener noreferrer">GOV.UK</a>'
    assert link in bot("[GOV.UK](https://www.gov.uk/x)")


@pytest.mark.parametrize(("scheme", "number"), [("tel", "08001111"), ("sms", "85258")])
def test_telephone_number_rings_on_a_tap(scheme: str, number: str) -> None:
    html = bot(f"Ring [0800 1111]({scheme}:{number}).")
    assert f'<a href="{scheme}:{number}"' in html
    assert "_blank" not in html


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "http://x.example", "/api/status", "//x.example", "file:///x"],
)
def test_other_addresses_are_no_links(address: str) -> None:
    assert "href" not in bot(f"[press]({address})")


@pytest.mark.parametrize("write", [bot, person])
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>hi</b>"])
def test_html_is_shown_as_text(write: object, text: str) -> None:
    assert write(text) == f"<p>{text.replace('<', '&lt;').replace('>', '&gt;')}</p>"  # type: ignore[operator]


def test_words_of_a_person_are_never_markdown() -> None:
    assert person("**a** [b](https://x.example)") == "<p>**a** [b](https://x.example)</p>"
    assert person("one\ntwo\n\nthree") == "<p>one<br>two</p><p>three</p>"


def test_line_breaks_of_an_adviser_are_kept() -> None:
    assert message_html(Shown(1, "adviser", "one\ntwo", now())) == "<p>one<br>\ntwo</p>"


@given(st.text(alphabet=st.sampled_from("<>&\"'()[]*_!`#-:/ \nabjscriptonerror=")))
def test_no_text_makes_another_element(text: str) -> None:
    for html in (bot(text), person(text)):
        names = {part.split(">")[0].split(" ")[0].strip("/") for part in html.split("<")[1:]}
        assert names <= {"p", "strong", "em", "ul", "ol", "li", "a", "br"}
