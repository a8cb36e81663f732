"""Chats in CSV: each row is a message; the first line names the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from readerapp.documents import limits
from readerapp.documents.chat.fields import file_mark
from readerapp.documents.chat.model import Message, MessagePart, Room
from readerapp.documents.chat.times import read_moment
from readerapp.documents.chat.writing import chat_document
from readerapp.documents.detection import TEXT_COLUMNS
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.plain import open_plain
from readerapp.text.sanitize import sanitize_label
from readerapp.text.source import Text

_AUTHOR_COLUMNS = (
    "author", "from", "sender", "sender name", "sender_name", "user", "username", "name", "speaker",
)  # fmt: skip
_TIME_COLUMNS = (
    "date", "time", "timestamp", "datetime", "date sent", "sent", "sent_at", "created_at",
)  # fmt: skip
_FILE_COLUMNS = ("attachments", "attachment", "files", "media")
_REACTION_COLUMNS = ("reactions",)
_SEPARATORS = ",;\t"
_COLUMNS_NAMED = 6
"""Columns that are not shown, of which an omission tells the names."""
_address_break = re.compile(r"[,\s]+(?=https?://)|\s+")


class Columns(NamedTuple):
    """The numbers of the columns, from 0; -1 for one that there is not."""

    author: int
    words: int
    time: int
    files: int
    reactions: int


def head_columns(line: str) -> tuple[str, Columns] | None:
    """Find the columns of a chat in the first line of a CSV file.

    Returns:
        The separator and the columns; None if the line does not name both author and words.

    >>> head_columns("Date,From,Text")
    (',', Columns(author=1, words=2, time=0, files=-1, reactions=-1))
    """
    for separator in _SEPARATORS:
        names = [name.strip().strip('"').strip().lower() for name in line.split(separator)]
        columns = Columns(
            *(
                next((names.index(name) for name in known if name in names), -1)
                for known in (
                    _AUTHOR_COLUMNS,
                    TEXT_COLUMNS,
                    _TIME_COLUMNS,
                    _FILE_COLUMNS,
                    _REACTION_COLUMNS,
                )
            )
        )
        if columns.author >= 0 and columns.words >= 0:
            return separator, columns
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
    rows: list[list[str]] = []
    width, strays, wide = first.count(separator) + 1, 0, 0
    try:
        for row in csv.reader(rest.splitlines(keepends=True), delimiter=separator, strict=True):
            if len(row) >= width:
                wide += len(row) > width
                rows.append(_with_whole_words(row, columns.words, width, separator))
            elif row and rows:  # a line of the message above that nobody put in quotation marks
                strays += 1
                rows[-1][columns.words] += "\n" + separator.join(row)
            elif row:
                return open_plain(source)
    except csv.Error:
        return open_plain(source)
    messages = [_message(row, columns) for row in rows]
    if strays > len(messages) or all(message.empty for message in messages):
        return open_plain(source)
    if 2 * wide > len(rows) and any(read_moment(each.time).order is None for each in messages):
        return open_plain(source)  # nothing says that the cells are where the first line has them
    names = [name.strip().strip('"').strip() for name in first.split(separator)]
    document = chat_document(source, [Room("", messages)])
    return replace(document, omissions=(*document.omissions, *_omit(names, columns, rows)))


def _omit(names: Sequence[str], columns: Columns, rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the omission that names the columns with words that no message shows."""
    filled = {at for row in rows for at, cell in enumerate(row) if cell.strip()}
    hidden = [sanitize_label(names[at]) for at in sorted(filled) if at not in columns]
    if hidden:
        are = "column is" if len(hidden) == 1 else "columns are"
        yield f"{len(hidden)} {are} not shown ({', '.join(hidden[:_COLUMNS_NAMED])})"


def _with_whole_words(row: list[str], words: int, width: int, separator: str) -> list[str]:
    """Return a row of `width` cells: separators that are too many belong to the words."""
    end = len(row) - (width - words - 1)
    return [*row[:words], separator.join(row[words:end]), *row[end:]]


def _message(row: list[str], columns: Columns) -> Message:
    """Return the message of a row."""
    author, words, time, files, reactions = (row[at] if at >= 0 else "" for at in columns)
    return Message(
        author,
        [MessagePart(words)] if words.strip() else (),
        time,
        marks=[file_mark(each) for each in _address_break.split(files) if each.strip(",")],
        reactions=" ".join(reactions.split()),
    )
