"""What is around the bot fails for some seconds, one thing after the other, with people writing: nothing is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.storage.database import open_database

from .chaos import Offer, People, Post, all_sent, check, duty_desk

SECONDS = 3.0


async def locked(offer: Offer, post: Post, tables: Path) -> None:
    """Another process holds the database."""
    other = sqlite3.connect(tables, isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(SECONDS)
    other.execute("ROLLBACK")
    other.close()


async def full(offer: Offer, post: Post, tables: Path) -> None:
    """The disk is full."""
    offer.disk_full(True)
    await asyncio.sleep(SECONDS)
    offer.disk_full(False)


async def refusing(offer: Offer, post: Post, tables: Path) -> None:
    """The mail server takes nothing."""
    post.refuse = "451 try later"
    await asyncio.sleep(SECONDS)
    post.refuse = None


async def away(offer: Offer, post: Post, tables: Path) -> None:
    """There is no mail server."""
    await asyncio.to_thread(post.close)
    await asyncio.sleep(SECONDS)
    await asyncio.to_thread(post.open)


@pytest.mark.timeout(240)
async def test_nothing_is_lost_while_one_thing_after_the_other_around_the_bot_fails(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/offer.db"
    engine = open_database(database)
    duty_desk(engine)
    engine.dispose()
    with Post() as post:
        offer = Offer(tmp_path, database, post)
        people = People(offer.url)
        await asyncio.to_thread(offer.start)
        writing = [asyncio.create_task(people.write(0.2)) for _ in range(2)]
        try:
            for breaks in (locked, full, refusing, away):
                await people.gets_through()
                await breaks(offer, post, tmp_path / "offer.db")
            await people.gets_through()
            people.stop = True
            await asyncio.gather(*writing)
            await all_sent(database, 90)
        finally:
            await asyncio.to_thread(offer.close)
    print(check(database, people, post))
