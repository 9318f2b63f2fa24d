"""Changes are tried out, written in one step, served at once and kept; what is done by hand is noticed."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from content.tiny_offer import HOME, MONEY, TAX, WORDS, Offer

from bot.content.choose import write_answer
from bot.content.folder import ContentFolder, NotAContentFile, digest
from bot.content.model import Audience
from bot.content.publishing import BY_HAND, CannotGoBack, ChangedMeanwhile, ChangeRefused, Proposal, Publisher
from bot.storage.history import Made

ANN = Made("Ann Bell", "a test", "desk")


def lead(publisher: Publisher) -> str:
    written = write_answer(publisher.live.content, "first-home", Audience(), publisher._clock().date())
    assert written
    return written.markdown


def proposal(publisher: Publisher, file: str, old: str, new: str, **more: object) -> Proposal:
    text = publisher.folder.read(file)
    assert text is not None
    assert old in text
    return Proposal(file, text.replace(old, new, 1), digest(text), ANN, **more)  # type: ignore[arg-type]


def test_change_is_live_when_publishing_returns_and_is_kept(publisher: Publisher, offer: Offer) -> None:
    number = publisher.publish(proposal(publisher, HOME, "It is not always cash.", "Ask for it in writing."))
    assert "Ask for it in writing." in lead(publisher)
    assert "Ask for it in writing." in offer.read(HOME)
    assert number is not None
    change = publisher.history.change(number)
    assert change
    assert (change.made, change.file) == (ANN, HOME)


def test_written_change_is_served_in_under_a_second(publisher: Publisher) -> None:
    made = proposal(publisher, HOME, "It is not always cash.", "Ask for it in writing.")
    publisher.trial(made.file, made.text)  # what the page does before
    started = time.monotonic()
    publisher.publish(made)
    assert time.monotonic() - started < 1
    assert "in writing" in lead(publisher)


@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (HOME, "right: extra", "right: maybe", "not one of the words allowed"),
        (HOME, "home. [F01]", "home. [F99]", "no fact F99"),
        (HOME, "{F01.amount}", "{F01.sum}", "no value “sum”"),
        (HOME, "{F01.amount}", "£3,000", "typed by hand"),
        (MONEY, "end: 2026-03-31", "end: 2026-02-28", "no value for today"),
        (MONEY, "F02:", "F22:", "no fact F02"),
        (WORDS, "notice:", "notise:", "is missing"),
    ],
)
def test_faulty_change_is_refused_and_nothing_is_written(
    publisher: Publisher, offer: Offer, file: str, old: str, new: str, why: str
) -> None:
    before, served = offer.read(file), publisher.live.content
    with pytest.raises(ChangeRefused, match=why) as refused:
        publisher.publish(proposal(publisher, file, old, new))
    assert not refused.value.warnings
    assert offer.read(file) == before
    assert publisher.live.content is served
    assert publisher.history.changes() == []


def test_warning_is_published_once_it_was_seen(publisher: Publisher) -> None:
    made = proposal(publisher, HOME, "review_by: 2027-03-01", "review_by: 2026-03-10")
    with pytest.raises(ChangeRefused, match="review is due") as refused:
        publisher.publish(made)
    assert refused.value.warnings
    assert publisher.publish(replace(made, warned=True))


def test_fault_that_was_there_before_does_not_stop_another_change(publisher: Publisher, offer: Offer) -> None:
    offer.edit(TAX, "related: [first-home]", "related: [nothing]")
    publisher.live.reload()
    assert publisher.publish(proposal(publisher, HOME, "It is not always cash.", "Ask first."))


def test_broken_file_of_somebody_else_stops_every_change_but_its_own_mending(
    publisher: Publisher, offer: Offer
) -> None:
    offer.edit(TAX, "right: both", "right: maybe")
    publisher.live.reload()
    with pytest.raises(ChangeRefused, match=TAX):
        publisher.publish(proposal(publisher, HOME, "It is not always cash.", "Ask first."))
    assert publisher.publish(proposal(publisher, TAX, "right: maybe", "right: both"))
    assert publisher.publish(proposal(publisher, HOME, "It is not always cash.", "Ask first."))


def test_who_comes_second_is_told_and_the_first_change_stays(publisher: Publisher, offer: Offer) -> None:
    first = proposal(publisher, HOME, "It is not always cash.", "Mine.")
    second = proposal(publisher, HOME, "It is not always cash.", "Yours.")
    publisher.publish(first)
    with pytest.raises(ChangedMeanwhile):
        publisher.publish(second)
    assert "Mine." in offer.read(HOME)


def test_file_edited_by_hand_under_an_editor_is_kept_and_told(publisher: Publisher, offer: Offer) -> None:
    made = proposal(publisher, HOME, "It is not always cash.", "Mine.")
    offer.edit(HOME, "It is not always cash.", "By hand.")
    with pytest.raises(ChangedMeanwhile):
        publisher.publish(made)
    assert [c.made.who for c in publisher.history.changes()] == [BY_HAND]
    assert "By hand." in offer.read(HOME)


def test_hand_edit_is_noticed_once(publisher: Publisher, offer: Offer) -> None:
    offer.edit(HOME, "It is not always cash.", "By hand.")
    publisher.live.reload()
    assert len(publisher.notice()) == 1
    assert publisher.notice() == []
    change = publisher.history.changes()[0]
    assert (change.made.who, change.made.how, change.made.refused) == (BY_HAND, "hand", None)


def test_refused_hand_edit_is_kept_with_where_and_why(publisher: Publisher, offer: Offer) -> None:
    offer.edit(HOME, "right: extra", "right: maybe")
    assert not publisher.live.reload()
    publisher.notice()
    change = publisher.history.changes()[0]
    assert change.made.refused
    assert change.made.refused.startswith(f"{HOME}:7: ")
    assert "It is not always cash." in lead(publisher)


def test_hand_edit_that_is_no_text_is_kept_too(publisher: Publisher, offer: Offer) -> None:
    offer.write(HOME, b"\xff\x00 not text")
    assert not publisher.live.reload()
    assert len(publisher.notice()) == 1


def test_what_was_changed_while_the_bot_was_off_is_noticed(publisher: Publisher, offer: Offer) -> None:
    offer.write("england/finances/new.md", offer.read(HOME).replace("id: first-home", "id: new"))
    (offer.folder / HOME).unlink()
    again = Publisher(publisher.live, publisher.history, publisher._clock)
    again.notice()
    assert {(c.file, c.after is None) for c in again.history.changes()} == {
        ("england/finances/new.md", False),
        (HOME, True),
    }


def test_going_back_is_a_change_of_its_own(publisher: Publisher, offer: Offer) -> None:
    before = offer.read(HOME)
    number = publisher.publish(proposal(publisher, HOME, "It is not always cash.", "Mine."))
    assert number is not None
    back = publisher.back(number, "Bob")
    assert offer.read(HOME) == before
    assert "It is not always cash." in lead(publisher)
    assert back is not None
    change = publisher.history.change(back)
    assert change
    assert (change.made.who, change.made.how, change.made.undoes) == ("Bob", "back", number)
    assert publisher.back(back, "Bob") is not None
    assert "Mine." in offer.read(HOME)


def test_going_back_over_later_changes_needs_force(publisher: Publisher, offer: Offer) -> None:
    before = offer.read(HOME)
    first = publisher.publish(proposal(publisher, HOME, "It is not always cash.", "One."))
    second = publisher.publish(proposal(publisher, HOME, "One.", "Two."))
    assert first is not None
    with pytest.raises(CannotGoBack, match=f"change {second}") as refused:
        publisher.back(first, "Bob")
    assert [c.id for c in refused.value.later] == [second]
    assert "Two." in offer.read(HOME)
    publisher.back(first, "Bob", after=True, force=True)
    assert "One." in offer.read(HOME)
    publisher.back(first, "Bob", force=True)
    assert offer.read(HOME) == before


def test_going_back_to_something_faulty_is_refused(publisher: Publisher, offer: Offer) -> None:
    offer.edit(HOME, "[F01]", "[F99]")
    publisher.live.reload()
    publisher.notice()
    broken = publisher.history.changes()[0]
    publisher.publish(proposal(publisher, HOME, "[F99]", "[F01]"))
    with pytest.raises(ChangeRefused, match="F99"):
        publisher.back(broken.id, "Bob", after=True, force=True)


def test_new_file_is_taken_away_by_going_back(publisher: Publisher, offer: Offer) -> None:
    text = offer.read(HOME).replace("id: first-home", "id: new").replace("first-home question", "new home question")
    text = text.replace("first-home asked as", "brand new home").replace("money for my first home", "new home")
    number = publisher.publish(Proposal("england/finances/new.md", text, digest(None), ANN, warned=True))
    assert "new" in publisher.live.content.answers
    assert number is not None
    publisher.back(number, "Bob")
    assert "new" not in publisher.live.content.answers
    assert not (offer.folder / "england/finances/new.md").exists()


@pytest.mark.parametrize(
    "name",
    ["../x.md", "/etc/passwd", "england/../../x.md", "england//x.md", ".env", "england/.x.md", "x.py", "england/x.md\n",
     "england/x.MD", "", "a" * 300 + ".md", "england\\x.md", "england/\0.md", "places.yml/x.md/../x.md"],
)  # fmt: skip
def test_name_that_leads_out_of_the_folder_is_refused(offer: Offer, name: str) -> None:
    with pytest.raises(NotAContentFile):
        ContentFolder(offer.folder).read(name)


def test_links_are_followed_neither_for_reading_nor_for_writing(offer: Offer, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("secret")
    (offer.folder / "england" / "linked").symlink_to(outside)
    (offer.folder / "england" / "file.md").symlink_to(outside / "secret.md")
    folder = ContentFolder(offer.folder)
    for name in ("england/linked/secret.md", "england/file.md", "england/linked/new.md"):
        with pytest.raises(NotAContentFile, match="a link"):
            folder.read(name)
        with pytest.raises(NotAContentFile, match="a link"):
            folder.write(name, "x")
    assert (outside / "secret.md").read_text() == "secret"
    assert not [name for name in folder.files() if "linked" in name or name == "england/file.md"]


def test_file_is_written_in_one_step_and_keeps_its_permissions(offer: Offer) -> None:
    path = offer.folder / HOME
    path.chmod(0o640)
    ContentFolder(offer.folder).write(HOME, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [name for name in os.listdir(path.parent) if name.startswith(".")] == []
