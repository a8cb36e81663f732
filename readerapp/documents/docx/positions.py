"""Positions: which element of a Word document each word of its text comes from.

They are recorded while the document is read once more, for a copy with marks in it; to open a
document costs nothing more. What the text has and the file has not, as the numbers of lists, comes
from no element.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from readerapp.documents.builder import DocumentBuilder, InlineWriter
from readerapp.documents.docx.inlines import Handlers
from readerapp.documents.docx.package import DocxPackage
from readerapp.documents.docx.parts import DocxParts
from readerapp.documents.docx.reader import DocxWriter
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_RECORDED = (
    "t", "noBreakHyphen", "sym", "footnoteReference", "endnoteReference", "drawing", "pict",
    "object", "oMath", "oMathPara",
)  # fmt: skip
"""The elements that words come from. Tabs and breaks are white space, which needs no place."""


@dataclass(slots=True, eq=False)
class Piece:
    """Words of the text, and the element that they come from.

    Attributes:
        element: the element; only the words of a `t` can be divided.
        part: the name of its part.
        start: the offset of the words in the text, in code points.
        words: the words as they were written: white space may be less than in the element.
        source: the text of the element, which may be divided later.
        signs: where the signs that are no white space are in the words and in the source; None
            until that is asked for.
    """

    element: Element
    part: str
    start: int
    words: str
    source: str
    signs: tuple[list[int], list[int]] | None = None

    @property
    def end(self) -> int:
        """Return the offset after the words."""
        return self.start + len(self.words)

    @property
    def is_text(self) -> bool:
        """Return whether the words are those of a `t`."""
        return local_name(self.element) == "t"

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Return where words of the piece are in the text of the element.

        Args:
            start: the offset of the first one in the words of the piece; no white space.
            end: the offset after the last one, which is no white space either.
        """
        if self.source == self.words:
            return start, end
        if self.signs is None:
            self.signs = _find_signs(self.words), _find_signs(self.source)
        own, source = self.signs
        return source[bisect_left(own, start)], source[bisect_left(own, end) - 1] + 1


def _find_signs(words: str) -> list[int]:
    """Return where the signs in words are that are no white space."""
    return [at for at, sign in enumerate(words) if not sign.isspace()]


@dataclass(frozen=True, slots=True, eq=False)
class DocxPositions:
    """The text of a Word document with the elements that it comes from.

    Attributes:
        package: the document.
        root: the root of the part with the text.
        text: the text.
        pieces: the pieces in the order of the text.
        comments: the ids of the comments in the file, by their index in `Document.embedded`.
    """

    package: DocxPackage
    root: Element
    text: str
    pieces: list[Piece]
    comments: dict[int, str]

    def covered(self, start: int, end: int) -> Iterator[tuple[Piece, int, int]]:
        """Yield the pieces in a range, each with the range of its words that is in it.

        White space at the ends does not count; pieces of which nothing is left are left out.
        """
        first = bisect_left(self.pieces, start, key=lambda piece: piece.end)
        for piece in self.pieces[first:]:
            if piece.start >= end:
                return
            low, high = max(start - piece.start, 0), min(end - piece.start, len(piece.words))
            words = piece.words[low:high]
            low += len(words) - len(words.lstrip())
            high -= len(words) - len(words.rstrip())
            if low < high:
                yield piece, low, high


def find_positions(source: DocumentInput) -> DocxPositions:
    """Read a Word document, and find the elements that its words come from.

    Raises:
        ReaderError: as `open_docx`.
    """
    package = DocxPackage(source)
    root = package.text()
    prose = _RecordingProse(_RecordingBuilder())
    writer = _RecordingWriter(prose, DocxParts(package, root))
    builder = writer.write_all(source, root)
    comments = {index: str(key) for key, index in writer.comments.indices.items()}
    return DocxPositions(package, root, builder.whole(), prose.pieces, comments)


class _RecordingBuilder(DocumentBuilder):
    """A builder that moves the pieces when words before them are written anew."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[Piece] = []

    def rewrite(self, start: int, change: Callable[[str, str], str]) -> None:
        """Write anew what has been written since `start`."""
        before = self.words_since(start)
        super().rewrite(start, change)
        after = self.words_since(start)
        if len(before) == len(after):  # the same signs in another form
            return
        shift = after.find(before)
        for place in range(len(self.pieces) - 1, -1, -1):
            if self.pieces[place].start < start:
                break
            if shift < 0:  # nobody knows any more which sign was which
                del self.pieces[place]
            else:
                self.pieces[place].start += shift


class _RecordingProse(InlineWriter):
    """A writer that records which element the words come from.

    Attributes:
        pieces: the pieces so far.
        element: the element whose words are written; None for words that are in no element.
        part: the name of its part.
    """

    def __init__(self, out: _RecordingBuilder) -> None:
        super().__init__(out)
        self.pieces = out.pieces
        self.element: Element | None = None
        self.part = ""

    def write(self, words: str) -> None:
        """Write words unchanged."""
        super().write(words)
        if self.element is not None:
            start = self.out.at - len(words)
            source = self.element.text or ""
            self.pieces.append(Piece(self.element, self.part, start, words, source))


class _RecordingWriter(DocxWriter):
    """A writer that says which element it is writing."""

    def __init__(self, prose: _RecordingProse, parts: DocxParts) -> None:
        super().__init__(prose, parts)
        self._recorder = prose
        for handlers in (self._handlers, self._pieces_of_runs):
            self._record(handlers)

    def _record(self, handlers: Handlers) -> None:
        """Let the handlers of elements with words say which element they write."""
        for tag in _RECORDED:
            if write := handlers.get(tag):
                handlers[tag] = partial(self._write_element, write)

    def _write_element(self, write: Callable[[Element], None], element: Element) -> None:
        """Write an element."""
        recorder = self._recorder
        before = recorder.element, recorder.part
        recorder.element, recorder.part = element, self._part
        write(element)
        recorder.element, recorder.part = before
