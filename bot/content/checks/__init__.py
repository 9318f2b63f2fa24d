"""The content check, one module for each kind of fault. CHECKS lists them all, each with the id that reports name.

A check is a function of the Material; it yields faults in any order. A fault stops a release; a warning is worth a
look. What reading the files shows (schema, headings, missing files) has the id `reading`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bot.content.checks import (
    belongs,
    between,
    claims,
    easy,
    interviews,
    languages,
    layers,
    letters,
    links,
    menu,
    my_offer,
    questions,
    register,
    safety,
    shape,
    teams,
    upkeep,
    wording,
)
from bot.content.checks.material import Material
from bot.content.faults import Fault

READING = "reading"


@dataclass(frozen=True)
class Check:
    """One check: its id, the function that finds its faults, and what it looks for, in an editor's words."""

    id: str
    find: Callable[[Material], Iterable[Fault]]
    looks_for: str


CHECKS = (
    Check("sources", register.sources, "sources that a fact names and sources.yml does not have"),
    Check("values", register.values, "values that do not hold today, or two for one day"),
    Check("untold-facts", register.untold, "facts that no answer uses"),
    Check("facts", claims.facts, "facts and values that do not exist or may not be shown"),
    Check("fields", claims.fields, "{curly} words that the bot cannot fill in"),
    Check("typed-by-hand", claims.typed_by_hand, "amounts, dates and telephone numbers typed by hand"),
    Check("fact-list", claims.listed, "the field `facts` that does not fit the text"),
    Check("related", between.related, "related answers and safety topics that do not exist"),
    Check("safety-topics", safety.topics, "safety topics made lighter, without their numbers, or not private"),
    Check("children-lines", safety.ages, "children's lines that older people would be given"),
    Check("layers", between.extended, "layers of answers or councils that do not exist"),
    Check("nothing-leads-here", between.reachable, "answers nothing leads to"),
    Check("questions", questions.enough, "too few different questions"),
    Check("same-question", questions.claimed_once, "the same question twice, in one answer or in two"),
    Check("near-question", questions.nearly_the_same, "questions of two answers that are nearly the same"),
    Check("reading-age", wording.age_to_read, "texts for readers older than 11"),
    Check("long-sentence", wording.long_sentences, "sentences of more than 25 words"),
    Check("words", wording.words_we_do_not_use, "words we do not use"),
    Check("officialese", wording.officialese, "the passive that hides who does it"),
    Check("jargon", wording.jargon, "words of the trade without their meaning"),
    Check("easy-words", easy.easy_words, "easy words that are not short"),
    Check("languages", languages.languages, "words in other languages without the emergency number"),
    Check("quotation-marks", wording.quotation_marks, "straight quotation marks"),
    Check("markdown", shape.markdown, "Markdown that a channel cannot show"),
    Check("length", shape.lengths, "answers too long for a phone or for Telegram"),
    Check("buttons", shape.labels, "labels too long, or alike"),
    Check("links", links.syntax, "links that cannot be opened"),
    Check("owner", upkeep.owner, "answers that nobody owns"),
    Check("review", upkeep.review, "reviews that are due"),
    Check("periods", upkeep.periods, "how often things are read again, when it cannot be read"),
    Check("contradiction", layers.contradictions, "layers that contradict the national answer"),
    Check("other-council", layers.facts_of_other_councils, "facts of another council"),
    Check("who-can-tell", belongs.hidden_facts, "hidden facts that do not say who can tell"),
    Check("gaps", belongs.gaps, "answers that cannot tell something and do not say who can"),
    Check("nations", belongs.nations, "answers for another nation whose facts hold in England only"),
    Check("councils", belongs.councils, "councils that are replaced, without an end or by nobody"),
    Check("menu", menu.menu, "a menu that names unknown answers, leaves some out, or leads to two places"),
    Check("teams", teams.teams, "teams of unknown councils, and photos that cannot be shown"),
    Check("letters", letters.letters, "letters with fields that nothing fills, or facts that are not listed"),
    Check("my-offer", my_offer.my_offer, "lines of “my offer” without an answer, a council or a fact"),
    Check("interviews", interviews.interviews, "interviews that are not there, or lack something"),
    Check("entitlement", interviews.entitlement, "rules of the entitlement check that lead nowhere"),
    Check("draft", belongs.to_fill_in, "files that are still to be filled in"),
)


def run(material: Material) -> Iterator[Fault]:
    """The faults that all checks find, each with the id of its check."""
    for check in CHECKS:
        for fault in check.find(material):
            yield replace(fault, check=check.id)
