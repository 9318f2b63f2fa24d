"""The safety topics: urgent stays urgent, numbers stand in the words, a children's line is a child's, abuse is private.

A council may make a topic graver, never lighter: what is urgent here tells somebody without asking,
and cannot be switched off by a slip of the pen.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.body import Block, parse_body
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.marks import Marks
from bot.content.model import Fact, SafetyWords, Topic

# Always urgent, whatever else a council decides.
URGENT = frozenset(
    {
        "suicidal-thoughts", "suicide-plan", "overdose", "self-harm", "abuse-now", "partner-abuse", "sexual-violence",
        "exploitation", "trafficking", "forced-marriage", "fgm", "spiking", "missing", "homeless-tonight",
        "put-out-under-18", "no-food-or-heat", "threat-to-others", "child-at-risk", "medical-emergency", "removal",
        "staff-allegation", "unclear-danger",
    }
)  # fmt: skip
# Somebody who must not know may hold the phone.
PRIVATE = frozenset(
    {
        "abuse-now", "partner-abuse", "sexual-violence", "exploitation", "trafficking", "forced-marriage", "fgm",
        "staff-allegation", "past-trauma",
    }
)  # fmt: skip
_CHILDREN_UNTIL = 19  # a line that ends at this age or earlier is one for children (Childline: under 19, fact U11)


def topics(material: Material) -> Iterator[Fault]:
    """What is wrong with the topics themselves."""
    for topic in material.content.topics.values():
        marks = material.content.marks[Topic, topic.id]
        for field, problem, fix in (*_weakened(topic), *_routes(topic), *_numbers(material, topic)):
            yield material.fault(marks.path, marks.line(field), problem, fix)


def ages(material: Material) -> Iterator[Fault]:
    """A children's line outside a part for their age: somebody older would be given it as theirs."""
    content = material.content
    records: list[SafetyWords] = [*content.topics.values(), *content.council_lines.values()]
    for record in records:
        marks = content.marks[type(record), record.id]
        for block in parse_body(record.words, marks.line("words") + 1)[0].sections.get("lead", []):
            yield from _children_only(material, marks, block)


def _weakened(topic: Topic) -> Iterator[tuple[str, str, str]]:
    if topic.id in URGENT and topic.verdict != "urgent":
        fix = "Write `verdict: urgent` again. A topic may be made graver, never lighter."
        yield "verdict", f"“{topic.id}” is no longer urgent, so nobody would be told.", fix
    wanted = "told" if topic.verdict == "urgent" else "asked"
    if topic.permission != wanted:
        fix = f"Write `permission: {wanted}`."
        yield "permission", f"What is {topic.verdict} is {wanted}, never {topic.permission}.", fix
    if topic.id in PRIVATE and not topic.private:
        problem = f"“{topic.id}” is not private, so messages could come while somebody else holds the phone."
        yield "verdict", problem, "Add `private: true`."


def _routes(topic: Topic) -> Iterator[tuple[str, str, str]]:
    if topic.route == "allegations" and topic.verdict != "urgent":
        yield "route", "Only what is urgent goes to the allegations desk.", "Write `verdict: urgent`, or another route."
    if topic.route in ("complaints", "person-chooses") and topic.verdict == "urgent":
        fix = "Write `route: adviser`, or `verdict: sensitive`."
        yield "route", f"What is urgent cannot wait for a choice (`{topic.route}`).", fix


def _numbers(material: Material, topic: Topic) -> Iterator[tuple[str, str, str]]:
    if topic.verdict == "urgent" and not topic.facts:
        fix = "List the facts whose numbers the words hold under `facts`."
        yield "facts", "Urgent words without a number.", fix
    for name in topic.facts:
        fact = material.content.facts.get(name)
        if fact is not None and not any(f"{{{name}.{value}}}" in topic.words for value in fact.values):
            fix = f"Put it into the words, for example {{{name}.{next(iter(fact.values), 'number')}}}."
            yield "words", f"The words must hold the number of {name}, and do not.", fix


def _children_only(material: Material, marks: Marks, block: Block) -> Iterator[Fault]:
    for name, line in block.marks():
        until = _until(material.content.facts.get(name))
        if until is None or (block.ages is not None and block.ages.high < until):
            continue
        problem = f"{name} is a line for people under {until}, and others would be given it as theirs."
        yield material.fault(marks.path, line, problem, f"Put it between ::: age under {until} and :::.")


def _until(fact: Fact | None) -> int | None:
    """The age from which a children's line is not for somebody any more; None for any other fact."""
    if fact is None or "number" not in fact.values or "until" not in fact.values:
        return None
    until = int(str(fact.values["until"][0].value))
    return until if until <= _CHILDREN_UNTIL else None
