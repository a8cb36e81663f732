"""Detection of an encoding of Chinese, Japanese or Korean from its most common characters.

The same bytes are characters in most of these encodings, but in a wrong one they are rare ones.
"""

from __future__ import annotations

import codecs
from collections import Counter

_CHINESE = (
    "的一是不了在人有我他中上大和地到以要就出可也你生能而子那得下自之年作里用道行所然家事成方多去"
    "法如都同面起看定天分好小部其些主理心她本前因只想文字"
)
_COMMON = {
    "gb18030": _CHINESE + "这个们来为国说时会对于着过发后种经么学现当没动还进样开但从实应该",
    "big5hkscs": _CHINESE + "這個們來為國說時會對於著過發後種經麼學現當沒動還進樣開但從實應該",
    "cp932": "".join(map(chr, [*range(0x3041, 0x3094), *range(0x30A1, 0x30F7), 0x30FC])),
    "cp949": (
        "이다는에의을가고하지은를도로한사기어나인있것들그자리아서대시해일수보라정부만과여주원전게제"
        "장상구조스습니까"
    ),
}
"""The most common characters by the encoding of their language; all kana for Japanese."""
_ENCODINGS = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_SAME_LETTERS = {"euc_jp": "cp932"}
_SAMPLE = 16 * 1024
"""Bytes that are looked at."""
_LEAST_SHARE = 0.15
"""Share of the common characters, of all beyond ASCII, in a text of that language."""


def detect_double_bytes(sample: bytes) -> str | None:
    """Return the encoding of a text in Chinese, Japanese or Korean; None if it is none of these.

    >>> detect_double_bytes("これは古い文字コードの文章です".encode("euc_jp"))
    'euc_jp'
    """
    best, found = _LEAST_SHARE, None
    for encoding in _ENCODINGS:
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample[:_SAMPLE])
        except UnicodeDecodeError:
            continue
        counts = Counter(sign for sign in text if sign > "\u00ff")
        common = sum(counts[sign] for sign in _COMMON[_SAME_LETTERS.get(encoding, encoding)])
        if (share := common / max(1, counts.total())) > best:
            best, found = share, encoding
    return found
