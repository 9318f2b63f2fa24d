"""What an update of Telegram means: plain data in, plain data out. Files are never looked at, only named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import filters

from bot.channels.telegram.words import COMMANDS
from bot.conversation.ports import Incoming, Kind
from bot.people.link_code import code_in

ALLOWED = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY)
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_BY_MEDIA_TYPE = {"image": Kind.PHOTO, "video": Kind.VIDEO, "audio": Kind.VOICE}


@dataclass(frozen=True)
class Reading:
    """What is to be done about an update.

    Attributes:
        messages: what the desk is given, in order.
        callback: id of a pressed button's query, which is always acknowledged.
        group: id of a group in which something was written.
    """

    messages: tuple[Incoming, ...] = ()
    callback: str | None = None
    group: str | None = None


def read(update: Update, now: dt.datetime) -> Reading:
    """What an update means; an empty Reading for one that is left alone."""
    if update.callback_query is not None:
        return _button(update.update_id, update.callback_query, now)
    message = update.message or update.edited_message
    if message is None or (message.from_user is not None and message.from_user.is_bot):
        return Reading()
    if message.chat.type != ChatType.PRIVATE:
        return Reading(group=str(message.chat.id) if message.chat.type in _GROUPS and update.message else None)
    return _private(update, message, now)


def read_raw(raw: Mapping[str, Any], now: dt.datetime) -> Reading:
    """For an update that the library cannot read: in a private chat it counts as something that is not text."""
    try:
        message = raw["message"]
        if message["chat"]["type"] != ChatType.PRIVATE or message.get("from", {}).get("is_bot"):
            return Reading()
        chat, text = int(message["chat"]["id"]), message.get("text")
    except (KeyError, TypeError, ValueError, AttributeError):
        return Reading()
    if isinstance(text, str):
        return Reading((_incoming(str(chat), str(raw["update_id"]), *_typed(text), now),))
    return Reading((_incoming(str(chat), str(raw["update_id"]), Kind.OTHER, "", now),))


def _private(update: Update, message: Message, now: dt.datetime) -> Reading:
    chat, number = str(message.chat.id), str(update.update_id)
    if update.edited_message is not None:
        if message.location is not None:  # a live location moves on by itself
            return Reading()
        words = message.text or message.caption or ""
        return Reading((_incoming(chat, number, Kind.EDIT, words, _when(message.edit_date, now)),))
    if filters.StatusUpdate.ALL.check_update(update):  # Telegram's own notes, as when somebody pins a message
        return Reading()
    arrived = _when(message.date, now)
    if message.text is not None:
        return Reading((_incoming(chat, number, *_typed(message.text), arrived),))
    album = message.media_group_id  # an album comes as one message for each picture, and is answered once
    found = [_incoming(chat, f"album-{album}" if album else number, _kind(message), "", arrived)]
    if message.caption:
        found.append(_incoming(chat, f"{number}-caption", Kind.TEXT, message.caption, arrived))
    return Reading(tuple(found))


def _button(number: int, query: CallbackQuery, now: dt.datetime) -> Reading:
    """A pressed button; of a message too old to be shown only its chat is known, which is enough."""
    message = query.message
    if message is None or message.chat.type != ChatType.PRIVATE or not query.data or query.from_user.is_bot:
        return Reading(callback=query.id)
    incoming = _incoming(str(message.chat.id), str(number), Kind.BUTTON, query.data, now)
    return Reading((incoming,), callback=query.id)


def _typed(text: str) -> tuple[Kind, str]:
    """A command when it stands alone (`/start` may carry the word of a link); else text, every word of it."""
    words = text.split()
    if words and words[0].startswith("/"):
        name = words[0][1:].split("@")[0].lower()
        if name == "start" and len(words) == 2 and code_in(words[1]):  # the deep link of a link code
            return Kind.TEXT, words[1]
        if name in COMMANDS and len(words) <= (2 if name == "start" else 1):
            return Kind.COMMAND, name
    return Kind.TEXT, text


def _kind(message: Message) -> Kind:
    if message.voice or message.audio or message.video_note:
        return Kind.VOICE
    if message.photo:
        return Kind.PHOTO
    if message.sticker:
        return Kind.STICKER
    if message.video or message.animation:
        return Kind.VIDEO
    if message.document:
        return _BY_MEDIA_TYPE.get((message.document.mime_type or "").split("/")[0], Kind.OTHER)
    return Kind.OTHER


def _when(date: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """When a message was sent, which after a stop of ours is well before now; never in the future."""
    return min(date, now) if date is not None else now


def _incoming(chat: str, number: str, kind: Kind, text: str, arrived: dt.datetime) -> Incoming:
    return Incoming("telegram", chat, number, kind, text, arrived)
