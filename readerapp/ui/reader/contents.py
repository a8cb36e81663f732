"""Contents: the outline of the document, the screen that shows it, and the chapter one is in."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from readerapp.text.sanitize import sanitize_label
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.reading.outline import Outline
    from readerapp.ui.reader.screen import ReaderScreen

# The outline and its screen are imported on first use: the first page does not wait for them.


class ContentsController(ReaderController):
    """Shows the contents and goes to headings."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._outline: Outline | None = None

    @property
    def outline(self) -> Outline:
        """Return the outline of the document. It is made once, on any thread."""
        if self._outline is None:
            from readerapp.reading.outline import make_outline

            self._outline = make_outline(self.reader.document)
        return self._outline

    def chapter_at(self, offset: int) -> str:
        """Return the heading over `offset` for the status line.

        It is empty if there is none, if it is the title, or if the outline is not made yet.
        """
        chapter = self._outline.chapter_at(offset) if self._outline else ""
        return chapter if chapter != self.reader.document.title else ""

    async def action_show(self) -> None:
        """Show the contents; what is chosen there is gone to."""
        if not self.outline.entries:
            key = self.app.key
            self.say(f"No headings here · {key('goto')} go to 40% or ¶12 · {key('search')} find")
            return
        await self.choose()

    def choose(self, typed: str = "") -> Awaitable[object]:
        """Open the contents.

        Args:
            typed: the filter to begin with.

        Returns:
            What to await until the screen takes keys.
        """
        from readerapp.ui.screens.contents import ContentsScreen

        reader, outline = self.reader, self.outline
        length = len(reader.document.text)
        model = reader.pending_actions.loaded_model
        counts = outline.counts(model.count_highlights, length) if model else None
        at = reader.document_view.caret.at
        return self.app.push_screen(ContentsScreen(outline, at, counts, length, typed), self._go)

    def action_follow_link(self) -> None:
        """Go where the link at the caret leads; an address outside is only shown."""
        from readerapp.reading.links import find_link_target

        view = self.reader.document_view
        target = find_link_target(self.reader.document, view.caret.at)
        if target is None:
            self.say("No footnote mark or link here")
        elif target.offset is None:
            self.say(f"Link: {sanitize_label(target.address)}")
        else:
            view.jump(target.offset)
            self.say(f"{self.app.key('jump.back')} goes back")

    def _go(self, offset: int | None) -> None:
        if offset is not None:
            self.reader.document_view.jump(offset)
            self.reader.set_focus(self.reader.document_view)
