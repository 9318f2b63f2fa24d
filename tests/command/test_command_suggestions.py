"""`offer suggestions`: list, show, answer, close; and the same command as a program of its own."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.outcomes import Outcome
from bot.conversation.reply import Part, Reply, SuggestionRequest
from bot.settings import ROOT, BadSetting
from bot.storage.store import Store
from bot.suggestions import (
    LONGEST_ANSWER,
    answer_suggestion,
    close_suggestion,
    lines_of_suggestions,
    text_of_suggestion,
)

WORDS = "Let us text the office."


@pytest.fixture(autouse=True)
def _these_tables(own_folder: Path, monkeypatch: pytest.MonkeyPatch, sqlite_store: Store, sqlite_url: str) -> None:
    monkeypatch.setenv("OFFER_DATABASE_URL", sqlite_url)


@pytest.fixture
def suggest(sqlite_store: Store, write: Any, clock: Any) -> Any:
    def make(**given: Any) -> None:
        work = sqlite_store.next_work(sqlite_store.receive(write("yes")).conversation)
        assert work is not None
        fields = {"council": "leicestershire", "words": WORDS, "name": "Sam", "may_answer": True}
        asked = SuggestionRequest(**{**fields, **given})
        reply = Reply(outcome=Outcome.SMALL_TALK, parts=[Part(markdown="Thank you.")], suggestion=asked)
        sqlite_store.record_reply(work, reply, clock())

    return make


def test_the_list_has_neither_names_nor_words(suggest: Any) -> None:
    assert lines_of_suggestions() == ["There are no suggestions."]
    suggest()
    suggest(may_answer=False, council=None)
    assert lines_of_suggestions() == [
        "    2  2026-03-02 10:15  new       council not known     no answer wanted",
        "    1  2026-03-02 10:15  new       leicestershire        may be answered",
    ]


def test_one_is_shown_with_its_words_and_later_with_its_answer(suggest: Any, clock: Any) -> None:
    suggest()
    assert text_of_suggestion(1, clock()) == (
        "Suggestion 1: new\n"
        "Written 2026-03-02 10:15 UTC. Council: leicestershire. First name: Sam.\n"
        "You may answer them in their chat.\n"
        "\n"
        "Let us text the office."
    )
    answer_suggestion(1, "You can from May.", clock.forward(hours=1))
    assert text_of_suggestion(1, clock()).endswith("Answered 2026-03-02 11:15 UTC by Kit Arden:\nYou can from May.")
    assert text_of_suggestion(7, clock()) == "There is no suggestion 7. The person may have had it deleted."


def test_an_answer_reaches_the_chat_under_the_officers_name_and_council(
    suggest: Any, sqlite_store: Store, clock: Any
) -> None:
    suggest()
    later = clock.forward(days=1)
    assert (
        answer_suggestion(1, " You can from May.\nThank you! ", later) == "Sent to the person's chat, from Kit Arden."
    )
    shown = sqlite_store.history("web", "sam")[-1]
    assert shown.sender == "adviser"
    assert shown.markdown == (
        "**Kit Arden (made up, for the demonstration)**, participation officer at Leicestershire County Council, "
        "has answered what you said should change:\n\nYou can from May.\nThank you!"
    )


def test_an_officer_can_give_their_own_name(suggest: Any, sqlite_store: Store, clock: Any) -> None:
    suggest()
    assert "from Ruth Hall" in answer_suggestion(1, "Yes.", clock(), "Ruth Hall")
    assert sqlite_store.history("web", "sam")[-1].markdown.startswith("**Ruth Hall**, participation officer at ")


def test_where_a_council_is_connected_a_made_up_officer_answers_nobody(
    suggest: Any, sqlite_store: Store, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggest()
    monkeypatch.setenv("OFFER_ALERT_EMAIL", "duty@council.example")
    with pytest.raises(BadSetting, match='Give the name: --as "First Last"'):
        answer_suggestion(1, "Yes.", clock())
    assert len(sqlite_store.history("web", "sam")) == 2


@pytest.mark.parametrize("words", ["", "  ", "x" * (LONGEST_ANSWER + 1)])
def test_an_answer_that_cannot_be_sent_is_refused_with_one_sentence(suggest: Any, clock: Any, words: str) -> None:
    suggest()
    with pytest.raises(BadSetting, match=r"^The answer "):
        answer_suggestion(1, words, clock())


def test_what_could_not_be_sent_is_said(suggest: Any, clock: Any) -> None:
    suggest(may_answer=False)
    assert answer_suggestion(1, "Yes.", clock()) == (
        "Nothing was sent: the person did not want to be answered in the chat."
    )
    assert answer_suggestion(9, "Yes.", clock()).endswith("Nothing was sent.")
    assert close_suggestion(1) == "Suggestion 1 is closed."
    assert close_suggestion(9) == "There is no suggestion 9."


def test_the_command_itself_answers(suggest: Any, sqlite_store: Store, sqlite_url: str) -> None:
    suggest()
    offer = [sys.executable, "-c", "from bot.cli import main; main()", "suggestions"]

    def run(*arguments: str) -> str:
        environment = {"OFFER_DATABASE_URL": sqlite_url, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
        done = subprocess.run([*offer, *arguments], env=environment, capture_output=True, text=True, timeout=60)
        return done.stdout + done.stderr

    assert "may be answered" in run("list")
    assert WORDS in run("show", "1")
    assert run("answer", "1", "You can from May.") == "Sent to the person's chat, from Kit Arden.\n"
    assert sqlite_store.history("web", "sam")[-1].when <= dt.datetime.now(dt.UTC)
    assert run("close", "1") == "Suggestion 1 is closed.\n"
