"""“Who is my adviser?”, and “I want to come back”: what somebody may know and ask for about having an adviser."""

from __future__ import annotations

from actions.answers import COME_BACK, give_answer
from actions.base import TurnAction, adviser_choice, menu_choice, phrases
from actions.turn import Turn
from bot.care.when import day
from bot.content.danger import HANDING
from bot.content.phrases import Phrases
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply
from bot.conversation.team_link import team_address
from bot.handoff.model import CaseKind
from bot.people.card import AdviserCard

_CONTACT = "contact-leaving-care-team"


class ActionMyAdviser(TurnAction):
    """Tells a linked person who their adviser is; others, what there is now and how to link the chat."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_my_adviser"

    def reply(self, turn: Turn) -> Reply:
        """Name, photo, hours, how to reach them, and who stands in while they are away."""
        said = phrases(turn)
        if turn.card is None:
            return _not_linked(turn, said)
        texts = _about(turn, said, turn.card) if turn.card.name else [said.say("my_adviser_none")]
        texts += _standing_in(turn, said, turn.card)
        if turn.card.team_phone and not (turn.card.name and turn.card.phone and not turn.card.away):
            texts.append(said.say("my_adviser_team_phone", phone=turn.card.team_phone))
        if turn.card.demo and turn.card.name:
            texts.append(f"_{said.say('my_adviser_demo', name=turn.card.name)}_")
        buttons = [adviser_choice(turn), Choice(label=said.choice("team"), intent="team"), menu_choice(turn)]
        part = Part(markdown="\n\n".join(texts), buttons=buttons)
        return Reply(outcome=Outcome.ANSWERED, parts=[part], state={"asked": [], "offered": "adviser"})


def _about(turn: Turn, said: Phrases, card: AdviserCard) -> list[str]:
    name = card.name or ""
    lines = [said.say("my_adviser_phone", phone=card.phone)] if card.phone else []
    lines += [said.say("my_adviser_email", email=card.email)] if card.email else []
    address = team_address(turn.channel, turn.public_url, card.council) if card.photo else None
    texts = [said.say("my_adviser", name=name, role=card.role)]
    if card.hours:
        key = "my_adviser_hours" if card.own_hours else "my_adviser_team_hours"
        texts.append(" ".join([said.say(key, name=name, hours=card.hours), *_when(turn, said, card)]))
    if lines:
        texts.append("\n".join(f"- {line}" for line in lines))
    if address:
        texts.append(said.say("my_adviser_photo", address=address))
    return texts


def _when(turn: Turn, said: Phrases, card: AdviserCard) -> list[str]:
    """Whether they should be there now, or the next day on which they are; nothing while they are away."""
    if card.away:
        return []
    if card.at_work:
        return [said.say("my_adviser_now", name=card.name)]
    return [said.say("my_adviser_next", day=day(card.next_at_work, turn.day))] if card.next_at_work else []


def _standing_in(turn: Turn, said: Phrases, card: AdviserCard) -> list[str]:
    texts = []
    if card.away and card.back:
        texts.append(said.say("my_adviser_away_until", name=card.name, day=day(card.back, turn.day)))
    elif card.away:
        texts.append(said.say("my_adviser_away", name=card.name))
    if card.cover:
        key = "my_adviser_cover_phone" if card.cover_phone else "my_adviser_cover"
        texts.append(said.say(key, cover=card.cover, phone=card.cover_phone))
    return [" ".join(texts)] if texts else []


def _not_linked(turn: Turn, said: Phrases) -> Reply:
    """What there is now for somebody who is not linked: how to link, and the answer about reaching the team."""
    text = f"{said.say('my_adviser_not_linked')} {said.say('my_adviser_how_to_link')}"
    reply = give_answer(turn, _CONTACT) if _CONTACT in turn.content.answers else None
    if reply is None:
        part = Part(markdown=text, buttons=[adviser_choice(turn), menu_choice(turn)])
        return Reply(outcome=Outcome.ANSWERED, parts=[part], state={"asked": [], "offered": "adviser"})
    reply.parts.insert(0, Part(markdown=text))
    return reply


class ActionComeBack(TurnAction):
    """An adviser is wanted again: their rights, then one question. Permission (actions/permission.py) does the rest."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_come_back"

    def reply(self, turn: Turn) -> Reply:
        """The answer about coming back, and “Shall I tell the duty desk that you want to come back?”."""
        said = phrases(turn)
        reply = give_answer(turn, COME_BACK) if COME_BACK in turn.content.answers else None
        reply = reply or Reply(outcome=Outcome.HANDOFF_OFFERED)
        for part in reply.parts:
            part.buttons = [b for b in part.buttons if b.intent != "come_back"]
        kind = {"route": "duty", "kind": CaseKind.COME_BACK.value}
        buttons = [
            Choice(label=said.choice("come_back_tell"), intent="offer_adviser", data=kind),
            Choice(label=said.choice("no"), intent="deny"),
        ]
        reply.parts.append(Part(markdown=said.say("come_back_ask", who=_desk(turn)), buttons=buttons))
        reply.outcome = Outcome.HANDOFF_OFFERED
        reply.state = {**reply.state, "offered": "adviser", HANDING: {"topic": None, **kind}}
        return reply


def _desk(turn: Turn) -> str:
    """Who is told, as the person knows them."""
    known = turn.content.councils.get(turn.audience.council or "")
    return phrases(turn).say("come_back_desk", council=known.name) if known else phrases(turn).adviser_name()
