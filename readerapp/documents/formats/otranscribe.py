"""oTranscribe (.otr): HTML that a person typed, with time stamps before what they are of.

Each paragraph of the file is a paragraph of the text. A time stamp becomes the locator of the
words after it; its figures leave the text.

Source: https://github.com/oTranscribe/oTranscribe (files of version 2)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.cues import format_time

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FIELDS = {"media", "media-time", "media-source"}
"""Fields beside "text", one of which such a file has."""
_STYLES = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis"}
_BLOCKS = {"p", "div", "li", "ul", "ol"}


def is_otranscribe(data: Any) -> bool:
    """Return whether parsed JSON is a file of oTranscribe."""
    return (
        isinstance(data, dict) and isinstance(data.get("text"), str) and bool(_FIELDS & data.keys())
    )


def make_otranscribe_document(source: DocumentInput, data: dict[str, Any]) -> Document:
    """Make the document of a file for which `is_otranscribe` is true.

    Raises:
        ReaderError: it has no words.
    """
    from lxml import html

    written = data["text"]
    if not written.strip():
        raise ReaderError(f"{source.label} has no words yet; open another file.")
    builder = DocumentBuilder()
    writer = _OtrWriter(builder)
    writer.write(html.fragment_fromstring(written, create_parent="div"), 0)
    writer.close()
    media = data.get("media")
    return builder.document(source, "transcript", title=media if isinstance(media, str) else "")


class _OtrWriter:
    """A writer of the HTML of oTranscribe."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._prose = InlineWriter(builder)
        self._label = ""  # the time of the next words

    def close(self) -> None:
        """End the last paragraph."""
        self._prose.close()

    def write(self, element: HtmlElement, depth: int) -> None:
        """Write the words of an element; elements nested deeper than `limits.DEPTH` are flat."""
        if depth > limits.DEPTH:
            self._words(str(element.text_content()))
            return
        name = element.tag if isinstance(element.tag, str) else ""
        if name == "span" and "timestamp" in (element.get("class") or "").split():
            self._label = _format_stamp(element)
            return
        if name == "br":
            self._prose.line_break()
        elif name in _BLOCKS:
            self._prose.block(BlockShape())
        style = self._prose.begin(_STYLES[name]) if name in _STYLES else None
        self._words(element.text or "")
        for child in element:
            self.write(child, depth + 1)
            self._words(child.tail or "")
        if style:
            self._prose.end(style)
        if name in _BLOCKS:
            self._prose.block(BlockShape())

    def _words(self, words: str) -> None:
        """Write words, and cite them by the time stamp before them."""
        self._prose.words(words)
        if self._label and words.strip():
            self._builder.milestone(self._label, self._builder.at - len(" ".join(words.split())))
            self._label = ""


def _format_stamp(stamp: HtmlElement) -> str:
    """Return the time of a time stamp as it is cited; its words if it has no number."""
    try:
        return format_time(float(stamp.get("data-timestamp") or ""))
    except (ValueError, OverflowError):
        return " ".join(str(stamp.text_content()).split())
