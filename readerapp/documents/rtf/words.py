r"""The words of RTF: bytes in the code page of their font, and letters by their numbers (\u).

Source: Rich Text Format Specification 1.9.1, "Unicode RTF" and "Character Set".
"""

from __future__ import annotations

from collections.abc import Callable

from readerapp.documents.docx.symbols import is_symbol_font, symbol
from readerapp.documents.rtf.syntax import RtfFont

_DEFAULT_FONT = RtfFont()
_HIGH, _LOW, _BEYOND = 0xD800, 0xDC00, 0xE000
_PRIVATE = range(0xF000, 0xF100)


class RtfDecoder:
    r"""A decoder of the words of a document; it says them as soon as their style may change.

    Bytes are collected up to the next control word: letters of East Asian code pages have two,
    and the second one is often written as a plain letter.

    Attributes:
        skip: how many characters after \u stand for the same letter, in programs before Unicode.
    """

    def __init__(self, codec: str, say: Callable[[str], None]) -> None:
        self.codec = codec
        self.skip = 1
        self._say = say
        self._font = _DEFAULT_FONT
        self._bytes = bytearray()
        self._words: list[str] = []
        self._is_raw = True  # whether no byte was written as \'hh
        self._high = 0  # the first half of a letter beyond U+FFFF
        self._to_skip = 0

    def set_font(self, font: RtfFont | None) -> None:
        """Set the font of the words that follow; None for one that the document does not list."""
        self._font = font or _DEFAULT_FONT

    def add_text(self, data: bytes) -> None:
        """Add bytes that stand in the file as they are."""
        if self._to_skip:
            skipped = min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        self._bytes += data

    def add_byte(self, byte: int) -> None:
        r"""Add a byte that is written as \'hh."""
        if self._to_skip:
            self._to_skip -= 1
            return
        self._is_raw = False
        self._bytes.append(byte)

    def add_sign(self, sign: str) -> None:
        """Add a letter that has a control word or symbol of its own."""
        if self._to_skip:
            self._to_skip -= 1
            return
        self._decode()
        self._words.append(sign)

    def add_unicode(self, number: int) -> None:
        r"""Add the UTF-16 code unit of \u; a negative one is written for those from 8000 on."""
        self._decode()
        self._to_skip = self.skip
        code = number & 0xFFFF
        if _HIGH <= code < _LOW:
            self._high = code
        elif _LOW <= code < _BEYOND:
            if self._high:
                code = 0x10000 + ((self._high - _HIGH) << 10) + code - _LOW
                self._words.append(chr(code))
            self._high = 0
        elif code in _PRIVATE:
            self._words.append(self._symbol(code & 0xFF))
        elif code:
            self._words.append(chr(code))

    def flush(self) -> None:
        """Say the words that were collected."""
        if self._bytes:
            self._decode()
        if self._words:
            words = "".join(self._words)
            self._words.clear()
            self._say(words)

    def _decode(self) -> None:
        """Decode the bytes that were collected."""
        if not self._bytes:
            return
        data, raw = bytes(self._bytes), self._is_raw
        self._bytes.clear()
        self._is_raw = True
        if self._font.is_symbol:
            self._words += map(self._symbol, data)
        elif data.isascii():
            self._words.append(data.decode("ascii"))
        else:
            self._words.append(_decoded(data, raw, self._font.codec or self.codec))

    def end_skip(self) -> None:
        r"""Skip nothing more after \u: a control word or a brace came first."""
        self._to_skip = 0

    def _symbol(self, code: int) -> str:
        """Return a sign of a font of symbols; one that is not known is a bullet."""
        name = self._font.name if is_symbol_font(self._font.name) else "Symbol"
        return " " if code == 0x20 else symbol(name, code) or "•"


def _decoded(data: bytes, raw: bool, codec: str) -> str:
    """Decode bytes; those that stand in the file as they are may be UTF-8, against the rule."""
    if raw:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return data.decode(codec, "replace")
