"""Sync engine: exchange changes between the store, a git folder of annotation files, and a remote.

In both directions records are merged by annotation and field. So any number of people can sync
in any order, and work offline for any time. A document is processed only if its store files or
its annotation file have changed since the last sync.

An annotation file is the shared form of a document's records. Data of one person or one machine is
not shared: undo steps, and the paths under which the document was opened.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from readerapp.collaboration.importing.combine import combine_tables
from readerapp.collaboration.importing.draft import (
    DraftChanges,
    ImportCounts,
    ImportDraft,
    StoredRecords,
)
from readerapp.collaboration.sync import git_folder
from readerapp.collaboration.sync.git import ATTRIBUTES, SUFFIX, GitError, Repository, is_remote
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Annotator, DocumentRecord, Record, Speaker
from readerapp.interchange.git_merge_driver import Tables, read_lines, write_lines
from readerapp.interchange.record_merge import merge_tables, stamp_changes
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
        sent: The number of annotations written to the folder, with those that an earlier sync could
            not send.
        remote: The name of the remote; "" if there is none.
        offline: Why the remote could not be reached; "" if it was reached.
        problems: Sentences about files that were left out, and other warnings.
    """

    counts: ImportCounts = field(default_factory=ImportCounts)
    sent: int = 0
    remote: str = ""
    offline: str = ""
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        changed = self.counts.changed + self.counts.removed + self.counts.restored
        summary = f"Received {self.counts.new} new, {changed} changed · sent {self.sent}"
        if self.counts.conflicts:
            summary += f" · {self.counts.conflicts} in conflict"
        if self.offline:
            return f"{summary} · saved in the sync folder, offline: {self.offline}"
        if not self.remote:
            return f"{summary} · no remote yet, set one with: readerapp sync HOST:FOLDER.git"
        return f"{summary} · up to date with {self.remote}"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON-ready data."""
        return {
            **self.counts.to_dict(),
            "went": self.sent,
            "remote": self.remote or None,
            "offline": self.offline or None,
            "problems": self.problems,
        }


def sync_store(context: AppContext, where: str = "") -> SyncResult:
    """Sync the store with a git folder and its remote.

    Args:
        context: The context with the store.
        where: A folder under git (created if it does not exist), or the address of a remote, which
            is stored for the next time. "" means the folder inside the store.

    Raises:
        ReaderError: git is not installed or failed. Everything shared so far is safe, and the next
            sync continues from there.
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
        return _SyncRun(context, repository).run()


@dataclass(frozen=True, slots=True)
class _ChangedFile:
    """An annotation file that has changed: document id, file name, and digest of the content."""

    document: str
    name: str
    digest: str


class _SyncRun:
    """One run of the sync engine on one folder. The caller holds the lock file of the folder."""

    def __init__(self, context: AppContext, repository: Repository) -> None:
        self._context, self._git = context, repository
        self._folder, self._device = repository.folder, f"{context.actor.name}.sync"
        self._state_path = self._folder / ".git" / "readerapp.json"
        self._known: dict[str, _SyncState] = {}
        self._result = SyncResult()
        self._load_state()

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
        self._save_state()
        return result

    # From the store into the folder

    def _to_folder(self) -> None:
        """Write to the folder what only the store has, and commit it."""
        names = [ATTRIBUTES]
        for record in self._context.store.documents():
            name = file_name(record.id)
            with self._reporting_errors(name):
                if self._write_file(record, name):
                    names.append(name)
        count = len(names) - 1
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
        follows = known.get("about", shared_record.fingerprint) != shared_record.fingerprint
        merged = merge_tables_into(tables, before, self._device, follows=follows)
        if merged != before:
            git_folder.write(self._folder / name, text_of(merged))
            self._result.sent += _count_differences(before, merged)
        written = self._digest(name)
        if known.get("read", "") == digest:
            known = {**known, "read": written}
        state = {"store": stamp, "file": written, "about": shared_record.fingerprint}
        self._known[record.id] = {**known, **state}
        return merged != before

    def _write_codebook(self) -> bool:
        """Write the codebook of the store to its file; return True if the file has changed."""
        before = self._read(CODEBOOK)
        merged = merge_tables(self._context.codebook.shared(), before)
        if merged != before:
            git_folder.write(self._folder / CODEBOOK, text_of(merged))
        return merged != before

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
            about = record or _document_record(new.document, theirs)
            with closing(self._context.store.open(about)) as store:
                draft = ImportDraft(store)
                counts = combine_tables(draft, theirs, self._device)
                changes = draft.changes()
                if changes:
                    store.commit(*changes.annotators, *(after for _, after in changes.edits))
            known = self._known[new.document]
            known["read"] = new.digest
            if record is None and _is_unchanged_copy(changes, theirs):
                stamp = self._stamp(new.document)
                known |= {"store": stamp, "file": new.digest, "about": about.fingerprint}
        return counts

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
        return sanitize_label(self._context.identity.annotator.name, 60)

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
                self._known, self._result.sent = known, int(data["waiting"])

    def _save_state(self) -> None:
        waiting = self._result.sent if self._result.offline or not self._result.remote else 0
        store = str(self._context.store.folder)
        data = {"store": store, "documents": self._known, "waiting": waiting}
        with self._reporting_errors(self._state_path.name):
            git_folder.write(self._state_path, json.dumps(data, ensure_ascii=True))


def _document_record(document: str, theirs: Tables) -> DocumentRecord:
    return replace(DocumentRecord.from_dict(theirs["document"][0]), id=document, names=())


def _is_unchanged_copy(changes: DraftChanges, theirs: Tables) -> bool:
    """Return True if a new document has exactly the records of the file."""
    rows = [*theirs.get("annotations", ()), *theirs.get("speakers", ())]
    came = {row["id"]: row.get("merge") for row in rows}
    return came == {after.id: after.merge or None for _, after in changes.edits}


def _count_differences(before: Tables, after: Tables) -> int:
    """Count the annotations that are new or different."""
    known = {row["id"]: row for row in before.get("annotations", ())}
    return sum(known.get(row["id"]) != row for row in after.get("annotations", ()))


_file_name_pattern = re.compile(
    rf"([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}){re.escape(SUFFIX)}"
)

_RECORD_CLASSES: Mapping[str, type[Record]] = {
    "annotations": Annotation,
    "annotators": Annotator,
    "document": DocumentRecord,
    "speakers": Speaker,
}


def file_name(document: str) -> str:
    """Return the name of the annotation file for a document id."""
    return f"{document}{SUFFIX}"


def document_id_of(name: str) -> str:
    """Return the document id in the name of an annotation file; "" for other files."""
    match = _file_name_pattern.fullmatch(name)
    return match[1] if match else ""


def tables_of(store: StoredRecords, record: DocumentRecord) -> Tables:
    """Return the records of a document in their shared form."""
    about = {**record.to_dict(), "names": []}
    return {
        "annotations": [one.to_dict() for one in store.annotations.values()],
        "annotators": [one.to_dict() for one in store.annotators.values()],
        "document": [about],
        "speakers": [one.to_dict() for one in store.speakers.values()],
    }


def merge_tables_into(ours: Tables, shared: Tables, device: str, *, follows: bool) -> Tables:
    """Merge our tables and the shared ones.

    The shared document record normally wins. Ours replaces it in two cases: our text has changed
    since it was shared, or ours has landmarks and the shared one has none.

    Args:
        ours: The tables of the store.
        shared: The tables of the annotation file.
        device: The device that stamps the changes.
        follows: True if our text has changed since it was shared.
    """
    known = next(iter(shared.get("document", ())), None)
    if known is not None:
        [mine] = ours["document"]
        same = known.get("fingerprint") == mine["fingerprint"]
        newer = not same and follows
        if newer or (same and mine["landmarks"] and not known.get("landmarks")):
            mine = stamp_changes(known, {**known, **_without_merge(mine)}, device)
        else:
            mine = known
        ours = {**ours, "document": [mine]}
    return merge_tables(ours, shared)


def _without_merge(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "merge"}


def text_of(tables: Tables) -> str:
    """Return the annotation file that contains `tables`."""
    return "".join(write_lines(tables))


def merge_texts(ours: str, theirs: str) -> str:
    """Merge two annotation files; lines that are not records are left out."""
    return text_of(merge_tables(_read(ours), _read(theirs)))


def _read(text: str) -> Tables:
    try:
        return read_lines(text)
    except ReaderError:
        return read_lines("\n".join(_readable(text)))


def _readable(text: str) -> Iterator[str]:
    """Generate the lines that are valid records."""
    for line in text.split("\n"):
        try:
            read_lines(line)
        except ReaderError:
            continue
        yield line


def drop_invalid_records(tables: Tables) -> tuple[Tables, int]:
    """Remove the records that do not match the format, and count them."""
    found: Tables = {}
    bad = 0
    for name, rows in tables.items():
        for row in rows:
            try:
                _RECORD_CLASSES[name].from_dict(row)
            except KeyError:  # a table of a newer version of the format
                continue
            except (ReaderError, TypeError, ValueError):
                bad += 1
                continue
            found.setdefault(name, []).append(row)
    return found, bad
