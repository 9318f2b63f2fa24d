"""The papers a person asked for: letters and summaries that a secret link leads to (docs/decisions/0008).

`keep_paper` and `forget_papers` run inside the transaction of the caller, so that a paper and the message that names
it are kept, and deleted, together. Purging a conversation takes its papers with it (ON DELETE CASCADE).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.conversation.reply import Paper
from bot.storage.tables import PaperRow

_TOKEN_BYTES = 32


def new_token() -> str:
    """A token that cannot be guessed: 43 characters that may stand in an address."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def keep_paper(session: Session, conversation_id: int, paper: Paper, token: str, now: dt.datetime) -> None:
    """Keeps a paper under the hash of its token."""
    session.add(
        PaperRow(
            conversation_id=conversation_id,
            token_hash=_hash(token),
            kind=paper.kind,
            title=paper.title,
            markdown=paper.markdown,
            guide=paper.guide,
            created=now,
        )
    )


def forget_papers(session: Session, conversation_id: int) -> None:
    """Deletes the papers of a conversation."""
    session.execute(delete(PaperRow).where(PaperRow.conversation_id == conversation_id))


class Papers:
    """Finds papers for the page that shows them.

    Args:
        engine: an open database (bot.storage.database.open_database).
    """

    def __init__(self, engine: Engine) -> None:
        self._session = sessionmaker(engine)

    def paper(self, token: str) -> Paper | None:
        """The paper of a token; None when there never was one, or when it was deleted."""
        with self._session() as session:
            row = session.scalar(select(PaperRow).where(PaperRow.token_hash == _hash(token)))
            if row is None:
                return None
            return Paper.model_validate({k: getattr(row, k) for k in ("kind", "title", "markdown", "guide")})


def _hash(token: str) -> str:
    """A token has 256 random bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
