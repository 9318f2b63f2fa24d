"""Rules of this house that no linter knows: who may import what, and how long a file and a function may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
LONGEST_FUNCTION = 40

# Longer than the rule allows, each with what is to be done; a test fails when an entry is no longer needed.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [p for p in found if not {".venv", "tests", "migrations"} & set(p.relative_to(ROOT).parts)]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def may_import_the_sdk(path: Path) -> bool:
    return name_of(path).startswith("actions/") or name_of(path) == "bot/rasa/action_server.py"


@pytest.mark.parametrize("path", sources("bot", "actions"), ids=name_of)
def test_bot_imports_rasa_nowhere_and_its_sdk_only_in_the_actions(path: Path) -> None:
    modules = set(imported(path))
    assert "rasa" not in modules
    assert "engine" not in modules
    assert "rasa_sdk" not in modules or may_import_the_sdk(path)


@pytest.mark.parametrize("path", sources("common"), ids=name_of)
def test_common_code_imports_neither_side(path: Path) -> None:
    assert not {"rasa", "rasa_sdk", "bot", "actions", "engine"} & set(imported(path))


@pytest.mark.parametrize("path", sources("engine"), ids=name_of)
def test_rasas_side_imports_nothing_of_the_bot(path: Path) -> None:
    assert not {"bot", "actions", "rasa_sdk"} & set(imported(path))


def test_there_are_sources_to_look_at() -> None:
    assert len(sources("bot", "actions", "common", "engine")) > 50


def test_no_file_is_too_long() -> None:
    lines = {name_of(p): len(p.read_text().splitlines()) for p in sources("bot", "actions", "common", "engine")}
    assert {name for name, count in lines.items() if count > LONGEST_FILE} == set(LONG_FILES)


def test_no_function_is_too_long() -> None:
    long = set()
    for path in sources("bot", "actions", "common", "engine"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno
                if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION:
                    long.add(f"{name_of(path)}:{node.name}")
    assert long == set(LONG_FUNCTIONS)
