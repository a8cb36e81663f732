"""What the commands do to a document and to the store.

Each takes the parsed options and returns the exit code.
"""

from __future__ import annotations

from contextlib import closing, suppress
from typing import TYPE_CHECKING

from readerapp.commands import printing
from readerapp.commands.patience import opened
from readerapp.commands.places import place_of, session_on
from readerapp.commands.printing import tell, write, write_json
from readerapp.errors import ReaderError

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.session.session import ReadingSession


def text(options: Namespace) -> int:
    """Print the text that offsets count in."""
    shown = opened(options.path).text
    write(shown.block(n) for n in range(shown.block_count))
    return 0


def add(options: Namespace) -> int:
    """Mark a passage and print the new id."""
    place = place_of(options)
    with closing(session_on(place, options.path)) as session:
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
    write([f"{change.focus}\n"])
    return 0


def _whose_turn(session: ReadingSession, start: int, end: int) -> str:
    from readerapp.reading.turns import Turns

    turn = Turns(session.document.text).around(start, end)
    return turn.speaker if turn else ""


def suggest(options: Namespace) -> int:
    """Print the quotations and who probably said them."""
    from readerapp.reading.ranking import ranking
    from readerapp.speakers import SPEECH, as_json

    with closing(session_on(place_of(options), options.path)) as session:
        found, whole = ranking(session).here(), session.document.text
        if options.json:
            write_json(as_json(session.fingerprint, found))
        else:
            speech = [one for one in found if one.kind in SPEECH]
            write(printing.suggestion(one, whole.slice(one.start, one.end)) for one in speech)
            if not speech:
                tell("No quotations were found.")
    return 0


def check(options: Namespace) -> int:
    """Say how the store, the clipboard's way and the terminal are; or a document's annotations."""
    if options.path:
        return _check_document(options)
    from readerapp.commands.checking import check, lines

    report = check(place_of(options), repair=options.repair)
    if options.json:
        write_json(report.to_dict())
    else:
        write(lines(report))
    return 0 if report.healthy else 1


def _check_document(options: Namespace) -> int:
    """Say which annotations of a document drifted or are orphaned, and where they may stand."""
    from readerapp.commands import following

    if options.repair:
        raise ReaderError("--repair mends the whole store: leave the document out.")
    with closing(session_on(place_of(options), options.path)) as session:
        found = following.report(session)
    if options.json:
        write_json(found)
    else:
        write(following.lines(found))
    return 0


def restore(options: Namespace) -> int:
    """Bring back a document's annotations from a dated copy."""
    from readerapp import backups

    write([backups.restore(place_of(options).store, options.name) + "\n"])
    return 0


def _range(options: Namespace, session: ReadingSession) -> tuple[int, int]:
    """Where `add` marks: by offsets, or where the quoted words stand."""
    from readerapp.commands.quoting import locate

    if options.quote is None:
        return options.start, options.end
    return locate(
        session.document.text,
        options.quote,
        prefix=options.prefix,
        suffix=options.suffix,
        nth=options.nth,
    )
