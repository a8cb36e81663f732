"""Chats in JSON of programs that have no module here: lists of objects with author and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.documents.chat.fields import (
    elements,
    field_words,
    fields,
    file_mark,
    first_field,
    items,
)
from readerapp.documents.chat.model import Mark, Message, Room
from readerapp.documents.chat.telegram import text_parts

_TEXT_KEYS = ("text", "content", "message", "body")
_AUTHOR_KEYS = (
    "from", "author", "sender_name", "sender", "creator", "username", "user", "speaker", "role",
    "name",
)  # fmt: skip
_TIME_KEYS = (
    "date", "timestamp", "ts", "timestamp_ms", "time", "created_at", "datetime", "sent_at",
    "created_date", "createTime",
)  # fmt: skip
_NAME_KEYS = ("nickname", "real_name", "display_name", "displayName", "name", "username", "id")
_LIST_KEYS = ("messages", "chat", "conversation", "items", "data")
_FILE_KEYS = ("attachments", "files", "media", "photos")
_FILE_NAMES = ("fileName", "file_name", "filename", "name", "path", "url", "uri")
_MESSAGE_SHARE = 0.5
"""Share of a list that must be messages; objects that name an author count even without words."""


def read_other(data: Any) -> list[Room] | None:
    """Return the rooms of a file; None if there is no list of messages in it."""
    for rooms in _candidates(data):
        found = [_room(name, listed) for name, listed in rooms]
        writers = sum(
            1 for _, listed in rooms for item in listed if isinstance(item, dict) and _author(item)
        )
        total = sum(len(listed) for _, listed in rooms)
        spoken = any(message.parts for room in found for message in room.messages)
        if spoken and writers >= _MESSAGE_SHARE * total:
            return found
    return None


def _candidates(data: Any) -> Iterator[list[tuple[str, list[Any]]]]:
    """Yield what may be rooms, each with its name and its list."""
    if isinstance(data, list):
        yield [("", data)]
        several: Any = data
    else:
        data = fields(data)
        for key in _LIST_KEYS:
            if isinstance(data.get(key), list):
                yield [(_room_name(data), data[key])]
        chats = data.get("chats") or data.get("conversations")
        several = fields(chats).get("list") if isinstance(chats, dict) else chats
    rooms = [
        (_room_name(chat), chat["messages"])
        for chat in items(several)
        if isinstance(chat.get("messages"), list)
    ]
    if rooms:
        yield rooms


def _room_name(data: Mapping[str, Any]) -> str:
    """Return the name of a chat or of its channel."""
    channel = data.get("channel")
    inside = channel.get("name") if isinstance(channel, dict) else channel
    return field_words(data.get("name") or data.get("title") or inside)


def _room(name: str, listed: list[Any]) -> Room:
    """Return a room."""
    return Room(name, [message for item in items(listed) if (message := _message(item))])


def _message(item: Mapping[str, Any]) -> Message | None:
    """Return the message of an object; None if it has neither words nor files."""
    author = _author(item)
    parts = [*text_parts(first_field(item, _TEXT_KEYS))]
    marks = [*_marks(item)]
    message = Message(author, parts, field_words(first_field(item, _TIME_KEYS)), marks=marks)
    return None if message.empty else message


def _author(item: Mapping[str, Any]) -> str:
    """Return the author of an object; empty if it names none."""
    author = first_field(item, _AUTHOR_KEYS)
    return field_words(first_field(author, _NAME_KEYS) if isinstance(author, dict) else author)


def _marks(item: Mapping[str, Any]) -> Iterator[Mark]:
    """Yield the marks for the files of a message."""
    for key in _FILE_KEYS:
        for file in elements(item.get(key)):
            name = first_field(file, _FILE_NAMES) if isinstance(file, dict) else file
            if field_words(name):
                yield file_mark(name)
