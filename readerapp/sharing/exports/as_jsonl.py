"""JSON lines: one annotation a line, for streams and line tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readerapp.sharing.entry import Entry, Source
from readerapp.sharing.exports.as_json import dumps, item
from readerapp.sharing.exports.grouping import Layout


def write(source: Source, entries: Sequence[Entry], layout: Layout) -> Iterator[str]:  # noqa: ARG001
    """One JSON object a line, as in `list --json`."""
    for entry in entries:
        yield dumps(item(source, entry)) + "\n"
