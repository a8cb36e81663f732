"""Output of the commands: results, notices, and the progress line of long work.

Results go to standard output, everything else to standard error.
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
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.listing.speaker_stats import SpeakerStats
    from readerapp.speakers import Suggestion
    from readerapp.text.source import Text


_AFTER = 0.5
"""Seconds of work before the progress line appears."""
_EVERY = 0.1
"""Seconds between two updates of the progress line."""
_WIDEST = 60
"""The maximum width of the path in the progress line, in cells."""
_FOOT = "\x1b[999;1H"
"""The escape sequence that moves the cursor to the start of the last row."""


def open_document_with_progress(
    path: str,
    *,
    fresh: bool = False,
    paint: Callable[[Text, Sequence[str]], bool] | None = None,
) -> Document:
    """Open a document as `documents.open` does, with a progress line on standard error.

    The line appears only if it takes long and standard error is a terminal. It is removed when the
    document is open.

    Args:
        path: A file, a web address, or `-` for standard input.
        fresh: True to fetch a web page again even if there is a saved copy.
        paint: Called with the beginning of the text and the names of the document to show a
            preview. It returns True if it could; then the line is in the last row of the screen.
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
    """A progress line on standard error, overwritten in place; shown only on a terminal.

    Its text, the argument `doing`, must be safe for a terminal.
    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._next = time.monotonic() + _AFTER
        self._quiet = not sys.stderr.isatty()
        self._written = False
        self.at_foot = False

    def tell(self, done: int, total: int) -> None:
        """Show the progress, unless the line was updated less than 0.1 seconds ago.

        Args:
            done: The amount of work that is done.
            total: The whole amount in the same unit; 0 if it is not known.
        """
        now = time.monotonic()
        if self._quiet or now < self._next:
            return
        self._next = now + _EVERY
        share = f" {done / total:.0%}" if total else ""
        sys.stderr.write(f"{self._start}{self._doing} …{share} (Ctrl+C stops)")
        sys.stderr.flush()
        self._written = True

    def clear(self) -> None:
        """Remove the line."""
        if self._written:
            sys.stderr.write(self._start)
            sys.stderr.flush()
            self._written = False

    @property
    def _start(self) -> str:
        """Return the escape codes that clear the line, in the cursor's row or in the last row."""
        return f"{_FOOT if self.at_foot else chr(13)}\x1b[K"


def print_result(pieces: Iterable[str], *, exact: bool = False) -> None:
    """Print a result; on a terminal, control characters are replaced.

    Args:
        pieces: The parts of the result, written one after the other.
        exact: True if the result has no control characters; it is then never changed.
    """
    shown = sys.stdout.isatty() and not exact
    for piece in pieces:
        text = sanitize(piece, lines=True) if shown else piece
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def print_json(value: object) -> None:
    """Print a result as one JSON value on one line."""
    from readerapp.interchange.exporters.json import dump_json

    print_result([dump_json(value) + "\n"], exact=True)


def print_notice(sentence: str) -> None:
    """Print a sentence to standard error."""
    sys.stderr.write(sanitize(sentence) + "\n")


def format_annotation(row: AnnotationView, title: str = "") -> str:
    """Format an annotation as one line.

    Args:
        row: The annotation.
        title: The title of its document, or "" to leave it out.
    """
    kept, target = row.annotation, row.target
    where = " ".join(part for part in (title, row.locator) if part)
    if row.thread:
        about = f"{row.creator}, {kept.created[:10]}{', resolved' if row.is_resolved else ''}"
        return _line(f"{where}  ↳ {_plain(about)}: [{_plain(kept.note)}]".lstrip())
    parts = [
        where,
        kept.colour if target else "note on the document",
        row.state if row.state != "exact" else "",
        quote(target.exact) if target else "",
        f"– {row.speaker}" if row.speaker else "",
        f"[{kept.note}]" if kept.note else "",
        *(f"#{tag}" for tag in kept.tags),
    ]
    return _line("  ".join(_plain(part) for part in parts if part))


def format_suggestion(found: Suggestion, words: str) -> str:
    """Format the probable speaker of the quotation `words` as one line."""
    return _line(f"{found.confidence:4.0%}  {found.speaker or '–'}: “{words}”  ({found.reason})")


def format_speaker_stats(found: SpeakerStats) -> str:
    """Format the statistics of a speaker as one line."""
    role = f" ({found.speaker.role})" if found.speaker.role else ""
    places = f"  {found.first}–{found.last}" if found.first else ""
    count = f"{found.quotations:4} quotation{' ' if found.quotations == 1 else 's'}"
    name = f"{found.speaker.name}{role}{places}"
    return _line(f"{found.words:6} words  {found.share:4.0%}  {count}  {name}")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _line(text: str) -> str:
    """Return `text` as one line that is safe on a terminal.

    It has no other line breaks, so that tools like `head` count it as one line.
    """
    return sanitize(text.replace("\n", " ").replace("\t", " ")) + "\n"
