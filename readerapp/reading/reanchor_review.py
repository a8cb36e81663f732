"""The review queue: every highlight that drifted or was lost, with the places that may be it.

A person says of each where it stands now, or that it is gone; nothing is decided unasked, and
what is left for later is asked again.

What differs between the words that were marked and those that stand there now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from readerapp.annotations.anchored import AnchoredAnnotation
from readerapp.annotations.change import Change
from readerapp.annotations.session import ReadingSession
from readerapp.core.errors import ReaderError

_MOST = 400
"""Words of each side that are compared: what a person can look through."""

_word = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """A stretch of words; `changed` if the other side has not got it."""

    words: str
    changed: bool = False


def diff_words(old: str, new: str) -> tuple[list[DiffPiece], list[DiffPiece]]:
    """Both sides in pieces, word by word; what lies behind the first 400 words is not compared."""
    olds, news = _word.findall(old)[:_MOST], _word.findall(new)[:_MOST]
    left, right = [], []
    for kind, a, b, c, d in _matcher(olds, news).get_opcodes():
        changed = kind != "equal"
        if b > a:
            left.append(DiffPiece("".join(olds[a:b]), changed))
        if d > c:
            right.append(DiffPiece("".join(news[c:d]), changed))
    return left, right


def describe_changes(old: str, new: str) -> list[str]:
    """Each difference in words: "two → three", "− before" or "+ then"."""
    olds, news = _word.findall(old)[:_MOST], _word.findall(new)[:_MOST]
    found = []
    for kind, a, b, c, d in _matcher(olds, news).get_opcodes():
        gone, come = "".join(olds[a:b]).strip(), "".join(news[c:d]).strip()
        if kind == "replace":
            found.append(f"{gone} → {come}")
        elif kind == "delete":
            found.append(f"− {gone}")
        elif kind == "insert":
            found.append(f"+ {come}")
    return found


def _matcher(olds: list[str], news: list[str]) -> SequenceMatcher[str]:
    left, right = [word.strip() for word in olds], [word.strip() for word in news]
    return SequenceMatcher(None, left, right, autojunk=False)


MOST = 9
"""Places that are offered: one for each digit."""

AROUND = 80
"""Code points of context that are shown on each side of a place."""


@dataclass(frozen=True, slots=True)
class CandidatePlace:
    """A place that may be it: its range in code points, its words and what is around them.

    `score` says how likely it is, 0 to 1; `here` that the highlight is shown there already.
    """

    start: int
    end: int
    words: str
    before: str
    after: str
    locator: str
    score: float = 1.0
    here: bool = False


class ReanchorReview:
    """A walk through what is unsettled in one session, by place."""

    def __init__(self, session: ReadingSession, at: int = 0) -> None:
        """Begins with the first that stands, or would stand, at or behind the offset `at`."""
        self._session = session
        found = sorted(_unsettled(session), key=_place)
        self._keys = [placed.key for placed in found]
        behind = (number for number, placed in enumerate(found) if _place(placed) >= at)
        self._number = next(behind, 0)

    @property
    def current(self) -> AnchoredAnnotation | None:
        """What is asked about now; None when all is settled."""
        if not self._keys:
            return None
        placed = self._session.placed.get(self._keys[self._number])
        return placed if placed and placed.unsettled else None

    @property
    def progress(self) -> tuple[int, int]:
        """The number of the current one, from 1, and how many there were to settle."""
        return self._number + 1, len(self._keys)

    @property
    def left(self) -> int:
        """How many are not settled yet."""
        return sum(map(self._open, self._keys))

    def offers(self) -> list[CandidatePlace]:
        """The places that may be the current one: where it is shown, then the best found."""
        current = self.current
        if current is None:
            return []
        offers = [self._offer(current.start, current.end, 1.0)] if current.shown else []
        for start, end, score in current.suggestions:
            offer = self._offer(start, end, score)
            if offer.words and not any(_overlap(offer, other) for other in offers):
                offers.append(offer)
        return offers[:MOST]

    def step(self, direction: int) -> None:
        """Leave the current one for later: the next (1) or previous (-1), round the ends."""
        for away in range(1, len(self._keys) + 1):
            number = (self._number + away * direction) % len(self._keys)
            if self._open(self._keys[number]):
                self._number = number
                return

    def accept(self, number: int) -> Change:
        """Say that the current one stands at the offer with that number, from 1.

        Raises:
            ReaderError: there is no such offer, or it could not be saved.
        """
        offers = self.offers()
        if number > len(offers):
            raise ReaderError("There is no such place; r marks one in the text by hand.")
        offer, key = offers[number - 1], self._keys[self._number]
        sentence = "Accepted where it stands now" if offer.here else "Attached where you chose"
        return self._settled(self._session.set_ends(key, offer.start, offer.end, sentence))

    def keep(self) -> Change:
        """Say that the current one's words are gone; it stays in the list as an orphan."""
        return self._settled(self._session.keep_lost(self._keys[self._number]))

    def delete(self) -> Change:
        """Put the current one into the bin."""
        return self._settled(self._session.delete(self._keys[self._number]))

    def take(self, change: Change) -> None:
        """Take in a change made elsewhere or by undo: what is unsettled again is asked about."""
        fresh = [placed for placed in _unsettled(self._session) if placed.key not in self._keys]
        self._keys += [placed.key for placed in sorted(fresh, key=_place)]
        back = [number for number, key in enumerate(self._keys) if key in change.ids]
        self._number = next((n for n in back if self._open(self._keys[n])), self._number)
        if self.current is None:
            self.step(1)

    def _settled(self, change: Change) -> Change:
        if self.current is None:
            self.step(1)
        return change

    def _open(self, key: str) -> bool:
        placed = self._session.placed.get(key)
        return placed is not None and placed.unsettled

    def _offer(self, start: int, end: int, score: float) -> CandidatePlace:
        """The place without the white space around its words."""
        document, current = self._session.document, self.current
        text = document.text
        words = text.slice(start, end)
        start += len(words) - len(words.lstrip())
        words = words.strip()
        end = start + len(words)
        return CandidatePlace(
            start,
            end,
            words=words,
            before=text.slice(max(0, start - AROUND), start),
            after=text.slice(end, min(len(text), end + AROUND)),
            locator=document.locator(start),
            score=score,
            here=current is not None and current.shown and start <= current.start < end,
        )


def describe_unsettled(session: ReadingSession) -> str:
    """What there is to settle, as "2 highlights drifted, 1 orphaned"; empty if nothing is."""
    found = _unsettled(session)
    drifted = sum(placed.shown for placed in found)
    lost = len(found) - drifted
    counts = [(drifted, "drifted"), (lost, "orphaned")]
    parts = [f"{count} {what}" for count, what in counts if count]
    noun = " highlight " if found and (drifted or lost) == 1 else " highlights "
    return ", ".join(parts).replace(" ", noun, 1)


def _overlap(one: CandidatePlace, other: CandidatePlace) -> bool:
    return one.start < other.end and other.start < one.end


def _unsettled(session: ReadingSession) -> list[AnchoredAnnotation]:
    return [placed for placed in session.placed.values() if placed.unsettled]


def _place(placed: AnchoredAnnotation) -> int:
    """Where it stands or would stand."""
    return max(placed.start, placed.near)
