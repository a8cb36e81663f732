"""The document pane: keys, mouse, caret, selection and scrolling over `DocumentRows`.

Only rows on screen are wrapped and drawn. The view is tied to the offset of its first row, never
to a row number, so a resize keeps the position. The selection uses document offsets and not
Textual's selection, which repaints the screen on every motion and has no caret.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from readerapp.reading.caret import Span
from readerapp.text import motions
from readerapp.ui.actions import make_bindings
from readerapp.ui.idle import IdleTask
from readerapp.ui.widgets.document_rows import DocumentRows

if TYPE_CHECKING:
    from readerapp.documents import Document
    from readerapp.ui.theme import ThemeStyles

WHEEL_ROWS = 3
"""Rows that one notch of the wheel scrolls."""


class DocumentView(DocumentRows, can_focus=True):
    """The document pane; annotations are made by the screen."""

    BINDINGS = make_bindings("document")

    class Moved(Message, bubble=False):
        """The caret, the selection or the view changed; for the screen."""

        def can_replace(self, message: Message) -> bool:
            """Return whether this replaces a queued message: of many only the last counts."""
            return isinstance(message, DocumentView.Moved)

    @dataclass
    class Grown(Message):
        """The selection has grown to a unit of the text; empty if there is no larger one."""

        unit: str

    @dataclass
    class Shrunk(Message):
        """The selection has shrunk to a unit of the text; empty if it is none."""

        unit: str

    @dataclass
    class NoJumpLeft(Message):
        """Backspace was pressed, and there is no jump to go back to."""

    @dataclass
    class Clicked(Message):
        """A click, not a drag, at an offset."""

        offset: int

    def __init__(
        self, document: Document, styles: Callable[[], ThemeStyles], *, id: str | None = None
    ) -> None:
        super().__init__(document, styles, id=id)
        self._jump_list: list[int] = []
        self._idle_task = IdleTask()
        self._press_offset: int | None = None

    # Called by the screen

    def jump(self, offset: int, *, end: int | None = None, remember: bool = True) -> None:
        """Move the caret to `offset` and scroll it into view, with some rows above.

        Args:
            offset: The target offset.
            end: An offset that is shown too, if there is room.
            remember: Whether Backspace leads back to the caret's present offset.
        """
        if remember:
            self.remember()
        self.caret.jump(offset)
        self._viewport.show(offset, end)
        self._after_move()

    def show_match(self, match: Span) -> None:
        """Jump to a search match and highlight it."""
        self._match = match
        self.jump(match.start, end=match.end, remember=False)

    @property
    def match(self) -> Span | None:
        """Return the match that is marked; None if there is none."""
        return self._match

    def forget_match(self) -> bool:
        """Stop highlighting the match; return False if there was none."""
        match, self._match = self._match, None
        self._after_move()
        return match is not None

    def select(self, start: int, end: int, *, remember: bool = False) -> None:
        """Select a range and scroll it into view; `remember` as for `jump`."""
        if remember:
            self.remember()
        self.caret.select(start, end)
        self._viewport.show(start, end)
        self._after_move()

    def begin(self, top: int, at: int) -> None:
        """Set the offsets of the first row and of the caret before the size is known."""
        self.caret.jump(at)
        self._viewport.begin(top)

    def restore(self, top: int, at: int) -> None:
        """Restore a reading position: the offsets of the first row and of the caret."""
        self.caret.jump(at)
        self._viewport.lay_out(min(top, at))
        self._viewport.follow(self.caret.at)
        self._after_move()

    def remember(self, offset: int | None = None) -> None:
        """Add `offset` to the jump list, for Backspace; None is the caret's offset."""
        self._jump_list.append(self.caret.at if offset is None else offset)

    def quotation(self, direction: int) -> bool:
        """Select the next (1) or previous (-1) quotation; return False if there is none."""
        is_found = self.caret.quotation(direction)
        if is_found and (span := self.caret.selection):
            self._viewport.show(span.start, span.end)
            self._after_move()
        return is_found

    def adjust(self, start: int, end: int) -> None:
        """Select a range for adjustment: motions then move its end."""
        self.caret.adjust(start, end)
        self._viewport.show(start, end)
        self._after_move()

    def drop(self) -> None:
        """Clear the selection."""
        self.caret.drop()
        self._after_move()

    # Keys

    def action_move(self, motion: str) -> None:
        """Move the caret by the motion with this name."""
        if motion.startswith("document_"):
            self.remember()
        self.caret.move(motion)
        self._viewport.follow(self.caret.at)
        self._after_move()

    def action_extend(self, motion: str) -> None:
        """Extend the selection by the motion with this name."""
        self.caret.extend(motion)
        self._viewport.follow(self.caret.at)
        self._after_move()

    def action_page(self, pages: float) -> None:
        """Scroll by pages (negative: up) with the caret; one row of the old page stays."""
        view = self._viewport
        caret_row = view.row_index(self.caret.at) or 0
        rows = max(1, round((view.height - 1) * abs(pages)))
        moved = view.scroll(rows if pages > 0 else -rows)
        target_row = min(caret_row, len(view.rows) - 1)
        if moved == 0:  # at an end of the document: move the caret to the last or first row
            target_row = len(view.rows) - 1 if pages > 0 else 0
        if view.rows:
            self.caret.to_row(view.rows[target_row].start)
        self._after_move()

    def action_jump_back(self) -> None:
        """Jump back to where the last jump began."""
        if self._jump_list:
            self.jump(self._jump_list.pop(), remember=False)
        else:
            self.screen.post_message(self.NoJumpLeft())

    def jump_to_and_fro(self) -> bool:
        """Jump back as `action_jump_back`; the next call returns. Return False without a jump."""
        if not self._jump_list:
            return False
        offset = self._jump_list.pop()
        self.jump(offset)
        return True

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows (negative: up); the caret stays on screen."""
        self._wheel(rows)

    def action_select(self) -> None:
        """Start or stop selecting."""
        self.caret.toggle()
        self._after_move()

    def action_grow(self) -> None:
        """Grow the selection."""
        unit = self.caret.grow()
        if span := self.caret.selection:
            self._viewport.show(span.start, span.end)
        self._after_move()
        self.post_message(self.Grown(unit))

    def action_shrink(self) -> None:
        """Undo the last growth of the selection."""
        unit = self.caret.shrink()
        self._viewport.follow(self.caret.at)
        self._after_move()
        self.post_message(self.Shrunk(unit))

    def action_swap(self) -> None:
        """Move the caret to the other end of the selection."""
        self.caret.swap()
        self._viewport.follow(self.caret.at)
        self._after_move()

    def toggle_quotations(self) -> bool:
        """Mark quotations faintly, or not; return whether they are marked now."""
        self._faint_quotations = not self._faint_quotations
        self._rerender()
        return self._faint_quotations

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Move the caret on a press of the left button, which may start a drag."""
        if event.button == 1 and (offset := self._offset_at(event.x, event.y)) is not None:
            event.stop()
            self._press_offset = offset
            self.caret.drop()
            self.caret.jump(offset)
            self.capture_mouse()
            self._after_move()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select during a drag, and scroll when it leaves the pane at the top or bottom."""
        if self._press_offset is None:
            return
        event.stop()
        height = self._viewport.height
        if not 0 <= event.y < height:
            self._viewport.scroll(1 if event.y > 0 else -1)
        offset = self._offset_at(event.x, max(0, min(event.y, height - 1)))
        if offset is not None and offset != self._press_offset:
            low, high = sorted((offset, self._press_offset))
            self.caret.select(low, motions.next_cluster(self._text, high))
        self._after_move()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End a drag; without a selection post `Clicked`."""
        if self._press_offset is None:
            return
        event.stop()
        self.release_mouse()
        press_offset, self._press_offset = self._press_offset, None
        if self.caret.selection is None:
            self.post_message(self.Clicked(press_offset))

    def on_click(self, event: events.Click) -> None:
        """Select a word on a double click, a sentence on a triple click."""
        event.stop()
        bounds = {2: motions.word_at, 3: motions.sentence_at}.get(event.chain)
        offset = self._offset_at(event.x, event.y)
        if bounds and offset is not None and (found := bounds(self._text, offset)):
            self.caret.select(*found)
            self._after_move()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down; the caret stays on screen."""
        event.stop()
        self._wheel(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up; the caret stays on screen."""
        event.stop()
        self._wheel(-WHEEL_ROWS)

    def _wheel(self, rows: int) -> None:
        """Scroll, and move the caret to the nearest visible row unless there is a selection."""
        self._viewport.scroll(rows)
        if self._viewport.rows and self.caret.mode == "none":
            first, last = self._viewport.rows[0], self._viewport.rows[-1]
            if self.caret.at < first.start:
                self.caret.to_row(first.start)
            elif self._viewport.row_index(self.caret.at) is None:
                self.caret.to_row(last.start)
        self._after_move()

    # The view

    def on_resize(self) -> None:
        """Wrap for the new width; keep the text at the top, and the caret on screen."""
        self.wrap()
        self._after_move()

    def on_unmount(self) -> None:
        """Cancel rendering ahead."""
        self._idle_task.stop()

    def _after_move(self) -> None:
        """Repaint what changed, post `Moved`, and render ahead when idle."""
        self.repaint_changes()
        self.screen.post_message(self.Moved())
        self._idle_task.run(self.render_ahead)

    def _offset_at(self, x: int, y: int) -> int | None:
        """Return the offset at a cell of the pane; None above the rows or without any row."""
        rows = self._viewport.rows
        if not 0 <= y < len(rows):
            return len(self._text) if rows and y >= len(rows) else None
        return self._viewport.layout.offset_at(rows[y], max(0, x - self._column.left))
