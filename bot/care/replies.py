"""What the person hears about a case: how it stands, that it is taken back, whether somebody got in touch.

Used by the actions and, while Rasa is not there, by the bot itself. What is done with the case goes with the reply
(`act`); whoever answers the message does it before the reply is shown.
"""

from __future__ import annotations

from bot.care.case import OpenCase
from bot.care.told import away, chase, council_name, first_upper, listed, who_is_told
from bot.care.when import when
from bot.content.phrases import Phrases
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import CaseAct, Choice, Part, Reply
from bot.handoff.model import CaseKind, CaseState
from bot.handoff.outlook import Outlook

IN_TOUCH, SAFE_TO_WRITE = "in_touch", "safe_to_write"
REACH = "reach"  # in the state: they were asked how to be reached


def status_reply(phrases: Phrases) -> Reply:
    """What was passed on, to whom, and whether it has been opened; and the way to take it back, where there is one."""
    case = phrases.case
    if case is None:
        return _plain(phrases, phrases.say("case_none"))
    texts = [" ".join([_told(phrases, case), _how_it_stands(phrases, case)]), _passed_on(phrases, case)]
    if case.due and case.due_to and phrases.now and case.state in (CaseState.OPEN, CaseState.TAKEN):
        key = "case_chase_again" if case.due_to in case.told else "care_chase"
        texts.append(phrases.say(key, when=when(case.due, phrases.now), to=listed([case.due_to])))
    buttons = [cancel_choice(phrases, case)] if case.may_be_taken_back else []
    return _plain(phrases, "\n\n".join(texts), buttons)


def _told(phrases: Phrases, case: OpenCase) -> str:
    if not case.told or case.raised is None or phrases.now is None:
        return phrases.say("case_told_nobody")
    return phrases.say("case_told", names=listed(case.told), when=when(case.raised, phrases.now))


def _how_it_stands(phrases: Phrases, case: OpenCase) -> str:
    if case.state is CaseState.IN_CONTACT:
        return phrases.say("case_in_contact")
    return phrases.say("case_opened", holder=case.holder) if case.holder else phrases.say("case_not_opened")


def _passed_on(phrases: Phrases, case: OpenCase) -> str:
    topics = phrases.content.topics
    topic = topics[case.topic].name.lower() if case.topic in topics else phrases.say("case_topic")
    key = {(True, True): "case_contact", (True, False): "case_name", (False, True): "case_contact_only"}
    who = key.get((bool(case.name), bool(case.contact)), "case_no_name")
    return phrases.say("case_what", topic=topic, name=phrases.say(who, name=case.name, contact=case.contact))


def cancel_reply(phrases: Phrases) -> Reply:
    """That it is taken back; for something urgent, that it cannot be, and why."""
    case = phrases.case
    if case is None:
        return _plain(phrases, phrases.say("case_none"))
    names = first_upper(listed(case.told) or council_name(phrases.outlook or Outlook()))
    if not case.may_be_taken_back:
        return _plain(phrases, phrases.say("case_cancel_not", names=listed(case.told) or "they"))
    return _done(phrases, case, "cancel", phrases.say("case_cancelled", names=names))


def in_touch_reply(phrases: Phrases, *, yes: bool) -> Reply:
    """After “Did they get in touch?”: good, or opened again and who is told."""
    case = phrases.case
    if case is None:
        return _plain(phrases, phrases.say("case_none"))
    if yes:
        return _done(phrases, case, "in_touch", phrases.say("case_in_touch_good"))
    outlook = phrases.outlook or Outlook()
    told = outlook.urgent if case.verdict == "urgent" else outlook.sensitive
    if told.names:
        text = phrases.say("case_not_in_touch", names=listed(told.names))
    elif told.opens and phrases.now:
        who = first_upper(who_is_told(phrases, outlook))
        text = phrases.say("case_not_in_touch_then", names=who, when=when(told.opens, phrases.now))
    else:
        text = phrases.say("case_not_in_touch_unread", council=council_name(outlook))
    more = [*away(phrases, outlook), *chase(phrases, told), phrases.say("care_done_danger")]
    return _done(phrases, case, "not_in_touch", " ".join([text, *more]))


def not_yet_reply(phrases: Phrases) -> Reply:
    """After “Did they get in touch?”: not yet, but they can wait. A case that was closed is opened again instead."""
    case = phrases.case
    if case is None or case.state in (CaseState.CLOSED, CaseState.CANCELLED):
        return in_touch_reply(phrases, yes=False)
    names = case.holder or listed(case.told) or council_name(phrases.outlook or Outlook())
    texts = [phrases.say("case_not_yet", names=names)]
    if case.ask_again and phrases.now:
        texts.append(phrases.say("case_not_yet_then", when=when(case.ask_again, phrases.now)))
    reply = _done(phrases, case, "not_yet", " ".join(texts))
    no = Choice(label=phrases.choice("in_touch_no"), intent=IN_TOUCH, data={"case": str(case.id), "said": "no"})
    reply.parts[0].buttons.insert(0, no)
    return reply


def safe_to_write_reply(phrases: Phrases, *, yes: bool) -> Reply:
    """After “Is it safe to write to you here?”: what follows from it."""
    case = phrases.case
    if case is None:
        return _plain(phrases, phrases.say("case_none"))
    kind = "safe_to_write" if yes else "not_safe_to_write"
    reply = _done(phrases, case, kind, phrases.say(f"case_{kind}"))
    if not yes:
        reply.parts[0].buttons = []
    if case.kind is not CaseKind.ALLEGATION and (asked := asked_for_reach(phrases)):
        reply.parts += asked
        reply.state[REACH] = True
    return reply


def asked_for_reach(phrases: Phrases) -> list[Part]:
    """Who they are and how to reach them, asked where somebody is told who cannot know it; empty elsewhere."""
    outlook, case = phrases.outlook, phrases.case
    if outlook is None or outlook.linked or outlook.nobody or outlook.demo or (case is not None and case.contact):
        return []
    return [Part(markdown=phrases.say("care_reach"))]


def contact_reply(phrases: Phrases) -> Reply:
    """They have said who they are, or how to reach them (the act is added by bot/conversation/care.py)."""
    case = phrases.case
    names = (case.holder or listed(case.told)) if case else ""
    text = phrases.say("case_contact_kept", names=first_upper(names or council_name(phrases.outlook or Outlook())))
    return _plain(phrases, text)


def bot_back_reply(phrases: Phrases) -> Reply:
    """The person wants the bot back while an adviser has the chat."""
    case = phrases.case
    if case is None or case.chat_with is None:
        return _plain(phrases, phrases.say("what_next"))
    return _done(phrases, case, "bot_back", phrases.say("case_bot_back", name=case.chat_with))


def secret_reply(phrases: Phrases) -> Reply:
    """“Don't tell anyone”, where nobody is in danger: honest about what is told and what is not."""
    texts = [phrases.say("care_secret")]
    buttons = []
    if phrases.case is not None:
        texts = [phrases.say("care_secret_told")]
        buttons = [Choice(label=phrases.choice("case_status"), intent="case_status")]
        if phrases.case.may_be_taken_back:
            buttons.append(cancel_choice(phrases, phrases.case))
    return _plain(phrases, " ".join(texts), buttons)


def ask_safe_to_write(phrases: Phrases) -> Part:
    """The question in a private topic, with its buttons; it may only stand under a reply, never come unprompted."""
    buttons = [
        Choice(label=phrases.choice(label), intent=SAFE_TO_WRITE, data={"said": said})
        for label, said in (("safe_to_write", "yes"), ("not_safe_to_write", "no"))
    ]
    return Part(markdown=phrases.say("case_ask_safe"), buttons=buttons)


def cancel_choice(phrases: Phrases, case: OpenCase) -> Choice:
    """The button that takes a case back."""
    return Choice(label=phrases.choice("cancel_case"), intent="case_cancel", data={"case": str(case.id)})


def _done(phrases: Phrases, case: OpenCase, kind: str, text: str) -> Reply:
    reply = _plain(phrases, text)
    reply.act = CaseAct.model_validate({"case": case.id, "kind": kind})
    reply.state = {"asked": [], "offered": None}
    return reply


def _plain(phrases: Phrases, text: str, buttons: list[Choice] | None = None) -> Reply:
    menu = Choice(label=phrases.choice("menu"), intent="menu")
    return Reply(outcome=Outcome.SMALL_TALK, parts=[Part(markdown=text, buttons=[*(buttons or []), menu])])
