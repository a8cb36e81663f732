"""Character encodings: detection from samples, labels of the WHATWG standard, decoding.

Detection also decides whether bytes are text at all.

Labels that documents declare are those of the WHATWG Encoding Standard, and no others. Python
knows more codecs, some of which are not text encodings (hex, rot13, punycode), and it gives
several labels a narrower meaning than the programs that wrote them: latin-1 means cp1252,
shift_jis means cp932. Source: https://encoding.spec.whatwg.org
"""

from __future__ import annotations

import codecs
import re

from readerapp.core.errors import ReaderError
from readerapp.text import sanitize
from readerapp.text.byte_source import ByteSource

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
    """Return the Python name of the encoding, or None if the bytes are not text.

    The answer is UTF-8 unless a byte order mark, the pattern of NUL bytes or many invalid sequences
    contradict it. Then `charset-normalizer` names the old 8-bit encoding.
    """
    head = raw.read(0, min(SAMPLE, raw.size))
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    samples = [head, *_later_samples(raw)]
    if all(map(_is_utf8, samples)) and not any(0 in sample for sample in samples):
        return "utf-8"
    if wide := _detect_wide(head):
        return wide
    sample = b"".join(samples)
    nuls = sample.count(0)
    if nuls > max(16, len(sample) // 50):
        return None
    high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    valid = sum(map(len, re.findall(_SEQUENCES, sample)))
    if all(map(_is_utf8, samples)) or valid > 10 * (high - valid):
        return "utf-8"  # with a few invalid sequences or NUL bytes
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
    return None


def _detect_8_bit(sample: bytes) -> str:
    """Return the most probable 8-bit encoding; the most common of those that decode alike."""
    from charset_normalizer import from_bytes  # 50 ms to import, and few files need it

    best = from_bytes(sample).best()
    if best is None:
        return "utf-8"
    return "cp1252" if "cp1252" in best.could_be_from_charset else best.encoding


_BETTER_CODECS = {"gbk": "gb18030", "iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz"}
"""Codecs that differ from those of webencodings. The standard decodes GBK as gb18030, and replaces
the whole text of an encoding that could hide scripts from a browser. A reader runs no scripts, so
the words are decoded."""
_REPLACEMENT = "replacement"


def codec_for(label: str) -> codecs.CodecInfo | None:
    """Return the codec for an encoding label; None if the label is not in the standard."""
    import webencodings  # type: ignore[import-untyped]

    try:
        web_encoding = webencodings.lookup(label)
    except UnicodeEncodeError:  # a label that came from bytes which are no text
        return None
    if web_encoding is None:
        return None
    codec = _BETTER_CODECS.get(web_encoding.name) or _BETTER_CODECS.get(
        label.strip("\t\n\f\r ").lower()
    )
    if codec is None and web_encoding.name == _REPLACEMENT:
        return None
    info: codecs.CodecInfo = codecs.lookup(codec) if codec else web_encoding.codec_info
    return info


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
