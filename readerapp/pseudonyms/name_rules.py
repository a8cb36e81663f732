"""Rules for words of a text that may be a name: case, full stops, gaps, what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readerapp.pseudonyms.name_forms import ENDING, Inflection, Kind, fold_word, word_pattern
from readerapp.pseudonyms.name_words import (
    DOTTED_ABBREVIATIONS,
    MONTHS,
    PARTICLES,
    ROLES,
    SHORT_TITLES,
    TITLES,
    WORDS,
)

_SPACE = r"[^\S\n]*\n?[^\S\n]*(?:>[> ]*)?"
_name_gap = re.compile(rf"{_SPACE}|[-‐‑–._+·‧・'’ʼ`´]")
_initial_gap = re.compile(rf"[.]?{_SPACE}|[.]?[-‐‑–_+'’ʼ`´]")
comma_gap = re.compile(rf"{_SPACE},{_SPACE}")
_number_beside = re.compile(r"\s*(?:\d|,\s*\d)")
_number_before = re.compile(r"\d(?:st|nd|rd|th)?\.?(?:\s+of)?\s*$")
_title_before = re.compile(r"(?<!\w)([^\W\d_]+(?:[-\"][^\W\d_]+)?)(\.?[^\S\n]*\n?[^\S\n]*)$")
_generation = re.compile(r",?\s(?:Jr|Sr)\b\.?")
_LEAST_SMALL_TITLE = 4
"""Letters of a form of address that needs neither a capital nor a full stop: not "don", "hr"."""
_JOINTS = "-‐‑"
_NOT_CAMEL = ("Mc", "Mac", "De", "Di", "Du", "La", "Le", "Van", "Fitz", "O")
_SCARCE_INITIALS = frozenset("aeiouyà")
"""Initials that are words too: "A Berg", "I Holm"."""
_CLITICS = {
    "arabic": tuple("وال بال فال كال ال لل و ف ب ل ك".split()),
    "hebrew": tuple("וה שה ה ו ב ל מ ש כ".split()),
}
"""Words that are written together with the name after them."""


class FoundWord(NamedTuple):
    """A word of a text that may belong to a name."""

    start: int
    end: int
    word: str
    meanings: tuple[Inflection, ...]


def clitics_of(folded: str) -> Iterator[str]:
    """Yield the words that a word in Arabic or Hebrew may begin with: "and", "the", "to"."""
    first = folded[:1]
    script = "arabic" if "\u0600" <= first <= "\u06ff" else "hebrew"
    if "\u0590" <= first <= "\u06ff":
        yield from (one for one in _CLITICS[script] if folded.startswith(one))


def divide(word: str) -> list[tuple[int, int]]:
    """Divide a word like "MatzeInterview", or one with a hyphen at the end of a line."""
    humps = range(1, len(word))
    edges = [0]
    for one in (hump for hump in humps if word[hump - 1].islower() and word[hump].isupper()):
        if word[edges[-1] : one] not in _NOT_CAMEL:
            edges.append(one)
    spans = []
    for start, end in zip(edges, [*edges[1:], len(word)], strict=True):
        spans += [
            (start + piece.start(), start + piece.end())
            for piece in re.finditer(r"[^-\u2010\s]+", word[start:end])
        ]
    return spans if len(spans) > 1 else []


def is_gap(gap: str, before: str) -> bool:
    """Return whether two words of one name may stand on both sides of `gap`.

    Args:
        gap: What stands between them.
        before: The word before it; one letter is an initial.
    """
    if len(before) == 1:
        return bool(_initial_gap.fullmatch(gap))
    return bool(_name_gap.fullmatch(gap))


def fits_comma(text: str, words: Sequence[FoundWord], following: Sequence[FoundWord]) -> bool:
    """Return whether words with a comma are one name, "Matze, John", and not two in a list.

    Args:
        text: The text.
        words: The words.
        following: The next word of a name in the text, if there is one.
    """
    end = words[-1].end
    goes_on = any(is_gap(text[end : one.start], words[-1].word) for one in following)
    has_genitive = text[end : end + 1] in tuple("'’ʼ")
    return may_be_capital(words[0].word) and not goes_on and not has_genitive


def may_be_capital(word: str) -> bool:
    """Return whether a word begins with a capital, or its script has none."""
    return not word[0].islower()


def is_wordlike(folded: str) -> bool:
    """Return whether a name in lower case is rather a word."""
    return len(folded) <= 2 or folded in WORDS or folded in ROLES or folded in PARTICLES


def fits(text: str, words: Sequence[FoundWord], gaps: Sequence[str], kind: Kind, cost: int) -> bool:
    """Return whether words of a text may be a form of this kind, by case and full stops."""
    if len(words) == 1:
        return _fits_alone(text, words[0], kind, cost)
    is_handle = not any(gap == "" or gap.isspace() or "," in gap for gap in gaps)
    for word, gap in zip(words, gaps, strict=False):
        if len(word.word) > 1 or (gap and gap in "._-+'’ʼ`´"):
            continue
        if not word.word.isupper():
            return False
        if gap.isspace() and word.word.casefold() in _SCARCE_INITIALS:
            return False
    if kind == "initials":
        joined = "".join(fold_word(word.word) for word in words)
        dotted = all("." in gap for gap in gaps)
        end = words[-1].end
        is_longer = re.match(r"\.?\s?[A-Z]\.", text[end : end + 4]) and not text[end:].startswith(
            ". "
        )
        return (
            dotted
            and words[-1].word.isupper()
            and joined not in DOTTED_ABBREVIATIONS
            and not is_longer
        )
    if kind == "abridged":
        last = words[-1]
        return last.word.isupper() and text[last.end : last.end + 1] == "."
    if all(len(word.word) == 1 or is_wordlike(fold_word(word.word)) for word in words):
        named = [word for word in words if fold_word(word.word) not in PARTICLES]
        return is_handle or all(may_be_capital(word.word) for word in named)
    return True


def _fits_alone(text: str, found: FoundWord, kind: Kind, cost: int) -> bool:
    word = found.word
    folded = fold_word(word)
    if kind == "compact":
        return True
    if kind == "initials":
        return word.isupper() and not _is_in_capitals(text, found)
    if folded in MONTHS and (
        _number_beside.match(text, found.end)
        or _number_before.search(text[max(0, found.start - 12) : found.start])
    ):
        return False
    if text[found.end : found.end + 1] in ("@", "_") or text[found.start - 1 : found.start] in (
        *("@", "#", "_"),
    ):
        return True  # of an address or the name of a file
    if not may_be_capital(word):
        return not is_wordlike(folded) and not (cost >= ENDING and len(folded) < 2 * 3 + 1)
    if is_wordlike(folded) and word.isupper() and word != word.lower():
        return not _is_in_capitals(text, found)
    return True


def _is_in_capitals(text: str, found: FoundWord) -> bool:
    """Return whether the words beside a word are in capitals too, and it is no label."""
    before = text[max(0, found.start - 30) : found.start]
    after = text[found.end : found.end + 30]
    if after.lstrip()[:1] == ":":
        return False
    beside = [*re.findall(r"[^\W\d_]{2,}", before)[-1:], *re.findall(r"[^\W\d_]{2,}", after)[:1]]
    return any(word.isupper() for word in beside)


def end_of_initials(text: str, end: int, kind: Kind, count: int) -> int:
    """Return the end with the full stop of a last initial."""
    is_dotted = kind == "abridged" or (kind == "initials" and count > 1)
    return end + 1 if is_dotted and text[end : end + 1] == "." else end


def is_joined(text: str, start: int, end: int) -> bool:
    """Return whether a hyphen joins the name with another word."""
    before = start > 1 and text[start - 1] in _JOINTS and text[start - 2].isalpha()
    after = text[end : end + 1] in _JOINTS and text[end : end + 1] and text[end + 1 : end + 2]
    return bool(before or (after and after.isalpha()))


def start_of_titles(text: str, start: int) -> int:
    """Return the start with the forms of address before a name."""
    for _ in range(4):
        left = text[max(0, start - 40) : start]
        match = _title_before.search(left)
        if not match or not match[2]:
            break
        title = fold_word(match[1])
        is_dotted = "." in match[2]
        if title not in TITLES or (is_dotted and title not in SHORT_TITLES):
            break
        if not may_be_capital(match[1]) and not is_dotted and len(title) < _LEAST_SMALL_TITLE:
            break
        start -= len(left) - match.start()
    return start


def gender_of_titles(words: str) -> str:
    """Return "m" or "f" if forms of address before a name tell it, else ""."""
    from readerapp.speakers.lexicon import FEMALE_TITLES, MALE_TITLES

    titles = {fold_word(word) for word in word_pattern.findall(words)}
    male = titles & {*map(fold_word, MALE_TITLES), "господин"}
    female = titles & {*map(fold_word, FEMALE_TITLES), "pani", "госпожа"}
    return "m" if male and not female else "f" if female and not male else ""


def gender_of_name(name: str) -> str:
    """Return "m" or "f" if a form of address or an English first name tells it, else ""."""
    from readerapp.speakers.lexicon import FEMALE_NAMES, MALE_NAMES

    words = word_pattern.findall(name)
    if gender := gender_of_titles(" ".join(words[:-1])):
        return gender
    first = fold_word(words[0]) if len(words) > 1 else ""
    male, female = first in MALE_NAMES, first in FEMALE_NAMES
    return "m" if male and not female else "f" if female and not male else ""


def end_of_name(text: str, end: int) -> int:
    """Return the end with "Jr", or the number of an address such as `matze77`."""
    if match := _generation.match(text, end):
        return match.end()
    while end < len(text) and text[end].isdigit() and text[end - 1].isalnum():
        end += 1
    return end
