"""Opening the reader: the shortest way from a command to the first page.

Apart from the other commands, because it imports nothing that the first page does not need.

The terminal before the reader's screen has it: keys typed early are kept as they were typed.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from readerapp import documents
from readerapp.cli.output import open_document_with_progress
from readerapp.core.errors import ReaderError
from readerapp.core.paths import has_settings
from readerapp.reading.first_page_position import find_last_position

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from readerapp.documents import Document
    from readerapp.text.source import Text


def read_keys_from_terminal() -> None:
    """Take keys from the terminal itself, after standard input has been read to its end.

    Raises:
        ReaderError: there is no terminal.
    """
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError as error:
        raise ReaderError("There is no terminal to take keys from; use text or list.") from error
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)


@contextmanager
def preserve_typeahead() -> Iterator[None]:
    """Until the end of the block, show no typed key and change none; then as it was before.

    A terminal in its usual mode prints what is typed while the program starts, and turns Enter
    into a line feed; the reader would take that for another key.
    """
    import termios

    try:
        before = termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):  # no terminal: nothing to keep
        yield
        return
    quiet = [*before]
    quiet[0] &= ~termios.ICRNL
    quiet[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, quiet)
    try:
        yield
    finally:
        with suppress(termios.error, OSError):  # the terminal may be gone
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)


_SIGNALLED = 128
"""Exit codes above this are those of signals."""


def open_reader(options: Namespace) -> int:
    """Open the reader."""
    if not sys.stdout.isatty() and not documents.is_address(options.path):
        open_document_with_progress(options.path)  # what is wrong with the file is said first
    document = None
    if options.path == documents.STDIN:
        document = open_document_with_progress(options.path)
        read_keys_from_terminal()
    with _screen():
        return _read(options, document)


def _read(options: Namespace, document: Document | None) -> int:
    """Open the screen; how the document begins stands on it before the rest is looked at."""
    from readerapp.ui import first_page

    painted: first_page.FirstPage | None = None

    def paint(beginning: Text, names: Sequence[str]) -> bool:
        nonlocal painted
        if not (painted and painted.text is beginning):
            painted = (
                first_page.paint_first_page(beginning, names, find_last_position, _theme())
                or painted
            )
        return painted is not None

    try:
        document = document or open_document_with_progress(options.path, fresh=True, paint=paint)
        paint(document.text, document.names)
        # The person reads while the rest is imported. Nothing of it is garbage: `ui.app` lets
        # looking for some begin.
        gc.disable()
        from readerapp.ui.app import run_app
        from readerapp.workspace import make_context

        return run_app(make_context(options.store, options.annotator), document, painted=painted)
    finally:
        if painted:
            first_page.leave_first_page()


def open_library(options: Namespace) -> int:
    """Open the library."""
    with _screen():
        from readerapp.ui.app import run_app
        from readerapp.workspace import make_context

        code = run_app(make_context(options.store, options.annotator), None)
    return _left(code)


def _left(code: int) -> int:
    """The exit code; of a reader that a signal ends this is the end, the rest only takes time."""
    if code > _SIGNALLED:
        os._exit(code)
    return code


def _screen() -> AbstractContextManager[None]:
    if not sys.stdout.isatty():
        raise ReaderError("The reader needs a terminal; text, list and export work without one.")
    return preserve_typeahead()


def _theme() -> str:
    """The theme that the settings name, if there are settings."""
    if not has_settings():
        return ""
    from readerapp.core.settings import load_settings

    return load_settings().theme
