"""Where the entries of a YAML mapping stand in its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq


@dataclass(frozen=True)
class Marks:
    """The lines of one record.

    Attributes:
        path: the file.
        node: what ruamel read there.
        first: the line of the record itself, for what cannot be found in it.
        shift: how many lines of the file come before the YAML.
    """

    path: Path
    node: Any
    first: int
    shift: int = 0

    def line(self, *loc: int | str) -> int:
        """The line of the deepest part of `loc` that is there: keys of mappings, and places in lists from nought."""
        node, line = self.node, self.first
        for part in loc:
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0] + 1 + self.shift
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line = node.lc.item(part)[0] + 1 + self.shift
            elif part == 0:  # a single value, written without a list
                continue
            else:
                break
            node = node[part]
        return line
