"""A line to type into that shows stand-ins for what a terminal would obey, and keeps what it is."""

from __future__ import annotations

from typing import Any

from rich.highlighter import Highlighter
from rich.text import Text
from textual.widgets import Input

from readerapp.text.safe import display


class _StandIns(Highlighter):
    """Code point for code point, so that the cursor stands where it is."""

    def highlight(self, text: Text) -> None:
        text.plain = display(text.plain)


class LineInput(Input):
    """Textual's input; pasted or loaded text is shown as a document's is."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, highlighter=_StandIns(), **options)
