"""kill -9 at random moments, with people writing all the time: no handoff lost, no alert lost, no silent repeat.

20 times in `make test`, 200 times in `make chaos` (OFFER_CHAOS_KILLS).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from pathlib import Path

import pytest

from .chaos import Offer, People, Post, killed_under_load

KILLS = int(os.environ.get("OFFER_CHAOS_KILLS", "20"))
pytestmark = pytest.mark.timeout(120 + 8 * KILLS)


async def kill_often(offer: Offer, post: Post, people: People, chance: random.Random) -> None:
    """Kills the bot so many times: now while it works, now between an e-mail's end and the server's word for it."""
    for number in range(KILLS):
        await people.gets_through()
        if number % 2:
            post.hit = offer.kill
            end = time.monotonic() + 2
            while post.hit is not None and offer.process is not None and time.monotonic() < end:
                await asyncio.sleep(0.02)
            post.hit = None
        else:
            await asyncio.sleep(chance.uniform(0, 0.8))
        offer.kill()
        await asyncio.to_thread(offer.start)


async def test_nothing_is_lost_when_the_bot_is_killed_again_and_again(tmp_path: Path) -> None:
    people = await killed_under_load(tmp_path, f"sqlite:///{tmp_path}/offer.db", KILLS, kill_often)
    assert len(people.accepted) > KILLS
