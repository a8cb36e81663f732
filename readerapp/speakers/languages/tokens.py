"""Split a text of another language into words."""

from __future__ import annotations

import re
from typing import NamedTuple

from readerapp.speakers.languages.rules import LanguageRules

_WORD = r"[^\W\d_]+(?:(?:[’'-]|\.(?![A-ZÄÖÜ][a-zäöü]))[^\W\d_]+)*"
"""A word; a point inside it is no end of a sentence with the space left out."""
_WORDS = {
    "fr": re.compile(rf"[^\W\d_]{{1,2}}[’'](?=\w)|{_WORD}"),
    "it": re.compile(
        rf"(?:[^\W\d_]{{1,2}}|[dn]ell|[ads]all|all|[sq]uell?)[’'](?=\w)|{_WORD}", re.I
    ),
}
_OTHER_WORDS = re.compile(_WORD)
_INVERSION = re.compile(r"(.+?)-(?:t-)?(il|elle|on|je|ils|elles|nous|vous|tu)", re.IGNORECASE)


class Token(NamedTuple):
    """A word of a text, with its half-open range in code points."""

    start: int
    end: int
    word: str


def split_words(text: str, start: int, end: int, rules: LanguageRules) -> list[Token]:
    """Return the words of a range; a pronoun behind a verb ("dit-elle") is a word of its own.

    Args:
        text: the whole text.
        start: the first offset of the range, in code points.
        end: the offset after the last.
        rules: the rules of the language.
    """
    tokens: list[Token] = []
    pattern = _WORDS.get(rules.code, _OTHER_WORDS)
    for match in pattern.finditer(text, start, end):
        word = match[0]
        turned = _INVERSION.fullmatch(word) if rules.code == "fr" else None
        if turned:
            verb_end = match.start() + turned.end(1)
            tokens.append(Token(match.start(), verb_end, turned[1]))
            tokens.append(Token(match.end() - len(turned[2]), match.end(), turned[2]))
        else:
            tokens.append(Token(match.start(), match.end(), word))
    return tokens


def is_capital(word: str) -> bool:
    """Return whether a word begins with a capital."""
    return word[:1].isupper()
