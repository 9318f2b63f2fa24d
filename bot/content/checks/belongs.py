"""Who a fact applies to, who can tell what is not known, councils that end, and files still to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.applies import HOME, Whereabouts, that_holds
from bot.content.body import CITATION, LEAD
from bot.content.checks.material import Holder, Material, answer_id
from bot.content.faults import Fault
from bot.content.model import OUTSIDE_THE_TEAM, WHO_CAN_TELL, Area, Audience, Council, Fact

# Subjects on which somebody outside the council's team must be named: health, complaints, immigration, danger.
OUTSIDE_AREAS = frozenset({Area.HEALTH, Area.RIGHTS, Area.ASYLUM, Area.URGENT})


def hidden_facts(material: Material) -> Iterator[Fault]:
    """Each hidden fact that is not history says who can tell instead; on some subjects somebody outside the team."""
    for fact in material.content.facts.values():
        if fact.show or fact.history:
            continue
        marks = material.content.marks[Fact, fact.id]
        if not fact.ask_instead:
            problem = f"{fact.id} may not be shown, and does not say who can tell instead."
            fix = "Add `ask_instead: [adviser]`, or who else knows; or `history: true` if nobody needs it."
            yield material.fault(marks.path, marks.first, problem, fix)
        elif fact.area in OUTSIDE_AREAS and OUTSIDE_THE_TEAM.isdisjoint(fact.ask_instead):
            problem = f"On {fact.area} somebody outside the council's team must be able to tell {fact.id}."
            fix = f"Add one of: {', '.join(sorted(OUTSIDE_THE_TEAM))}."
            yield material.fault(marks.path, marks.line("ask_instead"), problem, fix)


def gaps(material: Material) -> Iterator[Fault]:
    """Each gap of an answer is a hidden fact, and the text names who can tell it."""
    for holder in material.holders():
        text = _text(holder)
        for place, name in enumerate(holder.fields.gaps):
            line, fact = holder.marks.line("gaps", place), material.content.facts.get(name)
            if fact is None:
                if name not in material.content.unread:
                    problem = f"There is no fact {name} in the register."
                    yield material.fault(holder.marks.path, line, problem, "Mend the id under `gaps`.")
            elif fact.show:
                problem = f"{name} is under `gaps`, but it may be shown."
                fix = f"Tell it, with [{name}] after it, and put it under `facts`."
                yield material.fault(holder.marks.path, line, problem, fix)
            else:
                yield from _names_somebody(material, holder, fact, text, line)


def _names_somebody(material: Material, holder: Holder, fact: Fact, text: str, line: int) -> Iterator[Fault]:
    named = {who for who in fact.ask_instead if any(_said(word, text) for word in WHO_CAN_TELL[who])}
    outside = OUTSIDE_THE_TEAM & set(fact.ask_instead)
    wanted = outside if outside and fact.area in OUTSIDE_AREAS else set(fact.ask_instead)
    if wanted and not named & wanted:
        who = " or ".join(WHO_CAN_TELL[one][0] for one in sorted(wanted))
        problem = f"“{answer_id(holder)}” cannot tell {fact.id}, and does not say who can."
        yield material.fault(holder.marks.path, line, problem, f"Name one of them in the text: {who}.")


def _text(holder: Holder) -> str:
    blocks = [block.text for several in holder.body.sections.values() for block in several]
    return CITATION.sub("", " ".join(" ".join(blocks).split())).casefold()


def _said(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", text) is not None


def nations(material: Material) -> Iterator[Fault]:
    """An answer that is said to hold in another nation has something to say there."""
    content = material.content
    for answer in content.answers.values():
        for nation in answer.fields.nations:
            there = Whereabouts(Audience(), HOME, nation)
            if not that_holds(content, answer, there).body.sections.get(LEAD):
                problem = f"The answer is said to hold in {nation.title()}, but no paragraph of its first text does."
                fix = "Take the nation out of `nations`, or give what holds there a paragraph of its own."
                yield material.fault(answer.marks.path, answer.marks.line("nations"), problem, fix)


def councils(material: Material) -> Iterator[Fault]:
    """A council that is replaced has an end, and a successor that exists and does not lead back to it."""
    known = material.content.councils
    for council in known.values():
        marks, successor = material.content.marks[Council, council.id], council.successor
        if successor is None:
            continue
        problem = ""
        if council.end is None:
            problem = f"{council.name} has a successor, but no `end`: the last day it exists."
        elif successor not in known and successor not in material.content.unread:
            problem = f"places.yml has no council “{successor}”."
        elif successor in known and known[successor].nation != council.nation:
            problem = f"{council.name} cannot be followed by a council of another nation."
        elif _leads_back(material, council):
            problem = f"The successors of {council.name} lead back to it."
        if problem:
            fix = "Add the last day as `end`, and the id of the council that took over as `successor`."
            yield material.fault(marks.path, marks.line("successor"), problem, fix)


def _leads_back(material: Material, council: Council) -> bool:
    seen, at = {council.id}, council.successor
    while at is not None and at in material.content.councils:
        if at in seen:
            return True
        seen.add(at)
        at = material.content.councils[at].successor
    return False


def to_fill_in(material: Material) -> Iterator[Fault]:
    """Files with `draft: true`: nothing of them is shown until they are filled in."""
    for draft in material.content.drafts:
        path = material.content.folder / draft.path
        problem = f"Still to fill in: {draft.answer}" + (f", for {draft.council}." if draft.council else ".")
        fix = "Write it, then take the line `draft: true` out. Until then nobody is shown it."
        yield material.fault(path, 1, problem, fix, "warning")
