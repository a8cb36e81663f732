"""Chats from JSON (Telegram, Slack, Discord, Facebook and similar exports) and from CSV.

Messages come in the order of their times, each a turn, under headings for the days. A message is
written as "Name: words", as transcripts have it, and cited by its time.

In CSV, each row is a message; the first line names the columns of author, time and words.

In JSON, a chat is a list of objects most of which name an author and contain words. JSON without
such a list is read as plain text.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.detection import TEXT_COLUMNS
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.plain import open_plain
from readerapp.text.source import Text

_UPDATE_INTERVAL = 500
"""Messages between two updates of the progress."""
_TIME_LENGTH = 40
_seconds = re.compile(r"\d{9,10}(?:\.\d+)?\Z").match
_milliseconds = re.compile(r"\d{12,13}\Z").match


@dataclass(frozen=True, slots=True)
class MessagePart:
    """Words of a message, with a style `kind`, or "" for none, and its `value`."""

    words: str
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """The author, words and time of a message; `time` is as the export has it, or empty."""

    author: str
    parts: tuple[MessagePart, ...]
    time: str = ""


def chat_document(source: DocumentInput, title: str, messages: Sequence[Message]) -> Document:
    """Make the document of a chat, the oldest message first.

    Raises:
        ReaderError: there are more than `limits.CHAT_MESSAGES`.
    """
    if len(messages) > limits.CHAT_MESSAGES:
        raise ReaderError(f"{source.label} has {len(messages)} messages; split it.")
    times = [_time(message.time) for message in messages]
    datetimes = [time for time in times if isinstance(time, datetime)]
    dated = list(zip(messages, times, strict=True))
    if len(datetimes) > 1 and datetimes[0] > datetimes[-1]:
        dated.reverse()
    writer = DocumentBuilder()
    prose = InlineWriter(writer)
    if title:
        prose.block(BlockShape(heading=1))
        prose.words(title)
    day = ""
    for done, (message, time) in enumerate(dated):
        if done % _UPDATE_INTERVAL == 0:
            source.progress(done, len(dated))
        if isinstance(time, datetime) and (today := f"{time:%Y-%m-%d}") != day:
            day = today
            prose.block(BlockShape(heading=2))
            prose.words(day)
        _write(prose, message, f"{time:%Y-%m-%d %H:%M}" if isinstance(time, datetime) else time)
    prose.close()
    first = datetimes and min(datetimes).date().isoformat()
    return writer.document(source, "chat", title=title or source.title, date=first or "")


def _write(prose: InlineWriter, message: Message, label: str) -> None:
    """Write a message as a block, with a milestone at its time."""
    prose.block(BlockShape())
    author = " ".join(message.author.split())
    if author:
        with prose.styled("strong"):
            prose.words(f"{author}:")
        prose.words(" ")
    start = prose.out.at - len(author) - 1
    for part in message.parts:
        style = prose.begin(part.kind, part.value) if part.kind else None
        lines = part.words.split("\n")
        for number, line in enumerate(lines):
            if number:
                prose.line_break()
            prose.words(line)
        if style:
            prose.end(style)
    if label and prose.out.at > start:
        prose.out.milestone(label, max(0, start))


def _time(written: str) -> datetime | str:
    """Parse a time: ISO 8601, or seconds or milliseconds since 1970 (UTC).

    A time keeps the clock it is written in; its offset from UTC is dropped. Other words are
    returned unchanged, up to `_TIME_LENGTH` code points.
    """
    written = " ".join(written.split())
    try:
        if _seconds(written):
            return datetime.fromtimestamp(float(written), UTC).replace(tzinfo=None)
        if _milliseconds(written):
            return datetime.fromtimestamp(int(written) / 1000, UTC).replace(tzinfo=None)
        return datetime.fromisoformat(written).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return written[:_TIME_LENGTH]


def field_words(value: Any) -> str:
    """Return a field as words; empty if it is neither text nor a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


_AUTHOR_COLUMNS = (
    "author", "from", "sender", "sender name", "sender_name", "user", "username", "name", "speaker",
)  # fmt: skip
_TIME_COLUMNS = (
    "date",
    "time",
    "timestamp",
    "datetime",
    "date sent",
    "sent",
    "sent_at",
    "created_at",
)
_SEPARATORS = ",;\t"


def head_columns(line: str) -> tuple[str, tuple[int, int, int]] | None:
    """Find the columns of a chat in the first line of a CSV file.

    Returns:
        The separator, and the columns of author, words and time (-1 if there is no time). None if
        the line does not name both author and words.

    >>> head_columns("Date,From,Text")
    (',', (1, 2, 0))
    """
    for separator in _SEPARATORS:
        names = [name.strip().strip('"').strip().lower() for name in line.split(separator)]
        author, words, time = (
            next((names.index(name) for name in known if name in names), -1)
            for known in (_AUTHOR_COLUMNS, TEXT_COLUMNS, _TIME_COLUMNS)
        )
        if author >= 0 and words >= 0:
            return separator, (author, words, time)
    return None


def open_csv(source: DocumentInput) -> Document:
    """Open a chat in CSV; open the file as plain text if its rows do not match the first line."""
    if source.raw.size > limits.CHAT:
        return open_plain(source)
    written = Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()
    first, _, rest = written.partition("\n")
    header = head_columns(first)
    if header is None:
        return open_plain(source)
    separator, columns = header
    width = first.count(separator) + 1
    messages, strays = [], 0
    try:
        for row in csv.reader(rest.splitlines(keepends=True), delimiter=separator, strict=True):
            if len(row) != width:
                strays += bool(row)
                continue
            author, words, time = (row[at] if at >= 0 else "" for at in columns)
            if words.strip():
                messages.append(Message(author, (MessagePart(words),), time))
    except csv.Error:
        return open_plain(source)
    if not messages or strays > len(messages):
        return open_plain(source)
    return chat_document(source, "", messages)


_TEXT_KEYS = ("text", "content", "message", "body")
_AUTHOR_KEYS = (
    "from", "author", "sender_name", "sender", "user_profile", "username", "user", "speaker",
    "role", "name",
)  # fmt: skip
_TIME_KEYS = (
    "date",
    "timestamp",
    "ts",
    "timestamp_ms",
    "time",
    "created_at",
    "datetime",
    "sent_at",
)
_NAME_KEYS = ("nickname", "real_name", "display_name", "name", "username", "id")
_STYLES = {"bold": "strong", "italic": "emphasis", "code": "code", "pre": "code", "link": "link",
           "text_link": "link", "strikethrough": "strike"}  # fmt: skip
_MESSAGE_SHARE = 0.5
"""Share of a list that must be messages; objects that name an author count even without words."""
_slack_markup = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def open_json(source: DocumentInput) -> Document:
    """Open a chat in JSON; open the file as plain text if there is no chat in it."""
    if source.raw.size > limits.CHAT:
        return open_plain(source)
    try:
        data = json.loads(source.raw.read(0, source.raw.size))
    except (ValueError, RecursionError):
        return open_plain(source)
    for name, items in _lists(data):
        names = _members(items)
        messages = [message for item in items if (message := _message(item, names))]
        writers = sum(1 for item in items if isinstance(item, dict) and _author(item, names))
        if messages and writers >= _MESSAGE_SHARE * len(items):
            if isinstance(data, dict) and "participants" in data:
                name, messages = _repair_encoding(name), list(map(_repair_message, messages))
            return chat_document(source, name, messages)
    return open_plain(source)


def _lists(data: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists that may hold messages, each with the name of the chat."""
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
    """Return the name of the chat or of its channel."""
    channel = data.get("channel")
    inside = channel.get("name") if isinstance(channel, dict) else channel
    return field_words(data.get("name") or data.get("title") or inside)


def _members(items: list[Any]) -> dict[str, str]:
    """Return the names of Slack's users by id, as far as their messages include them."""
    names = {}
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("user_profile"), dict):
            names[field_words(item.get("user"))] = _name(item["user_profile"])
    return names


def _message(item: Any, names: Mapping[str, str]) -> Message | None:
    """Make a message of an object; return None if it has no author or no words."""
    if not isinstance(item, dict):
        return None
    author = _author(item, names)
    parts = tuple(_message_parts(_first(item, _TEXT_KEYS), "ts" in item, names))
    if not author or not any(part.words.strip() for part in parts):
        return None
    return Message(author, parts, field_words(_first(item, _TIME_KEYS)))


def _first(item: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    """Return the first of the fields `keys` that is not empty."""
    return next((item[key] for key in keys if item.get(key)), "")


def _author(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the author of an object; ids of Slack's users are replaced by names."""
    author = _first(item, _AUTHOR_KEYS)
    if isinstance(author, dict):
        return _name(author)
    name = field_words(author)
    return names.get(name, name)


def _name(person: Mapping[str, Any]) -> str:
    """Return the name in an object that describes a person."""
    return field_words(_first(person, _NAME_KEYS))


def _message_parts(value: Any, slack: bool, names: Mapping[str, str]) -> Iterator[MessagePart]:
    """Yield the words of a message; in Telegram's JSON they are a list of texts, some styled."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            words, kind = (
                field_words(item.get("text")),
                _STYLES.get(field_words(item.get("type")), ""),
            )
            yield MessagePart(
                words, kind, field_words(item.get("href")) or words if kind == "link" else ""
            )
        elif slack:
            yield from _from_slack(field_words(item), names)
        else:
            yield MessagePart(field_words(item))


def _from_slack(written: str, names: Mapping[str, str]) -> Iterator[MessagePart]:
    """Parse Slack's own mark-up (https://api.slack.com/reference/surfaces/formatting)."""
    end = 0
    for match in _slack_markup.finditer(written):
        yield MessagePart(html.unescape(written[end : match.start()]))
        end = match.end()
        sign, target, label = match[1], match[2], match[3]
        if sign:
            yield MessagePart(("@" if sign == "!" else sign) + (label or names.get(target, target)))
        else:
            yield MessagePart(html.unescape(label or target), "link", html.unescape(target))
    yield MessagePart(html.unescape(written[end:]))


def _repair_encoding(words: str) -> str:
    """Decode words again that Facebook writes with each byte of UTF-8 as a character of its own."""
    try:
        return words.encode("latin-1").decode()
    except UnicodeError:
        return words


def _repair_message(message: Message) -> Message:
    """Mend the author and the words of a message."""
    parts = tuple(
        MessagePart(_repair_encoding(each.words), each.kind, each.value) for each in message.parts
    )
    return Message(_repair_encoding(message.author), parts, message.time)
