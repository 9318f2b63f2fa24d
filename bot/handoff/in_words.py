"""The policy in plain words, for a safeguarding lead: when the team works, who is told when, what happens by topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from bot.handoff.model import Role
from bot.handoff.policy import TRACKS, HandoffPolicy, Step
from bot.handoff.working_time import DAYS, Week

ROLES = {
    Role.ADVISER: "the young person's adviser (at 16 and 17 the social worker), or who stands in",
    Role.COVER: "the adviser's cover",
    Role.DUTY: "the duty desk",
    Role.MANAGER: "the manager",
    Role.OUT_OF_HOURS: "the out-of-hours desk, if it is there then",
    Role.ALLEGATIONS: "the allegations desk",
    Role.COMPLAINTS: "the complaints desk",
    Role.ADVOCACY: "the advocacy service",
}
_TITLES = {
    "urgent": "Somebody may be in danger",
    "sensitive": "Something sensitive, or the person wants to speak to somebody (after a yes)",
    "duty": "The person chose the duty desk, or wants to have an adviser again",
    "allegation": "An accusation against an adviser, carer or other staff",
    "complaint": "A complaint, passed on to the council",
    "advocacy": "A complaint, passed on to an advocate",
    "out-of-hours": "Somebody may be in danger while the team is not at work",
}


class TopicLike(Protocol):
    """A safety topic (bot.content.model.Topic)."""

    @property
    def name(self) -> str:
        """As a human reads it."""
        ...

    @property
    def verdict(self) -> str:
        """Either urgent or sensitive."""
        ...

    @property
    def route(self) -> str:
        """Whom it goes to."""
        ...

    @property
    def permission(self) -> str:
        """Either told or asked."""
        ...

    @property
    def private(self) -> bool:
        """Whether nothing is written to the person unprompted without their yes."""
        ...


def policy_lines(policy: HandoffPolicy) -> list[str]:
    """The policy of one council, a line each."""
    lines = [f"The team works: {week_in_words(policy.hours)}.", ""]
    for track in TRACKS:
        lines += [f"{_TITLES[track]}:", *(f"  {line}" for line in _steps(track, policy.steps(track))), ""]
    words = "may go by a route that allows it" if policy.routes_show_words else "stay on the console"
    promise = f"says “{policy.response_time}”" if policy.response_time else "promises only what the bot itself does"
    return [
        *lines,
        f"Names and words {words}.",
        f"An adviser who has a chat and writes nothing for {policy.chat_back_after} minutes gives it back to the bot.",
        f"{policy.ask_after} hours after a contact, by day, the person is asked whether they got in touch; "
        "after “not yet” they are asked again as much later.",
        f"“Are you safe right now?” without an answer for {policy.silence} minutes tells adviser and duty desk.",
        f"The person is told who is told; the bot {promise}.",
    ]


def topic_lines(topics: Iterable[TopicLike]) -> list[str]:
    """The closed list of topics: urgent first."""
    lines = []
    for topic in sorted(topics, key=lambda t: (t.verdict != "urgent", t.name)):
        to = {
            "adviser": "adviser",
            "allegations": "allegations desk, never the person named",
            "complaints": "complaints desk or an advocate, as the person chooses",
            "person-chooses": "whom the person chooses",
        }[topic.route]  # fmt: skip
        leave = "told without asking" if topic.permission == "told" else "only after a yes"
        more = "; writes nothing unprompted without a yes" if topic.private else ""
        lines.append(f"{topic.verdict:<9}  {topic.name}: {to}; {leave}{more}")
    return lines


def week_in_words(week: Week) -> str:
    """Opening hours: “mon 09:00-17:00, tue ...”."""
    if week.always:
        return "day and night"
    open_days = [
        f"{day} {' and '.join(f'{start:%H:%M}-{end:%H:%M}' for start, end in spans)}"
        for day, spans in zip(DAYS, week.days, strict=True)
        if spans
    ]
    return f"{', '.join(open_days)} ({'with' if week.holidays else 'not on'} bank holidays)"


def _steps(track: str, steps: tuple[Step, ...]) -> list[str]:
    unit = "minutes" if track == "out-of-hours" else "working minutes"
    lines = []
    for step in steps:
        when = "at once" if step.after == 0 else f"after {step.after} {unit}"
        again = f", and again every {step.again_every} {unit}" if step.again_every else ""
        lines.append(f"{when}: {'; '.join(ROLES[role] for role in step.tell)}{again}")
    return lines
