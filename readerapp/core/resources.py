"""Where the files lie that come with the program: its styles and its sample documents.

A wheel carries both folders inside the package; a checkout, and an editable install
of it, keeps them beside the package, where people look for them.
"""

from __future__ import annotations

from pathlib import Path

from readerapp.core.errors import ReaderError


def styles_folder() -> Path:
    """The folder of the style sheets (`.tcss`).

    Raises:
        ReaderError: the installation lacks it.
    """
    return _folder("styles")


def sample_docs_folder() -> Path:
    """The folder of the sample documents.

    Raises:
        ReaderError: the installation lacks it.
    """
    return _folder("sample_docs")


def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    for place in (package, package.parent):
        if (place / name).is_dir():
            return place / name
    raise ReaderError(f"readerapp's own folder {name!r} is missing: install readerapp again")
