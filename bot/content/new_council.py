"""Starts a council's layer: a folder of drafts, one for each answer that every council with a layer has written.

Nothing of a draft is shown before it is filled in (`draft: true`, and a text that still begins with “To do:”).
"""

from __future__ import annotations

import datetime as dt
import difflib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from bot.content.applies import HOME
from bot.content.loader import Answer, Content
from bot.content.model import Council
from common.front_matter import TO_DO

REVIEW_AFTER = dt.timedelta(days=183)  # what a council says about itself is read again twice a year
PROMISE = "promise"  # the one answer of its own that every council starts with
_ONE_LINE = 10**6  # ruamel then folds no line


class NotPossible(Exception):
    """The layer cannot be started; the message says why and what to do instead."""


@dataclass(frozen=True)
class Status:
    """How far a council's layer is.

    Attributes:
        council: the council.
        to_fill_in: the drafts, as (file in the content folder, title of the answer).
        written: how many answers and layers are written.
        not_begun: titles of the answers that all other councils with a layer have, and this one has not.
    """

    council: Council
    to_fill_in: tuple[tuple[Path, str], ...]
    written: int
    not_begun: tuple[str, ...]


def shared_answers(content: Content, without: str = "") -> list[Answer]:
    """The answers of England that every council with a layer has added to, but for one council."""
    full = [c.id for c in content.councils.values() if c.layer and c.id != without and c.nation == HOME]
    full = [c for c in full if any(council == c for council, _ in content.layers)]
    shared = [a for a in content.answers.values() if full and all((c, a.id) in content.layers for c in full)]
    return sorted(shared, key=lambda answer: (answer.fields.area, answer.id))


def start_council(content: Content, council_id: str, today: dt.date) -> list[Path]:
    """Writes the drafts that are not there yet and marks the council as having a layer.

    Args:
        content: the content as it is now.
        council_id: id of the council in places.yml.
        today: the reviews are set to half a year after it.

    Returns:
        the files made. Raises NotPossible; nothing is then changed.
    """
    council = _council(content, council_id)
    _refuse(council, today)
    folder = content.folder / "councils" / council.id
    have = {a for c, a in content.layers if c == council.id}
    drafts = {folder / a.fields.area / f"{a.id}.md": _layer(council, a, today)
              for a in shared_answers(content, council.id) if a.id not in have}  # fmt: skip
    if f"{council.id}-{PROMISE}" not in content.answers:
        drafts[folder / "participation" / f"{council.id}-{PROMISE}.md"] = _promise(council, today)
    made = [path for path in drafts if not path.exists()]
    marked = with_layer((content.folder / "places.yml").read_text(encoding="utf-8"), council.id)
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drafts[path], encoding="utf-8")
    (content.folder / "places.yml").write_text(marked, encoding="utf-8")
    return made


def status_of(content: Content, council_id: str) -> Status:
    """How far the council's layer is; raises NotPossible when there is no such council."""
    council = _council(content, council_id)
    drafts = [draft for draft in content.drafts if draft.council == council.id]
    written = {a for c, a in content.layers if c == council.id}
    own = {a.id for a in content.answers.values() if a.council == council.id}
    begun = written | {draft.answer for draft in drafts}
    return Status(
        council=council,
        to_fill_in=tuple((draft.path, _title(content, draft.answer)) for draft in drafts),
        written=len(written | own),
        not_begun=tuple(a.fields.title for a in shared_answers(content, council.id) if a.id not in begun),
    )


def lines_of(status: Status) -> Iterator[str]:
    """What the command prints."""
    name = status.council.name
    yield f"{name}: {status.written} written, {len(status.to_fill_in)} still to fill in."
    for path, title in status.to_fill_in:
        yield f"  {path.as_posix()}: {title}"
    if status.to_fill_in:
        yield f"Write what {name} says in each file, then take out its line `draft: true`. Then run: offer check"
    if status.not_begun:
        yield f"The other councils also tell, and {name} does not yet: {'; '.join(status.not_begun)}."


def with_layer(places: str, council_id: str) -> str:
    """The text of places.yml with `layer: true` for the council, and everything else as it was."""
    yaml = YAML(typ="rt")
    yaml.width, yaml.preserve_quotes = _ONE_LINE, True
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load(places)
    entry = data[council_id]
    if "layer" in entry:
        entry["layer"] = True
    else:
        entry.insert(list(entry).index("kind") + 1, "layer", True)
    written = io.StringIO()
    yaml.dump(data, written)
    return written.getvalue()


def _council(content: Content, council_id: str) -> Council:
    known = content.councils.get(council_id)
    if known:
        return known
    names = {word.lower(): c.id for c in content.councils.values() for word in (c.id, c.name, c.full_name, *c.also)}
    near = dict.fromkeys(names[word] for word in difflib.get_close_matches(council_id.lower(), names, 6))
    hint = f" Did you mean: {', '.join(list(near)[:3])}?" if near else ""
    hint += " Is it a new council? Add it there first." if near else " Add it there first."
    raise NotPossible(f"places.yml has no council “{council_id}”.{hint}")


def _refuse(council: Council, today: dt.date) -> None:
    """Raises NotPossible for a council whose layer cannot be started."""
    if council.nation != HOME:
        raise NotPossible(f"{council.name} is not in England, and this bot knows the law of England only.")
    if council.end is not None and council.end < today:
        follows = f" Start “{council.successor}” instead." if council.successor else ""
        raise NotPossible(f"{council.name} ended on {council.end}.{follows}")
    if council.layer:
        raise NotPossible(f"{council.name} has a layer already. What is left: offer council status {council.id}")


def _title(content: Content, answer: str) -> str:
    known = content.answers.get(answer)
    return known.fields.title if known else answer.replace("-", " ").capitalize()


def _layer(council: Council, answer: Answer, today: dt.date) -> str:
    return f"""\
---
extends: {answer.id}
mode: add
draft: true
owner: {council.name} editor
review_by: {today + REVIEW_AFTER}
facts: []
---
{TO_DO} what {council.name} says about “{answer.fields.title}”. Put each claim into facts/{answer.fields.area}.yml with
its source, and its id under `facts` and after the sentence. If you found nothing, say so: I couldn't find this for
{council.name}. Your personal adviser can tell you.
"""


def _promise(council: Council, today: dt.date) -> str:
    return f"""\
---
id: {council.id}-{PROMISE}
title: What {council.name} promises care leavers
choice: what {council.name} promises
area: participation
who: {council.name} care leavers
right: extra
applies_by: responsible
ask: []
handoff: offer
draft: true
owner: {council.name} editor
review_by: {today + REVIEW_AFTER}
related: []
facts: []
questions:
  - what did {council.name.lower()} promise us
---
{TO_DO} what {council.name} has promised its care leavers, and how to tell the council when it does not keep it.
Write at least twelve questions in the ways young people really ask. If there is no promise, delete this file.
"""
