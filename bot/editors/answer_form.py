"""An answer, or a council's layer, as the fields of a form, and back into its file; what is not changed stays as it is.

Pure text: nothing here opens a file.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.content.body import CITATION, HEADINGS, LEAD, VALUE
from bot.content.edits import CannotEdit, field_lines, one_line, parse, set_field, set_items
from common.front_matter import TO_DO

WIDTH = 118
FENCE = "---"
ORDER = (
    "id", "extends", "mode", "title", "choice", "area", "who", "right", "applies_by", "ask", "handoff", "topic",
    "owner", "review_by", "related", "interview", "facts", "questions",
)  # fmt: skip
TEXTS = ("title", "choice", "area", "who", "right", "applies_by", "mode", "handoff", "owner", "review_by", "interview")
LISTS = ("ask", "related")
HEADING_OF = {key: f"## {words[0].upper()}{words[1:]}".replace(" i ", " I ") for words, key in HEADINGS.items()}
SECTIONS = (LEAD, *HEADING_OF)
_STARTS_SOMETHING = re.compile(r"\s*(?:[-*+>]|\d+[.)])(?:\s|$)|\s*#|\s*:::|\s*$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # a day is written without quotes


@dataclass(frozen=True)
class AnswerForm:
    """What a form shows of an answer.

    Attributes:
        texts: the fields of one line each; those that are not in the file are missing or empty.
        lists: the fields that are short lists.
        questions: one way of asking each.
        sections: the texts, by LEAD or a section's key, each paragraph on one line.
        layer_of: the answer that this is a council's layer of, or None.
        name: the answer's id; for a layer that of the answer it belongs to.
    """

    texts: dict[str, str]
    lists: dict[str, list[str]]
    questions: list[str]
    sections: dict[str, str]
    layer_of: str | None = None
    name: str = ""


@dataclass(frozen=True)
class _File:
    fields: list[str]
    chunks: list[tuple[str, str]]  # (section, its lines as they stand)


def read_answer(text: str) -> AnswerForm:
    """The form of an answer's file; raises CannotEdit when the file has to be edited as text."""
    file = _split(text)
    data = parse("\n".join(file.fields))
    if not isinstance(data, dict):
        raise CannotEdit("The file has no fields between its two lines of dashes.")
    if len({key for key, _ in file.chunks}) != len(file.chunks):
        raise CannotEdit("A heading stands twice.")
    texts = {key: one_line(str(data[key])) for key in TEXTS if data.get(key) is not None}
    lists = {key: [str(item) for item in data.get(key) or []] for key in LISTS}
    questions = [one_line(str(item)) for item in data.get("questions") or []]
    sections = {key: unwrapped(_text_of(raw)) for key, raw in file.chunks}
    layer_of = str(data["extends"]) if "extends" in data else None
    return AnswerForm(texts, lists, questions, sections, layer_of, str(data.get("id") or layer_of or ""))


def write_answer_file(text: str, form: AnswerForm) -> str:
    """The file with the form's fields in it; raises CannotEdit.

    The list of facts is made from what the sections rest on, in the order in which it stood.
    """
    old, file = read_answer(text), _split(text)
    lines = list(file.fields)
    for key in TEXTS:
        new = one_line(form.texts.get(key, ""))
        if new != old.texts.get(key, ""):
            made = [f"{key}: {new}"] if _DAY.fullmatch(new) else field_lines(key, new)
            lines = set_field(lines, key, made if new else None, order=ORDER)
    for key in LISTS:
        if form.lists.get(key, []) != old.lists[key]:
            new_list = form.lists.get(key, [])
            lines = set_field(lines, key, field_lines(key, new_list) if new_list else None, order=ORDER)
    chunks = _new_chunks(file.chunks, old.sections, form.sections)
    body = "\n".join(raw for _, raw in chunks)
    lines = _with_facts(lines, body)
    if old.sections.get(LEAD, "").startswith(TO_DO) and not body.lstrip().startswith(TO_DO):
        lines = set_field(lines, "draft", None, order=ORDER)  # it is written: the check reads it, and people see it
    if form.questions != old.questions:
        lines = set_items(lines, "questions", form.questions)
    if lines == file.fields and chunks == file.chunks:
        return text
    return "\n".join([FENCE, *lines, FENCE, body.rstrip("\n")]) + "\n"


def _split(text: str) -> _File:
    lines = text.split("\n")
    if not lines or lines[0].strip() != FENCE:
        raise CannotEdit("The file does not begin with a line of three dashes.")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.strip() == FENCE), None)
    if end is None:
        raise CannotEdit("The fields are not closed by a line of three dashes.")
    chunks: list[tuple[str, list[str]]] = [(LEAD, [])]
    for line in lines[end + 1 :]:
        key = _section(line)
        if key:
            chunks.append((key, []))
        chunks[-1][1].append(line)
    return _File(lines[1:end], [(key, "\n".join(raw)) for key, raw in chunks])


def _section(line: str) -> str | None:
    return HEADINGS.get(line.strip()[3:].strip().rstrip("?").lower()) if line.startswith("## ") else None


def _text_of(raw: str) -> str:
    first, _, rest = raw.partition("\n")
    return (rest if _section(first) else raw).strip()


def _new_chunks(chunks: list[tuple[str, str]], old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str]]:
    made = []
    for key, raw in chunks:
        text = tidy(new.get(key, ""))
        if text == old[key]:
            made.append((key, raw))
        elif text or key == LEAD:
            made.append((key, _chunk(key, text)))
    for key in SECTIONS:
        if key not in old and (text := tidy(new.get(key, ""))):
            if made:
                made[-1] = (made[-1][0], made[-1][1].rstrip("\n") + "\n")
            made.append((key, _chunk(key, text)))
    return made


def _chunk(key: str, text: str) -> str:
    heading = f"{HEADING_OF[key]}\n" if key != LEAD else ""
    return f"{heading}{wrapped(text)}\n"


def _with_facts(lines: list[str], body: str) -> list[str]:
    data = parse("\n".join(lines))
    listed = [str(fact) for fact in data.get("facts") or []]
    used = facts_in(body)
    now = [fact for fact in listed if fact in used] + [fact for fact in used if fact not in listed]
    return lines if now == listed else set_field(lines, "facts", field_lines("facts", now), order=ORDER)


def facts_in(body: str) -> list[str]:
    """The facts that a text rests on, in order, each once."""
    found = {m.start(): re.split(r"\s*,\s*", m.group(1)) for m in CITATION.finditer(body)}
    found.update({m.start(): [m.group(1)] for m in VALUE.finditer(body)})
    return list(dict.fromkeys(name for place in sorted(found) for name in found[place]))


def tidy(text: str) -> str:
    """What somebody typed into a form, without stray spaces, carriage returns and more than one empty line."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def unwrapped(text: str) -> str:
    """The text with each paragraph on one line, as a form shows it."""
    lines: list[str] = []
    for line in tidy(text).split("\n"):
        if lines and lines[-1] and not lines[-1].startswith(":::") and not _STARTS_SOMETHING.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def wrapped(text: str) -> str:
    """The text with its long lines broken, where breaking does not change what is read."""
    return "\n".join(_wrapped_line(line) for line in text.split("\n"))


def _wrapped_line(line: str) -> str:
    if len(line) <= WIDTH + 2 or _STARTS_SOMETHING.match(line):
        return line
    parts = textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    return line if any(_STARTS_SOMETHING.match(part) for part in parts) else "\n".join(parts)


def from_fields(old: AnswerForm, posted: Mapping[str, str]) -> AnswerForm:
    """The form as somebody sent it; a field that was not sent stays as it was."""

    def lines(name: str, now: list[str]) -> list[str]:
        if name not in posted:
            return now
        return list(dict.fromkeys(one_line(item) for item in tidy(posted[name]).split("\n") if one_line(item)))

    texts = {key: one_line(posted.get(key, old.texts.get(key, ""))) for key in TEXTS}
    related = [part for part in re.split(r"[,\s]+", posted.get("related", " ".join(old.lists["related"]))) if part]
    asked = [key for key in ("council", "age") if f"ask_{key}" in posted] if "has_ask" in posted else old.lists["ask"]
    ask = old.lists["ask"] if set(asked) == set(old.lists["ask"]) else asked
    sections = {key: tidy(posted.get(f"section_{key}", old.sections.get(key, ""))) for key in SECTIONS}
    return replace(
        old,
        texts={key: text for key, text in texts.items() if text},
        lists={"ask": ask, "related": related},
        questions=lines("questions", old.questions),
        sections={key: text for key, text in sections.items() if text},
    )


def new_answer_file(*, name: str, title: str, area: str, owner: str, review_by: str) -> str:
    """The file with which a new answer begins: everything that can be known is filled in."""
    fields = [
        *field_lines("id", name),
        *field_lines("title", title),
        *field_lines("choice", title[:40].lower()),
        *field_lines("area", area),
        "who: care leavers",
        "right: information",
        "applies_by: nation",
        "ask: []",
        "handoff: offer",
        *field_lines("owner", owner),
        f"review_by: {review_by}",
        "related: []",
        "facts: []",
        "questions: []",
    ]
    return "\n".join([FENCE, *fields, FENCE, ""])


def new_layer_file(*, answer: str, owner: str, review_by: str) -> str:
    """The file with which a council's layer begins."""
    fields = [f"extends: {answer}", "mode: add", *field_lines("owner", owner), f"review_by: {review_by}", "facts: []"]
    return "\n".join([FENCE, *fields, FENCE, ""])
