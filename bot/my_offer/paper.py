"""The whole list as a paper to print."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.body import Block
from bot.content.filling import filled
from bot.content.model import Audience
from bot.content.phrases import Phrases
from bot.content.sourcing import source_line
from bot.conversation.reply import Paper
from bot.my_offer.assemble import Line, Offer


def about(phrases: Phrases, audience: Audience) -> str:
    """What the list is for, in words: “a care leaver of 19, looked after by Leicestershire County Council”."""
    councils = phrases.content.councils
    council, lives_in = councils.get(audience.council or ""), councils.get(audience.lives_in or "")
    texts = [phrases.say("my_offer_any_age" if audience.age is None else "my_offer_age", age=audience.age)]
    if council:
        texts.append(phrases.say("my_offer_council", council=council.full_name))
    if lives_in:
        texts.append(phrases.say("my_offer_lives", lives_in=lives_in.name))
    return ", ".join(texts)


def offer_paper(phrases: Phrases, audience: Audience, offer: Offer, group_words: str) -> Paper:
    """The list with who it is for, how to ask, and every source.

    Args:
        phrases: the fixed texts, on the day of the list.
        audience: what is known of the person.
        offer: what they may get.
        group_words: what the entitlement check came to, in words, or that it was not done.
    """
    content, day = phrases.content, phrases.day
    texts = [f"{day.day} {day:%B %Y}", phrases.say("my_offer_for", about=about(phrases, audience)), group_words]
    for key, lines in (("my_offer_rights", offer.rights), ("my_offer_extras", offer.extras)):
        if lines:
            texts += [f"## {phrases.say(key)}", phrases.say(f"{key}_note"), as_list(lines)]
    if content.my_offer.how:
        texts += [f"## {phrases.say('my_offer_how')}", " ".join(filled(content, content.my_offer.how, day).split())]
    texts += [f"## {phrases.say('my_offer_sources')}", _sources(phrases, offer)]
    return Paper(kind="offer", title=phrases.say("my_offer_title"), markdown="\n\n".join(t for t in texts if t))


def as_list(lines: Sequence[Line]) -> str:
    """The lines as a Markdown list."""
    return "\n".join(f"- {line.text}" for line in lines)


def how_facts(phrases: Phrases) -> tuple[str, ...]:
    """The facts in the words about how to ask."""
    return tuple(Block(phrases.content.my_offer.how, 1).facts())


def _sources(phrases: Phrases, offer: Offer) -> str:
    """Every source, each once, with its date and whether somebody has checked it."""
    facts = [phrases.content.facts[f] for f in (*offer.facts, *how_facts(phrases)) if f in phrases.content.facts]
    lines = dict.fromkeys(source_line(phrases.content, [fact], phrases.day) for fact in facts)
    return "\n".join(f"- {line}" for line in lines if line)
