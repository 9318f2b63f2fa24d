"""The menu: subjects, situations and their answers as buttons, at most eight a message, always with a way back."""

from __future__ import annotations

from actions.answers import offer_choices
from actions.base import TurnAction, choice_of, phrases
from actions.turn import Turn
from bot.content.menu import (
    MOST_BUTTONS,
    Section,
    Situation,
    meant_in,
    page_of,
    section_answers,
    situation_answers,
    situations_for,
)
from bot.content.policy import Sureness, sureness
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply

_BACK = 1  # the room that the way back takes


class ActionMenu(TurnAction):
    """The subjects and situations as buttons, and the answers of one of them."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_menu"

    def reply(self, turn: Turn) -> Reply:
        """The page of the menu that a button leads to, or that a typed request is about."""
        menu, button = turn.content.menu, turn.button
        start = int(button.get("start", "0"))
        if button.get("list") == "situations":
            return _situations(turn, start)
        chosen = menu.section(button.get("area", "")) or menu.situation(button.get("situation", ""))
        if not button:
            chosen = meant_in(menu, turn.text, turn.audience)
            if chosen is None and sureness([f.confidence for f in turn.found]) in (Sureness.ANSWER, Sureness.HEDGE):
                return offer_choices(turn, turn.found, "not_sure")
        return _answers(turn, chosen, start) if chosen else _subjects(turn, start)


def _subjects(turn: Turn, start: int) -> Reply:
    """The first page: situations, the first sections, and those at hand; then the other sections."""
    said, sections = phrases(turn), turn.content.menu.sections
    at_hand = [s for s in sections if s.at_hand] if start == 0 else []
    others = [s for s in sections if not s.at_hand]
    situations = start == 0 and bool(situations_for(turn.content, turn.audience))
    room = MOST_BUTTONS - len(at_hand) - situations - (_BACK if start else 0)
    shown, after = page_of(others, start, room)
    buttons = [Choice(label=said.choice("menu_situations"), intent="menu", data={"list": "situations"})] * situations
    buttons += [_to(section) for section in shown]
    if after is not None:
        buttons.append(_more(turn, "menu", {}, after))
    buttons += [_to(section) for section in at_hand]
    if start:
        buttons.append(_back(turn))
    return _page(said.say("menu"), buttons)


def _situations(turn: Turn, start: int) -> Reply:
    fitting = situations_for(turn.content, turn.audience)
    shown, after = page_of(fitting, start, MOST_BUTTONS - _BACK)
    buttons = [_to(situation) for situation in shown]
    if after is not None:
        buttons.append(_more(turn, "menu", {"list": "situations"}, after))
    return _page(phrases(turn).say("situations"), [*buttons, _back(turn)])


def _answers(turn: Turn, chosen: Section | Situation, start: int) -> Reply:
    """The answers of a section or a situation."""
    if isinstance(chosen, Section):
        ids, data = section_answers(turn.content, chosen, turn.audience), {"area": chosen.area.value}
        named = turn.content.words.areas.get(chosen.area.value, chosen.label)
        text = phrases(turn).say("area_menu", area=named)
    else:
        ids, data = situation_answers(turn.content, chosen, turn.audience), {"situation": chosen.id}
        text = f"**{chosen.label}**\n\n{chosen.intro}"
    shown, after = page_of(ids, start, MOST_BUTTONS - _BACK)
    here = {**data, "start": str(start)}
    buttons = [
        Choice(label=_capital(choice_of(turn, i).label), intent="choose", data={"answer": i, **here}) for i in shown
    ]
    if after is not None:
        buttons.append(_more(turn, "area", data, after))
    return _page(text, [*buttons, _back(turn)])


def _to(chosen: Section | Situation) -> Choice:
    data = {"area": chosen.area.value} if isinstance(chosen, Section) else {"situation": chosen.id}
    return Choice(label=chosen.label, intent="area", data=data)


def _more(turn: Turn, intent: str, data: dict[str, str], start: int) -> Choice:
    return Choice(label=phrases(turn).choice("menu_more"), intent=intent, data={**data, "start": str(start)})


def _back(turn: Turn) -> Choice:
    return Choice(label=phrases(turn).choice("menu_back"), intent="menu")


def _page(text: str, buttons: list[Choice]) -> Reply:
    part = Part(markdown=text, buttons=buttons)
    return Reply(outcome=Outcome.CHOICES_OFFERED, parts=[part], state={"asked": [], "offered": None})


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
