"""What an interview says: its questions with their buttons, the summary, and that it stops."""

from __future__ import annotations

from actions.base import go_on_choice, menu_choice, phrases
from actions.turn import Turn
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply
from bot.interviews.model import NO, SAME, UNKNOWN, YES, Interview, Question
from bot.interviews.progress import CHANGE, SUMMARY, WAITS, Progress, asked_of, at_question, place

_LONGEST = 80  # characters of a free text in the summary


def say_next(turn: Turn, interview: Interview, progress: Progress, first: str = "") -> Reply:
    """The question that waits, the summary, or the list of what can be changed; `first` is said before it."""
    question = at_question(interview, progress)
    if question is not None:
        part = _question(turn, interview, progress, question)
    elif progress.at == CHANGE:
        part = _changes(turn, interview, progress)
    else:
        part = _summary(turn, interview, progress)
    if first:
        part.markdown = f"{first}\n\n{part.markdown}"
    return Reply(outcome=Outcome.ASKED_FOR_DETAIL, parts=[part], state=reply_state(progress, waiting=True))


def reply_state(progress: Progress, *, waiting: bool) -> dict[str, object]:
    """What is kept of an interview; `waiting` when its question is the last thing said."""
    return {"interview": progress.as_state(), "asked": [WAITS] if waiting else [], "offered": None, "offers": []}


def stopped(turn: Turn, interview: Interview, progress: Progress) -> Reply:
    """That it stops, with the way to go on later."""
    text = phrases(turn).say("interview_stopped", title=interview.title)
    part = Part(markdown=text, buttons=[go_on_choice(turn, interview), menu_choice(turn)])
    state = {**reply_state(progress, waiting=False), "offered": "interview"}
    return Reply(outcome=Outcome.SMALL_TALK, parts=[part], state=state)


def value_words(turn: Turn, question: Question, value: str) -> str:
    """An answer as a person reads it."""
    said = phrases(turn)
    if value == UNKNOWN:
        return said.choice("dont_know")
    if question.kind == "choice":
        label = next((o.label for o in question.choices if o.value == value), value)
        return said.fill(label)
    if question.kind == "yes_no":
        return {YES: "Yes", NO: "No"}.get(value, value)
    if question.kind == "council":
        council = turn.content.councils.get(value)
        return council.full_name if council else value
    if question.kind == "text":
        if not value:
            return "–"
        return f"“{value if len(value) <= _LONGEST else value[: _LONGEST - 1].rstrip() + '…'}”"
    return value


def reply_choice(interview: Interview, label: str, key: str, **data: str) -> Choice:
    """A button that replies to the question of this key."""
    return Choice(label=label[:40], intent="interview_reply", data={"interview": interview.id, "key": key, **data})


def _question(turn: Turn, interview: Interview, progress: Progress, question: Question) -> Part:
    said = phrases(turn)
    number, total, about = place(interview, progress)
    texts = [said.fill(question.ask)]
    if total > 1 and question.key not in progress.known:
        texts.insert(
            0, f"_{said.say('interview_place_about' if about else 'interview_place', number=number, total=total)}_"
        )
    options = {o.value: said.fill(o.label) for o in question.choices}
    if question.same_as and progress.answers.get(question.same_as, UNKNOWN) != UNKNOWN:
        options = {SAME: said.choice("interview_same"), **options}
    if question.kind == "yes_no":
        options = {YES: "Yes", NO: "No"}
    skip = said.choice("skip") if question.kind == "text" else said.choice("dont_know")
    options["" if question.kind == "text" else UNKNOWN] = skip
    buttons = [reply_choice(interview, label, question.key, value=value) for value, label in options.items()]
    return Part(markdown="\n\n".join(texts), buttons=buttons)


def _summary(turn: Turn, interview: Interview, progress: Progress) -> Part:
    said = phrases(turn)
    lines = [
        f"{n}. {said.fill(q.label)}: {value_words(turn, q, progress.answers[q.key])}"
        for n, q in enumerate(asked_of(interview, progress.answers), start=1)
    ]
    buttons = [
        reply_choice(interview, said.choice("interview_right"), SUMMARY, value=YES),
        reply_choice(interview, said.choice("interview_change"), SUMMARY, value=NO),
        reply_choice(interview, said.choice("interview_stop"), SUMMARY, value="stop"),
    ]
    text = f"{said.say('interview_summary')}\n\n" + "\n".join(lines) + f"\n\n{said.say('interview_is_right')}"
    return Part(markdown=text, buttons=buttons)


def _changes(turn: Turn, interview: Interview, progress: Progress) -> Part:
    questions = asked_of(interview, progress.answers)
    said = phrases(turn)
    buttons = [reply_choice(interview, said.fill(q.label), CHANGE, value=q.key) for q in questions]
    return Part(markdown=said.say("interview_change"), buttons=buttons)
