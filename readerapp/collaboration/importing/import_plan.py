"""Importer: plan what annotation files bring to their documents, then commit the plan.

All changes are computed and reported first. Then each document is saved in one durable write,
which is one undo step. The import of a document is complete or does not happen. `DocumentFinder`
finds the document that a file is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

from readerapp import documents
from readerapp.anchoring.anchor import reattach
from readerapp.annotations.anchored_annotation import AnchoredAnnotation, rebase_target
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.transactions import AnnotationTransactions
from readerapp.annotations.write_buffer import BufferedDocumentStore
from readerapp.catalog import collection
from readerapp.catalog.known_documents import KnownDocument, list_known_documents
from readerapp.collaboration.importing.combine import combine_tables
from readerapp.collaboration.importing.draft import ImportCounts, ImportDraft
from readerapp.collaboration.importing.embedded_batch import read_embedded
from readerapp.collaboration.importing.quote_locator import Progress, locate_quotes
from readerapp.collaboration.importing.upsert import (
    ImportContext,
    KnownIds,
    count_outcome,
    upsert_imported,
)
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, DocumentRecord, Target, now
from readerapp.documents import Document
from readerapp.interchange import importers
from readerapp.interchange.importers import ImportBatch, ImportedAnnotation
from readerapp.store import DocumentStore
from readerapp.text.phrases import count_noun, fold_for_search
from readerapp.workspace import AppContext, merge_saved_records

MAXIMUM_ANNOTATIONS = 200_000
"""The maximum number of annotations in one file.

They need 2 GB of memory, and this is what one durable save can hold.
"""

_PROGRESS_INTERVAL = 200
"""The number of annotations between two progress reports."""


Opened = ReadingSession | DocumentStore
"""A document to import into: a session with its text, or only its store without the text."""


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
    """The planned import into one document; nothing is saved yet."""

    opened: Opened
    draft: ImportDraft
    counts: ImportCounts = field(default_factory=ImportCounts)

    @property
    def title(self) -> str:
        """Return the title of the document."""
        if isinstance(self.opened, ReadingSession):
            return self.opened.document.title
        return self.opened.record.title

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON-ready data."""
        store = self.opened.store if isinstance(self.opened, ReadingSession) else self.opened
        return {"document": store.record.id, "title": self.title, **self.counts.to_dict()}


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

    With `restore`, annotations of the files that are in the bin are restored.
    """

    def __init__(self, context: AppContext, progress: Progress, *, restore: bool = False) -> None:
        self._context = context
        self._restore = restore
        self._progress = progress
        self._plans: dict[str, ImportPlan] = {}
        self._finder: DocumentFinder | None = None
        self.problems: list[str] = []
        """Sentences about what was left out."""

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
        else:
            for opened, items in self._by_document(file, into):
                self._upsert_items(self._plan(opened), items)

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

    def _by_document(
        self, file: ImportFile, into: Opened | None
    ) -> Iterable[tuple[Opened, list[ImportedAnnotation]]]:
        """Return each document that the file names, with its items.

        Items of unknown documents are reported as a problem.

        Raises:
            ReaderError: All documents of the file are unknown.
        """
        by_document: dict[str, list[ImportedAnnotation]] = {}
        for item in file.batch.items:
            by_document.setdefault(item.document, []).append(item)
        if into is not None:
            return [(into, self._items_for(file, into, by_document))]
        documents_by_name = {name: self._document_finder.by_name(name) for name in by_document}
        missing = [name for name, opened in documents_by_name.items() if opened is None]
        if missing and len(missing) == len(documents_by_name):
            raise ReaderError(_unknown_document(file.name, missing))
        for name in missing:
            left_out = f"{count_noun(len(by_document[name]), 'annotation')} for “{name}” skipped"
            self.problems.append(
                f"{file.name}: {left_out}: this document is not known here; {_INTO}."
            )
        return [(opened, by_document[name]) for name, opened in documents_by_name.items() if opened]

    def _items_for(
        self, file: ImportFile, into: Opened, by_document: Mapping[str, list[ImportedAnnotation]]
    ) -> list[ImportedAnnotation]:
        """Return the items for `into`; of a file about several documents, only its own."""
        if len(by_document) > 1:
            finder = DocumentFinder(self._context)
            store = into.store if isinstance(into, ReadingSession) else into
            own = [
                name for name in by_document if _is_document(finder.by_name(name), store.record.id)
            ]
            if not own:
                count = len(by_document)
                sentence = f"{file.name} is about {count} documents, and none of them is this one"
                raise ReaderError(f"{sentence}; leave the document out.")
            rest = len(file.batch.items) - sum(len(by_document[name]) for name in own)
            left_out = f"{count_noun(rest, 'annotation')} for other documents skipped"
            self.problems.append(f"{file.name}: {left_out}.")
            return [item for name in own for item in by_document[name]]
        return [item for items in by_document.values() for item in items]

    def _resolve_positions(
        self, file: ImportFile, within: Callable[[str], ImportBatch], into: Opened | None
    ) -> tuple[ImportFile, Opened]:
        """Resolve a file that has positions only: add the words at these positions.

        Returns:
            The file with words, and its document.
        """
        opened = into or self._document_finder.by_name(file.batch.document)
        if opened is None:
            raise ReaderError(_unknown_document(file.name, [file.batch.document]))
        return ImportFile(file.name, within(_session(opened).document.text.whole())), opened

    # Items and records

    def _upsert_items(self, plan: ImportPlan, items: Sequence[ImportedAnnotation]) -> None:
        """Add the annotations of another program to a plan."""
        session = _session(plan.opened)
        text = session.document.text
        ids = KnownIds(plan.draft, session.placed, self._context.identity.annotator)
        device = f"{self._context.actor.name}.import"
        context = ImportContext(self._context.identity.annotator, device, now(), self._restore)
        anchors = locate_quotes(text.whole(), items, lambda done: self._progress(done / 2))
        for number, (item, anchor) in enumerate(zip(items, anchors, strict=True)):
            if number % _PROGRESS_INTERVAL == 0:
                self._progress((1 + number / len(items)) / 2)
            item = ids.with_id(item, anchor)
            outcome = upsert_imported(plan.draft, text, item, anchor, context)
            lost = bool(item.exact) and anchor.state == "orphaned"
            count_outcome(plan.counts, outcome, item.id, lost=lost)

    def _merge_records(
        self, plan: ImportPlan, tables: Mapping[str, list[dict[str, Any]]]
    ) -> ImportCounts:
        """Merge the records of another copy of this program into a plan."""
        lost: set[str] = set()
        if isinstance(plan.opened, ReadingSession):
            tables, lost = _localize_targets(plan.opened, tables)
        device = f"{self._context.actor.name}.import"
        counts = combine_tables(plan.draft, tables, device, restore=self._restore)
        counts.orphaned = len(lost.intersection(counts.ids))
        return counts


def commit_import(plan: ImportPlan, label: str, context: AppContext) -> None:
    """Save the plan for a document in one durable write, which is one undo step.

    A session shows the changes after its next `refresh`.

    Raises:
        ReaderError: It could not be saved; nothing has changed.
    """
    changes = plan.draft.changes()
    if not changes:
        return
    if isinstance(plan.opened, ReadingSession):
        plan.opened.import_records(label, changes.edits, changes.annotators)
        return
    store = BufferedDocumentStore(plan.opened, merge_saved_records)
    transactions = AnnotationTransactions(store, context.identity.annotator, context.actor)
    transactions.save(transactions.import_records(label, changes.edits), changes.annotators)


def _localize_targets(
    session: ReadingSession, tables: Mapping[str, list[dict[str, Any]]]
) -> tuple[Mapping[str, list[dict[str, Any]]], set[str]]:
    """Move the targets in `tables` to the text of this session.

    If a target means the same place as ours, ours is used. Its offsets in a changed text, and the
    data that helps to find it again, are local to each person.

    Returns:
        The tables, and the ids of the annotations whose words were not found.
    """
    record = next(map(DocumentRecord.from_dict, tables.get("document", ())), None)
    same = record is not None and record.fingerprint == session.fingerprint
    rows = [row for row in tables["annotations"] if row.get("target") and not row.get("deleted")]
    targets = [Target.from_dict(row["target"]) for row in rows]
    text = session.document.text
    landmarks = record.landmarks if record else ()
    anchors = reattach(text, targets, unchanged=same, landmarks=landmarks)
    moved: dict[str, dict[str, Any]] = {}
    lost = set()
    for row, target, anchor in zip(rows, targets, anchors, strict=True):
        key, theirs = row["id"], AnchoredAnnotation(Annotation(id=row["id"], target=target))
        if anchor.state == "orphaned":
            lost.add(key)
        else:
            theirs = AnchoredAnnotation(theirs.annotation, anchor.start, anchor.end, anchor.state)
        if ours := _same_place(session, theirs):
            moved[key] = ours.to_dict()
        elif not same and (
            rebased := rebase_target(text, replace(theirs, reason=anchor.reason)).target
        ):
            moved[key] = rebased.to_dict()
    annotations = [
        {**row, "target": moved[row["id"]]} if row["id"] in moved else row
        for row in tables["annotations"]
    ]
    return {**tables, "annotations": annotations}, lost


def _same_place(session: ReadingSession, theirs: AnchoredAnnotation) -> Target | None:
    """Return our target of the same annotation if it is in the same place with the same words."""
    ours = session.store.annotations.get(theirs.key)
    target = theirs.annotation.target
    if ours is None or ours.target is None or target is None or ours.target.exact != target.exact:
        return None
    placed = session.placed.get(theirs.key)
    if placed is None or not (placed.shown and theirs.shown):
        return ours.target
    moved = (placed.start, placed.end) != (theirs.start, theirs.end)
    return None if moved else ours.target


def _session(opened: Opened) -> ReadingSession:
    """Return the session of an opened document.

    Raises:
        ReaderError: The text of the document is not available.
    """
    if isinstance(opened, ReadingSession):
        return opened
    raise ReaderError(f"The file of “{opened.record.title}” was not found; {_INTO}.")


def _is_document(opened: Opened | None, key: str) -> bool:
    """Return True if `opened` is the document with the id `key`; close it."""
    if opened is None:
        return False
    store = opened.store if isinstance(opened, ReadingSession) else opened
    same = store.record.id == key
    opened.close()
    return same


_INTO = "name the document with --into PATH"


def _unknown_document(name: str, missing: Sequence[str]) -> str:
    titles = [f"“{title}”" for title in missing if title]
    if not titles:
        return f"{name} does not say what it is about; {_INTO}."
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return f"{name} is about {', '.join(titles[:3])}{more}, which is not known here; {_INTO}."


class DocumentFinder:
    """An index of the known documents by id, fingerprint, path, title and file name."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._known = list(_available_documents(context))
        # One index for each way in which a file may name a document; the most reliable first.
        self._names: tuple[dict[str, list[KnownDocument]], ...] = ({}, {}, {})
        by_key, by_title, by_file = self._names
        for known in self._known:
            _add_names(by_key, known, (known.id, known.fingerprint, *known.names))
            titles = (known.title, *_stems(known.names))
            _add_names(by_title, known, map(fold_for_search, titles))
            _add_names(by_file, known, map(fold_for_search, _file_names(known.names)))

    def by_name(self, name: str) -> Opened | None:
        """Open the document that `name` refers to.

        Args:
            name: An id, path, address, title or file name.

        Returns:
            The document; None if there is none, or if several match.
        """
        reference = name.removeprefix("urn:uuid:").strip()
        if not reference:
            return None
        keys = reference, fold_for_search(reference), fold_for_search(PurePath(reference).name)
        for names, key in zip(self._names, keys, strict=True):
            matches = names.get(key, [])
            if len(matches) == 1:
                return self._open(matches[0])
            if matches:
                return None
        return None

    def by_record(self, record: DocumentRecord) -> Opened:
        """Open the document of a record from elsewhere, found by its text or id.

        An unknown document is new in the store.

        Raises:
            ReaderError: The store cannot be read, or the id of the record is not a UUID.
        """
        same_text = bool(record.fingerprint)
        tests: tuple[Callable[[KnownDocument], bool], ...] = (
            lambda known: same_text and known.fingerprint == record.fingerprint,
            lambda known: known.id == record.id,
        )
        for test in tests:
            match = next(filter(test, self._known), None)
            if match is not None:
                return self._open(match)
        store = self._context.store
        known = store.find(fingerprint=record.fingerprint, folded=record.folded)
        # The names are dropped, because they are paths on another machine.
        return collection.open_session_or_store(self._context, known or replace(record, names=()))

    def _open(self, known: KnownDocument) -> Opened:
        """Open a known document, with its text if possible."""
        if known.record is not None:
            opened = collection.open_session_or_store(self._context, known.record)
            if isinstance(opened, ReadingSession) or known.last_position is None:
                return opened
        path = known.last_position.path if known.last_position else None
        if path is not None:
            with suppress(ReaderError):  # the file is no longer a readable document
                return self._context.open_session(documents.open(str(path)))
        if known.record is None:
            raise ReaderError(
                f"The file of {known.title} was not found; give its path with --into PATH."
            )
        return self._context.store.open(known.record)


def _available_documents(context: AppContext) -> Iterator[KnownDocument]:
    """Generate the documents that can be opened, or that have annotations in the store."""
    return (
        known
        for known in list_known_documents(context)
        if known.record is not None or known.path is not None
    )


def _add_names(
    index: dict[str, list[KnownDocument]], known: KnownDocument, names: Iterable[str]
) -> None:
    for name in set(names):
        index.setdefault(name, []).append(known)


def _stems(names: Iterable[str]) -> list[str]:
    return [PurePath(name).stem for name in names]


def _file_names(names: Iterable[str]) -> list[str]:
    return [PurePath(name).name for name in names]
