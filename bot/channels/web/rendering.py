"""Turns the markdown of a message into HTML that is safe to show: p, strong, em, ul, ol, li, a and br only."""

from __future__ import annotations

import html
import re
from collections.abc import MutableMapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bot.conversation.paper_link import PAPERS
from bot.conversation.ports import Shown
from bot.conversation.team_link import TEAMS

_TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "br"}
_PAPER_TAGS = _TAGS | {"h2", "h3"}
_SCHEMES = {"https", "tel", "sms"}
_OWN_PAGE = re.compile(rf"(?:{re.escape(PAPERS)}|{re.escape(TEAMS)})[\w-]+", re.ASCII)


def _open_link(
    self: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    """A page opens in a new tab, so that the chat stays; a telephone number does not."""
    if str(tokens[index].attrGet("href")).startswith(("https:", PAPERS, TEAMS)):
        tokens[index].attrSet("target", "_blank")
    return self.renderToken(tokens, index, options, env)


def _parser(breaks: bool, *more: str) -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "linkify": False, "breaks": breaks})
    parser.enable(["emphasis", "link", "list", "newline", "escape", *more])
    parser.add_render_rule("link_open", _open_link)
    return parser


_BOT = _parser(breaks=False)  # the content files wrap their lines
_ADVISER = _parser(breaks=True)  # a person who presses Enter means it
_PAPER = _parser(False, "heading")


def message_html(shown: Shown) -> str:
    """The HTML of a message; what a person wrote is shown as they wrote it, never as markdown."""
    if shown.sender == "person":
        return _plain(shown.markdown)
    parser = _BOT if shown.sender == "bot" else _ADVISER
    return _safe(parser.render(shown.markdown))


def paper_html(markdown: str) -> str:
    """The HTML of a paper, which may have headings."""
    return _safe(_PAPER.render(markdown), _PAPER_TAGS)


def _plain(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", html.escape(text).strip())
    return _safe("".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs))


def _own_page(address: str) -> str | None:
    """Of the addresses without a host only those of papers are kept; the browser knows the host (view.js)."""
    return address if _OWN_PAGE.fullmatch(address) else None


def _safe(markup: str, tags: set[str] = _TAGS) -> str:
    return nh3.clean(
        markup,
        tags=tags,
        attributes={"a": {"href"}},
        tag_attribute_values={"a": {"target": {"_blank"}}},
        url_schemes=_SCHEMES,
        url_relative=_own_page,
        link_rel="noopener noreferrer",
    ).strip()
