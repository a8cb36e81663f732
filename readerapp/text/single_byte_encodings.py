"""Detection of an 8-bit encoding from the letters beyond ASCII, for texts without a label.

A detector that looks for a language in all letters needs paragraphs, and takes French in
Windows-1252 for Czech: most bytes are letters in most encodings. Here each encoding is tried with
each language that is written in it: how probable are the letters that it gives in that language,
and do they stand as letters do, no capital or sign inside a word? The bytes of "très, où" are
letters of French in Windows-1252, and of no one language in Windows-1250.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

_MAXIMUM_RUN = 2
"""Bytes beyond ASCII in a row, on average, below which a text is in Latin letters; in other scripts
whole words are beyond ASCII, or pairs of bytes are letters."""
_MAXIMUM_SHARE = 0.5
"""Share of such bytes, of all that are not white space, up to which a text is in Latin letters."""
_COUNTED = 5000
"""Bytes beyond ASCII that are looked at."""

_LATIN_LETTERS = {
    "English": "éïèçöñüáíóæœ",
    "French": "éèàêçâîôûùëïœüÿæ",
    "Spanish": "óáíéñúü¿¡",
    "Portuguese": "ãçéáóíêúõâàôü",
    "Italian": "èàùòéìî",
    "Catalan": "àéèóòíçúïü·",
    "German": "üäößé",
    "Dutch": "ëéïèöüáóê",
    "Swedish": "äåöéü",
    "Danish": "æøåéö",
    "Finnish": "äöå",
    "Icelandic": "ðáíóþéöæúý",
    "Irish": "áíéóú",
    "Turkish": "ıişğçöüâî",
    "Polish": "łęąóżśćńź",
    "Czech": "íáěéřčšžýůúťňďó",
    "Slovak": "áíéčšžýúľôťňďäóĺŕ",
    "Hungarian": "áéöóőíüúű",
    "Romanian": "ăîșțâşţé",
    "Croatian": "čšćžđ",
    "Lithuanian": "ėšžųįąčūę",
    "Latvian": "āīēšūņļžčģķ",
    "Estonian": "äõüöšž",
}
"""Letters beyond ASCII of each language, the most frequent first; Zipf's law gives their shares."""
_QUOTATION_MARKS = "“”‘’–—…«»\u00a0"
_SIGNS = "„‚‹›€£§°©®™·•½¼¾²³×\u00ad"
_INNER_SIGNS = "’‘·\u00ad"
"""Signs that stand between two letters, as in "don’t"."""

_OTHER_LETTERS = {
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оаниівртесклдупмяєзьбгчйхцїшюжщфґ",
    "Bulgarian": "аоиетнрсвлдкпмзъябугчйщцжхшфюь",
    "Serbian": "аиоенсртјувкдмлпгзбчцшжћљњђхфџ",
    "Greek": "αοιετνσηρπκμλυςγδθωχάίόέφήύβώξζψϊ",
    "Hebrew": "יוהלאתמברשןפנדעקגכחזטסםץףך",
    "Arabic": "اليمونرتبعدسفهكةقحجأذشصضطخىزإءثئغظؤآ",
    "Thai": "านรอกเง่ม้ยลวัดทีตสคิบปหจชพขแไะใู็ืุโซถผ์ณำึฉธภฐฎศษญฮฟ",
}
"""The same for languages in other scripts."""
_CYRILLIC = ("Russian", "Ukrainian", "Bulgarian", "Serbian")
_OTHER_ENCODINGS = {
    "cp1251": _CYRILLIC,
    "koi8-r": _CYRILLIC[:1],
    "koi8-u": _CYRILLIC[1:2],
    "cp866": _CYRILLIC,
    "iso8859-5": _CYRILLIC,
    "mac-cyrillic": _CYRILLIC,
    "cp1253": ("Greek",),
    "iso8859-7": ("Greek",),
    "mac-greek": ("Greek",),
    "cp1255": ("Hebrew",),
    "cp1256": ("Arabic",),
    "iso8859-6": ("Arabic",),
    "cp874": ("Thai",),
}
"""Encodings of these scripts with their languages, the more common ones first."""
_LEAST_PROBABLE = -4.3
"""The average logarithm of the probability of a letter from which on a text is in that language."""

_LATIN_ENCODINGS = {
    "cp1252": 0.0,
    "cp1250": -3.0,
    "mac-roman": -3.0,
    "cp850": -4.0,
    "cp437": -4.5,
    "iso8859-2": -4.0,
    "iso8859-15": -4.0,
    "cp1254": -4.0,
    "cp1257": -4.0,
    "cp852": -5.0,
    "mac-latin2": -6.0,
    "mac-turkish": -6.0,
    "cp857": -6.0,
    "iso8859-16": -7.0,
    "cp775": -7.0,
}
"""Encodings with the logarithm of how common they are, beside the first."""
_QUOTATION_MARK = math.log(0.05)
_SIGN = math.log(0.01)
_OTHER_LETTER = math.log(0.0005)
_OTHER_SIGN = math.log(0.00005)
_NO_CHARACTER = math.log(0.000001)
_CAPITAL = math.log(0.2)
_OTHER_CAPITAL = math.log(0.9)
"""In scripts that fill all bytes; whole texts in capitals are told from small letters by the shares
of the letters."""
_WRONG_PLACE = math.log(0.002)
"""Added for a capital behind a small letter, or a sign between two of them."""

_ADVANTAGE = 0.05
"""By how much a less common encoding must be more probable."""

_ascii = re.compile(r"[\0-\x7f]+")
_misplaced_capitals = re.compile(r"[а-яёά-ώ][А-ЯЁΑ-ΩΆ-Ώ]").findall
_high_runs = re.compile(rb"[\x80-\xff]+")
_in_context = re.compile(rb"(?=([\s\S])([\x80-\xff])([\s\S]))")


def detect_latin(sample: bytes) -> str | None:
    """Return the encoding of a text in Latin letters; None if it is in other letters, or in ASCII.

    >>> detect_latin("Où êtes-vous, très chère?".encode("cp1252"))
    'cp1252'
    """
    runs = Counter(map(len, _high_runs.findall(sample)))
    count = sum(runs.values())
    high = sum(length * number for length, number in runs.items())
    if not count or high / count >= _MAXIMUM_RUN:
        return None
    if high > _MAXIMUM_SHARE * len(b"".join(sample.split())):
        return None
    contexts = Counter(
        (_case(match[1][0]), match[2][0], _case(match[3][0]))
        for match, _ in zip(
            _in_context.finditer(b" " + sample + b" "), range(_COUNTED), strict=False
        )
    )
    return max(_LATIN_ENCODINGS, key=lambda encoding: _score(contexts, encoding))


def _case(byte: int) -> str:
    """Return the kind of a neighbour: "a" and "A" for letters, "0", "?" beyond ASCII, else " "."""
    if byte >= 128:
        return "?"
    letter = chr(byte)
    if letter.isalpha():
        return "a" if letter.islower() else "A"
    return "0" if letter.isdigit() else " "


def _score(contexts: Counter[tuple[str, int, str]], encoding: str) -> float:
    """Return the logarithm of the probability of the bytes in the language that suits them best."""
    common = _LATIN_ENCODINGS[encoding]
    letters: Counter[str] = Counter()
    for (before, byte, after), count in contexts.items():
        try:
            sign = bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            common += count * _NO_CHARACTER
            continue
        inside = before == "a" and after in "a?"
        if sign in _QUOTATION_MARKS or sign in _SIGNS:
            common += count * (_QUOTATION_MARK if sign in _QUOTATION_MARKS else _SIGN)
            common += count * _WRONG_PLACE * (inside and sign not in _INNER_SIGNS)
        elif sign.isalpha() or sign in "¿¡":
            letters[sign.lower()] += count
            if sign.isupper():
                common += count * (_WRONG_PLACE if before == "a" else _CAPITAL)
            if "0" in (before, after) or (sign.islower() and after == "A"):
                common += count * _WRONG_PLACE
        else:
            common += count * (_OTHER_SIGN if sign.isprintable() else _NO_CHARACTER)
    return common + max(
        sum(count * shares.get(sign, _OTHER_LETTER) for sign, count in letters.items())
        for shares in map(_shares, _LATIN_LETTERS)
    )


def detect_other_script(sample: bytes) -> str | None:
    """Return the encoding of a text in Cyrillic, Greek, Hebrew, Arabic or Thai letters; else None.

    >>> detect_other_script("Привет, мир. Это письмо".encode("koi8-r"))
    'koi8-r'
    """
    best, found = _LEAST_PROBABLE, None
    for encoding, languages in _OTHER_ENCODINGS.items():
        text = sample[: 2 * _COUNTED].decode(encoding, "replace")
        counts = Counter(_ascii.sub("", text))
        misplaced = len(_misplaced_capitals(text))
        for shares in map(_shares, languages):
            sum_of_all = misplaced * _WRONG_PLACE
            for sign, count in counts.items():
                sum_of_all += count * _probability(sign, shares)
            if (average := sum_of_all / max(1, counts.total())) > best + _ADVANTAGE:
                best, found = average, encoding
    return found


def _probability(sign: str, shares: Mapping[str, float]) -> float:
    """Return the logarithm of the probability of one character in a language."""
    if sign in _QUOTATION_MARKS or sign in _SIGNS:
        return _SIGN
    if sign.isalpha() or sign.lower() in shares:
        return shares.get(sign.lower(), _OTHER_LETTER) + _OTHER_CAPITAL * sign.isupper()
    return _OTHER_SIGN if sign.isprintable() else _NO_CHARACTER


@lru_cache(maxsize=len(_LATIN_LETTERS) + len(_OTHER_LETTERS))
def _shares(language: str) -> dict[str, float]:
    """Return the logarithm of the share of each letter of a language."""
    letters = _LATIN_LETTERS.get(language) or _OTHER_LETTERS[language]
    total = sum(1 / rank for rank in range(1, len(letters) + 1))
    return {sign: math.log(0.9 / rank / total) for rank, sign in enumerate(letters, 1)}
