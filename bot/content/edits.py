"""Changes single fields of a YAML text by its lines, so that comments, order and everything else stay as they were.

Pure text: nothing here opens a file. A field is one key of a block mapping; `indent` is the column of the keys.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

WIDTH = 110
_KEY = re.compile(r"""( *)(?:"([^"]+)"|'([^']+)'|([^\s#"'\-\[{&*!|>%@`][^:#]*?)):(?=\s|$)""")


class CannotEdit(Exception):
    """The text is not laid out so that a single field can be changed; it can be edited as text."""


@dataclass(frozen=True)
class Span:
    """Lines from `start` to before `end`, counted from nought."""

    start: int
    end: int


def span_of(lines: Sequence[str], key: str, indent: int = 0, within: Span | None = None) -> Span | None:
    """The lines of a field with everything below it, without what stands between it and the next one."""
    area = within or Span(0, len(lines))
    start = next((n for n in range(area.start, area.end) if _key_at(lines[n], indent) == key), None)
    if start is None:
        return None
    end = start + 1
    for number in range(start + 1, area.end):
        line = lines[number]
        if not line.strip() or _is_comment(line, indent):
            continue
        depth = len(line) - len(line.lstrip(" "))
        if depth < indent or (depth == indent and not line.lstrip().startswith("- ")):
            break
        end = number + 1
    return Span(start, end)


def set_field(
    lines: Sequence[str],
    key: str,
    new: Sequence[str] | None,
    *,
    indent: int = 0,
    within: Span | None = None,
    order: Sequence[str] = (),
) -> list[str]:
    """Puts a field in place of the one of that name, takes it out (None), or adds it.

    Args:
        lines: the text's lines.
        key: the field.
        new: its lines, as `field_lines` gives them; a comment at the end of the old first line is kept.
        indent: the column of the keys.
        within: the lines of the entry to which the field belongs; all when left out.
        order: the fields in their usual order; a new one comes after those that stand before it there.
    """
    area = within or Span(0, len(lines))
    old = span_of(lines, key, indent, area)
    if old is not None:
        kept = list(new or [])
        if kept and (comment := _comment_of(lines[old.start : old.end])):
            kept[0] += f"  {comment}"
        return [*lines[: old.start], *kept, *lines[old.end :]]
    if new is None:
        return list(lines)
    place = _place(lines, key, indent, area, order)
    return [*lines[:place], *new, *lines[place:]]


def _place(lines: Sequence[str], key: str, indent: int, area: Span, order: Sequence[str]) -> int:
    earlier = order[: order.index(key)] if key in order else order
    for other in reversed(earlier):
        span = span_of(lines, other, indent, area)
        if span is not None:
            return span.end
    end = area.end
    while end > area.start and not lines[end - 1].strip():
        end -= 1
    return end


def field_lines(key: str, value: str | bool | Sequence[str], indent: int = 0, *, block: bool = False) -> list[str]:
    """A field as lines of YAML: a text (folded when long), yes or no, or a list (on one line unless `block`)."""
    pad = " " * indent
    if isinstance(value, bool):
        return [f"{pad}{key}: {'true' if value else 'false'}"]
    if isinstance(value, str):
        return _text_lines(pad, key, one_line(value))
    items = [one_line(item) for item in value]
    if block and items:
        return [f"{pad}{key}:", *(item_line(item, indent) for item in items)]
    return [f"{pad}{key}: {_dump_flow(items)}"]


def _text_lines(pad: str, key: str, text: str) -> list[str]:
    written = f"{pad}{key}: {scalar(text)}"
    if len(written) <= WIDTH + 10 or " " not in text:
        return [written]
    wrapped = textwrap.wrap(text, WIDTH - len(pad), break_long_words=False, break_on_hyphens=False)
    return [f"{pad}{key}: >-", *(f"{pad}  {line}" for line in wrapped)]


def item_line(text: str, indent: int = 0) -> str:
    """One item of a list that stands below its key."""
    return f"{' ' * indent}  - {scalar(one_line(text))}"


def scalar(text: str) -> str:
    """A text as YAML on one line, in quotes where they are needed."""
    plain = _dump({"k": text}).removeprefix("k:").strip()
    return plain if _reads_as(f"k: {plain}", text) else quoted(text)


def _reads_as(written: str, text: str) -> bool:
    """Whether a line is read back as the text it was written for; ruamel leaves some marks bare that it cannot read."""
    try:
        read = parse(written)["k"]
    except CannotEdit:
        return False
    return "\n" not in written and (read == text or read == [text])


def _dump_flow(items: Sequence[str]) -> str:
    """A list on one line: an item is quoted when a comma, a bracket or the like would break it."""
    return f"[{', '.join(_flow_scalar(item) for item in items)}]"


def _flow_scalar(text: str) -> str:
    plain = scalar(text)
    return plain if _reads_as(f"k: [{plain}]", text) else quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes, as YAML reads them."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())


def set_items(lines: Sequence[str], key: str, items: Sequence[str], indent: int = 0) -> list[str]:
    """Gives a list that stands below its key new items; the lines of those that stay are not touched.

    Raises CannotEdit when the list is not laid out one item a line.
    """
    span = span_of(lines, key, indent)
    is_below = span is not None and lines[span.start].split("#")[0].strip().endswith(":")
    if span is None or not items or not is_below:
        return set_field(lines, key, field_lines(key, items, indent, block=True) if items else None, indent=indent)
    old = _items(lines[span.start + 1 : span.end])
    if old is None:
        return set_field(lines, key, field_lines(key, items, indent, block=True), indent=indent)
    depth = _depth(lines[span.start + 1 : span.end], indent)
    new: list[str] = []
    for item in items:
        kept = next((chunk for text, chunk in old if text == one_line(item)), None)
        if kept is None:
            new.append(item_line(item, depth - 2))
        else:
            new += kept
            old = [pair for pair in old if pair[1] is not kept]
    return [*lines[: span.start + 1], *new, *lines[span.end :]]


def _items(lines: Sequence[str]) -> list[tuple[str, list[str]]] | None:
    """Each item's text with its lines, the comments above it included; None when the lines hold something else."""
    found: list[tuple[str, list[str]]] = []
    waiting: list[str] = []
    for line in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            waiting.append(line)
        elif stripped.startswith("- "):
            found.append(("", [*waiting, line]))
            waiting = []
        elif found:
            found[-1][1].extend([*waiting, line])
            waiting = []
        else:
            return None
    if waiting and found:
        found[-1][1].extend(waiting)
    read = []
    for _, chunk in found:
        value = parse("\n".join(chunk))
        if not isinstance(value, list) or len(value) != 1:
            return None
        read.append((one_line(str(value[0])), chunk))
    return read


def _depth(lines: Sequence[str], indent: int) -> int:
    first = next((line for line in lines if line.lstrip().startswith("- ")), None)
    return indent + 2 if first is None else len(first) - len(first.lstrip(" "))


def parse(text: str) -> Any:
    """What ruamel reads in a text; raises CannotEdit when it is not YAML."""
    try:
        return YAML(typ="rt").load(text)
    except (YAMLError, ValueError) as fault:
        raise CannotEdit(f"This is not valid YAML: {str(fault).splitlines()[0]}") from None


def _dump(value: object) -> str:
    yaml = YAML(typ="rt")
    yaml.width, yaml.allow_unicode = 100_000, True
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


def _key_at(line: str, indent: int) -> str | None:
    match = _KEY.match(line)
    if match is None or len(match.group(1)) != indent:
        return None
    return match.group(2) or match.group(3) or match.group(4)


def _is_comment(line: str, indent: int) -> bool:
    stripped = line.lstrip(" ")
    return stripped.startswith("#") and len(line) - len(stripped) <= indent


def _comment_of(lines: Sequence[str]) -> str:
    """The comment at the end of a field's first line."""
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    node = parse("\n".join(line[indent:] if line.strip() else "" for line in lines))
    key = next(iter(node))
    after = node.ca.items.get(key, [])
    tokens = [token for token in after if token is not None and not isinstance(token, list)]
    for token in tokens:
        text = str(token.value).split("\n")[0].strip()
        if text.startswith("#") and lines[0].rstrip().endswith(text):
            return text
    return ""
