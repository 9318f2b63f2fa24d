"""Where the link to a paper is put, and what the desk keeps of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.conversation.outcomes import Outcome
from bot.conversation.paper_link import paper_address
from bot.conversation.reply import Paper, Part, Reply
from bot.storage.papers import Papers

LETTER = Paper(kind="letter", title="A complaint", markdown="Dear team, I am Sam.")
TOKEN = re.compile(r"\]\(/papers/([\w-]{43})\)")


def reply(*, marked: int | None = None, paper: Paper | None = LETTER) -> Reply:
    parts = [Part(markdown=text, paper_link=n == marked) for n, text in enumerate(("one", "two"))]
    return Reply(outcome=Outcome.ANSWERED, parts=parts, paper=paper)


@pytest.mark.parametrize(
    ("channel", "public_url", "address"),
    [
        ("web", None, "/papers/T"),
        ("web", "https://bot.example", "/papers/T"),
        ("telegram", "https://bot.example/", "https://bot.example/papers/T"),
        ("telegram", None, None),
        ("ask", "https://bot.example", None),
    ],
)
def test_the_address_depends_on_how_the_person_talks(channel: Any, public_url: Any, address: Any) -> None:
    assert paper_address(channel, public_url, "T") == address


async def test_the_link_stands_under_the_marked_part_else_under_the_last(talk: Any) -> None:
    talk.rasa.script["marked"] = reply(marked=0)
    talk.rasa.script["unmarked"] = reply()
    *_, one, two = await talk.say("marked")
    assert (bool(TOKEN.search(one)), two) == (True, "two")
    one, two = await talk.say("unmarked")
    assert (one, bool(TOKEN.search(two))) == ("one", True)


async def test_the_link_opens_the_paper_until_the_person_is_forgotten(talk: Any) -> None:
    talk.rasa.script["letter"] = reply()
    papers = Papers(talk.store._engine)
    found = TOKEN.search((await talk.say("letter"))[-1])
    assert found
    assert papers.paper(found.group(1)) == LETTER
    await talk.say("forget me")
    assert papers.paper(found.group(1)) is None


async def test_without_a_page_to_reach_no_link_is_given_and_nothing_is_kept(talk: Any) -> None:
    talk.rasa.script["letter"] = reply()
    await talk.desk.receive(talk.write("letter", channel="telegram"))
    await talk.desk.idle()
    shown = await talk.desk.history("telegram", "sam")
    assert [s.markdown for s in shown][-2:] == ["one", "two"]


async def test_a_reply_without_a_paper_has_no_link(talk: Any) -> None:
    talk.rasa.script["nothing"] = reply(marked=0, paper=None)
    assert (await talk.say("nothing"))[-2:] == ["one", "two"]


async def test_nothing_of_a_letter_is_logged(talk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    talk.rasa.script["letter"] = reply()
    found = TOKEN.search((await talk.say("letter"))[-1])
    logged = "".join(capsys.readouterr())
    assert found
    assert found.group(1) not in logged
    assert "Sam" not in logged
