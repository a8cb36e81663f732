"""Agreeing: the people who marked the document compared, also with those of other files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import work

from readerapp.completion import complete_path, typed_file
from readerapp.model import ReaderError
from readerapp.text.safe import label
from readerapp.ui.screens.base import ReaderBase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from readerapp.exchange.comparing import Comparison, Marked
    from readerapp.ui.screens.agreement import Left, Spot

# What compares is imported when it is wanted: the first page does not wait for it.


class AgreeingActions(ReaderBase):
    """How far people agree, and a walk through where they do not."""

    _beside: tuple[Path, ...] = ()
    """The files that are compared too, until the document is left."""
    _walk: Spot | None = None
    """Where the walk was left."""

    def action_agreement(self) -> None:
        """Compare the people who marked this document."""
        self.attempt(self._gather)

    def compare_with(self, name: str) -> None:
        """Compare with what a file holds too; with the document's own people alone if unnamed.

        Raises:
            ReaderError: there is no such file.
        """
        added = (typed_file(name),) if name.strip() else ()
        self._beside = tuple(dict.fromkeys([*self._beside, *added])) if added else ()
        self._gather(name)

    def _gather(self, name: str = "") -> None:
        from readerapp.exchange.comparing import marked

        self._compare(marked(self.desk.session), name)

    @work(thread=True, exclusive=True, group="agreement")
    def _compare(self, here: Sequence[Marked], name: str) -> None:
        """On a thread: words of other files are looked for in the text."""
        from readerapp.exchange.comparing import compare_document
        from readerapp.exchange.importing import read_files

        try:
            parcels = read_files(self._beside)
            found = compare_document(here, self.reading.text, parcels)
        except ReaderError as error:
            self._beside = self._beside[:-1]
            again = partial(self._ask_file, name)
            self.app.call_from_thread(self.ask_again, again, str(error))
            return
        self.app.call_from_thread(self._show_agreement, found)

    def _ask_file(self, name: str = "") -> None:
        hint = "a file of somebody else's marks"
        self.prompt.ask("agreement with", name, hint, complete=complete_path)

    def _show_agreement(self, found: Comparison) -> None:
        from readerapp.ui.screens.agreement import AgreementScreen, Spot

        if self.app.screen is not self or self.prompt.open or self.notes.editing:
            self.say("The agreement is worked out; ask for it again to see it.")
            return  # the person is somewhere else by now
        if found.problems:
            self.say(label("; ".join(found.problems), 200), warning=True)
        screen = AgreementScreen(found, self.reading.locator, self._walk or Spot())
        self.app.push_screen(screen, self._left)

    def _left(self, left: Left | None) -> None:
        if left is None:
            return
        self._walk = left.at
        if left.file:
            self._ask_file()
        elif left.to:
            self.document.caret.drop()
            self.document.jump(left.to.start, end=left.to.end, remember=True)
            self.set_focus(self.document)
