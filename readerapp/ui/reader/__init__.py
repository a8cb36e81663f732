"""What the parts of the reader screen share: its panes, the desk, and how acts are carried out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.ui.screens.prompt_screen import PromptScreen
from readerapp.ui.textual_internals import OneFrameScreen
from readerapp.ui.widgets.bars import Footer, PromptBar, StatusBar
from readerapp.ui.widgets.document_view import DocumentView
from readerapp.ui.widgets.highlight_list import HighlightList
from readerapp.ui.widgets.notes_panel import NotesPanel
from readerapp.ui.widgets.overview_ruler import OverviewRuler

if TYPE_CHECKING:
    from readerapp.annotations.change import Change
    from readerapp.documents import Document
    from readerapp.listing.view_model import AnnotationListModel
    from readerapp.reading.speaker_review import TranscriptTurns
    from readerapp.ui.theme import ThemeStyles
    from readerapp.workspace import AppContext


AT_ONCE = 500
"""Annotations of others that are taken in between two keys: less than a tenth of a second."""

BREATH = 0.01
"""Seconds that keys have between two such portions."""


class ReaderBase(PromptScreen[None], OneFrameScreen[None]):
    """The panes and the desk. The desk comes when the annotations have been read."""

    def __init__(
        self, reading: Document, place: AppContext, palette: Callable[[], ThemeStyles]
    ) -> None:
        super().__init__()
        self.reading = reading
        self.place = place
        self.palette = palette
        self.document = DocumentView(reading, palette, id="document")
        self.strip = OverviewRuler(palette, id="strip")
        self.highlights = HighlightList(palette, id="highlights")
        self.notes = NotesPanel(palette, id="notes")
        self.status = StatusBar(id="status")
        self.keys = Footer(id="keys")
        self.prompt = PromptBar(id="prompt")
        self.problem: str | None = None  # why the store cannot be written, as last seen
        self.focused_key: str | None = None
        self.turns: TranscriptTurns | None = None
        self._desk: AnnotationListModel | None = None
        self._waiting: list[Callable[[], object]] = []
        self.opened = asyncio.Event()
        self.note_refused = False  # whether the note that was typed last could not be saved
        self.goal: str | int | None = None  # the annotation or the offset to begin at
        self.refused = ""  # why the annotations cannot be read: there is text to read, no more

    @property
    def desk(self) -> AnnotationListModel:
        """The annotations; ReaderError while they are still being read."""
        if self._desk is None:
            raise ReaderError("Your annotations are still being read; one moment.")
        return self._desk

    @property
    def holding(self) -> bool:
        """True while an act waits for the annotations: keys typed behind it must wait too."""
        return bool(self._waiting)

    @property
    def unsaved(self) -> str:
        """Why something made here is not on the disk; empty if everything is."""
        kept = self._desk.session.store.unsaved if self._desk else ""
        return kept or ("the note" if self.note_refused else "")

    @property
    def parting(self) -> str:
        """What to tell somebody who leaves with something unsaved."""
        aside = self._desk is not None and self._desk.session.store.aside
        again = "quit again: kept for the next start" if aside else "quitting again loses it"
        return f"Not saved ({self.unsaved}): Ctrl+P Save elsewhere; {again}"

    def attempt(self, act: Callable[[], object]) -> None:
        """Do `act` once the annotations are read; what goes wrong is said in the status line."""
        if self.refused:
            self.say(self.refused, warning=True)
            return
        if self._desk is None:
            self._waiting.append(act)
            self.status.show_message("Reading your annotations …")
            return
        try:
            act()
        except ReaderError as error:
            self.say(str(error), warning=True)

    def answer(self, act: Callable[[], object]) -> None:
        """Do what the prompt was asked for; if it cannot be done, it stays open and says why."""
        if self._desk is not None and not self.refused:
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
        """Open the prompt once more because of what came out later, unless it would interrupt."""
        if self.app.screen is self and not self.prompt.open and not self.notes.editing:
            ask()
            self.prompt.refuse(why)
        else:
            self.say(why, warning=True)

    async def ask(self, ask: Callable[[], object]) -> None:
        """Open a screen that asks; the next key waits until it can take it."""
        waiting: list[object] = []
        self.attempt(lambda: waiting.append(ask()))
        for mounted in waiting:
            if mounted is not None:
                await mounted  # type: ignore[misc]

    def carry_on(self) -> None:
        """Do what waited for the annotations."""
        waiting, self._waiting = self._waiting, []
        self.opened.set()
        for act in waiting:
            self.attempt(act)

    def cover(self, rows: int) -> None:
        """Leave this many rows at the bottom to a panel, so that it hides nothing of the text."""
        own = 2  # the status line and the keys, which it may hide
        self.query_one("#body").styles.margin = (0, 0, max(0, rows - own), 0)

    def say(self, sentence: str, *, warning: bool = False) -> None:
        """Show a sentence in the status line until the next key."""
        self.status.show_message(sentence, warning=warning)

    def take(self, change: Change) -> None:
        """Show a change of the session in every pane."""
        raise NotImplementedError

    def take_others(self) -> bool:
        """Show some of what others changed; True if there is more, for which keys shall not wait.

        Raises:
            ReaderError: the store cannot be read.
        """
        change = self.desk.session.refresh(AT_ONCE)
        if change or change.sentence:
            self.take(change)
        return change.more

    def show_all(self) -> None:
        """Show the annotations once they have been read."""
        raise NotImplementedError

    def show_colours(self) -> None:
        """Colour the highlights as the person wants them now."""
        raise NotImplementedError

    def show_place(self) -> None:
        """Show where one is in the status line."""
        raise NotImplementedError

    def save_note(self) -> None:
        """Save what stands in the note editor, at once; what goes wrong is said."""
        raise NotImplementedError

    def save_now(self) -> None:
        """Save what is being typed and where one is, at once."""
        raise NotImplementedError

    def close_store(self) -> None:
        """Leave the annotation file complete."""
        raise NotImplementedError

    def save_elsewhere(self, folder: str) -> None:
        """Keep the annotations in another folder from now on."""
        raise NotImplementedError

    def filter_list(self, query: str) -> None:
        """List what `query` lets through."""
        raise NotImplementedError

    def focus_on(self, key: str | None) -> None:
        """Make an annotation the one that keys act on."""
        raise NotImplementedError
