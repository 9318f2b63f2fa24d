"""The one door to the tables. Each method is one transaction; times are passed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.content.model import Audience
from bot.conversation.ports import ChannelName, Incoming, Kind, Shown
from bot.conversation.reply import Choice, Part, Reply
from bot.handoff.machine import LIVE
from bot.storage.follow_up import Cases, has_adviser, to_cases
from bot.storage.outbox import Outbox, as_shown
from bot.storage.outgoing import next_number, put_message
from bot.storage.papers import forget_papers, keep_paper
from bot.storage.shown import person_shown
from bot.storage.suggestions import forget_suggestions, keep_suggestion, purge_suggestions
from bot.storage.tables import Alert, ButtonRow, Conversation, Handoff, Inbound, Outbound, Profile
from bot.storage.unanswered import forget_unanswered, note_message, purge_unanswered


@dataclass(frozen=True)
class Received:
    """What became of a message: its conversation, id and number; whether it is `new`, and an adviser's to answer."""

    new: bool
    conversation: int
    inbound: int
    seq: int
    to_adviser: bool = False


@dataclass(frozen=True)
class Work:
    """A message that waits for its answer, with what is needed to answer it.

    `behind` is True when an earlier message of the conversation waits too, which must not be overtaken through Rasa.
    `record` is what the actions are told of a linked person (bot/conversation/linking.py).
    """

    inbound: int
    conversation: int
    channel: ChannelName
    external_id: str
    kind: Kind
    text: str
    arrived: dt.datetime
    audience: Audience
    state: dict[str, Any]
    noticed: bool
    told_waiting: bool
    behind: bool = False
    record: dict[str, Any] = field(default_factory=dict)


class Store(Outbox):
    """Reads and writes the tables.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(sessionmaker(engine, expire_on_commit=False))
        self._engine = engine

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    def receive(self, incoming: Incoming) -> Received:
        """Keeps a message, once for each channel and update id."""
        try:
            return self._receive(incoming)
        except IntegrityError:  # the same update, or another first message of this person, came at the same moment
            return self._receive(incoming)

    def _receive(self, incoming: Incoming) -> Received:
        with self._session.begin() as session:
            found = self._earlier(session, incoming)
            if found is not None:
                return Received(False, found.conversation_id, found.id, found.seq)
            conversation = self._conversation(session, incoming.channel, incoming.external_id, incoming.arrived)
            conversation.last = incoming.arrived
            conversation.stopped = False
            row = Inbound(
                conversation_id=conversation.id,
                channel=incoming.channel,
                update_id=incoming.update_id,
                seq=next_number(conversation),
                kind=incoming.kind.value,
                text=_storable(incoming.text),
                arrived=incoming.arrived,
            )
            session.add(row)
            session.flush()
            return Received(True, conversation.id, row.id, row.seq, has_adviser(session, conversation.id))

    def shown(self, received: Received) -> list[Shown]:
        """A person's message as it is shown to them; nothing once it is deleted."""
        with self._session() as session:
            row = session.get(Inbound, received.inbound)
            return [person_shown(session, row)] if row is not None else []

    def has(self, channel: ChannelName, update_id: str) -> bool:
        """Whether this update was received before."""
        same = (Inbound.channel == channel, Inbound.update_id == update_id)
        with self._session() as session:
            return session.scalar(select(Inbound.id).where(*same)) is not None

    def set_profile(
        self, channel: ChannelName, external_id: str, values: dict[str, Any], now: dt.datetime, how: str
    ) -> None:
        """Keeps what is known of a person; `how` it was learnt goes with it. Makes the conversation when new."""
        try:
            self._set_profile(channel, external_id, values, now, how)
        except IntegrityError:  # the conversation was made at the same moment
            self._set_profile(channel, external_id, values, now, how)

    def _set_profile(
        self, channel: ChannelName, external_id: str, values: dict[str, Any], now: dt.datetime, how: str
    ) -> None:
        with self._session.begin() as session:
            conversation = self._conversation(session, channel, external_id, now)
            self._learn(session, conversation.id, values, now, how)

    def waiting(self) -> list[int]:
        """The conversations with a message that waits for its answer, the longest waiting first."""
        with self._session() as session:
            rows = session.scalars(
                select(Inbound.conversation_id).where(Inbound.state == "waiting").order_by(Inbound.id)
            )
            return list(dict.fromkeys(rows))

    def next_work(self, conversation_id: int, after: int = 0) -> Work | None:
        """The first message of a conversation that waits for its answer, or the first behind the message `after`."""
        query = (
            select(Inbound, Conversation, Profile)
            .join(Conversation, Conversation.id == Inbound.conversation_id)
            .outerjoin(Profile, Profile.conversation_id == Conversation.id)
            .where(Inbound.conversation_id == conversation_id, Inbound.state == "waiting")
            .where(Inbound.id > after)
            .order_by(Inbound.id)
            .limit(1)
        )
        with self._session() as session:
            row = session.execute(query).first()
        if row is None:
            return None
        inbound, conversation, profile = row
        known = Audience(council=profile.council, lives_in=profile.lives_in, age=profile.age) if profile else Audience()
        return Work(
            inbound=inbound.id,
            conversation=conversation.id,
            channel=cast(ChannelName, conversation.channel),
            external_id=conversation.external_id,
            kind=Kind(inbound.kind),
            text=inbound.text,
            arrived=inbound.arrived,
            audience=known,
            state=dict(conversation.state or {}),
            noticed=conversation.noticed,
            told_waiting=inbound.told_waiting,
            behind=after > 0,
        )

    def record_reply(
        self,
        work: Work,
        reply: Reply,
        now: dt.datetime,
        *,
        notice: Part | None = None,
        routes: Sequence[str] = (),
        paper_token: str | None = None,
        cases: Cases | None = None,
    ) -> list[Shown]:
        """Keeps a reply and everything that follows from it, in one transaction.

        Args:
            work: the message answered.
            reply: the reply; its handoff is raised once for this message.
            now: the time.
            notice: the notice to show with the first reply (before it; after it when the reply is urgent).
            routes: the routes by which a handoff is told where there is no casework.
            paper_token: the token under which the reply's paper is kept; None when nobody could reach its page.
            cases: raises the handoff, and does what the person said about their case, in the same transaction.

        Returns:
            the messages to show, in order.
        """
        with self._session.begin() as session:
            conversation = session.get_one(Conversation, work.conversation, with_for_update=True)
            inbound = session.get_one(Inbound, work.inbound)
            if inbound.state != "waiting":
                return []
            parts = _with_notice(conversation, reply, notice)
            _conclude(session, conversation, inbound, reply, now)
            if reply.profile:
                self._learn(session, conversation.id, reply.profile, now, "said")
            if cases is not None:
                to_cases(session, conversation, inbound, reply, now, cases)
            elif reply.handoff is not None:
                self._raise(session, conversation, inbound, reply, now, routes)
            self._keep(session, conversation.id, reply, paper_token, now)
            return [self._put(session, conversation, inbound.id, part, now) for part in parts]

    def tell_waiting(self, work: Work, part: Part, now: dt.datetime) -> list[Shown]:
        """Says, once for a message, that it has to wait; the message stays waiting."""
        with self._session.begin() as session:
            conversation = session.get_one(Conversation, work.conversation, with_for_update=True)
            inbound = session.get_one(Inbound, work.inbound)
            if inbound.told_waiting:
                return []
            inbound.told_waiting = True
            return [self._put(session, conversation, inbound.id, part, now)]

    def history(self, channel: ChannelName, external_id: str, after: int = 0) -> list[Shown]:
        """The messages of a conversation numbered above `after`, both sides, in order."""
        with self._session() as session:
            where = (Conversation.channel == channel, Conversation.external_id == external_id)
            conversation = session.scalar(select(Conversation).where(*where))
            if conversation is None:
                return []
            return self._shown_after(session, conversation.id, after)

    def button(self, conversation_id: int, button_id: str) -> Choice | None:
        """What a button stands for; None for one that this conversation was never given."""
        with self._session() as session:
            row = session.get(ButtonRow, button_id)
            if row is None or row.conversation_id != conversation_id:
                return None
            return Choice(label=row.label, intent=row.intent, data=row.data)

    def stop(self, conversation_id: int) -> None:
        """Marks a conversation as stopped: nothing is sent unprompted."""
        with self._session.begin() as session:
            session.get_one(Conversation, conversation_id).stopped = True

    def forget_messages(self, conversation_id: int, but: int) -> int:
        """Deletes what a person wrote and was told, but for the message `but`. Handoffs stay, without the messages.

        Returns how many of their suggestions stay too, without name and conversation, since the council has read them.
        """
        with self._session.begin() as session:
            mine = (Outbound.conversation_id == conversation_id, ButtonRow.conversation_id == conversation_id)
            session.execute(delete(Outbound).where(mine[0]))
            session.execute(delete(ButtonRow).where(mine[1]))
            forget_unanswered(session, conversation_id)
            others = (Inbound.conversation_id == conversation_id, Inbound.id != but)
            session.execute(delete(Inbound).where(*others))
            forget_papers(session, conversation_id)
            session.get_one(Conversation, conversation_id).state = {}
            return forget_suggestions(session, conversation_id)

    def purge(self, before: dt.datetime) -> list[int]:
        """Deletes the conversations last used before a time, with their links to the council's list.

        Not those of an open case: somebody still has to read and answer there.

        Returns their ids, so that Rasa can forget them too.
        """
        here = (Handoff.conversation_id == Conversation.id, Handoff.state.in_([state.value for state in LIVE]))
        case = select(Handoff.id).where(*here).exists()
        with self._session.begin() as session:
            silent = select(Conversation.id).where(Conversation.last < before, ~case)
            ids = list(session.scalars(silent))
            session.execute(delete(Conversation).where(Conversation.id.in_(ids)))
            purge_suggestions(session, before)
            purge_unanswered(session, before)
            return ids

    def counts(self) -> dict[str, int]:
        """How many messages ended in which outcome."""
        with self._session() as session:
            found: dict[str, int] = {}
            for outcome in session.scalars(select(Inbound.outcome).where(Inbound.outcome.is_not(None))):
                found[str(outcome)] = found.get(str(outcome), 0) + 1
            return found

    def _earlier(self, session: Session, incoming: Incoming) -> Inbound | None:
        same = (Inbound.channel == incoming.channel, Inbound.update_id == incoming.update_id)
        return session.scalar(select(Inbound).where(*same))

    def _conversation(self, session: Session, channel: str, external_id: str, now: dt.datetime) -> Conversation:
        where = (Conversation.channel == channel, Conversation.external_id == external_id)
        row = session.scalar(select(Conversation).where(*where).with_for_update())
        if row is None:
            row = Conversation(channel=channel, external_id=external_id, started=now, last=now, state={}, seq=0)
            session.add(row)
            session.flush()
        return row

    def _learn(
        self, session: Session, conversation_id: int, values: dict[str, Any], now: dt.datetime, how: str
    ) -> None:
        profile = session.get(Profile, conversation_id)
        if profile is None:
            profile = Profile(conversation_id=conversation_id, changed=now)
            session.add(profile)
        for name, value in values.items():
            if how == "said" and value is not None and getattr(profile, f"{name}_how") == "record":
                continue  # the council's list is not overwritten by what is said; the person is told so
            setattr(profile, name, value)
            setattr(profile, f"{name}_how", None if value is None else how)
        profile.changed = now

    def _keep(
        self, session: Session, conversation_id: int, reply: Reply, paper_token: str | None, now: dt.datetime
    ) -> None:
        """What a reply leaves beside its messages: a paper that has a page, a suggestion."""
        if reply.paper is not None and paper_token is not None:
            keep_paper(session, conversation_id, reply.paper, paper_token, now)
        if reply.suggestion is not None:
            keep_suggestion(session, conversation_id, reply.suggestion, now)

    def _raise(
        self, session: Session, conversation: Conversation, inbound: Inbound, reply: Reply, now: dt.datetime,
        routes: Sequence[str],
    ) -> None:  # fmt: skip
        request = reply.handoff
        if request is None or session.scalar(select(Handoff.id).where(Handoff.inbound_id == inbound.id)) is not None:
            return
        profile = session.get(Profile, conversation.id)
        row = Handoff(
            conversation_id=conversation.id,
            inbound_id=inbound.id,
            verdict=request.verdict,
            topic=request.topic,
            council=profile.council if profile else None,
            age=profile.age if profile else None,
            name=request.name,
            contact=request.contact,
            raised=now,
        )
        session.add(row)
        session.flush()
        session.add_all(Alert(handoff_id=row.id, route=route, due=now) for route in routes)

    def _put(
        self, session: Session, conversation: Conversation, inbound_id: int, part: Part, now: dt.datetime
    ) -> Shown:  # fmt: skip
        return put_message(session, conversation, part, now, inbound_id=inbound_id)

    def _shown_after(self, session: Session, conversation_id: int, after: int) -> list[Shown]:
        mine = select(Inbound).where(Inbound.conversation_id == conversation_id, Inbound.seq > after)
        theirs = select(Outbound).where(Outbound.conversation_id == conversation_id, Outbound.seq > after)
        rows = [as_shown(o) for o in session.scalars(theirs)]
        rows += [person_shown(session, i) for i in session.scalars(mine)]
        return sorted(rows, key=lambda shown: shown.seq)

    def handoffs(self, limit: int) -> list[Handoff]:
        """The newest handoffs, the newest first."""
        with self._session() as session:
            return list(session.scalars(select(Handoff).order_by(Handoff.id.desc()).limit(limit)))

    def handoff(self, case: int, around: int = 6) -> tuple[Handoff, list[Shown]] | None:
        """A handoff and up to `around` messages either side of the one that raised it."""
        with self._session() as session:
            row = session.get(Handoff, case)
            if row is None:
                return None
            inbound = session.get(Inbound, row.inbound_id) if row.inbound_id else None
            if inbound is None or row.conversation_id is None:
                return row, []
            shown = self._shown_after(session, row.conversation_id, max(0, inbound.seq - around - 1))
            return row, [m for m in shown if m.seq <= inbound.seq + around]


def _conclude(
    session: Session, conversation: Conversation, inbound: Inbound, reply: Reply, now: dt.datetime
) -> None:  # fmt: skip
    """How a message ended, and what the next one needs to know."""
    inbound.state = "failed" if reply.outcome == "failed" else "answered"
    inbound.outcome, inbound.verdict, inbound.topic = reply.outcome.value, reply.verdict, reply.topic
    note_message(session, inbound, conversation.state, reply, now)
    conversation.state = {k: v for k, v in {**conversation.state, **reply.state}.items() if v is not None}
    conversation.last = now
    conversation.safe_asked = now if reply.safe_check else None


def _with_notice(conversation: Conversation, reply: Reply, notice: Part | None) -> list[Part]:
    """The parts of a reply, with the notice when the person was not told it yet."""
    if notice is None or conversation.noticed:
        return list(reply.parts)
    conversation.noticed = True
    return [*reply.parts, notice] if reply.verdict == "urgent" else [notice, *reply.parts]


def _storable(text: str) -> str:
    """Without the characters that a database or a browser cannot keep: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
