"""The notes panel: the words, who said them, the tags, and the note in a real editor.

Typing is saved while it goes on: what stands there is posted after a pause of a third of a second,
and without one soon after the first letter that is not saved. `flush` does so at once before
anything that could end the session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from readerapp.session.note_writing import Subject, Version
from readerapp.text.cells import width as cells
from readerapp.text.quoting import in_marks
from readerapp.text.safe import label
from readerapp.ui.widgets.note_editor import NoteEditor

if TYPE_CHECKING:
    from readerapp.listing.filters import Row
    from readerapp.ui.palette import Palette

PAUSE = 0.3
"""Seconds without a key after which what was typed is saved."""

LATEST = 0.4
"""Seconds after the first letter that is not saved, after which it is whatever is typed meanwhile:
half a second is promised, and the disk takes some of it."""

REST = 5
"""Between two saves of a large note at least so many times what the last one took goes by: it
writes megabytes, and keys come first."""


class NotesPanel(Vertical):
    """Shows one annotation; its editor writes the annotation's note."""

    @dataclass
    class Typed(Message):
        """A note as it stands now, which is not saved yet: `written` is to tell that it is."""

        version: Version

    class Paused(Message):
        """No key for a moment, and all that was typed is saved."""

    class Left(Message):
        """The person is done with the note."""

    def __init__(self, palette: Callable[[], Palette], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._head = _Head(palette)
        self._editor = NoteEditor()
        self._foot = _Foot()
        self._subject = Subject(None)
        self._posted = ""  # the note as it was loaded, or posted last
        self._writing = 0  # versions that were posted and not written yet
        self._dirty = False  # whether something of the note is not on the disk
        self._refused = False  # whether the version that was posted last could not be saved
        self._pause: Timer | None = None
        self._latest: Timer | None = None

    def compose(self) -> ComposeResult:
        """A head, an editor, and what the editor does not show."""
        yield self._head
        yield self._editor
        yield self._foot

    # Called by the screen

    @property
    def editor(self) -> TextArea:
        """What takes the focus while a note is written."""
        return self._editor

    @property
    def editing(self) -> bool:
        """True while the person writes."""
        return self._editor.has_focus

    @property
    def saving(self) -> bool:
        """True from a letter on until it is saved and no more have come for a moment."""
        return self._dirty or self._pause is not None

    def is_about(self, subject: Subject) -> bool:
        """Whether the note shown is that on `subject`."""
        return subject is self._subject

    def show(self, row: Row | None) -> None:
        """Show an annotation, or an empty note on the document; never over what is being typed."""
        key = row.key if row else None
        note = row.placed.annotation.note if row else ""
        self._head.show(row)
        same = key == self._subject.key
        if same and (self.editing or self._dirty or note == self._editor.note):
            return
        self.flush()
        self._posted, self._dirty, self._refused = note, False, False
        if not same:
            self._subject = Subject(key)
        if self._editor.note != note:
            self._editor.load(note)
            self._foot.show(*self._editor.hidden)

    def prepare(self) -> None:
        """Be ready to write at the end of the note."""
        self._editor.action_note_end()

    def flush(self) -> None:
        """Post what was typed since the last time."""
        self._stop_timers()
        self._post()

    def unsaved(self) -> Version | None:
        """What is typed and not known to be saved; None if all is."""
        return Version(self._subject, self._editor.note) if self._dirty else None

    def written(self, version: Version, *, saved: bool, seconds: float = 0.0) -> None:
        """A version that was posted is saved, which took `seconds`, or cannot be."""
        self._writing = max(0, self._writing - 1)
        if not self.is_about(version.subject):
            return
        self._refused = not saved
        self._dirty = not saved or self._editor.note != version.text
        if saved and self._dirty and not self._writing:
            self._save_within(max(LATEST, REST * seconds))

    # Its own widgets

    def on_text_area_changed(self) -> None:
        """Save soon. The screen hears of it too, and tells that it is not saved."""
        self._foot.show(*self._editor.hidden)
        if self._editor.note == self._posted:
            self._dirty = self._writing > 0 or self._refused
            return
        self._dirty = True
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._on_pause)
        self._save_within(LATEST)

    def on_note_editor_done(self) -> None:
        """Esc in the editor."""
        self.flush()
        self.post_message(self.Left())

    def _on_pause(self) -> None:
        self._pause = None
        if not self._writing:
            self._post()
        if not self._dirty:
            self.post_message(self.Paused())

    def _on_latest(self) -> None:
        self._latest = None
        if not self._writing:  # else `written` sees to it
            self._post()

    def _save_within(self, seconds: float) -> None:
        if self._latest is None:
            self._latest = self.set_timer(seconds, self._on_latest)

    def _post(self) -> None:
        note = self._editor.note
        if note != self._posted or self._refused:
            self._posted, self._refused = note, False
            self._writing += 1
            self.post_message(self.Typed(Version(self._subject, note)))

    def _stop_timers(self) -> None:
        for timer in (self._pause, self._latest):
            if timer:
                timer.stop()
        self._pause = self._latest = None


class _Head(Widget):
    """Two rows above the editor: what the note is about."""

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


class _Foot(Widget):
    """A row below the editor of a long note: how much of it is not shown."""

    def __init__(self) -> None:
        super().__init__()
        self._hidden = (0, 0)
        self.display = False

    def show(self, before: int, after: int) -> None:
        """Tell how many characters stand before and after what is shown; nothing if none do."""
        if (before, after) != self._hidden:
            self._hidden = before, after
            self.display = bool(before or after)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The row."""
        counts = zip(self._hidden, ("above", "below"), strict=True)
        parts = [f"{count:,} {where}" for count, where in counts if count]
        text = label(f" Characters not shown: {', '.join(parts)}", self.size.width)
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(
            self.size.width, self.rich_style
        )
