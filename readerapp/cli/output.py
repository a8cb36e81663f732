"""Output of the commands: results on standard output, notices on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from readerapp.core.model import STATE_NAMES
from readerapp.core.paths import abbreviate_home
from readerapp.interchange.annotation_view import AnnotationView, signature
from readerapp.text.phrases import count_noun, quote, with_full_stop
from readerapp.text.sanitize import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from readerapp.api.records import Suggestion
    from readerapp.listing.speaker_stats import SpeakerStats

NO_QUOTATIONS = "No quotations were found."
NO_SPEAKERS = "No speakers yet; `readerapp suggest` lists probable ones."


def print_result(pieces: Iterable[str], *, exact: bool = False) -> None:
    """Print a result; on a terminal, control characters are replaced.

    Args:
        pieces: The parts of the result, written one after the other.
        exact: True if the result has no control characters; it is then never changed.
    """
    to_terminal = sys.stdout.isatty() and not exact
    for piece in pieces:
        text = sanitize(piece, lines=True) if to_terminal else piece
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def print_json(value: object) -> None:
    """Print a result as one JSON value on one line."""
    from readerapp.interchange.exporters.json import dump_json

    print_result([dump_json(value) + "\n"], exact=True)


def print_notice(sentence: str) -> None:
    """Print a sentence to standard error."""
    sys.stderr.write(sanitize(with_full_stop(sentence)) + "\n")


def no_annotations(store: Path, *, filtered: bool) -> str:
    """Return the sentence that is printed instead of annotations, with the folder of the store."""
    name = f"the store {abbreviate_home(str(store))}"
    if filtered:
        return f"No annotations in {name} match this filter."
    return f"No annotations yet in {name}."


def format_annotation(row: AnnotationView, title: str = "") -> str:
    """Format an annotation as one line.

    Args:
        row: The annotation.
        title: The title of its document, or "" to leave it out.
    """
    annotation, target = row.annotation, row.annotation.target
    where = " ".join(part for part in (title, row.place_label) if part)
    if row.thread:
        about = _plain(signature(row))
        return _line(f"{where}  ↳ {about}: [{_plain(annotation.note)}]".lstrip())
    parts = [
        where,
        annotation.colour if target else "document note",
        f"of the file, {signature(row)}".removesuffix(", ") if row.is_embedded else "",
        "resolved" if row.is_resolved and not row.is_embedded else "",
        f"proposed by {row.creator}" if row.is_proposal else "",
        STATE_NAMES[row.state] if row.state != "exact" else "",
        quote(target.exact) if target else "",
        f"– {row.speaker}" if row.speaker else "",
        f"[{annotation.note}]" if annotation.note else "",
        *(f"#{tag}" for tag in annotation.tags),
    ]
    return _line("  ".join(_plain(part) for part in parts if part))


def format_suggestion(suggestion: Suggestion) -> str:
    """Format the probable speaker of a quotation as one line."""
    speaker = suggestion.speaker or "–"
    facts = f"({suggestion.locator}; {suggestion.reason})"
    return _line(f"{suggestion.confidence:4.0%}  {speaker}: “{suggestion.text}”  {facts}")


def format_speaker_stats(stats: SpeakerStats, documents: int = 0) -> str:
    """Format the statistics of a speaker as one line.

    Args:
        stats: The statistics.
        documents: In how many documents; 0 to leave it out.
    """
    role = f" ({stats.speaker.role})" if stats.speaker.role else ""
    ends = dict.fromkeys((stats.first, stats.last))  # one, if all is at the same place
    places = f"  {'–'.join(ends)}" if stats.first else ""
    noun = "turn" if stats.turns == stats.quotations else "quotation"
    count = f"{stats.quotations:4} {noun}{' ' if stats.quotations == 1 else 's'}"
    where = f"  in {count_noun(documents, 'document')}" if documents else ""
    name = f"{stats.speaker.name}{role}{places}{where}"
    words = "word " if stats.words == 1 else "words"
    return _line(f"{stats.words:6} {words}  {stats.share:4.0%}  {count}  {name}")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _line(text: str) -> str:
    """Return `text` as one line that is safe on a terminal.

    It has no other line breaks, so that tools like `head` count it as one line.
    """
    return sanitize(text.replace("\n", " ").replace("\t", " ")) + "\n"
