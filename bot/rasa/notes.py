"""What is kept beside a model's file: what it was trained on, and what it made of the held-back texts.

`offer-….json` is written when the model is trained, `offer-….read.json` when it is judged. Both hold only the editors'
own questions and the held-back texts, nothing that a person wrote.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.rasa.figures import Parsed
from common.front_matter import is_draft, read_document

_READ = TypeAdapter(dict[str, Parsed])
_RULES, _PLACES = Path("safety", "rules.yml"), Path("places.yml")


class Notes(BaseModel):
    """What a model was trained on: the questions of each answer, and the files that it reads when it is loaded."""

    questions: dict[str, list[str]]
    files: dict[str, str]


def note_inputs(model: Path, content: Path) -> None:
    """Writes down what a model was trained on."""
    files = {str(name): (content / name).read_text(encoding="utf-8") for name in (_RULES, _PLACES)}
    notes = Notes(questions=questions_in(content), files=files)
    _beside(model, ".json").write_text(notes.model_dump_json(), encoding="utf-8")


def notes_of(model: Path) -> Notes | None:
    """What a model was trained on; None when nothing was written down."""
    try:
        return Notes.model_validate_json(_beside(model, ".json").read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def questions_in(content: Path) -> dict[str, list[str]]:
    """The questions of each answer, its layers' included; raises UnreadableFile."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted([*(content / "england").rglob("*.md"), *(content / "councils").rglob("*.md")]):
        document = read_document(path)
        if is_draft(document):
            continue
        fields = document.fields
        found[str(fields.get("extends") or fields.get("id"))] += [str(q) for q in fields.get("questions") or []]
    return dict(found)


def lay_out(notes: Notes, folder: Path) -> None:
    """Puts the files that a model reads when it is loaded into a folder, as they were when it was trained."""
    for name, text in notes.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def read_before(model: Path) -> dict[str, Parsed]:
    """What a model made of texts, as far as it was judged before."""
    try:
        return _READ.validate_json(_beside(model, ".read.json").read_bytes())
    except (OSError, ValidationError):
        return {}


def keep_read(model: Path, read: dict[str, Parsed]) -> None:
    """Keeps what a model made of texts, so that it is asked once only."""
    texts = {text: parsed.model_dump() for text, parsed in read.items()}
    _beside(model, ".read.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")


def remove(model: Path) -> None:
    """Deletes a model with what is kept beside it."""
    for path in (model, _beside(model, ".json"), _beside(model, ".read.json")):
        path.unlink(missing_ok=True)


def _beside(model: Path, suffix: str) -> Path:
    return model.with_name(model.name.removesuffix(".tar.gz") + suffix)
