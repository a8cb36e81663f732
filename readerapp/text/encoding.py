"""Character encodings: detection from samples, labels of the WHATWG standard, decoding.

Detection also decides whether bytes are text at all.

Labels that documents declare are those of the WHATWG Encoding Standard, and no others. Python
knows more codecs, some of which are not text encodings (hex, rot13, punycode), and it gives
several labels a narrower meaning than the programs that wrote them: latin-1 means cp1252,
shift_jis means cp932. Source: https://encoding.spec.whatwg.org

Labels are often wrong, and files are often put together from several. Bytes that are valid UTF-8
with letters beyond ASCII in it are UTF-8 whatever the label says: text in another encoding is
hardly ever valid. A byte that cannot be UTF-8, in a text that is UTF-8 otherwise, is read as
Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from functools import lru_cache

from readerapp.core.errors import ReaderError
from readerapp.text import sanitize
from readerapp.text.byte_source import ByteSource, MemoryBytes

SAMPLE = 64 * 1024
"""Bytes examined at the start, in the middle and at the end."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = rb"[\x00-\x07\x0e-\x1a\x1c-\x1f]"
_SEQUENCES = rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
_ESCAPES = re.compile(rb"\x1b\$[@B]|\x1b\$[()]C").search
"""Escape sequences with which ISO-2022-JP and ISO-2022-KR begin their letters."""
_ESCAPED_ENCODINGS = ("iso2022_jp_ext", "iso2022_kr")
MIXED = "utf-8+cp1252"
"""The name of UTF-8 with single bytes of Windows-1252 in it; only this module knows it."""
_MIXED_SIZE = 8 * 1024 * 1024
"""Bytes of a file up to which `MIXED` is detected: it is decoded at once, not block by block."""
_NOT_TEXT = ("punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape")
"""Codecs that Python lists as text encodings but that encode a name or a string literal."""


def refuse_unknown(name: str) -> None:
    """Check an encoding that the user named; Python's names are accepted.

    Raises:
        ReaderError: There is no such encoding.
    """
    try:
        known = codecs.lookup(name).name.replace("-", "_") not in _NOT_TEXT
        b"a".decode(name, "replace")  # LookupError for hex, rot13 and the like
    except (LookupError, ValueError):
        known = False
    if not known:
        label = sanitize.sanitize_label(name, 40)
        raise ReaderError(f"Unknown encoding {label}; use another one, such as utf-8.")


def detect_encoding(raw: ByteSource) -> str | None:
    """Return the encoding, as `decode_bytes` takes it, or None if the bytes are not text.

    The answer is UTF-8 unless a byte order mark, escape sequences, the pattern of NUL bytes or many
    invalid sequences contradict it. Then the old 8-bit encoding is looked for.
    """
    head = raw.read(0, min(SAMPLE, raw.size))
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    samples = [head, *_later_samples(raw)]
    if all(map(_is_utf8, samples)) and not any(0 in sample for sample in samples):
        return _detect_escaped(head) or "utf-8"
    if wide := _detect_wide(head):
        return wide
    sample = b"".join(samples)
    nuls = sample.count(0)
    if nuls > max(16, len(sample) // 50):
        return None
    high = len(sample) - len(sample.translate(None, _HIGH))
    valid = sum(map(len, re.findall(_SEQUENCES, sample)))
    if all(map(_is_utf8, samples)):
        return "utf-8"  # with a few NUL bytes
    if valid >= high - valid:
        return MIXED if raw.size <= _MIXED_SIZE else "utf-8"
    if len(re.findall(_CONTROLS, sample)) > max(4, len(sample) // 50):
        return None
    return _detect_8_bit(sample)


def _later_samples(raw: ByteSource) -> list[bytes]:
    """Return samples from the middle and the end of a file; the whole rest if it is short."""
    if raw.size <= 8 * SAMPLE:
        return [raw.read(min(SAMPLE, raw.size), raw.size)]
    middle = raw.size // 2
    return [raw.read(middle, middle + SAMPLE), raw.read(raw.size - SAMPLE, raw.size)]


def _is_utf8(sample: bytes) -> bool:
    """Return whether the sample decodes, apart from a sequence that is cut at either end."""
    start = next((n for n in range(min(4, len(sample))) if sample[n] & 0xC0 != 0x80), 0)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample[start:])
    except UnicodeDecodeError:
        return False
    return True


def _detect_wide(head: bytes) -> str | None:
    """Return the name of UTF-16 or UTF-32 without a byte order mark, or None.

    In these encodings NUL bytes fill the high bytes of nearly every unit.
    """
    even = len(head) // 4 * 4
    if even < 8 or not head.count(0):
        return None
    shares = [head[n:even:4].count(0) / (even // 4) for n in range(4)]
    patterns = {
        "utf-32-le": (0, None, 1, 1),
        "utf-32-be": (1, 1, None, 0),
        "utf-16-le": (0, 1, 0, 1),
        "utf-16-be": (1, 0, 1, 0),
    }
    for name, pattern in patterns.items():
        high = [share for share, expected in zip(shares, pattern, strict=True) if expected == 1]
        low = [share for share, expected in zip(shares, pattern, strict=True) if expected == 0]
        if min(high) > 0.7 and max(low) < 0.05:
            return name
    return _detect_wide_script(head)


def _detect_wide_script(head: bytes) -> str | None:
    """Return the name of UTF-16 of another script than Latin, or None.

    There NUL bytes fill the high bytes of spaces and punctuation only.
    """
    for name, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        nuls = head[first::2].count(0)
        if nuls < 2 or nuls < 0.95 * head.count(0):
            continue
        try:
            text = codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        written = sum(1 for sign in text if sign.isalnum() or sign in " \n\r\t.,;:!?-\"'()")
        spaces = sum(map(text.count, " \n"))
        if written > 0.9 * len(text) and spaces > 0.02 * len(text):
            return name
    return None


def _detect_escaped(head: bytes) -> str | None:
    """Return the name of an encoding of 7-bit bytes with escape sequences (RFC 1468, RFC 1557)."""
    if _ESCAPES(head):
        for name in _ESCAPED_ENCODINGS:
            with suppress(UnicodeDecodeError):
                codecs.getincrementaldecoder(name)().decode(head)
                return name
    return None


def _detect_8_bit(sample: bytes) -> str:
    """Return the most probable encoding of bytes that are neither UTF-8 nor UTF-16."""
    from readerapp.text.double_byte_encodings import detect_double_bytes
    from readerapp.text.single_byte_encodings import detect_latin, detect_other_script

    for detect in (detect_latin, detect_other_script, detect_double_bytes):
        if found := detect(sample):
            return found
    from charset_normalizer import from_bytes  # 50 ms to import, and few files need it

    best = from_bytes(sample).best()
    if best is None:
        return "utf-8"
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding


def decode_bytes(data: bytes, encoding: str) -> str:
    """Decode bytes in an encoding that `detect_encoding` or a person named.

    What is invalid becomes U+FFFD; in `MIXED`, a byte that begins no sequence of UTF-8 becomes the
    character of Windows-1252.
    """
    if encoding != MIXED:
        return data.decode(encoding, "replace")
    codecs.register_error(MIXED, _replace_byte)
    return data.decode("utf-8", MIXED)


def _replace_byte(error: UnicodeError) -> tuple[str, int]:
    """Return the character for an invalid byte; U+FFFD for the beginning of a cut sequence."""
    assert isinstance(error, UnicodeDecodeError)
    single = error.object[error.start : error.end] if error.end - error.start == 1 else b"\x81"
    return single.decode("cp1252", "replace"), error.end


_BETTER_CODECS = {"gbk": "gb18030", "iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz"}
"""Codecs that differ from those of webencodings. The standard decodes GBK as gb18030, and replaces
the whole text of an encoding that could hide scripts from a browser. A reader runs no scripts, so
the words are decoded."""
_REPLACEMENT = "replacement"
_USER_DEFINED = "x-user-defined"
"""A label that says nothing: the standard for HTML reads it as windows-1252."""
_DOUBLE_BYTES = frozenset(("gb18030", "hz", "big5hkscs", "cp932", "euc_jp", "cp949"))
"""Codecs in which a short text may be valid UTF-8 by chance, as two-byte sequences."""
_SEVEN_BITS = frozenset(("iso2022_jp", "iso2022_kr", "hz"))
"""Codecs of bytes below 128 only."""
_CHANCE = 4
"""Such sequences, and nothing else, that are no chance."""
_ASCII = ("us-ascii", "ascii", "iso646-us", "ansi_x3.4-1968")
"""Labels of ASCII: text with other letters is certainly in another encoding."""
_WIDEST = 4
"""Bytes from which on a byte order mark is one: the two bytes of another encoding are letters."""
_FEW = 6
"""Bytes beyond ASCII up to which their shares say nothing about the language."""
_HIGH = bytes(range(128, 256))
_long_sequences = re.compile(rb"[\xe0-\xf4]").search


_OTHER_LABELS = {
    "cp65001": "utf-8", "utf8mb4": "utf-8", "cp932": "shift_jis", "cp936": "gbk", "ms936": "gbk",
    "cp949": "euc-kr", "ms949": "euc-kr", "cp51949": "euc-kr", "cp950": "big5",
    "cp54936": "gb18030", "cp20866": "koi8-r", "cp21866": "koi8-u", "cp874": "windows-874",
    "cp10000": "macintosh", "ansi": "windows-1252",
}  # fmt: skip
"""Labels outside the standard that Windows and mail programs write, without their signs."""
_dos_code_page = re.compile(
    r"(?:cp|ibm|dos|pc)(437|737|775|850|852|855|857|858|86\d|1125)"
).fullmatch


def codec_for(label: str) -> codecs.CodecInfo | None:
    """Return the codec for an encoding label; None if nobody uses that label for text.

    Labels are those of the standard, also with other signs in them ("latin-1", "windows1251"), and
    a few that mail programs write.
    """
    import webencodings  # type: ignore[import-untyped]

    try:
        web_encoding = webencodings.lookup(label)
    except UnicodeEncodeError:  # a label that came from bytes which are no text
        return None
    if web_encoding is None:
        folded = _fold_label(label)
        if match := _dos_code_page(folded):
            return codecs.lookup(f"cp{match[1]}")
        web_encoding = webencodings.lookup(_labels_by_letters().get(folded, ""))
    if web_encoding is None:
        return None
    codec = _BETTER_CODECS.get(web_encoding.name) or _BETTER_CODECS.get(
        label.strip("\t\n\f\r ").lower()
    )
    if (codec is None and web_encoding.name == _REPLACEMENT) or web_encoding.name == _USER_DEFINED:
        return None
    info: codecs.CodecInfo = codecs.lookup(codec) if codec else web_encoding.codec_info
    return info


def _fold_label(label: str) -> str:
    """Return the letters and digits of a label, in lower case."""
    folded = "".join(sign for sign in label.lower() if sign.isalnum()).removeprefix("x")
    return re.sub(r"^win(?:dows)?(?=\d)", "cp", folded)


@lru_cache(maxsize=1)
def _labels_by_letters() -> dict[str, str]:
    """Return the labels of the standard, and some others, by their letters and digits."""
    from webencodings.labels import LABELS  # type: ignore[import-untyped]

    return {**{_fold_label(label): label for label in LABELS}, **_OTHER_LABELS}


def decode(data: bytes, label: str, errors: str = "replace") -> str | None:
    """Decode `data` in the encoding with that label.

    Args:
        data: The bytes.
        label: A label of the WHATWG standard.
        errors: The error handler, as for `bytes.decode`.

    Returns:
        The text, or None if there is no such label.

    Raises:
        UnicodeDecodeError: `errors` is "strict" and the data is not in that encoding.
    """
    codec = codec_for(label)
    if codec is None:
        return None
    text, _ = codec.decode(data, errors)
    return text


def decode_labelled(data: bytes, label: str = "") -> str:
    """Decode bytes whose encoding a label names that may be missing or wrong.

    A byte order mark counts first, then valid UTF-8, then the label, then what the bytes look like.
    """
    for mark, name in _BOMS:
        if data.startswith(mark) and len(data) >= _WIDEST:
            return decode_bytes(data.removeprefix(codecs.BOM_UTF8), name)
    codec = codec_for(label) if label else None
    if codec is not None and codec.name.startswith("utf-16") and 0 not in data:
        codec = None  # its label is in ASCII letters, so it cannot be in UTF-16
    if codec is not None and codec.name in _SEVEN_BITS and not data.isascii():
        codec = None
    if _is_surely_utf8(data, codec.name if codec else ""):
        return data.decode()
    if codec is None or codec.name == "utf-8" or label.lower() in _ASCII:
        return decode_bytes(data, _likeliest(data))  # the label does not say, or it is wrong
    text: str = codec.decode(data, "replace")[0]
    return text


def _is_surely_utf8(data: bytes, codec: str) -> bool:
    """Return whether the bytes are UTF-8 with letters beyond ASCII, though labelled for `codec`."""
    if data.isascii():
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    if codec not in _DOUBLE_BYTES or _long_sequences(data):
        return True
    return len(data) - len(data.translate(None, _HIGH)) >= 2 * _CHANCE


def _likeliest(data: bytes) -> str:
    """Return the encoding that the bytes look like; Windows-1252 if there are few of them."""
    if not data.isascii():
        high = len(data) - len(data.translate(None, _HIGH))
        if high < _FEW and not re.search(_SEQUENCES, data):
            from readerapp.text.single_byte_encodings import detect_latin

            return detect_latin(data) or "cp1252"
    return detect_encoding(MemoryBytes(data)) or "cp1252"
