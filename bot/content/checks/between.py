"""What leads from file to file: related answers, topics, extended answers, councils; and answers nothing leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bot.content.checks.asked import plain
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.loader import Layer


def related(material: Material) -> Iterator[Fault]:
    """Each related answer and safety topic that an answer names is there."""
    content = material.content
    for answer in content.answers.values():
        fields, marks = answer.fields, answer.marks
        for place, other in enumerate(fields.related):
            if other not in content.answers and other not in content.unread:
                problem = f"The related answer “{other}” does not exist."
                yield material.fault(marks.path, marks.line("related", place), problem, "Mend the id.")
            elif other == fields.id:
                problem = "The answer names itself under `related`."
                yield material.fault(marks.path, marks.line("related", place), problem, "Take it off the list.")
        if fields.topic and fields.topic not in content.topics and fields.topic not in content.unread:
            problem = f"There is no safety topic “{fields.topic}”."
            yield material.fault(marks.path, marks.line("topic"), problem, "Take one of safety/topics.yml.")


def extended(material: Material) -> Iterator[Fault]:
    """Each layer extends an answer that is there, for a council that places.yml knows."""
    for layer in material.content.layers.values():
        yield from _layer(material, layer)


def _layer(material: Material, layer: Layer) -> Iterator[Fault]:
    content, extends, marks = material.content, layer.fields.extends, layer.marks
    if extends not in content.answers and extends not in content.unread:
        problem = f"It extends “{extends}”, which does not exist."
        yield material.fault(marks.path, marks.line("extends"), problem, "Mend the id.")
    if layer.council not in content.councils and layer.council not in content.unread:
        problem = f"places.yml has no council “{layer.council}”."
        yield material.fault(marks.path, 1, problem, "Mend the folder's name.")


def reachable(material: Material) -> Iterator[Fault]:
    """Something leads to each answer: a question of its own, another answer, or the menu."""
    content = material.content
    named = {other for a in content.answers.values() for other in a.fields.related if other != a.id}
    questions = content.questions()
    claimed = Counter(key for several in questions.values() for key in {plain(q) for q in several})
    for answer in content.answers.values():
        fields, marks = answer.fields, answer.marks
        own = [q for q in questions[answer.id] if plain(q) and claimed[plain(q)] == 1]
        if not own and fields.id not in named:
            problem = f"Nothing leads to “{fields.id}”: no question of its own, and no other answer names it."
            fix = "Write questions that only this answer fits, and name it under `related` of an answer close to it."
            yield material.fault(marks.path, marks.first + 1, problem, fix)
