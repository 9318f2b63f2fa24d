"""What should change: kept for the council's participation officer, with honest words about who reads it."""

from __future__ import annotations

from actions.base import choice_of, menu_choice, phrases
from actions.endings.registry import ending
from actions.turn import Turn
from bot.content.officers import is_connected
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply, SuggestionRequest
from bot.interviews.model import UNKNOWN, YES

_LONGEST_NAME = 60
_GROUPS = ("sypac", "care-council")  # where somebody is heard in person, the council's own first


@ending("suggestion")
def suggestion(turn: Turn, answers: dict[str, str]) -> Reply:
    """The reply that keeps a suggestion; without words nothing is kept, and that is said."""
    said = phrases(turn)
    words = answers.get("change", "").strip()
    groups = [choice_of(turn, i) for i in _GROUPS if i in turn.content.answers and _for_them(turn, i)][:1]
    buttons = [*groups, menu_choice(turn)]
    if words in ("", UNKNOWN):
        return Reply(outcome=Outcome.SMALL_TALK, parts=[Part(markdown=said.say("suggestion_empty"), buttons=buttons)])
    council = answers.get("council", "")
    known = turn.content.councils.get(council)
    connected = is_connected(
        turn.content, known.id if known else None, scope=turn.officer, demonstration=not turn.alerts
    )
    name = answers.get("name", "").strip()[:_LONGEST_NAME] if answers.get("use_name") == YES else ""
    may_answer = answers.get("answer_here") == YES
    named = known.full_name if known else said.say("suggestion_council_unknown")
    texts = [said.say("suggestion_told" if connected else "suggestion_not_told", council=named)]
    if connected:
        texts.append(said.say("suggestion_answer_here" if may_answer else "suggestion_no_answer"))
    texts.append(said.say("suggestion_kept"))
    return Reply(
        outcome=Outcome.HANDED_OFF if connected else Outcome.SMALL_TALK,
        parts=[Part(markdown="\n\n".join(texts), buttons=buttons)],
        suggestion=SuggestionRequest(
            council=known.id if known else None,
            words=words,
            name=name if name and name != UNKNOWN else None,
            may_answer=may_answer,
            tell=connected,
        ),
    )


def _for_them(turn: Turn, answer: str) -> bool:
    return turn.content.answers[answer].council in (None, turn.audience.council)
