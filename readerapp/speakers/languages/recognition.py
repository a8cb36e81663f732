"""Recognise the language of a text by its script and by its function words.

Function words are a quarter to a half of any running text, and few languages share many of them. So
the share of each language's function words among all words tells the languages here apart from a
few sentences on. In shorter texts the verbs of saying count, too. W. B. Cavnar and J. M. Trenkle,
"N-Gram-Based Text Categorization" (1994), count letter sequences instead, which is needed only for
texts without function words and speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from readerapp.speakers.languages.rules import EUROPEAN, load_rules
from readerapp.speakers.lexicon import SPEECH_VERBS, parse_word_lists, read_data_file
from readerapp.speakers.word_counts import split_words, word_frequencies

SAMPLE = 20_000
"""Code points of the text that are looked at."""
_LEAST_SHARE = 0.12
"""Smallest share of function words; running text in these languages has twice that."""
_LEAD = 1.3
"""How many times more function words than the next language the recognised one must have."""
_SHORT = 80
"""Words up to which a text is short, so that the verbs of saying count, too."""
_LEAST_HITS = 2
"""Function words and verbs of saying of its language that a short text must have."""
_LEAST_SCRIPT = 0.2
"""Smallest share of the letters that are of a script for the script to decide."""

_FUNCTION_WORDS = parse_word_lists(read_data_file("function_words.txt"))
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
"""Scripts that tell a language, the rarer ones first: Japanese also has Chinese signs."""
_ANY_SCRIPT = re.compile(r"[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def recognise_language(text: str) -> str:
    """Return the code of the language that most of a text is in, or "" if it is not plain.

    Args:
        text: The text; its first `SAMPLE` code points count.
    """
    sample = text[:SAMPLE]
    words = split_words(word_frequencies(sample.lower()), _WORD)
    if _ANY_SCRIPT.search(sample):
        letters = sum(len(word) * count for word, count in words.items()) or 1
        for code, pattern in _SCRIPTS:
            if len(pattern.findall(sample)) >= _LEAST_SCRIPT * letters:
                return code if code != "ru" else _by_words(words, ("ru",))
    return _by_words(words, tuple(code for code in _FUNCTION_WORDS if code != "ru"))


def english_share(words: Mapping[str, int]) -> float:
    """Return the share of English function words, 0 to 1.

    Args:
        words: How often each word is in a text, by the word as it is written.
    """
    own = _FUNCTION_WORDS["en"]
    found = sum(count for word, count in words.items() if word.lower() in own)
    return found / max(1, sum(words.values()))


def highest_share(words: Sequence[str]) -> float:
    """Return the share of function words of the language here that has most of them, 0 to 1.

    Args:
        words: The words of a text, in lower case.
    """
    counts = Counter(words)
    most = max(sum(counts[word] for word in own) for own in _FUNCTION_WORDS.values())
    return most / max(1, len(words))


def _by_words(counts: Counter[str], codes: tuple[str, ...]) -> str:
    """Return the language of `codes` with the most function words, "" if none stands out."""
    number = counts.total()
    present = counts.keys()
    shares = sorted(
        ((sum(map(counts.__getitem__, _FUNCTION_WORDS[code] & present)), code) for code in codes),
        reverse=True,
    )
    (most, code), *rest = shares
    next_most = rest[0][0] if rest else 0
    plain = most >= _LEAST_SHARE * max(1, number) and most >= _LEAD * next_most
    if plain and number > 8:
        return code
    return _by_verbs(counts, codes) if number <= _SHORT else ""


def _by_verbs(counts: Counter[str], codes: tuple[str, ...]) -> str:
    """Return the language of `codes` of a short text, by its verbs of saying, too."""
    hits = sorted(
        (
            (sum(counts[word] for word in _FUNCTION_WORDS[code] | _verbs_of_saying(code)), code)
            for code in codes
        ),
        reverse=True,
    )
    (most, code), *rest = hits
    next_most = rest[0][0] if rest else 0
    return code if most >= _LEAST_HITS and most >= _LEAD * next_most else ""


def _verbs_of_saying(code: str) -> frozenset[str]:
    if code not in EUROPEAN:
        return SPEECH_VERBS
    words = load_rules(code).words
    return words["verbs"] | words["reflexive_verbs"]
