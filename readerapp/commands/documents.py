"""What the commands do. Each takes the parsed options and returns the exit code."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from readerapp.commands import printing
from readerapp.commands.patience import opened
from readerapp.commands.printing import tell, write
from readerapp.listing import shelf
from readerapp.listing.desk import Desk
from readerapp.listing.exporting import entries, source, write_file
from readerapp.listing.filters import Filter
from readerapp.listing.kept import Shelved
from readerapp.model import ReaderError
from readerapp.session.session import ReadingSession
from readerapp.sharing.exports import FORMATS, export
from readerapp.sharing.exports.as_json import dumps, item
from readerapp.workplace import Workplace, workplace


def text(options: Namespace) -> int:
    """Print the text that offsets count in."""
    shown = opened(options.path).text
    write(shown.block(n) for n in range(shown.block_count))
    return 0


def add(options: Namespace) -> int:
    """Mark a passage and print the new id."""
    place = _workplace(options)
    with closing(_session(place, options)) as session:
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


def list_(options: Namespace) -> int:
    """Print what is marked, in one document or in all."""
    place, wanted = _workplace(options), _filter(options)
    if options.path:
        shelves: Iterable[Shelved] = [shelf.one(place, opened(options.path))]
    else:
        shelves = shelf.every(place)
    found = []
    for shelved in shelves:
        for event in shelved.events:
            tell(event)
        found += [(shelved.source, row) for row in shelved.rows if wanted.matches(row)]
    if options.json:
        lines = [dumps(item(about, row.entry)) for about, row in found]
        write(["[" + ",\n ".join(lines) + "]\n"], exact=True)
    else:
        write(printing.annotation(row, "" if options.path else about.label) for about, row in found)
    return 0


def export_(options: Namespace) -> int:
    """Write what is marked to a file, standard output or the clipboard."""
    place, wanted = _workplace(options), _filter(options)
    told = dict.fromkeys(FORMATS, options.template) if options.template else {}
    templates = told or place.settings.templates
    with closing(_session(place, options)) as session:
        rows = [row for row in Desk(session).all_rows() if wanted.matches(row)]
        if options.output:
            path, kind, group = Path(options.output), options.format or "", options.group
            said = write_file(session, rows, path, format=kind, group=group, templates=templates)
            tell(f"{said}.")
            return 0
        chosen = FORMATS[options.format or "markdown"]
        about = source(session, text=chosen.needs_text)
        template = templates.get(chosen.name, "")
        found = entries(rows)
        pieces = export(chosen.name, about, found, group=options.group, template=template)
        if options.clipboard:
            _copy("".join(pieces))
        else:
            write(pieces, exact=chosen.exact)
    return 0


def suggest(options: Namespace) -> int:
    """Print the quotations and who probably said them."""
    from readerapp.reading.ranking import ranking
    from readerapp.speakers import SPEECH, as_json

    with closing(_session(_workplace(options), options)) as session:
        found, whole = ranking(session).here(), session.document.text
        if options.json:
            write([dumps(as_json(session.fingerprint, found)) + "\n"], exact=True)
        else:
            speech = [one for one in found if one.kind in SPEECH]
            write(printing.suggestion(one, whole.slice(one.start, one.end)) for one in speech)
    return 0


def speakers(options: Namespace) -> int:
    """Print who speaks, how often and how much."""
    with closing(_session(_workplace(options), options)) as session:
        voices = Desk(session).voices()
    if options.json:
        write([dumps([voice.to_dict() for voice in voices]) + "\n"], exact=True)
    else:
        write(map(printing.voice, voices))
    return 0


def check(options: Namespace) -> int:
    """Say how the store, the clipboard's way and the terminal are; or a document's annotations."""
    if options.path:
        return _check_document(options)
    from readerapp.commands.checking import check, lines

    report = check(_workplace(options), repair=options.repair)
    if options.json:
        write([dumps(report.to_dict()) + "\n"], exact=True)
    else:
        write(lines(report))
    return 0 if report.healthy else 1


def _check_document(options: Namespace) -> int:
    """Say which annotations of a document drifted or are orphaned, and where they may stand."""
    from readerapp.commands import following

    if options.repair:
        raise ReaderError("--repair mends the whole store: leave the document out.")
    with closing(_session(_workplace(options), options)) as session:
        found = following.report(session)
    if options.json:
        write([dumps(found) + "\n"], exact=True)
    else:
        write(following.lines(found))
    return 0


def restore(options: Namespace) -> int:
    """Bring back a document's annotations from a dated copy."""
    from readerapp import backups

    write([backups.restore(_workplace(options).store, options.name) + "\n"])
    return 0


def _workplace(options: Namespace) -> Workplace:
    return workplace(options.store, options.annotator)


def _session(place: Workplace, options: Namespace) -> ReadingSession:
    """A session on the document that is named; what its store has to tell is told."""
    session = place.session(opened(options.path))
    for event in session.store.events:
        tell(event)
    return session


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
    from readerapp.sharing import clipboard

    sent = clipboard.copy(text)
    if sent.escape:
        try:
            with Path("/dev/tty").open("w", encoding="ascii") as terminal:
                terminal.write(sent.escape)
        except OSError as error:
            sent = clipboard.copy(text, {**os.environ, "TERM": "dumb"})  # nobody is there to ask
            if sent.escape:
                raise ReaderError("There is no terminal to copy to; use -o FILE.") from error
    tell(sent.sentence)
