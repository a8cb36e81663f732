"""What the commands do. Each takes the parsed options and returns the exit code."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from readerapp import documents
from readerapp.desk import Desk
from readerapp.documents import Document
from readerapp.exporting import entries, format_for, source
from readerapp.listing import Row
from readerapp.model import DocumentRecord, ReaderError
from readerapp.session import ReadingSession
from readerapp.sharing.exports import FORMATS, export
from readerapp.sharing.exports.as_json import dumps
from readerapp.terminal import keys_from_terminal, keys_kept
from readerapp.text.safe import display
from readerapp.workplace import Workplace, workplace


def read(options: Namespace) -> int:
    """Open the reader."""
    if options.path == documents.STDIN:
        document = documents.open(options.path)
        keys_from_terminal()
        with _screen():
            return _show(_workplace(options), document)
    with _screen():
        return _show(_workplace(options), documents.open(options.path))


def library(options: Namespace) -> int:
    """Open the library."""
    with _screen():
        return _show(_workplace(options), None)


def _screen() -> AbstractContextManager[None]:
    if not sys.stdout.isatty():
        raise ReaderError("The reader needs a terminal; text, list and export work without one.")
    return keys_kept()


def _show(place: Workplace, document: Document | None) -> int:
    from readerapp.ui.app import run

    return run(place, document)


def text(options: Namespace) -> int:
    """Print the text that offsets count in."""
    shown = documents.open(options.path).text
    _write(shown.block(n) for n in range(shown.block_count))
    return 0


def add(options: Namespace) -> int:
    """Mark a passage and print the new id."""
    place = _workplace(options)
    session = place.session(documents.open(options.path))
    try:
        start, end = _range(options, session)
        change = session.highlight(
            start,
            end,
            colour=options.colour,
            note=options.note,
            tags=options.tag,
            speaker=options.speaker,
        )
        session.enrich()
    finally:
        session.close()
    _write([f"{change.focus}\n"])
    return 0


def list_(options: Namespace) -> int:
    """Print what is marked, in one document or in all."""
    place = _workplace(options)
    query = _query(options)
    found: Iterable[tuple[ReadingSession, Row]]
    if options.path:
        found = _rows(place.session(documents.open(options.path)), query)
    else:
        found = _everywhere(place, query)
    pairs = [*found]
    if options.json:
        from readerapp.sharing.exports.as_json import item

        lines = [dumps(item(source(session), row.entry)) for session, row in pairs]
        _write(["[" + ",\n ".join(lines) + "]\n"])
    else:
        _write(_line(session, row, name=not options.path) for session, row in pairs)
    return 0


def export_(options: Namespace) -> int:
    """Write what is marked to a file, standard output or the clipboard."""
    place = _workplace(options)
    session = place.session(documents.open(options.path))
    rows = [row for _, row in _rows(session, _query(options))]
    path = Path(options.output) if options.output else None
    chosen = options.format or (format_for(path) if path else "markdown")
    pieces = export(chosen, source(session), entries(rows), group=options.group)
    if path:
        try:
            path.write_text("".join(pieces), encoding="utf-8")
        except OSError as error:
            raise ReaderError(f"{path} cannot be written: {error.strerror}.") from error
        _tell(f"{len(rows)} annotations written to {path}")
    elif options.clipboard:
        _copy("".join(pieces))
    else:
        _write(pieces, exact=FORMATS[chosen].exact)
    return 0


def suggest(options: Namespace) -> int:
    """Print the quotations and who probably said them."""
    from readerapp.speakers import KnownSpeaker, as_json, suggest

    place = _workplace(options)
    session = place.session(documents.open(options.path))
    whole = session.document.text.whole()
    known = [KnownSpeaker(s.name, s.aliases) for s in session.speakers]
    accepted = {
        (p.start, p.end): name
        for p in session.placed.values()
        if p.shown and (name := session.speaker_name(p.annotation))
    }
    found = suggest(whole, known, accepted)
    if options.json:
        _write([dumps(as_json(session.fingerprint, found)) + "\n"])
    else:
        _write(
            f"{s.confidence:4.0%}  {s.speaker or '–'}: “{' '.join(whole[s.start : s.end].split())}”"
            f"  ({s.reason})\n"
            for s in found
        )
    return 0


def speakers(options: Namespace) -> int:
    """Print who speaks, how often and how much."""
    place = _workplace(options)
    voices = Desk(place.session(documents.open(options.path))).voices()
    if options.json:
        _write([dumps([_voice(voice) for voice in voices]) + "\n"])
    else:
        _write(
            f"{v.words:6} words {v.share:4.0%}  {v.quotations:4} quotations  {v.speaker.name}"
            f"{f' ({v.speaker.role})' if v.speaker.role else ''}  {v.first}–{v.last}\n"
            for v in voices
        )
    return 0


def check(options: Namespace) -> int:
    """Say how the store, the clipboard's way and the terminal are."""
    from readerapp.checking import check, lines

    report = check(_workplace(options), repair=options.repair)
    _write([dumps(report.to_dict()) + "\n"] if options.json else lines(report))
    return 0 if report.healthy else 1


def _workplace(options: Namespace) -> Workplace:
    return workplace(options.store, options.annotator)


def _range(options: Namespace, session: ReadingSession) -> tuple[int, int]:
    """Where `add` marks: by offsets, or where the quoted words stand."""
    from readerapp.quoting import locate

    if options.quote is None:
        if options.start is None or options.end is None:
            raise ReaderError("Say what to mark: --quote TEXT, or --start N --end N.")
        return options.start, options.end
    return locate(
        session.document.text,
        options.quote,
        prefix=options.prefix,
        suffix=options.suffix,
        nth=options.nth,
    )


def _query(options: Namespace) -> str:
    """The filters of the command line in the list pane's words."""
    parts = [options.search] if options.search else []
    for name in ("speaker", "tag", "colour", "by", "state"):
        parts += [f"{name}:{shlex.quote(value)}" for value in getattr(options, name)]
    return " ".join(parts)


def _rows(session: ReadingSession, query: str) -> Iterator[tuple[ReadingSession, Row]]:
    desk = Desk(session)
    desk.set_filter(query)
    return ((session, row) for row in desk.rows)


def _everywhere(place: Workplace, query: str) -> Iterator[tuple[ReadingSession, Row]]:
    """The rows of every document in the store whose file is still there."""
    for record in place.store.documents():
        document = _open_record(record)
        if document is None:
            _tell(f"{record.title}: its file is gone; open it by its new name to list it.")
        else:
            yield from _rows(place.session(document), query)


def _open_record(record: DocumentRecord) -> Document | None:
    for name in record.names:
        if Path(name).is_file():
            try:
                return documents.open(name)
            except ReaderError:
                continue
    return None


def _line(session: ReadingSession, row: Row, *, name: bool) -> str:
    annotation = row.placed.annotation
    where = [session.document.title] if name else []
    where += [row.locator] if row.locator else []
    parts = [" ".join(where), annotation.colour]
    parts += [row.placed.state] if row.placed.state != "exact" else []
    if annotation.target:
        parts.append(f"“{' '.join(annotation.target.exact.split())}”")
    parts += [f"– {row.speaker}"] if row.speaker else []
    parts += [f"[{' '.join(annotation.note.split())}]"] if annotation.note else []
    parts += [f"#{tag}" for tag in annotation.tags]
    return "  ".join(part for part in parts if part) + "\n"


def _voice(voice: Any) -> dict[str, object]:
    return {
        "name": voice.speaker.name,
        "aliases": [*voice.speaker.aliases],
        "role": voice.speaker.role,
        "quotations": voice.quotations,
        "words": voice.words,
        "share": round(voice.share, 4),
        "first": voice.first,
        "last": voice.last,
        "places": [*voice.places],
    }


def _copy(text: str) -> None:
    from readerapp.sharing import clipboard

    sent = clipboard.copy(text)
    if sent.escape:
        try:
            with Path("/dev/tty").open("w", encoding="ascii") as terminal:
                terminal.write(sent.escape)
        except OSError as error:
            raise ReaderError("There is no terminal to copy to; use -o FILE.") from error
    _tell(sent.sentence)


def _write(pieces: Iterable[str], *, exact: bool = False) -> None:
    """Print a result: as it is into a file or a pipe, with stand-ins on a terminal."""
    terminal = sys.stdout.isatty() and not exact
    for piece in pieces:
        shown = display(piece, lines=True) if terminal else piece
        sys.stdout.buffer.write(shown.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _tell(sentence: str) -> None:
    sys.stderr.write(display(sentence) + "\n")


COMMANDS = {
    "read": read,
    "library": library,
    "text": text,
    "add": add,
    "list": list_,
    "export": export_,
    "suggest": suggest,
    "speakers": speakers,
    "check": check,
}
