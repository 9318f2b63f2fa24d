"""Publishing from a page: what the check says in an editor's words, and what to do when two change the same thing."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.content.faults import Fault
from bot.content.folder import digest
from bot.content.publishing import ChangeRefused, Proposal
from bot.content.trial import Tried
from bot.editors.find import place_of
from bot.editors.web import Visit
from bot.storage.history import Change, How, Made

MOST_SHOWN = 60


@dataclass(frozen=True)
class Finding:
    """A finding of the check, with a link to where it can be put right."""

    severity: str
    problem: str
    fix: str
    where: str
    link: str
    quote: str = ""


@dataclass(frozen=True)
class DiffLine:
    """A line of a comparison: taken out, put in, the same, or a gap."""

    kind: Literal["out", "in", "same", "gap"]
    text: str


@dataclass(frozen=True)
class Clash:
    """Somebody else changed the same thing: who last did, their version and the editor's own."""

    last: Change | None
    theirs: str
    yours: str
    lines: list[DiffLine]


@dataclass(frozen=True)
class Draft:
    """A change as an editor has it on the page.

    Attributes:
        file: the file's name.
        current: its text now; None when it is not there.
        text: the text with the change in it.
        own: which findings are about what the editor changes.
    """

    file: str
    current: str | None
    text: str
    own: Callable[[Fault], bool]

    @property
    def changes(self) -> bool:
        """Whether anything is different."""
        return self.text != self.current


@dataclass(frozen=True)
class Result:
    """What became of a draft: the number of the change, or the findings that stand in its way."""

    number: int | None
    faults: list[Finding]
    warnings: list[Finding]


def findings(tried: Tried, faults: list[Fault], text: str | None = None, file: str = "") -> list[Finding]:
    """Findings as a page shows them; the line is quoted when it is in the editor's own text."""
    lines = (text or "").split("\n")
    shown = []
    for fault in faults[:MOST_SHOWN]:
        name = fault.path.as_posix()
        quote = lines[fault.line - 1].strip() if name == file and 0 < fault.line <= len(lines) else ""
        link = link_to(name, fault.line, place_of(tried.content, name, fault.line))
        shown.append(Finding(fault.severity, fault.problem, fault.fix, f"{name}, line {fault.line}", link, quote[:160]))
    return shown


def link_to(file: str, line: int = 0, fact: str | None = None) -> str:
    """The page on which a file can be changed."""
    if fact:
        return f"/editors/facts/{fact}"
    if file.endswith(".md") and file.startswith(("england/", "councils/")):
        return f"/editors/answer?file={file}"
    return f"/editors/file?file={file}" + (f"#line-{line}" if line else "")


def look(visit: Visit, draft: Draft) -> tuple[Tried, list[Finding], list[Finding]]:
    """What a draft would lead to, with its faults and its warnings."""
    tried = visit.desk.publisher.trial(draft.file, draft.text)
    told = [
        findings(tried, found, draft.text, draft.file)
        for found in (tried.refusing(draft.own), tried.warnings(draft.own))
    ]
    return tried, told[0], told[1]


def publish(visit: Visit, draft: Draft, why: str, *, how: How = "desk", warned: bool = False) -> Result:
    """Publishes a draft; raises ChangedMeanwhile."""
    publisher = visit.desk.publisher
    made = Made(visit.name, why, how)
    proposal = Proposal(draft.file, draft.text, digest(draft.current), made, draft.own, warned)
    try:
        return Result(publisher.publish(proposal), [], [])
    except ChangeRefused as refusal:
        tried = publisher.trial(draft.file, draft.text)
        told = findings(tried, refusal.faults, draft.text, draft.file)
        return Result(None, [], told) if refusal.warnings else Result(None, told, [])


def clash(visit: Visit, file: str, theirs: str | None, yours: str) -> Clash:
    """The two versions when somebody else was faster."""
    last = visit.desk.publisher.history.changes(file, limit=1)
    return Clash(last[0] if last else None, theirs or "", yours, compare(theirs or "", yours))


def compare(before: str, after: str) -> list[DiffLine]:
    """Two texts line by line, with three lines around each difference."""
    lines: list[DiffLine] = []
    for number, line in enumerate(difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=3)):
        if number < 2:
            continue  # the names of the files
        if line.startswith("@@"):
            if lines:
                lines.append(DiffLine("gap", ""))
        else:
            kinds: dict[str, Literal["out", "in", "same"]] = {"-": "out", "+": "in"}
            lines.append(DiffLine(kinds.get(line[:1], "same"), line[1:]))
    return lines
