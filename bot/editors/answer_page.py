"""The page of an answer, or of a council's layer of one: its fields, its sections, how it looks on a phone."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from bot.content.edits import CannotEdit, one_line
from bot.content.faults import Fault
from bot.content.folder import digest
from bot.content.loader import Content
from bot.content.model import AppliesBy, Area, Right
from bot.content.periods import BadPeriods, months_later, read_periods
from bot.content.publishing import ChangedMeanwhile
from bot.content.upkeep_edits import with_review
from bot.editors.answer_form import (
    HEADING_OF,
    SECTIONS,
    AnswerForm,
    from_fields,
    new_answer_file,
    new_layer_file,
    read_answer,
    write_answer_file,
)
from bot.editors.changing import Draft, clash, look, publish
from bot.editors.find import claim_in_words
from bot.editors.preview import Reader, bubbles, reader_of
from bot.editors.typed import Mistyped, read_day
from bot.editors.web import Kindly, Visit, go

_FILE = re.compile(r"(?:england|councils/[a-z0-9-]+)/(?P<area>[a-z-]+)/(?P<name>[a-z0-9-]+)\.md")
_RIGHTS = {
    Right.RIGHT: "a legal right",
    Right.EXTRA: "an extra that a council may give",
    Right.BOTH: "part a right, part an extra",
    Right.INFORMATION: "plain information",
}
_APPLIES = {
    AppliesBy.RESPONSIBLE: "the council that looked after them",
    AppliesBy.LIVED_IN: "the council they live in",
    AppliesBy.BOTH: "both councils, where they are one",
    AppliesBy.NATION: "nobody: it holds in the whole of England",
}


@dataclass(frozen=True)
class _Work:
    """What is worked on: a file that is there, or one that is about to be made."""

    file: str
    current: str | None
    start: str
    form: AnswerForm

    @property
    def council(self) -> str | None:
        """The council whose file it is, or None for England."""
        return self.file.split("/")[1] if self.file.startswith("councils/") else None


def answer(visit: Visit) -> Response:
    """Shows an answer, or takes a change of it."""
    try:
        work = _work(visit)
    except CannotEdit:
        return go("/editors/file", file=_file(visit))
    if visit.request.method == "GET":
        return _page(visit, work, work.form)
    try:
        changed = _posted(visit, work)
    except Mistyped as wrong:
        return _page(visit, work, from_fields(work.form, visit.form), status=422, wrong=wrong)
    draft = _draft(work, changed)
    if visit.form.get("base", "") != digest(work.current):
        told = clash(visit, work.file, work.current, draft.text)
        return _page(visit, work, changed, status=409, clash=told)
    if visit.form.get("do") != "publish":
        return _looked_at(visit, work, changed, draft)
    return _publish(visit, work, changed, draft)


def _publish(visit: Visit, work: _Work, changed: AnswerForm, draft: Draft) -> Response:
    why = one_line(visit.form.get("why", ""))
    if not why:
        return _looked_at(visit, work, changed, draft, status=422, why_missing=True)
    try:
        done = publish(visit, draft, why, warned="warned" in visit.form)
    except ChangedMeanwhile:
        return answer(visit)
    if done.number is not None:
        return go("/editors/answer", file=work.file, done="live")
    status = 422 if done.faults or done.warnings else 200
    return _looked_at(visit, work, changed, draft, status=status)


def preview(visit: Visit) -> Response:
    """Only the preview and the findings, for the script that keeps them up to date while somebody types."""
    try:
        work = _work(visit)
        changed = _posted(visit, work)
    except (CannotEdit, Mistyped, Kindly):
        return Response(status_code=204)
    return _looked_at(visit, work, changed, _draft(work, changed), template="answer_look.html")


def reviewed(visit: Visit) -> Response:
    """“I have read this again”: moves the next review on."""
    work = _work(visit)
    if work.current is None or visit.form.get("base") != digest(work.current):
        raise Kindly(409, "Somebody changed this answer just now", "Go back and read it again.")
    try:
        text = with_review(work.current, _next_review(visit, work), visit.name, visit.today)
    except CannotEdit as fault:
        raise Kindly(422, "This could not be recorded", f"{fault} Change the day in the form instead.") from None
    done = publish(visit, Draft(work.file, work.current, text, _own(work.file)), "Read again.", warned=True)
    if done.faults:
        raise Kindly(422, "This could not be recorded", f"{done.faults[0].problem} {done.faults[0].fix}")
    return go("/editors/answer", file=work.file, done="reviewed")


def new(visit: Visit) -> Response:
    """Asks what a new answer is called and where it belongs, or which council adds to which answer."""
    content = visit.desk.publisher.live.content
    return visit.page("new.html", areas=_areas(), councils=_layered(content), answers=_titles(content), wrong="")


def begin(visit: Visit) -> Response:
    """Leads to the form of a new answer or layer."""
    content = visit.desk.publisher.live.content
    council, title = visit.query.get("council", ""), one_line(visit.query.get("title", ""))
    extends = content.answers.get(visit.query.get("extends", ""))
    place = f"councils/{council}" if council in content.councils else "england"
    if extends is not None and place != "england":
        known = content.layers.get((council, extends.id))
        file = f"{place}/{extends.fields.area.value}/{extends.id}.md"
        if known is not None:
            file = known.marks.path.relative_to(content.folder).as_posix()
        return go("/editors/answer", file=file, extends=extends.id)
    area = visit.query.get("area", "")
    name = re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "").replace("’", "")).strip("-")[:50].strip("-")
    if not name or area not in {a.value for a in Area}:
        wrong = "Give the answer a title, and choose where it belongs."
        listed = {"areas": _areas(), "councils": _layered(content), "answers": _titles(content)}
        return visit.page("new.html", 422, wrong=wrong, **listed)
    if name in content.answers:
        raise Kindly(409, "There is an answer of that name", "Change that one, or give the new one another title.")
    return go("/editors/answer", file=f"{place}/{area}/{name}.md", title=title)


def _areas() -> list[tuple[str, str]]:
    return [(area.value, area.value) for area in Area]


def _layered(content: Content) -> list[tuple[str, str]]:
    return [(c.id, c.name) for c in content.councils.values() if c.layer]


def _titles(content: Content) -> list[tuple[str, str]]:
    return sorted(((a.id, a.fields.title) for a in content.answers.values() if not a.council), key=lambda pair: pair[1])


def _file(visit: Visit) -> str:
    return visit.form.get("file", visit.query.get("file", ""))


def _work(visit: Visit) -> _Work:
    file, publisher = _file(visit), visit.desk.publisher
    publisher.folder.path(file)
    match = _FILE.fullmatch(file)
    if match is None:
        raise Kindly(404, "This is not the file of an answer", "Look for it on the first page.")
    current = publisher.folder.read(file)
    start = _start(visit, match["area"], match["name"]) if current is None else current
    return _Work(file, current, start, read_answer(start))


def _start(visit: Visit, area: str, name: str) -> str:
    """The text with which a new file begins."""
    fields = visit.form or visit.query
    content = visit.desk.publisher.live.content
    extends = content.answers.get(fields.get("extends", ""))
    if not extends and (area not in {a.value for a in Area} or not fields.get("title")):
        raise Kindly(404, "There is no such answer", "Look for it on the first page, or start a new one there.")
    due = months_later(visit.today, _months(visit, extends.fields.area if extends else Area(area))).isoformat()
    owner = f"{area} editor"
    if extends:
        council = content.councils.get(_file(visit).split("/")[1])
        owner = f"{council.name if council else 'council'} editor"
        return new_layer_file(answer=extends.id, owner=owner, review_by=due)
    title = one_line(fields.get("title", ""))[:80]
    return new_answer_file(name=name, title=title, area=area, owner=owner, review_by=due)


def _months(visit: Visit, area: Area) -> int:
    try:
        return read_periods(visit.desk.publisher.live.folder).of(area)
    except BadPeriods:
        return 12


def _next_review(visit: Visit, work: _Work) -> dt.date:
    content = visit.desk.publisher.live.content
    known = content.answers.get(work.form.name)
    return months_later(visit.today, _months(visit, known.fields.area) if known else 12)


def _posted(visit: Visit, work: _Work) -> AnswerForm:
    form = from_fields(work.form, visit.form)
    if due := read_day("review_by", form.texts.get("review_by", "")):
        form.texts["review_by"] = due.isoformat()
    return form


def _own(file: str) -> Callable[[Fault], bool]:
    return lambda fault: fault.path.as_posix() == file


def _draft(work: _Work, form: AnswerForm) -> Draft:
    return Draft(work.file, work.current, write_answer_file(work.start, form), _own(work.file))


def _looked_at(
    visit: Visit, work: _Work, form: AnswerForm, draft: Draft, *, status: int = 200, why_missing: bool = False,
    template: str = "answer.html",
) -> Response:  # fmt: skip
    tried, faults, warnings = look(visit, draft)
    reader = _reader(visit, work, tried.content)
    return _page(
        visit, work, form, status=status, template=template, faults=faults, warnings=warnings, looked=True,
        reader=reader, bubbles=bubbles(tried.content, form.name, reader, visit.desk.overdue_days),
        same=not draft.changes, why_missing=why_missing, facts=_facts(tried.content, form, reader.day),
    )  # fmt: skip


def _reader(visit: Visit, work: _Work, content: Content) -> Reader:
    fields = visit.form or visit.query
    return reader_of(fields, content, visit.today, work.council or visit.desk.council)


def _facts(content: Content, form: AnswerForm, day: dt.date) -> list[tuple[str, str, list[str]]]:
    """The facts that the text rests on: id, claim in words, names of the values."""
    known = content.answers.get(form.name)
    layers = [layer for (_, name), layer in content.layers.items() if name == form.name]
    names = known.body.facts() if known and not form.layer_of else [f for layer in layers for f in layer.body.facts()]
    facts = [content.facts[name] for name in dict.fromkeys(names) if name in content.facts]
    return [(fact.id, claim_in_words(fact, day), list(fact.values)) for fact in facts]


def _page(
    visit: Visit, work: _Work, form: AnswerForm, *, status: int = 200, template: str = "answer.html", **more: object
) -> Response:
    content = visit.desk.publisher.live.content
    reader = _reader(visit, work, content)
    extended = content.answers.get(form.layer_of or "")
    shown: dict[str, object] = {
        "file": work.file,
        "base": digest(work.current),
        "is_new": work.current is None,
        "form": form,
        "extended": extended,
        "council": content.councils.get(work.council or ""),
        "headings": {key: HEADING_OF.get(key, "")[3:] for key in SECTIONS},
        "rights": _RIGHTS,
        "applies": _APPLIES,
        "councils": _layered(content),
        "interviews": [("", "none"), *((i.id, i.title) for i in content.interviews.values())],
        "posted": visit.form,
        "reader": reader,
        "bubbles": bubbles(content, form.name, reader, visit.desk.overdue_days) if "bubbles" not in more else [],
        "facts": _facts(content, form, reader.day) if "facts" not in more else [],
        "wrong": None, "faults": [], "warnings": [], "looked": False, "same": False, "why_missing": False,
        "clash": None,
    }  # fmt: skip
    return visit.page(template, status, **{**shown, **more})
