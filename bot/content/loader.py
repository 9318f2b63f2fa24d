"""Reads the whole content folder and reports every fault at once, each with file, line and fix."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.content.body import LEAD, Body, parse_body
from bot.content.faults import ContentFaults, Fault
from bot.content.model import AnswerFields, Council, Fact, LayerFields, Record, Source, Topic
from bot.content.words import Words, read_words
from common.front_matter import UnreadableFile, read_document, read_yaml

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Answer:
    """A national answer, or one that a single council has (`council`)."""

    fields: AnswerFields
    body: Body
    path: Path
    council: str | None = None

    @property
    def id(self) -> str:
        """The answer's id."""
        return self.fields.id


@dataclass(frozen=True)
class Layer:
    """What a council adds to, or puts in place of, a national answer."""

    fields: LayerFields
    body: Body
    path: Path
    council: str


@dataclass
class Content:
    """Everything in the folder, by id. `layers` is keyed by (council, answer id)."""

    folder: Path
    facts: dict[str, Fact] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    councils: dict[str, Council] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    layers: dict[tuple[str, str], Layer] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    def questions(self) -> dict[str, list[str]]:
        """The questions that lead to each answer, the layers' included."""
        found = {a.id: list(a.fields.questions) for a in self.answers.values()}
        for (_, answer), layer in self.layers.items():
            found.setdefault(answer, []).extend(layer.fields.questions)
        return found


def load_content(folder: Path) -> Content:
    """Returns the content of a folder; raises ContentFaults with every fault found in reading it."""
    content, faults = read_content(folder)
    if faults:
        raise ContentFaults(faults)
    return content


def read_content(folder: Path) -> tuple[Content, list[Fault]]:
    """Returns what could be read of the folder, and the faults of the rest."""
    reader = _Reader(folder)
    reader.read_all()
    return reader.content, sorted(reader.faults)


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.content = Content(folder)
        self.faults: list[Fault] = []

    def read_all(self) -> None:
        folder, content = self.content.folder, self.content
        self._mapping(folder / "places.yml", Council, content.councils, with_id=True)
        self._mapping(folder / "facts" / "sources.yml", Source, content.sources, with_id=False)
        for path in sorted((folder / "facts").glob("*.yml")):
            if path.name != "sources.yml":
                self._mapping(path, Fact, content.facts, with_id=True)
        self._mapping(folder / "safety" / "topics.yml", Topic, content.topics, with_id=True, below="topics")
        self._words(folder / "words" / "en.yml")
        for path in sorted((folder / "england").rglob("*.md")):
            self._document(path, None)
        for path in sorted((folder / "councils").glob("*/**/*.md")):
            self._document(path, path.relative_to(folder / "councils").parts[0])

    def _fault(self, path: Path, line: int, problem: str, fix: str) -> None:
        inside = path.relative_to(self.content.folder) if path.is_relative_to(self.content.folder) else path
        self.faults.append(Fault(inside, line, problem, fix))

    def _mapping(
        self, path: Path, record: type[R], into: dict[str, R], *, with_id: bool, below: str | None = None
    ) -> None:
        try:
            data: Any = read_yaml(path) or {}
        except FileNotFoundError:
            self._fault(path, 1, "The file is missing.", "Put it back (git restore), or create it.")
            return
        except UnreadableFile as fault:
            self._fault(path, fault.line, fault.problem, "Look at quotes, colons and indents on and above this line.")
            return
        data = data.get(below, {}) if below else data
        for key, value in data.items():
            line = data.lc.key(key)[0] + 1
            if key in into:
                self._fault(path, line, f"“{key}” stands twice.", "Keep one of the two.")
                continue
            fields = {**_plain(value), **({"id": key} if with_id else {})} if isinstance(value, dict) else value
            made = self._validated(record, fields, path, line, value)
            if made is not None:
                into[key] = made

    def _words(self, path: Path) -> None:
        try:
            self.content.words, problems = read_words(path)
        except (FileNotFoundError, UnreadableFile) as fault:
            self._fault(path, getattr(fault, "line", 1), str(fault), "Put the file back (git restore).")
            return
        for line, problem, fix in problems:
            self._fault(path, line, problem, fix)

    def _validated(self, record: type[R], fields: Any, path: Path, line: int, marks: Any) -> R | None:
        try:
            return record.model_validate(fields)
        except ValidationError as error:
            for item in error.errors():
                where = [str(part) for part in item["loc"]]
                at = _line_of(marks, item["loc"], line)
                name = ".".join(where) or "this entry"
                self._fault(path, at, f"“{name}”: {_in_words(item)}", _fix_for(item, name))
            return None

    def _document(self, path: Path, council: str | None) -> None:
        try:
            document = read_document(path)
        except UnreadableFile as fault:
            self._fault(path, fault.line, fault.problem, "Compare with an answer that works.")
            return
        body, faults = parse_body(document.body, document.body_line)
        is_layer = "extends" in document.fields
        if is_layer:  # a layer may hold sections only
            faults = [f for f in faults if not f[1].startswith("There is no text before")]
        for line, problem, fix in faults:
            self._fault(path, line, problem, fix)
        plain = _plain(document.fields)
        # the fields begin one line below the dashes, while ruamel counts from nought
        first = document.fields_line - 1
        if is_layer:
            layer = self._validated(LayerFields, plain, path, first + 1, _Shifted(document.fields, first))
            if layer is not None and council is not None:
                self.content.layers[council, layer.extends] = Layer(layer, body, path, council)
            return
        fields = self._validated(AnswerFields, plain, path, first + 1, _Shifted(document.fields, first))
        if fields is None:
            return
        if fields.id in self.content.answers:
            other = self.content.answers[fields.id].path.name
            self._fault(path, first + 1, f"The id “{fields.id}” is also that of {other}.", "Give one another id.")
            return
        if not body.sections.get(LEAD):
            return
        self.content.answers[fields.id] = Answer(fields, body, path, council)


class _Shifted:
    """A mapping whose line numbers are moved down, since front matter does not begin on line 1."""

    def __init__(self, mapping: Any, by: int) -> None:
        self.mapping, self.by = mapping, by


def _line_of(marks: Any, loc: tuple[int | str, ...], default: int) -> int:
    shift = marks.by if isinstance(marks, _Shifted) else 0
    node: Any = marks.mapping if isinstance(marks, _Shifted) else marks
    line = default
    for part in loc:
        try:
            line = (node.lc.key(part) if isinstance(node, dict) else node.lc.item(part))[0] + 1 + shift
            node = node[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line


def _in_words(item: Any) -> str:
    kind = item["type"]
    if kind == "missing":
        return "this field is missing."
    if kind == "extra_forbidden":
        return "this field is not known."
    if kind == "value_error":
        return f"{item['ctx']['error']}."
    return f"{item['msg'][0].lower()}{item['msg'][1:]}."


def _fix_for(item: Any, name: str) -> str:
    if item["type"] == "missing":
        return f"Add a line `{name}: ...`."
    if item["type"] == "extra_forbidden":
        return "Look for a spelling mistake, or remove the line."
    if item["type"] == "value_error":
        return "Change the entry as the message says."
    return f"Change the value of `{name}`."


def _plain(value: Any) -> Any:
    """Ruamel's containers and scalars as plain Python, so that pydantic's strictness meets ordinary types."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, (dt.datetime, dt.date, bool)) or value is None:
        return value
    if isinstance(value, float):
        return str(value)
    if isinstance(value, int):
        return int(value)
    return str(value)
