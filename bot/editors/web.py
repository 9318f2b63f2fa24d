"""What every page of the desk shares: who is there, and what the pages work with. See bot/sign_in."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from bot.content.folder import NotAContentFile
from bot.content.lateness import OVERDUE_DAYS
from bot.content.publishing import Publisher
from bot.editors.accounts import Accounts
from bot.explain import Passage
from bot.sign_in import web
from bot.sign_in.web import HEADERS, Kindly, Sign, Site, go
from bot.storage.editors import Editor
from bot.storage.unanswered import UnansweredQueue

__all__ = ["HEADERS", "EditorsDesk", "Explain", "Kindly", "Page", "Visit", "editors_page", "go", "open_page"]
Explain = Callable[[str, str | None, int | None], Coroutine[Any, Any, list[Passage]]]
SIGN = Sign(
    root="/editors",
    title="Editors' desk",
    the_title="the editors' desk",
    whose="an editor's",
    cookie="offer-editor",
    command="offer editors link",
)


@dataclass(kw_only=True)
class EditorsDesk(Site[Editor]):
    """What the pages work with.

    Attributes:
        publisher: changes the content.
        training: the newest state of the training, in words, or None.
        overdue_days: after so many days a late check is long overdue.
        council: the council that runs the bot, taken first in previews.
        unanswered: the messages that found no answer; None where none are kept.
        unanswered_from: how many chats must have asked a long or unusual one before it is shown.
        explain: explains a message (text, council, age; bot.explaining.explained); None without a Rasa.
    """

    sign: ClassVar[Sign] = SIGN
    templates: ClassVar[Environment] = web.environment(Path(__file__).parent / "templates")
    accounts: Accounts
    publisher: Publisher
    training: Callable[[], str | None] = lambda: None
    overdue_days: int = OVERDUE_DAYS
    council: str | None = None
    unanswered: UnansweredQueue | None = None
    unanswered_from: int = 3
    explain: Explain | None = None

    def refusal(self, error: Exception) -> Kindly | None:
        """A file that is none of the content's is answered kindly too."""
        if isinstance(error, NotAContentFile):
            return Kindly(404, "There is no such file", str(error))
        return super().refusal(error)


class Visit(web.Visit[EditorsDesk, Editor]):
    """One request of one editor."""

    @property
    def editor(self) -> Editor | None:
        """Who is signed in."""
        return self.member


Page = Callable[[Visit], Response]


def open_page(desk: EditorsDesk, page: Page) -> Callable[[Request], Any]:
    """A page for anybody, such as those of the sign-in."""
    return web.open_page(desk, page, Visit)


def editors_page(desk: EditorsDesk, page: Page) -> Callable[[Request], Any]:
    """A page for editors only."""
    return web.members_page(desk, page, Visit)
