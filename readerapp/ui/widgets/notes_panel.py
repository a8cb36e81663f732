"""The notes panel: the words, who said them, the tags, and the note in a real editor.

Typing is saved while it goes on: what stands there is posted after a pause of a third of a second,
and without one soon after the first letter that is not saved. `flush` does so at once before
anything that could end the session.
"""

from __future__ import annotations

from collections.abc import Callable
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

from readerapp.annotations.note_writer import Subject, Version
from readerapp.text.graphemes import cell_width as cells
from readerapp.text.phrases import quote
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.widgets.note_editor import NoteEditor
from readerapp.ui.widgets.thread_view import ThreadView

if TYPE_CHECKING:
    from readerapp.listing.filters import AnnotationRow
    from readerapp.ui.theme import ThemeStyles

PAUSE = 0.3
"""Seconds without a key after which what was typed is saved."""

LATEST = 0.4
"""Seconds after the first letter that is not saved, after which it is whatever is typed meanwhile:
half a second is promised, and the disk takes some of it."""

REST = 5
"""Between two saves of a large note at least so many times what the last one took goes by: it
writes megabytes, and keys come first."""

_HEAD = 2
"""Rows about the passage, above the thread."""

_EDITOR = 2
"""Rows that the editor has at least: with one, nobody sees the line before."""


class NotesPanel(Vertical):
    """Shows one annotation; its editor writes the annotation's note."""

    class Typed(Message):
        """A note is not saved as it stands now: `collect` hands it out, `written` takes note."""

    class Paused(Message):
        """No key for a moment, and all that was typed is saved."""

    class Left(Message):
        """The person is done with the note."""

    def __init__(self, palette: Callable[[], ThemeStyles], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._head = _Head(palette)
        self._others = ThreadView(self._room)
        self._editor = NoteEditor()
        self._foot = _Foot()
        self._subject = Subject(None)
        self._posted = ""  # the note as it was loaded, or posted last
        self._versions: list[Version] = []  # that were posted and not collected yet
        self._writing = 0  # versions that were posted and not written yet
        self._typed = False  # whether anything was posted since the note was loaded
        self._dirty = False  # whether something of the note is not on the disk
        self._refused = False  # whether the version that was posted last could not be saved
        self._pause: Timer | None = None
        self._latest: Timer | None = None

    def compose(self) -> ComposeResult:
        """A head, what others wrote, an editor, and what the editor does not show."""
        yield self._head
        yield self._others
        yield self._editor
        yield self._foot

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
        # `has_focus` is true until the editor has heard that it has no focus any more.
        return self.is_attached and self.screen.focused is self._editor

    @property
    def saving(self) -> bool:
        """True from a letter on until it is saved and no more have come for a moment."""
        return self._dirty or self._pause is not None

    @property
    def key(self) -> str | None:
        """The id of the annotation whose note it is, if there is one already."""
        return self._subject.key

    def is_about(self, subject: Subject) -> bool:
        """Whether the note shown is that on `subject`."""
        return subject is self._subject

    def show(
        self, row: AnnotationRow | None, thread: AnnotationRow | None = None, *, fresh: bool = False
    ) -> None:
        """Show an annotation, or an empty note on the document; never over what is being typed.

        `thread` is the first row of its thread. `fresh` is for a new reply.
        """
        from readerapp.reading.threads import draft, note_in

        if self.editing:
            note = note_in(thread, self._subject.key)
            if note is not None:
                self._others.show(thread, self._subject.key)
                untouched = not self._typed and self._editor.note == self._posted
                if untouched and note != self._posted:
                    self._load(note)
                    self.prepare()
            return
        wanted = draft(row, thread, fresh=fresh)
        self._head.show(thread)
        self._others.show(thread, wanted.key)
        if self._subject.is_of(wanted.key, wanted.answers):
            if self._dirty or self._editor.note != self._posted:
                return
        else:
            self.flush()
            self._subject = Subject(wanted.key or None, wanted.answers)
            self._editor.placeholder = "Your reply" if wanted.answers else ""
        self._load(wanted.note)

    def _load(self, note: str) -> None:
        self._subject.text = self._posted = note
        self._typed = self._dirty = self._refused = False
        if self._editor.note != note:
            self._editor.load(note)
            self._show_hidden()

    def prepare(self) -> None:
        """Be ready to write at the end of the note."""
        self._editor.action_note_end()

    def flush(self) -> None:
        """Post what was typed since the last time."""
        self._stop_timers()
        self._post()

    def collect(self) -> list[Version]:
        """Hand out the versions that were posted since the last time, the oldest first."""
        versions, self._versions = self._versions, []
        return versions

    def written(self, version: Version, *, saved: bool, seconds: float = 0.0) -> None:
        """A version that was collected is saved, which took `seconds`, or cannot be."""
        self._writing -= 1
        if self.is_about(version.subject):
            self._refused = not saved
            self._dirty = not saved or self._editor.note != version.text
        if self._dirty and not self._refused and not self._writing:
            self._save_within(max(LATEST, REST * seconds))

    # Its own widgets

    def on_text_area_changed(self) -> None:
        """Save soon. The screen hears of it too, and tells that it is not saved."""
        self._show_hidden()
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
            self._posted, self._refused, self._typed = note, False, True
            self._writing += 1
            self._versions.append(Version(self._subject, note))
            self.post_message(self.Typed())

    def _room(self) -> int:
        """Rows that the thread may take: the others' are left to them."""
        return self.size.height - _HEAD - _EDITOR - (1 if self._foot.display else 0)

    def _show_hidden(self) -> None:
        """Tell what the editor does not show; that takes a row from the thread."""
        before = self._foot.display
        self._foot.show(*self._editor.hidden)
        if self._foot.display != before:
            self._others.lay_out()

    def _stop_timers(self) -> None:
        for timer in (self._pause, self._latest):
            if timer:
                timer.stop()
        self._pause = self._latest = None


class _Head(Widget):
    """Two rows above the editor: what the note is about."""

    def __init__(self, palette: Callable[[], ThemeStyles]) -> None:
        super().__init__()
        self._palette = palette
        self._row: AnnotationRow | None = None

    def show(self, row: AnnotationRow | None) -> None:
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
            who = sanitize_label(row.speaker or "no speaker yet", width - 1)
            maker = "" if row.own else f"· by {row.creator} "
            told = f"{maker}· {annotation.colour} · {row.locator}"
            facts = sanitize_label(told, max(0, width - cells(who) - 2))
            segments = [
                Segment("▌", base + self._palette().bar(annotation.colour)),
                Segment(who, base + Style(bold=bool(row.speaker) or None)),
                Segment(f" {facts}", base + Style(dim=True)),
            ]
        else:
            tags = sanitize_label(" ".join(f"#{tag}" for tag in annotation.tags), width // 2)
            words = quote(annotation.target.exact)
            text = sanitize_label(words, width - 1 - (cells(tags) + 1 if tags else 0))
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
        text = sanitize_label(f" Characters not shown: {', '.join(parts)}", self.size.width)
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(
            self.size.width, self.rich_style
        )
