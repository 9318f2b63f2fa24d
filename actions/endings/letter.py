"""A letter: written from the answers, shown to be copied, with how to send it and a page to print."""

from __future__ import annotations

from actions.base import adviser_choice, menu_choice, phrases
from actions.endings.registry import ending
from actions.turn import Turn
from bot.content import lateness
from bot.content.applies import HOME, whereabouts
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Paper, Part, Reply
from bot.interviews.progress import from_state
from bot.letters.model import Letter
from bot.letters.write import WrittenLetter, holds_for, write_letter


@ending("letter")
def letter_ending(turn: Turn, answers: dict[str, str]) -> Reply:
    """The reply that shows the letter of the interview that has just ended."""
    letter = _letter_of(turn)
    if letter is None:
        part = Part(markdown=phrases(turn).say("letter_gone"), buttons=[menu_choice(turn)])
        return Reply(outcome=Outcome.NO_ANSWER, parts=[part])
    if not holds_for(turn.content, letter, turn.audience, turn.day):
        return _not_here(turn)
    late = lateness.late([letter.fields.review_by], turn.day, turn.overdue_days)
    if late is not None and late.long:
        return _too_late(turn, letter, late)
    written = write_letter(turn.content, letter.id, answers, turn.audience, turn.day)
    guide = "\n\n".join(f"**{title}**\n\n{words}" for title, words in written.guide)
    below = [written.source, phrases(turn).say("overdue", month=late.month) if late else ""]
    source = " ".join(f"_{text}_" for text in below if text)
    buttons = [adviser_choice(turn), _again(turn, letter), menu_choice(turn)]
    return Reply(
        outcome=Outcome.ANSWERED,
        facts=list(written.facts),
        parts=[
            Part(markdown=_first_words(turn, written)),
            Part(markdown=written.letter),
            Part(markdown="\n\n".join(t for t in (guide, source) if t), buttons=buttons, paper_link=True),
        ],
        paper=_paper(letter, written),
    )


def _letter_of(turn: Turn) -> Letter | None:
    """The letter that belongs to the interview whose last answer this message is."""
    progress = from_state(turn.state)
    interview = turn.button.get("interview") or (progress.interview if progress else turn.intent.partition("/")[2])
    return next((a for a in turn.content.letters.values() if a.fields.interview == interview), None)


def _first_words(turn: Turn, written: WrittenLetter) -> str:
    said = phrases(turn)
    texts = [said.say("letter_ready")]
    if written.gaps:
        texts.append(said.say("letter_gaps", title=", ".join(written.gaps)))
    return " ".join(texts)


def _again(turn: Turn, letter: Letter) -> Choice:
    data = {"interview": letter.fields.interview, "again": "yes"}
    return Choice(label=phrases(turn).choice("letter_again"), intent="interview", data=data)


def _paper(letter: Letter, written: WrittenLetter) -> Paper:
    sections = [f"## {title}\n\n{words}" for title, words in written.guide]
    guide = "\n\n".join(sections + ([f"_{written.source}_"] if written.source else []))
    return Paper(kind="letter", title=letter.fields.title, markdown=written.letter, guide=guide)


def _too_late(turn: Turn, letter: Letter, late: lateness.Late) -> Reply:
    """A letter that nobody has looked at for so long may claim what is not so any more."""
    said = phrases(turn)
    texts = [said.say("letter_cut", title=letter.fields.title, month=late.month), said.say("cut_short_ask")]
    part = Part(markdown="\n\n".join(texts), buttons=[adviser_choice(turn), menu_choice(turn)])
    return Reply(outcome=Outcome.NO_ANSWER, parts=[part])


def _not_here(turn: Turn) -> Reply:
    where = whereabouts(turn.content, turn.audience, turn.day)
    nation = (where.nation if where.nation != HOME else where.law).title()
    text = phrases(turn).say("letter_not_here", nation=nation)
    part = Part(markdown=text, buttons=[adviser_choice(turn), menu_choice(turn)])
    return Reply(outcome=Outcome.OUT_OF_SCOPE, parts=[part])
