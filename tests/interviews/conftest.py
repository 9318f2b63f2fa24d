"""People who talk to the actions, with the real content."""

from __future__ import annotations

import pytest
from talk import Talk

from bot.content.live import LiveContent, serve


@pytest.fixture
def talk(content: LiveContent) -> Talk:
    serve(content)
    return Talk(content.content)
