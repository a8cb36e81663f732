"""Chats exported as CSV: a row a message, under a head that names author, time and words."""

from __future__ import annotations

import csv

from readerapp.documents import limits
from readerapp.documents.chat import Message, Piece, chat_document
from readerapp.documents.document import Document
from readerapp.documents.format import Source
from readerapp.documents.plain import open_plain
from readerapp.text.source import Text

WORDS = ("content", "text", "message", "body", "msg", "words", "utterance")
AUTHORS = (
    "author", "from", "sender", "sender name", "sender_name", "user", "username", "name", "speaker",
)  # fmt: skip
TIMES = ("date", "time", "timestamp", "datetime", "date sent", "sent", "sent_at", "created_at")
_SEPARATORS = ",;\t"


def head_columns(line: str) -> tuple[str, tuple[int, int, int]] | None:
    """The separator, and the columns of author, words and time (-1 if none), of the first line.

    None if it does not name both author and words.
    """
    for separator in _SEPARATORS:
        names = [name.strip().strip('"').strip().lower() for name in line.split(separator)]
        author, words, time = (
            next((names.index(name) for name in known if name in names), -1)
            for known in (AUTHORS, WORDS, TIMES)
        )
        if author >= 0 and words >= 0:
            return separator, (author, words, time)
    return None


def open_csv(source: Source) -> Document:
    """The document of a chat; of the file as plain text if its rows are not those of its head."""
    if source.raw.size > limits.CHAT:
        return open_plain(source)
    written = Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()
    first, _, rest = written.partition("\n")
    found = head_columns(first)
    if found is None:
        return open_plain(source)
    separator, columns = found
    width = first.count(separator) + 1
    messages, strays = [], 0
    try:
        for row in csv.reader(rest.splitlines(keepends=True), delimiter=separator, strict=True):
            if len(row) != width:
                strays += bool(row)
                continue
            author, words, time = (row[at] if at >= 0 else "" for at in columns)
            if words.strip():
                messages.append(Message(author, (Piece(words),), time))
    except csv.Error:
        return open_plain(source)
    if not messages or strays > len(messages):
        return open_plain(source)
    return chat_document(source, "", messages)
