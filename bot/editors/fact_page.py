"""The page of a fact: its values, its sources, who opened them, and what answers say with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from starlette.responses import Response

from bot.content.edits import CannotEdit, span_of
from bot.content.faults import Fault
from bot.content.folder import digest
from bot.content.loader import Content
from bot.content.model import Fact, Value
from bot.content.periods import BadPeriods, read_periods
from bot.content.publishing import ChangedMeanwhile
from bot.content.upkeep import next_check
from bot.content.values import write_value
from bot.editors.changing import Draft, clash, look, publish
from bot.editors.fact_form import FactForm, Row, entry_of, from_fields, read_fact, write_fact
from bot.editors.find import claim_in_words, uses_of
from bot.editors.preview import differences
from bot.editors.typed import KINDS, Mistyped
from bot.editors.web import Kindly, Visit, go


def fact(visit: Visit) -> Response:
    """Shows a fact, or takes a change of it."""
    name, file, text = _found(visit)
    try:
        form = read_fact(text, name)
    except CannotEdit:
        return go("/editors/file", file=file)
    if visit.request.method == "GET":
        return _page(visit, form, file, text)
    try:
        changed = from_fields(form, visit.form, visit.name, visit.today)
    except Mistyped as wrong:
        return _page(visit, form, file, text, status=422, wrong=wrong)
    return _changed(visit, form, changed, file, text)


def _changed(visit: Visit, form: FactForm, changed: FactForm, file: str, text: str) -> Response:
    draft = draft_of(file, text, changed)
    if visit.form.get("base") != digest(entry_of(text, form.id)):
        theirs, yours = entry_of(text, form.id), entry_of(draft.text, form.id) or ""
        return _page(visit, form, file, text, status=409, clash=clash(visit, file, theirs, yours))
    why = " ".join(visit.form.get("why", "").split())
    if visit.form.get("do") == "publish" and why:
        try:
            done = publish(visit, draft, why, warned="warned" in visit.form)
        except ChangedMeanwhile:
            return fact(visit)
        if done.number is not None:
            return go(f"/editors/facts/{form.id}", done="live")
        if not done.faults and not done.warnings:
            return _page(visit, form, file, text, same=True)
        return _looked_at(visit, form, changed, draft, status=422)
    missing = visit.form.get("do") == "publish"
    return _looked_at(visit, form, changed, draft, status=422 if missing else 200, why_missing=missing)


def _looked_at(
    visit: Visit, form: FactForm, changed: FactForm, draft: Draft, *, status: int, why_missing: bool = False
) -> Response:
    tried, faults, warnings = look(visit, draft)
    day = _first_day(form, changed, visit.today)
    before = visit.desk.publisher.trials.now().content
    told = differences(before, tried.content, form.id, day, visit.desk.overdue_days)
    return _page(
        visit, form, draft.file, draft.current or "", status=status, faults=faults, warnings=warnings,
        differences=told, day=day, looked=True, same=not draft.changes, why_missing=why_missing,
    )  # fmt: skip


def _first_day(old: FactForm, new: FactForm, today: dt.date) -> dt.date:
    """The day on which the change is first seen: today, or when a new value begins."""
    known = {(name, row.value, row.start) for name, rows in old.values.items() for row in rows}
    starts = [
        row.start
        for name, rows in new.values.items()
        for row in rows
        if (name, row.value, row.start) not in known and row.start is not None and row.start > today
    ]
    return min(starts, default=today)


def checked(visit: Visit) -> Response:
    """“I opened the page and it says this”: records who and when, and moves the next check."""
    name, file, text = _found(visit)
    form = read_fact(text, name)
    if "opened" not in visit.form:
        raise Kindly(422, "Have you opened the page?", "Tick the box that you have opened the page and it says this.")
    if visit.form.get("base") != digest(entry_of(text, name)):
        raise Kindly(409, "Somebody changed this fact just now", "Go back, look at it again, and then confirm it.")
    due = _next_check(visit, name)
    texts = {**form.texts, **({"check_by": due.isoformat()} if due else {})}
    confirmed = replace(form, checked=(visit.name, visit.today), texts=texts)
    done = publish(visit, draft_of(file, text, confirmed), "I opened the page and it says this.", warned=True)
    if done.faults:
        raise Kindly(422, "This could not be recorded", f"{done.faults[0].problem} {done.faults[0].fix}")
    return go(f"/editors/facts/{name}", done="checked")


def _next_check(visit: Visit, name: str) -> dt.date | None:
    known = visit.desk.publisher.live.content.facts.get(name)
    try:
        periods = read_periods(visit.desk.publisher.live.folder)
    except BadPeriods:
        return None
    return next_check(known, visit.today, periods.of(known.area)) if known else None


def draft_of(file: str, text: str, form: FactForm) -> Draft:
    """The change of one entry; only what the check says of that entry is the editor's own business."""
    new = write_fact(text, form)
    span = span_of(new.split("\n"), form.id)
    assert span is not None

    def own(fault: Fault) -> bool:
        return fault.path.as_posix() == file and span.start < fault.line <= span.end

    return Draft(file, text, new, own)


@dataclass(frozen=True)
class _Told:
    """A value as the form shows it: what holds now, and what comes."""

    now: str
    after: str


def _in_words(rows: tuple[Row, ...], day: dt.date) -> _Told:
    values = [Value(kind=r.kind, value=r.value, start=r.start, end=r.end) for r in rows]  # type: ignore[arg-type]
    now = next((v for v in values if v.holds_on(day)), None)
    since = f"since {now.start.day} {now.start:%B %Y}" if now and now.start else ""
    comes = [f"{write_value(v)} from {v.start.day} {v.start:%B %Y}" for v in values if v.start and v.start > day]
    ends = f"ends {now.end.day} {now.end:%B %Y}" if now and now.end and not comes else ""
    told = [text for text in (since, ends, *comes) if text]
    return _Told(write_value(now) if now else "no value now", ", then ".join(told))


def _found(visit: Visit) -> tuple[str, str, str]:
    """The fact's id, its file and the file's text."""
    name, publisher = visit.request.path_params["fact"], visit.desk.publisher
    known = publisher.live.content.marks.get((Fact, name))
    if known is None:
        raise Kindly(404, f"There is no fact {name}", "Look for it by its words or its amount on the first page.")
    file = known.path.relative_to(publisher.live.folder).as_posix()
    text = publisher.folder.read(file)
    if text is None or entry_of(text, name) is None:
        raise Kindly(404, f"The fact {name} is not in {file} any more", "Look at the history of the file.")
    return name, file, text


def _page(
    visit: Visit, form: FactForm, file: str, text: str, *, status: int = 200, wrong: Mistyped | None = None,
    **more: object,
) -> Response:  # fmt: skip
    content: Content = visit.desk.publisher.live.content
    known = content.facts[form.id]
    shown: dict[str, object] = {
        "fact": known,
        "form": form,
        "file": file,
        "base": digest(entry_of(text, form.id)),
        "posted": visit.form,
        "wrong": wrong,
        "kinds": KINDS,
        "known": {name: _in_words(rows, visit.today) for name, rows in form.values.items()},
        "claim": claim_in_words(known, visit.today),
        "uses": uses_of(content, form.id),
        "sources": {key: content.sources[key] for key in form.sources if key in content.sources},
        "faults": [], "warnings": [], "differences": [], "day": visit.today, "looked": False, "same": False,
        "why_missing": False, "clash": None,
    }  # fmt: skip
    return visit.page("fact.html", status, **{**shown, **more})
