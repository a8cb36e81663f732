"""What the commands do to a document and to the store.

Each takes the parsed options and returns the exit code.

Finding quoted words in a text from the command line: which of several is meant.
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
    """Print the text that offsets count in."""
    shown = open_document_with_progress(options.path).text
    print_result(shown.block(n) for n in range(shown.block_count))
    return 0


def add_annotation(options: Namespace) -> int:
    """Mark a passage and print the new id."""
    place = context_from_options(options)
    with closing(open_session(place, options.path)) as session:
        start, end = _range(options, session)
        said = options.speaker
        change = session.highlight(
            start,
            end,
            colour=options.colour or place.settings.colour,
            note=options.note,
            tags=options.tag,
            speaker=_whose_turn(session, start, end) if said is None else said,
        )
        with suppress(ReaderError):  # the mark itself is safe
            session.enrich()
    print_result([f"{change.focus}\n"])
    return 0


def _whose_turn(session: ReadingSession, start: int, end: int) -> str:
    from readerapp.reading.speaker_review import TranscriptTurns

    turn = TranscriptTurns(session.document.text).around(start, end)
    return turn.speaker if turn else ""


def print_suggestions(options: Namespace) -> int:
    """Print the quotations and who probably said them."""
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
    """Say how the store, the clipboard's way and the terminal are; or a document's annotations."""
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
    """Say which annotations of a document drifted or are orphaned, and where they may stand."""
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
    """Bring back a document's annotations from a dated copy."""
    from readerapp.catalog import dated_copies

    print_result(
        [dated_copies.restore_copy(context_from_options(options).store, options.name) + "\n"]
    )
    return 0


def _range(options: Namespace, session: ReadingSession) -> tuple[int, int]:
    """Where `add` marks: by offsets, or where the quoted words stand."""

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
    """The range of the words `quote`, in code points.

    White space, straight and curly quotation marks and dashes do not matter, and capitals do not
    where the words stand nowhere just so. `prefix` and `suffix` are words that must stand right
    before and behind; `nth` (from 1) counts what is left.

    Raises:
        ReaderError: the words are not there, or several times and nothing says which.
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
    """Where the words stand: with the very capitals if they do anywhere, else with any.

    All of them, or as many as lead to the `nth`.
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
    if not prefix and not suffix:
        return True
    start, end = place
    before = text.slice(max(0, start - 2 * len(prefix) - _SPACE), start)
    behind = text.slice(end, end + 2 * len(suffix) + _SPACE)
    return fold_text(before).endswith(fold_text(prefix)) and fold_text(behind).startswith(
        fold_text(suffix)
    )


_SPACE = 64  # code points of white space that may stand there besides
