"""Finding quoted words in a text from the command line: which of several is meant."""

from __future__ import annotations

from readerapp.model import ReaderError
from readerapp.text.counting import counted
from readerapp.text.folding import fold
from readerapp.text.search import find_all
from readerapp.text.source import Text


def locate(
    text: Text, quote: str, *, prefix: str = "", suffix: str = "", nth: int | None = None
) -> tuple[int, int]:
    """The range of the words `quote`, in code points.

    White space, straight and curly quotation marks and dashes do not matter, and capitals do not
    where the words stand nowhere just so. `prefix` and `suffix` are words that must stand right
    before and behind; `nth` (from 1) counts what is left.

    Raises:
        ReaderError: the words are not there, or several times and nothing says which.
    """
    if not quote.strip():
        raise ReaderError("The quotation is empty; give the words that stand in the text.")
    places = _places(text, quote.strip(), prefix, suffix, nth)
    if not places:
        raise ReaderError("These words are not in the text; copy them from `readerapp text`.")
    if nth is None and len(places) > 1:
        sentence = f"These words stand there {len(places)} times; add --nth 1 to {len(places)}"
        raise ReaderError(f"{sentence}, or the words before them with --prefix.")
    if nth is not None and not 1 <= nth <= len(places):
        often = counted(len(places), "time")
        raise ReaderError(f"There is no --nth {nth}; these words stand there {often}.")
    return places[(nth or 1) - 1]


def _places(
    text: Text, quote: str, prefix: str, suffix: str, nth: int | None
) -> list[tuple[int, int]]:
    """Where the words stand: with the very capitals if they do anywhere, else with any.

    All of them, or as many as lead to the `nth`.
    """
    wanted, any_case = fold(quote), []
    just_so: list[tuple[int, int]] = []
    for match in find_all(text, quote.lower()):
        place = (match.start, match.end)
        if _stands_between(text, place, prefix, suffix):
            any_case.append(place)
            if fold(text.slice(*place)) == wanted:
                just_so.append(place)
                if len(just_so) == nth:
                    break
    return just_so or any_case


def _stands_between(text: Text, place: tuple[int, int], prefix: str, suffix: str) -> bool:
    if not prefix and not suffix:
        return True
    start, end = place
    before = text.slice(max(0, start - 2 * len(prefix) - _SPACE), start)
    behind = text.slice(end, end + 2 * len(suffix) + _SPACE)
    return fold(before).endswith(fold(prefix)) and fold(behind).startswith(fold(suffix))


_SPACE = 64  # code points of white space that may stand there besides
