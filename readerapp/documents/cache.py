"""The cache of parsed documents: a long PDF opens at once the second time.

There is one JSON file for each content, in the cache folder, readable by its owner alone. When all
files together are too large, the least recently used ones are deleted. The key is a hash of the
file's bytes and of what made its text, so another version of the program parses the file again.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any

from readerapp import __version__
from readerapp.core.atomic_write import make_folder, write_private
from readerapp.core.paths import app_folder
from readerapp.core.reference import Reference
from readerapp.documents import limits
from readerapp.documents.document import Document, EmbeddedAnnotation, Heading, Milestone, Part, Run
from readerapp.documents.format import DocumentInput, Format
from readerapp.text.paragraph_flow import Indent, ParagraphFlow
from readerapp.text.range_index import RangeIndex
from readerapp.text.source import Text
from readerapp.text.turns import Turn

_CACHED_SECONDS = 0.5
"""Seconds of parsing from which on a document is cached."""
_CHUNK = 1 << 20


def cache_folder() -> Path:
    """Return the folder of the cache."""
    return app_folder("cache") / "documents"


def load_or_parse(kind: Format, source: DocumentInput) -> Document:
    """Return the document of `source`: from the cache, else parsed by the format `kind`.

    Raises:
        ReaderError: the source cannot be read.
    """
    if source.raw.size < limits.CACHED_FROM:
        return kind.open(source)
    path = cache_folder() / f"{_key(kind, source)}.json"
    if (known := _load(path, source)) is not None:
        return known
    began = time.monotonic()
    made = kind.open(source)
    if time.monotonic() - began >= _CACHED_SECONDS:
        with suppress(OSError):  # the document opens even if the disk is full
            _save(path, made, source)
    return made


def _key(kind: Format, source: DocumentInput) -> str:
    """Return the key of a document: a hash of its bytes and of what parses them."""
    made_by = f"{__version__} {kind.name} {kind.version} {kind.opener_name} {source.encoding}"
    digest = hashlib.sha256(made_by.encode())
    for start in range(0, source.raw.size, _CHUNK):
        digest.update(source.raw.read(start, min(start + _CHUNK, source.raw.size)))
    return digest.hexdigest()


def _save(path: Path, document: Document, source: DocumentInput) -> None:
    """Save a document as JSON, unless it is larger than the whole cache may be."""
    flow = document.text.flow
    data = {
        "text": document.text.whole(),
        "title": "" if document.title == source.title else document.title,
        "format": document.format,
        "author": document.author,
        "date": document.date,
        "reference": document.reference.to_dict(),
        "column": flow.column,
        "indents": list(flow.indents),
        "styles": _values(document.styles),
        "headings": _values(document.headings),
        "milestones": _values(document.milestones),
        "parts": _values(document.parts),
        "omissions": list(document.omissions),
        "losses": list(document.losses),
        "embedded": _values(document.embedded),
        "anchors": dict(document.anchors),
        "turns": list(document.turns),
    }
    written = json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(written) > limits.CACHE_SIZE:
        return
    make_folder(path.parent)
    write_private(path, written)
    _make_room(path.parent)


def _values(records: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return the values of the fields of dataclasses of one class; `astuple` would copy them."""
    listed = list(records)
    return (
        list(map(attrgetter(*(each.name for each in fields(listed[0]))), listed)) if listed else []
    )


def _load(path: Path, source: DocumentInput) -> Document | None:
    """Load the cached document at `path`; return None if there is none, or it is damaged."""
    try:
        data: dict[str, Any] = json.loads(path.read_bytes())
        text = Text.from_string(data["text"], made_of=source.raw)
        text.flow = ParagraphFlow(
            data["column"], tuple(Indent(*values) for values in data["indents"])
        )
        document = Document(
            text=text,
            title=data["title"] or source.title,
            format=data["format"],
            names=source.names,
            path=source.path,
            styles=RangeIndex(Run(*values) for values in data["styles"]),
            headings=tuple(Heading(*values) for values in data["headings"]),
            milestones=tuple(Milestone(*values) for values in data["milestones"]),
            parts=tuple(Part(*values) for values in data["parts"]),
            author=data["author"],
            date=data["date"],
            reference=Reference.from_mapping(data["reference"]),
            omissions=tuple(data["omissions"]),
            losses=tuple(data["losses"]),
            embedded=tuple(EmbeddedAnnotation(*values) for values in data["embedded"]),
            anchors=data["anchors"],
            turns=tuple(Turn(*values) for values in data["turns"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None
    with suppress(OSError):
        os.utime(path)  # mark it as recently used
    return document


def _make_room(kept_in: Path) -> None:
    """Delete the least recently used files until at most `limits.CACHE_SIZE` bytes are left."""
    found = sorted(
        ((file.stat().st_mtime, file.stat().st_size, file) for file in kept_in.glob("*.json")),
        reverse=True,
    )
    total = 0
    for _, size, file in found:
        total += size
        if total > limits.CACHE_SIZE:
            file.unlink(missing_ok=True)
