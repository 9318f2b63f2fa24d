"""“My offer” beside its shape: answers and councils that exist, facts in each line, rights that are not extras."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.body import Block
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.model import Right
from bot.my_offer.model import Item, MyOffer

Found = tuple[tuple[int | str, ...], str, str]  # where in the file, the problem, the fix
_MEND = "Mend the id, or remove it."


def my_offer(material: Material) -> Iterator[Fault]:
    """Every fault of `my_offer.yml` that its schema does not see; its sentences are checked like all others."""
    marks = material.content.marks.get((MyOffer, "my_offer"))
    if marks is None:
        return
    found: list[Found] = []
    for place, name in enumerate(material.content.my_offer.button_on):
        if _is_unknown(material, name):
            found.append((("button_on", place), f"There is no answer “{name}”.", _MEND))
    for place, item in enumerate(material.content.my_offer.items):
        found += [(("items", place, *where), problem, fix) for where, problem, fix in _item(material, item)]
    for where, problem, fix in found:
        yield material.fault(marks.path, marks.line(*where), problem, fix)


def _is_unknown(material: Material, answer: str) -> bool:
    return answer not in material.content.answers and answer not in material.content.unread


def _item(material: Material, item: Item) -> Iterator[Found]:
    content, answer = material.content, material.content.answers.get(item.answer)
    if answer is None:
        if _is_unknown(material, item.answer):
            yield ("answer",), f"There is no answer “{item.answer}”.", _MEND
        return
    wrong = Right.EXTRA if item.group == "right" else Right.RIGHT
    if answer.fields.right is wrong and item.council is None:
        problem = f"The answer says `right: {wrong.value}`, and this list the other."
        yield ("group",), problem, "Move it to the other group, or mend the answer."
    for council in ([item.council] if item.council else []) + list(item.councils):
        if council not in content.councils and council not in content.unread:
            yield ("council",) if council == item.council else ("councils", council), _no_council(council), _MEND
    for where, line in ((("line",), item.line), *((("councils", c), text) for c, text in item.councils.items())):
        if not Block(line, 1).facts():
            yield where, "The line rests on no fact.", "Put the fact it rests on after it, such as [F01]."


def _no_council(council: str) -> str:
    return f"places.yml has no council “{council}”."
