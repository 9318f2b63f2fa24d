"""Who is told, and what the bot does next by itself, in a few true sentences.

The bot promises only its own acts; a response time is told only where the council has set one. What may be said comes
from the outlook (bot/handoff/outlook.py): the same clock that makes the alerts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from bot.care.when import day, when
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.handoff.outlook import Outlook, Told
from bot.handoff.working_time import LONDON

_DESK = re.compile(r"(?:desk|team|inbox|service|line|duty|office|advocacy|complaints)$", re.IGNORECASE)
_LONG = dt.timedelta(hours=2)  # until the next one is told: longer, and the person needs a number that answers now
_ARTICLE = re.compile(r"^(?:the|an?) ", re.IGNORECASE)
_COMMON = frozenset({"Duty", "Allegations", "Complaints", "Advocacy", "Out-of-hours", "Emergency", "Safeguarding"})


def listed(names: Sequence[str]) -> str:
    """Names as they are said: “Amina and the duty desk”."""
    said = list(dict.fromkeys(_said(name) for name in names))
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def _said(name: str) -> str:
    """A desk gets its article; a person is named as they are."""
    first, _, rest = name.partition(" ")
    if _ARTICLE.match(name) or not _DESK.search(name) or first.endswith(("'s", "’s")):
        return name
    return f"the {first.lower() if first in _COMMON else first} {rest}".strip()


def council_name(outlook: Outlook) -> str:
    """The council as people say it; “the council” where it is not known."""
    return outlook.council_name or "the council"


def who_is_told(phrases: Phrases, outlook: Outlook) -> str:
    """Who would be told of what is sensitive: the adviser, who stands in, or the team."""
    if outlook.sensitive.names:
        return listed(outlook.sensitive.names)
    if outlook.adviser and not outlook.away:
        return outlook.adviser
    return outlook.cover or phrases.adviser_name()


def urgent_told(phrases: Phrases, audience: Audience, *, allegation: bool = False) -> tuple[list[str], list[str]]:
    """The sentences under urgent words: who is being told, and what follows; and the facts that they rest on.

    Args:
        phrases: the fixed texts, with the outlook and the time.
        audience: what is known of the person; an unknown age counts as under 18.
        allegation: whether it goes to those who deal with allegations, and to nobody else.
    """
    outlook = phrases.outlook or Outlook()
    told = outlook.allegation if allegation else outlook.urgent
    if outlook.nobody:
        lines, facts = _lines(phrases, outlook, audience)
        key = "care_nobody" if audience.council else "care_no_council"
        text = phrases.say(key, council=council_name(outlook))
        which = [] if audience.council else [phrases.say("care_which")]
        return [" ".join([text, *lines]), *which], facts
    if told.names:
        more, facts = _beside(phrases, outlook, told, audience, allegation=allegation)
        texts = [" ".join([_now_told(phrases, outlook, told, allegation=allegation), *more])]
    else:
        lines, facts = _lines(phrases, outlook, audience)
        texts = [" ".join([_not_now(phrases, outlook, told, allegation=allegation), *lines])]
    if outlook.demo:
        texts.append(phrases.say("care_demo"))
    return texts, facts


def _now_told(phrases: Phrases, outlook: Outlook, told: Told, *, allegation: bool) -> str:
    again = phrases.case is not None and phrases.case.verdict == "urgent" and not allegation
    key = "care_allegation" if allegation else "care_names_again" if again else "care_names"
    said = [phrases.say(key, names=listed(told.names), council=council_name(outlook))]
    if not allegation:
        said += away(phrases, outlook)
    said += chase(phrases, told)
    if outlook.response_time and not allegation:
        said.append(phrases.say("care_response", council=council_name(outlook), time=outlook.response_time))
    return " ".join(said)


def _beside(
    phrases: Phrases, outlook: Outlook, told: Told, audience: Audience, *, allegation: bool
) -> tuple[list[str], list[str]]:
    """What stands beside those who are told: the desk's own number, and others where the next step is far away."""
    if allegation:
        return [], []
    closed = outlook.sensitive.opens is not None
    number = _given(phrases, outlook, outlook.out_of_hours_phone if closed else outlook.duty_phone, audience)
    said = [phrases.say("care_ring", council=council_name(outlook), number=number)] if number else []
    if told.chase_at is None or phrases.now is None or told.chase_at - phrases.now <= _LONG:
        return said, []
    lines, facts = _lines(phrases, outlook, audience)
    return [*said, phrases.say("care_long"), *lines], facts


def _not_now(phrases: Phrases, outlook: Outlook, told: Told, *, allegation: bool) -> str:
    fields = {"council": council_name(outlook)}
    if told.opens is None or phrases.now is None:
        return phrases.say("care_never", **fields)
    key = "care_allegation_then" if allegation else "care_night"
    return phrases.say(key, when=when(told.opens, phrases.now), **fields)


def chase(phrases: Phrases, told: Told) -> list[str]:
    """The bot's own next act, with its time; empty where there is none."""
    if told.chase_at is None or not told.chase_to or phrases.now is None:
        return []
    return [phrases.say("care_chase", when=when(told.chase_at, phrases.now), to=listed([told.chase_to]))]


def away(phrases: Phrases, outlook: Outlook) -> list[str]:
    """That the adviser is away, until when, and who stands in; empty where they are not."""
    if not outlook.away or not outlook.adviser:
        return []
    today = (phrases.now or dt.datetime.combine(phrases.day, dt.time(), LONDON)).astimezone(LONDON).date()
    until = f" {phrases.say('care_until', day=day(outlook.back, today))}" if outlook.back else ""
    fields = {"adviser": outlook.adviser, "until": until}
    if outlook.cover:
        return [phrases.say("care_away_cover", cover=outlook.cover, **fields)]
    return [phrases.say("care_away", **fields)]


def _given(phrases: Phrases, outlook: Outlook, number: str | None, audience: Audience) -> str | None:
    """A desk's number where this person may be given it: never a made-up one, nor a line for another age."""
    return number if number and not outlook.demo and phrases.may_be_given(number, audience) else None


def _lines(phrases: Phrases, outlook: Outlook, audience: Audience) -> tuple[list[str], list[str]]:
    """Numbers to ring in place of those who are not there: the council's own, never one for another age."""
    text, facts = phrases.council_lines(audience)
    said = [text] if text else []
    number = _given(phrases, outlook, outlook.out_of_hours_phone, audience)
    if number and re.sub(r"\D", "", number) not in re.sub(r"\D", "", text):
        said.append(phrases.say("care_ring_closed", council=council_name(outlook), number=number))
    if not said or audience.age is None:
        said.append(phrases.say("care_ring_anyone"))
    return said, facts


def handed_off(phrases: Phrases, told: Told, *, danger: bool = True) -> str:
    """What was passed on, to whom, and the bot's own next act."""
    outlook = phrases.outlook or Outlook()
    if told.names:
        said = [phrases.say("care_done", names=listed(told.names)), *away(phrases, outlook), *chase(phrases, told)]
    elif told.opens is not None and phrases.now is not None:
        fields = {"names": first_upper(who_is_told(phrases, outlook)), "when": when(told.opens, phrases.now)}
        said = [phrases.say("care_done_then", **fields), *away(phrases, outlook), *chase(phrases, told)]
    else:
        said = [phrases.say("care_done_unread", council=council_name(outlook))]
    if outlook.response_time and told.names:
        said.append(phrases.say("care_response", council=council_name(outlook), time=outlook.response_time))
    if danger:
        said.append(phrases.say("care_done_danger"))
    if outlook.demo:
        names = listed(told.names) or who_is_told(phrases, outlook)
        said.append(phrases.say("care_demo_short", names=first_upper(names)))
    return " ".join(said)


def first_upper(text: str) -> str:
    """With its first letter as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]
