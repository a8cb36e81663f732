"""Content transfer encodings: Base64, quoted-printable and uuencode, as damaged as they come.

Source: RFC 2045, section 6.
"""

from __future__ import annotations

import binascii
import re

_not_base64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_base64_run = re.compile(rb"([A-Za-z0-9+/]+)=*")
_space_at_soft_break = re.compile(rb"=[ \t]+\n")
_UUENCODED = ("x-uuencode", "uuencode", "x-uue", "uue")
_GROUP = 4
"""Letters of Base64 that make three bytes."""
_STRAY_SHARE = 0.2
"""Share of a line that may be no letters of Base64 if it is damaged Base64 and no words."""


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """Undo a content transfer encoding; of an unknown one the data are returned unchanged.

    Words that stand behind data in Base64, as mailing lists add them, are kept.
    """
    kind = encoding.partition(";")[0].partition("(")[0].strip().strip("\"'").lower()
    if kind == "quoted-printable":
        return binascii.a2b_qp(_space_at_soft_break.sub(b"=\n", data))
    if kind == "base64":
        decoded, rest = decode_base64(data)
        rest = rest.strip(b"\n")
        return decoded + b"\n\n" + rest if decoded and rest.strip() else decoded or rest
    if kind in _UUENCODED:
        return _decode_uuencode(data)
    return data


def decode_base64(data: bytes) -> tuple[bytes, bytes]:
    """Decode Base64, and return the bytes and what stands behind them that is no Base64.

    Single letters that do not belong there, a cut end and padding in the middle are passed over.
    """
    rest = b""
    if (stray := _not_base64.search(data)) is not None:
        at = data.rfind(b"\n", 0, stray.start()) + 1
        lines = data[at:].splitlines(keepends=True)
        words = next((n for n, line in enumerate(lines) if _has_words(line)), len(lines))
        if 2 * sum(map(_has_words, lines[words:])) >= len(lines) - words:
            rest = b"".join(lines[words:])
        data = _not_base64.sub(b"", data[: -len(rest)] if rest else data)
    if b"=" not in data:
        return _decode_run(b"".join(data.split())), rest
    data = b"".join(data.split())
    return b"".join(_decode_run(match[1]) for match in _base64_run.finditer(data)), rest


def _has_words(line: bytes) -> bool:
    """Return whether a line is no Base64, not even a damaged one."""
    line = line.strip()
    strays = sum(map(len, _not_base64.findall(line)))
    return b" " in line or strays > _STRAY_SHARE * len(line)


def _decode_run(letters: bytes) -> bytes:
    """Decode Base64 without padding; a single letter left over is dropped."""
    over = len(letters) % _GROUP
    if over == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % _GROUP))


def _decode_uuencode(data: bytes) -> bytes:
    """Decode what stands between the lines "begin" and "end"; damaged lines are passed over."""
    inside = (b"\n" + data).partition(b"\nbegin ")[2]
    decoded: list[bytes] = []
    for line in inside.split(b"\n")[1:]:
        if line.strip() == b"end":
            break
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(decoded) if inside else data
