"""What a channel can show: lengths that fit a phone and a Telegram message, and Markdown that both channels know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.body import LEAD, SECTION_TITLES
from bot.content.checks.material import Holder, Material, answer_id, passages
from bot.content.choose import write_answer
from bot.content.faults import Fault, Severity
from bot.content.loader import Answer, Layer
from bot.content.model import Audience

SCREEN, LONGEST_LEAD = 700, 900  # characters: about 18 lines of 40 on a phone, and one move of the thumb more
TELEGRAM = 4096  # characters: the longest message that Telegram takes
LABEL = 40  # characters: the longest label of a button
_AGES = (None, 16, 18, 21, 25)
_NOT_SHOWN = (
    ("A table", re.compile(r"^\s*\|.*\|\s*$|^\s*\|?\s*:?-{3,}:?\s*\|", re.MULTILINE), "Write one thing a line."),
    ("A picture", re.compile(r"!\[[^\]\n]*\]"), "Say in words what it shows."),
    ("HTML", re.compile(r"<[a-zA-Z!/][^>\n]*>?|&[a-z]+;"), "Write it as plain text."),
    ("Code", re.compile(r"^\s*(?:```|~~~)|`", re.MULTILINE), "Write it as plain text."),
    ("A list inside a list", re.compile(r"^(?: {2,}|\t+)(?:[-*+]|\d+[.)])\s", re.MULTILINE), "Make it one plain list."),
    ("A quoted block", re.compile(r"^\s*>", re.MULTILINE), "Put the words in “quotation marks”."),
    ("A line across", re.compile(r"^\s*(?:(?:\*\s*){3,}|(?:_\s*){3,}|(?:-\s*){3,}|={3,})\s*$", re.MULTILINE),
     "Leave an empty line instead."),
    ("Struck out text", re.compile(r"~~"), "Leave the words out."),
    ("A footnote", re.compile(r"\[\^[^\]\n]*\]"), "Say it in the text, or leave it out."),
)  # fmt: skip


def markdown(material: Material) -> Iterator[Fault]:
    """No Markdown that Telegram or the web chat would show as signs: they know bold, italic, lists and links."""
    for passage in passages(material.content):
        for what, pattern, fix in _NOT_SHOWN:
            match = pattern.search(passage.block.text)
            if match:
                line = passage.block.line_at(match.start() + len(match.group()) - len(match.group().lstrip()))
                yield material.fault(passage.path, line, f"{what} cannot be shown in the chat.", fix)


def lengths(material: Material) -> Iterator[Fault]:
    """The lead fits a phone's screen, and every part, with its source, one Telegram message, for everybody."""
    for holder in material.holders():
        for section, blocks in holder.body.sections.items():
            if not _may_be_long(material, holder, section):
                continue
            longest, source = _longest(material, holder, section)
            if isinstance(holder, Layer) and _too_long_before(material, holder, section):
                continue
            line = blocks[0].line
            if section == LEAD and longest > SCREEN:
                problem = f"The answer has up to {longest} characters; a phone's screen shows {SCREEN}."
                severity: Severity = "fault" if longest > LONGEST_LEAD else "warning"
                fix = "Keep what matters most, and put the rest under ## More."
                yield material.fault(holder.marks.path, line, problem, fix, severity)
            if longest + source > TELEGRAM:
                name = "The answer" if section == LEAD else f"The part “{SECTION_TITLES.get(section, 'Easy words')}”"
                problem = (
                    f"{name} has, with its source, up to {longest + source} characters; Telegram takes {TELEGRAM}."
                )
                yield material.fault(holder.marks.path, line, problem, "Make it shorter, or an answer of its own.")


def labels(material: Material) -> Iterator[Fault]:
    """The labels of the bot's own buttons fit, and no two answers have the same label."""
    content, seen = material.content, dict[str, Answer]()
    for key, text in content.words.choices.items():
        if len(text.replace("{adviser}", "")) > LABEL:
            line = content.words.lines.get("choices", 1)
            problem = f"The button “{key}” has {len(text)} characters, and {LABEL} fit."
            yield material.fault(content.words.path, line, problem, "Make it shorter.")
    for answer in content.answers.values():
        label = " ".join(answer.fields.choice.casefold().split()).rstrip("?.!")
        if label in seen and seen[label].council in (answer.council, None):
            where = seen[label].marks.path.relative_to(content.folder)
            problem = f"The button “{answer.fields.choice}” is also that of {where}."
            fix = "Give each a label that tells them apart."
            yield material.fault(answer.marks.path, answer.marks.line("choice"), problem, fix)
        seen.setdefault(label, answer)


def _too_long_before(material: Material, layer: Layer, section: str) -> bool:
    """Whether the national text is too long already, without what the layer adds: then that is where to mend it."""
    national = material.content.answers.get(layer.fields.extends)
    if national is None or layer.fields.mode == "replace":
        return False
    longest, source = _longest(material, national, section)
    return longest > SCREEN if section == LEAD else longest + source > TELEGRAM


def _may_be_long(material: Material, holder: Holder, section: str) -> bool:
    """Whether the raw text comes near a limit, so that it is worth writing out for everybody."""
    national = material.content.answers.get(answer_id(holder))
    texts = [holder.body, *([national.body] if national and national.body is not holder.body else [])]
    raw = sum(len(block.text) for body in texts for block in body.sections.get(section, []))
    return raw > (SCREEN if section == LEAD else TELEGRAM) * 2 // 3


def _longest(material: Material, holder: Holder, section: str) -> tuple[int, int]:
    """The characters of a section for the person for whom it is longest, and those of its source line."""
    answer = answer_id(holder)
    council = holder.council
    longest, source = 0, 0
    for age in _AGES:
        audience = Audience(council=council, age=age)
        written = write_answer(material.content, answer, audience, material.today, section)
        if written and len(written.markdown) > longest:
            longest, source = len(written.markdown), len(written.source) + len(written.right)
    return longest, source
