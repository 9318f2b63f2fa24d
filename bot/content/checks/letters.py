"""The letters beside their shape: fields that an interview fills, answers that can be given, facts that are listed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.body import Block
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.marks import Marks
from bot.interviews.model import UNKNOWN, Interview, Question
from bot.letters.body import LetterBlock
from bot.letters.model import OWN_FIELDS, SEND, Letter, Recipient

_FIELD_FIX = "Mend the spelling, or add it to `fields` and a question with this key to the interview."


def letters(material: Material) -> Iterator[Fault]:
    """Every fault of the letters that their schema does not see; their sentences are checked like all others."""
    content = material.content
    for letter in content.letters.values():
        marks = letter.marks
        if letter.fields.to not in content.recipients and letter.fields.to not in content.unread:
            problem = f"recipients.yml has no “{letter.fields.to}”."
            yield material.fault(marks.path, marks.line("to"), problem, "Mend the name, or add it there.")
        yield from _facts(material, marks, ("facts",), letter.fields.facts, _blocks(letter))
        yield from _fields(material, letter)
        interview = content.interviews.get(letter.fields.interview)
        if interview is not None:
            yield from _questions(material, letter, interview)
        elif letter.fields.interview not in content.unread:
            problem = f"There are no questions “{letter.fields.interview}”."
            yield material.fault(marks.path, marks.line("interview"), problem, "Add interviews/ID.yml, or mend the id.")
        if not any(key == SEND for b in _blocks(letter, "send") for key, _ in b.fields()):
            problem = "“How to send it” does not say where: {send} is missing."
            line = next((b.line for b in _blocks(letter, "send")), marks.first)
            yield material.fault(marks.path, line, problem, "Put {send} where recipients.yml tells how to reach them.")
    yield from _recipients(material)


def _blocks(letter: Letter, *sections: str) -> list[LetterBlock]:
    names = sections or tuple(letter.body.sections)
    return [b for name in names for b in letter.body.sections.get(name, []) if isinstance(b, LetterBlock)]


def _fields(material: Material, letter: Letter) -> Iterator[Fault]:
    used: set[str] = set()
    for block in _blocks(letter):
        for key, line in block.fields():
            used.add(key)
            if key not in letter.fields.fields and key not in OWN_FIELDS:
                yield material.fault(letter.marks.path, line, f"The letter has no field “{key}”.", _FIELD_FIX)
    for key in letter.fields.fields.keys() - used:
        problem = f"The field “{key}” stands nowhere in the letter."
        yield material.fault(
            letter.marks.path, letter.marks.line("fields", key), problem, "Use it, or remove the line."
        )


def _questions(material: Material, letter: Letter, interview: Interview) -> Iterator[Fault]:
    path, asked = letter.marks.path, {q.key: q for q in interview.questions}
    if interview.ending != "letter":
        problem = f"The questions “{interview.id}” do not end in a letter."
        yield material.fault(
            path, letter.marks.line("interview"), problem, f"Write `ending: letter` in {interview.id}.yml."
        )
    for key in letter.fields.fields:
        if key not in asked:
            problem = f"No question of “{interview.id}” fills the field “{key}”."
            yield material.fault(
                path, letter.marks.line("fields", key), problem, "Add the question, or remove the field."
            )
    for block in _blocks(letter):
        condition = block.condition
        if condition is not None and (wrong := _never(asked.get(condition.key), condition.key, condition.values)):
            yield material.fault(path, block.line - 1, wrong, f"Look at the questions of “{interview.id}”.")
        for key, line in block.fields():
            if key in asked and asked[key].kind in ("choice", "yes_no"):
                problem = f"“{key}” is a choice, so its value cannot be read in a letter."
                yield material.fault(path, line, problem, f"Write a part for each answer: ::: if {key} is ANSWER.")


def _never(question: Question | None, key: str, values: tuple[str, ...]) -> str | None:
    """What is wrong with a condition, or None."""
    if question is None:
        return None if key in OWN_FIELDS else f"No question has the key “{key}”."
    possible = question.values()
    strange = [v for v in values if possible is not None and v not in (*possible, UNKNOWN)]
    return f"Nobody can answer “{key}” with “{strange[0]}”." if strange else None


def _facts(
    material: Material, marks: Marks, where: tuple[str, ...], listed: list[str], blocks: list[LetterBlock] | list[Block]
) -> Iterator[Fault]:
    """The field lists exactly the facts that the text rests on."""
    used = {name: line for block in reversed(blocks) for name, line in reversed(block.marks())}
    for place, name in enumerate(listed):
        if name not in used:
            problem = f"{name} is listed under `facts` but nothing in the text rests on it."
            fix = f"Put [{name}] after the sentence that rests on it, or take it off the list."
            yield material.fault(marks.path, marks.line(*where, place), problem, fix)
    for name, line in used.items():
        if name not in listed:
            problem = f"The text rests on {name}, which `facts` does not list."
            yield material.fault(marks.path, line, problem, f"Add {name} to `facts`.")


def _recipients(material: Material) -> Iterator[Fault]:
    content = material.content
    used = {letter.fields.to for letter in content.letters.values()}
    for recipient in content.recipients.values():
        marks = content.marks[Recipient, recipient.id]
        if recipient.id not in used:
            yield material.fault(
                marks.path, marks.first, f"No letter goes to “{recipient.id}”.", "Remove it.", "warning"
            )
        text = Block(recipient.send, marks.line("send"))
        yield from _facts(material, marks, ("facts",), recipient.facts, [text])
        for council, sending in recipient.councils.items():
            where = ("councils", council)
            if council not in content.councils and council not in content.unread:
                problem = f"places.yml has no council “{council}”."
                yield material.fault(marks.path, marks.line(*where), problem, "Mend the name.")
            text = Block(sending.send, marks.line(*where, "send"))
            yield from _facts(material, marks, (*where, "facts"), sending.facts, [text])
