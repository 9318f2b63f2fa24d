"""Fills the fixed texts: values of the register by id, and what the bot knows of the person and the day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.care.case import OpenCase
from bot.content.applies import ANYWHERE, blocks_that_hold, whereabouts
from bot.content.body import CITATION, VALUE, parse_body
from bot.content.lateness import late_number
from bot.content.loader import Content
from bot.content.model import Audience
from bot.content.values import NoValue, value_on, write_value
from bot.handoff.outlook import Outlook


@dataclass(frozen=True)
class Phrases:
    """Writes fixed texts for one person on one day.

    Attributes:
        adviser: the adviser's name, or None when no adviser is linked.
        alerts: whether a handoff reaches anyone here.
        keep_days: days for which conversations are kept.
        officer: whether somebody reads what a person says should change.
        outlook: who is there for this person now; None where nobody can say.
        now: the time, aware; needed where an outlook is told.
        case: the open case of the conversation, or None.
    """

    content: Content
    day: dt.date
    adviser: str | None = None
    alerts: bool = False
    keep_days: int = 90
    officer: bool = False
    outlook: Outlook | None = None
    now: dt.datetime | None = None
    case: OpenCase | None = None

    def adviser_name(self) -> str:
        """The adviser's name, or the team in words."""
        return self.adviser or self.content.words["adviser_unknown"]

    def say(self, key: str, **fields: object) -> str:
        """A fixed text, filled; raises KeyError for a text that does not exist."""
        return self._fill(self.content.words[key], fields)

    def choice(self, key: str, **fields: object) -> str:
        """The label of a button, filled; at most 40 characters."""
        return self._fill(self.content.words.choices[key], fields)[:40]

    def fill(self, text: str) -> str:
        """A text of the content, with the values of the register that hold today."""
        return self._fill(text, {})

    def topic_words(self, topic: str, audience: Audience) -> tuple[str, list[str]]:
        """The words of a safety topic for a person's age, and the facts that can be read in them.

        An unknown age counts as under 18 (see docs/decisions): the parts for a child are shown with their label.
        """
        return self._for_age(self.content.topics[topic].words, audience)

    def council_lines(self, audience: Audience) -> tuple[str, list[str]]:
        """The numbers of the person's council for when nobody of its team is there, for their age; may be empty."""
        lines = self.content.council_lines.get(audience.council or "")
        return self._for_age(lines.words, audience) if lines else ("", [])

    def may_be_given(self, number: str, audience: Audience) -> bool:
        """Whether a number of a council's desk is no line for another age, as the safety/lines.yml tells."""
        digits, held = _digits(number), []
        for lines in self.content.council_lines.values():
            for block in parse_body(lines.words)[0].sections["lead"]:
                if digits in _digits(self._fill(CITATION.sub("", block.text), {})):
                    held.append(block.ages is None or audience.age is None or block.ages.holds(audience.age))
        return any(held) or not held

    def _for_age(self, words: str, audience: Audience) -> tuple[str, list[str]]:
        body, _ = parse_body(words)
        where = whereabouts(self.content, audience, self.day)
        texts, facts = [], dict[str, None]()
        for block in blocks_that_hold(self.content, body.sections["lead"], where, also=ANYWHERE):
            if block.ages and audience.age is not None and not block.ages.holds(audience.age):
                continue
            label = f"**{block.ages.label}** " if block.ages and audience.age is None else ""
            texts.append(label + self._fill(CITATION.sub("", block.text), {}))
            facts.update(dict.fromkeys(block.facts()))
        shown = [self.content.facts[f] for f in facts if f in self.content.facts]
        late_line = late_number(self.content.facts, shown, self.day)
        if late_line:
            texts.append(self.say("overdue_crisis", month=late_line.month))
        return "\n\n".join(texts), [f.id for f in shown]

    def _fill(self, text: str, fields: dict[str, object]) -> str:
        adviser = self.adviser_name()
        known: dict[str, object] = {
            "adviser": adviser,
            "adviser_cap": adviser[0].upper() + adviser[1:],
            "keep_days": self.keep_days,
            **fields,
        }
        if "{alerts}" in text:
            text = text.replace("{alerts}", self.content.words["alerts_on" if self.alerts else "alerts_off"])

        if "{officer}" in text:
            text = text.replace("{officer}", self.content.words["officer_on" if self.officer else "officer_off"])

        def value(match: re.Match[str]) -> str:
            try:
                return write_value(value_on(self.content.facts[match.group(1)], match.group(2), self.day))
            except (KeyError, NoValue):
                return "(number not known)"

        text = VALUE.sub(value, text)
        return re.sub(r"\{([a-z_]+)\}", lambda m: str(known.get(m.group(1), m.group(0))), text).strip()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
