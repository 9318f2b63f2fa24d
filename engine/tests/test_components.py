"""Our components in Rasa's own graph: a tiny project is trained, loaded and asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, AsyncIterator

import pytest
from action_stub import Actions
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.model_training import train
from ruamel.yaml import YAML
from tiny import QUESTIONS, SAFETY

from common.safety import load_rules
from engine.answer_finder import combine
from engine.kernel_model import KernelModel

pytestmark = pytest.mark.slow
DOMAIN = """
version: "3.1"
intents: [ask, greet, out_of_scope, urgent, sensitive, inform]
entities: [place, age, number, date, money]
actions: [action_answer, action_small_talk, action_urgent, action_out_of_scope]
"""
RULES = """
version: "3.1"
rules:
  - rule: a question
    steps: [{intent: ask}, {action: action_answer}]
  - rule: hello
    steps: [{intent: greet}, {action: action_small_talk}]
  - rule: danger
    steps: [{intent: urgent}, {action: action_urgent}]
  - rule: something sensitive
    steps: [{intent: sensitive}, {action: action_answer}]
  - rule: outside
    steps: [{intent: out_of_scope}, {action: action_out_of_scope}]
"""
SAFETY_RULES = {
    "topics": ["suicidal-thoughts"],
    "rules": [{"id": "end-it", "verdict": "urgent", "topic": "suicidal-thoughts", "any": ["end it all"]}],
}


def write_yaml(path: Path, data: Any) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        YAML(typ="safe", pure=True).dump(data, file)
    return str(path)


def write_project(folder: Path) -> None:
    """Real config and places, tiny questions."""
    config = YAML(typ="safe").load(Path("config.yml").read_text())
    content = folder / "offer_content"
    for name, questions in QUESTIONS.items():
        if name.startswith("ask/"):
            path = content / "england" / f"{name[4:]}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\nid: {name[4:]}\nquestions: {questions}\n---\nWords.\n")
    write_yaml(content / "safety" / "topics.yml", {"topics": {"debt": {"verdict": "sensitive"}}})
    config["importers"][0]["content"] = str(content)
    write_yaml(folder / "config.yml", config)
    plain = {**{k: v for k, v in QUESTIONS.items() if "/" not in k}, **SAFETY, "inform": ["leics", "im 17", "from ely"]}
    nlu = [{"intent": k, "examples": "".join(f"- {e}\n" for e in v)} for k, v in plain.items()]
    write_yaml(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": nlu})
    (folder / "data" / "rules.yml").write_text(RULES)
    (folder / "domain.yml").write_text(DOMAIN)


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Agent:
    folder = tmp_path_factory.mktemp("tiny")
    write_project(folder)
    result = train(
        domain=str(folder / "domain.yml"), config=str(folder / "config.yml"), training_files=[str(folder / "data")],
        output=str(folder), fixed_model_name="tiny", force_training=True,
    )  # fmt: skip
    assert result.code == 0
    return asyncio.run(load_agent(model_path=result.model))


async def parse(agent: Agent, text: str) -> dict[str, Any]:
    return await agent.parse_message(text)


async def test_question_has_intent_and_ranking(agent: Agent) -> None:
    found = await parse(agent, "do i av to pay counsil tax")
    assert found["intent"]["name"] == "ask"
    assert found["intent"]["full"].startswith("ask")
    assert found["answers"][0]["id"] == "council-tax"
    confidences = [a["confidence"] for a in found["answers"]]
    assert confidences == sorted(confidences, reverse=True)
    assert {a["id"] for a in found["answers"]} == {"council-tax", "college-bursary", "bus-travel"}
    assert sum(confidences) == pytest.approx(found["intent"]["confidence"], abs=0.01)


async def test_greeting_is_not_a_question(agent: Agent) -> None:
    found = await parse(agent, "hello")
    assert (found["intent"]["name"], found["intent"]["full"]) == ("greet", "greet")
    assert found["intent_ranking"][0]["name"] == "greet"
    assert found["answers"]  # ranked all the same


async def test_verdict_is_in_the_output(agent: Agent) -> None:
    found = await parse(agent, "i want to kill myself")
    assert found["intent"]["name"] == "urgent"
    assert found["safety"]["verdict"] == "urgent"
    assert found["safety"]["topic"]
    assert 0 <= found["safety"]["urgent"] <= 1


async def test_harmless_message_has_no_verdict(agent: Agent) -> None:
    found = await parse(agent, "council tax bill")
    assert found["safety"]["verdict"] == "none"
    assert found["safety"]["rule"] is None


async def test_rules_find_danger_that_the_model_does_not(agent: Agent) -> None:
    """The real rules run beside the model, and the higher verdict wins."""
    found = await parse(agent, "hello. i took all my tablets, i want to end it all")
    assert found["safety"]["verdict"] == "urgent"
    assert found["safety"]["rule"]


async def test_danger_inside_a_long_message_is_found(agent: Agent) -> None:
    story = "do i have to pay council tax. can i get a free bus pass. " * 4
    found = await parse(agent, story + "i want to kill myself. " + story)
    assert found["safety"]["verdict"] == "urgent"
    assert found["intent"]["name"] == "urgent"


async def test_entities_are_in_the_output(agent: Agent) -> None:
    found = await parse(agent, "im 17 and from ely")
    assert [(e["entity"], e["value"]) for e in found["entities"]] == [
        ("age", 17), ("place", "cambridgeshire/east-cambridgeshire"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["🙂", "?", "x" * 100_000, "ሰላም", "\u202eabc", "<script>alert(1)</script>", "\x00\x01"]
)
async def test_any_text_is_parsed(agent: Agent, text: str) -> None:
    found = await parse(agent, text)
    assert found["intent"]["name"]
    assert found["safety"]["verdict"] in ("none", "sensitive", "urgent")


async def test_same_text_is_parsed_the_same(agent: Agent) -> None:
    first, second = await parse(agent, "bus pass"), await parse(agent, "bus pass")
    assert first["answers"] == second["answers"]
    assert first["safety"] == second["safety"]


@pytest.fixture
async def actions(agent: Agent) -> AsyncIterator[Actions]:
    actions = Actions()
    await actions.start()
    agent.action_endpoint = agent.processor.action_endpoint = actions.endpoint
    yield actions
    await actions.stop()


async def test_ranking_verdict_and_metadata_reach_the_action(agent: Agent, actions: Actions) -> None:
    output = CollectingOutputChannel()
    message = UserMessage("council tax bill", output, "c7", input_channel="rest", metadata={"message_id": 5})
    await agent.handle_message(message)
    assert [m["text"] for m in output.messages] == ["action_answer"]
    latest = actions.calls[-1]["tracker"]["latest_message"]
    assert latest["metadata"]["message_id"] == 5
    assert latest["answers"][0]["id"] == "council-tax"
    assert latest["safety"]["verdict"] == "none"
    assert latest["intent"]["full"]


async def test_explanation_is_worked_out_only_when_it_is_wanted(agent: Agent, actions: Actions) -> None:
    for number, metadata in enumerate(({"message_id": 5}, {"explain": True})):
        message = UserMessage("counsil tax bill", CollectingOutputChannel(), f"e{number}", metadata=metadata)
        await agent.handle_message(message)
    plain, explained = (call["tracker"]["latest_message"] for call in actions.calls[-2:])
    assert "explain" not in plain
    nearest = explained["explain"]["nearest"]
    assert (nearest[0]["text"], nearest[0]["label"]) == ("council tax bill", "ask/council-tax")
    closeness = [near["closeness"] for near in nearest]
    assert closeness == sorted(closeness, reverse=True)
    assert 0.5 < closeness[0] <= 1
    assert explained["explain"]["gate"] == {"asks": True, "chance": None, "threshold": None}  # too few to learn from


async def test_empty_text_is_silence_that_the_bot_must_prevent(agent: Agent, actions: Actions) -> None:
    """The trap: bot.conversation.reading never lets an empty text through."""
    output = CollectingOutputChannel()
    await agent.handle_message(UserMessage("", output, "c8", input_channel="rest"))
    assert all(m["text"] == "action_default_fallback" for m in output.messages)


def test_combine_keeps_the_surest_clause() -> None:
    import numpy as np

    whole, clause, other = np.array([0.5, 0.3, 0.2]), np.array([0.0, 0.1, 0.9]), np.array([0.4, 0.3, 0.3])
    row = combine(np.stack([whole, clause, other]))
    assert row.sum() == pytest.approx(1.0)
    assert row.argmax() == 2
    np.testing.assert_array_equal(combine(whole[None]), whole)


def test_config_names_real_settings() -> None:
    """Every setting in config.yml is one that its component knows."""
    config = YAML(typ="safe").load(Path("config.yml").read_text())
    finder = next(c for c in config["pipeline"] if c["name"].endswith("AnswerFinder"))
    assert KernelModel(**{k: v for k, v in finder.items() if k != "name" and k in KernelModel.__dataclass_fields__})
    assert load_rules
