"""Chats exported as JSON: Telegram, Slack, Discord, Facebook, and what is made alike.

A chat is a list of objects most of which name who wrote and hold what. JSON that has none is
read as the text it is.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readerapp.documents import limits
from readerapp.documents.chat import Message, Piece, chat_document, plainly
from readerapp.documents.document import Document
from readerapp.documents.format import Source
from readerapp.documents.plain import open_plain

_WORDS = ("text", "content", "message", "body")
_AUTHORS = (
    "from", "author", "sender_name", "sender", "user_profile", "username", "user", "speaker",
    "role", "name",
)  # fmt: skip
_TIMES = ("date", "timestamp", "ts", "timestamp_ms", "time", "created_at", "datetime", "sent_at")
_NAMES = ("nickname", "real_name", "display_name", "name", "username", "id")
_STYLES = {"bold": "strong", "italic": "emphasis", "code": "code", "pre": "code", "link": "link",
           "text_link": "link", "strikethrough": "strike"}  # fmt: skip
_SHARE = 0.5
"""Share of a list that must be messages, those without words counted in if they name a writer."""
_slack = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def open_json(source: Source) -> Document:
    """The document of a chat; of the JSON as plain text if there is no chat in it."""
    if source.raw.size > limits.CHAT:
        return open_plain(source)
    try:
        data = json.loads(source.raw.read(0, source.raw.size))
    except (ValueError, RecursionError):
        return open_plain(source)
    for name, found in _lists(data):
        names = _members(found)
        messages = [message for item in found if (message := _message(item, names))]
        writers = sum(1 for item in found if isinstance(item, dict) and _author(item, names))
        if messages and writers >= _SHARE * len(found):
            if isinstance(data, dict) and "participants" in data:
                name, messages = _mended(name), list(map(_mended_message, messages))
            return chat_document(source, name, messages)
    return open_plain(source)


def _lists(data: Any) -> Iterator[tuple[str, list[Any]]]:
    """Lists that may hold messages, with the name of the chat."""
    if isinstance(data, list):
        yield "", data
    if not isinstance(data, dict):
        return
    for key in ("messages", "chat", "conversation", "items", "data"):
        if isinstance(data.get(key), list):
            yield _chat_name(data), data[key]
    chats = data.get("chats")
    inside = chats.get("list") if isinstance(chats, dict) else chats
    several: list[Any] = []
    for chat in inside if isinstance(inside, list) else ():
        if isinstance(chat, dict) and isinstance(chat.get("messages"), list):
            several += chat["messages"]
    yield "", several


def _chat_name(data: Mapping[str, Any]) -> str:
    channel = data.get("channel")
    inside = channel.get("name") if isinstance(channel, dict) else channel
    return plainly(data.get("name") or data.get("title") or inside)


def _members(items: list[Any]) -> dict[str, str]:
    """The names of Slack's users, as far as their messages carry them."""
    names = {}
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("user_profile"), dict):
            names[plainly(item.get("user"))] = _name(item["user_profile"])
    return names


def _message(item: Any, names: Mapping[str, str]) -> Message | None:
    if not isinstance(item, dict):
        return None
    author = _author(item, names)
    pieces = tuple(_pieces(_first(item, _WORDS), "ts" in item, names))
    if not author or not any(piece.words.strip() for piece in pieces):
        return None
    return Message(author, pieces, plainly(_first(item, _TIMES)))


def _first(item: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((item[key] for key in keys if item.get(key)), "")


def _author(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    found = _first(item, _AUTHORS)
    if isinstance(found, dict):
        return _name(found)
    written = plainly(found)
    return names.get(written, written)


def _name(person: Mapping[str, Any]) -> str:
    return plainly(_first(person, _NAMES))


def _pieces(value: Any, slack: bool, names: Mapping[str, str]) -> Iterator[Piece]:
    """The words of a message: text, or as Telegram has it a list of texts and styled ones."""
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict):
            words, kind = plainly(part.get("text")), _STYLES.get(plainly(part.get("type")), "")
            yield Piece(words, kind, plainly(part.get("href")) or words if kind == "link" else "")
        elif slack:
            yield from _from_slack(plainly(part), names)
        else:
            yield Piece(plainly(part))


def _from_slack(written: str, names: Mapping[str, str]) -> Iterator[Piece]:
    """Slack's own mark-up (https://api.slack.com/reference/surfaces/formatting)."""
    at = 0
    for found in _slack.finditer(written):
        yield Piece(html.unescape(written[at : found.start()]))
        at = found.end()
        sign, target, label = found[1], found[2], found[3]
        if sign:
            yield Piece(("@" if sign == "!" else sign) + (label or names.get(target, target)))
        else:
            yield Piece(html.unescape(label or target), "link", html.unescape(target))
    yield Piece(html.unescape(written[at:]))


def _mended(words: str) -> str:
    """Facebook writes each byte of UTF-8 as a character of its own."""
    try:
        return words.encode("latin-1").decode()
    except UnicodeError:
        return words


def _mended_message(message: Message) -> Message:
    pieces = tuple(Piece(_mended(each.words), each.kind, each.value) for each in message.pieces)
    return Message(_mended(message.author), pieces, message.time)
