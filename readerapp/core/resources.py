"""Paths of the package's data files: the style sheets and the sample documents.

A wheel carries both folders inside the package. A checkout, and an editable install of it, has
them beside the package, where people look for them.
"""

from __future__ import annotations

from pathlib import Path

from readerapp.core.errors import ReaderError


def styles_folder() -> Path:
    """Return the folder of the style sheets (`.tcss`).

    Raises:
        ReaderError: The installation lacks it.
    """
    return _folder("styles")


def sample_docs_folder() -> Path:
    """Return the folder of the sample documents.

    Raises:
        ReaderError: The installation lacks it.
    """
    return _folder("sample_docs")


def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    for place in (package, package.parent):
        if (place / name).is_dir():
            return place / name
    raise ReaderError(f"readerapp's own folder {name!r} is missing: install readerapp again")
