"""Mistakes in interview files and in the rules of the check, told so that an editor can mend them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from actions.endings import ENDINGS
from bot.content.checks import CHECKS
from bot.content.checks.material import Material
from bot.content.faults import Fault
from bot.content.live import LiveContent
from bot.content.loader import Cache, read_content
from bot.content.style import Style
from bot.interviews.model import Interview
from common.front_matter import read_yaml

REAL = Path(__file__).resolve().parents[2] / "offer_content"
CHECK, RULES = "interviews/entitlement.yml", "entitlement.yml"
ANSWER = "england/eligibility/am-i-a-care-leaver.md"
_USED = ("interviews", "entitlement", "facts", "typed-by-hand")
_READ: Cache = {}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(REAL, tmp_path_factory.mktemp("offer") / "offer_content"))


@pytest.fixture
def folder(copied: Path) -> Iterator[Path]:
    """The content, put back as it was after the test."""
    yield copied
    for name in (CHECK, RULES, ANSWER):
        shutil.copy2(REAL / name, copied / name)


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Puts `new` in place of the first `old`; returns its line."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path, name: str) -> list[Fault]:
    """The faults of one file that reading it, and the checks that are about interviews, find."""
    content, found = read_content(folder, _READ)
    material = Material(content, dt.date(2026, 11, 24), Style())
    found = [*found, *(f for c in CHECKS if c.id in _USED for f in c.find(material))]
    return [f for f in found if f.path.as_posix() == name]


def test_real_files_are_in_order(folder: Path) -> None:
    assert faults(folder, CHECK) == []
    assert faults(folder, RULES) == []


@pytest.mark.parametrize(
    ("old", "new", "problem", "fix"),
    [
        ("kind: number\n", "kind: nubmer\n", "“nubmer” is not one of the words allowed", "yes_no"),
        ("    label: Your age\n", "", "this field is missing", "label"),
        ("id: entitlement", "id: entitlment", "The id is “entitlment”", "same name"),
        ("  - key: council\n", "  - key: age\n", "stands twice", "Change the entry"),
        ("when: {ended: [guardian]}", "when: {endet: [guardian]}", "no earlier question", "Change the entry"),
        ("when: {ended: [guardian]}", "when: {ended: [gardian]}", "which nobody can answer", "Change the entry"),
        ("ending: entitlement", "ending: entitelment", "“entitelment” is not one of the words allowed", "letter"),
        ("same_as: council", "same_as: lives", "is no earlier question", "Change the entry"),
        ("title: what you can get", "title: what you can get from your old council", "29 fit", "shorter"),
        ("value: wales", "value: whales", "places.yml has no council “whales”", "Take an id"),
        ("care since {E02.since}\n", "care since {E02.sins}\n", "no value {E02.sins}", "Look it up"),
        ("weeks: E02.weeks", "weeks: E02.wekes", "no value {E02.wekes}", "Look it up"),
        ("  - key: age\n", "  - key: age\n  colour: red\n", "not valid YAML", "indents"),
    ],
)  # fmt: skip
def test_mistake_in_an_interview(folder: Path, old: str, new: str, problem: str, fix: str) -> None:
    edit(folder, CHECK, old, new)
    found = faults(folder, CHECK)
    assert any(problem in f.problem and fix in f.fix for f in found), found


def test_mistake_is_reported_with_its_line(folder: Path) -> None:
    line = edit(folder, CHECK, "ask: How old are you?", "ask: How old are you? You get £50.")
    found = faults(folder, CHECK)
    assert [(f.line, "typed by hand" in f.problem) for f in found] == [(line, True)]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("status: eligible", "status: elligible", "there is no status “elligible”"),
        ("answer: adviser-starts", "answer: adviser-startz", "There is no answer “adviser-startz”"),
        ("facts: [E14]", "facts: [E10]", "which its answer “adviser-starts” does not tell"),
        ("facts: [E14]", "facts: [Z99]", "There is no fact Z99"),
        ("weeks: [enough]", "weeks: [enuff]", "Nobody can answer “enuff” to “weeks”"),
        ("weeks: [enough]", "weekz: [enough]", "has the key “weekz”"),
        ("letter: letter-assessment", "letter: letter-asessment", "no interview “letter-asessment”"),
        ("right: right", "right: rigth", "not one of the words allowed"),
        ("{E14.from}", "{E14.form}", "E14 has no value “form”"),
        ("{E14.from}", "£16", "typed by hand"),
    ],
)
def test_mistake_in_the_rules(folder: Path, old: str, new: str, problem: str) -> None:
    line = edit(folder, RULES, old, new)
    found = [f for f in faults(folder, RULES) if problem in f.problem]
    assert found
    assert found[0].line in (line, 1)  # a fault of the whole file has no line of its own


def test_hidden_fact_is_refused(folder: Path) -> None:
    content, _ = read_content(folder, _READ)
    hidden = next(f for f in content.facts.values() if not f.show)
    edit(folder, RULES, "facts: [E14]", f"facts: [{hidden.id}]")
    assert any(f"{hidden.id} may not be shown" in f.problem for f in faults(folder, RULES))


def test_answer_that_names_no_interview_is_a_fault(folder: Path) -> None:
    line = edit(folder, ANSWER, "interview: entitlement", "interview: entitelment")
    assert [(f.line, "no interview “entitelment”" in f.problem) for f in faults(folder, ANSWER)] == [(line, True)]


def test_answer_of_a_broken_interview_is_not_called_wrong_too(folder: Path) -> None:
    edit(folder, CHECK, "kind: number\n", "kind: nubmer\n")
    assert faults(folder, ANSWER) == []


def test_rules_that_are_missing_are_missed(folder: Path) -> None:
    (folder / RULES).unlink()
    assert any("entitlement.yml" in f.problem for f in faults(folder, CHECK))


def test_changed_interview_is_live_and_a_broken_one_is_refused(folder: Path) -> None:
    live = LiveContent(folder)
    edit(folder, CHECK, "ask: How old are you?", "ask: How old are you now?")
    assert live.reload()
    question = live.content.interviews["entitlement"].question("age")
    assert question is not None
    assert question.ask == "How old are you now?"
    edit(folder, CHECK, "kind: number\n", "kind: nubmer\n")
    assert not live.reload()
    assert live.content.interviews["entitlement"].question("age") == question


def test_every_ending_that_a_file_may_name_is_there() -> None:
    named = Interview.model_json_schema()["properties"]["ending"]["enum"]
    assert sorted(named) == sorted(ENDINGS)


def test_documented_example_is_in_order() -> None:
    """The example of docs/content-format.md, read as a file."""
    text = (REAL.parent / "docs" / "content-format.md").read_text(encoding="utf-8")
    example = text.partition("## Interviews")[2].partition("```yaml\n")[2].partition("```")[0]
    assert "{value: wales" in example
    assert Interview.model_validate(YAML(typ="safe").load(example)).id == "entitlement"


def test_files_end_with_the_right_kind_of_text() -> None:
    for path in (REAL / "interviews").glob("*.yml"):
        assert read_yaml(path)["id"] == path.stem
