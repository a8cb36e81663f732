"""The notes panel: the words, who said them, the tags, and the note in a real editor.

Typing is saved while it goes on: a pause of a third of a second posts what stands there,
and `flush` does so at once before anything that could end the session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from readerapp.model import new_id
from readerapp.text.cells import width as cells
from readerapp.text.quoting import in_marks
from readerapp.text.safe import display, label

if TYPE_CHECKING:
    from readerapp.listing.filters import Row
    from readerapp.reading.threads import Line
    from readerapp.ui.palette import Palette

PAUSE = 0.3
"""Seconds without a key after which what was typed is saved."""


class NotesPanel(Vertical):
    """Shows one annotation; its editor writes the annotation's note."""

    @dataclass
    class Typed(Message):
        """A note as it stands now, in place of the text `before`.

        `key` is None for a document note that is yet to be made. With `answers` it is the id that
        a reply to that annotation has, or shall have.
        """

        key: str | None
        text: str
        before: str = ""
        answers: str = ""

    class Left(Message):
        """The person is done with the note."""

    def __init__(self, palette: Callable[[], Palette], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._head = _Head(palette)
        self._others = ThreadView()
        self._editor = NoteEditor("", soft_wrap=True, show_line_numbers=False)
        self._key: str | None = None
        self._answers = ""  # what a reply answers that is not shown in the thread yet
        self._saved = ""
        self._typed = False  # since the editor was given what it has
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """A head, what others wrote, and an editor."""
        yield self._head
        yield self._others
        yield self._editor

    def on_resize(self) -> None:
        """More or less room for the thread."""
        self._others.lay_out()

    # Called by the screen

    @property
    def editor(self) -> TextArea:
        """What takes the focus while a note is written."""
        return self._editor

    @property
    def editing(self) -> bool:
        """True while the person writes."""
        return self._editor.has_focus

    def show(self, row: Row | None, thread: Row | None = None, *, fresh: bool = False) -> None:
        """Show an annotation, or an empty note on the document; never over what is being typed.

        `thread` is the first row of its thread. `fresh` is for a new reply.
        """
        from readerapp.reading.threads import draft, note_in

        if self.editing:
            note = note_in(thread, self._key)
            if note is not None:
                self._others.show(thread, self._key)
                untouched = not self._typed and self._editor.text == self._saved
                if untouched and note != self._saved:
                    self._load(note)
                    self.prepare()
            return
        self._head.show(thread)
        wanted = draft(row, thread, fresh=fresh)
        self._others.show(thread, wanted.key)
        same = (wanted.key, wanted.answers) == (self._key, self._answers)
        if same and wanted.note == self._editor.text:
            self._typed = False
            return
        self.flush()
        self._key, self._answers = wanted.key, wanted.answers
        self._editor.placeholder = "Your reply" if wanted.answers else ""
        self._load(wanted.note)

    def _load(self, note: str) -> None:
        self._saved, self._typed = note, False
        if self._editor.text != note:
            self._editor.load_text(note)

    @property
    def key(self) -> str | None:
        """The id of the annotation whose note it is, if there is one already."""
        return self._key

    def prepare(self) -> None:
        """Be ready to write at the end of the note."""
        self._editor.move_cursor(self._editor.document.end)

    def adopt(self, key: str) -> None:
        """What is being typed belongs to this annotation from now on."""
        self._key = key

    def flush(self) -> None:
        """Post what was typed since the last time."""
        if self._timer:
            self._timer.stop()
            self._timer = None
        if typed := self.unsaved():
            self.saved()
            self.post_message(typed)

    def unsaved(self) -> Typed | None:
        """What was typed and not yet posted, for an end that leaves no time for messages."""
        text = self._editor.text
        if text == self._saved:
            return None
        if self._answers and not self._key:
            self._key = new_id()
        return self.Typed(self._key, text, self._saved, self._answers)

    def saved(self) -> None:
        """What stands in the editor has been saved, or will be."""
        self._saved, self._typed = self._editor.text, True

    # Its own widgets

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Save after a pause."""
        event.stop()
        if event.text_area.text == self._saved:
            return
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self.flush)

    def on_note_editor_done(self) -> None:
        """Esc in the editor."""
        self.flush()
        self.post_message(self.Left())


class NoteEditor(TextArea):
    """Textual's editor: no blinking, Esc leaves, Tab goes to the next pane, safe to look at."""

    BINDINGS = [Binding("escape", "done", "Done", show=False)]

    class Done(Message):
        """Esc was pressed."""

    def on_mount(self) -> None:
        """A blinking cursor would send bytes for ever."""
        self.cursor_blink = False

    def get_line(self, line_index: int) -> Text:
        """A line as it is shown, code point for code point."""
        return Text(display(self.document.get_line(line_index)), end="", no_wrap=True)

    def action_done(self) -> None:
        """Leave."""
        self.post_message(self.Done())


class ThreadView(Widget):
    """What others wrote in a thread, and what else oneself did, above the editor."""

    _EDITOR = 2
    """Rows that the editor has at least."""

    def __init__(self) -> None:
        super().__init__()
        self._thread: Row | None = None
        self._written: str | None = None
        self._lines: list[Line] = []

    def show(self, thread: Row | None, written: str | None) -> None:
        """Show a thread without what is being written."""
        if (thread, written) != (self._thread, self._written):
            self._thread, self._written = thread, written
            self.lay_out()

    def on_resize(self) -> None:
        """Another width needs other lines."""
        self.lay_out()

    def lay_out(self) -> None:
        """Take as many rows as the thread needs and the panel has."""
        from readerapp.reading.threads import lines

        panel = self.parent
        assert isinstance(panel, Widget)
        room = panel.size.height - _Head.ROWS - self._EDITOR
        self._lines = lines(self._thread, self._written, max(1, panel.size.width - 2), room)
        self.styles.height = len(self._lines)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the thread."""
        base, width = self.rich_style, self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, base)
        line = self._lines[y]
        style = base + (Style(bold=True) if line.who else Style(dim=True))
        return Strip([Segment(f" {line.text}", style)]).adjust_cell_length(width, base)


class _Head(Widget):
    """Two rows above the editor: what the note is about."""

    ROWS = 2

    def __init__(self, palette: Callable[[], Palette]) -> None:
        super().__init__()
        self._palette = palette
        self._row: Row | None = None

    def show(self, row: Row | None) -> None:
        """Show what the note is about; None is the document."""
        if row != self._row:
            self._row = row
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Who and where; then the words and the tags."""
        base, width, row = self.rich_style, self.size.width, self._row
        annotation = row.placed.annotation if row else None
        if row is None or annotation is None or annotation.target is None:
            text = "Note on the document" if y == 0 else ""
            segments = [Segment(f" {text}", base + Style(bold=True))]
        elif y == 0:
            who = label(row.speaker or "no speaker yet", width - 1)
            maker = "" if row.own else f"· by {row.creator} "
            told = f"{maker}· {annotation.colour} · {row.locator}"
            facts = label(told, max(0, width - cells(who) - 2))
            segments = [
                Segment("▌", base + self._palette().bar(annotation.colour)),
                Segment(who, base + Style(bold=bool(row.speaker) or None)),
                Segment(f" {facts}", base + Style(dim=True)),
            ]
        else:
            tags = label(" ".join(f"#{tag}" for tag in annotation.tags), width // 2)
            words = in_marks(annotation.target.exact)
            text = label(words, width - 1 - (cells(tags) + 1 if tags else 0))
            segments = [
                Segment(f" {text} ", base),
                Segment(tags, base + Style(dim=True)),
            ]
        return Strip(segments).adjust_cell_length(width, base)
