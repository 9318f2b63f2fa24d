"""From a typed request to a letter, and “my offer”, with the real Rasa; then the paper on its page."""

from __future__ import annotations

import re

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.web.papers import paper_routes
from bot.conversation.ports import Incoming, Kind, Shown

from .talking import Person, Running

pytestmark = [pytest.mark.whole, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]


async def test_a_complaint_is_written_from_what_was_said(person: Person) -> None:
    assert "complaint" in (await person.say("write a letter for me to complain")).text
    await person.say("leicestershire")
    await person.say("they said i would get my plan by june and i still have no plan")
    await person.say("since march")
    await person.press("No")
    await person.press("Skip")
    await person.press("Yes")
    await person.say("Sam Okoro")
    await person.press("Skip")
    heard = await person.press("That's right")
    assert heard.outcome == "answered"
    letter = heard.messages[1].markdown
    for said in (
        "Leicestershire County Council",
        "they said i would get my plan by june and i still have no plan",
        "Sam Okoro",
        "an advocate",
    ):
        assert said in letter
    assert {"C02", "C08"} <= set(heard.facts)


async def test_a_question_in_the_middle_is_answered_and_the_letter_goes_on(person: Person) -> None:
    await person.say("can you help me write to the council so i can come back")
    heard = await person.say("do care leavers have to pay council tax")
    assert "F10" in heard.facts
    heard = await person.say("leics")
    assert "do you live outside" in heard.text.lower()


async def test_danger_comes_before_the_letter(person: Person) -> None:
    await person.say("help me write a complaint")
    await person.say("leicestershire")
    assert (await person.say("im going to kill myself tonight")).outcome == "urgent"


async def test_a_button_under_an_answer_starts_its_letter(person: Person) -> None:
    await person.say("how do i see my care file")
    assert "care records" in (await person.press("write a letter for my care records")).text


async def test_my_offer_grows_with_what_is_told(person: Person) -> None:
    heard = await person.say("show me my offer")
    assert (heard.outcome, "Which council" in heard.text) == ("asked for detail", True)
    heard = await person.say("leics and im 19")
    assert "a care leaver of 19, looked after by Leicestershire County Council" in heard.text
    assert "L03" in heard.facts
    assert (await person.press("More legal rights")).outcome == "answered"
    assert (await person.press("More about one of these extras")).outcome == "choices offered"


@pytest.mark.parametrize("asked", ["what am i entitled to", "what is the local offer", "how do i make a complaint"])
async def test_an_ordinary_question_still_gets_its_answer(person: Person, asked: str) -> None:
    heard = await person.say(asked)
    assert heard.shown
    assert heard.outcome in ("answered", "asked for detail")


async def test_the_paper_opens_until_the_person_is_forgotten(running: Running) -> None:
    async def say(text: str) -> list[Shown]:
        seen = await desk.history("web", "printer")
        await desk.receive(Incoming("web", "printer", f"print-{len(seen)}", Kind.TEXT, text, running.bot.clock()))
        await desk.idle()
        return (await desk.history("web", "printer", seen[-1].seq if seen else 0))[1:]

    desk = running.bot.desk
    await say("im 22 and from cambridgeshire")
    shown = await say("print my offer")
    address = re.findall(r"/papers/[\w-]+", " ".join(m.markdown for m in shown))[0]
    app = Starlette(routes=list(paper_routes(running.bot.papers.paper, "https://www.example.org")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot.example") as page:
        assert "a care leaver of 22, looked after by Cambridgeshire County Council" in (await page.get(address)).text
        await say("forget me")
        assert (await page.get(address)).status_code == 404
