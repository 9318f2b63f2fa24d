"""Papers: found by their token only, kept without it, and deleted with the conversation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Paper, Part, Reply
from bot.storage.papers import Papers, new_token
from bot.storage.store import Store, Work
from bot.storage.tables import PaperRow

LETTER = Paper(kind="letter", title="A complaint", markdown="Dear team, I am **Sam**.", guide="Send it.")
REPLY = Reply(outcome=Outcome.ANSWERED, parts=[Part(markdown="Here it is.")], paper=LETTER)


@pytest.fixture
def papers(store: Store) -> Papers:
    return Papers(store._engine)


def taken(store: Store, write: Any, who: str = "sam") -> Work:
    work = store.next_work(store.receive(write("hello", who=who)).conversation)
    assert work is not None
    return work


def kept(store: Store, write: Any, clock: Any, who: str = "sam") -> tuple[Work, str]:
    """A conversation with a paper, and the paper's token."""
    work, token = taken(store, write, who), new_token()
    store.record_reply(work, REPLY, clock(), paper_token=token)
    return work, token


def rows(store: Store) -> list[PaperRow]:
    with store._session() as session:
        return list(session.scalars(select(PaperRow)))


def test_a_paper_is_found_by_its_token_alone(store: Store, papers: Papers, write: Any, clock: Any) -> None:
    _, token = kept(store, write, clock)
    assert papers.paper(token) == LETTER
    for other in (new_token(), token[:-1], token.swapcase(), "", "%", "ü\x00\ud800"):
        assert papers.paper(other) is None


def test_the_token_is_not_in_the_table(store: Store, write: Any, clock: Any) -> None:
    _, token = kept(store, write, clock)
    row = rows(store)[0]
    assert token not in "".join(str(value) for value in vars(row).values())
    assert (row.kind, row.created) == ("letter", clock())


def test_tokens_are_long_and_differ() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}


def test_a_paper_is_kept_once_with_its_message(store: Store, write: Any, clock: Any) -> None:
    work, _ = kept(store, write, clock)
    assert store.record_reply(work, REPLY, clock(), paper_token=new_token()) == []
    assert len(rows(store)) == 1


def test_without_a_page_nothing_is_kept(store: Store, write: Any, clock: Any) -> None:
    store.record_reply(taken(store, write), REPLY, clock())
    assert rows(store) == []


def test_forget_me_takes_the_papers_of_this_person_only(store: Store, papers: Papers, write: Any, clock: Any) -> None:
    work, mine = kept(store, write, clock)
    _, hers = kept(store, write, clock, who="ama")
    store.forget_messages(work.conversation, 0)
    assert papers.paper(mine) is None
    assert papers.paper(hers) == LETTER


def test_the_purge_takes_the_papers_with_the_conversation(store: Store, papers: Papers, write: Any, clock: Any) -> None:
    _, old = kept(store, write, clock)
    clock.forward(days=91)
    _, new = kept(store, write, clock, who="ama")
    store.purge(clock() - dt.timedelta(days=90))
    assert papers.paper(old) is None
    assert papers.paper(new) == LETTER
