"""The codebook screen: colours with names, tags with definitions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.ui.reader import ReaderController

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.reading.codebook_editor import CodebookRow, TagMove

# The screen and its model are imported on first use, so that the first page does not wait for them.


class CodebookController(ReaderController):
    """Opens the codebook, and filters the list by what was chosen there."""

    async def action_show(self) -> None:
        """Show the codebook; Enter there filters the list to one colour or tag."""
        from readerapp.reading.codebook_editor import CodebookEditor
        from readerapp.ui.screens.codebook_screen import CodebookScreen

        def show() -> Awaitable[object]:
            codebook = self.reader.context.codebook
            screen = CodebookScreen(
                CodebookEditor(self.session, codebook),
                self.app.theme_styles,
                self._apply_change,
                self._change_elsewhere,
                codebook.problem,
            )
            return self.app.push_screen(screen, self._filter)

        await self.reader.pending_actions.ask(show)

    def _apply_change(self, change: Change) -> None:
        """Show a change of the screen below, and the names of the colours as they are now."""
        self.reader.panes.apply_change(change)
        self._show_names()

    def _show_names(self) -> None:
        """Show the names of the colours as they are now."""
        names, model = self.reader.context.codebook.colour_names(), self.list_model
        if names != model.colour_names:
            model.colour_names = names
            self.reader.panes.show_colours()

    def _change_elsewhere(self, move: TagMove, done: Callable[[str], None]) -> None:
        """Do to the tags of all other documents what was done here, on a thread."""
        from readerapp.catalog.tag_changes import change_tag_elsewhere

        context, document = self.reader.context, self.session.store.record.id

        def work() -> None:
            try:
                sentence = change_tag_elsewhere(context, move.before, move.after, but=document)
            except ReaderError as error:
                sentence = str(error).rstrip(".")
            self.call_on_screen(done, sentence)

        self.start_thread(work, group="codebook")

    def _filter(self, row: CodebookRow | None) -> None:
        """List only the highlights of a colour or tag, and go to the list."""
        from readerapp.listing.filter_query import term

        self._show_names()  # somebody else may have given others
        if row is None:
            return
        if not row.count:
            self.say(f"No highlight has {row.meaning or row.name}")
            return
        value = (row.meaning or row.name) if row.kind == "colour" else row.name
        self.reader.set_focus(self.reader.highlight_list)
        self.attempt(lambda: self.reader.panes.filter_list(term(row.kind, value)))
