"""Who says the words of a source, and whether a draft names the same person."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from readerapp.documents import Document
from readerapp.speakers import Suggestion, suggest, turns
from readerapp.text.turns import Turn

_CONTEXT = 4_000
"""Code points on each side of a passage in which its speaker is looked for, where a source has no
labelled turns: to rank a whole book for one quotation would take seconds."""
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lady lord dame rev hon judge justice senator president "
    "mayor minister secretary governor general captain officer herr frau monsieur madame señor "
    "señora the".split()
)
_word = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class SourceSpeakers:
    """The speakers of the passages of sources."""

    def __init__(self, open_source: Callable[[str], Document | None]) -> None:
        """Take the function that returns the document of a source."""
        self._open = open_source
        self._turns: dict[str, Sequence[Turn]] = {}

    def speaker_of(self, source: str, start: int, end: int) -> str | None:
        """Return who says the words from `start` to `end` of a source; None if it is not known."""
        document = self._open(source)
        if document is None:
            return None
        if source not in self._turns:
            self._turns[source] = document.turns or turns(document.text.whole()) or ()
        spoken = self._turns[source]
        if spoken:
            place = bisect_right(spoken, start, key=lambda turn: turn.start) - 1
            if place >= 0 and start < spoken[place].end and spoken[place].speaker:
                return spoken[place].speaker
            return None
        low = max(0, start - _CONTEXT)
        text = document.text.slice(low, min(len(document.text), end + _CONTEXT))
        return _speaker_around(suggest(text), start - low, end - low)


def _speaker_around(suggestions: Iterable[Suggestion], start: int, end: int) -> str | None:
    """Return the speaker of the quotation that has most of a range."""
    best, most = None, 0
    for each in suggestions:
        common = min(end, each.end) - max(start, each.start)
        if common > most:
            best, most = each.speaker, common
    return best if most > (end - start) / 2 else None


def compare_names(draft: str | None, source: str | None, aliases: Iterable[str] = ()) -> str:
    """Return "agrees", "other" or "unknown" for the names of a speaker.

    Names agree if one has all the names of the other: "Matze" and "John Matze", "Mr Matze" and
    "MATZE". Initials agree with names that begin with them.

    >>> compare_names("John Matze", "MR. MATZE:"), compare_names("Ida Holm", "Bo Lind")
    ('agrees', 'other')
    """
    if not draft or not source:
        return "unknown"
    theirs = _names(source)
    for name in (draft, *aliases):
        ours = _names(name)
        if not ours or not theirs:
            continue
        shorter, longer = sorted((ours, theirs), key=len)
        if all(any(_same_name(one, other) for other in longer) for one in shorter):
            return "agrees"
    return "other" if theirs and _names(draft) else "unknown"


def _names(name: str) -> list[str]:
    """Return the names of a person, without titles, in lower case."""
    return [word for match in _word.findall(name) if (word := match.casefold()) not in _TITLES]


def _same_name(one: str, other: str) -> bool:
    """Return whether two names are the same, or one is the initial of the other."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
