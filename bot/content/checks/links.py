"""The links in the texts: written so that both channels can open them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.body import CITATION, VALUE
from bot.content.checks.material import Material, Passage, passages
from bot.content.faults import Fault

ADDRESS = re.compile(r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#][^\s<>\"]*)?$", re.IGNORECASE)
_CALL = re.compile(r"^(?:tel|sms):\+?\d[\d-]*$")
_LINK = re.compile(r"(?<!!)\[([^\]\n]*)\]\(([^)\n]*)(\)?)")
_APART = re.compile(r"\[([^\]\n]+)\]\s+\(((?:https?:|www\.|tel:)[^)\n]*)\)")
_TURNED = re.compile(r"\(([^()\n]+)\)\[((?:https?:|www\.)[^\]\n]*)\]")
_BARE = re.compile(r"(?<![(\w/.])(?:https?://|www\.)[^\s)\]]+")
_NAMELESS = re.compile(r"^(?:click )?here$|^(?:this )?(?:link|page)$|^(?:read )?more$|^https?:|^www\.", re.IGNORECASE)
_LIKE = "Write it like [the council's page](https://www.example.gov.uk/page)."


def syntax(material: Material) -> Iterator[Fault]:
    """Each link has a name and a whole address that a phone can open."""
    for passage in passages(material.content):
        for place, problem, fix in _faults(passage):
            yield material.fault(passage.path, passage.block.line_at(place), problem, fix)


def _faults(passage: Passage) -> Iterator[tuple[int, str, str]]:
    text = CITATION.sub(lambda m: " " * len(m.group()), passage.block.text)
    for pattern, problem in (
        (_APART, "There is a gap between the link's name and its address: “{}”."),
        (_TURNED, "The link's name and address stand the wrong way round: “{}”."),
    ):
        for match in pattern.finditer(text):
            yield match.start(), problem.format(match.group()), _LIKE
        text = pattern.sub(lambda m: " " * len(m.group()), text)
    for match in _LINK.finditer(text):
        yield from ((match.start(), problem, fix) for problem, fix in _link(*match.groups()))
    for match in _BARE.finditer(_LINK.sub(lambda m: " " * len(m.group()), text)):
        address = match.group().rstrip(".,;:!?")
        yield match.start(), f"The address “{address}” stands in the text by itself.", _LIKE


def _link(name: str, address: str, closed: str) -> Iterator[tuple[str, str]]:
    if not closed:
        yield f"The link “{name}” is not closed.", "Add a ) after the address."
        return
    if not name.strip():
        yield f"The link to “{address}” has no name.", "Write between the square brackets where it leads."
    elif _NAMELESS.search(name.strip()):
        yield f"“{name}” does not say where the link leads.", "Name the page, such as [the council's page](...)."
    bare = VALUE.sub("example.org", address)
    if "{" in address and bare.startswith("example.org"):
        bare = f"https://{bare}"
    if _CALL.match(bare.replace("example.org", "1")):
        return
    if not ADDRESS.match(bare):
        problem = f"“{address}” is not an address that a phone can open."
        if address.startswith("http:"):
            problem = f"“{address}” is not a safe address."
        yield problem, "Write the whole address, from https:// on, without spaces."
