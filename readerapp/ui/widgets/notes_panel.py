"""The notes pane: quoted text, speaker and tags of an annotation, its thread, and the note editor.

Autosave: the note is posted after a pause of `note_writer.SAVE_PAUSE` seconds, and without a pause
at most `note_writer.SAVE_DEADLINE` seconds after the first unsaved letter. `flush` posts it at
once, before anything that could end the session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from readerapp.annotations import note_writer
from readerapp.annotations.note_writer import Subject, Version
from readerapp.text.graphemes import cell_width as cells
from readerapp.text.phrases import quote
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.clickable_line import (
    Line,
    Piece,
    click_at,
    query_for,
    segments,
    tag_pieces,
)
from readerapp.ui.widgets.note_editor import NoteEditor

if TYPE_CHECKING:
    from readerapp.interchange.annotation_view import AnnotationView
    from readerapp.reading.note_text import ThreadLine
    from readerapp.ui.theme import ThemeStyles


_HEADER_ROWS = 2
"""Rows of the head, above the thread."""

_LEAST_EDITOR_ROWS = 2
"""Minimum rows of the editor: with one row, the line before would not be visible."""


class NotesPanel(Vertical):
    """The pane that shows one annotation and edits its note."""

    class Typed(Message):
        """There is an unsaved version: get it with `collect`, and report its save to `written`."""

    class Paused(Message):
        """There was no key for a moment, and all that was typed is saved."""

    class Left(Message):
        """The user has left the note editor with Esc."""

    @dataclass
    class Filtered(Message):
        """The speaker or a tag in the head was clicked: `query` finds all that has it."""

        query: str

    def __init__(self, styles: Callable[[], ThemeStyles], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._header = _NoteHeader(styles, lambda: self.editing)
        self._thread_view = ThreadView(self._room)
        self._editor = NoteEditor()
        self._hidden_text_row = _HiddenTextRow()
        self._subject = Subject(None)
        self._is_reply = False
        self._posted_note = ""  # the note as it was loaded or last posted
        self._versions: list[Version] = []  # posted, not yet collected
        self._unwritten_count = 0  # number of versions posted and not yet written
        self._was_edited = False  # whether anything was posted since the note was loaded
        self._is_dirty = False  # whether a part of the note is not on the disk
        self._save_failed = False  # whether the last posted version could not be saved
        self._pause_timer: Timer | None = None
        self._deadline_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Create the head, the thread, the editor, and the row about hidden text."""
        yield self._header
        yield self._thread_view
        yield self._editor
        yield self._hidden_text_row

    def on_resize(self) -> None:
        """Lay out the thread for the new size."""
        self._thread_view.lay_out()

    def on_descendant_focus(self) -> None:
        """Show that the note is being written."""
        self._show_hint()

    def on_descendant_blur(self) -> None:
        """Show that the note is only shown."""
        self._show_hint()

    def _show_hint(self) -> None:
        """Show in an empty editor what goes there, and in the head whether it has the focus."""
        hint = "Belongs to the file" if self._editor.read_only else "Your reply"
        self._editor.placeholder = hint if self._is_reply else ""
        self._header.show_writing("reply" if self._is_reply else "note")

    def show_key(self, key: str) -> None:
        """Set the key that writes the note on the document."""
        self._header.show_key(key)

    # Called by the screen

    def show_colour_names(self, names: Mapping[str, str]) -> None:
        """Set the names that people gave to colours, by colour."""
        self._header.show_colour_names(names)

    @property
    def editor(self) -> TextArea:
        """Return the editor, which has the focus while a note is written."""
        return self._editor

    @property
    def editing(self) -> bool:
        """Return whether the editor has the focus."""
        # `has_focus` stays true until the editor has handled the blur event.
        return self.is_attached and self.screen.focused is self._editor

    @property
    def saving(self) -> bool:
        """Return whether there is unsaved text, or typing has not paused yet."""
        return self._is_dirty or self._pause_timer is not None

    @property
    def key(self) -> str | None:
        """Return the id of the annotation whose note is shown; None if it does not exist yet."""
        return self._subject.key

    def is_about(self, subject: Subject) -> bool:
        """Return whether the note shown is about `subject`."""
        return subject is self._subject

    def show(
        self,
        row: AnnotationView | None,
        thread: AnnotationView | None = None,
        *,
        fresh: bool = False,
    ) -> None:
        """Show an annotation; never replace text that is being typed.

        Args:
            row: The annotation; None is an empty note on the document.
            thread: The first row of its thread.
            fresh: Whether to start a new reply.
        """
        from readerapp.reading.note_text import choose_draft, find_note

        if self.editing:
            note = find_note(thread, self._subject.key)
            if note is not None:
                self._thread_view.show(thread, self._subject.key)
                untouched = not self._was_edited and self._editor.note == self._posted_note
                if untouched and note != self._posted_note:
                    self._load(note)
                    self.prepare()
            return
        draft = choose_draft(row, thread, fresh=fresh)
        self._header.show(thread)
        self._thread_view.show(thread, draft.key)
        if self._subject.is_of(draft.key, draft.thread_id):
            if self._is_dirty or self._editor.note != self._posted_note:
                return
        else:
            self.flush()
            self._subject = Subject(draft.key or None, draft.thread_id)
            self._is_reply = bool(draft.thread_id)
            self._editor.read_only = draft.read_only
            self._show_hint()
        self._load(draft.note)

    def _load(self, note: str) -> None:
        self._subject.text = self._posted_note = note
        self._was_edited = self._is_dirty = self._save_failed = False
        if self._editor.note != note:
            self._editor.load(note)
            self._show_hidden()

    def prepare(self) -> None:
        """Move the editor's cursor to the end of the note."""
        self._editor.action_note_end()

    def show_start(self) -> None:
        """Scroll to the start of the note, where reading begins."""
        self._editor.action_note_start()

    @property
    def note(self) -> str:
        """Return the whole text of the editor."""
        return self._editor.note

    def replace_note(self, note: str) -> None:
        """Put another text into the editor, as if it had been typed there."""
        self._editor.load(note)
        self.flush()

    def flush(self) -> None:
        """Post now what was typed since the last post."""
        self._stop_timers()
        self._post()

    def collect(self) -> list[Version]:
        """Return the versions posted since the last call, the oldest first."""
        versions, self._versions = self._versions, []
        return versions

    def written(self, version: Version, *, saved: bool, seconds: float = 0.0) -> None:
        """Report the save of a collected version.

        Args:
            version: The version.
            saved: False if it could not be saved.
            seconds: How long the save took.
        """
        self._unwritten_count -= 1
        if self.is_about(version.subject):
            self._save_failed = not saved
            self._is_dirty = not saved or self._editor.note != version.text
        elif not self._unwritten_count:  # the last version of the note that was shown before
            self._is_dirty = self._save_failed or self._editor.note != self._posted_note
        if self._is_dirty and not self._save_failed and not self._unwritten_count:
            self._save_within(max(note_writer.SAVE_DEADLINE, note_writer.SAVE_REST * seconds))

    # Its own widgets

    def on_text_area_changed(self) -> None:
        """Start the autosave timers; the screen gets the event too, and shows what is unsaved."""
        self._show_hidden()
        if self._editor.note == self._posted_note:
            self._is_dirty = self._unwritten_count > 0 or self._save_failed
            return
        self._is_dirty = True
        if self._pause_timer:
            self._pause_timer.stop()
        self._pause_timer = self.set_timer(note_writer.SAVE_PAUSE, self._on_pause)
        self._save_within(note_writer.SAVE_DEADLINE)

    def on_note_editor_done(self) -> None:
        """Post the note and `Left` after Esc in the editor."""
        self.flush()
        self.post_message(self.Left())

    def _on_pause(self) -> None:
        self._pause_timer = None
        if not self._unwritten_count:
            self._post()
        if not self._is_dirty:
            self.post_message(self.Paused())

    def _on_deadline(self) -> None:
        self._deadline_timer = None
        if not self._unwritten_count:  # else `written` starts the timer again
            self._post()

    def _save_within(self, seconds: float) -> None:
        """Start the timer for the next save, if it does not run already."""
        if self._deadline_timer is None:
            self._deadline_timer = self.set_timer(seconds, self._on_deadline)

    def _post(self) -> None:
        """Post the note if it has changed, or if its last version could not be saved."""
        note = self._editor.note
        if note != self._posted_note or self._save_failed:
            self._posted_note, self._save_failed, self._was_edited = note, False, True
            self._unwritten_count += 1
            self._versions.append(Version(self._subject, note))
            self.post_message(self.Typed())

    def _room(self) -> int:
        """Return the number of rows that head, editor and foot leave to the thread."""
        return (
            self.size.height
            - _HEADER_ROWS
            - _LEAST_EDITOR_ROWS
            - (1 if self._hidden_text_row.display else 0)
        )

    def _show_hidden(self) -> None:
        """Show how much text the editor hides; this row is taken from the thread."""
        before = self._hidden_text_row.display
        self._hidden_text_row.show(*self._editor.hidden)
        if self._hidden_text_row.display != before:
            self._thread_view.lay_out()

    def _stop_timers(self) -> None:
        for timer in (self._pause_timer, self._deadline_timer):
            if timer:
                timer.stop()
        self._pause_timer = self._deadline_timer = None


class _NoteHeader(Widget):
    """The two rows at the top: what the note is about, and whether it is being written."""

    def __init__(self, styles: Callable[[], ThemeStyles], is_writing: Callable[[], bool]) -> None:
        super().__init__()
        self._theme_styles = styles
        self._is_writing = is_writing
        self._row: AnnotationView | None = None
        self._kind = "note"
        self._key = ""
        self._lines: dict[int, Line] = {}
        self._colour_names: Mapping[str, str] = {}

    def show_colour_names(self, names: Mapping[str, str]) -> None:
        """Set the names of the colours."""
        if names != self._colour_names:
            self._colour_names = names
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Filter by the speaker or the tag that was clicked."""
        if query := click_at(self._lines.get(event.y, []), event.x):
            event.stop()
            self.post_message(NotesPanel.Filtered(query))

    def show_key(self, key: str) -> None:
        """Set the key that writes the note on the document."""
        self._key = key
        self.refresh()

    def show(self, row: AnnotationView | None) -> None:
        """Show what the note is about; None is the document."""
        if row != self._row:
            self._row = row
            self.refresh()

    def show_writing(self, kind: str) -> None:
        """Show what is written in the editor, "note" or "reply", and whether it is now."""
        self._kind = kind
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render a row: first the title with speaker and locator, then quoted text and tags."""
        base, width, row = self.rich_style, self.size.width, self._row
        annotation, styles = row.annotation if row else None, self._theme_styles()
        if row is None or annotation is None or annotation.target is None:
            if y > 0:
                return Strip.blank(width, base)
            line = self._title_line("on the document", width)
        elif y == 0:
            line = self._title_line("", width)
        else:
            tags = tag_pieces(annotation.tags, width // 2)
            tags_width = sum(cells(piece.text) for piece in tags)
            words = quote(annotation.target.exact)
            text = sanitize_label(words, width - 1 - (tags_width + 1 if tags else 0))
            line = [Piece("▌", styles.bar(annotation.colour)), Piece(f"{text} "), *tags]
        self._lines[y] = line
        if y == 0:
            base += styles.title(active=self._is_writing())
        return Strip(segments(line, base)).adjust_cell_length(width, base)

    def _title_line(self, place: str, width: int) -> Line:
        """Return the title, and behind it speaker, annotator, colour and locator.

        A colour without a name is left out where the bar below has it.

        Args:
            place: what the note is about, if not a passage.
            width: the width of the row in cells.
        """
        title, row = sanitize_label(self._title(place), max(0, width - 1)), self._row
        line = [Piece(f" {title}", Style(bold=True))]
        if row is None and not self._is_writing():
            # The key is beside the title: in a row of its own it would be sent at each scroll.
            room = max(0, width - cells(title) - 4)
            line.append(Piece(f"  {sanitize_label(f'{self._key} add note', room)}"))
        if row is None:
            return line
        if place:
            room = max(0, width - cells(title) - 4)
            label = sanitize_label(row.place_label, room)
            return [*line, Piece(f"  {label}")] if label else line
        if row.is_embedded:
            who, query = row.creator or "somebody", query_for("by", row.creator)
            maker = ""
        else:
            who, query = row.speaker or "no speaker", query_for("speaker", row.speaker)
            maker = "" if row.is_own else f"by {row.creator}"
            if row.is_proposal:
                maker = f"proposed {maker}"
            elif row.accepted_by:
                maker = f"{maker}, accepted by {row.accepted_by}"
        who = sanitize_label(who, max(0, width - cells(title) - 4))
        colour = row.annotation.colour
        unnamed = "" if self._theme_styles().colour else colour
        called = "" if row.is_embedded else self._colour_names.get(colour, unnamed)
        parts = (maker, called, row.place_label)
        facts = "".join(f" · {part}" for part in parts if part)
        room = max(0, width - cells(title) - cells(who) - 4)
        return [
            *line,
            Piece("  "),
            Piece(who, Style(), query),
            Piece(f" {sanitize_label(facts, room - 1)}"),
        ]

    def _title(self, place: str = "") -> str:
        """Return the title: reading or writing, and what."""
        kind, annotation = self._kind, self._row.annotation if self._row else None
        if annotation and self._row and self._row.is_embedded:
            kind = "Note" if annotation.note else "Highlight"
            return f"{kind} of the file{' · Esc back' if self._is_writing() else ''}"
        if self._is_writing():
            return " ".join(part for part in ("Writing", kind, place) if part) + " · Esc done"
        if kind == "note" and annotation and not annotation.note and not place:
            return "No note yet"
        return f"{kind.capitalize()} {place}".rstrip()


class _HiddenTextRow(Widget):
    """The row below the editor of a long note: how much of it is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._hidden = (0, 0)
        self.display = False

    def show(self, before: int, after: int) -> None:
        """Show how many code points are hidden before and after; no row if none are."""
        if (before, after) != self._hidden:
            self._hidden = before, after
            self.display = bool(before or after)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the row."""
        counts = zip(self._hidden, ("above", "below"), strict=True)
        parts = [f"{count:,} {where}" for count, where in counts if count]
        text = sanitize_label(f" Characters not shown: {', '.join(parts)}", self.size.width)
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(
            self.size.width, self.rich_style
        )


class ThreadView(Widget):
    """The notes of a thread that are not resolved, without the one that is in the editor."""

    def __init__(self, room: Callable[[], int]) -> None:
        super().__init__()
        self._room = room
        self._thread: AnnotationView | None = None
        self._edited_key: str | None = None
        self._lines: list[ThreadLine] = []

    def show(self, thread: AnnotationView | None, written: str | None) -> None:
        """Show a thread without the note whose annotation has the id `written`."""
        if (thread, written) != (self._thread, self._edited_key):
            self._thread, self._edited_key = thread, written
            self.lay_out()

    def on_resize(self) -> None:
        """Lay out the lines for the new width."""
        self.lay_out()

    def lay_out(self) -> None:
        """Take as many rows as the thread needs, at most what the panel has room for."""
        from readerapp.reading.note_text import format_thread

        panel = self.parent
        assert isinstance(panel, Widget)
        width = max(1, panel.size.width - 2)
        self._lines = format_thread(self._thread, self._edited_key, width, self._room())
        self.styles.height = len(self._lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render a line of the thread."""
        base, width = self.rich_style, self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[y]
        style = base + (Style(bold=True) if line.is_byline else Style(dim=True))
        return Strip([Segment(f" {line.text}", style)]).adjust_cell_length(width, base)
