"""Opening the reader: the shortest way from a command to the first page.

Apart from the other commands, because it imports nothing that the first page does not need.
"""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from readerapp import documents
from readerapp.commands.patience import opened
from readerapp.commands.terminal import keys_from_terminal, keys_kept
from readerapp.errors import ReaderError
from readerapp.folders import library_folder, settings_path

if TYPE_CHECKING:
    from argparse import Namespace

    from readerapp.documents import Document
    from readerapp.library import Library

_SIGNALLED = 128
"""Exit codes above this are those of signals."""


def read(options: Namespace) -> int:
    """Open the reader."""
    if not sys.stdout.isatty() and not documents.is_address(options.path):
        opened(options.path)  # what is wrong with the file is said first
    if options.path == documents.STDIN:
        document = opened(options.path)
        keys_from_terminal()
        with _screen():
            return _show(options, document)
    with _screen():
        return _read_file(options)


def _read_file(options: Namespace) -> int:
    """Open the reader on a file; how a long one begins is on the screen before the rest is read."""
    from readerapp.ui import first_page

    begun = False

    def paint(beginning: Document) -> bool:
        nonlocal begun
        begun = first_page.paint(beginning, _library(), _theme()) is not None
        return begun

    try:
        document = opened(options.path, fresh=True, paint=paint)
    except BaseException:
        if begun:
            first_page.leave()
        raise
    return _show(options, document)


def library(options: Namespace) -> int:
    """Open the library."""
    with _screen():
        code = _show(options, None)
    return _left(code)


def _left(code: int) -> int:
    """The exit code; of a reader that a signal ends this is the end, the rest only takes time."""
    if code > _SIGNALLED:
        os._exit(code)
    return code


def _screen() -> AbstractContextManager[None]:
    if not sys.stdout.isatty():
        raise ReaderError("The reader needs a terminal; text, list and export work without one.")
    return keys_kept()


def _show(options: Namespace, document: Document | None) -> int:
    from readerapp.ui import first_page

    painted = first_page.paint(document, _library(), _theme()) if document else None
    try:  # the person reads while the rest is imported
        from readerapp.ui.app import run
        from readerapp.workplace import workplace

        return run(workplace(options.store, options.annotator), document, painted=painted)
    finally:
        if painted:
            first_page.leave()


def _library() -> Library | None:
    """How documents were left, if there is any such."""
    folder = library_folder()
    if not folder.is_dir():
        return None
    from readerapp.library import Library

    return Library(folder)


def _theme() -> str:
    """The theme that the settings name, if there are settings."""
    if not settings_path().exists():
        return ""
    from readerapp.settings import load

    return load().theme
