"""Announcements for a screen reader: what is under the caret, in words, in the status line.

A screen reader speaks text that changes. It does not speak a colour, a sign in the gutter or a
reversed row, so these are named when the caret or the list gets there.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.text.words import count_words
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.documents.document import Heading
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.ui.reader.screen import ReaderScreen

_QUOTED_CELLS = 60
"""Maximum width in cells of words that are repeated."""


def describe_annotation(row: AnnotationView) -> str:
    """Describe an annotation: what it is, colour, speaker, state, note and tags."""
    annotation = row.annotation
    state = {"exact": "", "drifted": "text changed", "orphaned": "text not found"}[row.state]
    note = sanitize_label(annotation.note, _QUOTED_CELLS) if annotation.note else ""
    parts = [
        _kind_of(row),
        "of the file" if row.is_embedded else "",
        annotation.colour if annotation.target else "",
        row.speaker,
        f"by {row.creator}" if row.creator and not row.is_own else "",
        state,
        f"note: {note}" if note else "",
        f"tags: {' '.join(annotation.tags)}" if annotation.tags else "",
        count_noun(len(row.replies), "reply", "replies") if row.replies else "",
    ]
    return ", ".join(part for part in parts if part)


def _kind_of(row: AnnotationView) -> str:
    if row.thread:
        return "reply"
    if row.is_proposal:
        return "proposal"
    return "highlight" if row.annotation.target else "document note"


class AnnouncementController(ReaderController):
    """Says in the status line what the caret or the list has come to."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._key: str | None = None
        self._heading: int | None = None
        self._selection: tuple[int, int] | None = None

    def announce_caret(self) -> None:
        """Say what the caret has come to: a highlight, a heading, a selection."""
        if not self.app.screen_reader:
            return
        caret = self.reader.document_view.caret
        span, key = caret.selection, self.reader.panes.highlight_key
        selection = (span.start, span.end) if span else None
        heading = self._heading_at(caret.at)
        words = ""
        if selection and selection != self._selection:
            text = self.reader.document.text.slice(*selection)
            count = count_noun(count_words(text), "word")
            words = f"selected, {count}: {sanitize_label(text, _QUOTED_CELLS)}"
        elif key and key != self._key:
            words = self._describe(key)
        elif heading and heading.start != self._heading:
            words = f"heading, level {heading.level}"
        self._key, self._selection = key, selection
        self._heading = heading.start if heading else None
        self._announce(words)

    def announce_pane(self) -> None:
        """Say which pane has got the focus, and where in it."""
        if not self.app.screen_reader:
            return
        reader = self.reader
        if reader.focused is reader.highlight_list:
            key = reader.highlight_list.current
            self.announce_row(key) if key else self._announce("list, no highlights")
        elif reader.focused is reader.notes_panel.editor:
            self._announce("note")
        elif reader.focused is reader.document_view:
            self._announce("text")

    def announce_row(self, key: str) -> None:
        """Say what the list has come to, and its number."""
        if not self.app.screen_reader:
            return
        index = self.list_model.index_of(key)
        row = self.list_model.row(key)
        if index is not None and row is not None:
            locator = f", {row.locator}" if row.locator else ""
            place = f"{index + 1} of {len(self.list_model.rows)}"
            self._announce(f"{place}, {describe_annotation(row)}{locator}")

    def _announce(self, words: str) -> None:
        """Show `words`, unless the status line says what a key has done."""
        if words and not self.reader.status.message:
            self.say(words)

    def _describe(self, key: str) -> str:
        model = self.reader.pending_actions.loaded_model
        row = model.row(key) if model else None
        return describe_annotation(row) if row else ""

    def _heading_at(self, offset: int) -> Heading | None:
        """Return the heading whose line the offset is on; None if there is none."""
        headings = self.reader.document.headings
        index = bisect_right(headings, offset, key=lambda heading: heading.start) - 1
        if index < 0:
            return None
        end = self.reader.document.text.slice(headings[index].start, offset)
        return None if "\n" in end.strip("\n") or len(end) > 1000 else headings[index]
