"""Chats: messages in the order of their times, each a turn, under the day it was written.

A message is written as "Name: words", as transcripts have it, and cited by its time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from readerapp.documents import limits
from readerapp.documents.document import Document
from readerapp.documents.flowing import Writer
from readerapp.documents.format import Source
from readerapp.documents.prose import Prose, Shape
from readerapp.model import ReaderError

_EVERY = 500
"""Messages after which progress is told."""
_LONGEST = 40
_seconds = re.compile(r"\d{9,10}(?:\.\d+)?\Z").match
_milliseconds = re.compile(r"\d{12,13}\Z").match


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a message, styled as `kind` if that is not empty."""

    words: str
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Who wrote what and when; `time` is as the export writes it, empty if it does not."""

    author: str
    pieces: tuple[Piece, ...]
    time: str = ""


def chat_document(source: Source, title: str, messages: Sequence[Message]) -> Document:
    """The document of a chat, the oldest message first."""
    if len(messages) > limits.CHAT_MESSAGES:
        raise ReaderError(f"{source.label} has {len(messages)} messages; split it.")
    times = [_time(message.time) for message in messages]
    known = [time for time in times if isinstance(time, datetime)]
    dated = list(zip(messages, times, strict=True))
    if len(known) > 1 and known[0] > known[-1]:
        dated.reverse()
    writer = Writer()
    prose = Prose(writer)
    if title:
        prose.block(Shape(heading=1))
        prose.words(title)
    day = ""
    for done, (message, time) in enumerate(dated):
        if done % _EVERY == 0:
            source.progress(done, len(dated))
        if isinstance(time, datetime) and (today := f"{time:%Y-%m-%d}") != day:
            day = today
            prose.block(Shape(heading=2))
            prose.words(day)
        _write(prose, message, f"{time:%Y-%m-%d %H:%M}" if isinstance(time, datetime) else time)
    prose.close()
    first = known and min(known).date().isoformat()
    return writer.document(source, "chat", title=title or source.title, date=first or "")


def _write(prose: Prose, message: Message, label: str) -> None:
    prose.block(Shape())
    author = " ".join(message.author.split())
    if author:
        with prose.styled("strong"):
            prose.words(f"{author}:")
        prose.words(" ")
    start = prose.out.at - len(author) - 1
    for piece in message.pieces:
        style = prose.begin(piece.kind, piece.value) if piece.kind else None
        lines = piece.words.split("\n")
        for number, line in enumerate(lines):
            if number:
                prose.line_break()
            prose.words(line)
        if style:
            prose.end(style)
    if label and prose.out.at > start:
        prose.out.milestone(label, max(0, start))


def _time(written: str) -> datetime | str:
    """The time as it is written there, seconds since 1970 in UTC; words that are no time stay."""
    written = " ".join(written.split())
    try:
        if _seconds(written):
            return datetime.fromtimestamp(float(written), UTC).replace(tzinfo=None)
        if _milliseconds(written):
            return datetime.fromtimestamp(int(written) / 1000, UTC).replace(tzinfo=None)
        return datetime.fromisoformat(written).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return written[:_LONGEST]


def plainly(value: Any) -> str:
    """A field as words; empty if it holds none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
