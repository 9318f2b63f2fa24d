"""The content that is served, for the actions and for the letters."""

from __future__ import annotations

import pytest

from bot.content.live import LiveContent, serve
from bot.content.loader import Content


@pytest.fixture(scope="session")
def real(content: LiveContent) -> Content:
    """The folder that is served."""
    serve(content)
    return content.content
