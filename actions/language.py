"""What a message in another language gets beside its answer: a few sentences in it, interpreters, and the adviser.

The answer itself is given in easy English (bot/content/easy.py). Sentences in the person's language come from
`words/LANG.yml` and are shown only as bot/content/languages.py allows.
"""

from __future__ import annotations

from actions.turn import Turn
from bot.content.languages import LanguageWords
from bot.content.phrases import Phrases
from bot.conversation.reply import Choice, Part, Reply

MIGRANT_HELP = "N10"
_QUIET = ("handoff_name", "handoff_contact")  # while these are asked, nothing is put beside the question


def answer_in_easy_english(turn: Turn, reply: Reply, said: Phrases, adviser: Choice) -> None:
    """Puts what a foreign message gets into its reply; from then on the person gets easy words."""
    if not turn.is_foreign or set(reply.state.get("asked") or []) & set(_QUIET):
        return
    words, first = _words(turn), turn.state.get("language") != turn.language
    reply.state = {**reply.state, "easy": True, "language": turn.language}
    if reply.verdict == "urgent":
        if words:
            reply.parts.insert(0, _part(said, words, words.urgent))
        return
    if words and reply.safe_check:
        reply.parts.insert(0, _part(said, words, words.urgent))
    elif words and first:
        reply.parts.insert(0, _part(said, words, f"{words.greeting} {words.person}"))
    buttons = [adviser]
    if any(b.intent in ("offer_adviser", "safe_yes") for part in reply.parts for b in part.buttons):
        buttons = []
    help_line = Part(markdown=said.say("other_language"), buttons=buttons)
    reply.parts.insert(len(reply.parts) - 1 if reply.safe_check else len(reply.parts), help_line)
    reply.facts = list(dict.fromkeys([*reply.facts, MIGRANT_HELP]))


def _words(turn: Turn) -> LanguageWords | None:
    words = turn.content.languages.get(turn.language)
    return words if words and words.may_be_shown(demonstration=not turn.alerts) else None


def _part(said: Phrases, words: LanguageWords, text: str) -> Part:
    """The sentence; what nobody has checked says so."""
    shown = said.fill(text)
    if not words.is_checked:
        shown = f"{shown}\n\n_{said.say('not_translated_by_a_person', language_name=words.name)}_"
    return Part(markdown=shown)
