"""The text of a document and its parts: the half of an open document that needs no store."""

from __future__ import annotations

from functools import cached_property
from itertools import islice

from readerapp.annotations.change import validate_range
from readerapp.api.argument_types import check_methods
from readerapp.api.records import Heading, Match, Paragraph, Turn, make_match
from readerapp.documents import Document
from readerapp.reading.outline import make_outline
from readerapp.reading.transcript_turns import TranscriptTurns
from readerapp.text.search import find_all_matches


@check_methods
class ReadableDocument:
    """A document as it was when it was opened: its text, and what can be found in it."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @cached_property
    def text(self) -> str:
        """Return the text: all offsets count its code points."""
        return self._document.text.whole()

    @property
    def name(self) -> str:
        """Return the path or the address that the document was opened with."""
        return self._document.names[0] if self._document.names else ""

    @property
    def format(self) -> str:
        """Return the name of the format, such as "epub"."""
        return self._document.format

    @property
    def author(self) -> str:
        """Return the author; "" if the document does not say."""
        return self._document.author

    @property
    def contents(self) -> list[Heading]:
        """Return the headings; if there are none, the pages, chapters or times."""
        return [
            Heading(
                start=entry.start,
                depth=entry.depth,
                title=entry.title,
                path=entry.path,
                locator=entry.label or self._document.locator(entry.start),
            )
            for entry in make_outline(self._document).entries
        ]

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs that are not blank."""
        found = (
            (start, self.text[start:end].rstrip())
            for start, end in self._document.text.flow.paragraphs(self.text)
        )
        return [
            Paragraph(start, start + len(words), words, self._document.locator(start))
            for start, words in found
            if words
        ]

    @property
    def turns(self) -> list[Turn]:
        """Return the turns of a transcript or a chat, in order; empty for other documents."""
        return [
            Turn(
                start=turn.start,
                end=turn.end,
                speaker=turn.speaker,
                role=turn.role,
                text=self.text[turn.start : turn.end],
                locator=self._document.range_locator(turn.start, turn.end),
            )
            for turn in self._turns.all
        ]

    def locate(self, start: int, end: int | None = None) -> str:
        """Return how a place or a passage is cited, such as "¶12", "p. 4" or "45:12-15".

        Args:
            start: The offset of the first code point.
            end: The offset after the last one; None for a place.

        Raises:
            ReaderError: The passage is empty or not within the text.
        """
        last = start + 1 if end is None else end
        return self._document.range_locator(*validate_range(self._document.text, start, last))

    def search(
        self,
        words: str,
        *,
        regex: bool = False,
        whole_words: bool = False,
        limit: int | None = None,
    ) -> list[Match]:
        """Return where words occur in the text, without overlaps.

        Args:
            words: The words. White space and the kind of quotation marks are ignored; case too,
                unless a letter is a capital.
            regex: Whether `words` is a regular expression; it has a time limit.
            whole_words: Whether only whole words are found.
            limit: The most places to return; None for all.

        Raises:
            ReaderError: The regular expression is not valid or takes too long.
        """
        found = find_all_matches(self._document.text, words, regex=regex, whole_words=whole_words)
        return [make_match(self._document, one.start, one.end) for one in islice(found, limit)]

    @cached_property
    def _turns(self) -> TranscriptTurns:
        return TranscriptTurns(self._document)
