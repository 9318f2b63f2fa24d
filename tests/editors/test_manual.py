"""docs/editors.md: its pictures are there and small, and what it names exists."""

from __future__ import annotations

import re

from typer.main import get_command

from bot import cli
from bot.settings import ROOT

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
PAGES = ROOT / "bot" / "editors" / "templates"
SIGN_IN = ROOT / "bot" / "sign_in" / "templates"


def test_pictures_are_there_described_and_small() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\((pictures/[^)]+)\)", PAGE)
    assert len(pictures) >= 12
    for words, path in pictures:
        assert len(words) > 20
        assert 0 < (ROOT / "docs" / path).stat().st_size <= 160_000
    unused = {p.name for p in (ROOT / "docs" / "pictures").glob("editors-*.png")} - {
        p.split("/")[1] for _, p in pictures
    }
    assert unused == set()


def test_links_inside_the_page_lead_somewhere() -> None:
    headings = {re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^## (.+)$", PAGE, re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


def test_buttons_it_names_are_on_the_pages() -> None:
    pages = [path for folder in (PAGES, SIGN_IN) for path in folder.glob("*.html")]
    templates = " ".join(path.read_text(encoding="utf-8") for path in pages)
    named = set(re.findall(r"\*\*([A-Z][^*]+?)\*\*", PAGE)) - {"It is live."}
    buttons = {name for name in named if not re.match(r"\d\.|Write the new|Say ", name)}
    assert {name for name in buttons if name.replace("&", "&amp;") not in templates} == set()
    assert len(buttons) > 8


def test_commands_it_names_exist() -> None:
    group = get_command(cli.app)
    for first, second in re.findall(r"offer (editors|content|council) (\w+)", PAGE):
        assert second in group.commands[first].commands  # type: ignore[attr-defined]
