"""Reads YAML and the front matter of Markdown files, keeping the line numbers that editors need."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

FENCE = "---"
TO_DO = "To do:"  # how the text of a draft begins
_MEANS = {  # what the reader of YAML says, and what an editor mostly has to do
    "mapping values are not allowed": 'there is a colon in the text: put the whole text in "straight quotes"',
    "'\\t'": "there is a tab: use spaces",
    "cannot start any token": 'a text may not begin with this sign: put it in "straight quotes"',
    "duplicate key": "this name stands twice: take one out, or give it another name",
    "could not find expected ':'": "after the name of a field there must be a colon and a space",
    "expected <block end>": "this line is not set in as far as the lines it belongs to",
}


class UnreadableFile(Exception):
    """A file that cannot be read as the format it should have.

    Args:
        path: the file.
        line: its line, counted from 1.
        problem: what is wrong, in an editor's words.
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


@dataclass(frozen=True)
class Document:
    """A Markdown file split in two.

    Attributes:
        path: where it was read.
        fields: the front matter as a mapping (with ruamel's line numbers in `fields.lc`).
        body: the text below it.
        fields_line: the line of the first field, counted from 1.
        body_line: the line of the first line of the body, counted from 1.
    """

    path: Path
    fields: Any
    body: str
    fields_line: int
    body_line: int


def read_yaml(path: Path) -> Any:
    """Returns the content of a YAML file; raises UnreadableFile with the line of the fault."""
    return _parse_yaml(path, _text(path), first_line=1)


def read_document(path: Path) -> Document:
    """Returns a Markdown file with front matter; raises UnreadableFile when it has none or it is not YAML."""
    lines = _text(path).splitlines()
    if not lines or lines[0].strip() != FENCE:
        raise UnreadableFile(path, 1, "The file must begin with a line of three dashes (---), then its fields.")
    try:
        end = next(i for i, line in enumerate(lines[1:], start=1) if line.strip() == FENCE)
    except StopIteration:
        raise UnreadableFile(path, len(lines), "The fields are not closed: add a line of three dashes (---).") from None
    fields = _parse_yaml(path, "\n".join(lines[1:end]), first_line=2)
    if not isinstance(fields, dict):
        raise UnreadableFile(path, 2, "Between the dashes there must be fields, such as `id: council-tax`.")
    return Document(path, fields, "\n".join(lines[end + 1 :]), 2, end + 2)


def is_draft(document: Document) -> bool:
    """Whether a file is still to be filled in: by its `draft` (all but a plain “no” counts), or by its text."""
    flag = str(document.fields.get("draft", "false")).strip().lower()
    return flag not in ("false", "no", "none", "") or document.body.lstrip().startswith(TO_DO)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # Windows puts a mark before the first sign
    except UnicodeDecodeError as fault:
        raise UnreadableFile(
            path, 1, f"The file is not saved as UTF-8 text (byte {fault.start}). Save it as UTF-8."
        ) from None


def _parse_yaml(path: Path, text: str, first_line: int) -> Any:
    try:
        return YAML(typ="rt").load(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = first_line + (mark.line if mark else 0)
        raise UnreadableFile(path, line, f"This is not valid YAML: {_plainly(fault)}.") from None


def _plainly(fault: MarkedYAMLError) -> str:
    """What the reader of YAML says, with what it mostly means."""
    said = str(fault.problem or fault.context).split(" with value ")[0]
    meant = next((words for sign, words in _MEANS.items() if sign in said), None)
    return f"{said} ({meant})" if meant else said
