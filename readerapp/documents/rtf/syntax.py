r"""The syntax of RTF: tokens, groups, code pages, the tables of fonts and styles in its header.

RTF is a sequence of groups in braces, control words such as \b0, control symbols such as \~, and
text. The first control word of a group may make it a destination: a footnote, a picture.

Source: Rich Text Format Specification 1.9.1 (Microsoft, 2008).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

token_at = re.compile(
    rb"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|'([0-9a-fA-F]{2})|([^a-zA-Z]))"
    rb"|([{}])|([^\\{}\r\n\x00]+)|[\r\n\x00]+"
).match
"""Match a token: a control word with its number, a byte, a control symbol, a brace, or text."""
WORD, NUMBER, BYTE, SYMBOL, BRACE, TEXT = range(1, 7)
"""The groups of `token_at`, as its `lastindex` says which token it is."""

destination_at = re.compile(rb"\{[\r\n ]*(\\\*[\r\n ]*)?\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?").match
_group_sign = re.compile(rb"[{}]|\\(?:bin(\d{1,10}) ?|[\s\S])").search
_MAXIMUM_TABLE = 4 * 1024 * 1024
"""Bytes of a table of fonts or styles that are read."""

CODE_PAGES = {
    437: "cp437", 708: "iso8859_6", 850: "cp850", 852: "cp852", 860: "cp860", 862: "cp862",
    863: "cp863", 864: "cp864", 865: "cp865", 866: "cp866", 874: "cp874", 932: "cp932",
    936: "gbk", 949: "cp949", 950: "cp950", 1250: "cp1250", 1251: "cp1251", 1252: "cp1252",
    1253: "cp1253", 1254: "cp1254", 1255: "cp1255", 1256: "cp1256", 1257: "cp1257",
    1258: "cp1258", 1361: "johab", 10000: "mac_roman", 10001: "shift_jis", 10006: "mac_greek",
    10007: "mac_cyrillic", 10029: "mac_latin2", 10081: "mac_turkish", 20866: "koi8_r",
    54936: "gb18030", 65001: "utf-8",
}  # fmt: skip
"""The codecs of the code pages that RTF names."""
SYMBOL_CHARSET = 2
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    179: "cp1256", 181: "cp1255", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
"""The codecs of the character sets of fonts."""

_switch = re.compile(rb"\\ffres(\d{1,3})").search
_default_switch = re.compile(rb"\\ffdefres(\d{1,3})").search
_DEFAULT_STATE = 25
"""The state of a check box that nobody has changed."""
_heading_name = re.compile(rb"(?:heading|\xfcberschrift|titre|titolo) (\d)", re.IGNORECASE).match


@dataclass(frozen=True, slots=True)
class RtfFont:
    """A font of the document.

    Attributes:
        codec: the codec of its bytes; empty if the document's is meant.
        is_symbol: whether its bytes are pictures, such as bullets, not letters.
        name: its name.
    """

    codec: str = ""
    is_symbol: bool = False
    name: str = ""


def group_end(data: bytes, start: int, end: int) -> int:
    r"""Return the offset after the "}" that ends a group.

    Args:
        data: the bytes of the document.
        start: an offset inside the group, outside groups in it.
        end: where to stop looking; it is returned if the group has no end.
    """
    depth, at = 1, start
    while found := _group_sign(data, at, end):
        sign = found[0]
        at = found.end()
        if sign == b"{":
            depth += 1
        elif sign == b"}":
            depth -= 1
            if not depth:
                return at
        elif found[1]:
            at = min(end, at + int(found[1]))
    return end


def read_fonts(data: bytes, start: int, end: int) -> dict[int, RtfFont]:
    """Return the fonts of a font table by their numbers.

    Programs that know no character sets write 0 for all fonts; then the code page of the document
    counts.
    """
    charsets: dict[int, int] = {}
    pages: dict[int, int] = {}
    names: dict[int, str] = {}
    number, at = -1, start
    end = min(end, start + _MAXIMUM_TABLE)
    while at < end and (token := token_at(data, at, end)):
        inner = destination_at(data, token.start(), end)
        at = group_end(data, token.end(), end) if inner and inner[1] else token.end()
        if token.lastindex == TEXT:
            names.setdefault(number, token[TEXT].decode("latin-1").strip(" ;"))
        if token.lastindex != NUMBER:
            continue
        word, value = token[WORD], int(token[NUMBER])
        if word == b"f":
            number = value
            charsets.setdefault(number, 1)
        elif word == b"fcharset":
            charsets[number] = value
        elif word == b"cpg":
            pages[number] = value
    aware = any(charset > SYMBOL_CHARSET for charset in charsets.values())
    return {
        number: RtfFont(
            CODE_PAGES.get(pages.get(number, 0), "")
            or ("" if charset == 0 and not aware else _CHARSETS.get(charset, "")),
            charset == SYMBOL_CHARSET,
            names.get(number, ""),
        )
        for number, charset in charsets.items()
    }


def read_heading_styles(data: bytes, start: int, end: int) -> dict[int, int]:
    """Return the level of a heading, from 1, of each paragraph style that has one."""
    levels: dict[int, int] = {}
    bases: dict[int, int] = {}
    style, at, level, is_paragraph = 0, start, 0, True
    end = min(end, start + _MAXIMUM_TABLE)
    while at < end and (token := token_at(data, at, end)):
        at = token.end()
        kind = token.lastindex
        if kind == BRACE:
            style, level, is_paragraph = 0, 0, True
        elif kind == NUMBER:
            word, value = token[WORD], int(token[NUMBER])
            if word == b"s":
                style = value
            elif word in (b"cs", b"ds", b"ts"):
                is_paragraph = False
            elif word == b"outlinelevel" and 0 <= value < 9:
                level = value + 1
            elif word == b"sbasedon":
                bases[style] = value
        elif kind == TEXT and is_paragraph:
            name = token[TEXT].strip(b" ;")
            named = _heading_name(name)
            found = level or (int(named[1]) if named else int(name.lower() == b"title"))
            if found:
                levels.setdefault(style, found)
    for each, base in bases.items():
        if each not in levels and base in levels and base != each:
            levels[each] = levels[base]
    return levels


def packed_date(number: int) -> str:
    """Return a date that is packed into an integer, as ISO 8601; empty if it is none.

    From the lowest bit on: minute (6 bits), hour (5), day (5), month (4), year from 1900 (9).

    >>> packed_date((126 << 20) | (5 << 16) | (3 << 11) | (9 << 6) | 30)
    '2026-05-03T09:30:00'
    """
    try:
        return datetime(
            1900 + (number >> 20 & 511), number >> 16 & 15, number >> 11 & 31, number >> 6 & 31,
            number & 63,
        ).isoformat()  # fmt: skip
    except ValueError:
        return ""


def is_checked(data: bytes, start: int, end: int) -> bool:
    """Return whether a check box is checked, by itself or by its default."""
    own = _switch(data, start, end)
    if own is None or int(own[1]) == _DEFAULT_STATE:
        own = _default_switch(data, start, end)
    return own is not None and int(own[1]) > 0


def number_of(data: bytes) -> int:
    """Return the number in the bytes of a group; -1 if there is none."""
    digits = data.strip()[:9]
    return int(digits) if digits.isdigit() else -1
