"""Rasa's test stories (tests/test_stories.yml) hold for the real domain and rules; their words are not read here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent, load_agent
from rasa.core.test import test as run_stories
from rasa.model_training import train_core
from ruamel.yaml import YAML
from test_rules import RULES, core_config

pytestmark = pytest.mark.slow
STORIES = Path("tests/test_stories.yml")


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    folder = tmp_path_factory.mktemp("stories")
    model = train_core("domain.yml", str(core_config(folder)), str(RULES), str(folder), fixed_model_name="core")
    return asyncio.run(load_agent(model_path=model))


def stories() -> list[dict[str, Any]]:
    return YAML(typ="safe", pure=True).load(STORIES.read_text())["stories"]


def failed(agent: Agent, path: Path, out: Path) -> str:
    """Rasa's report of the stories of a file that do not hold, their intents taken as written."""
    asyncio.run(run_stories(str(path), agent, out_directory=str(out), disable_plotting=True))
    return (out / "failed_test_stories.yml").read_text()


def test_stories_hold(agent: Agent, tmp_path: Path) -> None:
    assert "story:" not in failed(agent, STORIES, tmp_path)


def test_story_that_does_not_hold_is_found(agent: Agent, tmp_path: Path) -> None:
    path = tmp_path / "test_wrong.yml"
    wrong = {"story": "danger stays unnoticed", "steps": [{"intent": "urgent"}, {"action": "action_answer"}]}
    with path.open("w") as file:
        YAML(typ="safe", pure=True).dump({"version": "3.1", "stories": [wrong]}, file)
    assert "danger stays unnoticed" in failed(agent, path, tmp_path)


def test_stories_run_every_rule_of_the_dialogue() -> None:
    """A new rule wants a story: every action that a rule runs is in one."""
    rules = YAML(typ="safe", pure=True).load(RULES.read_text())["rules"]
    ruled = {step["action"] for rule in rules for step in rule["steps"] if "action" in step}
    told = {step["action"] for story in stories() for step in story["steps"] if "action" in step}
    assert told == ruled
