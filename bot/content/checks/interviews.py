"""Interviews and the entitlement check: what they name is there, and what they claim rests on the register."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.body import VALUE
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.marks import Marks
from bot.content.model import Fact
from bot.entitlement.model import Conditions, EntitlementRules
from bot.interviews.model import Interview

_NO_INTERVIEW = "Mend the id, or take the line out."
_RULES = "entitlement"


def interviews(material: Material) -> Iterator[Fault]:
    """The interviews that answers name are there; and the councils, values and rules that interviews need."""
    content = material.content
    for answer in content.answers.values():
        name = answer.fields.interview
        if name and name not in content.interviews and name not in content.unread:
            problem = f"There is no interview “{name}” in interviews/."
            yield material.fault(answer.marks.path, answer.marks.line("interview"), problem, _NO_INTERVIEW)
    for interview in content.interviews.values():
        yield from _interview(material, interview, content.marks[Interview, interview.id])


def _interview(material: Material, interview: Interview, marks: Marks) -> Iterator[Fault]:
    content = material.content
    if interview.ending == _RULES and content.entitlement is None and _RULES not in content.unread:
        problem = "Its ending needs the rules in entitlement.yml, which are missing."
        yield material.fault(marks.path, marks.line("ending"), problem, "Put entitlement.yml back.")
    for place, question in enumerate(interview.questions):
        options = question.choices if question.kind == "council" else []
        for number, option in enumerate(options):
            if option.value not in content.councils:
                line = marks.line("questions", place, "choices", number, "value")
                problem = f"places.yml has no council “{option.value}”."
                yield material.fault(marks.path, line, problem, "Take an id of places.yml.")
        labels = [
            ("label", question.label),
            *((("choices", n, "label"), o.label) for n, o in enumerate(question.choices)),
        ]
        for where, text in labels:
            loc = where if isinstance(where, tuple) else (where,)
            yield from _values(material, marks, text, "questions", place, *loc)
        if question.weeks:
            yield from _values(material, marks, f"{{{question.weeks}}}", "questions", place, "weeks")


def entitlement(material: Material) -> Iterator[Fault]:
    """What entitlement.yml names is there: answers, facts that may be shown, questions and the values they can have."""
    rules = material.content.entitlement
    if rules is None:
        return
    marks = material.content.marks[EntitlementRules, _RULES]
    if rules.letter not in material.content.interviews and rules.letter not in material.content.unread:
        problem = f"There is no interview “{rules.letter}” in interviews/."
        yield material.fault(marks.path, marks.line("letter"), problem, _NO_INTERVIEW)
    yield from _answer(material, marks, rules.how_to_ask, "how_to_ask")
    for name, status in rules.statuses.items():
        yield from _answer(material, marks, status.answer, "statuses", name, "answer")
        yield from _facts(material, marks, status.facts, "statuses", name, "facts")
    for place, rule in enumerate(rules.rules):
        yield from _facts(material, marks, rule.facts, "rules", place, "facts")
        yield from _conditions(material, marks, rule.when, "rules", place, "when")
    for place, item in enumerate(rules.entitlements):
        loc = ("entitlements", place)
        yield from _answer(material, marks, item.answer, *loc, "answer")
        yield from _facts(material, marks, item.facts, *loc, "facts")
        yield from _conditions(material, marks, item.when, *loc, "when")
        yield from _told_by_answer(material, marks, item.answer, item.facts, *loc, "facts")
    for place, implied in enumerate(rules.implied):
        yield from _conditions(material, marks, implied.when, "implied", place, "when")
    for place, contradiction in enumerate(rules.contradictions):
        yield from _conditions(material, marks, contradiction.when, "contradictions", place, "when")


def _answer(material: Material, marks: Marks, answer: str, *loc: str | int) -> Iterator[Fault]:
    if answer not in material.content.answers and answer not in material.content.unread:
        yield material.fault(marks.path, marks.line(*loc), f"There is no answer “{answer}”.", "Mend the id.")


def _facts(material: Material, marks: Marks, facts: list[str], *loc: str | int) -> Iterator[Fault]:
    for place, name in enumerate(facts):
        fact = material.content.facts.get(name)
        line = marks.line(*loc, place)
        if fact is None and name not in material.content.unread:
            problem = f"There is no fact {name} in the register."
            yield material.fault(marks.path, line, problem, "Look it up in offer_content/facts, and mend the id.")
        elif fact is not None and not fact.show:
            problem = f"{name} may not be shown: {fact.why_hidden}"
            yield material.fault(marks.path, line, problem, "Take out what rests on it.")


def _told_by_answer(
    material: Material, marks: Marks, answer: str, facts: list[str], *loc: str | int
) -> Iterator[Fault]:
    known = material.content.answers.get(answer)
    for place, name in enumerate(facts):
        if known and name not in known.fields.facts:
            problem = f"The line rests on {name}, which its answer “{answer}” does not tell."
            yield material.fault(marks.path, marks.line(*loc, place), problem, "Take the answer that tells it.")


def _conditions(material: Material, marks: Marks, conditions: Conditions, *loc: str | int) -> Iterator[Fault]:
    """Each condition asks for something that the check's interview can give."""
    asked = [i for i in material.content.interviews.values() if i.ending == _RULES]
    if not asked:
        return
    for key, allowed in conditions.items():
        questions = [q for i in asked if (q := i.question(key))]
        if not questions:
            problem = f"No question of the entitlement check has the key “{key}”."
            yield material.fault(marks.path, marks.line(*loc, key), problem, "Take a key of its interview.")
        possible = {value for q in questions for value in q.values() or allowed}
        for value in allowed:
            if questions and value not in possible:
                problem = f"Nobody can answer “{value}” to “{key}”."
                yield material.fault(marks.path, marks.line(*loc, key), problem, "Take a value of its interview.")


def _values(material: Material, marks: Marks, text: str, *loc: str | int) -> Iterator[Fault]:
    """The values in a label are there (longer texts are checked with all other texts)."""
    for match in VALUE.finditer(text):
        fact: Fact | None = material.content.facts.get(match.group(1))
        if fact is None or match.group(2) not in fact.values or not fact.show:
            problem = f"The register has no value {match.group()} that may be shown."
            yield material.fault(marks.path, marks.line(*loc), problem, "Look it up in offer_content/facts.")
