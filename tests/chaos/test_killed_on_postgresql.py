"""kill -9 on PostgreSQL, with people writing all the time: of the bot, and of the database server itself.

Six kills in `make test`, 60 in `make chaos` (OFFER_CHAOS_KILLS).
"""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

import pytest

from .chaos import Offer, People, Post, killed_under_load
from .postgres import Postgres

ROUNDS = max(2, int(os.environ.get("OFFER_CHAOS_KILLS", "20")) // 10)
pytestmark = pytest.mark.timeout(120 + 30 * ROUNDS)


async def kill_each(offer: Offer, server: Postgres, people: People, chance: random.Random) -> None:
    """In each round the bot is killed, then the server under the bot, then both at once."""
    for _ in range(ROUNDS):
        await people.gets_through()
        await asyncio.sleep(chance.uniform(0, 0.5))
        offer.kill()
        await asyncio.to_thread(offer.start)
        await people.gets_through()
        await asyncio.sleep(chance.uniform(0, 0.5))
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(chance.uniform(0, 1))  # the bot goes on without its tables
        await asyncio.to_thread(server.start)
        await people.gets_through()
        await asyncio.sleep(chance.uniform(0, 0.5))
        offer.kill()
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        await asyncio.to_thread(offer.start)


async def test_nothing_is_lost_when_bot_and_database_server_are_killed(tmp_path: Path) -> None:
    server = await asyncio.to_thread(Postgres)

    async def kill(offer: Offer, _: Post, people: People, chance: random.Random) -> None:
        await kill_each(offer, server, people, chance)

    try:
        people = await killed_under_load(tmp_path, server.url, 3 * ROUNDS, kill)
    finally:
        await asyncio.to_thread(server.close)
    assert len(people.accepted) > 3 * ROUNDS
