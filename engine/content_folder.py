"""Where the content is: `offer_content/...` of config.yml, or the same below the folder that OFFER_CONTENT names.

A training in the background reads a copy of the folder, and a council may keep its content elsewhere; config.yml stays
the same for both.
"""

from __future__ import annotations

import os
from pathlib import Path

_USUAL = "offer_content"


def in_content(path: str) -> Path:
    """A path of config.yml, in the content folder that is to be used now; a path elsewhere stays as it is."""
    chosen, parts = os.environ.get("OFFER_CONTENT"), Path(path).parts
    return Path(chosen, *parts[1:]) if chosen and parts[:1] == (_USUAL,) else Path(path)
