"""One call of a tool: what it reports while it works, and whether its answer is still wanted."""

from __future__ import annotations

import threading

from readerapp.core.errors import ReaderError


class Call:
    """The state of a call, shared by the thread that works and the one that waits for it.

    Attributes:
        progress: what is being done, how many are done and how many there are.
    """

    def __init__(self) -> None:
        self.progress = ("", 0, 0)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Say that nobody waits for the answer any more."""
        self._stopped.set()

    def is_stopped(self) -> bool:
        """Return whether the work may end without an answer."""
        return self._stopped.is_set()

    def report(self, what: str, done: int, total: int) -> None:
        """Note how far the work is."""
        self.progress = (what, done, total)

    def check(self, done: int = 0, total: int = 0) -> None:
        """Note how far the opening of a document is.

        Raises:
            ReaderError: nobody waits for the answer any more.
        """
        self.report("Opening the document", done, total)
        if self.is_stopped():
            raise ReaderError("The call was cancelled.")
