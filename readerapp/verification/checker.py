"""The check of all quotations of a draft against its sources.

Each quotation gets one verdict and, where its words were found, the place with the words and the
speaker of the source. A source is read once for all quotations that it may have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import Document
from readerapp.verification.comparison import (
    MOST_CUT_WORDS,
    Difference,
    Occurrence,
    are_apart,
    find_exact,
    find_similar,
    longest_runs,
)
from readerapp.verification.quotation import (
    DraftQuotation,
    Segments,
    search_patterns,
    split_quotation,
)
from readerapp.verification.source_index import SourceIndex
from readerapp.verification.source_speakers import SourceSpeakers, compare_names
from readerapp.verification.words import WordSequence, split_words

VERDICTS = ("verbatim", "same_words", "altered", "shortened", "spliced", "not_found")
"""The verdicts, from the best to the worst."""
_LEAST_SHARE = 0.5
"""Share of the words of a quotation that one place must have, in order, to be its source."""
_LEAST_SHARE_OF_FEW = 0.75
_FEW_WORDS = 4
_SHORTEST_RUN = 3
"""Words of the shortest part of a splice."""
_SPLICE_SHARE = 0.8
"""Share of the words of a splice that its parts must cover."""
_MOST_SPLICE_PARTS = 4
_UNIQUE_WORDS = 5
"""Words from which on a quotation is hardly ever in two places by chance."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place in a source: its path, offsets in code points, words, locator and speaker."""

    source: str
    start: int
    end: int
    exact: str
    locator: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class QuotationCheck:
    """What the check of one quotation found.

    Attributes:
        quotation: the quotation in the draft.
        verdict: one of `VERDICTS`.
        confidence: how sure the verdict is, 0.0 to 1.0.
        place: where the words are in the sources; None if they are nowhere.
        speaker_check: "agrees", "other" or "unknown".
        differences: what differs from the source.
        also: other places with the same words; the other parts of a splice.
    """

    quotation: DraftQuotation
    verdict: str
    confidence: float
    place: SourcePlace | None = None
    speaker_check: str = "unknown"
    differences: tuple[Difference, ...] = ()
    also: tuple[SourcePlace, ...] = ()

    @property
    def passes(self) -> bool:
        """Return whether words and speaker are right as far as the sources say."""
        return self.verdict in ("verbatim", "same_words") and self.speaker_check != "other"


@dataclass(frozen=True, slots=True)
class _Find:
    """An occurrence of a quotation in a source."""

    source: str
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of words of a quotation that a source has as they are."""

    source: str
    position: int
    length: int
    start: int
    end: int
    index: int


class _SourceReader:
    """A reader of sources, which remembers the last ones."""

    _REMEMBERED = 24

    def __init__(self) -> None:
        self._documents: dict[str, Document | None] = {}
        self._words: dict[str, WordSequence] = {}

    def document(self, path: str) -> Document | None:
        """Return the document at `path`; None if it cannot be read any more."""
        if path not in self._documents:
            while len(self._documents) >= self._REMEMBERED:
                oldest = next(iter(self._documents))
                del self._documents[oldest]
                self._words.pop(oldest, None)
            try:
                self._documents[path] = documents.open(path)
            except ReaderError:
                self._documents[path] = None
        return self._documents[path]

    def words(self, path: str) -> WordSequence:
        """Return the words of the document at `path`."""
        if path not in self._words:
            document = self.document(path)
            self._words[path] = split_words(document.text.whole() if document else "")
        return self._words[path]


def check_quotations(
    quotations: Sequence[DraftQuotation],
    index: SourceIndex,
    progress: Progress,
    same_speaker: Mapping[str, Iterable[str]] | None = None,
) -> list[QuotationCheck]:
    """Check quotations against the sources of an index, and return the findings in their order.

    Args:
        quotations: the quotations of a draft.
        index: the index of the sources, built.
        progress: called with the quotations done and in all.
        same_speaker: other names of a speaker of the draft, by name.
    """
    reader = _SourceReader()
    segments = [split_quotation(one.exact) for one in quotations]
    by_source: dict[str, list[int]] = defaultdict(list)
    candidates: list[list[str]] = []
    for number, quotation in enumerate(quotations):
        candidates.append(index.candidates(quotation.exact) if segments[number].parts else [])
        for source in candidates[number]:
            by_source[source].append(number)
    finds: dict[int, list[_Find]] = defaultdict(list)
    patterns = [[*search_patterns(one.parts)] for one in segments]
    for source, numbers in by_source.items():
        document = reader.document(source)
        text = document.text.whole() if document else ""
        for number in numbers:
            for occurrence in find_exact(segments[number], patterns[number], text):
                finds[number].append(_Find(source, occurrence))
    speakers = SourceSpeakers(reader.document)
    checks = []
    for number, quotation in enumerate(quotations):
        progress(number, len(quotations))
        if finds[number]:
            check = _exact_check(quotation, segments[number], finds[number], reader)
        else:
            check = _similar_check(quotation, segments[number], candidates[number], reader)
        checks.append(_with_speaker(check, speakers, same_speaker or {}))
    return checks


def _exact_check(
    quotation: DraftQuotation, segments: Segments, found: Sequence[_Find], reader: _SourceReader
) -> QuotationCheck:
    """Return the check of a quotation whose words are in a source as they are."""
    ordered = sorted(
        found, key=lambda each: (each.occurrence.marked, bool(each.occurrence.differences))
    )
    best = ordered[0].occurrence
    verbatim = not best.marked and not best.differences
    words = len(segments.words)
    confidence = 0.99 if words >= _UNIQUE_WORDS else 0.6 + 0.08 * words
    return QuotationCheck(
        quotation,
        "verbatim" if verbatim else "same_words",
        round(confidence, 2),
        _place(ordered[0], reader),
        differences=best.differences,
        also=tuple(_place(each, reader) for each in ordered[1:]),
    )


def _similar_check(
    quotation: DraftQuotation, segments: Segments, sources: Sequence[str], reader: _SourceReader
) -> QuotationCheck:
    """Return the check of a quotation that no source has as it is."""
    words = segments.words
    finds = []
    for source in sources:
        document = reader.document(source)
        if document is None:
            continue
        occurrence = find_similar(segments, reader.words(source), document.text.whole())
        if occurrence:
            finds.append(_Find(source, occurrence))
    finds.sort(key=lambda each: (-each.occurrence.share, each.occurrence.longest_cut))
    least = _LEAST_SHARE_OF_FEW if len(words) <= _FEW_WORDS else _LEAST_SHARE
    best = finds[0].occurrence if finds else None
    whole = best is not None and best.share >= least
    if not (whole and best and _is_of_one_place(best)) and (
        splice := _splice(
            quotation, segments, sources, reader, best.share if whole and best else 0.0
        )
    ):
        return splice
    if best is None or not whole:
        share = best.share if best else 0.0
        return QuotationCheck(quotation, "not_found", round(min(0.99, 1.0 - share / 2), 2))
    also = tuple(
        _place(each, reader) for each in finds[1:4] if each.occurrence.share >= best.share - 0.1
    )
    return QuotationCheck(
        quotation,
        _verdict(best),
        round(min(0.99, 0.45 + 0.5 * best.share), 2),
        _place(finds[0], reader),
        differences=best.differences,
        also=also,
    )


def _is_of_one_place(occurrence: Occurrence) -> bool:
    """Return whether nothing hints at a splice: no long cut, no words from elsewhere."""
    return occurrence.longest_cut < MOST_CUT_WORDS and occurrence.longest_addition < _SHORTEST_RUN


def _verdict(occurrence: Occurrence) -> str:
    """Return the verdict on a quotation that one place of a source has with differences."""
    kinds = [difference.kind for difference in occurrence.differences]
    if not kinds:
        return "same_words"
    if occurrence.longest_addition:
        return "altered"
    single = all(" " not in difference.source for difference in occurrence.differences)
    loud = any(kind in ("negation", "number") for kind in kinds)
    return "altered" if loud and single else "shortened"


def _splice(
    quotation: DraftQuotation,
    segments: Segments,
    sources: Sequence[str],
    reader: _SourceReader,
    share: float,
) -> QuotationCheck | None:
    """Return the check of a quotation that was put together; None if it was not.

    `share` is the share of its words that one place has; the parts must cover more.
    """
    words = segments.words
    runs = []
    for source in sources:
        sequence = reader.words(source)
        for position, length, index in longest_runs(words, sequence, _SHORTEST_RUN):
            start, end = sequence.starts[index], sequence.ends[index + length - 1]
            runs.append(_Run(source, position, length, start, end, index))
    parts = _cover(runs)
    covered = sum(part.length for part in parts)
    if not 2 <= len(parts) <= _MOST_SPLICE_PARTS or covered < _SPLICE_SHARE * len(words):
        return None
    if covered <= share * len(words):
        return None
    one_source = len({part.source for part in parts}) == 1
    spans = [(part.index, part.index + part.length - 1) for part in parts]
    if one_source and not are_apart(spans):
        return None
    first = max(parts, key=lambda part: part.length)
    places = [
        _place(_Find(part.source, Occurrence(part.start, part.end, 1.0)), reader) for part in parts
    ]
    longest = places[parts.index(first)]
    return QuotationCheck(
        quotation,
        "spliced",
        round(min(0.99, 0.9 * covered / len(words)), 2),
        longest,
        also=tuple(place for place in places if place is not longest),
    )


def _cover(runs: Sequence[_Run]) -> list[_Run]:
    """Return runs that cover most of a quotation, the longest first, in the order of the quotation.

    Of a run that overlaps a longer one, what is left of it counts if it is long enough.
    """
    taken: list[_Run] = []
    for run in sorted(runs, key=lambda each: -each.length):
        low, high = run.position, run.position + run.length
        for other in taken:
            other_end = other.position + other.length
            if other.position <= low < other_end:
                low = min(high, other_end)
            if other.position < high <= other_end:
                high = max(low, other.position)
        if low == run.position and high == run.position + run.length:
            taken.append(run)
        elif high - low >= _SHORTEST_RUN:
            shift = low - run.position
            taken.append(replace(run, position=low, length=high - low, index=run.index + shift))
    return sorted(taken, key=lambda each: each.position)


def _place(find: _Find, reader: _SourceReader) -> SourcePlace:
    """Return the place of a find, with its words and its locator."""
    document = reader.document(find.source)
    start, end = find.occurrence.start, find.occurrence.end
    if document is None:
        return SourcePlace(find.source, start, end, "", "")
    return SourcePlace(
        find.source, start, end, document.text.slice(start, end), document.range_locator(start, end)
    )


def _with_speaker(
    check: QuotationCheck, speakers: SourceSpeakers, same_speaker: Mapping[str, Iterable[str]]
) -> QuotationCheck:
    """Return a check with the speakers of its places, and whether the draft names the same."""
    if check.place is None:
        return check
    wanted = check.quotation.speaker
    place = replace(
        check.place,
        speaker=speakers.speaker_of(check.place.source, check.place.start, check.place.end),
    )
    verdict = compare_names(wanted, place.speaker, same_speaker.get(wanted or "", ()))
    if verdict == "other" and check.verdict in ("verbatim", "same_words"):
        for other in check.also:  # the same words may be said by several people
            named = speakers.speaker_of(other.source, other.start, other.end)
            if compare_names(wanted, named, same_speaker.get(wanted or "", ())) == "agrees":
                rest = (place, *(each for each in check.also if each is not other))
                chosen = replace(other, speaker=named)
                return replace(check, place=chosen, also=rest, speaker_check="agrees")
    return replace(check, place=place, speaker_check=verdict)
