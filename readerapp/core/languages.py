"""Languages of documents: their codes, and the names that people and other programs write."""

from __future__ import annotations

import re

from readerapp.core.errors import ReaderError

LANGUAGE_NAMES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "pt": "Portuguese",
    "it": "Italian",
    "nl": "Dutch",
    "ru": "Russian",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
}
"""The languages in which speakers are found, by their code in ISO 639-1."""

AUTOMATIC = "automatic"
"""The word that stands for the language that is recognised by the words of the text."""

_OTHER_WORDS = {
    "en": "eng american british usenglish ukenglish",
    "de": "deu ger deutsch ngerman austrian",
    "fr": "fra fre français francais french",
    "es": "spa español espanol castellano",
    "pt": "por português portugues brazilian",
    "it": "ita italiano",
    "nl": "nld dut nederlands",
    "ru": "rus русский",
    "zh": "zho chi 中文 汉语 漢語",
    "ja": "jpn 日本語",
    "ko": "kor 한국어",
}
"""ISO 639-2, the names of the languages in themselves, and those in BibLaTeX."""

_CODES = {
    word: code
    for code, name in LANGUAGE_NAMES.items()
    for word in (code, name.lower(), *_OTHER_WORDS[code].split())
}
_tag = re.compile(r"([a-z]{2,3})((?:-[a-z0-9]{2,8})*)")


def parse_language(word: str) -> str:
    """Return the code of a language that a person or another program has written.

    Args:
        word: A code with or without a region, or a name of one of the languages here. A code of
            any other language is one, too: a bibliography has it.

    Returns:
        The code of ISO 639, with what follows it in BCP 47, such as "de-AT"; "" for `AUTOMATIC`.

    Raises:
        ReaderError: It is neither a code nor such a name.

    >>> parse_language("German"), parse_language("deu_at"), parse_language("automatic")
    ('de', 'de-AT', '')
    """
    lower = word.strip().lower().replace("_", "-")
    if lower in ("", AUTOMATIC):
        return ""
    if code := _CODES.get(lower):
        return code
    if not (match := _tag.fullmatch(lower)):
        names = ", ".join(LANGUAGE_NAMES.values())
        raise ReaderError(f"There is no language {word}; write a code such as de, or {names}.")
    parts = [part.upper() if len(part) == 2 else part for part in match[2].split("-")]
    return "-".join([_CODES.get(match[1], match[1]), *parts[1:]])


def base_language(code: str) -> str:
    """Return the code of a language without region and script.

    >>> base_language("de-AT")
    'de'
    """
    return code.partition("-")[0]


def language_name(code: str) -> str:
    """Return the name of a language in English; the code if the name is not known here.

    >>> language_name("de"), language_name("de-AT"), language_name("eo")
    ('German', 'German (de-AT)', 'eo')
    """
    name = LANGUAGE_NAMES.get(base_language(code), "")
    return f"{name} ({code})" if name and "-" in code else name or code


def words_for_language(code: str) -> tuple[str, ...]:
    """Return other words that mean a language: its code and its name in itself."""
    return (code, *_OTHER_WORDS.get(code, "").split())
