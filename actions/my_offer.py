"""“My offer”: the list of what the person may get, short in the chat and whole on a page to print."""

from __future__ import annotations

from actions.answers import REPEATS, with_care
from actions.base import TurnAction, choice_of, menu_choice, phrases
from actions.turn import Turn
from bot.content.applies import HOME, whereabouts
from bot.content.sourcing import source_line
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply
from bot.entitlement.evaluate import Assessment, assess_entitlement
from bot.entitlement.model import Status
from bot.my_offer.assemble import Line, Offer, assemble, facts_of
from bot.my_offer.paper import about, as_list, offer_paper

LINES, PICKS = 6, 7
REPEAT = "my_offer"  # in the state's `repeat`: what is learnt of the person next changes this list


class ActionMyOffer(TurnAction):
    """Shows the list, more of it, or its answers to choose from."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_my_offer"

    def reply(self, turn: Turn) -> Reply:
        """The part of the list that a button names, else its beginning."""
        return with_care(turn, my_offer(turn))


def my_offer(turn: Turn) -> Reply:
    """The list for what is known of the person now."""
    group, start = turn.button.get("group"), int(turn.button.get("start", "0"))
    where = whereabouts(turn.content, turn.audience, turn.day)
    council = turn.content.councils.get(where.audience.council or "")
    if council is not None and where.law != HOME:
        part = Part(markdown=phrases(turn).say("my_offer_not_here", council=council.name), buttons=[menu_choice(turn)])
        return Reply(outcome=Outcome.OUT_OF_SCOPE, parts=[part], state={"asked": ["council"], "repeat": REPEAT})
    offer = assemble(turn.content, turn.audience, turn.day, statuses_of(turn), turn.overdue_days)
    if group in ("right", "extra") and turn.button.get("pick"):
        return _picks(turn, offer, group, start)
    return _more(turn, offer, group, start) if group in ("right", "extra") else _whole(turn, offer)


def _whole(turn: Turn, offer: Offer) -> Reply:
    """The first of both groups, what would make the list fit better, and the paper with all of it."""
    said = phrases(turn)
    intro = said.say("my_offer_intro", about=about(said, turn.audience))
    parts = [_part(turn, offer, "right", 0, intro, _status_words(turn)), _part(turn, offer, "extra", 0)]
    parts[0].buttons += _check_choice(turn)
    parts[-1].paper_link = True
    known = {"council": turn.audience.council, "age": turn.audience.age}
    asked = [a for a, value in known.items() if value is None and a not in turn.state.get("asked_before", [])]
    if asked:
        parts.append(Part(markdown=said.say("ask_both" if len(asked) == 2 else f"ask_{asked[0]}")))
    status = _status(turn)
    facts = [*(status.facts if status else ()), *facts_of((*offer.rights[:LINES], *offer.extras[:LINES]))]
    return Reply(
        outcome=Outcome.ASKED_FOR_DETAIL if asked else Outcome.ANSWERED,
        facts=list(dict.fromkeys(facts)),
        parts=parts,
        paper=offer_paper(said, turn.audience, offer, _status_words(turn)),
        state={**_state(), "asked": asked, "asked_before": sorted({*turn.state.get("asked_before", []), *asked})},
    )


def _more(turn: Turn, offer: Offer, group: str, start: int) -> Reply:
    """The next lines of a group."""
    shown = offer.group(group)[start : start + LINES]
    if not shown:
        return _whole(turn, offer)
    part = _part(turn, offer, group, start, phrases(turn).say("my_offer_more"))
    return Reply(outcome=Outcome.ANSWERED, facts=list(facts_of(shown)), parts=[part], state=_state())


def _picks(turn: Turn, offer: Offer, group: str, start: int) -> Reply:
    """The answers behind the lines just shown, as buttons."""
    shown = list(dict.fromkeys(line.answer for line in offer.group(group)[start : start + LINES]))[:PICKS]
    buttons = [choice_of(turn, answer) for answer in shown]
    buttons.append(Choice(label=phrases(turn).choice("my_offer"), intent="my_offer"))
    part = Part(markdown=phrases(turn).say("my_offer_pick"), buttons=buttons)
    return Reply(outcome=Outcome.CHOICES_OFFERED, shown=shown[:3], parts=[part], state=_state())


def _part(turn: Turn, offer: Offer, group: str, start: int, *before: str) -> Part:
    """Up to six lines of a group with where they come from, and buttons to more of it and to its answers."""
    said, lines = phrases(turn), offer.group(group)
    shown = lines[start : start + LINES]
    title = f"**{said.say('my_offer_rights' if group == 'right' else 'my_offer_extras')}**"
    texts = [*(t for t in before if t), title, as_list(shown), _source(turn, shown)]
    buttons = []
    if len(lines) > start + LINES:
        data = {"group": group, "start": str(start + LINES)}
        buttons.append(Choice(label=said.choice(f"offer_more_{group}"), intent="my_offer", data=data))
    data = {"group": group, "start": str(start), "pick": "yes"}
    buttons.append(Choice(label=said.choice(f"offer_pick_{group}"), intent="my_offer", data=data))
    return Part(markdown="\n\n".join(texts), buttons=buttons)


def _source(turn: Turn, lines: tuple[Line, ...]) -> str:
    line = source_line(turn.content, [turn.content.facts[f] for f in facts_of(lines)], turn.day)
    return f"_{line}_" if line else ""


def statuses_of(turn: Turn) -> tuple[str, ...]:
    """The statuses that are possible by the entitlement check; empty when it was not done."""
    found = _assessment(turn)
    return found.statuses if found else ()


def _assessment(turn: Turn) -> Assessment | None:
    """The check, worked out again from its answers: the person may have said since that they are older."""
    kept, rules = turn.state.get("entitlement"), turn.content.entitlement
    if not isinstance(kept, dict) or rules is None:
        return None
    answers = {str(key): str(value) for key, value in (kept.get("answers") or {}).items()}
    if turn.audience.age is not None:
        answers["age"] = str(turn.audience.age)
    return assess_entitlement(rules, answers)


def _status(turn: Turn) -> Status | None:
    """The one status that the check is sure of, or None."""
    found, rules = _assessment(turn), turn.content.entitlement
    return rules.statuses[found.statuses[0]] if found and rules and found.sure else None


def _status_words(turn: Turn) -> str:
    said, status = phrases(turn), _status(turn)
    return said.say("my_offer_check", means=said.fill(status.means)) if status else said.say("my_offer_no_check")


def _check_choice(turn: Turn) -> list[Choice]:
    """The button to the entitlement check, as long as it has not been done."""
    checks = [i for i in turn.content.interviews.values() if i.ending == "entitlement"]
    if statuses_of(turn) or not checks:
        return []
    return [Choice(label=checks[0].choice, intent="interview", data={"interview": checks[0].id})]


def _state() -> dict[str, object]:
    return {"answer": None, "asked": [], "offered": None, "offers": [], "repeat": REPEAT}


REPEATS[REPEAT] = my_offer
