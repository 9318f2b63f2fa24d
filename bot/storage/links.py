"""Links between chats and people of the list, and their codes. Each function works in the caller's transaction."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.people.ages import age_on
from bot.people.link_code import LASTS, WITHIN, WRONG_IN_A_CHAT, WRONG_IN_ALL, LinkOutcome, LinkResult
from bot.storage.people_tables import LinkCode, LinkRow, LinkTry, PersonRow
from bot.storage.rosters import linked_person
from bot.storage.tables import Conversation, Profile

RECORD = "record"  # how a profile's value was learnt: from the council's list


def keep_code(session: Session, person_id: int, digest: str, by: str, now: dt.datetime) -> None:
    """Keeps a new code of a person; older ones that nobody used end."""
    session.get_one(PersonRow, person_id, with_for_update=True)
    unused = (LinkCode.person_id == person_id, LinkCode.used.is_(None), LinkCode.expires > now)
    session.execute(update(LinkCode).where(*unused).values(expires=now))
    session.add(LinkCode(person_id=person_id, digest=digest, made=now, made_by=by[:80], expires=now + LASTS))


def use_code(session: Session, conversation_id: int, digest: str, now: dt.datetime, *, change: bool) -> LinkResult:
    """Links a conversation by a code.

    Args:
        session: the transaction.
        conversation_id: the chat in which the code came.
        digest: of the code.
        now: the time.
        change: whether they said that a link to somebody else may be changed.

    Returns:
        what became of it. A code is used up only where the chat is linked by it.
    """
    session.get_one(Conversation, conversation_id, with_for_update=True)  # tries are counted one by one
    if _too_many(session, conversation_id, now):
        return LinkResult(LinkOutcome.TOO_MANY)
    code = session.scalar(select(LinkCode).where(LinkCode.digest == digest))
    person = session.get(PersonRow, code.person_id) if code else None
    if code is None or person is None or person.gone:
        session.add(LinkTry(conversation_id=conversation_id, at=now))
        return LinkResult(LinkOutcome.WRONG)
    linked = linked_person(session, conversation_id)
    if linked is not None and linked.id == person.id:
        if code.used is None:
            code.used = now
        return LinkResult(LinkOutcome.ALREADY, person.id)
    if code.used is not None:
        return LinkResult(LinkOutcome.USED)
    if code.expires <= now:
        return LinkResult(LinkOutcome.EXPIRED)
    if linked is not None and not change:
        return LinkResult(LinkOutcome.OTHER_PERSON, linked.id)
    return _linked(session, conversation_id, code, person, now)


def _linked(session: Session, conversation_id: int, code: LinkCode, person: PersonRow, now: dt.datetime) -> LinkResult:
    """Uses the code up and links; of two chats that bring it at the same moment only one is linked."""
    unused = (LinkCode.id == code.id, LinkCode.used.is_(None))
    used = session.execute(update(LinkCode).where(*unused).values(used=now).returning(LinkCode.id))
    if used.scalar_one_or_none() is None:
        return LinkResult(LinkOutcome.USED)
    if end_links(session, conversation_id, now):
        _forget_age(session, conversation_id)
    session.add(LinkRow(person_id=person.id, conversation_id=conversation_id, made=now))
    take_over_record(session, conversation_id, person, now)
    return LinkResult(LinkOutcome.LINKED, person.id)


def _forget_age(session: Session, conversation_id: int) -> None:
    """What somebody else said of their age is not the next person's."""
    profile = session.get(Profile, conversation_id)
    if profile is not None:
        profile.age, profile.age_how = None, None


def _too_many(session: Session, conversation_id: int, now: dt.datetime) -> bool:
    session.execute(delete(LinkTry).where(LinkTry.at < now - 24 * WITHIN))
    lately = select(func.count(LinkTry.id)).where(LinkTry.at > now - WITHIN)
    here = session.scalar(lately.where(LinkTry.conversation_id == conversation_id)) or 0
    return here >= WRONG_IN_A_CHAT or (session.scalar(lately) or 0) >= WRONG_IN_ALL


def end_links(session: Session, conversation_id: int, now: dt.datetime) -> bool:
    """Takes a chat's link back, with what the profile holds from the record; returns whether there was one."""
    mine = (LinkRow.conversation_id == conversation_id, LinkRow.ended.is_(None))
    ended = session.execute(update(LinkRow).where(*mine).values(ended=now).returning(LinkRow.id)).scalars().all()
    profile = session.get(Profile, conversation_id)
    for name in ("council", "age"):
        if profile is not None and getattr(profile, f"{name}_how") == RECORD:
            setattr(profile, name, None)
            setattr(profile, f"{name}_how", None)
    return bool(ended)


def take_over_record(session: Session, conversation_id: int, person: PersonRow, now: dt.datetime) -> None:
    """Puts a person's council and age into the profile, learnt from the record."""
    profile = session.get(Profile, conversation_id)
    if profile is None:
        profile = Profile(conversation_id=conversation_id, changed=now)
        session.add(profile)
    values = record_of(person, now.date())
    for name, value in values.items():
        setattr(profile, name, value)
        setattr(profile, f"{name}_how", RECORD)
    profile.changed = now


def record_of(person: PersonRow, day: dt.date) -> dict[str, str | int]:
    """What the council's list says of a person on a day: the responsible council, and the age where it is known."""
    known: dict[str, str | int] = {"council": person.council}
    if person.born is not None:
        known["age"] = age_on(person.born, day)
    return known
