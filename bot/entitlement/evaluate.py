"""Works out the status that a person's answers allow, and what goes with it.

Every condition is so, not so, or not known, and what is not known never counts as not so: an answer of “I don't know”
can only widen the result to “may be”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.entitlement.model import Conditions, Entitlement, EntitlementRules, Rule
from bot.interviews.model import UNKNOWN
from bot.interviews.progress import is_one_of

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """An entitlement; `sure` when it goes with every status that is possible and its own conditions are met."""

    entitlement: Entitlement
    sure: bool


@dataclass(frozen=True)
class Assessment:
    """What the answers allow.

    Attributes:
        statuses: every status that is possible, the strongest first; never empty.
        sure: whether there is only one, and its rule is met by what is known.
        facts: what the rules that were used rest on.
        items: what goes with the statuses, in the order of the file.
        unknown: keys of the questions answered with “I don't know” whose answer would make it surer.
    """

    statuses: tuple[str, ...]
    sure: bool
    facts: tuple[str, ...]
    items: tuple[Item, ...]
    unknown: tuple[str, ...]

    @property
    def status(self) -> str | None:
        """The one status, or None when several are possible."""
        return self.statuses[0] if len(self.statuses) == 1 else None


def assess_entitlement(rules: EntitlementRules, answers: Answers) -> Assessment:
    """The statuses and entitlements that the answers allow.

    Args:
        rules: the rules.
        answers: by key; an answer that is missing counts as not known.
    """
    known = settle(rules, answers)
    possible: dict[str, bool] = {}  # status -> whether it is certain
    facts, unknown = dict[str, None](), dict[str, None]()
    for status in list(rules.statuses)[:-1]:
        verdicts = [(rule, _rule_holds(rule, known)) for rule in rules.rules if rule.status == status]
        met = [(rule, verdict) for rule, verdict in verdicts if verdict is not False]
        if not met:
            continue
        possible[status] = any(verdict for _, verdict in met)
        for rule, _ in met:
            facts.update(dict.fromkeys(rule.facts))
            if not possible[status]:
                unknown.update(dict.fromkeys(k for k in rule.when if answers.get(k) == UNKNOWN and k not in known))
        if possible[status]:
            break  # what is weaker does not matter any more
    if not any(possible.values()):
        possible[list(rules.statuses)[-1]] = not possible
    statuses = tuple(possible)
    sure = len(statuses) == 1 and possible[statuses[0]]
    return Assessment(statuses, sure, tuple(facts), tuple(_items(rules, statuses, known)), tuple(unknown))


def settle(rules: EntitlementRules, answers: Answers) -> dict[str, str]:
    """The answers with what they imply, and without those that contradict each other."""
    known = {k: v for k, v in answers.items() if v != UNKNOWN}
    for implied in rules.implied:
        if holds(implied.when, known):
            known.update({k: v for k, v in implied.then.items() if k not in known})
    doubted = {k for c in rules.contradictions if holds(c.when, known) for k in c.unknown}
    return {k: v for k, v in known.items() if k not in doubted}


def holds(conditions: Conditions, known: Answers) -> bool | None:
    """Whether every condition is met: True, False, or None when that depends on what is not known."""
    verdicts = [is_one_of(known[key], allowed) if key in known else None for key, allowed in conditions.items()]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _rule_holds(rule: Rule, known: Answers) -> bool | None:
    verdict = holds(rule.when, known)
    return None if verdict and not rule.certain else verdict


def _items(rules: EntitlementRules, statuses: tuple[str, ...], known: Answers) -> list[Item]:
    items = []
    for entitlement in rules.entitlements:
        mine = [s for s in statuses if s in entitlement.statuses]
        verdict = holds(entitlement.when, known)
        if mine and verdict is not False:
            items.append(Item(entitlement, sure=verdict is True and len(mine) == len(statuses)))
    return items
