"""Comparing: what several people marked in one document, from the files they send.

People are told apart by who made each mark. Where the files name fewer than two makers, each
file counts as one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from readerapp.exchange.importing import Parcel
from readerapp.exchange.locating import locate
from readerapp.model import ReaderError
from readerapp.sharing.agreement import (
    Agreement,
    Labels,
    Mark,
    Pair,
    alpha_of,
    compare,
    speaker_of,
    tags_of,
)
from readerapp.sharing.imports import Imported
from readerapp.text.safe import label


@dataclass(frozen=True, slots=True)
class Coder:
    """One person and what they marked."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two people side by side."""

    ours: Coder
    theirs: Coder
    agreement: Agreement

    @property
    def disagreements(self) -> list[Pair]:
        """Where they differ in range, speaker or tags, by place."""
        return [pair for pair in self.agreement.pairs if not pair.agrees]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everybody with everybody. The alphas are over what two or more have marked."""

    coders: tuple[Coder, ...]
    pairs: tuple[Compared, ...]
    alpha_speakers: float | None
    alpha_tags: float | None
    words: dict[str, str]
    problems: tuple[str, ...]


def compare_files(parcels: Sequence[Parcel], text: str | None) -> Comparison:
    """Compare the people whose marks the files hold.

    With a `text`, marks are where their words stand in it; else their offsets count, which must
    be of one text then.

    Raises:
        ReaderError: there are fewer than two people, or nothing says where their marks are.
    """
    problems: list[str] = []
    placed: list[tuple[str, str, Mark]] = []  # file, maker, mark
    words: dict[str, str] = {}
    for number, parcel in enumerate(parcels):
        items = [item for item in parcel.batch.items if item.exact]
        marks = _marks(parcel, items, text)
        if lost := len(items) - len(marks):
            problems.append(f"{parcel.name}: {lost} marks have no place, and were left out")
        for item, mark in marks:
            placed.append((f"{parcel.name}#{number}", item.creator, mark))
            words[mark.key] = item.exact
    if text is None and len(_texts(parcels)) > 1:
        raise ReaderError(
            "These files are about different versions of a text; name one with --text PATH."
        )
    coders = _coders(placed)
    if len(coders) < 2:
        raise ReaderError("These marks are all of one person; name files of two or more people.")
    everybody = [coder.marks for coder in coders]
    return Comparison(
        coders=tuple(coders),
        pairs=tuple(Compared(a, b, compare(a.marks, b.marks)) for a, b in combinations(coders, 2)),
        alpha_speakers=alpha_of(everybody, speaker_of),
        alpha_tags=alpha_of(everybody, tags_of),
        words=words,
        problems=tuple(problems),
    )


def _texts(parcels: Sequence[Parcel]) -> set[str]:
    """The fingerprints that the files name."""
    rows = (row for parcel in parcels for row in parcel.batch.tables.get("document", ()))
    return {row["fingerprint"] for row in rows if row.get("fingerprint")}


def _marks(
    parcel: Parcel, items: Sequence[Imported], text: str | None
) -> list[tuple[Imported, Mark]]:
    if text is not None:
        anchors = locate(text, items, lambda _: None)
        pairs = zip(items, anchors, strict=True)
        return [(i, _mark(i, a.start, a.end)) for i, a in pairs if a.state != "orphaned"]
    rows = parcel.batch.tables.get("annotations", ())
    ends = {row["id"]: row["target"]["end"] for row in rows if row.get("target")}
    return [
        (item, _mark(item, item.start, ends.get(item.id, item.start + len(item.exact))))
        for item in items
        if item.start is not None
    ]


def _mark(item: Imported, start: int, end: int) -> Mark:
    return Mark(key=item.id, start=start, end=end, speaker=item.speaker, tags=item.tags)


def _coders(placed: Sequence[tuple[str, str, Mark]]) -> list[Coder]:
    by_name: dict[str, dict[str, Mark]] = {}
    for _, maker, mark in placed:
        by_name.setdefault(maker or "nobody", {})[mark.key] = mark
    if len(by_name) < 2:
        by_name = {}
        for file, _, mark in placed:
            by_name.setdefault(file, {})[mark.key] = mark
    return [Coder(name.partition("#")[0], tuple(m.values())) for name, m in by_name.items()]


# As data and to read


def as_data(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON-ready data; offsets are code points."""
    return {
        "people": [{"name": coder.name, "marks": len(coder.marks)} for coder in found.coders],
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
                        "exact": found.words[(pair.ours or pair.theirs or _NONE).key],
                        "marks": [_mark_data(pair.ours), _mark_data(pair.theirs)],
                    }
                    for pair in one.disagreements
                ],
            }
            for one in found.pairs
        ],
        "alpha": {"speakers": found.alpha_speakers, "tags": found.alpha_tags},
        "problems": list(found.problems),
    }


_NONE = Mark(key="", start=0, end=0)


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


def lines(found: Comparison) -> Iterator[str]:
    """The comparison to read, a line at a time."""
    for one in found.pairs:
        yield from _pair_lines(one, found)
    speakers, tags = _number(found.alpha_speakers), _number(found.alpha_tags)
    yield f"Krippendorff's alpha over what two or more marked: speakers {speakers}, tags {tags}\n"


def _pair_lines(one: Compared, found: Comparison) -> Iterator[str]:
    agreement, a, b = one.agreement, label(one.ours.name, 24), label(one.theirs.name, 24)
    counts = agreement.counts
    yield f"{a} ({len(one.ours.marks)} marks) and {b} ({len(one.theirs.marks)} marks)\n"
    yield f"  same range   {counts['exact']:6}   F1 {agreement.exact:.2f}\n"
    yield f"  overlapping  {counts['overlap']:6}   F1 {agreement.overlap:.2f} with the same ones\n"
    yield f"  only {a}: {counts['ours']}, only {b}: {counts['theirs']}\n"
    yield f"  of the text that either marked, both marked {agreement.text:.0%}\n"
    yield f"  speakers     {_labels(agreement.speakers)}\n"
    yield f"  tags         {_labels(agreement.tags)}\n"
    if one.disagreements:
        yield "  They differ here:\n"
    for pair in one.disagreements:
        mark = pair.ours or pair.theirs or _NONE
        words = label(found.words[mark.key], 40)
        told = f"{a}: {_told(pair.ours)}  {b}: {_told(pair.theirs)}"
        yield f"    {mark.start:>8}  “{words}”  {told}\n"


def _labels(labels: Labels) -> str:
    return f"{labels.same} of {labels.pairs} alike, kappa {_number(labels.kappa)}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _told(mark: Mark | None) -> str:
    if mark is None:
        return "not marked"
    tags = " ".join(f"#{label(tag, 24)}" for tag in mark.tags)
    speaker = label(mark.speaker, 24) if mark.speaker else ""
    return f"[{mark.start}–{mark.end}] {speaker} {tags}".strip()
