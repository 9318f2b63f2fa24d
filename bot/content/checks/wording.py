"""How the texts read: reading age, sentences, words we do not use, officialese, words of the trade, quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.content.body import CITATION, LEAD, SECTION_TITLES, VALUE
from bot.content.checks.material import Holder, Material, Passage, answer_id, blanked, passages
from bot.content.faults import Fault, Severity
from bot.content.reading import reading_age, sentences
from bot.content.style import Phrase, Term

OLDEST, TOO_OLD = 11, 13
LONG_SENTENCE, TOO_LONG_SENTENCE = 25, 35
_QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"")
_AGAIN = "Break long sentences in two, and put short words for long ones."


def age_to_read(material: Material) -> Iterator[Fault]:
    """The lead and each section of an answer are read with ease at 9 to 11."""
    for holder in material.holders():
        for section, blocks in holder.body.sections.items():
            age = reading_age("\n\n".join(block.text for block in blocks), material.style.familiar)
            if age is None or age <= OLDEST:
                continue
            where = "The answer" if section == LEAD else f"The part “{SECTION_TITLES.get(section, 'Easy words')}”"
            problem = f"{where} is for readers of about {age:.0f}; ours is a reading age of 9 to {OLDEST}."
            severity: Severity = "fault" if age > TOO_OLD else "warning"
            yield material.fault(holder.marks.path, blocks[0].line, problem, _AGAIN, severity)


def long_sentences(material: Material) -> Iterator[Fault]:
    """No sentence has more than 25 words."""
    for passage in spoken(material):
        for sentence in sentences(passage.block.text):
            count = len(sentence.words)
            if count > LONG_SENTENCE:
                begin = " ".join(sentence.text.split()[:6])
                problem = f"The sentence “{begin} …” has {count} words; {LONG_SENTENCE} are the most."
                severity: Severity = "fault" if count > TOO_LONG_SENTENCE else "warning"
                line = passage.block.line_at(sentence.place)
                yield material.fault(passage.path, line, problem, "Make two sentences of it.", severity)


def words_we_do_not_use(material: Material) -> Iterator[Fault]:
    """None of the words of `instead` in words/style.yml, but inside quotation marks, where a word is being named."""
    yield from _phrases(material, material.style.instead, "“{found}” is not a word we use.")
    for answer in material.content.answers.values():
        label, line = answer.fields.choice, answer.marks.line("choice")
        for phrase in material.style.instead:
            match = phrase.pattern.search(_unquoted(label))
            if match and answer.id not in phrase.wording.unless:
                problem = f"The button says “{match.group()}”, which is not a word we use."
                yield material.fault(
                    answer.marks.path, line, problem, f"{_first_up(phrase.wording.say)}.", _how(phrase)
                )


def officialese(material: Material) -> Iterator[Fault]:
    """None of the phrases of `passive` in words/style.yml, which hide who does it."""
    yield from _phrases(material, material.style.passive, "“{found}” does not say who does it.")


def jargon(material: Material) -> Iterator[Fault]:
    """A word of the trade comes with its meaning, or with the answer that explains it under `related`."""
    terms = material.style.jargon
    any_of = re.compile("|".join(pattern.pattern for _, pattern, _ in terms) or r"(?!)", re.IGNORECASE)
    for holder in material.holders():
        texts = [block for blocks in holder.body.sections.values() for block in blocks]
        if not any(any_of.search(block.text) for block in texts):
            continue
        led, whole = _known_beside(material, holder)
        for _, pattern, term in terms:
            if not pattern.search(whole) or term.answer in led or _explained(whole, pattern, term):
                continue
            for block in texts:
                match = pattern.search(blanked(block.text))
                if match:
                    said = " ".join(match.group().split())
                    fix = f"Say what it means: {term.means}"
                    fix += f"; or name “{term.answer}” under `related`." if term.answer else "."
                    line, problem = block.line_at(match.start()), f"“{said}” stands here without its meaning."
                    yield material.fault(holder.marks.path, line, problem, fix, "warning")
                    break


def _known_beside(material: Material, holder: Holder) -> tuple[set[str], str]:
    """The answers that a reader can tap beside this text, and all the text they see with it."""
    answer = material.content.answers.get(answer_id(holder))
    bodies = [holder.body] if answer is None or answer is holder else [holder.body, answer.body]
    whole = "\n".join(block.text for body in bodies for blocks in body.sections.values() for block in blocks)
    whole = VALUE.sub("", CITATION.sub("", whole))
    if answer is None:
        return set(), whole
    return {answer.id, *answer.fields.related}, f"{answer.fields.title}\n{whole}"


def quotation_marks(material: Material) -> Iterator[Fault]:
    """Quotation marks are curly ones, as everywhere in the bot's words."""
    for passage in passages(material.content):
        match = re.search(r'"', blanked(passage.block.text))
        if match:
            line = passage.block.line_at(match.start())
            problem = 'The quotation marks are straight ones (").'
            fix = "Write “ and ”. `offer check --fix` does it for you."
            yield material.fault(passage.path, line, problem, fix, "warning")


def spoken(material: Material) -> list[Passage]:
    """The texts that the bot says to a person. A letter speaks to a council, in the words that count there."""
    letters = material.content.folder / "letters"
    return [passage for passage in material.texts if not passage.path.is_relative_to(letters)]


def _phrases(material: Material, phrases: Iterable[Phrase], problem: str) -> Iterator[Fault]:
    phrases = list(phrases)
    any_of = _any_of(phrases)
    for passage in spoken(material):
        text = _unquoted(blanked(passage.block.text))
        if not any_of.search(text):
            continue
        for phrase, match in _longest_first(phrases, text, passage.answer):
            line = passage.block.line
            if passage.path != material.content.words.path:
                line = passage.block.line_at(match.start())
            said = " ".join(match.group().split())
            fix = f"{_first_up(phrase.wording.say)}."
            yield material.fault(passage.path, line, problem.format(found=said), fix, _how(phrase))


def _longest_first(phrases: list[Phrase], text: str, answer: str) -> Iterator[tuple[Phrase, re.Match[str]]]:
    """The phrases in a text, but for those that its answer may use, and those that are part of a longer one."""
    matches = [(phrase, match) for phrase in phrases for match in phrase.pattern.finditer(text)]
    taken: list[tuple[int, int]] = []
    for phrase, match in sorted(matches, key=lambda pair: pair[1].start() - pair[1].end()):
        if any(start <= match.start() and match.end() <= end for start, end in taken):
            continue
        taken.append(match.span())
        if not answer or answer not in phrase.wording.unless:
            yield phrase, match


def _any_of(phrases: list[Phrase]) -> re.Pattern[str]:
    """One pattern that finds any of the phrases, so that most texts are searched once only."""
    return re.compile("|".join(phrase.pattern.pattern for phrase in phrases) or r"(?!)", re.IGNORECASE)


def _explained(text: str, pattern: re.Pattern[str], term: Term) -> bool:
    """Whether a text gives the meaning of a word: in brackets beside it, by “is”, “means” or “called”, or by itself."""
    if any(word.casefold() in text.casefold() for word in term.known):
        return True
    for match in pattern.finditer(text):
        before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
        if re.match(r"[”\"*]*\s*(?:\(|,? (?:is|are|means?|meaning|stands? for|says|lists)\b)", after):
            return True
        if re.search(r"(?:\(|\b(?:called|named|means|is|are)\s+(?:an?\s+|the\s+|your\s+)?[“\"*]*)$", before):
            return True
    return False


def _unquoted(text: str) -> str:
    return _QUOTED.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def _how(phrase: Phrase) -> Severity:
    return "warning" if phrase.wording.soft else "fault"


def _first_up(text: str) -> str:
    return text[0].upper() + text[1:].rstrip(".")
