"""Importer: plan what annotation files bring to their documents; `import_run` commits the plan.

All changes are computed and reported first. Then each document is saved in one durable write,
which is one undo step. The import of a document is complete or does not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from readerapp.anchoring.anchor import Anchor
from readerapp.annotations.anchored_annotation import AnchoredAnnotation
from readerapp.annotations.reference_edits import merge_reference, set_parts, usable_parts
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.catalog.known_documents import is_waiting
from readerapp.collaboration.importing.combine import combine_tables
from readerapp.collaboration.importing.document_finder import (
    Book,
    BookChoiceError,
    DocumentFinder,
    Opened,
    choose_books,
    find_books,
    group_by_book,
    list_books,
)
from readerapp.collaboration.importing.draft import ImportCounts, ImportDraft
from readerapp.collaboration.importing.embedded_batch import read_embedded, with_known_ids
from readerapp.collaboration.importing.quote_locator import Progress, locate_quotes
from readerapp.collaboration.importing.reference_matching import (
    choose_references,
    find_reference,
    match_references,
)
from readerapp.collaboration.importing.target_localization import localize_targets
from readerapp.collaboration.importing.upsert import (
    ImportContext,
    KnownIds,
    count_outcome,
    upsert_imported,
)
from readerapp.collaboration.importing.waiting_documents import NOT_OPENED, make_waiting_record
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord, now
from readerapp.documents import Document
from readerapp.interchange import importers
from readerapp.interchange.importers import ImportBatch, ImportedAnnotation
from readerapp.interchange.importers.base import MAXIMUM_ANNOTATIONS, ImportedReference
from readerapp.store import DocumentStore
from readerapp.text.phrases import count_noun
from readerapp.text.source import Text
from readerapp.workspace import AppContext

_PROGRESS_INTERVAL = 200
"""The number of annotations between two progress reports."""


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file that was read: its name and its content.

    Attributes:
        name: its name.
        batch: its annotations.
        document: the document, if the file is one that carries annotations; else None.
    """

    name: str
    batch: ImportBatch
    document: Document | None = None


@dataclass(slots=True)
class ImportPlan:
    """The planned import into one document; nothing is saved yet.

    `definitions` are those of tags, for the codebook of the store. `record` is the document's own
    with the reference that the file brings; None if it brings nothing new. `reference` is the key
    or title of the entry of a bibliography that the document has; empty if there is none.
    """

    opened: Opened
    draft: ImportDraft
    counts: ImportCounts = field(default_factory=ImportCounts)
    definitions: dict[str, str] = field(default_factory=dict)
    record: DocumentRecord | None = None
    reference: str = ""

    @property
    def store(self) -> DocumentStore | BufferedDocumentStore:
        """Return the store of the document."""
        return self.opened.store if isinstance(self.opened, ReadingSession) else self.opened

    @property
    def title(self) -> str:
        """Return the title of the document."""
        if isinstance(self.opened, ReadingSession):
            return self.opened.document.title
        return self.opened.record.title

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready data."""
        about = {"document": self.store.record.id, "title": self.title, **self.counts.to_dict()}
        return {**about, "reference": self.reference} if self.reference else about


def read_files(paths: Iterable[Path]) -> list[ImportFile]:
    """Read and parse annotation files, and documents that carry annotations.

    Raises:
        ReaderError: A file cannot be read, or its format is unknown.
    """
    return [_read_file(path) for path in paths]


def _read_file(path: Path) -> ImportFile:
    try:
        return ImportFile(path.name, importers.read_annotations(_bytes(path), path.name))
    except ReaderError:
        if found := read_embedded(path):
            document, batch = found
            return ImportFile(path.name, batch, document)
        raise


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > importers.MAXIMUM_SIZE:
            megabytes = importers.MAXIMUM_SIZE >> 20
            raise ReaderError(
                f"{path} is larger than {megabytes} MB; split it and import the parts."
            )
        return path.read_bytes()
    except OSError as error:
        raise ReaderError(
            f"{path} cannot be read: {error.strerror}; choose another file."
        ) from error


class Importer:
    """Plans the import of files, document by document.

    With `restore`, annotations of the files that are in the bin are restored. With `title`, only
    the book of this title is taken from a file about several. With `keep`, annotations of documents
    that are not known wait in the store until their document is opened.
    """

    def __init__(
        self,
        context: AppContext,
        progress: Progress,
        *,
        restore: bool = False,
        title: str = "",
        keep: bool = False,
    ) -> None:
        self._context = context
        self._title = title
        self._keep = keep
        self._restore = restore
        self._progress = progress
        self._plans: dict[str, ImportPlan] = {}
        self._finder: DocumentFinder | None = None
        self.problems: list[str] = []
        """Sentences about what was left out."""
        self.notices: list[str] = []
        """Sentences about which books were taken, and which wait."""

    @property
    def plans(self) -> list[ImportPlan]:
        """Return the plans, in the order in which the documents were first needed."""
        return list(self._plans.values())

    def add(self, file: ImportFile, into: Opened | None = None) -> None:
        """Plan the import of a file.

        Args:
            file: The file.
            into: The document to import into; None means the documents that the file names.

        Raises:
            ReaderError: The file does not say which document it is about, the document is unknown,
                or there are more than `MAXIMUM_ANNOTATIONS` annotations.
        """
        if file.batch.within:
            file, into = self._resolve_positions(file, file.batch.within, into)
        batch = file.batch
        count = max(len(batch.items), len(batch.tables.get("annotations", ())))
        if count > MAXIMUM_ANNOTATIONS:
            raise ReaderError(
                f"{file.name} has {count} annotations; at most {MAXIMUM_ANNOTATIONS} can be "
                "imported at once. Split it."
            )
        self.problems += [f"{file.name}: {problem}" for problem in batch.problems]
        if batch.tables:
            plan = self._plan(into or self._document_of_store_file(file))
            plan.counts += self._merge_records(plan, batch.tables)
        elif batch.items or not batch.references:
            done, whole = 0, self._progress
            for opened, book in self._by_document(file, into):
                first, part = done / count, len(book.items) / count

                def progress(share: float, first: float = first, part: float = part) -> None:
                    whole(first + part * share)

                plan = self._plan(opened)
                items = with_known_ids(book.items, plan.draft) if file.document else book.items
                self._upsert_items(plan, items, progress)
                done += len(book.items)
        if into is not None:
            self._plan(into)  # a file may have nothing but definitions
        if batch.references:
            self._add_references(file, into)
        if batch.definitions:
            self._add_definitions(file)

    def _add_references(self, file: ImportFile, into: Opened | None) -> None:
        """Plan to set the references of documents to the entries of a bibliography.

        Raises:
            ReaderError: No entry fits the document to import into, or several do.
        """
        references = choose_references(file.batch.references, self._title)
        if into is not None:
            self._set_reference(into, find_reference(file.name, references, into))
            return
        finder = self._document_finder
        pairs = match_references(references, finder.known, finder.open, self._progress)
        for opened, reference in pairs:
            self._set_reference(opened, reference)
        if len(pairs) < len(references) and (pairs or not file.batch.items):
            rest = len(references) - len(pairs)
            noun = count_noun(rest, "entry", "entries")
            about = f"{file.name}: {noun} without a document that is known here."
            (self.notices if pairs else self.problems).append(about)

    def _set_reference(self, opened: Opened, reference: ImportedReference) -> None:
        """Plan to set the reference of a document to an entry."""
        plan = self._plan(opened)
        parts, problems = usable_parts(reference.parts)
        key = reference.text("citekey") or reference.text("title")
        self.notices += [f"{key}: {problem}" for problem in problems]
        before = plan.record or plan.store.record
        record = set_parts(before, parts, f"{self._context.actor.name}.import")
        if record != before:
            plan.record = record
        plan.reference = key

    def _add_definitions(self, file: ImportFile) -> None:
        """Plan to add what the codebook of the store does not say to it."""
        codebook = self._context.codebook
        new = codebook.undefined(file.batch.definitions)
        if problem := codebook.problem:
            self.problems.append(problem)
        elif new and self._plans:
            self.plans[-1].definitions.update(new)
        elif new:
            self.problems.append(f"{file.name}: {count_noun(len(new), 'code')} skipped; {_INTO}.")

    def close(self) -> None:
        """Close the documents."""
        for plan in self._plans.values():
            plan.opened.close()

    def _plan(self, opened: Opened) -> ImportPlan:
        """Return the plan for a document; close `opened` if it is a second copy of the document."""
        store = opened.store if isinstance(opened, ReadingSession) else opened
        key = store.record.id
        known = self._plans.get(key)
        if known is None:
            self._plans[key] = known = ImportPlan(opened, ImportDraft(store))
        elif known.opened is not opened:
            opened.close()
        return known

    # Which document

    @property
    def _document_finder(self) -> DocumentFinder:
        self._finder = self._finder or DocumentFinder(self._context)
        return self._finder

    def _document_of_store_file(self, file: ImportFile) -> Opened:
        rows = file.batch.tables.get("document", [])
        if not rows:
            raise ReaderError(f"{file.name} does not say which document it is about; {_INTO}.")
        return self._document_finder.by_record(DocumentRecord.from_dict(rows[0]))

    def _by_document(self, file: ImportFile, into: Opened | None) -> Iterator[tuple[Opened, Book]]:
        """Yield each document that the file is about, opened, with its book.

        Books of unknown documents are reported as a problem.

        Raises:
            ReaderError: All documents of the file are unknown, or none of its books is `into`.
        """
        books = self._chosen_books(file)
        if into is not None:
            yield from ((into, book) for book in self._books_for(file, into, books))
            return
        missing: list[Book] = []
        for book in books:
            try:
                opened = self._document_finder.find(book)
                if opened is not None:
                    _session(opened)
            except ReaderError as error:
                if len(books) == 1:
                    raise
                self.problems.append(f"{file.name}: {_count(book)} skipped: {error}")
                continue
            if opened is None:
                missing.append(book)
            else:
                yield opened, book
        if self._keep and any(book.title.strip() for book in missing):
            yield from self._kept_books(file, missing)
            return
        if missing and len(missing) == len(books):
            raise ReaderError(_unknown_document(file.name, missing))
        if missing:
            self.problems.append(f"{file.name}: {_left_out(missing)}; {_INTO}, or use --keep.")

    def _kept_books(
        self, file: ImportFile, missing: Sequence[Book]
    ) -> Iterator[tuple[Opened, Book]]:
        """Yield the books whose documents are not known, each with the record that waits for it."""
        named = [book for book in missing if book.title.strip()]
        for book in named:
            yield self._context.store.open(make_waiting_record(book)), book
        number = count_noun(sum(len(book.items) for book in named), "annotation")
        self.notices.append(f"{file.name}: {number} kept until opened: {list_books(named)}.")
        if unnamed := sum(len(book.items) for book in missing if book not in named):
            noun = count_noun(unnamed, "annotation")
            self.problems.append(f"{file.name}: {noun} without a title skipped; {_INTO}.")

    def _chosen_books(self, file: ImportFile) -> list[Book]:
        """Return the books of a file; with `title` those that have this title.

        Raises:
            ReaderError: There is none with this title.
        """
        books = group_by_book(file.batch.items)
        if not self._title:
            return books
        chosen = find_books(books, self._title)
        if not chosen:
            known = list_books(books)
            raise ReaderError(f"{file.name} has no book “{self._title}”. It has {known}.")
        return chosen

    def _books_for(self, file: ImportFile, into: Opened, books: Sequence[Book]) -> Sequence[Book]:
        """Return the books of a file that are `into`; a file of one book is taken as it is.

        Raises:
            ReaderError: None of several books is this document.
        """
        if len(books) < 2:
            return books
        store = into.store if isinstance(into, ReadingSession) else into
        document = into.document if isinstance(into, ReadingSession) else None
        record = store.record
        title = document.title if document else record.title
        names = [record.id, record.fingerprint, *record.names]
        author, text = "", None
        if document:
            names += document.names
            author, text = document.author, document.text.whole()
        own = choose_books(books, title, author, names, text)
        if not own:
            about = f"{file.name} is about {len(books)} documents"
            listed = list_books(books)
            sentence = f"{about}, and none fits this one; {_TITLE}. It has {listed}."
            raise BookChoiceError(sentence, books)
        rest = len(file.batch.items) - sum(len(book.items) for book in own)
        taken = " and ".join(f"“{book.title}”" for book in own)
        left_out = f"{count_noun(rest, 'annotation')} for other documents skipped"
        self.notices.append(f"{file.name}: {taken} taken; {left_out}.")
        return own

    def _resolve_positions(
        self, file: ImportFile, within: Callable[[str], ImportBatch], into: Opened | None
    ) -> tuple[ImportFile, Opened]:
        """Resolve a file that has positions only: add the words at these positions.

        Returns:
            The file with words, and its document.
        """
        opened = into or self._document_finder.by_name(file.batch.document)
        if opened is None:
            raise ReaderError(_unknown_document(file.name, [Book(file.batch.document, "", ())]))
        return ImportFile(file.name, within(_session(opened).document.text.whole())), opened

    # Items and records

    def _upsert_items(
        self, plan: ImportPlan, items: Sequence[ImportedAnnotation], progress: Progress
    ) -> None:
        """Add the annotations of another program to a plan."""
        ids = KnownIds(plan.draft, _placed(plan.opened), self._context.identity.annotator)
        device = f"{self._context.actor.name}.import"
        context = ImportContext(self._context.identity.annotator, device, now(), self._restore)
        is_kept = isinstance(plan.opened, DocumentStore) and is_waiting(plan.opened.record)
        text = Text.from_string("") if is_kept else _session(plan.opened).document.text
        anchors = [NOT_OPENED] * len(items)
        if not is_kept:
            anchors = locate_quotes(text.whole(), items, lambda done: progress(done / 2))
        outside = 0
        for number, (found, anchor) in enumerate(zip(items, anchors, strict=True)):
            item = _with_words(found, anchor, text)
            if item.is_position_alone and not item.note:
                outside += 1
                continue
            if number % _PROGRESS_INTERVAL == 0:
                progress((1 + number / len(items)) / 2)
            item = ids.with_id(item, anchor)
            outcome = upsert_imported(plan.draft, text, item, anchor, context)
            lost = bool(item.exact) and anchor.state == "orphaned" and not is_kept
            count_outcome(plan.counts, outcome, item.id, lost=lost)
        if outside:
            noun = count_noun(outside, "annotation")
            self.problems.append(f"{noun} without words skipped: the position is not in the text.")

    def _merge_records(
        self, plan: ImportPlan, tables: Mapping[str, list[dict[str, Any]]]
    ) -> ImportCounts:
        """Merge the records of another copy of this program into a plan."""
        lost: set[str] = set()
        if isinstance(plan.opened, ReadingSession):
            tables, lost = localize_targets(plan.opened, tables)
        device = f"{self._context.actor.name}.import"
        counts = combine_tables(plan.draft, tables, device, restore=self._restore)
        counts.orphaned = len(lost.intersection(counts.ids))
        before = plan.record or plan.store.record
        if (record := merge_reference(before, tables)) != before:
            plan.record = record
        return counts


def _with_words(item: ImportedAnnotation, anchor: Anchor, text: Text) -> ImportedAnnotation:
    """Return an item that has only a position with the words that stand there."""
    if not item.is_position_alone or anchor.state == "orphaned":
        return item
    return replace(item, exact=text.slice(anchor.start, anchor.end))


def _placed(opened: Opened) -> Mapping[str, AnchoredAnnotation]:
    return opened.placed if isinstance(opened, ReadingSession) else {}


def _session(opened: Opened) -> ReadingSession:
    """Return the session of an opened document.

    Raises:
        ReaderError: The text of the document is not available.
    """
    if isinstance(opened, ReadingSession):
        return opened
    raise ReaderError(f"The file of “{opened.record.title}” was not found; {_INTO}.")


_INTO = "name the document with --into PATH"
_TITLE = "choose one with --title NAME"


def _count(book: Book) -> str:
    return f"{count_noun(len(book.items), 'annotation')} for “{book.title}”"


def _left_out(missing: Sequence[Book]) -> str:
    """Return a sentence about the books whose documents are not known, the largest first."""
    if len(missing) == 1:
        return f"{_count(missing[0])} skipped: this document is not known here"
    number = count_noun(sum(len(book.items) for book in missing), "annotation")
    documents = f"{number} for {len(missing)} documents skipped that are not known here"
    return f"{documents}: {list_books(missing)}"


def _unknown_document(name: str, missing: Sequence[Book]) -> str:
    named = [book for book in missing if book.title]
    if not named:
        return f"{name} does not say what it is about; {_INTO}."
    about = f"{name} is about {list_books(named)}, which is not known here"
    return f"{about}; {_INTO}, or keep it until it is opened with --keep."
