"""What the commands print: results to standard output, everything else to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from readerapp.text.quoting import in_marks
from readerapp.text.safe import display

if TYPE_CHECKING:
    from collections.abc import Iterable

    from readerapp.listing.filters import Row
    from readerapp.listing.voices import Voice
    from readerapp.speakers import Suggestion


def write(pieces: Iterable[str], *, exact: bool = False) -> None:
    """Print a result: as it is into a file or a pipe, with stand-ins on a terminal.

    What is `exact` holds nothing that a terminal obeys, and is printed as it is there too.
    """
    shown = sys.stdout.isatty() and not exact
    for piece in pieces:
        text = display(piece, lines=True) if shown else piece
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def write_json(value: object) -> None:
    """Print a result as one JSON value, on a line."""
    from readerapp.sharing.exports.as_json import dumps

    write([dumps(value) + "\n"], exact=True)


def tell(sentence: str) -> None:
    """Say something besides the result."""
    sys.stderr.write(display(sentence) + "\n")


def annotation(row: Row, title: str = "") -> str:
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
        in_marks(target.exact) if target else "",
        f"– {row.speaker}" if row.speaker else "",
        f"[{kept.note}]" if kept.note else "",
        *(f"#{tag}" for tag in kept.tags),
    ]
    return _line("  ".join(_plain(part) for part in parts if part))


def suggestion(found: Suggestion, words: str) -> str:
    """A line about who probably said `words`."""
    return _line(f"{found.confidence:4.0%}  {found.speaker or '–'}: “{words}”  ({found.reason})")


def voice(found: Voice) -> str:
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
    return display(text.replace("\n", " ").replace("\t", " ")) + "\n"
