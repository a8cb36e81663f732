"""Importing: files of annotations go into the documents they are about, all of it or nothing.

Everything is worked out first and told; then each document gets what is its own in one durable
save, which is one step for undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from readerapp.anchoring.reattach import reattach
from readerapp.annotations.anchored import Placed, followed
from readerapp.annotations.session import ReadingSession
from readerapp.annotations.transactions import Ledger
from readerapp.annotations.write_buffer import PatientStore
from readerapp.collaboration.importing.combine import combine
from readerapp.collaboration.importing.document_finder import Finder, Opened
from readerapp.collaboration.importing.draft import Counts, Draft
from readerapp.collaboration.importing.known_ids import KnownIds
from readerapp.collaboration.importing.quote_locator import Progress, locate
from readerapp.collaboration.importing.upsert import Arrival, count, take
from readerapp.core.model import Annotation, DocumentRecord, ReaderError, Target, now
from readerapp.interchange import importers
from readerapp.interchange.importers import Batch, Imported
from readerapp.text.phrases import counted
from readerapp.workspace import Workplace, merge

MOST = 200_000
"""Annotations of a file that are taken: 2 GB of memory, and what one durable save holds."""

_TOLD = 200  # annotations from one telling of progress to the next


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that was read: its name, and what is in it."""

    name: str
    batch: Batch


@dataclass(slots=True)
class Plan:
    """What an import will do to one document; nothing is saved yet."""

    opened: Opened
    draft: Draft
    counts: Counts = field(default_factory=Counts)

    @property
    def title(self) -> str:
        """The document's title."""
        if isinstance(self.opened, ReadingSession):
            return self.opened.document.title
        return self.opened.record.title

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON-ready data."""
        store = self.opened.store if isinstance(self.opened, ReadingSession) else self.opened
        return {"document": store.record.id, "title": self.title, **self.counts.to_dict()}


def read_files(paths: Iterable[Path]) -> list[Parcel]:
    """What the files hold.

    Raises:
        ReaderError: one of them cannot be read, or is in no format that is known.
    """
    return [Parcel(path.name, importers.read(_bytes(path), path.name)) for path in paths]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > importers.LARGEST:
            megabytes = importers.LARGEST >> 20
            raise ReaderError(f"{path} is larger than {megabytes} MB; import it in parts.")
        return path.read_bytes()
    except OSError as error:
        raise ReaderError(f"{path} cannot be read: {error.strerror}; name another file.") from error


class Importer:
    """Works out what parcels bring, document by document.

    With `restore`, what they have and is in the bin comes out of it.
    """

    def __init__(self, place: Workplace, progress: Progress, *, restore: bool = False) -> None:
        self._place = place
        self._restore = restore
        self._progress = progress
        self._plans: dict[str, Plan] = {}
        self._finder: Finder | None = None
        self.problems: list[str] = []
        """Sentences about what was left out."""

    @property
    def plans(self) -> list[Plan]:
        """What was worked out, in the order in which documents came up."""
        return list(self._plans.values())

    def add(self, parcel: Parcel, into: Opened | None = None) -> None:
        """Work out what a parcel brings: to `into`, else to the documents that it is about.

        Raises:
            ReaderError: it does not say what it is about, or nothing here is called so.
        """
        if parcel.batch.within:
            parcel, into = self._worded(parcel, parcel.batch.within, into)
        batch = parcel.batch
        many = max(len(batch.items), len(batch.tables.get("annotations", ())))
        if many > MOST:
            sentence = f"{parcel.name} holds {many} annotations, and {MOST} come in at once at most"
            raise ReaderError(f"{sentence}; import it in parts.")
        self.problems += [f"{parcel.name}: {problem}" for problem in batch.problems]
        if batch.tables:
            plan = self._plan(into or self._owner(parcel))
            plan.counts += self._combined(plan, batch.tables)
        else:
            for opened, items in self._sorted(parcel, into):
                self._take(self._plan(opened), items)

    def close(self) -> None:
        """Let go of the documents."""
        for plan in self._plans.values():
            plan.opened.close()

    def _plan(self, opened: Opened) -> Plan:
        store = opened.store if isinstance(opened, ReadingSession) else opened
        key = store.record.id
        known = self._plans.get(key)
        if known is None:
            self._plans[key] = known = Plan(opened, Draft(store))
        elif known.opened is not opened:
            opened.close()
        return known

    # Which document

    @property
    def _find(self) -> Finder:
        self._finder = self._finder or Finder(self._place)
        return self._finder

    def _owner(self, parcel: Parcel) -> Opened:
        rows = parcel.batch.tables.get("document", [])
        if not rows:
            raise ReaderError(f"{parcel.name} does not say whose annotations these are; {_INTO}.")
        return self._find.by_record(DocumentRecord.from_dict(rows[0]))

    def _sorted(
        self, parcel: Parcel, into: Opened | None
    ) -> Iterable[tuple[Opened, list[Imported]]]:
        by_document: dict[str, list[Imported]] = {}
        for item in parcel.batch.items:
            by_document.setdefault(item.document, []).append(item)
        if into is not None:
            return [(into, self._meant(parcel, into, by_document))]
        found = {name: self._find.by_name(name) for name in by_document}
        missing = [name for name, opened in found.items() if opened is None]
        if missing and len(missing) == len(found):
            raise ReaderError(_nowhere(parcel.name, missing))
        for name in missing:
            told = f"{counted(len(by_document[name]), 'annotation')} of “{name}” left out"
            self.problems.append(f"{parcel.name}: {told}: no such document here; {_INTO}.")
        return [(opened, by_document[name]) for name, opened in found.items() if opened]

    def _meant(
        self, parcel: Parcel, into: Opened, by_document: Mapping[str, list[Imported]]
    ) -> list[Imported]:
        """The items that are meant for `into`: of a file about many documents only its own."""
        if len(by_document) > 1:
            finder = Finder(self._place)
            store = into.store if isinstance(into, ReadingSession) else into
            own = [name for name in by_document if _is(finder.by_name(name), store.record.id)]
            if not own:
                count = len(by_document)
                sentence = f"{parcel.name} is about {count} documents, and none of them is this one"
                raise ReaderError(f"{sentence}; import it without naming one.")
            rest = len(parcel.batch.items) - sum(len(by_document[name]) for name in own)
            told = f"{counted(rest, 'annotation')} of other documents left out"
            self.problems.append(f"{parcel.name}: {told}.")
            return [item for name in own for item in by_document[name]]
        return [item for items in by_document.values() for item in items]

    def _worded(
        self, parcel: Parcel, within: Callable[[str], Batch], into: Opened | None
    ) -> tuple[Parcel, Opened]:
        """A parcel that knew places only, with the words that stand there, and its document."""
        opened = into or self._find.by_name(parcel.batch.document)
        if opened is None:
            raise ReaderError(_nowhere(parcel.name, [parcel.batch.document]))
        return Parcel(parcel.name, within(_session(opened).document.text.whole())), opened

    # What it brings

    def _take(self, plan: Plan, items: Sequence[Imported]) -> None:
        """Put what another program made into a plan."""
        session = _session(plan.opened)
        text = session.document.text
        ids = KnownIds(plan.draft, session.placed, self._place.who.annotator)
        device = f"{self._place.actor.name}.import"
        how = Arrival(self._place.who.annotator, device, now(), self._restore)
        anchors = locate(text.whole(), items, lambda done: self._progress(done / 2))
        for number, (item, anchor) in enumerate(zip(items, anchors, strict=True)):
            if number % _TOLD == 0:
                self._progress((1 + number / len(items)) / 2)
            item = ids.known(item, anchor)
            outcome = take(plan.draft, text, item, anchor, how)
            lost = bool(item.exact) and anchor.state == "orphaned"
            count(plan.counts, outcome, item.id, lost=lost)

    def _combined(self, plan: Plan, tables: Mapping[str, list[dict[str, Any]]]) -> Counts:
        """Merge another reader's records into a plan."""
        lost: set[str] = set()
        if isinstance(plan.opened, ReadingSession):
            tables, lost = _at_home(plan.opened, tables)
        device = f"{self._place.actor.name}.import"
        counts = combine(plan.draft, tables, device, restore=self._restore)
        counts.orphaned = len(lost.intersection(counts.ids))
        return counts


def commit(plan: Plan, label: str, place: Workplace) -> None:
    """Save what was planned for a document: one durable save, one step for undo.

    A session shows it after its next `refresh`.

    Raises:
        ReaderError: it could not be saved, and nothing was.
    """
    drafted = plan.draft.drafted()
    if not drafted:
        return
    if isinstance(plan.opened, ReadingSession):
        plan.opened.bring(label, drafted.edits, drafted.annotators)
        return
    store = PatientStore(plan.opened, merge)
    Ledger(store, place.who.annotator, place.actor).bring(label, drafted.edits, drafted.annotators)


def _at_home(
    session: ReadingSession, tables: Mapping[str, list[dict[str, Any]]]
) -> tuple[Mapping[str, list[dict[str, Any]]], set[str]]:
    """The tables with targets that stand in this session's text, and the ids that have lost theirs.

    A target that says what ours says is ours: what is kept beside it to find it again, and the
    offsets in a text that has changed, are everybody's own.
    """
    about = next(map(DocumentRecord.from_dict, tables.get("document", ())), None)
    same = about is not None and about.fingerprint == session.fingerprint
    rows = [row for row in tables["annotations"] if row.get("target") and not row.get("deleted")]
    targets = [Target.from_dict(row["target"]) for row in rows]
    text = session.document.text
    marks = about.landmarks if about else ()
    anchors = reattach(text, targets, unchanged=same, landmarks=marks)
    moved: dict[str, dict[str, Any]] = {}
    lost = set()
    for row, target, anchor in zip(rows, targets, anchors, strict=True):
        key, theirs = row["id"], Placed(Annotation(id=row["id"], target=target))
        if anchor.state == "orphaned":
            lost.add(key)
        else:
            theirs = Placed(theirs.annotation, anchor.start, anchor.end, anchor.state)
        if ours := _same_place(session, theirs):
            moved[key] = ours.to_dict()
        elif not same and (found := followed(text, replace(theirs, reason=anchor.reason)).target):
            moved[key] = found.to_dict()
    kept = [
        {**row, "target": moved[row["id"]]} if row["id"] in moved else row
        for row in tables["annotations"]
    ]
    return {**tables, "annotations": kept}, lost


def _same_place(session: ReadingSession, theirs: Placed) -> Target | None:
    """Our target of the same annotation, if it means the same words in the same place."""
    ours = session.store.annotations.get(theirs.key)
    wanted = theirs.annotation.target
    if ours is None or ours.target is None or wanted is None or ours.target.exact != wanted.exact:
        return None
    here = session.placed.get(theirs.key)
    both = here is not None and here.shown and theirs.shown
    moved = both and here is not None and (here.start, here.end) != (theirs.start, theirs.end)
    return None if moved else ours.target


def _session(opened: Opened) -> ReadingSession:
    if isinstance(opened, ReadingSession):
        return opened
    raise ReaderError(f"The text of “{opened.record.title}” is not at hand; {_INTO}.")


def _is(opened: Opened | None, key: str) -> bool:
    if opened is None:
        return False
    store = opened.store if isinstance(opened, ReadingSession) else opened
    found = store.record.id == key
    opened.close()
    return found


_INTO = "name the document with --into PATH"


def _nowhere(name: str, missing: Sequence[str]) -> str:
    called = [f"“{one}”" for one in missing if one]
    if not called:
        return f"{name} does not say what it is about; {_INTO}."
    more = f" and {len(called) - 3} more" if len(called) > 3 else ""
    return f"{name} is about {', '.join(called[:3])}{more}, which is not known here; {_INTO}."
