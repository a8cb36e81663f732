"""Convert annotation rows to export entries, and write them to a file.

The reader and the command line both use these functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from time import strftime

from readerapp.annotations.change import display_title
from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.core.errors import ReaderError
from readerapp.interchange.entry import ExportEntry, ExportSource
from readerapp.listing.filters import AnnotationRow
from readerapp.text.phrases import count_noun


def export_source(marked: AnnotationSnapshot, *, text: bool = False) -> ExportSource:
    """Return the facts about the document that the exporters need.

    Args:
        marked: The annotations of the document.
        text: True to include the whole text.
    """
    document = marked.document
    return ExportSource(
        id=marked.store.record.id,
        title=display_title(marked.store.record, document.title),
        name=document.names[0] if document.names else "",
        fingerprint=marked.fingerprint,
        text=document.text.whole() if text else "",
        format=document.format,
        author=document.author,
        date=document.date,
        accessed=strftime("%Y-%m-%d"),
        headings=[(heading.start, heading.level) for heading in document.headings],
        parts=[(part.start, part.name) for part in document.parts],
    )


def export_entries(rows: Iterable[AnnotationRow]) -> list[ExportEntry]:
    """Convert rows to export entries, in the same order.

    A reply becomes part of the entry of its thread if the first row of the thread is in `rows`, and
    an entry of its own otherwise.
    """
    rows = list(rows)
    listed = {row.key for row in rows if row.thread is None}
    replies: dict[str, list[ExportEntry]] = {}
    for row in rows:
        if row.thread and row.first.key in listed:
            replies.setdefault(row.first.key, []).append(row.entry)
    if not replies:
        return [row.entry for row in rows]
    return [
        replace(row.entry, replies=tuple(replies.get(row.key, ())))
        if row.key in listed
        else row.entry
        for row in rows
        if row.key in listed or row.first.key not in listed
    ]


def export_to_file(
    marked: AnnotationSnapshot,
    rows: Iterable[AnnotationRow],
    path: Path,
    *,
    format: str = "",  # noqa: A002 - the word of the command line
    group: str = "place",
    templates: Mapping[str, str] | None = None,
) -> str:
    """Write the rows to a file.

    Args:
        marked: The annotations of the document.
        rows: The rows to write, in order.
        path: The file.
        format: The name of the format; "" means the one that the suffix of the file selects.
        group: How the text formats group the annotations.
        templates: For each format name, the template of a row; formats without one use their
            default.

    Returns:
        A sentence that says what was written.

    Raises:
        ReaderError: There is no such format, it takes no template, or the file cannot be written.
    """
    from readerapp.core.atomic_write import write_atomically
    from readerapp.interchange.exporters import FORMATS, export_bytes

    chosen = format or format_for(path)
    found = export_entries(rows)
    template = (templates or {}).get(chosen, "")
    about = export_source(marked, text=chosen in FORMATS and FORMATS[chosen].needs_text)
    data = b"".join(export_bytes(chosen, about, found, group=group, template=template))
    own = marked.document.path
    try:
        if own is not None and path.exists() and path.samefile(own):
            raise ReaderError(f"{path} is the document itself; name another file.")
        write_atomically(path, data, outside=marked.store.folder)
    except OSError as error:
        raise ReaderError(f"{path} cannot be written: {error.strerror}; name another.") from error
    return f"{count_noun(len(found), 'annotation')} written to {path}"


def format_for(path: Path) -> str:
    """Return the export format that the suffix of a file selects; the longest suffix wins.

    Raises:
        ReaderError: No format has this suffix.
    """
    from readerapp.interchange.exporters import FORMATS

    fitting = [form for form in FORMATS.values() if path.name.lower().endswith(form.suffix)]
    if fitting:
        return max(fitting, key=lambda form: len(form.suffix)).name
    endings = ", ".join(dict.fromkeys(form.suffix for form in FORMATS.values()))
    raise ReaderError(f"The ending of {path} names no format; choose one of {endings}.")
