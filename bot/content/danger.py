"""What is said when someone may be in danger. Used by the action, and by the desk itself when Rasa is not there."""

from __future__ import annotations

from bot.care.listening import wants_secrecy
from bot.care.reach import reach_in
from bot.care.replies import REACH, SAFE_TO_WRITE, ask_safe_to_write, asked_for_reach
from bot.care.told import urgent_told
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import HandoffRequest, Part, Reply
from bot.handoff.about import about
from bot.handoff.model import CaseKind

UNCLEAR = "unclear-danger"
HANDING = "handing"  # in the state: what a yes to “shall I tell them” is about
DANGER_WAITS = "danger_waits"  # in the state: the topic of a danger that nobody could be told of without a council


def urgent_reply(phrases: Phrases, topic: str | None, audience: Audience, text: str = "") -> Reply:
    """The urgent words of a topic with the numbers for the person's age, who is told, and the handoff to raise.

    Args:
        phrases: the fixed texts for this person, with the outlook where there is one.
        topic: a safety topic; an unknown one, or one that is not urgent, gives the words for unclear danger.
        audience: what is known of the person.
        text: what they wrote; who it is about, and whether they asked not to tell, is read from it.
    """
    topics = phrases.content.topics
    if topic not in topics or topics[topic].verdict != "urgent":
        topic = UNCLEAR
    allegation = topics[topic].route == "allegations"
    words, facts = phrases.topic_words(topic, audience)
    told, more = _told(phrases, audience, text, allegation=allegation)
    parts = [Part(markdown=each) for each in (words, *told)]
    asks = asks_whether_safe_to_write(phrases, topic)
    if asks:
        parts.append(ask_safe_to_write(phrases))
    reach = [] if asks or allegation or reach_in(text).contact else asked_for_reach(phrases)
    parts += reach
    waits = phrases.outlook is not None and phrases.outlook.nobody and audience.council is None
    offered, wanted = SAFE_TO_WRITE if asks else None, True if reach else None
    state = {"asked": ["council"] if waits else [], "offered": offered, "topic": topic, REACH: wanted}
    return Reply(
        outcome=Outcome.URGENT,
        verdict="urgent",
        topic=topic,
        facts=list(dict.fromkeys([*facts, *more])),
        parts=parts,
        state={**state, HANDING: None, DANGER_WAITS: topic if waits else None},
        handoff=urgent_request(phrases, topic, text),
    )


def asks_whether_safe_to_write(phrases: Phrases, topic: str) -> bool:
    """Whether to ask if it is safe to write to them: in a private topic where somebody is told, until answered."""
    outlook, case = phrases.outlook, phrases.case
    answered = case is not None and case.safe_to_write in ("yes", "no")
    return phrases.content.topics[topic].private and outlook is not None and not outlook.nobody and not answered


def urgent_request(phrases: Phrases, topic: str, text: str) -> HandoffRequest:
    """The handoff that a danger raises; a linked person's carries their name."""
    outlook, reach = phrases.outlook, reach_in(text)
    allegation = phrases.content.topics[topic].route == "allegations"
    return HandoffRequest(
        topic=topic,
        verdict="urgent",
        name=(outlook.first_name if outlook else None) or reach.name,
        contact=reach.contact,
        kind=CaseKind.ALLEGATION if allegation else CaseKind.DANGER,
        about=about(text, [outlook.adviser] if outlook and outlook.adviser else ()) if allegation else None,
    )


def _told(phrases: Phrases, audience: Audience, text: str, *, allegation: bool) -> tuple[list[str], list[str]]:
    """Who is told, in one part or two; that it cannot be kept secret comes first where they asked for that."""
    first = [phrases.say("care_no_secret")] if wants_secrecy(text) else []
    if phrases.case and phrases.case.chat_with and not allegation:
        first.append(phrases.say("case_sees_danger", name=phrases.case.chat_with))
    if phrases.outlook is None:
        key = "urgent_told" if phrases.alerts else "urgent_demo"
        told, facts = [phrases.say("allegation_told" if phrases.alerts and allegation else key)], list[str]()
    else:
        told, facts = urgent_told(phrases, audience, allegation=allegation)
    return [" ".join([*first, told[0]]), *told[1:]], facts
