"""The commands `list`, `export` and `speakers`.

Each command takes the parsed options and returns the exit code. People and programs run these
commands often, so a module that only some outputs need is imported only for these.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.cli import output
from readerapp.cli.context import context_from_options, open_snapshot
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.core.errors import ReaderError, UsageError
from readerapp.interchange.annotation_view import AnnotationView, ExportSource, nest_threads
from readerapp.listing.filter_query import parse_filter
from readerapp.listing.filters import Filter

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from readerapp.annotations.snapshot import AnnotationSnapshot
    from readerapp.catalog.collection import DocumentListing
    from readerapp.documents import Document
    from readerapp.interchange.exporters import ExportFormat
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
        views = matching_views(view_filter, listing.views)
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
            print_notice(output.no_annotations(filtered=bool(view_filter)))
    return 1 if has_unreadable else 0


def _list_files(context: AppContext, paths: Sequence[str]) -> Iterator[DocumentListing]:
    """Yield the listings of documents; of several, those that cannot be read have a problem."""
    from readerapp.catalog.collection import DocumentListing, list_document
    from readerapp.cli.progress import open_document_with_progress

    for path in paths:
        try:
            yield list_document(context, open_document_with_progress(path))
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
        return export_snapshot(options, context, snapshot)


def export_snapshot(options: Namespace, context: AppContext, snapshot: AnnotationSnapshot) -> int:
    """Export the annotations of one document as the options say; return the exit code.

    Raises:
        ReaderError: the options do not fit each other, or the result cannot be written.
    """
    from readerapp.interchange.exporters import FORMATS, choose_format, export, export_to_file

    view_filter = make_filter(options, context.codebook.colour_names())
    templates = context.settings.templates
    if options.template:
        templates = dict.fromkeys(FORMATS, options.template)
    path = Path(options.output) if options.output else None
    default = "" if path else "markdown"
    export_format = choose_format(path or Path(), options.format or default)
    # A copy of the document has what the document has.
    every = wanted_views(
        options, view_filter, snapshot.views(), embedded=bool(export_format.copies)
    )
    views = nest_threads(matching_views(view_filter, every))
    template = templates.get(export_format.name, "")
    if options.pseudonyms:
        from readerapp.cli.pseudonyms import export_with_pseudonyms

        return export_with_pseudonyms(options, snapshot, views, export_format, template)
    if export_format.copies:
        return _export_copy(options, snapshot, views, export_format)
    wants_digest = options.evidence or export_format.needs_digest
    source = snapshot.export_source(text=export_format.needs_text, file_digest=wants_digest)
    if path:
        sentence = export_to_file(
            path,
            export_format.name,
            source,
            views,
            document=snapshot.document.path,
            store=snapshot.store.folder,
            group=options.group,
            template=template,
            evidence=options.evidence,
        )
        print_notice(sentence)
        return 0
    pieces = export(
        export_format.name,
        source,
        views,
        group=options.group,
        template=template,
        evidence=options.evidence,
    )
    if options.clipboard:
        from readerapp.interchange.exporters.document_facts import describe_contents

        copy_text("".join(pieces), describe_contents(views))
    else:
        print_result(pieces, exact=export_format.exact)
    return 0


def _export_copy(
    options: Namespace,
    snapshot: AnnotationSnapshot,
    views: Sequence[AnnotationView],
    export_format: ExportFormat,
) -> int:
    """Export into a copy of the document; return the exit code.

    Raises:
        ReaderError: There is no file to write to, or the copy cannot be made.
    """
    from readerapp.annotations.file_copies import export_copy
    from readerapp.interchange.exporters import binary_error, make_layout

    make_layout(export_format.name, options.group, options.template or "", options.evidence)
    if not options.output:
        if export_format.binary or options.clipboard:
            raise binary_error(export_format.name)
        print_copy(export_format, snapshot, views)
        return 0
    for sentence in export_copy(Path(options.output), export_format, snapshot, views):
        print_notice(sentence)
    return 0


def print_copy(
    export_format: ExportFormat, snapshot: AnnotationSnapshot, views: Sequence[AnnotationView]
) -> None:
    """Print a copy of the document, which is a text, with annotations.

    Raises:
        ReaderError: The copy cannot be made.
    """
    from readerapp.annotations.file_copies import make_copy

    copy, _ = make_copy("", export_format, snapshot, views)
    for problem in copy.problems:
        print_notice(problem)
    print_result([copy.data.decode("utf-8", "replace")])


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


def wanted_views(
    options: Namespace,
    view_filter: Filter,
    views: Iterable[AnnotationView],
    *,
    embedded: bool = False,
) -> list[AnnotationView]:
    """Return the views that are exported, without what has to be asked for.

    These are the annotations of the file, and proposals: what no person has read is not given
    away as the work of one.

    Args:
        options: the options of the command.
        view_filter: the filter of the options.
        views: the views of a document.
        embedded: whether those of the file are wanted anyway.
    """
    embedded = embedded or options.embedded or view_filter.asks_for_embedded
    proposed = options.proposed or view_filter.asks_for_proposals
    return [
        view
        for view in views
        if (embedded or not view.is_embedded) and (proposed or not view.is_proposal)
    ]


def matching_views(view_filter: Filter, views: Iterable[AnnotationView]) -> list[AnnotationView]:
    """Return the views of a document that pass the filter; a whole name is that person only."""
    views = list(views)
    speakers, creators = {view.speaker for view in views}, {view.creator for view in views}
    view_filter = view_filter.for_names(speakers, creators)
    return [view for view in views if view_filter.matches(view)]


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
    from readerapp.interchange.exporters import FORMATS, export

    context = context_from_options(options)
    export_format = FORMATS[options.print]
    with closing(context.open_session(document, allow_unsaved=True)) as session:
        every = [view for view in session.views() if not view.is_proposal]
        if export_format.copies:
            print_copy(export_format, session, nest_threads(every))
            return
        views = [view for view in every if not view.is_embedded]
        if not views and not export_format.exact:
            return
        needs_digest = export_format.needs_digest
        source = session.export_source(text=export_format.needs_text, file_digest=needs_digest)
        template = context.settings.templates.get(export_format.name, "")
        pieces = export(export_format.name, source, nest_threads(views), template=template)
        print_result(pieces, exact=export_format.exact)
