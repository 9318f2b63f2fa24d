"""The pages over HTTP: signing in, what a stranger cannot do, publishing, two at once, going back."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from typing import Any

import pytest
from content.tiny_offer import HOME, LEICS_TAX, MONEY, TAX, Offer

from bot.content.choose import write_answer
from bot.content.model import Audience
from bot.editors.web import HEADERS, EditorsDesk

from .conftest import ANN, Browser, fields_of

ANSWER = f"/editors/answer?file={HOME}"
FACT = "/editors/facts/F01"


def lead(desk: EditorsDesk) -> str:
    day = desk.clock().date()
    written = write_answer(desk.publisher.live.content, "first-home", Audience(), day)
    assert written
    return written.markdown


def test_stranger_sees_only_the_sign_in(browser: Browser) -> None:
    for path in ("/editors/", FACT, ANSWER, "/editors/files", "/editors/history", "/editors/problems", "/editors/new"):
        page = browser.get(path)
        assert page.url.path == "/editors/sign-in"
        assert "£" not in page.text
    assert browser.http.get("/editors", follow_redirects=False).status_code in (303, 307)


def test_link_is_confirmed_with_a_tap_and_works_once(browser: Browser, desk: EditorsDesk) -> None:
    secret = desk.accounts.new_link(ANN)
    for _ in range(2):  # a mail scanner opens it, and then the editor
        assert "Press the button" in browser.get(f"/editors/enter/{secret}").text
    done = browser.send("/editors/enter", secret=secret)
    assert "What do you want to change?" in done.text
    assert "Ann Bell" in done.text
    again = browser.new().send("/editors/enter", secret=secret)
    assert (again.status_code, "does not work any more" in again.text) == (410, True)
    assert browser.get(f"/editors/enter/{secret}").status_code == 410


def test_link_that_is_too_old_says_so(browser: Browser, desk: EditorsDesk, clock: Any) -> None:
    secret = desk.accounts.new_link(ANN)
    clock.forward(minutes=21)
    assert browser.get(f"/editors/enter/{secret}").status_code == 410
    assert browser.send("/editors/enter", secret=secret).status_code == 410


def test_cookie_is_kept_from_scripts_and_other_sites(browser: Browser, desk: EditorsDesk) -> None:
    desk.secure = True
    headers = {"Sec-Fetch-Site": "same-origin"}
    done = browser.http.post(
        "/editors/enter", data={"secret": desk.accounts.new_link(ANN)}, headers=headers, follow_redirects=False
    )
    cookie = done.headers["set-cookie"]
    assert cookie.startswith("__Host-offer-editor=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_session_is_of_no_use_after_signing_out(ann: Browser, desk: EditorsDesk) -> None:
    stolen = ann.http.cookies[desk.cookie]
    token = ann.form("/editors/", "/editors/sign-out")["token"]
    ann.send("/editors/sign-out", token=token)
    thief = ann.new()
    thief.http.cookies[desk.cookie] = stolen
    assert thief.get("/editors/").url.path == "/editors/sign-in"


def test_link_is_sent_by_email_and_a_stranger_gets_the_same_page(browser: Browser, desk: EditorsDesk) -> None:
    sent: list[EmailMessage] = []

    async def send(message: EmailMessage) -> None:
        sent.append(message)

    desk.send, desk.address = send, browser.url
    pages = [browser.send("/editors/sign-in", email=email).text for email in (ANN, "nobody@x.example", "no address")]
    assert len(set(pages)) == 1
    for _ in range(100):
        if sent:
            break
        asyncio.run(asyncio.sleep(0.02))
    assert [message["To"] for message in sent] == [ANN]
    link = next(word for word in sent[0].get_content().split() if word.startswith("http"))
    secret = link.rpartition("/")[2]
    assert "What do you want to change?" in browser.send("/editors/enter", secret=secret).text


def test_asking_for_links_is_limited(browser: Browser, desk: EditorsDesk) -> None:
    async def send(message: EmailMessage) -> None:
        """Takes it."""

    desk.send, desk.address = send, browser.url
    codes = [browser.send("/editors/sign-in", email=f"x{n}@x.example").status_code for n in range(31)]
    assert codes == [200] * 30 + [429]


def test_without_a_mail_server_the_page_says_how_to_get_a_link(browser: Browser) -> None:
    assert "offer editors link" in browser.get("/editors/sign-in").text
    assert browser.send("/editors/sign-in", email=ANN).status_code == 404


@pytest.mark.parametrize("token", [None, "", "x", "0" * 64])
def test_form_without_its_token_changes_nothing_and_is_given_back(
    ann: Browser, offer: Offer, token: str | None
) -> None:
    before = offer.read(HOME)
    fields = {**ann.form(ANSWER), "section_lead": "Stolen words.", "why": "x", "do": "publish"}
    fields.pop("token")
    done = ann.send("/editors/answer", **fields, **({} if token is None else {"token": token}))
    assert done.status_code == 403
    assert "Stolen words." in done.text
    assert offer.read(HOME) == before


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
     {"Origin": "null"}],
)  # fmt: skip
def test_form_of_another_site_is_refused(ann: Browser, offer: Offer, headers: dict[str, str]) -> None:
    before, fields = offer.read(HOME), {**ann.form(ANSWER), "section_lead": "Stolen.", "why": "x", "do": "publish"}
    assert ann.http.post("/editors/answer", data=fields, headers=headers).status_code == 403
    assert offer.read(HOME) == before


def test_work_is_given_back_when_the_session_has_ended(ann: Browser, clock: Any) -> None:
    fields = {**ann.form(ANSWER), "section_lead": "An hour's work.", "why": "x", "do": "publish"}
    clock.forward(hours=13)
    done = ann.send("/editors/answer", **fields)
    assert done.status_code == 403
    assert "An hour&#39;s work." in done.text


def test_every_page_has_a_strict_policy_and_no_script_inside(ann: Browser) -> None:
    for path in ("/editors/", FACT, ANSWER, "/editors/new", "/editors/file?file=places.yml", "/editors/history",
                 "/editors/sign-in", "/editors/nothing"):  # fmt: skip
        page = ann.get(path)
        assert page.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert page.text.count("<script") == 1
        assert " style=" not in page.text
        assert " onclick" not in page.text


def test_changed_amount_is_told_before_and_after_then_live(ann: Browser, desk: EditorsDesk, offer: Offer) -> None:
    asked = {"value.amount.1.value": "3500", "value.amount.1.start": "2026-03-01", "value.amount.0.end": "2026-02-28",
             "value.amount.0.value": "2000"}  # fmt: skip
    looked = ann.send(FACT, **{**ann.form(FACT), **asked, "do": "look"})
    before, _, after = looked.text.partition(">After<")
    assert "£2,000" in before
    assert "£3,500" in after
    assert "£2,000" in lead(desk)
    done = ann.publish(FACT, **asked)
    assert "It is live now" in done.text
    assert "£3,500" in lead(desk)
    change = desk.publisher.history.changes()[0]
    assert (change.made.who, change.made.why, change.file) == ("Ann Bell", "a test", MONEY)


def test_amount_from_a_later_day_is_shown_for_that_day(ann: Browser, desk: EditorsDesk, clock: Any) -> None:
    asked = {"value.amount.new": "£3,500", "value.amount.from": "1 April 2027"}
    looked = ann.send(FACT, **{**ann.form(FACT), **asked, "do": "look"})
    assert "What answers will say from 1 April 2027" in looked.text
    ann.publish(FACT, **asked)
    assert "£2,000" in lead(desk)
    for day, amount in (("2027-03-31", "£3,000"), ("2027-04-01", "£3,500")):
        page = ann.send("/editors/answer", **{**ann.form(ANSWER), "as_day": day, "do": "look"})
        assert amount in page.text.partition('class="phone"')[2]


def test_mistyped_amount_is_told_at_its_field_and_nothing_is_lost(ann: Browser, offer: Offer) -> None:
    before = offer.read(MONEY)
    done = ann.publish(FACT, **{"value.amount.new": "a lot", "value.amount.from": "2027-04-01", "who": "Everybody"})
    assert done.status_code == 422
    assert "is not an amount" in done.text
    assert 'value="a lot"' in done.text
    assert 'value="Everybody"' in done.text
    assert offer.read(MONEY) == before


def test_who_opened_the_page_is_recorded_under_the_editors_name(ann: Browser, desk: EditorsDesk) -> None:
    form = ann.form(FACT, f"{FACT}/checked")
    assert ann.send(f"{FACT}/checked", **form).status_code == 422
    ann.send(f"{FACT}/checked", **form, opened="yes")
    checked = desk.publisher.live.content.facts["F01"].checked
    assert checked
    assert (checked.by, checked.on) == ("Ann Bell", desk.clock().date())


def test_changed_answer_is_live_and_its_history_leads_back(ann: Browser, desk: EditorsDesk, offer: Offer) -> None:
    before = offer.read(HOME)
    done = ann.publish(ANSWER, section_lead="You may get {F01.amount}. [F01] Ask for it.")
    assert "It is live now" in done.text, done.text
    assert lead(desk).startswith("You may get £2,000. Ask for it.")
    number = desk.publisher.history.changes()[0].id
    page = ann.get(f"/editors/history/{number}")
    assert "Ask for it." in page.text
    back = ann.send(f"/editors/history/{number}/back", token=ann.form(ANSWER)["token"], to="before")
    assert "The earlier version is live now" in back.text
    assert offer.read(HOME) == before


def test_fault_is_told_where_and_why_and_the_text_stays(ann: Browser, desk: EditorsDesk, offer: Offer) -> None:
    before = offer.read(HOME)
    done = ann.publish(ANSWER, section_lead="You may get £3,000. [F01]")
    assert done.status_code == 422
    assert "An amount is typed by hand: “£3,000”." in done.text
    assert "<blockquote>You may get £3,000. [F01]</blockquote>" in done.text
    assert ">You may get £3,000. [F01]</textarea>" in done.text
    assert offer.read(HOME) == before


def test_why_is_asked_for(ann: Browser, offer: Offer) -> None:
    before = offer.read(HOME)
    done = ann.publish(ANSWER, section_lead="You may get {F01.amount}. [F01] Ask.", why=" ")
    assert "Please say in a few words why" in done.text
    assert "[F01] Ask.</textarea>" in done.text
    assert offer.read(HOME) == before


def test_second_of_two_editors_is_shown_both_versions(ann: Browser, desk: EditorsDesk) -> None:
    desk.accounts.add("Bob Hill", "bob@council.example")
    bob = ann.new().sign_in("bob@council.example")
    opened = bob.form(ANSWER)
    ann.publish(ANSWER, section_lead="Ann's words {F01.amount}. [F01]")
    mine = {"section_lead": "Bob's words {F01.amount}. [F01]", "why": "b", "do": "publish"}
    done = bob.send("/editors/answer", **{**opened, **mine})
    assert done.status_code == 409
    assert "Somebody else changed this" in done.text
    assert "Ann Bell" in done.text
    assert "Ann&#39;s words" in done.text
    assert "Bob&#39;s words {F01.amount}. [F01]</textarea>" in done.text
    assert "Ann's words" in lead(desk)
    again = {**fields_of(done.text, "/editors/answer"), "why": "both", "do": "publish"}
    assert "It is live now" in bob.send("/editors/answer", **again).text
    assert "Bob's words" in lead(desk)
    assert [c.made.who for c in desk.publisher.history.changes()] == ["Bob Hill", "Ann Bell"]


def test_two_editors_change_two_facts_of_one_file(ann: Browser, desk: EditorsDesk) -> None:
    desk.accounts.add("Bob Hill", "bob@council.example")
    bob = ann.new().sign_in("bob@council.example")
    opened = bob.form("/editors/facts/F02")
    ann.publish(FACT, who="care leavers to 25")
    done = bob.send("/editors/facts/F02", **{**opened, "who": "all care leavers", "why": "b", "do": "publish"})
    assert "It is live now" in done.text
    facts = desk.publisher.live.content.facts
    assert (facts["F01"].who, facts["F02"].who) == ("care leavers to 25", "all care leavers")


def test_script_in_an_answer_is_shown_as_text(ann: Browser) -> None:
    attack = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) {F01.amount} [F01]"
    page = ann.send(
        "/editors/answer", **{**ann.form(ANSWER), "section_lead": attack, "title": attack[:60], "do": "look"}
    )
    assert page.text.count("<script") == 1
    assert "<img" not in page.text
    assert 'href="javascript' not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("page", ["/editors/answer", "/editors/file", "/editors/history"])
@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "england/..%2f..%2fx.md", "x.py", "%00.md"])
def test_name_that_leads_out_of_the_folder_opens_nothing(ann: Browser, page: str, name: str) -> None:
    got = ann.get(f"{page}?file={name}")
    assert got.status_code == (200 if page.endswith("history") else 404)
    assert "root:" not in got.text


def test_name_that_leads_out_is_not_written_either(ann: Browser, offer: Offer) -> None:
    fields = {**ann.form("/editors/file?file=places.yml"), "file": "../evil.md", "text": "x", "why": "x"}
    assert ann.send("/editors/file", **fields, do="publish").status_code == 404
    assert not (offer.folder.parent / "evil.md").exists()


def test_huge_form_is_refused(ann: Browser) -> None:
    form = ann.form("/editors/file?file=places.yml")
    assert ann.send("/editors/file", **{**form, "text": "x" * 1_100_000}).status_code == 413
    assert ann.send("/editors/file", **{**form, "text": "x" * 500_000}).status_code == 413


def test_form_that_is_no_text_is_refused(ann: Browser) -> None:
    form = ann.form("/editors/file?file=places.yml")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    for body in (f"token={form['token']}&text=%ff%fe".encode(), b"text=\xff", b"a&" * 3000):
        assert ann.http.post("/editors/file", content=body, headers=headers).status_code in (400, 403)
    assert (
        ann.http.post("/editors/file", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
    )


def test_new_answer_begins_with_a_form_and_is_live(ann: Browser, desk: EditorsDesk) -> None:
    page = ann.get("/editors/new/begin?title=Free bus travel&area=eligibility&council=")
    assert page.url.params["file"] == "england/eligibility/free-bus-travel.md"
    ways = [
        "can i go",
        "free ride",
        "no fare",
        "travel pass",
        "ticket cost",
        "i want to ride",
        "how much",
        "who pays me",
    ]
    ways += ["late night", "to college", "my town", "with friends", "every day"]
    asked = "\n".join(f"{way} on the bus please" for way in ways)
    fields = {**fields_of(page.text, "/editors/answer"), "section_lead": "Ask your adviser about the bus.",
              "questions": asked, "why": "asked for", "do": "publish", "warned": "yes"}  # fmt: skip
    done = ann.send("/editors/answer", **fields)
    assert "It is live now" in done.text, done.text
    assert "free-bus-travel" in desk.publisher.live.content.answers


def test_council_adds_to_an_answer(ann: Browser, desk: EditorsDesk) -> None:
    page = ann.get("/editors/new/begin?extends=first-home&council=leicestershire")
    assert page.url.params["file"] == "councils/leicestershire/finances/first-home.md"
    fields = {**fields_of(page.text, "/editors/answer"), "section_lead": "In Leicestershire you get a box. [F01]",
              "why": "new", "do": "publish"}  # fmt: skip
    done = ann.send("/editors/answer", **fields)
    assert "It is live now" in done.text, done.text
    assert ("leicestershire", "first-home") in desk.publisher.live.content.layers
    known = ann.get("/editors/new/begin?extends=council-tax&council=leicestershire")
    assert known.url.params["file"] == LEICS_TAX


def test_answer_that_was_read_again_is_due_later(ann: Browser, desk: EditorsDesk) -> None:
    before = desk.publisher.live.content.answers["council-tax"].fields.review_by
    form = ann.form(f"/editors/answer?file={TAX}", "/editors/answer/reviewed")
    assert "read this again today" in ann.send("/editors/answer/reviewed", **form).text
    after = desk.publisher.live.content.answers["council-tax"].fields.review_by
    assert after > desk.clock().date()
    assert after != before


def test_search_finds_by_amount_question_and_id(ann: Browser) -> None:
    assert FACT in ann.get("/editors/?q=£3,000").text
    assert HOME in ann.get("/editors/?q=first-home asked as one").text
    assert FACT in ann.get("/editors/?q=f01").text
    assert "Nothing found" in ann.get("/editors/?q=zebra").text


def test_broken_hand_edit_is_told_on_the_first_page_with_where_and_why(
    ann: Browser, desk: EditorsDesk, offer: Offer
) -> None:
    offer.edit(HOME, "right: extra", "right: maybe")
    desk.publisher.live.reload()
    desk.publisher.notice()
    page = ann.get("/editors/").text
    assert "A change made on the server is not live" in page
    assert f"{HOME}, line 7" in page
    assert "not one of the words allowed" in page
    assert "Not live" in ann.get("/editors/history").text
    problems = ann.get("/editors/problems").text
    assert f'href="/editors/answer?file={HOME}"' in problems
    assert desk.publisher.live.content.answers["first-home"]


def test_state_of_the_learning_is_shown(ann: Browser, desk: EditorsDesk) -> None:
    desk.training = lambda: "Learning the new questions … 40 s"
    assert "Learning the new questions … 40 s" in ann.get("/editors/").text


def test_preview_alone_is_for_the_script(ann: Browser) -> None:
    page = ann.send("/editors/answer/preview", **{**ann.form(ANSWER), "section_lead": "New words {F01.amount}. [F01]"})
    assert "New words £2,000." in page.text
    assert "<html" not in page.text


def test_missing_page_is_kind(ann: Browser) -> None:
    page = ann.get("/editors/nothing/here")
    assert (page.status_code, "There is nothing here" in page.text) == (404, True)
    assert ann.get("/editors/facts/X99").status_code == 404
    assert ann.get("/editors/history/999").status_code == 404
