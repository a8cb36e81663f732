"""Changes as reported to every pane, validation of an edit's arguments, and document titles.

A document has the title of its text, until a person gives it another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from readerapp.core.errors import ReaderError
from readerapp.core.model import COLOURS, DocumentRecord
from readerapp.text.source import Text


def validate_colour(name: str) -> str:
    """Return `name` if it is one of COLOURS.

    Raises:
        ReaderError: it is not.
    """
    if name not in COLOURS:
        raise ReaderError(f"There is no colour {name}; choose one of {', '.join(COLOURS)}.")
    return name


def validate_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Return the tags with normalised white space, in order, without empty and repeated ones.

    >>> validate_tags(["risk", "  to  do ", "", "risk"])
    ('risk', 'to do')
    """
    return tuple(dict.fromkeys(tag for tag in (" ".join(t.split()) for t in names) if tag))


def validate_range(text: Text, start: int, end: int) -> tuple[int, int]:
    """Return the range `[start, end)` of `text`, in code points.

    Raises:
        ReaderError: it is empty or not within the text.
    """
    if start >= end:
        raise ReaderError("The range is empty; select some text.")
    if start < 0 or end > len(text):
        sentence = f"{start} to {end} is outside the text, which has offsets 0 to {len(text)}."
        raise ReaderError(sentence)
    return start, end


def no_annotation(key: str) -> str:
    """Return the sentence about an id that no annotation has."""
    return f"No annotation has the id {key}; `readerapp list --json` prints the ids."


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit made different: a sentence for the status line, and the ids of annotations.

    `ids` are those whose display changes, also all that show a renamed speaker. `focus` is the
    annotation to select, if any. `speakers` is true if the speakers changed. `more` is true if
    there are more changes, which the next `refresh` returns. `undoable` is true if the next undo
    reverts what the sentence says.
    """

    sentence: str
    ids: frozenset[str] = frozenset()
    focus: str | None = None
    speakers: bool = False
    more: bool = False
    undoable: bool = False

    def __bool__(self) -> bool:
        return bool(self.ids) or self.speakers


TITLE_GIVEN = "titled"
"""A field in a record's `extra`: a person has given the title, so a changed text keeps it."""


def display_title(record: DocumentRecord, own: str) -> str:
    """Return the title to show for a document whose text has the title `own`."""
    return record.title if record.extra.get(TITLE_GIVEN) is True and record.title else own


def set_title(record: DocumentRecord, title: str, own: str) -> DocumentRecord:
    """Return the record with the title that a person gives it; an empty one restores `own`."""
    title = " ".join(title.split())
    rest = {name: value for name, value in record.extra.items() if name != TITLE_GIVEN}
    extra = {**rest, TITLE_GIVEN: True} if title else rest
    return replace(record, title=title or own, extra=extra)
