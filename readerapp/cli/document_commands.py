"""The commands `text`, `add`, `suggest` and `check`.

Each command takes the parsed options and returns the exit code.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from readerapp.cli import output
from readerapp.cli.context import context_from_options, open_annotated, open_session
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.cli.progress import open_document_with_progress
from readerapp.core.errors import ReaderError
from readerapp.core.languages import language_name
from readerapp.text.quotation_search import SeveralMatchesError

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.documents import Document


def print_text(options: Namespace) -> int:
    """Print the text of a document, whose code points are the unit of all offsets."""
    document = open_document_with_progress(options.path, as_format=options.format)
    if document.losses:
        print_notice("; ".join(document.losses))
    if options.contents:
        return _print_contents(document, as_json=options.json)
    text = document.text
    print_result(text.block(number) for number in range(text.block_count))
    return 0


def _print_contents(document: Document, *, as_json: bool) -> int:
    """Print the headings of a document, each level indented, or as JSON with their offsets."""
    from readerapp.reading.outline import make_outline
    from readerapp.text.sanitize import sanitize_label

    entries = make_outline(document).entries
    if as_json:
        print_json(
            [
                {
                    "start": entry.start,
                    "depth": entry.depth,
                    "title": entry.title,
                    "path": entry.path,
                    "locator": entry.label or document.locator(entry.start),
                }
                for entry in entries
            ]
        )
    else:
        print_result(f"{'  ' * entry.depth}{sanitize_label(entry.title)}\n" for entry in entries)
        if not entries:
            print_notice("No headings were found.")
    return 0


def add_annotation(options: Namespace) -> int:
    """Add a highlight and print its id."""
    with closing(open_annotated(context_from_options(options), options.path)) as annotated:
        try:
            made = annotated.add(
                options.quote,
                start=options.start,
                end=options.end,
                note=options.note,
                speaker=options.speaker,
                tags=options.tag,
                colour=options.colour,
                prefix=options.prefix,
                suffix=options.suffix,
                nth=options.nth,
            )
        except SeveralMatchesError as error:
            raise SeveralMatchesError(error.number, sign="--") from None
        print_result([f"{made.id}\n"])
        document = annotated.session.document
        if document.cites_lines or document.has_page_lines:
            print_notice(f"Highlighted {made.locator}")
    return 0


def print_suggestions(options: Namespace) -> int:
    """Print the quotations of a document and their probable speakers."""
    with closing(open_annotated(context_from_options(options), options.path)) as annotated:
        suggestions = annotated.suggest(options.language)
        language = annotated.language if not options.language else ""
        fingerprint = annotated.session.fingerprint
    speech = [one for one in suggestions if one.is_speech]
    if options.json:
        quotations = [one.to_dict() for one in speech]
        others = [one.to_dict() for one in suggestions if not one.is_speech]
        print_json({"fingerprint": fingerprint, "quotations": quotations, "others": others})
    else:
        print_result(map(output.format_suggestion, speech))
        if not speech:
            print_notice(output.NO_QUOTATIONS)
        if language and language != "en":
            print_notice(f"Read as {language_name(language)}; --language names another language.")
    return 0


def check(options: Namespace) -> int:
    """Print a report on store, clipboard and terminal, or on the annotations of one document."""
    if options.path:
        return _check_document(options)
    from readerapp.cli.check_command import check_everything, report_lines

    report = check_everything(context_from_options(options), repair=options.repair)
    if options.json:
        print_json(report.to_dict())
    else:
        print_result(report_lines(report))
    return 0 if report.healthy else 1


def _check_document(options: Namespace) -> int:
    """Print which annotations of a document drifted or are orphaned, and their candidate places."""
    from readerapp.cli import check_command

    if options.repair:
        raise ReaderError("--repair works on the whole store; leave out PATH.")
    with closing(open_session(context_from_options(options), options.path)) as session:
        report = check_command.drift_report(session)
    if options.json:
        print_json(report)
    else:
        print_result(check_command.drift_lines(report))
    return 0
