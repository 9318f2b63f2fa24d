"""The entitlement check's ending: what a person may be, who decides, how to ask, and what goes with it."""

from __future__ import annotations

from actions.base import adviser_choice, choice_of, menu_choice, phrases
from actions.endings.registry import ending
from actions.turn import Turn
from bot.content.applies import HOME, Whereabouts, whereabouts
from bot.content.body import VALUE
from bot.content.sourcing import source_line
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply
from bot.entitlement.evaluate import Assessment, Item, assess_entitlement
from bot.entitlement.model import EntitlementRules

_BUTTONS = 6
_TOO_MANY = 4  # statuses; with so many possible nothing useful is known


@ending("entitlement")
def entitlement_ending(turn: Turn, answers: dict[str, str]) -> Reply:
    """The reply to the answers of the check; the outcome is kept in the state for “my offer”."""
    rules = turn.content.entitlement
    if rules is None:
        part = Part(markdown=phrases(turn).say("no_answer"), buttons=[adviser_choice(turn), menu_choice(turn)])
        return Reply(outcome=Outcome.NO_ANSWER, parts=[part])
    where = whereabouts(turn.content, turn.audience, turn.day)
    if where.law != HOME:
        return _other_law(turn, where)
    assessment = assess_entitlement(rules, answers)
    items = [i for i in assessment.items if _applies(turn, where, i)]
    first, facts = _status_part(turn, rules, assessment)
    second, more = _items_part(turn, where, assessment, items)
    state = {
        "entitlement": {
            "status": assessment.status if assessment.sure else None,
            "may_be": list(assessment.statuses),
            "answers": answers,
            "day": turn.day.isoformat(),
        }
    }
    shown = list(dict.fromkeys(b.data["answer"] for b in second.buttons if b.intent == "choose"))[:3]
    return Reply(
        outcome=Outcome.ANSWERED, parts=[first, second], shown=shown, facts=list(dict.fromkeys([*facts, *more])),
        state=state,
    )  # fmt: skip


def _other_law(turn: Turn, where: Whereabouts) -> Reply:
    text = phrases(turn).say("entitlement_other_law", nation=where.law.title())
    return Reply(outcome=Outcome.OUT_OF_SCOPE, parts=[Part(markdown=text, buttons=[adviser_choice(turn)])])


def _status_part(turn: Turn, rules: EntitlementRules, assessment: Assessment) -> tuple[Part, list[str]]:
    """What they may be, with its meaning, who decides, and how to ask."""
    said = phrases(turn)
    statuses = [rules.statuses[s] for s in assessment.statuses]
    groups = [s for s in statuses if s.group]
    if len(groups) >= _TOO_MANY or not groups:
        key = "entitlement_too_little" if groups else "entitlement_no_group"
        texts = [said.say(key), *([] if groups else [said.fill(s.means) for s in statuses])]
    elif len(groups) == 1:
        key = "entitlement_one" if assessment.sure else "entitlement_perhaps"
        texts = [said.say(key, status=groups[0].name), said.fill(groups[0].means)]
    else:
        lines = [f"- **“{s.name}”**: {said.fill(s.means)}" for s in groups]
        texts = [said.say("entitlement_several"), "\n".join(lines)]
    if groups and assessment.unknown:
        texts.append(said.say("entitlement_unknown", label=_labels(turn, assessment)))
    texts.append(said.fill(statuses[0].ask))
    council = _council(turn)
    texts.append(said.say("entitlement_decides", council=council[:1].upper() + council[1:]))
    told = [s for s in statuses if s.group or not groups]
    values = [m.group(1) for t in texts for m in VALUE.finditer(t)]
    facts = [*(f for s in told for f in s.facts), *assessment.facts, *values]
    return Part(markdown="\n\n".join(texts), buttons=_ask_buttons(turn, rules)), [f for f in facts if _shown(turn, f)]


def _ask_buttons(turn: Turn, rules: EntitlementRules) -> list[Choice]:
    letter = turn.content.interviews.get(rules.letter)
    buttons = [Choice(label=letter.choice, intent="interview", data={"interview": letter.id})] if letter else []
    if rules.how_to_ask in turn.content.answers:
        buttons.append(choice_of(turn, rules.how_to_ask))
    return [*buttons, adviser_choice(turn)]


def _items_part(turn: Turn, where: Whereabouts, assessment: Assessment, items: list[Item]) -> tuple[Part, list[str]]:
    """The two lists, where they come from, and buttons to the answers that matter most."""
    said = phrases(turn)
    texts = []
    for right in ("right", "extra"):
        mine = [i for i in items if i.entitlement.right == right]
        texts += [f"**{said.say(f'entitlement_{right}s')}**"] if mine else []
        texts += _lines(turn, [i for i in mine if i.sure])
        if any(not i.sure for i in mine):
            texts += [said.say("entitlement_maybe"), *_lines(turn, [i for i in mine if not i.sure])]
    if where.nation != HOME:
        texts.append(said.say("entitlement_lives", nation=where.nation.title(), council=_council(turn)))
    facts = [f for i in items for f in i.entitlement.facts if _shown(turn, f)]
    told = list(dict.fromkeys([*facts, *assessment.facts]))
    source = source_line(turn.content, [turn.content.facts[f] for f in told if _shown(turn, f)], turn.day)
    if source:
        texts.append(f"_{source}_")
    ranked = sorted(items, key=lambda i: not i.sure)
    buttons = [choice_of(turn, a) for a in dict.fromkeys(i.entitlement.answer for i in ranked)][: _BUTTONS - 1]
    return Part(markdown="\n\n".join(texts), buttons=[*buttons, menu_choice(turn)]), facts


def _lines(turn: Turn, items: list[Item]) -> list[str]:
    """The items as one list, or nothing."""
    lines = [f"- {phrases(turn).fill(i.entitlement.line)}" for i in items]
    return ["\n".join(lines)] if lines else []


def _applies(turn: Turn, where: Whereabouts, item: Item) -> bool:
    """Whether it holds where the person lives: its answer is shown there, and every fact holds."""
    answer = turn.content.answers.get(item.entitlement.answer)
    facts = [turn.content.facts[f] for f in item.entitlement.facts if f in turn.content.facts]
    return answer is not None and where.shows(answer) and all(where.holds(f) for f in facts)


def _labels(turn: Turn, assessment: Assessment) -> str:
    interview = turn.content.interviews.get("entitlement")
    labels = [q.label for k in assessment.unknown if interview and (q := interview.question(k))]
    return "; ".join(phrases(turn).fill(label[:1].lower() + label[1:]) for label in labels)


def _council(turn: Turn) -> str:
    council = turn.content.councils.get(turn.audience.council or "")
    return council.full_name if council else phrases(turn).say("entitlement_council_unknown")


def _shown(turn: Turn, fact: str) -> bool:
    return fact in turn.content.facts and turn.content.facts[fact].show
