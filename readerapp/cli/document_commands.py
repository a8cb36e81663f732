"""The commands `text`, `add`, `suggest` and `check`, and the search for `--quote`.

Each command takes the parsed options and returns the exit code.
"""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING

from readerapp.cli import output
from readerapp.cli.context import context_from_options, open_session
from readerapp.cli.output import print_json, print_notice, print_result
from readerapp.cli.progress import open_document_with_progress
from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun, fold_text
from readerapp.text.search import find_all_matches
from readerapp.text.source import Text

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.annotations.session import ReadingSession
    from readerapp.documents import Document

_EXTRA_SPACE = 64
"""Code points to look at beyond prefix and suffix: the text may have more white space than they."""


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
    context = context_from_options(options)
    with closing(open_session(context, options.path)) as session:
        start, end = _range(options, session)
        speaker = options.speaker
        change = session.highlight(
            start,
            end,
            colour=options.colour or context.settings.colour,
            note=options.note,
            tags=options.tag,
            speaker=_turn_speaker(session, start, end) if speaker is None else speaker,
        )
        with suppress(ReaderError):  # the highlight itself is saved already
            session.enrich()
    print_result([f"{change.focus}\n"])
    document = session.document
    if document.cites_lines or document.has_page_lines:
        print_notice(f"Highlighted {document.range_locator(start, end)}")
    return 0


def _turn_speaker(session: ReadingSession, start: int, end: int) -> str:
    """Return the speaker of the transcript turn that contains the range, or ""."""
    from readerapp.reading.transcript_turns import TranscriptTurns

    turn = TranscriptTurns(session.document).turn_around(start, end)
    return turn.speaker if turn else ""


def print_suggestions(options: Namespace) -> int:
    """Print the quotations of a document and their probable speakers."""
    from readerapp.reading.speaker_review import make_ranking_job
    from readerapp.speakers import SPEECH, suggestions_as_json

    with closing(open_session(context_from_options(options), options.path)) as session:
        suggestions, document = make_ranking_job(session).run(), session.document
        if options.json:
            locate = document.range_locator
            print_json(suggestions_as_json(session.fingerprint, suggestions, locate))
        else:
            speech = [one for one in suggestions if one.kind in SPEECH]
            print_result(
                output.format_suggestion(
                    one,
                    document.text.slice(one.start, one.end),
                    document.range_locator(one.start, one.end),
                )
                for one in speech
            )
            if not speech:
                print_notice(output.NO_QUOTATIONS)
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


def _range(options: Namespace, session: ReadingSession) -> tuple[int, int]:
    """Return the range that `add` highlights, from the offsets or from the quoted words."""
    if options.quote is None:
        return options.start, options.end
    return find_quote(
        session.document.text,
        options.quote,
        prefix=options.prefix,
        suffix=options.suffix,
        nth=options.nth,
    )


def find_quote(
    text: Text, quote: str, *, prefix: str = "", suffix: str = "", nth: int | None = None
) -> tuple[int, int]:
    """Find the range of the words `quote` in a text.

    Differences in white space, between straight and curly quotation marks, and between dashes are
    ignored. Case is ignored only if the words do not occur with the same case.

    Args:
        text: The text to search.
        quote: The words to find.
        prefix: Words that must come directly before the match.
        suffix: Words that must come directly after the match.
        nth: The number of the match to return, from 1, among those that satisfy the rest. None
            requires that there is only one.

    Returns:
        The half-open range in code points.

    Raises:
        ReaderError: There is no such match, or there are several and `nth` is None.
    """
    if not quote.strip():
        raise ReaderError("The quotation is empty; give text from the document.")
    ranges = _matching_ranges(text, quote.strip(), prefix, suffix, nth)
    if not ranges:
        raise ReaderError("Quotation not found. Copy it from the output of `readerapp text`.")
    if nth is None and len(ranges) > 1:
        sentence = f"Found {len(ranges)} times; pick one with --nth 1…{len(ranges)}"
        raise ReaderError(f"{sentence}, or give the text before it with --prefix.")
    if nth is not None and not 1 <= nth <= len(ranges):
        often = count_noun(len(ranges), "time")
        raise ReaderError(f"There is no match {nth} for --nth; the text was found {often}.")
    return ranges[(nth or 1) - 1]


def _matching_ranges(
    text: Text, quote: str, prefix: str, suffix: str, nth: int | None
) -> list[tuple[int, int]]:
    """Return the ranges of the words with the same case, or with any case if there are none.

    The search stops early at the `nth` match with the same case.
    """
    folded_quote, any_case = fold_text(quote), []
    same_case: list[tuple[int, int]] = []
    for match in find_all_matches(text, quote.lower()):
        if _has_context(text, match.start, match.end, prefix, suffix):
            any_case.append((match.start, match.end))
            if fold_text(text.slice(match.start, match.end)) == folded_quote:
                same_case.append((match.start, match.end))
                if len(same_case) == nth:
                    break
    return same_case or any_case


def _has_context(text: Text, start: int, end: int, prefix: str, suffix: str) -> bool:
    """Return True if `prefix` and `suffix` are directly before and after the range."""
    if not prefix and not suffix:
        return True
    before = text.slice(max(0, start - 2 * len(prefix) - _EXTRA_SPACE), start)
    after = text.slice(end, end + 2 * len(suffix) + _EXTRA_SPACE)
    return fold_text(before).endswith(fold_text(prefix)) and fold_text(after).startswith(
        fold_text(suffix)
    )
