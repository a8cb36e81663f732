"""Search for the words of a quotation, whatever its quotation marks, dashes and white space."""

from __future__ import annotations

from readerapp.core.errors import ReaderError
from readerapp.text.phrases import count_noun, fold_text
from readerapp.text.search import find_all_matches
from readerapp.text.source import Text

_EXTRA_SPACE = 64
"""Code points to look at beyond prefix and suffix: the text may have more white space than they."""


class SeveralMatchesError(ReaderError):
    """Words that a text has several times.

    Attributes:
        number: how often.
    """

    def __init__(self, number: int, *, sign: str = "") -> None:
        """Say which arguments choose one of the matches.

        Args:
            number: how often the text has the words.
            sign: what is before the name of an argument where it is typed.
        """
        choice = f"{sign}nth (1…{number}), or give the text before it with {sign}prefix"
        super().__init__(f"Found {number} times; choose one by its number with {choice}.")
        self.number = number


def find_quote(
    text: Text, quote: str, *, prefix: str = "", suffix: str = "", nth: int | None = None
) -> tuple[int, int]:
    """Find the range of the words `quote` in a text.

    Differences in white space, between straight and curly quotation marks, and between dashes are
    ignored. Case is ignored only if the words do not occur with the same case.

    Args:
        text: The text to search.
        quote: The words to find.
        prefix: Words that must come directly before the match.
        suffix: Words that must come directly after the match.
        nth: The number of the match to return, from 1, among those that satisfy the rest. None
            requires that there is only one.

    Returns:
        The half-open range in code points.

    Raises:
        ReaderError: There is no such match, or there are several and `nth` is None.
    """
    if not quote.strip():
        raise ReaderError("The quotation is empty; give text from the document.")
    ranges = _matching_ranges(text, quote.strip(), prefix, suffix, nth)
    if not ranges:
        raise ReaderError("Quotation not found; copy it from what `readerapp text` prints.")
    if nth is None and len(ranges) > 1:
        raise SeveralMatchesError(len(ranges))
    if nth is not None and not 1 <= nth <= len(ranges):
        often = count_noun(len(ranges), "time")
        raise ReaderError(f"There is no match {nth}; the text was found {often}.")
    return ranges[(nth or 1) - 1]


def find_quotes(
    text: Text, quote: str, *, prefix: str = "", suffix: str = ""
) -> list[tuple[int, int]]:
    """Return all ranges that `find_quote` could choose from; the arguments are the same."""
    return _matching_ranges(text, quote.strip(), prefix, suffix, None) if quote.strip() else []


def _matching_ranges(
    text: Text, quote: str, prefix: str, suffix: str, nth: int | None
) -> list[tuple[int, int]]:
    """Return the ranges of the words with the same case, or with any case if there are none.

    The search stops early at the `nth` match with the same case.
    """
    folded_quote, any_case = fold_text(quote), []
    same_case: list[tuple[int, int]] = []
    for match in find_all_matches(text, quote.lower()):
        if _has_context(text, match.start, match.end, prefix, suffix):
            any_case.append((match.start, match.end))
            if fold_text(text.slice(match.start, match.end)) == folded_quote:
                same_case.append((match.start, match.end))
                if len(same_case) == nth:
                    break
    return same_case or any_case


def _has_context(text: Text, start: int, end: int, prefix: str, suffix: str) -> bool:
    """Return True if `prefix` and `suffix` are directly before and after the range."""
    if not prefix and not suffix:
        return True
    before = text.slice(max(0, start - 2 * len(prefix) - _EXTRA_SPACE), start)
    after = text.slice(end, end + 2 * len(suffix) + _EXTRA_SPACE)
    return fold_text(before).endswith(fold_text(prefix)) and fold_text(after).startswith(
        fold_text(suffix)
    )
