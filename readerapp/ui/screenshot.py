"""Saves a picture of the screen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home

if TYPE_CHECKING:
    from readerapp.ui.app import ReaderApp


def save_screenshot(app: ReaderApp) -> str:
    """Save an SVG picture of the screen in the current folder; return a sentence about it.

    Raises:
        ReaderError: It cannot be written.
    """
    name = f"readerapp-{datetime.now():%Y-%m-%d-%H%M%S}.svg"
    try:
        with Path(name).open("x", encoding="utf-8") as file:
            file.write(app.export_screenshot())
        return f"Saved {name} in {abbreviate_home(str(Path.cwd()))}"
    except OSError as error:
        raise ReaderError(f"Not saved: {name} · {error.strerror}") from error
