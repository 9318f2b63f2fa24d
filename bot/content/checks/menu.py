"""The menu beside its shape: unknown answers, answers in no section, and what stands twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.loader import Content
from bot.content.menu import Menu, Section, Situation
from common.text import normalise

_MEND = "Mend the id, or take it off the list."
Found = tuple[tuple[int | str, ...], str, str]  # where in the file, the problem, the fix


def menu(material: Material) -> Iterator[Fault]:
    """Every fault of `menu.yml` that its schema does not see."""
    content = material.content
    marks = content.marks.get((Menu, "menu"))
    if marks is None:  # it could not be read, which is a fault already
        return
    for where, problem, fix in (*_sections(content), *_situations(content), *_twice(content.menu)):
        yield material.fault(marks.path, marks.line(*where), problem, fix)
    areas = {section.area for section in content.menu.sections}
    for answer in content.answers.values():
        if answer.fields.area not in areas:
            problem = f"The answer is of the area {answer.fields.area.value}, which the menu does not have."
            fix = "Add a section for the area to menu.yml, or give the answer another area."
            yield material.fault(answer.marks.path, answer.marks.line("area"), problem, fix)


def _sections(content: Content) -> Iterator[Found]:
    for place, section in enumerate(content.menu.sections):
        for number, name in enumerate(section.answers):
            where = ("sections", place, "answers", number)
            answer = content.answers.get(name)
            if answer is None and name not in content.unread:
                yield where, f"The menu names the answer “{name}”, which does not exist.", _MEND
            elif answer is not None and answer.fields.area is not section.area:
                other = answer.fields.area.value
                problem = f"The answer “{name}” is of the area {other}, not {section.area.value}."
                yield where, problem, f"Move it to the section with `area: {other}`."
            elif name in section.answers[:number]:
                yield where, f"The answer “{name}” stands twice in this section.", "Keep one of the two."


def _situations(content: Content) -> Iterator[Found]:
    for place, situation in enumerate(content.menu.situations):
        for number, name in enumerate(situation.answers):
            where = ("situations", place, "answers", number)
            if name not in content.answers and name not in content.unread:
                yield where, f"The menu names the answer “{name}”, which does not exist.", _MEND
            elif name in situation.answers[:number]:
                yield where, f"The answer “{name}” stands twice in this situation.", "Keep one of the two."
        council = situation.council
        if council and council not in content.councils and council not in content.unread:
            yield ("situations", place, "council"), f"places.yml has no council “{council}”.", "Mend the id."


def _twice(menu: Menu) -> Iterator[Found]:
    """What two entries share: an area or id, a label, or words that would lead to both."""
    seen: dict[tuple[str, str], str] = {}

    def taken(kind: str, key: str, name: str) -> bool:
        return seen.setdefault((kind, key), name) != name

    groups: dict[str, Sequence[Section | Situation]] = {"sections": menu.sections, "situations": menu.situations}
    for group, items in groups.items():
        for place, item in enumerate(items):
            name = f"{group} {place}"
            field, key = ("area", item.area.value) if isinstance(item, Section) else ("id", item.id)
            if taken(group, key, name):
                yield (group, place, field), f"“{key}” stands twice in the menu.", "Put both into one."
            if taken("label", normalise(item.label), name):
                yield (group, place, "label"), f"The label “{item.label}” stands twice.", "Say it in another way."
            for number, words in enumerate(item.words):
                if taken("words", normalise(words), name):
                    problem = f"The words “{words}” stand twice."
                    yield (group, place, "words", number), problem, "Keep them where they fit best."
