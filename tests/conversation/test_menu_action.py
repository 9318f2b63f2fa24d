"""The menu as buttons: eight at most, every answer in reach by pressing, and always a way back."""

from __future__ import annotations

import pytest
from turns import buttons, press, turn

from actions.answers import ActionChoose
from actions.menu import ActionMenu
from actions.turn import Turn
from bot.content.live import LiveContent
from bot.content.menu import MOST_BUTTONS, situations_for
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Reply

MENU = ActionMenu()


def labels(reply: Reply) -> list[str]:
    return [button.label for button in buttons(reply)]


def walk(start: Turn) -> tuple[set[str], int]:
    """The answers that can be reached by pressing buttons of the menu, and how many pages there were."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        reply = MENU.reply(here)
        choices = buttons(reply)
        assert 0 < len(choices) <= MOST_BUTTONS
        assert all(0 < len(choice.label) <= 40 for choice in choices)
        assert len({c.label for c in choices}) == len(choices)
        if here is not start:
            assert "Back to subjects" in [c.label for c in choices] or here.button.get("intent") == "menu"
        for choice in choices:
            if choice.intent == "choose":
                found.add(choice.data["answer"])
            elif choice.model_dump_json() not in seen:
                seen.add(choice.model_dump_json())
                waiting.append(press(start, choice))
    return found, len(seen)


@pytest.mark.parametrize("council", [None, "leicestershire", "cambridgeshire"])
@pytest.mark.parametrize("age", [None, 17, 23])
def test_every_answer_is_reached_by_pressing_buttons(
    content: LiveContent, council: str | None, age: int | None
) -> None:
    served = content.content
    found, pages = walk(turn(served, "menu", council=council, age=age))
    assert found == {a.id for a in served.answers.values() if a.council in (None, council)}
    assert pages > 40


def test_the_first_page_leads_to_situations_subjects_and_urgent_help(content: LiveContent) -> None:
    reply = MENU.reply(turn(content.content, "menu"))
    assert labels(reply) == [
        "What is happening for me", "Money", "A place to live", "Am I a care leaver? My adviser",
        "School, college and uni", "Health", "More …", "Urgent help",
    ]  # fmt: skip
    assert reply.outcome is Outcome.CHOICES_OFFERED


def test_situations_for_children_are_left_out_for_a_grown_person(content: LiveContent) -> None:
    start = turn(content.content, "menu", age=23)
    reply = MENU.reply(press(start, buttons(MENU.reply(start))[0]))
    assert "I'm not OK" in labels(reply)
    assert "I'm 16 or 17 and still in care" not in labels(reply)
    young = turn(content.content, "menu", age=17)
    assert "I'm 16 or 17 and still in care" in labels(MENU.reply(press(young, buttons(MENU.reply(young))[0])))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("show me everything about housing", "I might lose my home soon"),
        ("im moving out next month what do i need to know", "How much for my first home"),
    ],
)
def test_a_typed_request_shows_the_answers_at_once(content: LiveContent, typed: str, first: str) -> None:
    reply = MENU.reply(turn(content.content, typed))
    assert labels(reply)[0] == first


def test_a_request_for_something_the_menu_does_not_name_offers_what_was_found(content: LiveContent) -> None:
    reply = MENU.reply(turn(content.content, "show me everything on rhubarb", found=[("debt", 0.4), ("passport", 0.1)]))
    assert labels(reply)[:2] == ["I owe money and cannot pay", "get a passport"]
    reply = MENU.reply(turn(content.content, "what can i ask", found=[("debt", 0.02)]))
    assert labels(reply)[1] == "Money"


def test_an_answer_from_a_list_leads_back_to_its_page(content: LiveContent) -> None:
    start = turn(content.content, "show me everything about money")
    second = press(start, next(c for c in buttons(MENU.reply(start)) if c.label == "More …"))
    chosen = next(c for c in buttons(MENU.reply(second)) if c.intent == "choose")
    reply = ActionChoose().reply(press(second, chosen))
    back = buttons(reply)[-1]
    assert back.label == "Back: Money"
    assert MENU.reply(press(second, back)) == MENU.reply(second)
    assert len(reply.parts[0].buttons) <= MOST_BUTTONS


def test_an_answer_chosen_elsewhere_leads_nowhere_back(content: LiveContent) -> None:
    reply = ActionChoose().reply(turn(content.content, button={"intent": "choose", "answer": "debt"}))
    assert not [c for c in buttons(reply) if c.label.startswith("Back")]


@pytest.mark.parametrize("data", [{"area": "gone"}, {"situation": "gone"}, {"area": "finances", "start": "900"}])
def test_a_button_from_before_the_menu_changed_still_leads_somewhere(
    content: LiveContent, data: dict[str, str]
) -> None:
    reply = MENU.reply(turn(content.content, button={"intent": "area", **data}))
    assert len(buttons(reply)) >= 5


def test_every_situation_shows_its_words_and_its_own_council_only(content: LiveContent) -> None:
    for council in ("leicestershire", "cambridgeshire"):
        asked = turn(content.content, council=council)
        for situation in situations_for(content.content, asked.audience):
            choice = Choice(label="x", intent="area", data={"situation": situation.id})
            reply = MENU.reply(press(asked, choice))
            assert situation.intro in reply.parts[0].markdown
            for shown in buttons(reply):
                answer = content.content.answers.get(shown.data.get("answer", ""))
                assert answer is None or answer.council in (None, council)
