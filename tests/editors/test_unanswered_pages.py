"""The pages “Questions nobody answered” and “Why did it answer that?” over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from content.tiny_offer import TAX

from bot.conversation.answering import MustWait
from bot.editors.web import EditorsDesk
from bot.explain import Passage
from bot.explaining import CannotExplain
from bot.rasa.client import RasaGone
from bot.storage.store import Store
from bot.storage.tables import UnansweredRow
from bot.storage.unanswered import UnansweredQueue

from .conftest import Browser, fields_of

PAGE = "/editors/unanswered"
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def put(desk: EditorsDesk, sqlite_store: Store) -> Callable[..., str]:
    """Puts a message into the queue; gives the address of its form."""
    desk.unanswered = UnansweredQueue(sqlite_store._engine)

    def put(text: str, count: int = 3) -> str:
        fields = {"kind": "no answer", "near": ["council-tax", "gone"], "first_day": DAY, "last_day": DAY}
        with sqlite_store._session.begin() as session:
            row = UnansweredRow(text=text, plain=text, count=count, **fields)
            session.add(row)
            session.flush()
            return f"{PAGE}/{row.id}"

    return put


def questions(desk: EditorsDesk) -> list[str]:
    return list(desk.publisher.live.content.answers["council-tax"].fields.questions)


def test_stranger_sees_no_question(browser: Browser, put: Any) -> None:
    put("can i keep my zebra")
    for path in (PAGE, "/editors/why"):
        page = browser.get(path)
        assert page.url.path == "/editors/sign-in"
        assert "zebra" not in page.text


def test_first_page_leads_there_with_the_number(ann: Browser, put: Any) -> None:
    assert "none to see" in ann.get("/editors/").text
    put("can i keep my zebra")
    assert "Questions nobody answered: <strong>1</strong>" in ann.get("/editors/").text


def test_page_says_what_was_asked_how_often_and_what_is_kept_back(ann: Browser, put: Any) -> None:
    put("can i keep my <zebra>")
    put("can i keep my xylophone", count=1)
    text = ann.get(PAGE).text
    assert "“can i keep my &lt;zebra&gt;”" in text
    assert "3 chats, last on 1 March 2026. It said that it did not know." in text
    assert "xylophone" not in text
    assert "1 more is kept back until 3 chats ask nearly the same" in text


def test_question_is_added_with_one_press(ann: Browser, put: Any, desk: EditorsDesk) -> None:
    action = put("will they tax [name] and my caravan")
    fields = fields_of(ann.get(PAGE).text, action)
    assert fields["words"] == "will they tax and my caravan"
    done = ann.send(action, **{**fields, "words": "will they tax my caravan", "to": "council-tax"})
    assert "being learnt" in done.text
    assert questions(desk)[-1] == "will they tax my caravan"
    assert (desk.publisher.history.changes()[0].made.who, desk.publisher.history.changes()[0].file) == ("Ann Bell", TAX)
    assert "There is nothing to see here now" in ann.get(PAGE).text
    assert ann.send(action, **fields, to="council-tax").status_code == 404


def test_another_answer_is_chosen_by_its_title(ann: Browser, put: Any, desk: EditorsDesk) -> None:
    action = put("will they tax my caravan")
    title = desk.publisher.live.content.answers["council-tax"].fields.title
    ann.send(action, **{**fields_of(ann.get(PAGE).text, action), "answer": title, "do": "add"})
    assert questions(desk)[-1] == "will they tax my caravan"


def test_what_cannot_be_added_is_told_beside_it_with_what_was_typed(ann: Browser, put: Any, desk: EditorsDesk) -> None:
    other = desk.publisher.live.content.answers["first-home"].fields.questions[0]
    action, before = put("will they tax my caravan"), questions(desk)
    fields = fields_of(ann.get(PAGE).text, action)
    refused = ann.send(action, **{**fields, "words": other, "to": "council-tax"})
    assert (refused.status_code, "The check has something to say" in refused.text) == (422, True)
    assert fields_of(refused.text, action)["words"] == other
    missing = ann.send(action, **{**fields, "answer": "taxes", "do": "add"})
    assert "There is no answer “taxes”" in missing.text
    assert questions(desk) == before


def test_question_is_dropped(ann: Browser, put: Any) -> None:
    action = put("can i keep my zebra")
    done = ann.send(action, **fields_of(ann.get(PAGE).text, action), do="drop")
    assert "Dropped." in done.text
    assert "zebra" not in ann.get(PAGE).text


def test_form_of_another_site_changes_nothing(ann: Browser, put: Any) -> None:
    action = put("can i keep my zebra")
    fields = fields_of(ann.get(PAGE).text, action)
    assert ann.send(action, **{**fields, "token": "guessed"}, do="drop").status_code == 403
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert ann.http.post(action, data={**fields, "do": "drop"}, headers=headers).status_code == 403
    assert "zebra" in ann.get(PAGE).text


@pytest.mark.parametrize(
    ("outcome", "status", "said"),
    [
        ([Passage("What was written", ["“do i pay <tax>”"], ["one"])], 200, "“do i pay &lt;tax&gt;”"),
        (MustWait("waking"), 503, "still waking up"),
        (MustWait("down"), 503, "not there right now"),
        (RasaGone("gone"), 503, "not there right now"),
        (CannotExplain("Write some words."), 422, "Write some words."),
    ],
)
def test_message_is_explained_or_why_not(ann: Browser, desk: EditorsDesk, outcome: Any, status: int, said: str) -> None:
    asked: list[tuple[str, str | None, int | None]] = []

    async def explain(text: str, council: str | None, age: int | None) -> list[Passage]:
        asked.append((text, council, age))
        if isinstance(outcome, Exception):
            raise outcome
        return list(outcome)

    desk.explain = explain
    form = ann.form("/editors/why")
    page = ann.send("/editors/why", **{**form, "text": "do i pay <tax>", "council": "leicestershire", "age": "18"})
    assert (page.status_code, said in page.text) == (status, True)
    assert asked == [("do i pay <tax>", "leicestershire", 18)]
    assert fields_of(page.text, "/editors/why")["text"] == "do i pay <tax>"


def test_age_that_is_none_is_told_and_nothing_is_asked(ann: Browser, desk: EditorsDesk) -> None:
    page = ann.send("/editors/why", **{**ann.form("/editors/why"), "text": "tax", "age": "old"})
    assert page.status_code in (422, 503)


def test_without_rasa_the_page_says_so(ann: Browser) -> None:
    page = ann.send("/editors/why", **{**ann.form("/editors/why"), "text": "tax"})
    assert (page.status_code, "not there right now" in page.text) == (503, True)
