"""The real domain and the real rules, without NLU: typed intents stand for what the classifier would find."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import Any, AsyncIterator

import pytest
from action_stub import Actions
from aiohttp import web
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.rule_policy import InvalidRule
from rasa.model_training import train_core
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator
from ruamel.yaml import YAML

from engine.tracker_store import BoundedTrackerStore

pytestmark = pytest.mark.slow
RULES = Path("data/stories/rules.yml")
ASK_NAME = "action_ask_handoff_form_handoff_name"
ASK_CONTACT = "action_ask_handoff_form_handoff_contact"


def yaml() -> YAML:
    return YAML(typ="safe", pure=True)


def core_config(folder: Path) -> Path:
    """The policies of the real config and nothing else of it."""
    config = yaml().load(Path("config.yml").read_text())
    path = folder / "config.yml"
    with path.open("w") as file:
        kept = {k: config[k] for k in ("recipe", "language", "assistant_id", "policies")}
        yaml().dump({**kept, "pipeline": [{"name": "KeywordIntentClassifier"}]}, file)
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("core")
    path = train_core("domain.yml", str(core_config(folder)), str(RULES), str(folder), fixed_model_name="core")
    assert path
    return path


@pytest.fixture(scope="module")
def loaded(model: str) -> Agent:
    return asyncio.run(load_agent(model_path=model))


class Talk:
    """A conversation with the loaded rules; `say` returns the names of the actions that spoke."""

    def __init__(self, agent: Agent, actions: Actions) -> None:
        self.agent, self.actions = agent, actions

    async def say(self, text: str, **metadata: Any) -> list[str]:
        output = CollectingOutputChannel()
        message = UserMessage(text, output, "c1", input_channel="rest", metadata=metadata)
        await self.agent.handle_message(message)
        return [m["text"] for m in output.messages]

    async def form(self) -> tuple[str | None, Any]:
        tracker = await self.agent.tracker_store.retrieve("c1")
        return tracker.active_loop_name, tracker.get_slot("requested_slot")

    async def slot(self, name: str) -> Any:
        return (await self.agent.tracker_store.retrieve("c1")).get_slot(name)


@pytest.fixture
async def talk(loaded: Agent) -> AsyncIterator[Talk]:
    actions = Actions()
    await actions.start()
    loaded.action_endpoint = loaded.processor.action_endpoint = actions.endpoint
    store = BoundedTrackerStore(loaded.domain, max_event_history=40)
    BoundedTrackerStore.forget("c1")
    loaded.tracker_store = loaded.processor.tracker_store = store
    yield Talk(loaded, actions)
    await actions.stop()


async def test_question_runs_one_action(talk: Talk) -> None:
    assert await talk.say("/ask") == ["action_answer"]
    assert [c["next_action"] for c in talk.actions.calls] == ["action_answer"]


@pytest.mark.parametrize("intent", yaml().load(Path(__file__).parents[2].joinpath("domain.yml").read_text())["intents"])
async def test_every_intent_has_a_rule(talk: Talk, intent: str) -> None:
    said = await talk.say(f"/{intent}")
    assert said
    assert "action_default_fallback" not in said


async def test_unknown_text_is_never_silence(talk: Talk) -> None:
    assert await talk.say("words that no rule waits for") == ["action_default_fallback"]
    assert await talk.say("/ask") == ["action_answer"]


async def test_fallback_that_does_not_take_the_message_back_runs_on(talk: Talk) -> None:
    """The trap: Rasa then predicts the fallback again, until its circuit breaker trips."""
    talk.actions.reverting = False
    assert len(await talk.say("words that no rule waits for")) > 1


async def test_human_opens_the_form(talk: Talk) -> None:
    assert await talk.say("/human") == ["action_human", ASK_NAME]
    assert await talk.form() == ("handoff_form", "handoff_name")


async def test_adviser_button_opens_the_form(talk: Talk) -> None:
    assert await talk.say("/offer_adviser") == ["action_human", ASK_NAME]


@pytest.mark.parametrize("intent", ["human", "offer_adviser"])
async def test_of_somebody_linked_the_form_asks_nothing(talk: Talk, intent: str) -> None:
    talk.actions.needs_no_form = True
    assert await talk.say(f"/{intent}") == ["action_human"]
    assert await talk.form() == (None, None)
    assert await talk.say("/ask") == ["action_answer"]
    assert await talk.say(f"/{intent}") == ["action_human"]
    talk.actions.needs_no_form = False
    assert await talk.say(f"/{intent}") == ["action_human", ASK_NAME]


async def test_form_is_filled_and_handed_off(talk: Talk) -> None:
    await talk.say("/human")
    assert await talk.say("Sam") == [ASK_CONTACT]
    assert await talk.slot("handoff_name") == "Sam"
    assert await talk.say("07700 900123") == ["action_hand_off"]
    assert await talk.form() == (None, None)


async def test_question_inside_the_form_is_answered_and_the_form_resumes(talk: Talk) -> None:
    await talk.say("/human")
    assert await talk.say("/ask") == ["action_answer", ASK_NAME]
    assert await talk.form() == ("handoff_form", "handoff_name")
    assert await talk.slot("handoff_name") is None
    assert await talk.say("Sam") == [ASK_CONTACT]
    assert await talk.say("/ask") == ["action_answer", ASK_CONTACT]
    assert await talk.slot("handoff_name") == "Sam"


async def test_form_survives_many_questions(talk: Talk) -> None:
    """More events than the tracker keeps."""
    await talk.say("/human")
    await talk.say("Sam")
    for _ in range(9):
        assert await talk.say("/ask") == ["action_answer", ASK_CONTACT]
    assert await talk.slot("handoff_name") == "Sam"
    assert await talk.say("07700 900123") == ["action_hand_off"]


@pytest.mark.parametrize("filled", [[], ["Sam"]])
async def test_danger_inside_the_form_leaves_it(talk: Talk, filled: list[str]) -> None:
    for text in ["/human", *filled]:
        await talk.say(text)
    assert await talk.say("/urgent") == ["action_urgent"]
    assert await talk.form() == (None, None)
    assert await talk.say("/ask") == ["action_answer"]


async def test_form_question_follows_danger_when_the_action_does_not_leave(talk: Talk) -> None:
    """The trap: without ActiveLoop(None) from the action the form's next question follows at once."""
    talk.actions.leaving = ()
    await talk.say("/human")
    assert len(await talk.say("/urgent")) > 1
    assert (await talk.form())[0] == "handoff_form"


async def test_danger_without_a_form(talk: Talk) -> None:
    assert await talk.say("/urgent") == ["action_urgent"]


@pytest.mark.parametrize(("intent", "action"), [("deny", "action_deny"), ("start_again", "action_start_again")])
async def test_form_can_be_left(talk: Talk, intent: str, action: str) -> None:
    await talk.say("/human")
    assert await talk.say(f"/{intent}") == [action]
    assert await talk.form() == (None, None)
    assert await talk.say("/ask") == ["action_answer"]


async def test_form_opens_again_after_it_was_left(talk: Talk) -> None:
    await talk.say("/human")
    await talk.say("/deny")
    assert await talk.say("/human") == ["action_human", ASK_NAME]


@pytest.mark.parametrize(
    "intent", ["ask", "out_of_scope", "about_bot", "greet", "follow_up", "frustration", "menu", "thanks", "inform"]
)
async def test_only_free_text_fills_the_form(talk: Talk, intent: str) -> None:
    await talk.say("/human")
    said = await talk.say(f"/{intent}")
    name = await talk.slot("handoff_name")
    taken = intent in ("thanks", "inform")  # not listed as not meant for the slot: what was typed is the name
    assert (name is not None) is taken
    assert said[-1] == (ASK_CONTACT if taken else ASK_NAME)


async def test_metadata_reaches_the_action(talk: Talk) -> None:
    await talk.say("/ask", message_id=17, profile={"council": "kent"})
    message = talk.actions.calls[-1]["tracker"]["latest_message"]
    assert message["metadata"]["message_id"] == 17
    assert message["metadata"]["profile"] == {"council": "kent"}


async def test_failing_action_gives_silence_that_the_bot_must_catch(talk: Talk) -> None:
    """The trap: Rasa answers with an empty list; bot.rasa.client takes that for a failure."""
    talk.actions.answer = lambda call: web.Response(status=500)
    assert await talk.say("/ask") == []
    talk.actions.answer = None
    assert await talk.say("/ask") == ["action_answer"]


async def test_typed_slash_is_a_trusted_intent_in_rasa(talk: Talk) -> None:
    """The trap that bot.conversation.reading.for_rasa is there for."""
    await talk.say("/human")
    assert await talk.say("/restart") == []
    assert await talk.form() == (None, None)


async def test_long_conversation_costs_no_more(talk: Talk) -> None:
    for _ in range(20):
        await talk.say("/ask")
    early = len(talk.actions.calls[-1]["tracker"]["events"])
    for _ in range(40):
        await talk.say("/ask")
    assert len(talk.actions.calls[-1]["tracker"]["events"]) <= early + 4


def changed_rules(folder: Path, drop_from: str) -> Path:
    """The real rules with `active_loop: null` taken out of one of them."""
    rules = yaml().load(RULES.read_text())
    rule = next(r for r in rules["rules"] if r["rule"] == drop_from)
    rule["steps"] = [s for s in rule["steps"] if "active_loop" not in s]
    path = folder / "rules.yml"
    with path.open("w") as file:
        yaml().dump(rules, file)
    return path


@pytest.mark.parametrize("rule", ["danger", "danger inside the handoff form"])
def test_training_refuses_danger_that_stays_in_the_form(tmp_path: Path, rule: str) -> None:
    """The trap: both rules need `active_loop: null`."""
    rules = changed_rules(tmp_path, rule)
    with pytest.raises(InvalidRule):
        train_core("domain.yml", str(core_config(tmp_path)), str(rules), str(tmp_path), fixed_model_name="bad")


@pytest.fixture(scope="module")
def importer() -> TrainingDataImporter:
    return TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])


def test_project_is_valid(importer: TrainingDataImporter) -> None:
    """What `rasa data validate` checks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the button intents have no examples, see below
        validator = Validator.from_importer(importer)
        assert validator.verify_domain_validity()
        assert validator.verify_nlu()
        assert validator.verify_form_slots()
        assert validator.verify_slot_mappings()
        assert validator.verify_actions_in_stories_rules()
        assert validator.verify_forms_in_stories_rules()
        assert validator.verify_utterances_in_stories(ignore_warnings=False)
        assert validator.verify_story_structure(ignore_warnings=False)


def test_only_button_intents_have_no_examples(importer: TrainingDataImporter) -> None:
    learnt = {m.get("intent") for m in importer.get_nlu_data().intent_examples if m.get("text")}
    domain = set(importer.get_domain().intents) - {"back", "nlu_fallback", "restart", "session_start"}
    assert domain - learnt == {"area", "choose", "interview_reply", "offer_adviser", "section"}
    assert learnt <= domain


ASK_INTERVIEW = "action_ask_interview_form_interview_reply"
INTERVIEW = ("interview_form", "interview_reply")


@pytest.mark.parametrize("intent", ["interview", "interview_go_on", "interview_reply"])
async def test_interview_opens_its_form(talk: Talk, intent: str) -> None:
    """A reply opens it too: Rasa may have lost the form, and the bot still knows the question."""
    assert await talk.say(f"/{intent}") == [ASK_INTERVIEW]
    assert await talk.form() == INTERVIEW


@pytest.mark.parametrize(
    "intent", ["interview_reply", "interview_go_on", "interview", "affirm", "deny", "not_known", "inform"]
)
async def test_reply_to_an_interview_runs_its_action_alone(talk: Talk, intent: str) -> None:
    await talk.say("/interview")
    assert await talk.say(f"/{intent}") == [ASK_INTERVIEW]
    assert await talk.form() == INTERVIEW
    assert await talk.slot("interview_reply") is None


@pytest.mark.parametrize("intent", ["ask", "follow_up", "greet", "menu", "choose", "about_bot", "thanks"])
async def test_question_inside_an_interview_is_answered_and_the_interview_asks_again(talk: Talk, intent: str) -> None:
    await talk.say("/interview")
    said = await talk.say(f"/{intent}")
    assert len(said) == 2
    assert said[-1] == ASK_INTERVIEW
    assert await talk.form() == INTERVIEW


async def test_danger_inside_an_interview_leaves_it(talk: Talk) -> None:
    await talk.say("/interview")
    assert await talk.say("/urgent") == ["action_urgent"]
    assert await talk.form() == (None, None)
    assert await talk.say("/interview_go_on") == [ASK_INTERVIEW]


async def test_start_again_leaves_an_interview(talk: Talk) -> None:
    await talk.say("/interview")
    assert await talk.say("/start_again") == ["action_start_again"]
    assert await talk.form() == (None, None)


async def test_human_inside_an_interview_opens_the_handoff_form(talk: Talk) -> None:
    await talk.say("/interview")
    assert await talk.say("/human") == ["action_human", ASK_NAME]
    assert (await talk.form())[0] == "handoff_form"
    assert await talk.say("Sam") == [ASK_CONTACT]
    assert await talk.say("07700 900123") == ["action_hand_off"]
    assert await talk.say("/interview_go_on") == [ASK_INTERVIEW]


async def test_button_of_an_interview_is_no_name_in_the_handoff_form(talk: Talk) -> None:
    await talk.say("/human")
    assert await talk.say("/interview_reply") == [ASK_INTERVIEW]
    assert await talk.slot("handoff_name") is None
    assert await talk.form() == INTERVIEW


@pytest.mark.parametrize("opened", [True, False])
async def test_interview_that_ends_leaves_its_form(talk: Talk, opened: bool) -> None:
    """Also when Rasa had lost the form, and this reply was the last."""
    if opened:
        await talk.say("/interview")
    talk.actions.interview_ends = True
    assert await talk.say("/interview_reply") == [ASK_INTERVIEW]
    assert await talk.form() == (None, None)
    assert await talk.say("/ask") == ["action_answer"]


async def test_interview_survives_many_messages(talk: Talk) -> None:
    """More events than the tracker keeps."""
    await talk.say("/interview")
    for _ in range(9):
        assert await talk.say("/ask") == ["action_answer", ASK_INTERVIEW]
        assert await talk.say("/interview_reply") == [ASK_INTERVIEW]
    assert await talk.form() == INTERVIEW


def test_training_refuses_danger_that_stays_in_an_interview(tmp_path: Path) -> None:
    rules = changed_rules(tmp_path, "danger inside an interview")
    with pytest.raises(InvalidRule):
        train_core("domain.yml", str(core_config(tmp_path)), str(rules), str(tmp_path), fixed_model_name="bad")
