"""The commands `export` and `speakers` for several documents, or for all of the store."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from readerapp.annotations.snapshot import AnnotationSnapshot
from readerapp.catalog.collection import list_opened, list_records, open_record
from readerapp.cli import output
from readerapp.cli.context import context_from_options
from readerapp.cli.list_command import copy_text, export_snapshot, make_filter
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.cli.progress import open_document_with_progress
from readerapp.core.errors import ReaderError, UsageError
from readerapp.interchange.annotation_view import AnnotationView, ExportSource, nest_threads
from readerapp.interchange.exporters import (
    TABLE_FORMAT,
    ExportFormat,
    binary_error,
    choose_format,
    encode_piece,
    find_format,
)
from readerapp.interchange.exporters.file_names import suggest_file_name
from readerapp.interchange.exporters.several import check_joined, export_several
from readerapp.listing.filters import Filter
from readerapp.listing.speaker_stats import SpeakerStats, join_speaker_stats, list_speaker_stats
from readerapp.text.phrases import count_noun

if TYPE_CHECKING:
    from readerapp.store import DocumentStore
    from readerapp.workspace import AppContext

    Opened = AnnotationSnapshot | DocumentStore


@dataclass
class _Documents:
    """The documents that the options choose, opened one after the other.

    Attributes:
        has_problems: whether one of them could not be read; each was told when it was its turn.
    """

    context: AppContext
    options: Namespace
    has_problems: bool = False

    def __iter__(self) -> Iterator[Opened]:
        """Yield the documents; each is closed when the next one is asked for."""
        context, options = self.context, self.options
        openers: list[Callable[[], Opened]]
        if options.paths:
            openers = [partial(_open_file, context, path) for path in options.paths]
        else:
            records = list_records(context, folder=options.folder)
            openers = [partial(open_record, context, record) for record in records]
            for problem in () if options.folder else context.store.unreadable().values():
                self.tell(problem)
        for open_one in openers:
            try:
                opened = open_one()
            except ReaderError as error:
                self.tell(str(error))
                continue
            with closing(opened):
                yield opened

    def tell(self, problem: str) -> None:
        """Print why a document is left out."""
        print_notice(problem)
        self.has_problems = True


def _open_file(context: AppContext, path: str) -> AnnotationSnapshot:
    return context.open_snapshot(open_document_with_progress(path))


def export_documents(options: Namespace) -> int:
    """Export the annotations of several documents into one text, or into a file for each."""
    if options.pseudonyms:
        raise UsageError("--pseudonyms checks one document at a time; name one PATH.")
    context = context_from_options(options)
    target = Path(options.output) if options.output else None
    chosen = _Documents(context, options)
    if target and (options.output.endswith("/") or target.is_dir()):
        return _export_files(chosen, target, find_format(options.format or "markdown"))
    default = "" if target else TABLE_FORMAT if options.table else "markdown"
    export_format = choose_format(target or Path(), options.format or default)
    if export_format.binary and not target:
        raise binary_error(export_format.name)
    contents: list[tuple[ExportSource, Sequence[AnnotationView]]] = []
    # Asked before the documents are read: a format that cannot join them is an error of usage.
    evidence, template = options.evidence, options.template
    if not template:
        template = context.settings.templates.get(export_format.name, "")
    write = partial(
        export_several,
        export_format.name,
        group=options.group,
        template=template,
        evidence=evidence,
        table=options.table or "",
    )
    check_joined(export_format.name)
    for opened in chosen:
        source, views = _contents(options, context, opened)
        if views:
            contents.append((source, views))
    every = [view for _, views in contents for view in views]
    if not every:
        print_notice(output.no_annotations(filtered=bool(make_filter(options, {}))))
    pieces = write(contents)
    of = f" of {count_noun(len(contents), 'document')}"
    if target:
        from readerapp.core.atomic_write import write_result

        data = b"".join(map(encode_piece, pieces))
        write_result(target, data, document=None, store=context.store.folder)
        print_notice(f"{count_noun(len(every), 'annotation')}{of} written to {target}")
    elif options.clipboard:
        from readerapp.interchange.exporters.document_facts import describe_contents

        copy_text("".join(cast("Iterator[str]", pieces)), describe_contents(every) + of)
    else:
        print_result(cast("Iterator[str]", pieces), exact=export_format.exact)
    return 1 if chosen.has_problems else 0


def _contents(
    options: Namespace, context: AppContext, opened: Opened
) -> tuple[ExportSource, list[AnnotationView]]:
    """Return a document and those of its annotations that the options choose."""
    listing = list_opened(context, opened)
    for event in listing.events:
        print_notice(event)
    source, every = listing.source, listing.views
    if isinstance(opened, AnnotationSnapshot):
        source = opened.export_source(text=options.evidence, file_digest=options.evidence)
    view_filter = make_filter(options, context.codebook.colour_names())
    views = view_filter.select_for_export(
        every, embedded=options.embedded, proposed=options.proposed
    )
    return source, nest_threads(views)


def _export_files(chosen: _Documents, folder: Path, export_format: ExportFormat) -> int:
    """Export each document into a file of its own in `folder`; return the exit code.

    Raises:
        ReaderError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReaderError(f"{folder} cannot be used as a folder: {error.strerror}.") from error
    options = Namespace(**{**vars(chosen.options), "format": export_format.name})
    taken: set[str] = set()
    for opened in chosen:
        if not isinstance(opened, AnnotationSnapshot):
            title = opened.record.title or opened.record.id
            chosen.tell(f"{title}: its file was not found; open it at its new place first.")
            continue
        if not Filter().select_for_export(
            opened.views(), embedded=options.embedded, proposed=options.proposed
        ):
            continue
        title, number = opened.export_source().title, 1
        while (name := _numbered(title, number, export_format.suffix)) in taken:
            number += 1
        taken.add(name)
        options.output = str(folder / name)
        try:
            export_snapshot(options, chosen.context, opened)
        except ReaderError as error:
            chosen.tell(str(error))
    if not taken and not chosen.has_problems:
        print_notice(output.no_annotations(filtered=False))
    return 1 if chosen.has_problems else 0


def _numbered(title: str, number: int, suffix: str) -> str:
    return suggest_file_name(title, f"-{number}{suffix}" if number > 1 else suffix)


def list_speakers_of_all(options: Namespace) -> int:
    """Print the speakers of several documents, the same name in several of them as one person."""
    from readerapp.reading.transcript_turns import TranscriptTurns

    context = context_from_options(options)
    chosen = _Documents(context, options)
    by_document: list[tuple[str, list[SpeakerStats]]] = []
    for opened in chosen:
        listing = list_opened(context, opened)
        document = opened.document if isinstance(opened, AnnotationSnapshot) else None
        turns = TranscriptTurns(document).all if document else ()
        speakers = (
            opened.store.speakers if isinstance(opened, AnnotationSnapshot) else opened.speakers
        )
        stats = list_speaker_stats(speakers, listing.views, turns, document)
        by_document.append((listing.source.name or listing.source.title, stats))
    joined = join_speaker_stats(by_document)
    if options.json:
        print_json([one.to_dict() for one in joined])
    else:
        print_result(output.format_speaker_stats(one.stats, len(one.documents)) for one in joined)
        if not joined and not chosen.has_problems:
            print_notice(output.NO_SPEAKERS)
    return 1 if chosen.has_problems else 0
