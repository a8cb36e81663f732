"""Numbers of pages and running heads, as lines above and below the text of each page have them.

Used where all lines outside the text are known, as on pages of numbered lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_SHARE_OF_PAGES = 0.6
"""Share of the pages whose number must follow that of the page before."""
_HEADS = 20
"""Running heads of the same words that a line is compared with."""

_page_word = re.compile(r"\bpage[: ]\s*0*(\d{1,5})\b", re.IGNORECASE).search
_only_page = re.compile(
    r"\W*(?:page[: ]\s*)?0*(\d{1,5})(?:\s*(?:of|/)\s*\d{1,5})?\W*\Z", re.IGNORECASE
).match
_digits = re.compile(r"\d{1,15}")
_first_number = re.compile(r"\s*0*(\d{1,5})\b(?![.,:/-]\d)").match
_last_number = re.compile(r"(?<![\w.,:/-])0*(\d{1,5})\s*\Z").search
_court_stamp = re.compile(r"\bCase\b.*\b(?:Document|Doc|Filed)\b|\bPageID\b").search


def find_page_numbers(edges: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[int] | None:
    """Return the number of each page, as its head or foot says; None if they do not.

    A number counts if it grows by one from page to page at the same place. Pages that do not say
    theirs are counted on from the one before.

    Args:
        edges: the lines of the head and of the foot of each page.
    """
    found: dict[tuple[int, str], dict[int, int]] = {}
    for index, sides in enumerate(edges):
        for side, lines in enumerate(sides):
            for line in lines:
                for kind, number in _numbers(line):
                    found.setdefault((side, kind), {}).setdefault(index, number)
    for kind in ("alone", "page", "last", "first"):
        for side in (0, 1):
            numbers = found.get((side, kind), {})
            if _are_numbers(numbers, len(edges)):
                return _complete(numbers, len(edges))
    return None


def _numbers(line: str) -> Iterator[tuple[str, int]]:
    """Yield the numbers in a line that may be those of its page, each with where it stands."""
    if _court_stamp(line):  # the page of the file, not of the transcript
        return
    for kind, find in (
        ("alone", _only_page),
        ("page", _page_word),
        ("last", _last_number),
        ("first", _first_number),
    ):
        if match := find(line):
            yield kind, int(match[1])


def _are_numbers(numbers: dict[int, int], count: int) -> bool:
    """Return whether numbers grow by one from page to page.

    Args:
        numbers: the number of each page, by its index.
        count: the number of pages.
    """
    steps = sum(numbers.get(index + 1) == number + 1 for index, number in numbers.items())
    return bool(numbers) and steps >= _SHARE_OF_PAGES * (count - 1)


def _complete(numbers: dict[int, int], count: int) -> list[int]:
    """Return the number of each page; those without are counted from their neighbours."""
    first = min(numbers)
    now = numbers[first] - first - 1
    complete = []
    for index in range(count):
        now = numbers.get(index, now + 1)
        complete.append(now)
    return complete


def own_number(lines: Iterable[str]) -> int | None:
    """Return the number that stands alone, or behind "page", in the head and foot of a page."""
    for line in lines:
        if match := _only_page(line) or _page_word(line):
            return int(match[1])
    return None


def is_page_number(line: str, number: int) -> bool:
    """Return whether a line says the number of its page and nothing else."""
    match = _only_page(line)
    return match is not None and int(match[1]) == number


class RunningHeads:
    """The lines at the edges of pages: each that repeats is wanted where it is first.

    Two lines are the same if their words are, and each number in them too, or counted on with the
    pages.
    """

    def __init__(self) -> None:
        self._seen: dict[str, list[tuple[int, list[int]]]] = {}  # pages and numbers, by the words

    def wanted(self, lines: Iterable[str], number: int) -> Iterator[str]:
        """Yield the lines of a head or foot that are to be written.

        Args:
            lines: the lines.
            number: the number of the page.
        """
        for line in lines:
            if is_page_number(line, number):
                continue
            values = [int(digits) for digits in _digits.findall(line)]
            seen = self._seen.setdefault(_digits.sub("#", line.casefold()), [])
            if not any(_are_counted(values, number, *other) for other in seen[:_HEADS]):
                seen.append((number, values))
                yield line


def _are_counted(values: list[int], number: int, page: int, others: list[int]) -> bool:
    """Return whether numbers on a page are those of another page, or as far on as the pages are."""
    steps = (value - other for value, other in zip(values, others, strict=False))
    return len(values) == len(others) and all(step in (0, number - page) for step in steps)
