"""What the commands print: results to standard output, everything else to standard error.

How far a command's long work has come, on the terminal it was typed in.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from readerapp import documents
from readerapp.text.phrases import quote
from readerapp.text.sanitize import sanitize, sanitize_label

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from readerapp.documents import Document
    from readerapp.listing.filters import AnnotationRow
    from readerapp.listing.speaker_stats import SpeakerStats
    from readerapp.speakers import Suggestion
    from readerapp.text.source import Text


_AFTER = 0.5
"""Seconds of work after which it is told."""
_EVERY = 0.1
_WIDEST = 60
_FOOT = "\x1b[999;1H"


def open_document_with_progress(
    path: str,
    *,
    fresh: bool = False,
    paint: Callable[[Text, Sequence[str]], bool] | None = None,
) -> Document:
    """As `documents.open`; if it takes long, a line on standard error says how far it is.

    The line is for a person at a terminal alone, and it is gone when the document is there.
    `paint` puts the beginning of a document on the screen, and says whether it could; then
    the line stands at the foot of it.
    """
    line = ProgressLine(f"Reading {sanitize_label(path, _WIDEST)}")

    def begin(beginning: Text, names: Sequence[str]) -> None:
        line.clear()
        line.at_foot = paint is not None and paint(beginning, names)

    try:
        return documents.open(path, progress=line.tell, preview=begin, fresh=fresh)
    finally:
        line.clear()


class ProgressLine:
    """One line on standard error that is written over and over, for a person at a terminal.

    `doing` is what it says, safe for a terminal.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._next = time.monotonic() + _AFTER
        self._quiet = not sys.stderr.isatty()
        self._written = False
        self.at_foot = False

    def tell(self, done: int, total: int) -> None:
        """Say how far the work is, unless it was said just now."""
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        self._next = now + _EVERY
        share = f" {done / total:.0%}" if total else ""
        sys.stderr.write(f"{self._start}{self._doing} …{share} (Ctrl+C stops)")
        sys.stderr.flush()
        self._written = True

    def clear(self) -> None:
        """Take the line away."""
        if self._written:
            sys.stderr.write(self._start)
            sys.stderr.flush()
            self._written = False

    @property
    def _start(self) -> str:
        """To the start of an empty line: the one where the cursor is, or the last of the screen."""
        return f"{_FOOT if self.at_foot else chr(13)}\x1b[K"


def print_result(pieces: Iterable[str], *, exact: bool = False) -> None:
    """Print a result: as it is into a file or a pipe, with stand-ins on a terminal.

    What is `exact` holds nothing that a terminal obeys, and is printed as it is there too.
    """
    shown = sys.stdout.isatty() and not exact
    for piece in pieces:
        text = sanitize(piece, lines=True) if shown else piece
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def print_json(value: object) -> None:
    """Print a result as one JSON value, on a line."""
    from readerapp.interchange.exporters.json import dump_json

    print_result([dump_json(value) + "\n"], exact=True)


def print_notice(sentence: str) -> None:
    """Say something besides the result."""
    sys.stderr.write(sanitize(sentence) + "\n")


def format_annotation(row: AnnotationRow, title: str = "") -> str:
    """A line about an annotation, with the title of its document if that does not go without."""
    kept, target = row.placed.annotation, row.placed.annotation.target
    where = " ".join(part for part in (title, row.locator) if part)
    if row.thread:
        about = f"{row.creator}, {kept.created[:10]}{', resolved' if row.resolved else ''}"
        return _line(f"{where}  ↳ {_plain(about)}: [{_plain(kept.note)}]".lstrip())
    parts = [
        where,
        kept.colour if target else "note on the document",
        row.placed.state if row.placed.state != "exact" else "",
        quote(target.exact) if target else "",
        f"– {row.speaker}" if row.speaker else "",
        f"[{kept.note}]" if kept.note else "",
        *(f"#{tag}" for tag in kept.tags),
    ]
    return _line("  ".join(_plain(part) for part in parts if part))


def format_suggestion(found: Suggestion, words: str) -> str:
    """A line about who probably said `words`."""
    return _line(f"{found.confidence:4.0%}  {found.speaker or '–'}: “{words}”  ({found.reason})")


def format_speaker_stats(found: SpeakerStats) -> str:
    """A line about how much a speaker says."""
    role = f" ({found.speaker.role})" if found.speaker.role else ""
    places = f"  {found.first}–{found.last}" if found.first else ""
    count = f"{found.quotations:4} quotation{' ' if found.quotations == 1 else 's'}"
    name = f"{found.speaker.name}{role}{places}"
    return _line(f"{found.words:6} words  {found.share:4.0%}  {count}  {name}")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _line(text: str) -> str:
    """One line that is safe on a terminal: pipes like `head` end there too."""
    return sanitize(text.replace("\n", " ").replace("\t", " ")) + "\n"
