"""The check of all quotations of a draft against its sources.

Each quotation gets one verdict and, where its words were found, the place with the words and the
speaker of the source. What a paraphrase says is not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from readerapp.verification.comparison import Difference, Occurrence, find_exact
from readerapp.verification.quotation import (
    DraftQuotation,
    Segments,
    split_literally,
    split_quotation,
)
from readerapp.verification.similarity import MOST_CUT_WORDS, find_similar, least_evidence
from readerapp.verification.source_index import SourceIndex
from readerapp.verification.source_reader import SourceReader
from readerapp.verification.source_speakers import SourceSpeakers
from readerapp.verification.splices import SplicePart, find_splice

_MOST_OF_REST = 2
"""Sources in which a part of a quotation is looked for that may be from elsewhere."""
VERDICTS = ("verbatim", "same_words", "altered", "shortened", "spliced", "not_found")
"""The verdicts, from the best to the worst."""
_MOST_MISSES = 2
"""Sources without a quotation after one that has it, from which on no other is looked at: sources
come in the order of what they have of it."""
_UNIQUE_WORDS = 5
"""Words from which on a quotation is hardly ever in two places by chance."""
_FEWEST_WORDS = 3
"""Words from which on a quotation is looked for where it is only similar, and from which on a
phrase that is in no source is reported: fewer are a title, a name, or irony."""
_ADDED_WORDS = 3
"""Words in a row that only the quotation has, from which on they may be from another place."""
_MOST_SPLICE_WORDS = 2_000
"""Words of the longest quotation that is looked at for parts of several places."""
_ALMOST_ALL = 0.85
"""Share of the words of a quotation that is surely its place."""
_MOST_PLACES = 50
"""Other places that are listed."""
_MOST_SPEAKERS = 5
"""Other places with the same words at which it is looked up who says them."""

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
class _Finding:
    """What was found for the words of a quotation, whoever says them."""

    verdict: str
    confidence: float
    finds: tuple[_Find, ...] = ()
    differences: tuple[Difference, ...] = ()


def check_quotations(
    quotations: Sequence[DraftQuotation],
    index: SourceIndex,
    progress: Progress,
    same_speaker: Mapping[str, Iterable[str]] | None = None,
) -> list[QuotationCheck]:
    """Check quotations against the sources of an index, and return the findings in their order.

    The findings depend on the quotations and the sources only, and that on one quotation on no
    other one. Phrases of one or two words and titles that no source has get none: quotation marks
    around them need not mean that somebody said them.

    Args:
        quotations: the quotations of a draft.
        index: the index of the sources, built.
        progress: called with the quotations done and in all.
        same_speaker: other names of a speaker of the draft, by name.
    """
    reader = SourceReader()
    speakers = SourceSpeakers(reader.document)
    place = partial(_place, reader)
    findings: dict[str, _Finding] = {}
    checks = []
    for number, quotation in enumerate(quotations):
        progress(number, len(quotations))
        finding = findings.get(quotation.exact)
        if finding is None:
            finding = _find(quotation.exact, index, reader)
            if len(findings) < _MOST_FINDINGS:
                findings[quotation.exact] = finding
        if finding.verdict == "not_found" and _may_be_no_speech(quotation):
            continue
        if finding.verdict == "altered" and _lacks_only_labels(finding, speakers):
            finding = replace(
                finding,
                verdict="shortened",
                differences=tuple(
                    one if one.kind == "typography" else replace(one, kind="cut")
                    for one in finding.differences
                ),
            )
        if finding.verdict == "shortened" and _cuts_labels(finding, speakers):
            finding = replace(
                finding,
                verdict="same_words",
                differences=tuple(replace(one, kind="typography") for one in finding.differences),
            )
        elif finding.verdict == "shortened" and _cuts_others(finding, speakers):
            finding = replace(finding, verdict="spliced")
        places = tuple(map(place, finding.finds[: _MOST_PLACES + 1]))
        check = QuotationCheck(
            quotation,
            finding.verdict,
            finding.confidence,
            places[0] if places else None,
            differences=finding.differences,
            also=places[1:],
        )
        checks.append(_with_speaker(check, speakers, same_speaker or {}))
    return checks


def _lacks_only_labels(finding: _Finding, speakers: SourceSpeakers) -> bool:
    """Return whether all that differs is labels left out: "Speaker 2" is no number that changed."""
    find = finding.finds[0]
    differing = [one for one in finding.differences if one.kind != "typography"]
    return len(differing) == len(find.occurrence.cuts) and all(
        speakers.is_label(find.source, *cut, same_speaker=False) for cut in find.occurrence.cuts
    )


def _cuts_labels(finding: _Finding, speakers: SourceSpeakers) -> bool:
    """Return whether a quotation leaves out only labels of turns, between parts of one speaker."""
    find = finding.finds[0]
    return all(speakers.is_label(find.source, *cut) for cut in find.occurrence.cuts)


def _cuts_others(finding: _Finding, speakers: SourceSpeakers) -> bool:
    """Return whether a quotation leaves out much that others say between parts of one speaker."""
    find = finding.finds[0]
    return any(speakers.passes_others(find.source, *cut) for cut in find.occurrence.cuts)


_MOST_FINDINGS = 10_000
"""Findings that are remembered for quotations with the same words."""


def _may_be_no_speech(quotation: DraftQuotation) -> bool:
    """Return whether quotation marks around words that are in no source need not mean speech."""
    if quotation.kind != "phrase":
        return False
    words = quotation.exact.split()
    long = [word for word in words if len(word) > 3]
    is_title = (
        2 <= len(long) <= len(words) <= _LONGEST_TITLE
        and words[0][0].isupper()
        and all(word[0].isupper() for word in long)
        and quotation.exact[-1].isalnum()
    )
    return is_title or len(split_literally(quotation.exact).words) < _FEWEST_WORDS


_LONGEST_TITLE = 8
"""Words of the longest title, all with capitals but the short ones."""


def _find(exact: str, index: SourceIndex, reader: SourceReader) -> _Finding:
    """Look for the words of a quotation in the sources that may have them."""
    segments, literal = split_quotation(exact), split_literally(exact)
    if not literal.parts:
        return _Finding("not_found", 0.0)
    candidates = index.candidates(" ".join(segments.words) or exact)
    found: list[_Find] = []
    misses = 0
    for source in candidates:
        occurrences = find_exact(segments, literal, reader.words(source))
        found += [_Find(source, one) for one in occurrences]
        if occurrences:
            misses = 0
        elif found:
            misses += 1
            if misses == _MOST_MISSES:
                break
    if found:
        return _exact_finding(literal, found)
    if len(segments.words) < _FEWEST_WORDS:
        return _Finding("not_found", 0.6)
    return _similar_finding(segments, candidates, index, reader)


def _exact_finding(literal: Segments, found: Sequence[_Find]) -> _Finding:
    """Return the finding on a quotation whose words are in a source as they are."""
    ordered = sorted(
        found,
        key=lambda one: (not one.occurrence.has_same_words, bool(one.occurrence.differences)),
    )
    best = ordered[0].occurrence
    verdict = "verbatim" if not best.differences else "same_words"
    if not best.has_same_words:
        verdict = "altered"
    words = len(literal.words)
    confidence = 0.99 if words >= _UNIQUE_WORDS else 0.6 + 0.08 * words
    same = [one for one in ordered if one.occurrence.has_same_words == best.has_same_words]
    return _Finding(verdict, round(confidence, 2), tuple(same), best.differences)


def _similar_finding(
    segments: Segments, candidates: Sequence[str], index: SourceIndex, reader: SourceReader
) -> _Finding:
    """Return the finding on a quotation that no source has as it is."""
    finds = []
    misses = 0
    total = sum(len(reader.words(source)) for source in candidates[:1]) * max(1, len(candidates))
    least = least_evidence(total)
    for source in candidates:
        names = reader.names(source)
        occurrence = find_similar(segments, reader.words(source), names, least)
        if occurrence:
            finds.append(_Find(source, occurrence))
            misses = 0
        elif finds and finds[0].occurrence.share >= _ALMOST_ALL:
            misses += 1
            if misses == _MOST_MISSES:
                break
    finds.sort(key=lambda one: (-one.occurrence.evidence, one.occurrence.longest_cut))
    best = finds[0].occurrence if finds else None
    is_short = len(segments.words) <= _MOST_SPLICE_WORDS
    if is_short and (best is None or not _is_of_one_place(best)):
        rest = [index.candidates(part)[:_MOST_OF_REST] for part in _rests(segments, best)]
        paths = dict.fromkeys([*candidates, *chain.from_iterable(rest)])
        sources = ((source, reader.words(source)) for source in paths)
        if parts := find_splice(segments.words, sources, least, best.evidence if best else 0.0):
            return _splice_finding(parts, len(segments.words), reader)
    if best is None:
        return _Finding("not_found", 0.9)
    others = [one for one in finds[1:4] if one.occurrence.share >= best.share - 0.1]
    return _Finding(
        _verdict(best),
        round(min(0.99, 0.45 + 0.5 * best.share), 2),
        (finds[0], *others),
        best.differences,
    )


def _rests(segments: Segments, best: Occurrence | None) -> list[str]:
    """Return the words of a quotation that may be from sources which have few of the others.

    They are what one place lacks; without a place, each half and each third.
    """
    if best:
        return [" ".join(one.draft for one in best.differences if one.draft)]
    words = segments.words
    return [
        " ".join(words[len(words) * number // parts : len(words) * (number + 1) // parts])
        for parts in (2, 3)
        for number in range(parts)
        if len(words) >= parts * _FEWEST_WORDS
    ]


def _is_of_one_place(occurrence: Occurrence) -> bool:
    """Return whether nothing hints at a splice: no long cut, hardly a word from elsewhere."""
    return (
        occurrence.share >= _ALMOST_ALL
        and occurrence.longest_cut < MOST_CUT_WORDS
        and occurrence.longest_addition < _ADDED_WORDS
    )


def _verdict(occurrence: Occurrence) -> str:
    """Return the verdict on a quotation that one place of a source has with differences."""
    if occurrence.has_same_words:
        return "same_words"
    kinds = {one.kind for one in occurrence.differences}
    if occurrence.longest_addition or not kinds <= {"cut", "typography"}:
        return "altered"
    return "spliced" if occurrence.longest_cut > MOST_CUT_WORDS else "shortened"


def _splice_finding(parts: Sequence[SplicePart], words: int, reader: SourceReader) -> _Finding:
    """Return the finding on a quotation that was put together, its longest part first."""
    finds = []
    for part in sorted(parts, key=lambda one: -one.length):
        source = reader.words(part.source)
        start, end = source.starts[part.index], source.ends[part.index + part.span - 1]
        finds.append(_Find(part.source, Occurrence(start, end)))
    covered = sum(part.length for part in parts) / words
    return _Finding("spliced", round(min(0.99, 0.9 * covered), 2), tuple(finds))


def _place(reader: SourceReader, find: _Find) -> SourcePlace:
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
    aliases = tuple(same_speaker.get(wanted or "", ()))
    place = check.place
    compare = partial(
        speakers.compare,
        draft=wanted,
        aliases=aliases,
        confidence=check.quotation.speaker_confidence,
    )
    named, verdict = compare(place.source, place.start, place.end)
    place = replace(place, speaker=named)
    if check.verdict in ("same_words", "shortened") and speakers.has_several(
        place.source, place.start, place.end
    ):
        check = replace(check, verdict="spliced")
    if verdict != "agrees" and check.passes and wanted:
        for other in check.also[:_MOST_SPEAKERS]:  # the same words may be said by several people
            named, again = compare(other.source, other.start, other.end)
            if again == "agrees":
                rest = (place, *(each for each in check.also if each is not other))
                chosen = replace(other, speaker=named)
                return replace(check, place=chosen, also=rest, speaker_check="agrees")
    return replace(check, place=place, speaker_check=verdict)
