"""Files as text, for those who know what they do: interviews, letters, the menu, words, places, and all the others."""

from __future__ import annotations

from starlette.responses import Response

from bot.content.edits import one_line
from bot.content.faults import Fault
from bot.content.folder import LONGEST, digest
from bot.content.publishing import ChangedMeanwhile
from bot.editors.answer_form import tidy
from bot.editors.changing import Draft, clash, look, publish
from bot.editors.web import Kindly, Visit, go


def files(visit: Visit) -> Response:
    """All files, by folder."""
    folders: dict[str, list[str]] = {}
    for name in visit.desk.publisher.folder.files():
        above, _, _ = name.rpartition("/")
        folders.setdefault(above, []).append(name)
    return visit.page("files.html", folders=folders)


def file(visit: Visit) -> Response:
    """Shows a file as text, or takes a change of it."""
    name = visit.form.get("file", visit.query.get("file", ""))
    current = visit.desk.publisher.folder.read(name)
    if visit.request.method == "GET":
        if current is None:
            raise Kindly(404, "There is no such file", "Look for it in the list of files.")
        return _page(visit, name, current, current)
    text = _text(visit)
    draft = _draft(name, current, text)
    if visit.form.get("base", "") != digest(current):
        return _page(visit, name, current, text, status=409, clash=clash(visit, name, current, text))
    why = one_line(visit.form.get("why", ""))
    if visit.form.get("do") != "publish" or not why:
        missing = visit.form.get("do") == "publish"
        return _looked_at(visit, draft, status=422 if missing else 200, why_missing=missing)
    try:
        done = publish(visit, draft, why, warned="warned" in visit.form)
    except ChangedMeanwhile:
        return file(visit)
    if done.number is not None:
        return go("/editors/file", file=name, done="live")
    return _looked_at(visit, draft, status=422 if done.faults or done.warnings else 200, why_missing=False)


def _text(visit: Visit) -> str:
    text = visit.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        raise Kindly(413, "That is too much", f"A file may have up to {LONGEST:,} characters. Nothing was changed.")
    return text.rstrip("\n") + "\n" if tidy(text) else ""


def _draft(name: str, current: str | None, text: str) -> Draft:
    def own(fault: Fault) -> bool:
        return fault.path.as_posix() == name

    return Draft(name, current, text, own)


def _looked_at(visit: Visit, draft: Draft, *, status: int, why_missing: bool) -> Response:
    _, faults, warnings = look(visit, draft)
    return _page(
        visit, draft.file, draft.current, draft.text, status=status, faults=faults, warnings=warnings, looked=True,
        same=not draft.changes, why_missing=why_missing,
    )  # fmt: skip


def _page(visit: Visit, name: str, current: str | None, text: str, *, status: int = 200, **more: object) -> Response:
    shown: dict[str, object] = {
        "file": name,
        "base": digest(current),
        "text": text,
        "posted": visit.form,
        "faults": [], "warnings": [], "looked": False, "same": False, "why_missing": False, "clash": None,
    }  # fmt: skip
    return visit.page("file.html", status, **{**shown, **more})
