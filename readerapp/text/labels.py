"""Encodings as documents name them: the labels of the WHATWG Encoding Standard, and no others.

Python knows more codecs, among them some that are no encodings of text (hex, rot13, punycode),
and gives several labels a narrower meaning than the programs had that wrote them: latin-1 means
cp1252, shift_jis means cp932. Source: https://encoding.spec.whatwg.org
"""

from __future__ import annotations

import codecs

_WIDER = {"gbk": "gb18030", "iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz"}
"""Codecs that webencodings does not use: the standard decodes GBK as gb18030, and replaces all of
an encoding that could hide scripts from a browser; a reader runs none, and its words are there."""
_UNREAD = "replacement"


def codec_for(label: str) -> codecs.CodecInfo | None:
    """The codec that reads what is labelled so; None if the label is none of the standard."""
    import webencodings  # type: ignore[import-untyped]

    try:
        found = webencodings.lookup(label)
    except UnicodeEncodeError:  # a label that came from bytes which are no text
        return None
    if found is None:
        return None
    codec = _WIDER.get(found.name) or _WIDER.get(label.strip("\t\n\f\r ").lower())
    if codec is None and found.name == _UNREAD:
        return None
    info: codecs.CodecInfo = codecs.lookup(codec) if codec else found.codec_info
    return info


def decode(data: bytes, label: str, errors: str = "replace") -> str | None:
    """`data` in the encoding that is labelled so; None if there is none of that label.

    Raises:
        UnicodeDecodeError: `errors` is "strict" and the data is not in that encoding.
    """
    codec = codec_for(label)
    if codec is None:
        return None
    text, _ = codec.decode(data, errors)
    return text
