"""Several documents of a store one after the other: their exports and their speakers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.api.exporting import ExportChoice, export_into_file
from readerapp.catalog.collection import list_opened, list_records, open_record
from readerapp.core.atomic_write import write_result
from readerapp.core.errors import ReaderError
from readerapp.interchange.annotation_view import AnnotationView, ExportSource, nest_threads
from readerapp.interchange.exporters import binary_error, encode_piece
from readerapp.interchange.exporters.file_names import suggest_file_name
from readerapp.interchange.exporters.several import BIBLIOGRAPHIES, export_several
from readerapp.listing.filters import Filter
from readerapp.listing.speaker_stats import (
    JoinedStats,
    SpeakerStats,
    join_speaker_stats,
    list_speaker_stats,
)
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from readerapp.store import DocumentStore
    from readerapp.workspace import AppContext

    Opened = AnnotationSnapshot | DocumentStore

Tell = Callable[[str], None]
"""Called with a sentence for a person."""


def open_one_by_one(openers: Iterable[Callable[[], Opened]], tell: Tell) -> Iterator[Opened]:
    """Generate opened documents; each is closed when the next one is asked for.

    Args:
        openers: Open one document each.
        tell: Called with the reason when one of them cannot be opened.
    """
    for open_one in openers:
        try:
            opened = open_one()
        except ReaderError as error:
            tell(str(error))
            continue
        with closing(opened):
            yield opened


def open_whole_store(context: AppContext, tell: Tell, folder: str = "") -> Iterator[Opened]:
    """Generate the documents of a store, each with its text if that is available.

    Args:
        context: The store.
        tell: Called with the reason when a document cannot be read.
        folder: Words in the folder of the documents; "" for all.

    Raises:
        ReaderError: The store cannot be read, or no document is in such a folder.
    """
    records = list_records(context, folder=folder)
    for problem in () if folder else context.store.unreadable().values():
        tell(problem)
    yield from open_one_by_one((partial(open_record, context, one) for one in records), tell)


@dataclass(frozen=True, slots=True)
class JoinedExport:
    """The annotations of several documents, ready to be written as one file.

    Attributes:
        contents: Each document with its annotations.
        choice: The format and its layout.
    """

    contents: Sequence[tuple[ExportSource, Sequence[AnnotationView]]]
    choice: ExportChoice

    @property
    def views(self) -> list[AnnotationView]:
        """Return the annotations of all documents."""
        return [view for _, views in self.contents for view in views]

    @property
    def number(self) -> str:
        """Return how many documents it has, as " of 3 documents"."""
        return f" of {count_noun(len(self.contents), 'document')}"

    def pieces(self) -> Iterator[str]:
        """Return the text in pieces.

        Raises:
            ReaderError: The format is no text, cannot join documents, or has no such layout.
        """
        if self.choice.format.binary:
            raise binary_error(self.choice.format.name)
        return cast("Iterator[str]", self._write())

    def _write(self) -> Iterator[str] | Iterator[bytes]:
        choice = self.choice
        return export_several(
            choice.format.name,
            self.contents,
            group=choice.group,
            template=choice.template,
            evidence=choice.evidence,
            table=choice.table,
        )

    def check(self) -> None:
        """Check that the documents can be joined like this, before they are read.

        Raises:
            ReaderError: The format cannot join documents, or has no such layout.
        """
        self._write()

    def write(self, path: Path, store: Path) -> str:
        """Write the export into a file, and return a sentence that says so.

        Args:
            path: The file.
            store: The folder of the store, in which nothing is written.

        Raises:
            ReaderError: As `check`, or the file cannot be written.
        """
        data = b"".join(map(encode_piece, self._write()))
        write_result(path, data, document=None, store=store)
        return f"{count_noun(len(self.views), 'annotation')}{self.number} written to {path}"


def join_exports(
    context: AppContext, documents: Iterable[Opened], choice: ExportChoice, tell: Tell
) -> JoinedExport:
    """Collect the annotations of several documents for one file.

    A bibliography also has the documents that have a citation key and nothing else.

    Args:
        context: The store.
        documents: The documents, opened.
        choice: Which annotations, the format and its layout.
        tell: Called with what a person should know of a document.

    Raises:
        ReaderError: The format cannot join documents, or has no such layout; then no document is
            read.
    """
    JoinedExport((), choice).check()
    contents = []
    for opened in documents:
        listing = list_opened(context, opened)
        for event in listing.events:
            tell(event)
        source = listing.source
        if isinstance(opened, AnnotationSnapshot):
            source = opened.export_source(text=choice.evidence, file_digest=choice.evidence)
        views = nest_threads(
            choice.view_filter.select_for_export(
                listing.views, embedded=choice.embedded, proposed=choice.proposed
            )
        )
        is_entry = choice.format.name in BIBLIOGRAPHIES and bool(source.reference.citekey)
        if views or (is_entry and not choice.view_filter):
            contents.append((source, views))
    return JoinedExport(contents, choice)


def export_each(
    documents: Iterable[Opened], folder: Path, choice: ExportChoice, say: Tell, tell: Tell
) -> int:
    """Export each document that has annotations into a file of its own.

    Args:
        documents: The documents, opened.
        folder: The folder of the files; it is made if it does not exist.
        choice: Which annotations, the format and its layout.
        say: Called with what was written.
        tell: Called with the reason when a document is left out.

    Returns:
        The number of documents with annotations.

    Raises:
        ReaderError: The folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReaderError(f"{folder} cannot be used as a folder: {error.strerror}.") from error
    taken: set[str] = set()
    for opened in documents:
        if not isinstance(opened, AnnotationSnapshot):
            title = opened.record.title or opened.record.id
            tell(f"{title}: its file was not found; open it at its new place first.")
            continue
        if not Filter().select_for_export(
            opened.views(), embedded=choice.embedded, proposed=choice.proposed
        ):
            continue
        title, number = opened.export_source().title, 1
        while (name := _number_name(title, number, choice.format.suffix)) in taken:
            number += 1
        taken.add(name)
        try:
            for sentence in export_into_file(folder / name, opened, choice.select(opened), choice):
                say(sentence)
        except ReaderError as error:
            tell(str(error))
    return len(taken)


def _number_name(title: str, number: int, suffix: str) -> str:
    return suggest_file_name(title, f"-{number}{suffix}" if number > 1 else suffix)


def join_speakers(context: AppContext, documents: Iterable[Opened]) -> list[JoinedStats]:
    """Return the speakers of several documents, the same name in several of them as one person."""
    from readerapp.reading.transcript_turns import TranscriptTurns

    by_document: list[tuple[str, list[SpeakerStats]]] = []
    for opened in documents:
        listing = list_opened(context, opened)
        document = opened.document if isinstance(opened, AnnotationSnapshot) else None
        turns = TranscriptTurns(document).all if document else ()
        speakers = (
            opened.store.speakers if isinstance(opened, AnnotationSnapshot) else opened.speakers
        )
        stats = list_speaker_stats(speakers, listing.views, turns, document)
        by_document.append((listing.source.name or listing.source.title, stats))
    return join_speaker_stats(by_document)
