"""Plain text: the file's characters; hand-wrapped lines are joined for display only."""

from __future__ import annotations

import re

from readerapp.documents.document import Document
from readerapp.documents.format import Source
from readerapp.text.flow import Flow, detect_column
from readerapp.text.source import Text

_SAMPLES = 8
"""Blocks looked at, spread over the document, for the column at which lines were wrapped."""
_LONGEST_TITLE = 120
_ends_sentence = re.compile(r"[.!?,;:。！？…][\"'”’»)]*$").search


def open_plain(source: Source) -> Document:
    """The document whose text is the source's characters; ReaderError if they are no text."""
    text = Text.from_raw(source.raw, source.name, encoding=source.encoding)
    text.flow = Flow(_column(text))
    return Document(
        text=text,
        title=_title(text.block(0)) or source.title,
        format="text",
        names=source.names,
        path=source.path,
    )


def _column(text: Text) -> int:
    count = text.block_count
    places = {0, 1, *(count * n // _SAMPLES for n in range(1, _SAMPLES))}
    return detect_column("".join(text.block(i) for i in sorted(places) if i < count))


def _title(beginning: str) -> str:
    """The first line that is not blank, if it reads like a title and something follows it."""
    lines = beginning.lstrip().split("\n", 2)
    if len(lines) < 3 or lines[1].strip():
        return ""
    title = " ".join(lines[0].split())
    fits = 0 < len(title) <= _LONGEST_TITLE and any(sign.isalpha() for sign in title)
    return title if fits and not _ends_sentence(title) else ""
