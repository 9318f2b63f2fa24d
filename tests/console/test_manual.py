"""docs/console.md: its pictures are there, and the buttons it names are on the pages."""

from __future__ import annotations

import re

from bot.console.words import console_words
from bot.settings import ROOT

PAGE = (ROOT / "docs" / "console.md").read_text(encoding="utf-8")
PAGES = (ROOT / "bot" / "console" / "templates", ROOT / "bot" / "sign_in" / "templates")


def test_every_picture_is_there_small_and_described() -> None:
    pictures = re.findall(r"!\[(.+)\]\((pictures/[\w.-]+)\)", PAGE)
    assert len(pictures) == 3
    for _, path in pictures:
        assert 0 < (ROOT / "docs" / path).stat().st_size <= 150_000


def test_buttons_it_names_are_on_the_pages() -> None:
    templates = " ".join(path.read_text(encoding="utf-8") for folder in PAGES for path in folder.glob("*.html"))
    named = {name.rstrip(".") for name in re.findall(r"\*\*([A-Z][^*]+?)\*\*", PAGE)}
    acts = {name for name in named if name not in ("Read what was said and what they were told", "Reach them")}
    assert len(acts) > 12
    assert {name for name in acts if name not in templates} == set()


def test_every_word_of_the_console_is_there() -> None:
    said = console_words()
    assert {"spoke", "not-reached"} <= set(said.outcomes)
    assert all(text[0].isupper() for text in (*said.outcomes.values(), *said.ways.values(), *said.states.values()))
