"""The commands `list`, `export` and `speakers`.

Each command takes the parsed options and returns the exit code. People and programs run these
commands often, so a module that only some outputs need is imported only for these.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.cli import output
from readerapp.cli.context import context_from_options, list_events, open_snapshot
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.core.errors import ReaderError, UsageError
from readerapp.interchange.annotation_view import ExportSource, nest_threads
from readerapp.listing.filter_query import parse_filter
from readerapp.listing.filters import Filter

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.api.exporting import ExportChoice
    from readerapp.catalog.collection import DocumentListing
    from readerapp.documents import Document
    from readerapp.workspace import AppContext


def list_annotations(options: Namespace) -> int:
    """Print the annotations of one document or of all documents."""
    from readerapp.catalog import collection

    context = context_from_options(options)
    view_filter = make_filter(options, context.codebook.colour_names())
    listings: Iterable[DocumentListing]
    if options.paths:
        listings = _list_files(context, options.paths)
    else:
        listings = collection.list_all_documents(context, folder=options.folder)
    matches, has_unreadable = [], False
    for listing in listings:
        for event in listing.events:
            print_notice(event)
        if listing.problem:
            print_notice(listing.problem)
            has_unreadable = True
        views = view_filter.select(listing.views)
        matches.append((listing.source, views))
    if options.json:
        from readerapp.interchange.exporters.json import annotation_item, dump_json

        lines = [
            dump_json(annotation_item(source, view))
            for source, views in matches
            for view in nest_threads(views)
        ]
        print_result(["[" + ",\n ".join(lines) + "]\n"], exact=True)
    else:
        print_result(
            output.format_annotation(view, "" if len(options.paths) == 1 else source.label)
            for source, views in matches
            for view in views
        )
        if not has_unreadable and not any(views for _, views in matches):
            print_notice(output.no_annotations(context.folder, filtered=bool(view_filter)))
    return 1 if has_unreadable else 0


def _list_files(context: AppContext, paths: Sequence[str]) -> Iterator[DocumentListing]:
    """Yield the listings of documents; of several, those that cannot be read have a problem."""
    from readerapp.catalog.collection import DocumentListing, list_opened
    from readerapp.cli.progress import open_document_with_progress

    for path in paths:
        try:
            with closing(context.open_snapshot(open_document_with_progress(path))) as snapshot:
                listing = list_opened(context, snapshot)
                yield replace(listing, events=list_events(context, snapshot))
        except ReaderError as error:
            if len(paths) == 1:
                raise
            yield DocumentListing(ExportSource(id="", name=path), [], problem=str(error))


def export_annotations(options: Namespace) -> int:
    """Export annotations to a file, standard output or the clipboard."""
    if len(options.paths) != 1 or options.folder or options.all:
        from readerapp.cli.several_documents import export_documents

        return export_documents(options)
    context = context_from_options(options)
    with closing(open_snapshot(context, options.paths[0])) as snapshot:
        return _export_snapshot(options, context, snapshot)


def make_choice(options: Namespace, context: AppContext, path: Path | None) -> ExportChoice:
    """Return what the options of `export` choose.

    Args:
        options: the options.
        context: the store and the settings.
        path: the file whose suffix names the format, if the options do not; None for none.

    Raises:
        ReaderError: there is no such format, or the filter is not valid.
    """
    from readerapp.api.exporting import ExportChoice, choose_export_format, choose_template
    from readerapp.interchange.exporters.formats import TABLE_FORMAT

    name = options.format or (TABLE_FORMAT if options.table and not path else "")
    export_format = choose_export_format(path, name)
    return ExportChoice(
        format=export_format,
        view_filter=make_filter(options, context.codebook.colour_names()),
        group=options.group,
        template=choose_template(export_format, options.template or "", context.settings.templates),
        embedded=options.embedded,
        proposed=options.proposed,
        evidence=options.evidence,
        table=options.table or "",
    )


def _export_snapshot(options: Namespace, context: AppContext, snapshot: AnnotationSnapshot) -> int:
    """Export the annotations of one document as the options say; return the exit code.

    Raises:
        ReaderError: the options do not fit each other, or the result cannot be written.
    """
    from readerapp.api.exporting import export_as_text, export_into_file

    path = Path(options.output) if options.output else None
    choice = make_choice(options, context, path)
    export_format = choice.format
    views = choice.select(snapshot)
    if options.pseudonyms:
        from readerapp.cli.pseudonyms import export_with_pseudonyms

        return export_with_pseudonyms(options, snapshot, views, export_format, choice.template)
    if path:
        for sentence in export_into_file(path, snapshot, views, choice):
            print_notice(sentence)
        return 0
    if options.clipboard and export_format.copies:
        from readerapp.interchange.exporters import binary_error

        raise binary_error(export_format.name)
    pieces, problems = export_as_text(snapshot, views, choice)
    for problem in problems:
        print_notice(problem)
    if options.clipboard:
        from readerapp.interchange.exporters.document_facts import describe_contents

        copy_text("".join(pieces), describe_contents(views))
    else:
        print_result(pieces, exact=export_format.exact)
    return 0


def list_speakers(options: Namespace) -> int:
    """Print the speakers with the number of their quotations and words."""
    from readerapp.listing.speaker_stats import list_speaker_stats
    from readerapp.reading.transcript_turns import TranscriptTurns

    if len(options.paths) != 1 or options.folder or options.all:
        from readerapp.cli.several_documents import list_speakers_of_all

        return list_speakers_of_all(options)
    with closing(open_snapshot(context_from_options(options), options.paths[0])) as snapshot:
        document = snapshot.document
        turns = TranscriptTurns(document).all
        stats = list_speaker_stats(snapshot.store.speakers, snapshot.views(), turns, document)
    if options.json:
        print_json([one.to_dict() for one in stats])
    else:
        print_result(map(output.format_speaker_stats, stats))
        if not stats:
            print_notice(output.NO_SPEAKERS)
    return 0


def make_filter(options: Namespace, colour_names: Mapping[str, str]) -> Filter:
    """Return the filter of the options.

    Raises:
        UsageError: There is no such colour, or the query is not valid.
    """
    try:
        of_options = Filter.of(
            colour_names=colour_names,
            words=options.search.split(),
            speaker=options.speaker,
            tag=options.tag,
            colour=options.colour,
            by=options.by,
            state=options.state,
        )
        return of_options.joined(parse_filter(options.filter, colour_names))
    except ReaderError as error:
        raise UsageError(str(error)) from None


def copy_text(text: str, what: str) -> None:
    """Copy a text to the clipboard, by an escape sequence to the terminal if needed."""
    import os

    from readerapp.interchange.clipboard import routes

    sent = routes.copy_text(text)
    if sent.escape:
        try:
            with Path("/dev/tty").open("w", encoding="ascii") as terminal:
                terminal.write(sent.escape)
        except OSError as error:
            # No terminal can take the escape sequence: try the routes that need none.
            sent = routes.copy_text(text, {**os.environ, "TERM": "dumb"})
            if sent.escape:
                raise ReaderError("There is no terminal to copy through; use -o FILE.") from error
    print_notice(sent.describe(what))


def print_annotations(options: Namespace, document: Document) -> None:
    """Print the annotations of a document when the reader is left (`--print`).

    Those that the store refused, which are put aside, are printed too. In formats to read, nothing
    is printed if there are none.

    Raises:
        ReaderError: the store cannot be read.
    """
    from readerapp.api.exporting import ExportChoice, choose_template, export_as_text
    from readerapp.interchange.exporters.formats import FORMATS

    context = context_from_options(options)
    export_format = FORMATS[options.print]
    template = choose_template(export_format, "", context.settings.templates)
    choice = ExportChoice(format=export_format, view_filter=Filter(), template=template)
    with closing(context.open_session(document, allow_unsaved=True)) as session:
        views = choice.select(session)
        if not (views or export_format.exact or export_format.copies):
            return
        pieces, problems = export_as_text(session, views, choice)
        for problem in problems:
            print_notice(problem)
        print_result(pieces, exact=export_format.exact)
