"""The base class of the reader screen: panes, list model, running of actions, status messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.ui.textual_internals import OneFrameScreen
from readerapp.ui.widgets.document_view import DocumentView
from readerapp.ui.widgets.footer import Footer
from readerapp.ui.widgets.highlight_list import HighlightList
from readerapp.ui.widgets.notes_panel import NotesPanel
from readerapp.ui.widgets.overview_ruler import OverviewRuler
from readerapp.ui.widgets.prompt import PromptBar, PromptScreen
from readerapp.ui.widgets.status_line import StatusBar

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.documents import Document
    from readerapp.listing.view_model import AnnotationListModel
    from readerapp.reading.speaker_review import TranscriptTurns
    from readerapp.ui.theme import ThemeStyles
    from readerapp.workspace import AppContext


PORTION_SIZE = 500
"""Annotations changed by others that one refresh applies between two keys. This many take less than
a tenth of a second."""

PORTION_PAUSE = 0.01
"""Seconds between two such portions, in which keys are handled."""


class ReaderBase(PromptScreen[None], OneFrameScreen[None]):
    """A screen with the panes and the list model of a document's annotations.

    The list model (`desk`) is set when a thread has read the annotations.
    """

    def __init__(
        self, reading: Document, context: AppContext, palette: Callable[[], ThemeStyles]
    ) -> None:
        super().__init__()
        self.document = reading
        self.context = context
        self.theme_styles = palette
        self.document_view = DocumentView(reading, palette, id="document")
        self.overview_ruler = OverviewRuler(palette, id="strip")
        self.highlight_list = HighlightList(palette, id="highlights")
        self.notes_panel = NotesPanel(palette, id="notes")
        self.status = StatusBar(id="status")
        self.footer = Footer(id="keys")
        self.prompt = PromptBar(id="prompt")
        self.store_problem: str | None = None  # why the store cannot be written, as last seen
        self.focused_key: str | None = None
        self.turns: TranscriptTurns | None = None
        self._list_model: AnnotationListModel | None = None
        self._pending: list[Callable[[], object]] = []
        self.annotations_ready = asyncio.Event()
        self.is_note_rejected = False  # whether the note that was typed last could not be saved
        self.start_at: str | int | None = (
            None  # the id of the annotation, or the offset, to begin at
        )
        self.load_error = ""  # why the annotations cannot be read; the text is shown without them

    @property
    def list_model(self) -> AnnotationListModel:
        """Return the list model of the annotations.

        Raises:
            ReaderError: the annotations are still being read.
        """
        if self._list_model is None:
            raise ReaderError("Your annotations are still being read; one moment.")
        return self._list_model

    @property
    def has_pending_actions(self) -> bool:
        """Return True while an action waits for the annotations.

        Keys that are typed after such an action must wait too.
        """
        return bool(self._pending)

    @property
    def unsaved(self) -> str:
        """Return why a change made here is not on the disk; empty if all is saved."""
        kept = self._list_model.session.store.unsaved if self._list_model else ""
        return kept or ("the note" if self.is_note_rejected else "")

    @property
    def quit_warning(self) -> str:
        """Return the warning for a user who quits while something is not saved."""
        aside = self._list_model is not None and self._list_model.session.store.aside
        again = "quit again: kept for the next start" if aside else "quitting again loses it"
        return f"Not saved ({self.unsaved}): Ctrl+P Save elsewhere; {again}"

    def attempt(self, act: Callable[[], object]) -> None:
        """Run `act` once the annotations are read; show a ReaderError in the status line.

        If the annotations cannot be read, `act` is dropped and the status line says why.
        """
        if self.load_error:
            self.say(self.load_error, warning=True)
            return
        if self._list_model is None:
            self._pending.append(act)
            self.status.show_message("Reading your annotations …")
            return
        try:
            act()
        except ReaderError as error:
            self.say(str(error), warning=True)

    def answer(self, act: Callable[[], object]) -> None:
        """Run the action of the submitted prompt, then close the prompt.

        After a ReaderError the prompt stays open and shows the error. While the annotations are
        still being read the prompt closes, and the action waits as in `attempt`.
        """
        if self._list_model is not None and not self.load_error:
            try:
                act()
            except ReaderError as error:
                self.prompt.refuse(str(error))
                return
            self.prompt.close()
        else:
            self.prompt.close()
            self.attempt(act)

    def ask_again(self, ask: Callable[[], object], why: str) -> None:
        """Open the prompt again with an error that was found later.

        If that would interrupt the user, the status line shows the error instead.

        Args:
            ask: opens the prompt.
            why: the error, one sentence.
        """
        if self.app.screen is self and not self.prompt.open and not self.notes_panel.editing:
            ask()
            self.prompt.refuse(why)
        else:
            self.say(why, warning=True)

    async def ask(self, ask: Callable[[], object]) -> None:
        """Open a screen that asks a question; wait until it can take the next key.

        Args:
            ask: pushes the screen and returns what to await, or None if no screen opens. It runs as
                in `attempt`.
        """
        waiting: list[object] = []
        self.attempt(lambda: waiting.append(ask()))
        for mounted in waiting:
            if mounted is not None:
                await mounted  # type: ignore[misc]

    def run_pending(self) -> None:
        """Run the actions that waited for the annotations."""
        waiting, self._pending = self._pending, []
        self.annotations_ready.set()
        for act in waiting:
            self.attempt(act)

    def reserve_bottom_rows(self, rows: int) -> None:
        """Reserve rows at the bottom of the screen for a panel, so that it hides no text.

        Args:
            rows: height of the panel in rows. It may hide the status line and the footer.
        """
        own = 2  # the status line and the footer, which it may hide
        self.query_one("#body").styles.margin = (0, 0, max(0, rows - own), 0)

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence in the status line until the next key."""
        self.status.show_message(sentence, warning=warning)

    def apply_change(self, change: Change) -> None:
        """Show a change of the session in every pane."""
        raise NotImplementedError

    def apply_external_changes(self) -> bool:
        """Apply and show a portion of what other processes changed.

        Returns:
            True if more is left. Call again after `PORTION_PAUSE`, so that keys do not wait for it.

        Raises:
            ReaderError: the store cannot be read.
        """
        change = self.list_model.session.refresh(PORTION_SIZE)
        if change or change.sentence:
            self.apply_change(change)
        return change.more

    def show_all(self) -> None:
        """Show the annotations after they have been read."""
        raise NotImplementedError

    def show_colours(self) -> None:
        """Colour the highlights by the current colour scheme."""
        raise NotImplementedError

    def show_position(self) -> None:
        """Show the reading position in the status line."""
        raise NotImplementedError

    def save_note(self) -> None:
        """Save the text of the note editor at once; show an error in the status line."""
        raise NotImplementedError

    def save_now(self) -> None:
        """Save the note being typed and the reading position at once."""
        raise NotImplementedError

    def close_store(self) -> None:
        """Close the session, so that the annotation file is complete."""
        raise NotImplementedError

    def save_elsewhere(self, folder: str) -> None:
        """Move the annotations to the store in another folder and go on there."""
        raise NotImplementedError

    def filter_list(self, query: str) -> None:
        """Show only the annotations that pass the filter `query` in the list."""
        raise NotImplementedError

    def focus_annotation(self, key: str | None) -> None:
        """Make the annotation `key` the one that keys act on; None for no annotation."""
        raise NotImplementedError
