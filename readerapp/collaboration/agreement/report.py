"""Agreement reports: a list of differences, lines of text, and JSON-ready data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from readerapp.collaboration.agreement.compare import Comparison, PairComparison
from readerapp.collaboration.agreement.metrics import (
    LabelAgreement,
    Mark,
    PairedMarks,
    speaker_label,
    tags_label,
)
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

_SHOWN_CHARACTERS = 16
"""The number of code points shown at each end of a passage, because people differ in the ends."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage that two people marked or labelled differently.

    Attributes:
        start: The first code point of both marks together.
        end: The end of both marks together, exclusive, in code points.
        ours: One line with the labels and the first and last words of our mark. What differs comes
            first.
        theirs: The same for their mark.
    """

    start: int
    end: int
    ours: str
    theirs: str


def list_differences(pair: PairComparison, words: dict[str, str]) -> list[Difference]:
    """List the differences between two people, by position."""
    return [_difference(marks, words) for marks in pair.disagreements]


def _difference(pair: PairedMarks, words: dict[str, str]) -> Difference:
    marks = [mark for mark in (pair.ours, pair.theirs) if mark is not None]
    alike = len({(speaker_label(mark), tags_label(mark)) for mark in marks}) == 1
    return Difference(
        start=min(mark.start for mark in marks),
        end=max(mark.end for mark in marks),
        ours=_describe_mark(pair.ours, words, alike),
        theirs=_describe_mark(pair.theirs, words, alike),
    )


def _describe_mark(mark: Mark | None, words: dict[str, str], words_first: bool) -> str:
    """Describe a mark in one line: labels and quotation, the quotation first if `words_first`."""
    if mark is None:
        return "not highlighted"
    speaker = sanitize_label(mark.speaker, 24) if mark.speaker else ""
    labels = " ".join(
        filter(None, (speaker, *(f"#{sanitize_label(tag, 24)}" for tag in mark.tags)))
    )
    quoted = f"“{_shorten(words[mark.key])}”"
    return " ".join(filter(None, (quoted, labels) if words_first else (labels, quoted)))


def _shorten(words: str) -> str:
    """Return the words, or only the first and last characters of a long passage."""
    line = " ".join(words.split())
    return (
        line
        if len(line) < 2 * _SHOWN_CHARACTERS + 4
        else f"{line[:_SHOWN_CHARACTERS]} … {line[-_SHOWN_CHARACTERS:]}"
    )


def summary_lines(pair: PairComparison, comparison: Comparison) -> list[str]:
    """Summarise the agreement of two people in three lines."""
    agreement, ours, theirs = (
        pair.agreement,
        sanitize_label(pair.ours.name, 24),
        sanitize_label(pair.theirs.name, 24),
    )
    counts = agreement.counts
    speakers, tags = agreement.speakers, agreement.tags
    return [
        f"same range {counts['exact']} · overlapping {counts['overlap']} · "
        f"only {ours} {counts['ours']} · only {theirs} {counts['theirs']}",
        f"speakers {_kappa(speakers)}, alpha {format_coefficient(comparison.alpha_speakers)} · "
        f"tags {_kappa(tags)}, alpha {format_coefficient(comparison.alpha_tags)}",
        f"F1 {agreement.exact:.2f} same range, {agreement.overlap:.2f} including overlaps · "
        f"overlap of highlighted text: {agreement.text:.0%}",
    ]


def _kappa(labels: LabelAgreement) -> str:
    return f"{labels.same}/{labels.pairs} agree, kappa {format_coefficient(labels.kappa)}"


def format_coefficient(value: float | None) -> str:
    """Format a coefficient with two decimals; a dash if it is undefined."""
    return "–" if value is None else f"{value:.2f}"


def report_lines(comparison: Comparison) -> Iterator[str]:
    """Generate the text report, one line at a time."""
    for pair in comparison.pairs():
        yield from _pair_lines(pair, comparison)
    speakers, tags = (
        format_coefficient(comparison.alpha_speakers),
        format_coefficient(comparison.alpha_tags),
    )
    yield f"Krippendorff's alpha, where two or more highlighted: speakers {speakers}, tags {tags}\n"


def _pair_lines(pair: PairComparison, comparison: Comparison) -> Iterator[str]:
    """Generate the part of the text report about two people."""
    agreement, a, b = (
        pair.agreement,
        sanitize_label(pair.ours.name, 24),
        sanitize_label(pair.theirs.name, 24),
    )
    counts = agreement.counts
    ours, theirs = (
        count_noun(len(pair.ours.marks), "highlight"),
        count_noun(len(pair.theirs.marks), "highlight"),
    )
    yield f"{a} ({ours}) and {b} ({theirs})\n"
    yield f"  same range   {counts['exact']:6}   F1 {agreement.exact:.2f}\n"
    overlap = f"F1 {agreement.overlap:.2f} including exact matches"
    yield f"  overlapping  {counts['overlap']:6}   {overlap}\n"
    yield f"  only {a}: {counts['ours']}, only {b}: {counts['theirs']}\n"
    yield f"  overlap of highlighted text: {agreement.text:.0%}\n"
    yield f"  speakers     {_labels(agreement.speakers)}\n"
    yield f"  tags         {_labels(agreement.tags)}\n"
    differences = list_differences(pair, comparison.words)
    if differences:
        yield "  Differences:\n"
    for difference in differences:
        passage = f"[{difference.start}–{difference.end}]"
        yield f"    {passage:>15}  {a}: {difference.ours}  {b}: {difference.theirs}\n"


def _labels(labels: LabelAgreement) -> str:
    return f"{labels.same} of {labels.pairs} agree, kappa {format_coefficient(labels.kappa)}"


def report_data(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON-ready data; offsets are code points."""
    return {
        "people": [{"name": coder.name, "marks": len(coder.marks)} for coder in comparison.coders],
        "pairs": [
            {
                "people": [one.ours.name, one.theirs.name],
                "counts": dict(one.agreement.counts),
                "exact": one.agreement.exact,
                "overlap": one.agreement.overlap,
                "text": one.agreement.text,
                "speakers": asdict(one.agreement.speakers),
                "tags": asdict(one.agreement.tags),
                "disagreements": [
                    {
                        "kind": pair.kind,
                        "exact": _words(pair, comparison.words),
                        "marks": [_mark_data(pair.ours), _mark_data(pair.theirs)],
                    }
                    for pair in one.disagreements
                ],
            }
            for one in comparison.pairs()
        ],
        "alpha": {"speakers": comparison.alpha_speakers, "tags": comparison.alpha_tags},
        "problems": list(comparison.problems),
    }


def _words(pair: PairedMarks, words: dict[str, str]) -> str:
    mark = pair.ours or pair.theirs
    return words[mark.key] if mark else ""


def _mark_data(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        "id": mark.key,
        "start": mark.start,
        "end": mark.end,
        "speaker": mark.speaker or None,
        "tags": list(mark.tags),
    }
