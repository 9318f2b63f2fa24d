"""“NAME is writing.”: shown to the person for seconds while an adviser who has the chat types, and kept nowhere."""

from __future__ import annotations

import datetime as dt

from bot.casework.reading import Reading
from bot.storage.case_tables import AuditRow
from bot.storage.tables import Conversation

PAUSE = dt.timedelta(seconds=4)  # the console says so every five seconds, which is as long as Telegram shows it
_AUDITED = dt.timedelta(minutes=10)
_REMEMBERED = 1000


class Writing(Reading):
    """What the person sees of an adviser before the reply is sent."""

    def writing(self, case: int, by: int) -> bool:
        """Shows the person that an adviser is writing to them; raises NotAllowed.

        Only while that adviser has the chat, only where a reply could be sent too, and only every few seconds. The
        audit gets a line when it begins.

        Args:
            case: the case.
            by: id of the adviser.

        Returns:
            whether it was shown.
        """
        now = self._clock()
        with self._session.begin() as session:
            row, who, _ = self._mine(session, case, by, now)
            if row.chat_with_id != by or self._may_not_write(session, row) is not None:
                return False
            last = self._written.get((case, by))
            if last is not None and now - last < PAUSE:
                return False
            if last is None or now - last > _AUDITED:
                session.add(
                    AuditRow(at=now, adviser_id=by, who=who.name, what="was writing to the person",
                             person_id=row.person_id, handoff_id=row.id)
                )  # fmt: skip
            conversation = session.get_one(Conversation, row.conversation_id)
        if len(self._written) >= _REMEMBERED:
            self._written.clear()
        self._written[case, by] = now
        words = self._phrases().say("case_writing", name=who.name)
        self._show_writing(conversation.channel, conversation.external_id, words)
        return True
