"""The prompt that opens another document: a path or a web address, typed, pasted or recalled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home
from readerapp.reading.completion import Completion, RecentDocument, complete_document
from readerapp.reading.document_name import parse_document_name, working_folder
from readerapp.text.sanitize import sanitize_label
from readerapp.ui.screens.loading import open_document

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp
    from readerapp.ui.widgets.prompt import PromptBar
    from readerapp.workspace import AppContext

PURPOSE = "open"
"""The purpose of the prompt in its messages."""

RECENT = 200
"""Recent documents that Up recalls."""

_LONGEST = 4096
"""Code points of a pasted path or address."""

_HINT = "path or web address · Tab completes · ↑ recent documents"
_NARROW_HINT = "path or address"


class OpenPrompt:
    """The prompt of one screen that opens a document.

    Args:
        app: the app, which opens the document.
        prompt: the prompt of the screen.
        context: the store and the reading history.
        names: the paths and addresses of the document that is being read. A relative path is also
            looked for beside it; it is not among the recent documents.
    """

    def __init__(
        self, app: ReaderApp, prompt: PromptBar, context: AppContext, names: Sequence[str] = ()
    ) -> None:
        self._app, self._prompt, self._context, self._names = app, prompt, context, names
        paths = [Path(name) for name in names if not documents.is_address(name)]
        folders = [path.parent for path in paths[:1]]
        self._folders = [folder for folder in folders if folder != working_folder()]

    def ask(self, text: str = "") -> None:
        """Open the prompt.

        Args:
            text: the text to start with.
        """
        recent = self._recent_documents()
        self._prompt.ask(
            PURPOSE,
            text,
            _HINT if self._app.size.width > len(_HINT) + 8 else _NARROW_HINT,
            complete=partial(complete_document, folders=self._folders, recent=recent),
            recent=[abbreviate_home(document.name) for document in recent],
        )

    def complete(self, typed: str) -> Completion:
        """Complete the path of a file, or the name of a recent document."""
        return complete_document(typed, self._folders, self._recent_documents())

    def ask_pasted(self, text: str) -> None:
        """Open the prompt with a path or an address that was pasted; ignore other text."""
        line = text.strip().partition("\n")[0]
        try:
            name = parse_document_name(line[:_LONGEST], self._folders)
        except ReaderError:
            return
        self.ask(abbreviate_home(name))
        self.show_hint(name)

    def show_hint(self, typed: str) -> None:
        """Say what Enter does with a web address."""
        address = typed.strip()
        if documents.is_address(address):
            self._prompt.inform(f"Enter fetches {sanitize_label(address, 60)} from the web")

    def submit(self, typed: str) -> None:
        """Open what was typed, or keep the prompt and say why it cannot be opened."""
        try:
            open_document(self._app, self.find(typed), partial(self._ask_again, typed))
        except ReaderError as error:
            self._prompt.refuse(str(error))
        else:
            self._prompt.close()

    def find(self, typed: str) -> str:
        """Return the path or web address that was typed.

        Raises:
            ReaderError: there is no such document.
        """
        return parse_document_name(typed, self._folders)

    def open_named(self, name: str, typed: str) -> None:
        """Open a document; if it cannot be opened, ask again with what was typed.

        Args:
            name: what `find` returned.
            typed: what was typed.
        """
        try:
            open_document(self._app, name, partial(self._ask_again, typed))
        except ReaderError as error:
            self._ask_again(typed, str(error))

    def _ask_again(self, typed: str, why: str) -> None:
        self.ask(typed)
        self._prompt.refuse(why)

    def _recent_documents(self) -> list[RecentDocument]:
        """Return the documents read before whose files are there, the last one first."""
        positions = self._context.last_positions.positions()
        # One that was left before its annotations were read has no last position.
        names = [("", left) for left in reversed(self._app.left_names)]
        names += [(position.title, position.names) for position in positions]
        found: dict[str, RecentDocument] = {}
        for title, known in names:
            path = None if set(known) & set(self._names) else _existing(known)
            if path is not None and len(found) < RECENT:
                found[path] = RecentDocument(title, path)
        return [*found.values()]


def _existing(names: Sequence[str]) -> str | None:
    """Return the first of the names that is a file now."""
    return next((name for name in names if Path(name).is_file()), None)
