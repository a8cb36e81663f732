"""The document pane: rows of the text on screen, a caret, a selection, highlights.

Only rows on screen are wrapped and drawn. The view is tied to the offset of its first row,
never to a row number, so a resize keeps the place. Selection is our own, on document
offsets: the built-in one repaints the screen on every motion and knows no caret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from readerapp.reading.caret import Caret, Span
from readerapp.reading.viewport import Viewport
from readerapp.text import units
from readerapp.text.layout import Layout
from readerapp.text.spans import SpanIndex
from readerapp.ui.arrangement import MARGIN
from readerapp.ui.bindings import bindings
from readerapp.ui.margin import Edge
from readerapp.ui.row_painter import Marks, RowPainter

if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.reading.colouring import ColourOf
    from readerapp.session.placing import Placed
    from readerapp.ui.palette import Palette

WHEEL = 3
"""Rows that one notch of the wheel scrolls."""


class DocumentView(Widget, can_focus=True):
    """Shows the document and moves through it; marking is the screen's affair."""

    BINDINGS = bindings("document")

    class Moved(Message):
        """The caret, the selection or the view changed."""

        def can_replace(self, message: Message) -> bool:
            """Only the last of a flood counts."""
            return isinstance(message, DocumentView.Moved)

    @dataclass
    class Clicked(Message):
        """A click, not a drag, at an offset."""

        offset: int

    def __init__(
        self, document: Document, palette: Callable[[], Palette], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._text = document.text
        layout = Layout(document.text, 80)
        self._viewport = Viewport(layout)
        self._painter = RowPainter(document, layout, palette)
        self.caret = Caret(document.text, layout)
        self._highlights: SpanIndex[Placed] = SpanIndex()
        self._match: Span | None = None
        self._focused: str | None = None
        self._faint = True
        self._colour_of: ColourOf = lambda annotation: annotation.colour
        self._drawn = (0, 0, 0)
        self._jumps: list[int] = []
        self._pressed: int | None = None

    # Called by the screen

    def show_highlights(self, gone: Iterable[str], placed: Iterable[Placed]) -> None:
        """Take highlights away by id, and show others."""
        for key in gone:
            self._highlights.discard(key)
        for one in placed:
            if one.shown:
                self._highlights.add(one)
        self.refresh()

    def show_colours(self, colour_of: ColourOf) -> None:
        """Colour the highlights by something else."""
        self._colour_of = colour_of
        self.refresh()

    def show_match(self, match: Span | None) -> bool:
        """Mark a search match, or none; True if that changed anything."""
        if match == self._match:
            return False
        self._match = match
        self.refresh()
        return True

    def focus_highlight(self, key: str | None) -> None:
        """Make one highlight stand out."""
        if key != self._focused:
            self._focused = key
            self.refresh()

    def touching(self, start: int, end: int) -> list[Placed]:
        """The highlights that touch a range, outermost first."""
        found = self._highlights.touching(start, max(end, start + 1))
        return sorted(found, key=lambda p: (p.start - p.end, p.annotation.created))

    def jump(self, offset: int, *, end: int | None = None, remember: bool = True) -> None:
        """Go to `offset` and show it (and `end`, if there is room) with some rows above."""
        if remember:
            self.remember()
        self.caret.jump(offset)
        self._moved(self._viewport.show(offset, end))

    def select(self, start: int, end: int, *, remember: bool = False) -> None:
        """Select a range and show it."""
        if remember:
            self.remember()
        self.caret.select(start, end)
        self._moved(self._viewport.show(start, end))

    @property
    def seen(self) -> tuple[float, float]:
        """Which part of the document is on screen, 0 to 1."""
        rows = self._viewport.rows
        if not rows:
            return 0.0, 1.0
        return self._text.fraction(rows[0].start), self._text.fraction(rows[-1].end)

    @property
    def top(self) -> int:
        """The offset of the first row on screen."""
        return self._viewport.top

    def restore(self, top: int, at: int) -> None:
        """Go back to where somebody left off."""
        self.caret.jump(at)
        self._viewport.lay_out(min(top, at))
        self._moved(self._viewport.follow(self.caret.at) or True)

    def remember(self, offset: int | None = None) -> None:
        """Backspace leads back to `offset`, or to where the caret is."""
        self._jumps.append(self.caret.at if offset is None else offset)

    def quotation(self, direction: int) -> bool:
        """Select the next or previous quotation; False if there is none."""
        found = self.caret.quotation(direction)
        if found and (span := self.caret.selection):
            self._moved(self._viewport.show(span.start, span.end))
        return found

    def adjust(self, start: int, end: int) -> None:
        """Select a range so that moves change its end."""
        self.caret.adjust(start, end)
        self._moved(self._viewport.show(start, end))

    def drop(self) -> None:
        """Forget the selection."""
        self.caret.drop()
        self._moved()

    # Keys

    def action_move(self, motion: str) -> None:
        """Move the caret by a motion."""
        if motion.startswith("document_"):
            self.remember()
        self.caret.move(motion)
        self._moved(self._viewport.follow(self.caret.at))

    def action_extend(self, motion: str) -> None:
        """Select by a motion."""
        self.caret.extend(motion)
        self._moved(self._viewport.follow(self.caret.at))

    def action_page(self, pages: float) -> None:
        """Scroll by pages, the caret with them; one row stays for the eye."""
        view = self._viewport
        before = view.place(self.caret.at) or 0
        rows = max(1, round((view.height - 1) * abs(pages)))
        moved = view.scroll(rows if pages > 0 else -rows)
        place = min(before, len(view.rows) - 1)
        if moved == 0:  # at the end: the caret goes all the way
            place = len(view.rows) - 1 if pages > 0 else 0
        if view.rows:
            self.caret.to_row(view.rows[place].start)
        self._moved(scrolled=moved != 0)

    def action_jump_back(self) -> None:
        """Back to where the last jump began."""
        if self._jumps:
            self.jump(self._jumps.pop(), remember=False)

    def action_select(self) -> None:
        """Start or stop selecting."""
        self.caret.toggle()
        self._moved()

    def action_grow(self) -> None:
        """Grow the selection."""
        self.caret.grow()
        self._moved(self._viewport.follow(self.caret.at))

    def action_shrink(self) -> None:
        """Shrink it again."""
        self.caret.shrink()
        self._moved(self._viewport.follow(self.caret.at))

    def action_swap(self) -> None:
        """Go to the other end."""
        self.caret.swap()
        self._moved(self._viewport.follow(self.caret.at))

    def action_faint(self) -> None:
        """Mark the quotations faintly, or do not."""
        self._faint = not self._faint
        self.refresh()

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The left button puts the caret down and may start a drag."""
        if event.button == 1 and (offset := self._offset_at(event.x, event.y)) is not None:
            event.stop()
            self._pressed = offset
            self.caret.drop()
            self.caret.jump(offset)
            self.capture_mouse()
            self._moved()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag selects; at the edges it scrolls."""
        if self._pressed is None:
            return
        event.stop()
        height = self._viewport.height
        scrolled = not 0 <= event.y < height and self._viewport.scroll(1 if event.y > 0 else -1) > 0
        offset = self._offset_at(event.x, max(0, min(event.y, height - 1)))
        if offset is not None and offset != self._pressed:
            low, high = sorted((offset, self._pressed))
            self.caret.select(low, units.next_cluster(self._text, high))
        self._moved(scrolled)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The end of a drag or a click."""
        if self._pressed is None:
            return
        event.stop()
        self.release_mouse()
        pressed, self._pressed = self._pressed, None
        if self.caret.selection is None:
            self.post_message(self.Clicked(pressed))

    def on_click(self, event: events.Click) -> None:
        """Two clicks select a word, three a sentence."""
        event.stop()
        bounds = {2: units.word_at, 3: units.sentence_at}.get(event.chain)
        offset = self._offset_at(event.x, event.y)
        if bounds and offset is not None and (found := bounds(self._text, offset)):
            self.caret.select(*found)
            self._moved()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls; the caret stays on screen."""
        event.stop()
        self._wheel(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls; the caret stays on screen."""
        event.stop()
        self._wheel(-WHEEL)

    def _wheel(self, rows: int) -> None:
        moved = self._viewport.scroll(rows)
        if self._viewport.rows and self.caret.mode == "none":
            first, last = self._viewport.rows[0], self._viewport.rows[-1]
            if self.caret.at < first.start:
                self.caret.to_row(first.start)
            elif self._viewport.place(self.caret.at) is None:
                self.caret.to_row(last.start)
        self._moved(moved != 0)

    # The view

    def on_resize(self) -> None:
        """Wrap for the new width; the words at the top stay there, the caret on screen."""
        self._viewport.resize(self.size.width - MARGIN - 1, self.size.height)
        self._viewport.follow(self.caret.at)
        self._moved(scrolled=True)

    def notify_style_update(self) -> None:
        """Another theme: draw anew."""
        super().notify_style_update()
        self.refresh()

    def _moved(self, scrolled: bool = False) -> None:
        """Draw what changed and say so: all rows, or those the caret or selection touched."""
        span = self.caret.selection or Span(self.caret.at, self.caret.at)
        before, now = self._drawn, (self.caret.at, span.start, span.end)
        self._drawn = now
        self._place_cursor()
        if scrolled:
            self.refresh()
        elif now != before:
            low, high = min(*before, *now), max(*before, *now)
            for number, row in enumerate(self._viewport.rows):
                if row.start <= high and row.end >= low:
                    self.refresh(Region(0, number, self.size.width, 1))
        self.post_message(self.Moved())

    def _place_cursor(self) -> None:
        """The terminal's own cursor, which is not shown, is where the caret is.

        Screen readers and input methods look there, and the next change of the caret needs no
        move to begin with.
        """
        row = self._viewport.place(self.caret.at)
        if row is not None and self.has_focus:
            column = MARGIN + self._viewport.layout.column(self._viewport.rows[row], self.caret.at)
            self.app.cursor_position = self.content_region.offset + Offset(column, row)

    def _offset_at(self, x: int, y: int) -> int | None:
        rows = self._viewport.rows
        if not 0 <= y < len(rows):
            return len(self._text) if rows and y >= len(rows) else None
        return self._viewport.layout.offset_at(rows[y], max(0, x - MARGIN))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """A row: margin, then the words with all that lies over them."""
        base, width, rows = self.rich_style, self.size.width, self._viewport.rows
        if y >= len(rows):
            return Strip.blank(width, base)
        row, at = rows[y], self.caret.at
        end = max(row.end, row.start + 1)
        marks = Marks(
            highlights=self.touching(row.start, end),
            colour_of=self._colour_of,
            faint=self._faint,
            focused=self._focused,
            match=self._match,
            selection=self.caret.selection,
            caret=at if self._viewport.place(at) == y else None,
            active=self.has_focus,
        )
        edge: Edge = "top" if y == 0 else "bottom" if y == len(rows) - 1 else "inside"
        segments = self._painter.segments(row, marks, base, edge)
        return Strip(segments).adjust_cell_length(width, base)

    def on_focus(self) -> None:
        """The caret is solid when keys go here."""
        self._place_cursor()
        self.refresh()

    def on_blur(self) -> None:
        """And a line when they do not."""
        self.refresh()
