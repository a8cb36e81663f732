"""Sync engine: exchange changes between the store, a git folder of annotation files, and a remote.

In both directions records are merged by annotation and field. So any number of people can sync
in any order, and work offline for any time. A document is processed only if its store files or
its annotation file have changed since the last sync.

What the files contain is said in `annotation_files`; a folder may have pseudonyms instead of names
(`folder_names`).
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from readerapp.annotations.reference_edits import merge_reference
from readerapp.collaboration.importing.combine import combine_tables
from readerapp.collaboration.importing.draft import (
    DraftChanges,
    ImportCounts,
    ImportDraft,
)
from readerapp.collaboration.sync import git_folder
from readerapp.collaboration.sync.annotation_files import (
    document_id_of,
    drop_invalid_records,
    file_name,
    merge_tables_into,
    merge_texts,
    tables_of,
    text_of,
)
from readerapp.collaboration.sync.folder_names import (
    MARKER,
    FolderNames,
    is_shared_with_pseudonyms,
    prepare_names,
    refuse_other_kind,
    without_landmarks,
)
from readerapp.collaboration.sync.git import ATTRIBUTES, SUFFIX, GitError, Repository, is_remote
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.interchange.git_merge_driver import Tables, read_lines
from readerapp.interchange.record_merge import merge_tables
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label
from readerapp.workspace import AppContext

FOLDER = "sync"
"""The git folder inside the store, used if no other folder is given."""

CODEBOOK = f"codebook{SUFFIX}"
"""The file with the codebook of the store, in the same form as annotation files."""

_PUSH_ATTEMPTS = 12
"""The number of attempts to push while others push first; then the sync fails."""

_WORKERS = 8
"""The number of worker threads, each of which saves one document."""

_SyncState = dict[str, str]
"""The state of a document at the last sync.

`store` is the stamp of its store files, `file` the digest of the annotation file as it was
written, `read` the digest of the annotation file as it was read into the store, and `about` the
fingerprint of the text.
"""


@dataclass(slots=True)
class SyncResult:
    """The result of a sync.

    Attributes:
        counts: The annotations that were received.
        sent: The number of annotations that went to the remote.
        waiting: The number of annotations in the folder that wait for a remote, with those of
            earlier syncs.
        remote: The name of the remote; "" if there is none.
        offline: Why the remote could not be reached; "" if it was reached.
        problems: Sentences about files that were left out, and other warnings.
        refused: The number of files that were not written because the check found a name.
    """

    counts: ImportCounts = field(default_factory=ImportCounts)
    sent: int = 0
    waiting: int = 0
    remote: str = ""
    offline: str = ""
    problems: list[str] = field(default_factory=list)
    refused: int = 0

    def __str__(self) -> str:
        changed = self.counts.changed + self.counts.removed + self.counts.restored
        received = f"Received {self.counts.new} new, {changed} changed"
        if self.counts.conflicts:
            received += f" · {self.counts.conflicts} in conflict"
        if self.offline:
            # A folder that git itself has updated may have brought something in.
            also = f" {received}." if self.counts.new or changed else ""
            return (
                f"offline: {self.offline}. Your changes are kept here, {self.waiting} waiting;"
                f" sync again when {self.remote} can be reached.{also}"
            )
        if not self.remote:
            remedy = "no remote yet, set one with: readerapp sync HOST:FOLDER.git"
            return f"{received} · {self.waiting} waiting · {remedy}"
        return f"{received} · sent {self.sent} · up to date with {self.remote}"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON-ready data."""
        return {
            **self.counts.to_dict(),
            "went": self.sent,
            "waiting": self.waiting,
            "remote": self.remote or None,
            "offline": self.offline or None,
            "problems": self.problems,
        }


def sync_store(
    context: AppContext, where: str = "", *, pseudonyms: str = "", force: bool = False
) -> SyncResult:
    """Sync the store with a git folder and its remote.

    Args:
        context: The context with the store.
        where: A folder under git (created if it does not exist), or the address of a remote, which
            is stored for the next time. "" means the folder inside the store.
        pseudonyms: The table of pseudonyms, see `folder_names.prepare_names`.
        force: True to share documents in which the check still finds a name.

    Raises:
        ReaderError: The folder would get names that it must not have; or git is not installed or
            failed. Everything shared so far is safe, and the next sync continues from there.
    """
    remote = where if where and is_remote(where) else ""
    if remote and Path(remote).expanduser().exists():
        remote = str(Path(remote).expanduser().absolute())
    own = context.store.folder / FOLDER
    folder = own if remote or not where else Path(where).expanduser().absolute()
    if not folder.parent.exists() and folder != own:
        remedy = "create it, or name a remote such as HOST:FOLDER.git"
        raise ReaderError(f"There is no folder {folder.parent}; {remedy}.")
    device = context.actor.name
    repository = Repository(folder, context.identity.annotator.name, device)
    if folder == own:
        git_folder.exists(own, "a folder")
        if not context.store.folder.exists():
            context.store.folder.mkdir(mode=0o700, parents=True)
    repository.prepare(remote)
    with git_folder.locked(folder / ".git" / "readerapp.lock"):
        names = prepare_names(context, repository, pseudonyms)
        return _SyncRun(context, repository, names, force=force).run()


@dataclass(frozen=True, slots=True)
class _ChangedFile:
    """An annotation file that has changed: document id, file name, and digest of the content."""

    document: str
    name: str
    digest: str


class _SyncRun:
    """One run of the sync engine on one folder. The caller holds the lock file of the folder."""

    def __init__(
        self,
        context: AppContext,
        repository: Repository,
        names: FolderNames | None,
        *,
        force: bool,
    ) -> None:
        self._context, self._git = context, repository
        self._names, self._force = names, force
        self._refused: set[str] = set()
        self._folder, self._device = repository.folder, f"{context.actor.name}.sync"
        self._state_path = self._folder / ".git" / "readerapp.json"
        self._known: dict[str, _SyncState] = {}
        self._unsent: set[str] = set()
        self._result = SyncResult()
        self._is_marked = is_shared_with_pseudonyms(repository)
        self._load_state()
        if names:
            repository.sign_as(self._annotator_name)
            self._result.problems += names.notices

    def run(self) -> SyncResult:
        """Sync the folder and the store, then push; fetch and merge again if others push first."""
        result, git = self._result, self._git
        if git.readers:
            self._report(f"{git.readers} can read {self._folder}, which was set up to be shared.")
        git.finish_merge(merge_texts)
        self._to_folder()
        result.remote = git.remote
        for turn in range(_PUSH_ATTEMPTS if result.remote else 0):
            result.offline = git.fetch()
            if result.offline:
                break
            refuse_other_kind(git, with_pseudonyms=self._is_marked)
            for name, sentence in git.merge(merge_texts).items():
                result.problems = [one for one in result.problems if not one.startswith(name)]
                self._report(sentence)
            self._to_store()
            self._to_folder()
            refused = git.push()
            if refused is None:
                break
            if refused:
                raise GitError(f"{result.remote} refused the push: {refused}.")
            time.sleep(random.uniform(0, 0.05 * (turn + 1)))  # noqa: S311 - else two collide again
        else:
            if result.remote:
                raise GitError("The remote kept changing. Run sync again.")
        if not result.remote or result.offline:
            self._to_store()
            self._to_folder()
        if result.offline or not result.remote:
            result.waiting = len(self._unsent)
        else:
            result.sent = len(self._unsent)
            self._unsent.clear()
        self._save_state()
        result.refused = len(self._refused)
        return result

    # From the store into the folder

    def _to_folder(self) -> None:
        """Write to the folder what only the store has, and commit it."""
        names = [ATTRIBUTES, MARKER] if self._is_marked else [ATTRIBUTES]
        always = len(names)
        for record in self._context.store.documents():
            name = file_name(record.id)
            with self._reporting_errors(name):
                if self._write_file(record, name):
                    names.append(name)
        count = len(names) - always
        with self._reporting_errors(CODEBOOK):
            names += [CODEBOOK] if self._write_codebook() else []
        message = f"{count_noun(count, 'document')} from {self._annotator_name}"
        self._git.commit(names, message if count else "Annotations are merged by readerapp")

    def _write_file(self, record: DocumentRecord, name: str) -> bool:
        """Write one document to its annotation file; return True if the file has changed."""
        known = self._known.get(record.id, {})
        stamp, digest = self._stamp(record.id), self._digest(name)
        if known.get("store") == stamp and known.get("file") == digest:
            return False
        with closing(self._context.store.open(record)) as store:
            shared_record = store.record
            tables = tables_of(store, shared_record)
        before = self._read(name)
        tables = self._without_names(tables, before)
        follows = known.get("about", shared_record.fingerprint) != shared_record.fingerprint
        merged = self._clean(merge_tables_into(tables, before, self._device, follows=follows))
        if merged != before:
            git_folder.write(self._folder / name, text_of(merged))
            self._unsent |= _differences(before, merged)
        written = self._digest(name)
        if known.get("read", "") == digest:
            known = {**known, "read": written}
        state = {"store": stamp, "file": written, "about": shared_record.fingerprint}
        self._known[record.id] = {**known, **state}
        return merged != before

    def _write_codebook(self) -> bool:
        """Write the codebook of the store to its file; return True if the file has changed."""
        before = self._read(CODEBOOK)
        ours = self._without_names(self._context.codebook.shared(), before)
        merged = self._clean(merge_tables(ours, before))
        if merged != before:
            git_folder.write(self._folder / CODEBOOK, text_of(merged))
        return merged != before

    def _without_names(self, ours: Tables, shared: Tables) -> Tables:
        """Return our records as the folder may have them."""
        if self._names:
            return self._names.without_names(ours, shared)
        return without_landmarks(ours) if self._is_marked else ours

    def _clean(self, merged: Tables) -> Tables:
        """Return records for the folder in which nobody's name is left.

        Raises:
            ReaderError: A name is left, and the person does not insist.
        """
        if self._names:
            merged = self._names.clean(merged, self._device)
            sentence = "" if self._force else self._names.check(merged)
            if sentence:
                self._refused.add(sentence)
                raise ReaderError(sentence)
        return merged

    # From the folder into the store

    def _to_store(self) -> None:
        """Save to the store what only the folder has, several documents at a time."""
        records = {record.id: record for record in self._context.store.documents()}
        names = [path.name for path in sorted(self._folder.glob(f"*{SUFFIX}"))]
        changed: list[_ChangedFile] = []
        for name in names:
            with self._reporting_errors(name):
                changed += filter(None, [self._changed_file(name)])
        with self._reporting_errors(CODEBOOK):
            if codebook := self._read(CODEBOOK):
                if self._names:
                    shared = self._context.codebook.shared()
                    codebook = self._names.with_names(codebook, shared)
                self._context.codebook.merge(codebook)
        # A save mainly waits for the disk, and a disk can process several requests at once.
        with ThreadPoolExecutor(_WORKERS) as pool:
            for counts in pool.map(
                lambda file: self._merge_into_store(file, records.get(file.document)), changed
            ):
                self._result.counts += counts

    def _changed_file(self, name: str) -> _ChangedFile | None:
        """Return the file if it has changed since it was last read into the store, else None."""
        document = document_id_of(name)
        if not document:
            return None
        digest, known = self._digest(name), self._known.setdefault(document, {})
        return _ChangedFile(document, name, digest) if known.get("read") != digest else None

    def _merge_into_store(self, new: _ChangedFile, record: DocumentRecord | None) -> ImportCounts:
        """Merge one annotation file into the store."""
        counts = ImportCounts()
        with self._reporting_errors(new.name):
            theirs, bad = drop_invalid_records(self._read(new.name))
            if bad:
                self._report(f"{new.name}: skipped {count_noun(bad, 'invalid record')}")
            if record is None and not theirs.get("document"):
                return counts
            about = record or _document_record(new.document, self._named(theirs))
            with closing(self._context.store.open(about)) as store:
                if self._names:
                    theirs = self._names.with_names(theirs, tables_of(store, about))
                draft = ImportDraft(store)
                counts = combine_tables(draft, theirs, self._device)
                changes = draft.changes()
                known_record = merge_reference(store.record, theirs)
                records = [known_record] if known_record != store.record else []
                if changes or records:
                    edits = (after for _, after in changes.edits)
                    store.commit(*records, *changes.annotators, *edits)
            known = self._known[new.document]
            known["read"] = new.digest
            if record is None and _is_unchanged_copy(changes, theirs):
                stamp = self._stamp(new.document)
                known |= {"store": stamp, "file": new.digest, "about": about.fingerprint}
        return counts

    def _named(self, theirs: Tables) -> Tables:
        return self._names.with_names(theirs, {}) if self._names else theirs

    # Files

    def _read(self, name: str) -> Tables:
        return read_lines(git_folder.read(self._folder / name).decode("utf-8", "replace"))

    def _digest(self, name: str) -> str:
        data = git_folder.read(self._folder / name)
        return hashlib.sha256(data).hexdigest() if data else ""

    def _stamp(self, document: str) -> str:
        """Return a stamp that changes when the store files of a document change."""
        parts = []
        for suffix in (".json", ".journal"):
            with suppress(FileNotFoundError):
                found = (self._context.store.folder / f"{document}{suffix}").stat()
                parts.append(f"{found.st_ino} {found.st_size} {found.st_mtime_ns}")
        return " ".join(parts)

    @contextmanager
    def _reporting_errors(self, name: str) -> Iterator[None]:
        """Turn an error in one file into a problem report; the other files are processed."""
        try:
            yield
        except ReaderError as error:
            self._report(f"{sanitize_label(name, 80)}: {error}")
        except OSError as error:
            self._report(f"{sanitize_label(name, 80)} cannot be used: {error.strerror or error}.")

    def _report(self, sentence: str) -> None:
        if sentence not in self._result.problems:
            self._result.problems.append(sentence)

    @property
    def _annotator_name(self) -> str:
        name = self._context.identity.annotator.name
        return sanitize_label(self._names.text(name) if self._names else name, 60)

    @property
    def _names_digest(self) -> str:
        return self._names.digest if self._names else ""

    # State of the last sync

    def _load_state(self) -> None:
        """Load the state of the last sync.

        The state stays empty if it belongs to another store or cannot be read. Then every document
        is processed.
        """
        with suppress(OSError, ReaderError, ValueError, TypeError, KeyError, RecursionError):
            data = json.loads(git_folder.read(self._state_path))
            known = {key: {**one} for key, one in {**data["documents"]}.items()}
            if data["store"] == str(self._context.store.folder):
                self._known, self._unsent = known, {*map(str, data["unsent"])}
            if data.get("names", "") != self._names_digest:
                for one in known.values():
                    one.pop("store", None)

    def _save_state(self) -> None:
        store = str(self._context.store.folder)
        data = {"store": store, "documents": self._known, "unsent": sorted(self._unsent)}
        data["names"] = self._names_digest
        with self._reporting_errors(self._state_path.name):
            git_folder.write(self._state_path, json.dumps(data, ensure_ascii=True))


def _document_record(document: str, theirs: Tables) -> DocumentRecord:
    return replace(DocumentRecord.from_dict(theirs["document"][0]), id=document, names=())


def _is_unchanged_copy(changes: DraftChanges, theirs: Tables) -> bool:
    """Return True if a new document has exactly the records of the file."""
    rows = [*theirs.get("annotations", ()), *theirs.get("speakers", ())]
    came = {row["id"]: row.get("merge") for row in rows}
    return came == {after.id: after.merge or None for _, after in changes.edits}


def _differences(before: Tables, after: Tables) -> set[str]:
    """Return the ids of the annotations that are new or different."""
    known = {row["id"]: row for row in before.get("annotations", ())}
    rows = after.get("annotations", ())
    return {str(row["id"]) for row in rows if known.get(row["id"]) != row}
