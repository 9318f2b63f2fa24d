"""How a message looks in Telegram, and how a long one is cut."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.pace import Bucket, Pace, Seldom
from bot.channels.telegram.rendering import keyboard, messages, runs_of
from bot.channels.telegram.runs import Run, split, tidy, to_html, to_text, units
from bot.conversation.ports import Button, Shown

pytestmark = pytest.mark.telegram
NOW = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
SHAPES = st.sampled_from(
    [
        "word ",
        "end. ",
        "\n\n",
        "**bold** ",
        "_it_ ",
        "[li & nk](https://a.uk/?b=1&c=2) ",
        "<i>",
        "&",
        "👩‍👧",
        "é",
        "x" * 50,
    ]
)


def shown_html(markdown: str, **shown: str) -> str:
    return to_html(tidy(runs_of(markdown, **shown)))


@pytest.mark.parametrize(
    ("markdown", "markup"),
    [
        ("One\nline.\n\nTwo.", "One line.\n\nTwo."),
        ("**Bold** and _italic_ and *italic*", "<b>Bold</b> and <i>italic</i> and <i>italic</i>"),
        ("**a _b_**", "<b>a </b><b><i>b</i></b>"),
        ("You get:\n\n- a bed\n- **a cooker**\n\nAsk.", "You get:\n\n• a bed\n• <b>a cooker</b>\n\nAsk."),
        ("- a\n  - b\n- c", "• a\n   • b\n• c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("[GOV.UK](https://www.gov.uk/?a=1&b=2)", '<a href="https://www.gov.uk/?a=1&amp;b=2">GOV.UK</a>'),
        ("Ring [999](tel:999)", "Ring 999"),
        ("Ring [Samaritans](tel:116123)", "Ring Samaritans (116123)"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("<b>a</b> & \"b\"", "&lt;b&gt;a&lt;/b&gt; &amp; &quot;b&quot;"),
        ("# no heading", "# no heading"),
    ],
)  # fmt: skip
def test_markdown_becomes_what_telegram_can_show(markdown: str, markup: str) -> None:
    assert shown_html(markdown) == markup


def test_an_adviser_keeps_the_lines_they_typed() -> None:
    shown = Shown(1, "adviser", "Hi Kai,\nring me.", NOW)
    assert [to_html(piece) for piece in messages(shown)] == ["Hi Kai,\nring me."]


def test_who_writes_stands_above_an_advisers_words() -> None:
    shown = Shown(1, "adviser", "Hi Kai,\nring me.", NOW, name="Amina <Yusuf>")
    said = [to_html(piece) for piece in messages(shown)]
    assert said == ["<b>Amina &lt;Yusuf&gt;</b>, a real person, writes:\nHi Kai,\nring me."]
    from_the_bot = Shown(1, "bot", "Hi", NOW, name="Amina")
    assert [to_html(piece) for piece in messages(from_the_bot)] == ["Hi"]


def test_a_text_is_cut_between_paragraphs_then_sentences_then_words() -> None:
    def cut(text: str) -> list[str]:
        return [to_text(piece) for piece in split([Run(text)], 30)]

    assert cut("First paragraph here.\n\nSecond one. More.") == ["First paragraph here.", "Second one. More."]
    assert cut("One sentence is here. Another one comes.") == ["One sentence is here.", "Another one comes."]
    assert cut("words without any end at all go on") == ["words without any end at all", "go on"]
    assert cut("x" * 70) == ["x" * 30, "x" * 30, "x" * 10]


@settings(max_examples=150, deadline=None)
@given(st.lists(SHAPES, max_size=60), st.integers(120, 400))
def test_no_piece_is_too_long_no_tag_is_broken_no_word_is_lost(shapes: list[str], limit: int) -> None:
    runs = tidy(runs_of("".join(shapes)))
    pieces = split(runs, limit)
    for piece in pieces:
        markup = to_html(piece)
        assert 0 < units(markup) <= limit
        assert balanced(markup)
        assert html.unescape(re.sub("<[^>]*>", "", markup)) == to_text(piece)
    assert "".join("".join(map(to_text, pieces)).split()) == "".join(to_text(runs).split())


def balanced(markup: str) -> bool:
    open_tags: list[str] = []
    for close, name in re.findall(r"<(/?)([a-z]+)[^>]*>", markup):
        if not close:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags


def test_buttons_stand_one_in_a_row_with_short_labels() -> None:
    markup = keyboard(
        (Button("a", "Yes please"), Button("b", "x" * 60), Button("c" * 65, "too much data"), Button("d", " "))
    )
    assert markup is not None
    assert [[(b.text, b.callback_data) for b in row] for row in markup.inline_keyboard] == [
        [("Yes please", "a")],
        [("x" * 39 + "…", "b")],
    ]
    assert keyboard(()) is None


def test_three_messages_may_follow_at_once_then_one_a_second() -> None:
    pace = Pace()
    assert [round(pace.for_chat("a", 0.0), 3) for _ in range(5)] == [0, 0, 0, 1, 2]
    assert pace.for_chat("b", 0.0) == 0
    assert pace.for_chat("a", 10.0) == 0


def test_no_more_than_thirty_a_second_to_everybody() -> None:
    bucket = Bucket(1 / 30, 5)
    waits = [bucket.reserve(0.0) for _ in range(65)]
    assert len([wait for wait in waits if wait < 1]) <= 35
    assert waits[-1] == pytest.approx(2, abs=0.01)


def test_something_seldom_is_done_once_for_each_chat() -> None:
    seldom = Seldom(60)
    assert [seldom.allows("a", now) for now in (0, 59, 60)] == [True, False, True]
    assert seldom.allows("b", 59)
