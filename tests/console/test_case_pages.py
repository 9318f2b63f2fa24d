"""A case on the console: it appears, is opened, taken, answered, passed on, closed; and what two at once see."""

from __future__ import annotations

from tests.casework.conftest import AMINA, DEV, KAI, ROBIN, Office
from tests.conftest import Write

from .conftest import Browser, in_danger

CASE = "/console/cases/1"


async def test_nobody_waiting_is_said(amina: Browser) -> None:
    page = amina.get("/console/").text
    assert "Nobody is waiting" in page
    assert "0 urgent, 0 other" in page


async def test_case_appears_urgent_with_nobody(amina: Browser, office: Office, write: Write) -> None:
    before = amina.get("/console/version").text
    await in_danger(office, write)
    assert amina.get("/console/version").text != before
    page = amina.get("/console/").text
    assert "1 urgent, 0 other" in page
    assert "Nobody has this yet" in page
    assert "Kai, 20" in page
    assert "i want to kill myself" not in page


async def test_opening_is_told_once_and_the_page_shows_what_was_said_and_promised(
    amina: Browser, office: Office, write: Write
) -> None:
    await in_danger(office, write)
    for _ in range(2):
        page = amina.get(CASE).text
    assert "i want to kill myself" in page
    assert "They were told" in page
    assert "Amina opened it" in page
    assert office.events().count("seen") == 1


async def test_taken_then_a_contact_stops_the_clock(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    assert "It is yours" in amina.do(CASE, "take").text
    assert office.case().due is not None
    done = amina.do(CASE, "contact", how="rang-no-answer", note="Voicemail.")
    assert "The clock has stopped" in done.text
    assert "Amina tried to reach them: Rang, no answer" in done.text
    assert "Voicemail." in done.text
    assert office.case().due is None


async def test_a_way_that_is_not_on_the_list_is_refused(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    done = amina.do(CASE, "contact", how="telepathy")
    assert done.status_code == 422
    assert "Choose how you tried" in done.text
    assert "contact-attempted" not in office.events()


async def test_reply_goes_out_under_the_name_and_a_second_tap_sends_nothing(
    amina: Browser, office: Office, write: Write
) -> None:
    await in_danger(office, write)
    await office.says(write, "yes") if office.case().safe_to_write else None
    fields = {**amina.form(CASE, f"{CASE}/reply"), "text": "Hi Kai, I am ringing you now."}
    pages = [amina.send(f"{CASE}/reply", **fields) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    sent = [m for m in await office.desk.history("web", KAI) if m.sender == "adviser"]
    assert [m.markdown for m in sent] == ["Hi Kai, I am ringing you now."]
    before = amina.get(f"{CASE}/version").text
    await office.says(write, "please come")
    assert amina.get(f"{CASE}/version").text != before
    assert "please come" in amina.get(f"{CASE}/talk").text


async def test_chat_is_handed_back(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    amina.do(CASE, "reply", text="Hi")
    assert "The chat is with the bot again" in amina.do(CASE, "back").text
    assert office.case().chat_with_id is None


async def test_what_was_written_stays_when_it_cannot_be_sent(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    amina.do(CASE, "reply", text="Hi")
    other = amina.new(DEV)
    assert other.get(CASE).status_code == 200
    done = other.do(CASE, "reply", text="I am Dev, and I write too.")
    assert done.status_code == 422
    assert "A colleague is writing with them now" in done.text
    assert "I am Dev, and I write too." in done.text


async def test_two_who_take_it_at_once_are_told_the_truth(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    other = amina.new(ROBIN)
    late = other.form(CASE, f"{CASE}/take")
    amina.do(CASE, "take")
    done = other.send(f"{CASE}/take", **late)
    assert done.status_code == 409
    assert "Amina took this case a moment before you" in done.text
    assert office.case().holder_id == AMINA
    assert "It is yours" in other.do(CASE, "take").text  # now that they know, they may take it over
    assert office.case().holder_id == ROBIN


async def test_passed_on_alerts_the_other_and_leaves_the_note(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    amina.do(CASE, "take")
    done = amina.do(CASE, "pass", to=f"adviser:{DEV}", why="I am in court until two.")
    assert "Passed on" in done.text
    assert ("Dev", "passed-on") in office.alerts()
    page = amina.new(DEV).get(CASE).text
    assert "Amina passed it on to Dev" in page
    assert "I am in court until two." in page


async def test_closing_asks_how_it_ended_and_reopening_runs_the_clock(
    amina: Browser, office: Office, write: Write
) -> None:
    await in_danger(office, write)
    refused = amina.do(CASE, "close", outcome="not-needed", note="")
    assert refused.status_code == 422
    assert "Write in the note why you close it" in refused.text
    assert amina.do(CASE, "close", outcome="made up", note="x").status_code == 422
    closed = amina.do(CASE, "close", outcome="spoke", note="With her aunt now.")
    assert "The case is closed" in closed.text
    assert "We spoke, and they are safe" in closed.text
    assert "Kai" in amina.get("/console/ended").text
    assert "Nobody is waiting" in amina.get("/console/").text
    amina.do(CASE, "reopen", why="She rang again.")
    assert office.case().state == "open"
    assert "Nobody is waiting" not in amina.get("/console/").text


async def test_note_is_for_colleagues_only(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    assert "Lives with her aunt." in amina.do(CASE, "note", words="Lives with her aunt.").text
    assert not any("aunt" in m.markdown for m in await office.desk.history("web", KAI))


async def test_record_holds_the_case_as_plain_text(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write)
    amina.do(CASE, "contact", how="rang-spoke", note="Safe.")
    record = amina.get(f"{CASE}/record.txt")
    assert record.headers["content-disposition"] == 'attachment; filename="case-1.txt"'
    for part in (
        "Young person: i want to kill myself",
        "WHAT HAPPENED",
        "Rang, and we spoke. Note: Safe.",
        "Name: Kai",
    ):
        assert part in record.text
    assert "WHAT WAS SAID" in amina.get(f"{CASE}/record").text


async def test_words_are_shown_as_written(amina: Browser, office: Office, write: Write) -> None:
    await in_danger(office, write, "i want to kill myself <script>alert(1)</script>")
    page = amina.get(CASE).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


async def test_whoever_may_not_be_written_to_is_shown_loudly(browser: Browser, office: Office, write: Write) -> None:
    await office.says(write, "my boyfriend hits me every night")
    assert office.case().safe_to_write == "asked"
    amina = browser.sign_in(AMINA)
    assert "Do not write to them unasked" in amina.get("/console/").text
    page = amina.get(CASE).text
    assert "Do not write or ring without care" in page
    assert "have not answered" in page.replace("<strong>", "")
    assert 'action="/console/cases/1/reply"' not in page
    token = amina.form(CASE, f"{CASE}/note")["token"]
    refused = amina.send(f"{CASE}/reply", token=token, once="x", text="Hi Kai, are you ok?")
    assert refused.status_code == 422
    assert "Hi Kai, are you ok?" in refused.text
    assert not [m for m in await office.desk.history("web", KAI) if m.sender == "adviser"]
