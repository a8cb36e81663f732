"""Sources as the check needs them: their document, their words, their names."""

from __future__ import annotations

from dataclasses import dataclass, field

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.verification.senses import NameFinder
from readerapp.verification.words import WordSequence

_MOST_REMEMBERED = 4_000_000
"""Code points of the sources that are remembered. With their words they take 25 times as many
bytes."""


@dataclass(slots=True)
class _Source:
    """A source that was read."""

    document: Document | None
    text: str
    words: WordSequence | None = None
    names: NameFinder | None = field(default=None)


class SourceReader:
    """A reader of sources, which remembers those that were read last."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}
        self._size = 0

    def document(self, path: str) -> Document | None:
        """Return the document at `path`; None if it cannot be read any more."""
        return self._read(path).document

    def words(self, path: str) -> WordSequence:
        """Return the words of the document at `path`; none if it cannot be read any more."""
        source = self._read(path)
        if source.words is None:
            source.words = WordSequence(source.text, is_source=True)
        return source.words

    def names(self, path: str) -> NameFinder:
        """Return what tells the names of the document at `path`."""
        source = self._read(path)
        if source.names is None:
            source.names = NameFinder(source.text)
        return source.names

    def _read(self, path: str) -> _Source:
        """Return a source, which is then the one that was read last."""
        source = self._sources.pop(path, None)
        if source is None:
            try:
                document: Document | None = documents.open(path)
            except ReaderError:
                document = None
            source = _Source(document, document.text.whole() if document else "")
            self._size += len(source.text)
            while self._sources and self._size > _MOST_REMEMBERED:
                oldest = self._sources.pop(next(iter(self._sources)))
                self._size -= len(oldest.text)
        self._sources[path] = source
        return source
