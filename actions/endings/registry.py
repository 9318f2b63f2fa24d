"""What becomes of an interview's answers: endings by name. A module of this package registers one with `ending`."""

from __future__ import annotations

from collections.abc import Callable

from actions.turn import Turn
from bot.conversation.reply import Reply

EndingOf = Callable[[Turn, dict[str, str]], Reply]
ENDINGS: dict[str, EndingOf] = {}


def ending(name: str) -> Callable[[EndingOf], EndingOf]:
    """Registers a function as the ending of this name.

    The function gets the turn and the answers by question key: the value of a choice, `yes` or `no`, a number or the
    id of a council as text, a free text as it was typed; `unknown` for “I don't know”, an empty text for a skipped one.
    Questions that were not asked have no entry. What went with the button that started the interview (its data,
    besides `interview`) stands among the answers. It gives the reply; leaving the interview is not its business.
    """

    def register(function: EndingOf) -> EndingOf:
        ENDINGS[name] = function
        return function

    return register
