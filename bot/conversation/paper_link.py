"""Where the page of a paper is, and how the person is told (docs/decisions/0008)."""

from __future__ import annotations

from bot.content.phrases import Phrases
from bot.conversation.page_link import page_address
from bot.conversation.ports import ChannelName
from bot.conversation.reply import Reply

PAPERS = "/papers/"


def paper_address(channel: ChannelName, public_url: str | None, token: str) -> str | None:
    """The address of a paper's page, or None when the person cannot reach the page."""
    return page_address(channel, public_url, f"{PAPERS}{token}")


def with_link(reply: Reply, address: str, phrases: Phrases) -> Reply:
    """The reply with the link to its paper under the part that is marked for it, else under the last one."""
    if reply.paper is None or not reply.parts:
        return reply
    words = phrases.say(f"paper_{reply.paper.kind}", address=address)
    place = next((n for n, part in enumerate(reply.parts) if part.paper_link), len(reply.parts) - 1)
    parts = list(reply.parts)
    parts[place] = parts[place].model_copy(update={"markdown": f"{parts[place].markdown}\n\n{words}"})
    return reply.model_copy(update={"parts": parts})
