"""Actions that give answers: to a question, to a choice, to a follow-up, and to what was asked back."""

from __future__ import annotations

from collections.abc import Callable

from actions.about_last import (
    give_part,
    in_the_light_of_the_last,
    meant_instead,
    picked,
    reply_in_context,
    told_no,
)
from actions.base import TurnAction, adviser_choice, choice_of, list_choice, menu_choice, phrases
from actions.half_said import asks
from actions.permission import ask_again, offer_of_a_human
from actions.team import team_choice
from actions.turn import Found, Turn
from bot.content.body import LEAD, SECTION_TITLES
from bot.content.choose import Written, write_answer
from bot.content.danger import urgent_reply
from bot.content.easy import easy_answer
from bot.content.policy import CHOICES, Sureness, beside, sureness
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply, merge
from bot.interviews.progress import waits

_BUTTONS = 7
_SHORT = 5  # words; in a longer message that tells something there may be a question, too
REPEATS: dict[str, Callable[[Turn], Reply]] = {}  # replies, beside answers, that what is learnt of a person changes
LANGUAGE_UNCLEAR = "language-unclear"
COME_BACK = "adviser-after-21"  # the answer about having an adviser again


def give_answer(
    turn: Turn, answer_id: str, section: str = LEAD, *, hedge: tuple[str, ...] = (), also: tuple[str, ...] = ()
) -> Reply | None:
    """The reply that shows an answer, or None when the section does not exist.

    Args:
        turn: the message.
        answer_id: the answer.
        section: LEAD or one of its sections.
        hedge: ids of other answers it may be; when given, the answer is hedged and these are offered beside it.
        also: ids of other answers that are offered beneath it, without a hedge.
    """
    late = {"overdue_days": turn.overdue_days}
    if turn.easy and section == LEAD:
        written = easy_answer(turn.content, answer_id, turn.audience, turn.day, adviser=turn.adviser, **late)
    else:
        written = write_answer(turn.content, answer_id, turn.audience, turn.day, section, adviser=turn.adviser, **late)
    if written is None:
        return None
    said = phrases(turn)
    texts = [said.say("hedge")] if hedge else []
    texts.append(written.markdown if section == LEAD else f"**{SECTION_TITLES[section]}**\n\n{written.markdown}")
    below = " ".join(t for t in (written.right, written.source, written.overdue) if t)
    if below:
        texts.append(f"_{below}_")
    asked = [a for a in written.ask if a not in turn.state.get("asked_before", []) and not waits(turn.state)]
    parts = [Part(markdown="\n\n".join(texts), buttons=_buttons(turn, written, hedge, also))]
    if asked:
        parts.append(Part(markdown=said.say("ask_both" if len(asked) == 2 else f"ask_{asked[0]}")))
    state = {
        "answer": answer_id,
        "asked": asked,
        "asked_before": sorted({*turn.state.get("asked_before", []), *asked}),
        "offered": None,
        "offers": [],
    }
    outcome = Outcome.ASKED_FOR_DETAIL if asked else Outcome.ANSWERED
    shown = [answer_id, *hedge, *also][:CHOICES]
    return Reply(outcome=outcome, hedged=bool(hedge), shown=shown, facts=list(written.facts), parts=parts, state=state)


def _buttons(turn: Turn, written: Written, hedge: tuple[str, ...], also: tuple[str, ...]) -> list[Choice]:
    """At most eight, what matters most first; the adviser, where offered, always has a place."""
    cut = written.is_cut or written.differs
    adviser = [adviser_choice(turn)]
    offered = not cut and (turn.content.answers[written.answer].fields.handoff == "offer" or bool(hedge))
    data = {"answer": written.answer}
    sections = [
        Choice(label=SECTION_TITLES[s], intent="section", data={**data, "section": s}) for s in written.sections
    ]
    first = [choice_of(turn, other) for other in hedge] + (adviser if cut else [])
    beneath = [choice_of(turn, other) for other in also]
    middle = [*_things_to_do(turn, written), *sections][: _BUTTONS - len(first) - len(beneath)]
    return [*first, *middle, *beneath, *(adviser if offered else [])]


def _things_to_do(turn: Turn, written: Written) -> list[Choice]:
    """The buttons of an answer that lead to an interview, the team's page or the whole offer."""
    if written.section != LEAD:
        return []
    buttons = []
    interview = turn.content.interviews.get(turn.content.answers[written.answer].fields.interview or "")
    if interview and not waits(turn.state):
        buttons.append(Choice(label=interview.choice, intent="interview", data={"interview": interview.id}))
    team = team_choice(turn, written.answer)
    if team:
        buttons.append(team)
    if written.answer == COME_BACK:
        buttons.append(Choice(label=phrases(turn).choice("come_back"), intent="come_back"))
    if written.answer in turn.content.my_offer.button_on:
        buttons.append(Choice(label=phrases(turn).choice("my_offer"), intent="my_offer"))
    return buttons


def offer_choices(turn: Turn, found: list[Found], key: str) -> Reply:
    """The reply that offers up to three answers as buttons."""
    said = phrases(turn)
    ids = [f.id for f in found][:CHOICES]
    buttons = [choice_of(turn, i) for i in ids]
    buttons.append(Choice(label=said.choice("none_of_these"), intent="more_choices"))
    state = {"offers": [f.id for f in found], "asked": [], "offered": None}
    return Reply(
        outcome=Outcome.CHOICES_OFFERED, shown=ids, parts=[Part(markdown=said.say(key), buttons=buttons)], state=state
    )


def no_answer(turn: Turn) -> Reply:
    """The reply that says it does not know, and offers the adviser and the subjects."""
    part = Part(markdown=phrases(turn).say("no_answer"), buttons=[adviser_choice(turn), menu_choice(turn)])
    return Reply(outcome=Outcome.NO_ANSWER, parts=[part], state={"offered": "adviser", "asked": []})


def answer_question(turn: Turn) -> Reply:
    """The reply to a question, by how sure the finder is; with care first when it is a sensitive one."""
    reply = both_answers(turn)
    if reply is not None:
        return with_care(turn, reply)
    turn.found = in_the_light_of_the_last(turn)
    decision = sureness([f.confidence for f in turn.found])
    refused = give_answer(turn, turn.found[0].id, "refused") if told_no(turn) else None
    if refused is not None and decision in (Sureness.ANSWER, Sureness.HEDGE):
        return with_care(turn, refused)
    if decision is Sureness.ANSWER:
        others = turn.found[1 : 1 + beside([f.confidence for f in turn.found])]
        reply = give_answer(turn, turn.found[0].id, also=tuple(f.id for f in others))
    elif decision is Sureness.HEDGE:
        reply = give_answer(turn, turn.found[0].id, hedge=tuple(f.id for f in turn.found[1:CHOICES]))
    elif decision is Sureness.CHOICES:
        reply = offer_choices(turn, turn.found, "not_sure")
    reply = reply or no_answer(turn)
    return with_care(turn, reply)


def in_context(turn: Turn) -> Reply | None:
    """The reply to a message that is about what was said before, with what it told; None for any other."""
    reply = reply_in_context(turn, give_answer)
    told = noted(turn)
    if reply is not None and told:
        reply.parts[0].markdown = f"Thanks. {told}\n\n{reply.parts[0].markdown}"
    return reply


def noted(turn: Turn) -> str:
    """What was learnt of the person, as they are told; may be empty."""
    said, names = phrases(turn), turn.content.councils
    texts = []
    if "council" in turn.learnt:
        texts.append(said.say("noted_council", council=names[turn.learnt["council"]].full_name))
    if "lives_in" in turn.learnt:
        texts.append(said.say("noted_lives", lives_in=names[turn.learnt["lives_in"]].name))
    if "age" in turn.learnt:
        texts.append(said.say("noted_age", age=turn.learnt["age"]))
    if "council" in turn.differs and turn.audience.council in names:
        texts.append(said.say("record_council", council=names[turn.audience.council or ""].full_name))
    if "age" in turn.differs:
        texts.append(said.say("record_age", age=turn.audience.age))
    return " ".join(texts)


def both_answers(turn: Turn) -> Reply | None:
    """The reply to a message that asks two clear questions: both answers, one after the other; None for any other."""
    replies = [give_answer(turn, answer) for answer in turn.two_answers]
    first, second = replies if len(replies) == 2 else (None, None)
    if first is None or second is None:
        return None
    asking = first.parts[1:] or second.parts[1:]
    both = merge([first, second])
    both.parts = [first.parts[0], second.parts[0], *asking]
    both.state["asked"] = sorted({*first.state["asked"], *second.state["asked"]}) if asking else []
    return both


def with_care(turn: Turn, reply: Reply) -> Reply:
    """Puts the kind words of a sensitive topic first, and the offer of the adviser last."""
    reply.verdict, reply.topic = turn.verdict, turn.topic
    if turn.verdict != "sensitive":
        return reply
    said = phrases(turn)
    if turn.topic == LANGUAGE_UNCLEAR:  # whatever the finder made of it means nothing
        reply.outcome, reply.parts, reply.shown, reply.facts = Outcome.HANDOFF_OFFERED, [], [], []
    if turn.topic in turn.content.topics and turn.content.topics[turn.topic].verdict == "sensitive":
        words, facts = said.topic_words(turn.topic, turn.audience)
        reply.parts.insert(0, Part(markdown=words))
        reply.facts = list(dict.fromkeys([*facts, *reply.facts]))
    if turn.ask:
        reply.safe_check = True
        buttons = [
            Choice(label=said.choice("safe"), intent="safe_yes"),
            Choice(label=said.choice("not_safe"), intent="safe_no"),
        ]
        if turn.topic == LANGUAGE_UNCLEAR:
            buttons.append(adviser_choice(turn))
        reply.parts.append(Part(markdown=said.say("safe_check"), buttons=buttons))
        reply.state["offered"] = "safe"
    else:
        offer = offer_of_a_human(turn)
        if turn.topic in turn.content.topics and turn.content.topics[turn.topic].route == "complaints":
            for part in reply.parts:  # who is complained about is not offered as the one to tell
                part.buttons = [b for b in part.buttons if b.intent != "offer_adviser"]
        reply.parts.append(offer)
        told = any(b.intent == "offer_adviser" and not b.data for b in offer.buttons)
        reply.state["offered"] = "adviser" if told else None
    reply.state["topic"] = turn.topic
    return reply


class ActionAnswer(TurnAction):
    """Answers a question from the finder's ranking."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_answer"

    def reply(self, turn: Turn) -> Reply:
        """The answer, choices, or that it does not know."""
        return in_context(turn) or answer_question(turn)


class ActionChoose(TurnAction):
    """Shows the answer of a button."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_choose"

    def reply(self, turn: Turn) -> Reply:
        """The answer chosen; when it is gone, that it does not know."""
        reply = give_answer(turn, turn.button.get("answer", "")) or no_answer(turn)
        back = list_choice(turn)
        if back:
            reply.parts[0].buttons.append(back)
        return reply


class ActionFollowUp(TurnAction):
    """Shows a part of the last answer: how, how much, if they say no ..."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_follow_up"

    def reply(self, turn: Turn) -> Reply:
        """The part; without a last answer the message is taken as a question, or asked back."""
        answer = turn.button.get("answer") or turn.state.get("answer")
        section = turn.button.get("section") or turn.intent.partition("/")[2] or "more"
        if answer not in turn.content.answers:
            if turn.found and sureness([f.confidence for f in turn.found]) is Sureness.ANSWER:
                return answer_question(turn)
            part = Part(markdown=phrases(turn).say("which"), buttons=[menu_choice(turn)])
            return Reply(outcome=Outcome.ASKED_FOR_DETAIL, parts=[part])
        chosen = picked(turn)
        reply = give_answer(turn, chosen) if chosen else None
        reply = reply or give_answer(turn, answer, section)
        if reply is None and turn.text:
            reply = give_part(turn, answer, section, give_answer)
        return reply or self._nearest(turn, answer, section)

    def _nearest(self, turn: Turn, answer: str, section: str) -> Reply:
        """The answer itself when it has the sum asked for; else that there is nothing written about the part."""
        if section in ("amount", "when", "who", "more"):
            reply = give_answer(turn, answer, "how") if section == "who" else None
            reply = reply or give_answer(turn, answer)
            if reply is not None:
                reply.parts[0].buttons.append(adviser_choice(turn))
                return reply
        part = Part(markdown=phrases(turn).say("no_section"), buttons=[adviser_choice(turn), menu_choice(turn)])
        return Reply(outcome=Outcome.NO_ANSWER, parts=[part], state={"offered": "adviser"})


class ActionInform(TurnAction):
    """Takes in a council or an age, and gives the last answer again if that changes it."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_inform"

    def reply(self, turn: Turn) -> Reply:
        """What was noted, and the answer it changes."""
        told = noted(turn)
        if not told:
            return in_context(turn) or answer_question(turn)
        passed_on = ask_again(turn, f"Thanks. {told}")
        if passed_on is not None:
            return with_care(turn, passed_on) if turn.verdict != "none" else passed_on
        answer = turn.state.get("answer")
        again = self._asked_besides(turn)
        if again is None and answer in turn.content.answers:
            again = give_answer(turn, answer)
        if again is None and turn.state.get("repeat") in REPEATS:
            again = REPEATS[turn.state["repeat"]](turn)
        if again is None:
            part = Part(markdown=f"Thanks. {told} {phrases(turn).say('what_next')}", buttons=[menu_choice(turn)])
            return Reply(outcome=Outcome.SMALL_TALK, parts=[part])
        again.parts[0].markdown = f"Thanks. {told}\n\n{again.parts[0].markdown}"
        again.state["asked"] = [*again.state.get("asked", []), *self._still_asked(turn)]
        return with_care(turn, again)

    def _asked_besides(self, turn: Turn) -> Reply | None:
        """The answer to a question that the same message asks, as a guess unless it is clear; None when it asks none.

        The classifier has heard what is told, not what is asked, so only the order of its answers counts here.
        """
        if len(turn.text.split()) <= _SHORT or not asks(turn.text) or not turn.found:
            return None
        clear = sureness([f.confidence for f in turn.found]) is Sureness.ANSWER
        return give_answer(turn, turn.found[0].id, hedge=() if clear else tuple(f.id for f in turn.found[1:CHOICES]))

    def _still_asked(self, turn: Turn) -> list[str]:
        """What was asked for and not told yet, so that it is understood when it comes."""
        known = {name for name in ("council", "age") if getattr(turn.audience, name) is not None}
        return [name for name in turn.state.get("asked") or [] if name in ("council", "age") and name not in known]


class ActionNotKnown(TurnAction):
    """Accepts “I don't know”."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_not_known"

    def reply(self, turn: Turn) -> Reply:
        """That it is fine, and what next; “first one” may look like not knowing to a classifier.

        Who does not know whether they are safe is taken to be in danger.
        """
        if turn.state.get("offered") == "safe":
            return urgent_reply(phrases(turn), turn.topic or turn.state.get("topic"), turn.audience, turn.text)
        said, chosen = phrases(turn), picked(turn)
        picked_after_all = give_answer(turn, chosen) if chosen else None
        if picked_after_all is not None:
            return picked_after_all
        asked = turn.state.get("asked") or (turn.state.get("asked_before") and turn.state.get("answer"))
        key = "not_known" if asked else "which"
        part = Part(markdown=said.say(key), buttons=[adviser_choice(turn), menu_choice(turn)])
        outcome = Outcome.SMALL_TALK if key == "not_known" else Outcome.ASKED_FOR_DETAIL
        return Reply(outcome=outcome, parts=[part], state={"asked": []})


class ActionNotThat(TurnAction):
    """Takes back a wrong answer or wrong choices, and offers the next ones."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_not_that"

    def reply(self, turn: Turn) -> Reply:
        """The one picked after all, what is meant instead, the next choices, or that it does not know."""
        chosen = picked(turn)
        reply = give_answer(turn, chosen) if chosen else None
        if reply is not None:
            return reply
        seen = {turn.state.get("answer"), *(turn.state.get("refused") or [])}
        meant = meant_instead(turn, seen)
        if meant:
            return offer_choices(turn, meant, "not_that")
        offers = turn.state.get("offers") or turn.state.get("listed") or []
        rest = [Found(i, 0.0) for i in offers if i not in seen and i in turn.content.answers]
        if turn.intent == "more_choices":
            rest = rest[CHOICES:]
        if not rest:
            return no_answer(turn)
        return offer_choices(turn, rest, "not_that")
