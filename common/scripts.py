"""Whether a text is written in a script that the English encoder cannot read."""

from __future__ import annotations

import unicodedata


def unreadable_script(text: str) -> bool:
    """Whether most letters of a text are not Latin (Arabic, Ethiopic, Cyrillic, ...): such a text cannot be judged."""
    letters = [c for c in text if c.isalpha()]
    other = sum(1 for c in letters if not unicodedata.name(c, "").startswith(("LATIN", "FULLWIDTH LATIN")))
    return len(letters) >= 2 and other > len(letters) / 2
