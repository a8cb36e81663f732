"""Taking away: copies to the clipboard and exports to a file, with the truth about both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from readerapp.completion import complete_path, typed_path
from readerapp.model import ReaderError
from readerapp.session.title import title_of
from readerapp.text.safe import label
from readerapp.ui.compat import write_to_terminal
from readerapp.ui.screens.base import ReaderBase

if TYPE_CHECKING:
    from readerapp.sharing.clipboard import Sent

# What exports and copies is imported when it is wanted: the first page does not wait for it.


class TakingActions(ReaderBase):
    """Copy a quotation, copy all, export."""

    _overwrite: Path | None = None
    """The file that the person has been asked about."""

    def action_copy(self) -> None:
        """Copy the highlight, the selection or the quotation here, with its citation."""
        self.attempt(lambda: self._send(self._citation()))

    def action_copy_all(self) -> None:
        """Copy all that the list shows."""

        def copy() -> None:
            from readerapp.listing.exporting import entries, source
            from readerapp.sharing.exports import export

            rows = self.desk.rows
            if not rows:
                raise ReaderError("The list is empty; there is nothing to copy.")
            found = entries(rows)
            template = self.place.settings.templates.get("text", "")
            self._send("".join(export("text", source(self.desk.session), found, template=template)))

        self.attempt(copy)

    def action_export(self) -> None:
        """Ask for a file; its ending chooses the format."""
        stem = label(self.reading.title, 60).replace("/", "-") or "highlights"
        hint = ".md .txt .html .csv .json and more"
        self._overwrite = None
        self.prompt.ask("export to", f"{stem}.md", hint, complete=complete_path)

    def export_to(self, name: str) -> None:
        """Write what the list shows to a file; an existing one only after a second Enter.

        Raises:
            ReaderError: the file exists, or cannot be written.
        """
        from readerapp.listing.exporting import write_file

        path = typed_path(name)
        if path.is_file() and path != self._overwrite:
            self._overwrite = path
            raise ReaderError(f"{label(str(path))} exists; Enter again writes over it.")
        self._overwrite = None
        templates = self.place.settings.templates
        self.say(write_file(self.desk.session, self.desk.rows, path, templates=templates))

    def _citation(self) -> str:
        from readerapp.sharing.citation import cite

        style = self.place.settings.citation
        title = title_of(self.desk.session.store.record, self.reading.title)
        row = self.desk.row(self._copied())
        if row and row.placed.annotation.target:
            exact = row.placed.annotation.target.exact
            speaker = row.speaker if self.place.settings.cite_speaker else ""
            return cite(exact, speaker=speaker, title=title, locator=row.locator, style=style)
        span = self.document.caret.subject()
        if span is None:
            raise ReaderError("There is nothing to copy here; select some words first.")
        exact = self.reading.text.slice(span.start, span.end)
        return cite(exact, title=title, locator=self.reading.locator(span.start), style=style)

    def _copied(self) -> str | None:
        if self.focused is self.highlights:
            return self.highlights.current
        return None if self.document.caret.selection else self.focused_key

    @work(thread=True, exclusive=True, group="clipboard")
    def _send(self, text: str) -> None:
        """On a thread: a clipboard tool may take its time."""
        from readerapp.sharing import clipboard

        try:
            sent = clipboard.copy(text)
        except ReaderError as error:
            self.app.call_from_thread(self.say, str(error), warning=True)
            return
        self.app.call_from_thread(self._sent, sent)

    def _sent(self, sent: Sent) -> None:
        if sent.escape:
            write_to_terminal(self.app, sent.escape)
        self.say(sent.sentence)
