"""Turns the Markdown of a message into runs that Telegram can show: bold, italic, lists, links and paragraphs."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.token import Token
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.runs import Run, split
from bot.conversation.ports import Button, Shown

_LABEL, _DATA = 40, 64
_TAGS = {"strong": "<b>", "em": "<i>"}
_PARSER = MarkdownIt("zero", {"html": False, "linkify": False}).enable(
    ["emphasis", "link", "list", "newline", "escape"]
)


def messages(shown: Shown) -> list[list[Run]]:
    """The text of a message, cut into as many Telegram messages as it needs."""
    if shown.sender != "adviser":
        return split(runs_of(shown.markdown))
    above = [Run(shown.name, ("<b>",)), Run(", a real person, writes:\n")] if shown.name else []
    return split([*above, *runs_of(shown.markdown, keep_lines=True)])


def keyboard(buttons: tuple[Button, ...]) -> InlineKeyboardMarkup | None:
    """The buttons under a message, one in a row; None when there are none."""
    rows = [
        [InlineKeyboardButton(_short(button.label), callback_data=button.id)]
        for button in buttons
        if button.label.strip() and 0 < len(button.id.encode()) <= _DATA
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def runs_of(markdown: str, keep_lines: bool = False) -> list[Run]:
    """The runs of a Markdown text; with `keep_lines` every line end stays one, as an adviser typed it."""
    page = _Page("\n" if keep_lines else " ")
    for token in _PARSER.parse(markdown):
        page.take(token)
    return page.runs


class _Page:
    """Writes tokens down as runs."""

    def __init__(self, line_end: str) -> None:
        self.runs: list[Run] = []
        self._line_end = line_end
        self._lists: list[int | None] = []  # for each open list the next number, None when it has bullets
        self._mark = ""
        self._list_begins = False

    def take(self, token: Token) -> None:
        """Takes the next block token."""
        if token.type == "bullet_list_open":
            self._open_list(None)
        elif token.type == "ordered_list_open":
            self._open_list(int(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif token.type == "list_item_open":
            self._mark = self._next_mark()
        elif token.type == "inline":
            self._begin_block()
            self._inline(token.children or [])

    def _open_list(self, start: int | None) -> None:
        self._list_begins = not self._lists
        self._lists.append(start)

    def _next_mark(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _begin_block(self) -> None:
        inside = bool(self._lists) and not self._list_begins
        if self.runs:
            self.runs.append(Run("\n" if inside else "\n\n"))
        self.runs.append(Run("   " * (len(self._lists) - 1) + self._mark))
        self._mark, self._list_begins = "", False

    def _inline(self, tokens: list[Token]) -> None:
        tags: list[str] = []
        link: tuple[str, int] = ("", 0)
        for token in tokens:
            if token.type == "link_open":
                link = (str(token.attrGet("href") or ""), len(self.runs))
                tags.append(_link_tag(link[0]))
            elif token.type == "link_close":
                tags.pop()
                self.runs.append(Run(_spoken(link[0], self.runs[link[1] :]), tuple(filter(None, tags))))
            elif token.nesting == 1:
                tags.append(_TAGS.get(token.tag, ""))
            elif token.nesting == -1:
                tags.pop()
            else:
                breaks = {"softbreak": self._line_end, "hardbreak": "\n"}
                self.runs.append(Run(breaks.get(token.type, token.content), tuple(filter(None, tags))))


def _link_tag(href: str) -> str:
    """A link for web pages; Telegram finds telephone numbers and e-mail addresses by itself."""
    return f'<a href="{html.escape(href)}">' if href.startswith(("https://", "http://")) else ""


def _spoken(href: str, label: list[Run]) -> str:
    """The number or address behind a link that Telegram cannot carry, unless the label already says it."""
    match = re.match(r"(?:tel|sms|mailto):([^?]+)", href)
    if not match:
        return ""
    said = re.sub(r"\s", "", "".join(run.text for run in label))
    return "" if match.group(1) in said else f" ({match.group(1)})"


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…"
