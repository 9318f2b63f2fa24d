"""Who is in the leaving care team of a council, and how to reach it."""

from __future__ import annotations

from actions.base import TurnAction, adviser_choice, menu_choice, phrases
from actions.turn import Turn
from bot.content.team_texts import reach_source, reach_texts
from bot.content.teams import CouncilTeam, Member, Officer
from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Choice, Part, Reply
from bot.conversation.team_link import team_address

_CONTACT = "contact-leaving-care-team"  # the answer about reaching the team, given again once the council is known
_COUNCILS = 6


class ActionTeam(TurnAction):
    """Shows the team: names, roles, ways to reach it, and on the web the way to the photos."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_team"

    def reply(self, turn: Turn) -> Reply:
        """The team of the council that is named, or that looked after the person; without a council, which one."""
        named = [turn.button.get("council"), *turn.places(), turn.audience.council]
        council = next((c for c in named if c), None)
        if council is None:
            return _which(turn)
        team = turn.content.council_teams.get(council)
        if team is None:
            known = turn.content.councils.get(council)
            text = phrases(turn).say("team_unknown", council=known.full_name if known else council)
            part = Part(markdown=text, buttons=[adviser_choice(turn), menu_choice(turn)])
            return Reply(outcome=Outcome.NO_ANSWER, parts=[part], state={"offered": "adviser", "asked": []})
        return _shown(turn, council, team)


def team_choice(turn: Turn, answer: str) -> Choice | None:
    """The button under an answer that leads to the team, where the answer is to have one."""
    fields, council = turn.content.answers[answer].fields, turn.audience.council
    if not fields.team or (council is not None and council not in turn.content.council_teams):
        return None
    return Choice(label=phrases(turn).choice("team"), intent="team")


def _which(turn: Turn) -> Reply:
    names = turn.content.councils
    known = [c for c in turn.content.council_teams if c in names][:_COUNCILS]
    buttons = [Choice(label=names[c].name[:40], intent="team", data={"council": c}) for c in known]
    state = {"answer": _CONTACT, "asked": ["council"], "offered": None}
    part = Part(markdown=phrases(turn).say("team_which"), buttons=[*buttons, menu_choice(turn)])
    return Reply(outcome=Outcome.ASKED_FOR_DETAIL, parts=[part], state=state)


def _shown(turn: Turn, council: str, team: CouncilTeam) -> Reply:
    said, demonstration = phrases(turn), not turn.alerts
    people = team.people_for(demonstration=demonstration)
    officer = team.officer_for(demonstration=demonstration)
    named: list[Member | Officer] = [*people, *([officer] if officer else [])]
    texts = [f"**{team.name}**"]
    if named:
        texts.append("\n".join(_line(person, said.say("team_demo")) for person in named))
    if not people:
        texts.append(said.say("team_no_people"))
    address = team_address(turn.channel, turn.public_url, council)
    if address and people:
        texts.append(said.say("team_page", address=address))
    texts.append(said.say("team_reach"))
    texts.append("\n".join(f"- {text}" for text in reach_texts(turn.content, team, turn.day)))
    source = reach_source(turn.content, team, turn.day)
    if source:
        texts.append(f"_{source}_")
    part = Part(markdown="\n\n".join(texts), buttons=[adviser_choice(turn), menu_choice(turn)])
    facts = [f for f in team.facts() if f in turn.content.facts]
    return Reply(outcome=Outcome.ANSWERED, facts=facts, parts=[part], state={"asked": [], "offered": "adviser"})


def _line(person: Member | Officer, made_up: str) -> str:
    return f"- **{person.name}**{f' {made_up}' if person.demo else ''}, {person.role}"
