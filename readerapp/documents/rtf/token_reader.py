"""The reader of the tokens of RTF: groups with their properties, destinations, control words.

Source: Rich Text Format Specification 1.9.1, "RTF Syntax".
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from readerapp.core.errors import ReaderError
from readerapp.documents import limits
from readerapp.documents.format import DocumentInput
from readerapp.documents.rtf.state import RtfHeader, RtfState
from readerapp.documents.rtf.syntax import (
    BRACE,
    BYTE,
    NUMBER,
    SYMBOL,
    TEXT,
    WORD,
    token_at,
)
from readerapp.documents.rtf.vocabulary import SIGNS
from readerapp.documents.rtf.words import RtfDecoder

_UPDATE_INTERVAL = 100_000
"""Tokens between two updates of the progress."""
_DEPTH = 500
"""Groups inside each other; programs write about ten."""
_LEVELS = 40
"""Fields, notes and text boxes inside each other."""


class RtfTokenReader(ABC):
    """A reader of tokens, which says the words.

    Attributes:
        source: the document.
        data: its bytes.
        header: what its header says; readers of parts share it.
        state: the properties of what follows.
        decoder: decodes the words.
    """

    def __init__(self, source: DocumentInput, data: bytes, header: RtfHeader) -> None:
        self.source = source
        self.data = data
        self.header = header
        self.state = RtfState(font=header.font)
        self.decoder = RtfDecoder(header.codec, self.take_words)
        self._level = 0  # how many calls of `read` are at work
        self._groups: list[RtfState] = []

    @abstractmethod
    def take_words(self, words: str) -> None:
        """Take words of the text, with the properties of `state`."""

    @abstractmethod
    def obey(self, word: bytes, number: int | None) -> None:
        """Obey a control word; `number` is None if it has none."""

    @abstractmethod
    def read_destination(self, begin: int, end: int) -> int:
        """Read a group that is a destination, and return the offset after it.

        Return 0 if it is none, or if its words are words of the text.
        """

    @abstractmethod
    def end_paragraph(self) -> None:
        """End a paragraph."""

    def read(self, start: int, end: int) -> None:
        """Read the tokens between two offsets.

        Raises:
            ReaderError: groups are nested too deeply, or there are too many tokens.
        """
        self._level += 1
        if self._level > _LEVELS:
            raise self._too_deep()
        data, at, decoder = self.data, start, self.decoder
        groups, outermost = self._groups, len(self._groups)
        while at < end:
            token = token_at(data, at, end)
            if token is None:
                at += 1
                continue
            self._count_token(at)
            begin, at, kind = at, token.end(), token.lastindex
            if kind == TEXT:
                decoder.add_text(token[TEXT])
            elif kind == BYTE:
                decoder.add_byte(int(token[BYTE], 16))
            elif kind == WORD:
                self.obey(token[WORD], None)
            elif kind == NUMBER:
                number = int(token[NUMBER])
                if token[WORD] == b"bin":
                    at = min(end, at + max(0, number))
                else:
                    self.obey(token[WORD], number)
            elif kind == SYMBOL:
                self._obey_symbol(token[SYMBOL])
            elif kind == BRACE:
                decoder.flush()
                decoder.end_skip()
                if token[BRACE] == b"{":
                    if after := self.read_destination(begin, end):
                        at = after
                    else:
                        self._open_group()
                elif len(groups) > outermost:
                    self.set_state(groups.pop())
        decoder.flush()
        decoder.end_skip()
        del groups[outermost:]
        self._level -= 1

    def _count_token(self, at: int) -> None:
        """Count a token, and say now and then how far the reader is."""
        self.header.tokens += 1
        if self.header.tokens % _UPDATE_INTERVAL == 0:
            self.source.progress(at, len(self.data))
            if self.header.tokens > limits.RTF_TOKENS:
                raise ReaderError(f"{self.source.label} has too much mark-up; save it in pieces.")

    def _too_deep(self) -> ReaderError:
        return ReaderError(f"{self.source.label} is nested too deeply for an RTF document.")

    def _open_group(self) -> None:
        """Open a group, which inherits the properties of the one around it."""
        if len(self._groups) >= _DEPTH:
            raise self._too_deep()
        self._groups.append(self.state)
        self.set_state(self.state.copy())

    def set_state(self, state: RtfState) -> None:
        """Set the properties of what follows."""
        self.state = state
        self.decoder.skip = state.skip
        self.set_font()

    def set_font(self) -> None:
        """Set the font of what follows."""
        state = self.state
        number = state.other_font if state.from_right and state.other_font >= 0 else state.font
        self.decoder.set_font(self.header.fonts.get(number))

    def _obey_symbol(self, sign: bytes) -> None:
        """Obey a control symbol; an optional hyphen and marks of indexes are no words."""
        if sign in (b"\\", b"{", b"}"):
            self.decoder.add_text(sign)
        elif sign in (b"\n", b"\r"):
            self.decoder.flush()
            self.end_paragraph()
        elif words := SIGNS.get(sign):
            self.decoder.add_sign(words)
