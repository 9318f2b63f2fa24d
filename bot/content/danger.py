"""What is said when someone may be in danger. Used by the action, and by the desk itself when Rasa is not there."""

from __future__ import annotations

from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import HandoffRequest, Part, Reply

UNCLEAR = "unclear-danger"


def urgent_reply(phrases: Phrases, topic: str | None, audience: Audience) -> Reply:
    """The urgent words of a topic with the numbers for the person's age, who is told, and the handoff to raise.

    Args:
        phrases: the fixed texts for this person.
        topic: a safety topic; an unknown one, or one that is not urgent, gives the words for unclear danger.
        audience: what is known of the person.
    """
    topics = phrases.content.topics
    if topic not in topics or topics[topic].verdict != "urgent":
        topic = UNCLEAR
    words, facts = phrases.topic_words(topic, audience)
    told = "urgent_told" if phrases.alerts else "urgent_demo"
    if phrases.alerts and topics[topic].route == "allegations":
        told = "allegation_told"
    return Reply(
        outcome=Outcome.URGENT,
        verdict="urgent",
        topic=topic,
        facts=facts,
        parts=[Part(markdown=words), Part(markdown=phrases.say(told))],
        state={"asked": [], "offered": None, "topic": topic},
        handoff=HandoffRequest(topic=topic, verdict="urgent"),
    )
