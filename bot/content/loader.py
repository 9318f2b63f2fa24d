"""Reads the whole content folder and reports every fault at once, each with file, line and fix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from bot.content.alert_words import AlertWords
from bot.content.body import LEAD, Body, parse_body
from bot.content.faults import ContentFaults, Fault
from bot.content.languages import LanguageWords, language_files
from bot.content.marks import Marks
from bot.content.menu import Menu
from bot.content.mistakes import ids_in, in_words, line_of_impossible_date
from bot.content.model import AnswerFields, Council, CouncilLines, Fact, LayerFields, SafetyWords, Source, Topic
from bot.content.shipped import shipped_policies
from bot.content.teams import CouncilTeam
from bot.content.words import Words, read_words
from bot.entitlement.model import EntitlementRules
from bot.handoff.policy import HandoffPolicies
from bot.interviews.model import Interview
from bot.letters.body import parse_letter
from bot.letters.model import Letter, LetterFields, Recipient
from bot.my_offer.model import MyOffer
from common.front_matter import UnreadableFile, is_draft, read_document, read_yaml

R = TypeVar("R", bound=BaseModel)
T = TypeVar("T")
Cache = dict[Path, tuple[tuple[int, ...], Any]]

_YAML_FIX = "Look at quotes, colons and indents on and above this line."


@dataclass(frozen=True)
class Answer:
    """A national answer, or one that a single council has (`council`)."""

    fields: AnswerFields
    body: Body
    marks: Marks = field(repr=False, compare=False)
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
    council: str
    marks: Marks = field(repr=False, compare=False)


@dataclass(frozen=True)
class Draft:
    """A council's answer or layer that is still to be filled in (`draft: true`), and is not served.

    `answer` is the id it extends or will have, `to_do` the first line of what is to be written.
    """

    path: Path
    council: str | None
    answer: str
    to_do: str


@dataclass
class Content:
    """Everything in the folder, by id.

    `layers` is keyed by (council, answer id), `marks` by (kind of record, id). `bodies` holds the texts of all files,
    those with wrong fields too. `unread` holds the ids of what is there but has faults of its own, so that what leads
    to it need not be called wrong too.
    """

    folder: Path
    facts: dict[str, Fact] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    councils: dict[str, Council] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    layers: dict[tuple[str, str], Layer] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    council_lines: dict[str, CouncilLines] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    languages: dict[str, LanguageWords] = field(default_factory=dict)
    interviews: dict[str, Interview] = field(default_factory=dict)
    entitlement: EntitlementRules | None = None
    letters: dict[str, Letter] = field(default_factory=dict)
    recipients: dict[str, Recipient] = field(default_factory=dict)
    my_offer: MyOffer = field(default_factory=MyOffer)
    menu: Menu = field(default_factory=lambda: Menu.model_construct(sections=(), situations=()))
    council_teams: dict[str, CouncilTeam] = field(default_factory=dict)
    handoff: HandoffPolicies = field(default_factory=shipped_policies)
    alerts: AlertWords | None = None
    marks: dict[tuple[type[BaseModel], str], Marks] = field(default_factory=dict, repr=False, compare=False)
    bodies: list[tuple[Path, Body]] = field(default_factory=list, repr=False, compare=False)
    unread: set[str] = field(default_factory=set)
    drafts: list[Draft] = field(default_factory=list)

    def questions(self) -> dict[str, list[str]]:
        """The questions that lead to each answer, the layers' included."""
        found = {a.id: list(a.fields.questions) for a in self.answers.values()}
        for (_, answer), layer in self.layers.items():
            found.setdefault(answer, []).extend(layer.fields.questions)
        return found


def load_content(folder: Path, cache: Cache | None = None) -> Content:
    """Returns the content of a folder; raises ContentFaults with every fault found in reading it."""
    content, faults = read_content(folder, cache)
    if faults:
        raise ContentFaults(faults)
    return content


def read_content(folder: Path, cache: Cache | None = None) -> tuple[Content, list[Fault]]:
    """Returns what could be read of the folder, and the faults of the rest; files in the cache are not read again."""
    reader = _Reader(folder, {} if cache is None else cache)
    reader.read_all()
    return reader.content, sorted(reader.faults)


class _Reader:
    def __init__(self, folder: Path, cache: Cache) -> None:
        self.content, self.cache = Content(folder), cache
        self.faults: list[Fault] = []

    def read_all(self) -> None:
        folder, content = self.content.folder, self.content
        self._mapping(folder / "places.yml", Council, content.councils, with_id=True)
        self._mapping(folder / "facts" / "sources.yml", Source, content.sources, with_id=False)
        for path in _files(folder / "facts", "*.yml"):
            if path.name != "sources.yml":
                self._mapping(path, Fact, content.facts, with_id=True)
        self._mapping(folder / "safety" / "topics.yml", Topic, content.topics, with_id=True, below="topics")
        if (folder / "safety" / "lines.yml").is_file():
            self._mapping(
                folder / "safety" / "lines.yml", CouncilLines, content.council_lines, with_id=True, below="lines"
            )
        self._safety_words()
        if (folder / "safety" / "handoff.yml").is_file():
            own = self._whole(folder / "safety" / "handoff.yml", HandoffPolicies, "handoff")
            content.handoff = own or content.handoff
        if (folder / "safety" / "alerts.yml").is_file():
            content.alerts = self._whole(folder / "safety" / "alerts.yml", AlertWords, "alerts")
        self._words(folder / "words" / "en.yml")
        for path in language_files(folder):
            self._language(path)
        self._beside_answers(folder)
        for path in _files(folder / "england", "**/*.md"):
            self._document(path, None)
        for path in _files(folder / "councils", "*/**/*.md"):
            self._document(path, path.relative_to(folder / "councils").parts[0])

    def _beside_answers(self, folder: Path) -> None:
        """What people use besides answers: interviews, letters, “my offer”, the menu, the teams."""
        content = self.content
        for path in _files(folder / "interviews", "*.yml"):
            self._interview(path)
        if (folder / "entitlement.yml").is_file():
            content.entitlement = self._whole(folder / "entitlement.yml", EntitlementRules, "entitlement")
        if (folder / "letters").is_dir():
            self._mapping(folder / "letters" / "recipients.yml", Recipient, content.recipients, with_id=True)
        for path in _files(folder / "letters", "*.md"):
            self._letter(path)
        if (folder / "my_offer.yml").is_file():
            content.my_offer = self._whole(folder / "my_offer.yml", MyOffer, "my_offer") or content.my_offer
        self.content.menu = self._whole(folder / "menu.yml", Menu, "menu") or self.content.menu
        for path in _files(folder / "teams", "*.yml"):
            team = self._whole(path, CouncilTeam, path.stem)
            if team is not None:
                content.council_teams[path.stem] = team

    def _fault(self, path: Path, line: int, problem: str, fix: str) -> None:
        self.faults.append(Fault(path.relative_to(self.content.folder), line, problem, fix))

    def _read(self, path: Path, read: Callable[[Path], T], fix: str) -> T | None:
        """What `read` gives, or None when it cannot; the fault is then kept."""
        try:
            state = path.stat()
            seen = (state.st_mtime_ns, state.st_size, state.st_ino)
            if self.cache.get(path, (None,))[0] != seen:
                self.cache[path] = (seen, read(path))
            return cast(T, self.cache[path][1])
        except FileNotFoundError:
            self._fault(path, 1, "The file is missing.", "Put it back (git restore), or create it.")
        except OSError as error:
            self._fault(path, 1, f"The file cannot be opened: {error.strerror}.", "Look at its permissions.")
        except UnreadableFile as fault:
            self._fault(path, fault.line, fault.problem, fix)
        except (YAMLError, ValueError) as error:  # a date that does not exist; a character that text may not hold
            line = line_of_impossible_date(path)
            if line:
                self._fault(path, line, f"There is no such day: {error}.", "Write the day as year-month-day.")
            else:
                self._fault(path, 1, f"The file cannot be read: {str(error).splitlines()[0]}.", fix)
        self.content.unread.update(ids_in(path))
        return None

    def _mapping(
        self, path: Path, record: type[R], into: dict[str, R], *, with_id: bool, below: str | None = None
    ) -> None:
        data = self._read(path, lambda p: read_yaml(p) or {}, _YAML_FIX)
        if data is not None and below:
            data = data.get(below) or {} if isinstance(data, dict) else data
        if data is None:
            return
        if not isinstance(data, CommentedMap):
            if data == {}:
                return
            self._fault(path, 1, "The file must hold entries by name, such as `F01:`.", "Compare with git diff.")
            return
        for key, value in data.items():
            name, marks = str(key), Marks(path, value, data.lc.key(key)[0] + 1)
            if name in into:
                self._fault(path, marks.first, f"“{name}” stands twice.", "Keep one of the two.")
                continue
            fields = _plain(value)
            if with_id and isinstance(fields, dict):
                fields["id"] = name
            made = self._validated(record, fields, marks)
            if made is None:
                self.content.unread.add(name)
            else:
                into[name] = made
                self.content.marks[record, name] = marks

    def _safety_words(self) -> None:
        records: list[SafetyWords] = [*self.content.topics.values(), *self.content.council_lines.values()]
        for record in records:
            marks = self.content.marks[type(record), record.id]
            _, faults = parse_body(record.words, marks.line("words") + 1)
            for line, problem, fix in faults:
                self._fault(marks.path, line, problem, fix)

    def _words(self, path: Path) -> None:
        read = self._read(path, read_words, _YAML_FIX)
        if read is None:
            return
        self.content.words, problems = read
        for line, problem, fix in problems:
            self._fault(path, line, problem, fix)

    def _language(self, path: Path) -> None:
        words = self._whole(path, LanguageWords, path.stem)
        if words is None:
            return
        if words.language != path.stem:
            line = self.content.marks[LanguageWords, path.stem].line("language")
            problem = f"The language is “{words.language}”, the file's name “{path.stem}”."
            self._fault(path, line, problem, "Give both the same name.")
            return
        self.content.languages[words.language] = words

    def _validated(self, record: type[R], fields: Any, marks: Marks) -> R | None:
        try:
            return record.model_validate(fields)
        except ValidationError as error:
            for item in error.errors():
                problem, fix = in_words(item)
                self._fault(marks.path, marks.line(*item["loc"]), problem, fix)
            return None

    def _whole(self, path: Path, record: type[R], name: str) -> R | None:
        """The one record that a file holds, or None when it cannot be read."""
        data = self._read(path, lambda p: read_yaml(p) or {}, _YAML_FIX)
        if data is None:
            return None
        marks = Marks(path, data, 1)
        made = self._validated(record, _plain(data), marks)
        if made is not None:
            self.content.marks[record, name] = marks
        return made

    def _interview(self, path: Path) -> None:
        data = self._read(path, lambda p: read_yaml(p) or {}, _YAML_FIX)
        if data is None:
            return
        marks = Marks(path, data, 1)
        made = self._validated(Interview, _plain(data), marks)
        if made is None:
            self.content.unread.add(path.stem)
        elif made.id != path.stem:
            self._fault(path, marks.line("id"), f"The id is “{made.id}”, the file's name “{path.stem}”.",
                        "Give both the same name.")  # fmt: skip
        else:
            self.content.interviews[made.id] = made
            self.content.marks[Interview, made.id] = marks

    def _letter(self, path: Path) -> None:
        document = self._read(path, read_document, "Compare with a letter that works.")
        if document is None:
            return
        body, faults = parse_letter(document.body, document.body_line)
        for line, problem, fix in faults:
            self._fault(path, line, problem, fix)
        marks = Marks(path, document.fields, document.fields_line, document.fields_line - 1)
        made = self._validated(LetterFields, _plain(marks.node), marks)
        if made is None:
            self.content.unread.add(path.stem)
        elif made.id != path.stem:
            self._fault(path, marks.line("id"), f"The id is “{made.id}”, the file's name “{path.stem}”.",
                        "Give both the same name.")  # fmt: skip
        else:
            self.content.letters[made.id] = Letter(made, body, marks)

    def _document(self, path: Path, council: str | None) -> None:
        document = self._read(path, read_document, "Compare with an answer that works.")
        if document is None:
            return
        if is_draft(document):
            answer = str(document.fields.get("extends") or document.fields.get("id"))
            to_do = next((line.strip() for line in document.body.splitlines() if line.strip()), "")
            relative = path.relative_to(self.content.folder)
            self.content.drafts.append(Draft(relative, council, answer, to_do))
            return
        body, faults = parse_body(document.body, document.body_line)
        self.content.bodies.append((path, body))
        is_layer = "extends" in document.fields
        if is_layer and body.sections:  # a layer may hold sections only
            faults = [f for f in faults if not f[1].startswith("There is no text before")]
        for line, problem, fix in faults:
            self._fault(path, line, problem, fix)
        marks = Marks(path, document.fields, document.fields_line, document.fields_line - 1)
        if is_layer:
            self._layer(marks, body, council)
        else:
            self._answer(marks, body, council)

    def _layer(self, marks: Marks, body: Body, council: str | None) -> None:
        if council is None:
            problem = "Only a council can extend an answer."
            self._fault(marks.path, marks.line("extends"), problem, "Move it to councils/COUNCIL, or give it an id.")
            return
        fields = self._validated(LayerFields, _plain(marks.node), marks)
        if fields is None:
            return
        other = self.content.layers.get((council, fields.extends))
        if other:
            problem = f"{other.marks.path.name} already extends “{fields.extends}” for this council."
            self._fault(marks.path, marks.line("extends"), problem, "Put both into one file.")
            return
        self.content.layers[council, fields.extends] = Layer(fields, body, council, marks)

    def _answer(self, marks: Marks, body: Body, council: str | None) -> None:
        fields = self._validated(AnswerFields, _plain(marks.node), marks)
        if fields is None or not body.sections.get(LEAD):
            self.content.unread.add(str(marks.node.get("id")))
            return
        other = self.content.answers.get(fields.id)
        if other:
            where = other.marks.path.relative_to(self.content.folder)
            problem = f"The id “{fields.id}” is also that of {where}."
            self._fault(marks.path, marks.line("id"), problem, "Give one of them another id.")
            return
        self.content.answers[fields.id] = Answer(fields, body, marks, council)


def _files(folder: Path, pattern: str) -> list[Path]:
    """The files in order, without those that editors and systems hide."""
    return sorted(p for p in folder.glob(pattern) if not p.name.startswith("."))


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
