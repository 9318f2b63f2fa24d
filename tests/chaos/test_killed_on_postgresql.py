"""kill -9 on PostgreSQL, with people writing all the time: of the bot, and of the database server itself.

Six kills in `make test`, 60 in `make chaos` (OFFER_CHAOS_KILLS).
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from pathlib import Path

import pytest

from bot.storage.database import open_database

from .chaos import Offer, People, Post, all_sent, check, duty_desk
from .postgres import Postgres

ROUNDS = max(2, int(os.environ.get("OFFER_CHAOS_KILLS", "20")) // 10)
SENDERS = 3
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
    seed = int(os.environ.get("OFFER_CHAOS_SEED", time.time()))
    print(f"seed {seed}")
    server = await asyncio.to_thread(Postgres)
    try:
        engine = open_database(server.url)
        duty_desk(engine)
        engine.dispose()
        with Post() as post:
            offer = Offer(tmp_path, server.url, post)
            people = People(offer.url)
            await asyncio.to_thread(offer.start)
            writing = [asyncio.create_task(people.write(0.05)) for _ in range(SENDERS)]
            try:
                await kill_each(offer, server, people, random.Random(seed))
                people.stop = True
                await asyncio.gather(*writing)
                await all_sent(server.url, 60 + 3 * ROUNDS)
            finally:
                await asyncio.to_thread(offer.close)
        print(f"{3 * ROUNDS} kills, {check(server.url, people, post)}")
    finally:
        await asyncio.to_thread(server.close)
    assert len(people.accepted) > 3 * ROUNDS
