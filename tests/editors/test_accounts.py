"""Editors, one-time links and sessions, on both kinds of database."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from bot.editors.accounts import LINKS_AN_HOUR, Accounts, BadAccount, digest, form_token, is_form_token
from bot.storage.editors import EditorStore
from bot.storage.tables import EditorSession, SignInLink

ANN = "ann@council.example"


@pytest.fixture
def accounts(editors: EditorStore, clock: Any) -> Accounts:
    made = Accounts(editors, clock)
    made.add("Ann Bell", ANN)
    return made


def test_link_signs_in_once(accounts: Accounts) -> None:
    secret = accounts.new_link(" Ann@Council.Example ")
    entered = accounts.enter(secret)
    assert entered
    assert entered[0].name == "Ann Bell"
    assert accounts.editor(entered[1]) == entered[0]
    assert accounts.enter(secret) is None
    assert not accounts.link_holds(secret)


def test_looking_at_a_link_does_not_use_it_up(accounts: Accounts) -> None:
    secret = accounts.new_link(ANN)
    assert accounts.link_holds(secret)
    assert accounts.link_holds(secret)
    assert accounts.enter(secret)


def test_two_taps_at_once_begin_one_session(accounts: Accounts) -> None:
    secret, entered = accounts.new_link(ANN), []
    taps = [threading.Thread(target=lambda: entered.append(accounts.enter(secret))) for _ in range(4)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()
    assert len([one for one in entered if one]) == 1


def test_link_holds_for_twenty_minutes(accounts: Accounts, clock: Any) -> None:
    secret = accounts.new_link(ANN)
    clock.forward(minutes=19, seconds=59)
    assert accounts.link_holds(secret)
    clock.forward(seconds=1)
    assert not accounts.link_holds(secret)
    assert accounts.enter(secret) is None


def test_session_ends_after_twelve_hours_or_when_left(accounts: Accounts, clock: Any) -> None:
    first, second = (accounts.enter(accounts.new_link(ANN)) for _ in range(2))
    assert first
    assert second
    accounts.leave(first[1])
    assert accounts.editor(first[1]) is None
    assert accounts.editor(second[1])
    clock.forward(hours=12)
    assert accounts.editor(second[1]) is None


def test_removed_editor_is_out_at_once_and_can_come_back(accounts: Accounts) -> None:
    link, entered = accounts.new_link(ANN), accounts.enter(accounts.new_link(ANN))
    assert entered
    assert accounts.remove(ANN)
    assert accounts.editor(entered[1]) is None
    assert accounts.enter(link) is None
    with pytest.raises(BadAccount, match="There is no editor"):
        accounts.new_link(ANN)
    assert not accounts.remove(ANN)
    accounts.add("Ann B.", ANN)
    assert [editor.name for editor in accounts.store.editors()] == ["Ann B."]
    assert accounts.editor(entered[1]) is None


def test_links_are_limited_by_the_hour(accounts: Accounts, clock: Any) -> None:
    for _ in range(LINKS_AN_HOUR):
        accounts.new_link(ANN)
    with pytest.raises(BadAccount, match="within the last hour"):
        accounts.new_link(ANN)
    clock.forward(hours=1)
    assert accounts.new_link(ANN)


def test_no_secret_is_kept(accounts: Accounts, editors: EditorStore) -> None:
    secret = accounts.new_link(ANN)
    entered = accounts.enter(secret)
    assert entered
    with editors._session() as session:
        kept = [row.digest for table in (SignInLink, EditorSession) for row in session.query(table)]
    assert set(kept) == {digest(secret), digest(entered[1])}
    assert not {secret, entered[1]} & set(kept)


def test_old_links_and_sessions_are_cleared_away(accounts: Accounts, editors: EditorStore, clock: Any) -> None:
    accounts.enter(accounts.new_link(ANN))
    clock.forward(days=40)
    accounts.new_link(ANN)
    with editors._session() as session:
        assert session.query(SignInLink).count() == 1
        assert session.query(EditorSession).count() == 0


@pytest.mark.parametrize("email", ["", "ann", "a b@c.uk", "a@b@c", "<a@b.uk>", "a@b.uk\nBcc: c@d.uk", "a@" + "b" * 300])
def test_what_is_no_address_is_refused(accounts: Accounts, email: str) -> None:
    with pytest.raises(BadAccount, match="is not an e-mail address"):
        accounts.add("Ann", email)


def test_editor_has_a_name(accounts: Accounts) -> None:
    with pytest.raises(BadAccount, match="Give the editor's name"):
        accounts.add(" \n", ANN)


@pytest.mark.parametrize("secret", ["", "short", "x" * 43 + "\n", "ü" * 43, "x" * 10_000])
def test_made_up_secret_opens_nothing(accounts: Accounts, secret: str) -> None:
    assert not accounts.link_holds(secret)
    assert accounts.enter(secret) is None
    assert accounts.editor(secret) is None


def test_form_belongs_to_its_session() -> None:
    assert is_form_token("one", form_token("one"))
    assert not is_form_token("two", form_token("one"))
    assert not is_form_token("one", "ü")
