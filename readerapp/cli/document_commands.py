"""The commands `text`, `add`, `suggest`, `check` and `restore`, and the search for `--quote`.

Each command takes the parsed options and returns the exit code.
"""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING

from readerapp.cli import output
from readerapp.cli.context import context_from_options, open_session
from readerapp.cli.output import open_document_with_progress, print_json, print_notice, print_result
from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun, fold_text
from readerapp.text.search import find_all_matches
from readerapp.text.source import Text

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.annotations.session import ReadingSession


def print_text(options: Namespace) -> int:
    """Print the text of a document, whose code points are the unit of all offsets."""
    shown = open_document_with_progress(options.path).text
    print_result(shown.block(n) for n in range(shown.block_count))
    return 0


def add_annotation(options: Namespace) -> int:
    """Add a highlight and print its id."""
    context = context_from_options(options)
    with closing(open_session(context, options.path)) as session:
        start, end = _range(options, session)
        said = options.speaker
        change = session.highlight(
            start,
            end,
            colour=options.colour or context.settings.colour,
            note=options.note,
            tags=options.tag,
            speaker=_whose_turn(session, start, end) if said is None else said,
        )
        with suppress(ReaderError):  # the highlight itself is saved already
            session.enrich()
    print_result([f"{change.focus}\n"])
    return 0


def _whose_turn(session: ReadingSession, start: int, end: int) -> str:
    """Return the speaker of the transcript turn that contains the range, or ""."""
    from readerapp.reading.speaker_review import TranscriptTurns

    turn = TranscriptTurns(session.document.text).around(start, end)
    return turn.speaker if turn else ""


def print_suggestions(options: Namespace) -> int:
    """Print the quotations of a document and their probable speakers."""
    from readerapp.reading.ranking_worker import make_ranking_job
    from readerapp.speakers import SPEECH, suggestions_as_json

    with closing(open_session(context_from_options(options), options.path)) as session:
        found, whole = make_ranking_job(session).here(), session.document.text
        if options.json:
            print_json(suggestions_as_json(session.fingerprint, found))
        else:
            speech = [one for one in found if one.kind in SPEECH]
            print_result(
                output.format_suggestion(one, whole.slice(one.start, one.end)) for one in speech
            )
            if not speech:
                print_notice("No quotations were found.")
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
        raise ReaderError("--repair mends the whole store: leave the document out.")
    with closing(open_session(context_from_options(options), options.path)) as session:
        found = check_command.drift_report(session)
    if options.json:
        print_json(found)
    else:
        print_result(check_command.drift_lines(found))
    return 0


def restore_copy(options: Namespace) -> int:
    """Restore the annotations of a document from a dated copy."""
    from readerapp.store import backups

    print_result([backups.restore_copy(context_from_options(options).store, options.name) + "\n"])
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
        raise ReaderError("The quotation is empty; give the words that stand in the text.")
    places = _places(text, quote.strip(), prefix, suffix, nth)
    if not places:
        raise ReaderError("These words are not in the text; copy them from `readerapp text`.")
    if nth is None and len(places) > 1:
        sentence = f"These words stand there {len(places)} times; add --nth 1 to {len(places)}"
        raise ReaderError(f"{sentence}, or the words before them with --prefix.")
    if nth is not None and not 1 <= nth <= len(places):
        often = count_noun(len(places), "time")
        raise ReaderError(f"There is no --nth {nth}; these words stand there {often}.")
    return places[(nth or 1) - 1]


def _places(
    text: Text, quote: str, prefix: str, suffix: str, nth: int | None
) -> list[tuple[int, int]]:
    """Return the ranges of the words with the same case, or with any case if there are none.

    The search stops early at the `nth` match with the same case.
    """
    wanted, any_case = fold_text(quote), []
    just_so: list[tuple[int, int]] = []
    for match in find_all_matches(text, quote.lower()):
        place = (match.start, match.end)
        if _stands_between(text, place, prefix, suffix):
            any_case.append(place)
            if fold_text(text.slice(*place)) == wanted:
                just_so.append(place)
                if len(just_so) == nth:
                    break
    return just_so or any_case


def _stands_between(text: Text, place: tuple[int, int], prefix: str, suffix: str) -> bool:
    """Return True if `prefix` and `suffix` are directly before and after the range."""
    if not prefix and not suffix:
        return True
    start, end = place
    before = text.slice(max(0, start - 2 * len(prefix) - _SPACE), start)
    behind = text.slice(end, end + 2 * len(suffix) + _SPACE)
    return fold_text(before).endswith(fold_text(prefix)) and fold_text(behind).startswith(
        fold_text(suffix)
    )


_SPACE = 64  # additional code points to look at, because the text may have more white space
