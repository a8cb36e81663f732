"""Compare the marks of several people (coders) in one document or in files.

People are distinguished by the name of the annotator of each mark. Marks without a name belong
to the file that they came in. If this results in fewer than two people, each source counts as
one person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from readerapp.annotations.session import ReadingSession
from readerapp.collaboration.agreement.metrics import (
    Agreement,
    Mark,
    PairedMarks,
    alpha_of_text,
    measure_agreement,
    speaker_label,
    tags_label,
)
from readerapp.collaboration.importing.import_plan import ImportFile
from readerapp.collaboration.importing.quote_locator import locate_quotes
from readerapp.core.errors import ReaderError
from readerapp.interchange.importers import ImportedAnnotation
from readerapp.text.phrases import count_noun
from readerapp.text.source import Text


@dataclass(frozen=True, slots=True)
class CodedMark:
    """A mark, the name of its annotator, and the quoted words."""

    maker: str
    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Coder:
    """One person and that person's marks."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PairComparison:
    """The agreement of two people."""

    ours: Coder
    theirs: Coder
    agreement: Agreement

    @property
    def disagreements(self) -> list[PairedMarks]:
        """Return the pairs that differ in range, speaker or tags, by position."""
        return [pair for pair in self.agreement.pairs if not pair.agrees]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison of all people with each other.

    Attributes:
        coders: The people and their marks.
        alpha_speakers: Krippendorff's alpha of the speakers, over the text that two or more people
            marked; None if it is undefined.
        alpha_tags: The same for the tags.
        words: The quoted words of each mark, by the key of the mark.
        problems: Sentences about marks that were left out.
    """

    coders: tuple[Coder, ...]
    alpha_speakers: float | None
    alpha_tags: float | None
    words: dict[str, str]
    problems: tuple[str, ...]

    @property
    def coder_pairs(self) -> list[tuple[Coder, Coder]]:
        """Return all pairs of people."""
        return list(combinations(self.coders, 2))

    def pairs(self) -> Iterator[PairComparison]:
        """Compare each pair of people, lazily: fifty people are 1,225 pairs."""
        return (compare_coders(*pair) for pair in self.coder_pairs)


def compare_coders(ours: Coder, theirs: Coder) -> PairComparison:
    """Compare two people."""
    return PairComparison(ours, theirs, measure_agreement(ours.marks, theirs.marks))


def compare_files(files: Sequence[ImportFile], text: str | None) -> Comparison:
    """Compare the people whose marks are in the files.

    Args:
        files: The files.
        text: The text in which the words of the marks are located. None means that the offsets in
            the files are used; then all files must be about the same text.

    Raises:
        ReaderError: There are fewer than two people, or the files are about different texts.
    """
    if text is None and len(_fingerprints(files)) > 1:
        raise ReaderError(
            "These files are about different versions of a text; choose one with --text PATH."
        )
    collection = _MarkCollection()
    for file in files:
        collection.add(file, text)
    return collection.compare("All highlights are by one annotator; name files of two or more.")


def marks_of_session(session: ReadingSession) -> list[CodedMark]:
    """Return the marks of an open document, those of the current annotator first.

    Proposals are nobody's marks until somebody has accepted them.
    """
    own, text = session.annotator.id, session.document.text
    placed = [one for one in session.placed.values() if one.shown and not one.is_proposal]
    return [
        CodedMark(
            session.creator_name(one.annotation),
            Mark(
                key=one.key,
                start=one.start,
                end=one.end,
                speaker=session.speaker_name(one.annotation),
                tags=one.annotation.tags,
            ),
            text.slice(one.start, one.end),
        )
        for one in sorted(placed, key=lambda one: one.annotation.creator != own)
    ]


def compare_document(
    document_marks: Iterable[CodedMark], text: Text, files: Sequence[ImportFile]
) -> Comparison:
    """Compare the people who marked a document, and those of the files, if any.

    Raises:
        ReaderError: There are fewer than two people.
    """
    collection = _MarkCollection()
    for mark in document_marks:
        collection.put("this document", mark)
    for file in files:
        collection.add(file, text.whole())
    return collection.compare("Only one annotator so far; name a file of another annotator.")


@dataclass(slots=True)
class _MarkCollection:
    """A collection of marks, each with its source."""

    marks: list[tuple[str, CodedMark]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    sources: int = 0

    def put(self, source: str, mark: CodedMark) -> None:
        self.marks.append((source, mark))

    def add(self, file: ImportFile, text: str | None) -> None:
        """Add the marks of a file. Those that cannot be located are reported as a problem."""
        self.sources += 1
        marks_only = (item for item in file.batch.items if not (item.reply_to or item.proposed))
        items = [item for item in marks_only if item.exact]
        marks = _located_marks(file, items, text)
        if unlocated := len(items) - len(marks):
            self.problems.append(
                f"{file.name}: {count_noun(unlocated, 'highlight')} skipped, text not found"
            )
        for item, mark in marks:
            self.put(f"{file.name}#{self.sources}", CodedMark(item.creator, mark, item.exact))

    def compare(self, message: str) -> Comparison:
        """Compare all people; raise ReaderError with `message` for fewer than two."""
        coders = self._coders(lambda source, maker: maker or source)
        if len(coders) < 2:
            coders = self._coders(lambda source, _: source)
        if len(coders) < 2:
            raise ReaderError(message)
        marks_by_coder = [coder.marks for coder in coders]
        return Comparison(
            coders=tuple(coders),
            alpha_speakers=alpha_of_text(marks_by_coder, speaker_label),
            alpha_tags=alpha_of_text(marks_by_coder, tags_label),
            words={coded.mark.key: coded.words for _, coded in self.marks},
            problems=tuple(self.problems),
        )

    def _coders(self, person: Callable[[str, str], str]) -> list[Coder]:
        marks: dict[str, dict[str, Mark]] = {}
        for source, coded in self.marks:
            marks.setdefault(person(source, coded.maker), {})[coded.mark.key] = coded.mark
        return [Coder(name.partition("#")[0], tuple(m.values())) for name, m in marks.items()]


def _fingerprints(files: Sequence[ImportFile]) -> set[str]:
    """Return the fingerprints of the texts that the files are about."""
    rows = (row for file in files for row in file.batch.tables.get("document", ()))
    return {row["fingerprint"] for row in rows if row.get("fingerprint")}


def _located_marks(
    file: ImportFile, items: Sequence[ImportedAnnotation], text: str | None
) -> list[tuple[ImportedAnnotation, Mark]]:
    """Return the items that have a range, with their marks.

    With a `text` the quotations are located in it; otherwise the offsets of the file are used.
    """
    if text is not None:
        anchors = locate_quotes(text, items, lambda _: None)
        pairs = zip(items, anchors, strict=True)
        return [
            (item, _mark(item, anchor.start, anchor.end))
            for item, anchor in pairs
            if anchor.state != "orphaned"
        ]
    rows = file.batch.tables.get("annotations", ())
    ends = {row["id"]: row["target"]["end"] for row in rows if row.get("target")}
    return [
        (item, _mark(item, item.start, ends.get(item.id, item.start + len(item.exact))))
        for item in items
        if item.start is not None
    ]


def _mark(item: ImportedAnnotation, start: int, end: int) -> Mark:
    return Mark(key=item.id, start=start, end=end, speaker=item.speaker, tags=item.tags)
