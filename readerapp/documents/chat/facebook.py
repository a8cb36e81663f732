"""Messages of Facebook and Instagram, as Meta's "Download your information" writes them in JSON.

The newest message comes first.

The older form writes each byte of UTF-8 as a character of its own; the form of encrypted chats
(`threadName`, `senderName`) does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.documents.chat.fields import (
    field_words,
    fields,
    file_mark,
    first_field,
    items,
    reactions_of,
    timed,
)
from readerapp.documents.chat.model import Mark, Message, MessagePart, Quote, Room

_FILES = {
    "photos": "image",
    "videos": "video",
    "audio_files": "audio",
    "gifs": "image",
    "files": "",
    "media": "",
}
_SENDER = ("sender_name", "senderName")
_EVENTS = ("Call", "Subscribe", "Unsubscribe", "call", "subscribe", "unsubscribe")


def read_facebook(data: Any) -> list[Room] | None:
    """Return the conversation of an export; None if it is none of Meta's."""
    data = fields(data)
    messages = [item for item in items(data.get("messages")) if first_field(item, _SENDER)]
    if not messages or not ("participants" in data or "timestamp_ms" in messages[0]):
        return None
    name = repair_encoding(field_words(first_field(data, ("title", "threadName"))))
    return [Room(name, [_message(item) for item in reversed(messages)])]


def repair_encoding(words: str) -> str:
    """Decode words again that were written with each byte of UTF-8 as a character of its own."""
    try:
        return words.encode("latin-1").decode()
    except UnicodeError:
        return words


def _words(item: Mapping[str, Any], *keys: str) -> str:
    """Return the first of the fields that is not empty, as words in the right encoding."""
    return repair_encoding(field_words(first_field(item, keys)))


def _message(item: Mapping[str, Any]) -> Message:
    """Return a message or an event."""
    author = _words(item, *_SENDER)
    time = field_words(first_field(item, ("timestamp_ms", "timestamp")))
    parts = [MessagePart(words)] if (words := _words(item, "content", "text")) else []
    marks = [*_marks(item)]
    if field_words(item.get("type")) in _EVENTS:
        if not parts and not marks:
            parts = [MessagePart(f"{author}: {field_words(item['type']).lower()}")]
        return Message("", parts, time, marks=marks, event=True)
    if item.get("is_unsent") or item.get("isUnsent"):
        marks.append(Mark("deleted message", label="message deleted"))
    return Message(
        author,
        parts,
        time,
        marks=marks,
        quotes=[*_shares(item)],
        reactions=reactions_of(
            (_words(each, "reaction"), _words(each, "actor"))
            for each in items(item.get("reactions"))
        ),
    )


def _marks(item: Mapping[str, Any]) -> Iterator[Mark]:
    """Yield the marks for what a message has besides words."""
    for key, kind in _FILES.items():
        for file in items(item.get(key)):
            yield file_mark(_words(file, "uri"), kind)
    if sticker := fields(item.get("sticker")):
        yield Mark("sticker", _words(sticker, "ai_stickers_text"))
    if "call_duration" in item:
        missed = bool(item.get("missed"))
        yield Mark("call", label="missed call") if missed else timed("call", item["call_duration"])


def _shares(item: Mapping[str, Any]) -> Iterator[Quote]:
    """Yield a shared post or link; the words of a post are its owner's."""
    share = fields(item.get("share"))
    link = _words(share, "link")
    words = _words(share, "share_text")
    owner = _words(share, "original_content_owner", "profile_share_name")
    if words:
        yield Quote(owner, [MessagePart(words)], "shared")
    if link and link not in _words(item, "content", "text"):
        yield Quote("", [MessagePart(link, "link", link)], "link")
