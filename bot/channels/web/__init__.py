"""The web chat: a page, an element a council can put on its own page, and the API behind both."""

from bot.channels.web.app import web_routes
from bot.channels.web.settings import WebSettings

__all__ = ["WebSettings", "web_routes"]
