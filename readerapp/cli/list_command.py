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
from readerapp.listing.filters import Filter, rows_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from readerapp.catalog.collection import DocumentListing


def list_annotations(options: Namespace) -> int:
    """Print the annotations of one document or of all documents."""
    from readerapp.catalog import collection

    context, row_filter = context_from_options(options), _filter(options)
    if options.path:
        from readerapp.cli.progress import open_document_with_progress

        listings: Iterable[DocumentListing] = [
            collection.list_document(context, open_document_with_progress(options.path))
        ]
    else:
        listings = collection.list_all_documents(context)
    documents, any_unread = [], False
    for listing in listings:
        for event in listing.events:
            print_notice(event)
        if listing.problem:
            print_notice(listing.problem)
            any_unread = True
        rows = [row for row in listing.rows if row_filter.matches(row)]
        documents.append((listing.source, rows))
    if options.json:
        from readerapp.interchange.exporters.json import annotation_item, dump_json
        from readerapp.listing.export import export_entries

        lines = [
            dump_json(annotation_item(source, entry))
            for source, rows in documents
            for entry in export_entries(rows)
        ]
        print_result(["[" + ",\n ".join(lines) + "]\n"], exact=True)
    else:
        pairs = [(row, source) for source, rows in documents for row in rows]
        print_result(
            output.format_annotation(row, "" if options.path else source.label)
            for row, source in pairs
        )
        if not pairs and not any_unread:
            print_notice(
                "Nothing that is marked passes the filter."
                if row_filter
                else "Nothing is marked yet."
            )
    return 1 if any_unread else 0


def export_annotations(options: Namespace) -> int:
    """Export annotations to a file, standard output or the clipboard."""
    from readerapp.interchange.exporters import FORMATS, export
    from readerapp.listing.export import export_entries, export_source, export_to_file

    context, row_filter = context_from_options(options), _filter(options)
    templates = (
        dict.fromkeys(FORMATS, options.template) if options.template else context.settings.templates
    )
    with closing(open_snapshot(context, options.path)) as snapshot:
        rows = [row for row in rows_of(snapshot) if row_filter.matches(row)]
        if options.output:
            sentence = export_to_file(
                snapshot,
                rows,
                Path(options.output),
                format=options.format or "",
                group=options.group,
                templates=templates,
            )
            print_notice(f"{sentence}.")
            return 0
        chosen = FORMATS[options.format or "markdown"]
        source = export_source(snapshot, text=chosen.needs_text)
        template = templates.get(chosen.name, "")
        entries = export_entries(rows)
        pieces = export(chosen.name, source, entries, group=options.group, template=template)
        if options.clipboard:
            _copy("".join(pieces))
        else:
            print_result(pieces, exact=chosen.exact)
    return 0


def list_speakers(options: Namespace) -> int:
    """Print the speakers with the number of their quotations and words."""
    from readerapp.listing.speaker_stats import list_speaker_stats

    with closing(open_snapshot(context_from_options(options), options.path)) as snapshot:
        speakers = list_speaker_stats(snapshot.store.speakers, rows_of(snapshot))
    if options.json:
        print_json([stats.to_dict() for stats in speakers])
    else:
        print_result(map(output.format_speaker_stats, speakers))
        if not speakers:
            print_notice("No speaker is named yet; `readerapp suggest` says who probably speaks.")
    return 0


def _filter(options: Namespace) -> Filter:
    return Filter.of(
        words=options.search.split(),
        speaker=options.speaker,
        tag=options.tag,
        colour=options.colour,
        by=options.by,
        state=options.state,
    )


def _copy(text: str) -> None:
    """Copy a text to the clipboard, by an escape sequence to the terminal if needed."""
    import os

    from readerapp.core.errors import ReaderError
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
                raise ReaderError("There is no terminal to copy to; use -o FILE.") from error
    print_notice(sent.sentence)
