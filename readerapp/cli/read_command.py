"""The commands `read` and `library`: open the reader quickly, and preserve early typed keys.

This module imports only what the first page needs; therefore it is separate from the other
commands. It also sets the terminal mode before the user interface starts.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.cli.progress import open_document_with_progress
from readerapp.core.display_choices import TEXT_WIDTH, load_choice
from readerapp.core.errors import ReaderError
from readerapp.core.garbage_collection import suspend_garbage_collection
from readerapp.core.paths import has_settings
from readerapp.reading.first_page_position import find_last_position

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from readerapp.documents import Document
    from readerapp.text.source import Text


@contextmanager
def preserve_typeahead() -> Iterator[None]:
    """Disable echo, line mode and the translation of Enter until the block ends.

    In its usual mode a terminal prints the keys that are typed while the program starts, and turns
    Enter into a line feed. The reader would take that for another key.
    """
    import termios

    try:
        before = termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):  # no terminal: no mode to change
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
"""Exit codes above this value are those of signals."""


def open_reader(options: Namespace) -> int:
    """Run the command `read`: open the reader on one document."""
    prints = options.print is not None
    if not (prints or sys.stdout.isatty() or documents.is_address(options.path)):
        # An error in the file is reported before the missing terminal.
        open_document_with_progress(options.path)
    document = None
    if options.path == documents.STDIN:
        document = open_document_with_progress(options.path)
    with _screen(prints=prints):
        code, document = _read(options, document)
    if prints:
        from readerapp.cli.list_command import print_annotations

        print_annotations(options, document)
    return _left(code)


def _read(options: Namespace, document: Document | None) -> tuple[int, Document]:
    """Open the reader; the first page is painted before the rest of the document is read.

    Returns:
        The exit code, and the document.
    """
    from readerapp.ui import first_page

    painted: first_page.FirstPage | None = None

    # What is drawn twice would be spoken twice.
    is_plain = _wants_screen_reader()

    def paint(beginning: Text, names: Sequence[str]) -> bool:
        nonlocal painted
        if is_plain:
            return False
        if not (painted and painted.text is beginning):
            painted = (
                first_page.paint_first_page(beginning, names, find_last_position, *_display())
                or painted
            )
        return painted is not None

    try:
        document = document or open_document_with_progress(options.path, fresh=True, paint=paint)
        paint(document.text, document.names)
        # The person reads while the rest is imported. `ui.app` resumes garbage collection.
        with suspend_garbage_collection():
            from readerapp.ui.app import run_app
            from readerapp.workspace import make_context

            context = make_context(options.store, options.annotator)
            return run_app(context, document, first_page=painted), document
    finally:
        if painted:
            first_page.leave_first_page()


def open_library(options: Namespace) -> int:
    """Run the command `library`: open the list of documents."""
    with _screen():
        from readerapp.ui.app import run_app
        from readerapp.workspace import make_context

        code = run_app(make_context(options.store, options.annotator), None)
    return _left(code)


def _left(code: int) -> int:
    """Return the exit code; after a signal, end the process at once, because cleanup takes time."""
    if code > _SIGNALLED:
        os._exit(code)
    return code


@contextmanager
def _screen(*, prints: bool = False) -> Iterator[None]:
    """Use the terminal for the screen and the keys until the block ends.

    Args:
        prints: Whether standard output is for a result, and may be anything.
    """
    if not (prints or sys.stdout.isatty()):
        raise ReaderError(
            "The reader needs a terminal; the commands text, list and export do not. To print the"
            " annotations when it is left, add --print markdown."
        )
    with ExitStack() as stack:
        if not all(map(os.isatty, (0, 1, 2))):
            from readerapp.cli.terminal_streams import terminal_streams

            stack.enter_context(terminal_streams())
        stack.enter_context(preserve_typeahead())
        yield


def _wants_screen_reader() -> bool:
    """Return whether the screen is for a screen reader, by environment, choice or settings."""
    if not (has_settings() or os.environ.get("READERAPP_SCREEN_READER")):
        return bool(load_choice("screen-reader", False))
    from readerapp.core.settings import load_settings, wants_screen_reader

    return wants_screen_reader(load_settings())


def _display() -> tuple[str, int]:
    """Return the theme, "" for the default, and the maximum width of the text in cells."""
    theme, width = "", TEXT_WIDTH
    if has_settings():
        from readerapp.core.settings import load_settings

        settings = load_settings()
        theme, width = settings.theme, settings.width
    return load_choice("theme", theme), load_choice("width", width)
