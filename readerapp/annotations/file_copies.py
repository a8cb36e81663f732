"""Export into a copy of the document's own file, so that other programs show the annotations.

The file of the document is never changed. What the file carries already is not written again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.core.atomic_write import write_result
from readerapp.core.errors import ReaderError
from readerapp.documents.file_marks import Facts, FileCopy, FileMark, FileReply, split_facts
from readerapp.documents.registry import open_input
from readerapp.interchange.annotation_view import AnnotationView
from readerapp.interchange.exporters.formats import REPORT_FORMATS, ExportFormat
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.core.model import Annotation

_WRITERS = {
    "docx": "docx.copying:copy_docx",
    "pdf": "pdf.copying:copy_pdf",
    "criticmarkup": "formats.critic_copy:copy_with_critic_marks",
}
"""The "module:function", relative to `readerapp.documents`, that writes a copy in each format."""


def export_copy(
    path: Path,
    export_format: ExportFormat,
    snapshot: AnnotationSnapshot,
    views: Sequence[AnnotationView],
) -> list[str]:
    """Write annotations into a copy of the file of their document: `prepare_copy`, and write.

    Returns:
        A sentence that says what was written, and one for each thing that could not be.

    Raises:
        ReaderError: as `prepare_copy`, or the file has changed, or the copy cannot be written.
    """
    return prepare_copy(path, export_format, snapshot, views)()


def prepare_copy(
    path: Path,
    export_format: ExportFormat,
    snapshot: AnnotationSnapshot,
    views: Sequence[AnnotationView],
) -> Callable[[], list[str]]:
    """Prepare a copy of the file of a document with annotations.

    Args:
        path: the file to write.
        export_format: the format, one of those with `copies`.
        snapshot: the document with all its annotations.
        views: the annotations to write; replies are in those that they answer.

    Returns:
        A function that writes the copy, on any thread, and returns the sentences of `export_copy`;
        long documents take seconds.

    Raises:
        ReaderError: the document is of another format or has no file.
    """
    make, marks = _prepare(path.name, export_format, snapshot, views)
    original, store = snapshot.document.path, snapshot.store.folder

    def write_copy() -> list[str]:
        copy = make()
        write_result(path, copy.data, document=original, store=store)
        known = sum(mark.embedded is not None for mark in marks)
        left = f"; {count_noun(known, 'annotation was', 'annotations were')} in it" if known else ""
        count = count_noun(len(marks) - known, "annotation")
        source = original.name if original else ""
        return [f"{count} written to {path}, a copy of {source}{left}", *copy.problems]

    return write_copy


def make_copy(
    target: str,
    export_format: ExportFormat,
    snapshot: AnnotationSnapshot,
    views: Sequence[AnnotationView],
) -> tuple[FileCopy, list[FileMark]]:
    """Return a copy of the file of a document with annotations, and the marks that are in it.

    Args:
        target: the name of the file to write; empty if it goes to standard output.
        export_format: as `prepare_copy`.
        snapshot: as `prepare_copy`.
        views: as `prepare_copy`.

    Raises:
        ReaderError: as `export_copy`.
    """
    make, marks = _prepare(target, export_format, snapshot, views)
    return make(), marks


def _prepare(
    target: str,
    export_format: ExportFormat,
    snapshot: AnnotationSnapshot,
    views: Sequence[AnnotationView],
) -> tuple[Callable[[], FileCopy], list[FileMark]]:
    """Return a function that makes a copy, and the marks that will be in it; as `prepare_copy`."""
    document = snapshot.document
    name = export_format.name
    if not export_format.fits(document.format):
        raise ReaderError(
            f"{name} writes into a copy of a {export_format.carrier}, and this document is none; "
            f"for a report choose {REPORT_FORMATS}."
        )
    original = document.path
    if original is None:
        raise ReaderError(f"{name} needs the file of the document; save it to a file first.")
    module, function = _WRITERS[name].split(":")
    write = getattr(import_module(f"readerapp.documents.{module}"), function)
    marks = make_marks(snapshot.embedded.records, views)

    def make() -> FileCopy:
        copy: FileCopy = write(open_input(str(original)), marks, document.text.whole(), target)
        return copy

    return make, marks


def make_marks(
    embedded: Mapping[str, Annotation], views: Sequence[AnnotationView]
) -> list[FileMark]:
    """Return the marks of annotations.

    Args:
        embedded: the annotations that the file carries, by id, in the order of the file.
        views: the annotations.
    """
    indices = {key: index for index, key in enumerate(embedded)}

    def index_of(view: AnnotationView, facts: Facts) -> int | None:
        """Return the index of an annotation that the file carries just so."""
        known = embedded.get(view.key)
        if known is None or not (view.is_embedded or _says(known.note, view, facts)):
            return None
        return indices[view.key]

    def reply_of(view: AnnotationView) -> FileReply:
        return FileReply(
            note=view.annotation.note,
            author=view.creator or view.annotation.creator,
            created=view.annotation.created,
            resolved=bool(view.annotation.resolved),
            embedded=index_of(view, Facts()),
            id=view.key,
        )

    def mark_of(view: AnnotationView) -> FileMark:
        annotation, answers = view.annotation, view.replies
        facts = (
            Facts() if view.thread else Facts("", view.speaker, annotation.tags, view.is_proposal)
        )
        embedded_index = index_of(view, facts)
        if view.thread and embedded_index is None and view.thread_id in indices:
            answers, embedded_index = (view,), indices[view.thread_id]  # a reply to a comment of it
        replies = tuple(map(reply_of, answers))
        # A program for texts has threads that are done as a whole.
        all_done = bool(replies) and all(reply.resolved for reply in replies)
        return FileMark(
            start=view.start,
            end=view.end,
            words=view.exact,
            colour=view.colour,
            note=annotation.note,
            speaker=facts.speaker,
            tags=facts.tags,
            author=view.creator or annotation.creator,
            created=annotation.created,
            resolved=bool(annotation.resolved) or all_done,
            proposed=facts.proposed,
            replies=replies,
            embedded=embedded_index,
            id=view.key,
        )

    return list(map(mark_of, views))


def _says(comment: str, view: AnnotationView, facts: Facts) -> bool:
    """Return whether a comment of the file has the note and the facts of an annotation."""
    note, known = split_facts(comment)
    own = _fold(view.annotation.note)
    return (_fold(note) == own and replace(known, passage="") == facts) or (
        _fold(comment) == own and facts == Facts()
    )


def _fold(note: str) -> str:
    return " ".join(note.split())
