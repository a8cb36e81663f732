"""The files of one document: reading what other processes save, saving, and checkpoints.

The order of the disk writes makes this safe. Where a crash between two of them matters, a
comment says what state it leaves.

`write_temporary_file` and `install_file` replace the TinyDB file (a checkpoint).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from readerapp.core.model import new_id
from readerapp.store import file_format
from readerapp.store import journal as journals
from readerapp.store.file_format import DOCUMENT, FileNames, clean_value, encode_file
from readerapp.store.filesystem import Folder, Stamp
from readerapp.store.journal import (
    JournalBase,
    JournalSave,
    JournalWriter,
    Op,
    State,
    TableContents,
)
from readerapp.store.lock import LOCK_TIMEOUT, Lock, encode_last_save
from readerapp.store.recovery import RecoveryResult, recover_document
from readerapp.store.store_errors import StoreError, StoreNewer, StoreReadOnly, StoreRefused

CHECKPOINT_AT = 1 << 20
"""Growth of the journal in bytes that triggers a checkpoint.

If the TinyDB file is large, a 16th of its size triggers one, provided that this is more.
"""

Stamps = tuple[Stamp | None, Stamp | None]


class DocumentFiles:
    """The contents of one document in memory, and the files that hold them.

    Callers must hold `mutex` (threads), except for `checkpoint`, which takes it. `locked` takes
    the lock between processes.
    """

    def __init__(self, folder: Folder, document: str, checkpoint_at: int = CHECKPOINT_AT) -> None:
        self.names = FileNames(document)
        self.events: list[str] = []
        self.contents = TableContents()
        self.mutex = threading.RLock()
        self.lock_timeout = LOCK_TIMEOUT
        """Seconds that a save waits for another process's save."""
        self._folder = folder
        self._path = str(folder.path / self.names.file)
        self._checkpoint_at = checkpoint_at
        self._lock = Lock(folder, self.names.lock, self.names.stand_in)
        self._journal = JournalWriter(folder, self.names.journal)
        self._depth = 0
        self._exists = False
        self._device: int | None = None
        self._checkpoint_end = 0
        """Size of the journal in bytes without the saves that the TinyDB file lacks, or at the last
        try to bring the file up to date."""
        self._stamps: Stamps | None = None
        self.follow()
        self.contents.changed.clear()

    # ----------------------------------------------------------------- following

    def follow(self) -> None:
        """Read what others saved; `contents.changed` collects the ids of the changed records.

        If nothing changed, this costs only a few stat calls.

        Raises:
            StoreError: The files exist but cannot be read.
        """
        with self._folder.explained(self._path):
            self._follow()

    @property
    def is_up_to_date(self) -> bool:
        """Return whether others certainly saved nothing since the last look; takes three stats."""
        with self._folder.explained(self._path):
            return (
                self._current_stamps() == self._stamps
                if self._folder.connect()
                else not self._exists
            )

    def _follow(self) -> None:
        if not self._folder.connect():
            self._note_missing_files()
            return
        stamps = self._current_stamps()
        if stamps == self._stamps and not (self._depth and self._has_tail()):
            return
        if not self._follow_tail(stamps) and not self._follow_checkpoint(stamps):
            self._reload()

    def _has_tail(self) -> bool:
        log = self._stamps[1] if self._stamps else None
        return log is not None and log.size > self._journal.end

    def _current_stamps(self) -> Stamps:
        return self._folder.stamp(self.names.file), self._folder.stamp(self.names.journal)

    def _follow_tail(self, stamps: Stamps) -> bool:
        """Read new saves at the end of the same journal; return whether this case applied.

        It is the common case.
        """
        file, log = stamps
        before, log_before = self._stamps or (None, None)
        if log is None or log_before is None or file != before:
            return False
        if log.inode != log_before.inode or log.size < self._journal.end:
            return False
        data, stamp = self._folder.read(self.names.journal, self._journal.end)
        news = journals.read_journal(data)
        if news.damaged or not self.contents.apply_following(news.saves_after(self.contents.save)):
            return False
        self._journal.end += news.end
        self._stamps = (file, stamp)
        self._discard_tail(data[news.end :])
        return True

    def _follow_checkpoint(self, stamps: Stamps) -> bool:
        """Accept another process's checkpoint of known contents; return whether this applied.

        The last few saves may be missing here; they are read from the journal.
        """
        file, log = stamps
        if log is None or file is None or not self._exists:
            return False
        data, stamp = self._folder.read(self.names.journal)
        news = journals.read_journal(data)
        base = news.base_with_stamp(file)
        if news.damaged or base is None or news.id != self.contents.state.journal:
            return False
        if news.last < self.contents.save or not self.contents.apply_following(
            news.saves_after(self.contents.save)
        ):
            return False
        if news.last > self.contents.save:
            return False
        self.contents.state.base = base
        self._journal.reopen(news.end)
        self._checkpoint_end = 0
        self._stamps = (file, stamp)
        self._discard_tail(data[news.end :])
        return True

    def _discard_tail(self, tail: bytes) -> None:
        """Preserve and remove an unfinished save at the end of the journal, if the lock is held.

        The bytes after the last complete line are a save that another process is writing, or one
        that a dead process left unfinished. Only under the lock is it certainly the latter.
        """
        if not tail or not self._depth:
            return
        with suppress(OSError):
            self._folder.preserve(self.names.journal, tail)
        self.events.append(
            f"The last change in {self.names.journal} was not completed. It was ignored, and "
            "a copy is kept beside the store's files."
        )
        self._journal.cut()
        self._stamps = self._current_stamps()

    def _note_missing_files(self) -> None:
        if self._exists:
            self.events.append(
                f"The annotations in {self._folder.path} were deleted. They are still in memory; "
                "the next change writes them again."
            )
        self._exists = False
        self._stamps = (None, None)
        self._journal.close()

    def _reload(self) -> None:
        """Read all files again; repair them if necessary, and if the lock can be taken."""
        result = recover_document(self._folder, self.names, self.contents.state)
        if result.exists and not result.sound and self._can_repair(result.state):
            with suppress(StoreError, OSError), self._process_lock():
                # The apparent damage may have been another process in the middle of a write.
                result = recover_document(self._folder, self.names, self.contents.state)
                if result.exists:
                    self._accept(result)
                    self._repair(result)
                    return
        if result.exists:
            self._accept(result)
        else:
            self._note_missing_files()

    def _accept(self, result: RecoveryResult) -> None:
        self.contents.replace_state(result.state)
        self._exists = True
        self._device = self._folder.device()
        self._journal.reopen(result.end)
        self._checkpoint_end = result.end - result.missing
        self._stamps = (result.file, result.journal)
        self.events += [event for event in result.events if event not in self.events]
        if result.sound:
            self._discard_tail(result.tail)

    # ----------------------------------------------------------------- writing

    def problem(self) -> str | None:
        """Return why this document cannot be written, in one sentence, or None if it can."""
        newer = self._newer_version()
        if newer is not None or not self._folder.connect():
            return newer
        return self._folder.read_only(self.names.file, self.names.journal)

    def _newer_version(self) -> str | None:
        state = self.contents.state
        return file_format.newer(self.names.file, state.tables, state.schema)

    def _can_repair(self, found: State) -> bool:
        newer = file_format.newer(self.names.file, found.tables, found.schema)
        return newer is None and self.problem() is None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock between processes, after reading everything that others saved.

        Raises:
            StoreBusy: Another process holds the lock for too long.
            StoreReadOnly: Writing is not permitted here.
            StoreError: The files cannot be read or created.
        """
        with self._folder.explained(self._path):
            self._folder.refuse_another_disk(self._device, self.names.file, self.names.journal)
            self._folder.connect(create=True)
            self._refuse_newer()
            if (problem := self.problem()) is not None:
                raise StoreReadOnly(problem)
            with self._process_lock():
                self._follow()
                self._refuse_newer()
                yield

    def _refuse_newer(self) -> None:
        if (problem := self._newer_version()) is not None:
            raise StoreNewer(problem)

    @contextmanager
    def _process_lock(self) -> Iterator[None]:
        if self._depth == 0:
            self._lock.acquire(self.lock_timeout)
            if self._lock.no_locks and self._lock.no_locks not in self.events:
                self.events.append(self._lock.no_locks)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._lock.release()

    def save(self, ops: list[Op]) -> None:
        """Write `ops` as one durable save; must run within `locked`. A failed save changes nothing.

        Raises:
            StoreRefused: An operation holds a value that JSON cannot represent, or the save is too
                large.
            OSError: The save could not be written.
        """
        if not ops:
            return
        try:
            ops = [
                (table, key, None if row is None else clean_value(row, table == DOCUMENT))
                for table, key, row in ops
            ]
        except ValueError as error:
            raise StoreRefused(f"Not saved: {error}.") from error
        begun = self._exists and bool(self.contents.state.journal)
        if not begun or not self._journal.usable:
            self._rewrite_files()
        base = self.contents.base
        if base is not None and base.save == self.contents.save:
            self._checkpoint_end = self._journal.end
        save = JournalSave(self.contents.save + 1, tuple(ops))
        self._journal.append(journals.save_line(save))
        self._note_last_save(save.number)
        self.contents.apply(save)

    def _note_last_save(self, number: int) -> None:
        """Write the number of a complete save beside the journal, and see the files as known."""
        self._lock.write(encode_last_save(self.contents.state.journal, number))
        # The save is complete. Without the stamps, the next look only has to read again.
        self._stamps = None
        with suppress(OSError):
            self._stamps = self._current_stamps()

    def _rewrite_files(self, keep_copy: bool = False) -> None:
        """Write all files from memory, because there are none or they cannot be trusted."""
        state = self.contents.state
        state.journal = state.journal or new_id()
        draft = write_temporary_file(self._folder, self.names, state)
        install_file(
            self._folder, self.names, self._journal, state, draft, anew=True, keep=keep_copy
        )
        self._exists = True
        self._device = self._folder.device()
        self._stamps = self._current_stamps()

    def _repair(self, result: RecoveryResult) -> None:
        """Repair the problems that `recover_document` found, under the lock."""
        for name in result.distrusted:
            # The journal is appended to in place, so its bytes are copied. The file is only ever
            # replaced, so a second name for it is enough.
            data = self._folder.read(name)[0] if name == self.names.journal else None
            self._folder.preserve(name, data)
        if result.backup:
            from readerapp.store.backups import back_up

            copied = back_up(self._folder.path, self.names.id, result.known or {})
            self.events[-1] += f" {copied}"
        if result.rebuild or not self._journal.usable:
            if result.migrated:
                self._folder.copy(self.names.file, self.names.copy)
            self._rewrite_files(keep_copy=result.migrated)
            return
        # One write tells the journal of the edited file and adds the save that holds the merge. A
        # crash between the two leaves an edited file, for which the same merge is made again.
        save = JournalSave(result.state.save + 1, tuple(result.adoption()))
        if result.tail:
            self._journal.cut()
        known = journals.base_line(result.adopt) if result.adopt else b""
        self._journal.append(known + journals.save_line(save))
        self._note_last_save(save.number)
        self.contents.state.save = save.number
        self.contents.state.base = result.adopt or self.contents.base

    # ----------------------------------------------------------------- checkpoints

    @property
    def due(self) -> bool:
        """Return whether the journal has grown enough for a checkpoint, or for another try.

        Saves that the TinyDB file has already do not count. The journal holds them for the last
        good copy, and there may be many more of them than of all others.
        """
        file = self._stamps[0] if self._stamps else None
        enough = max(self._checkpoint_at, file.size // 16 if file else 0)
        return self._journal.end > self._checkpoint_end + enough

    def checkpoint(self) -> None:
        """Bring the TinyDB file up to date. Saves wait only for its short last part.

        Raises:
            StoreError: The checkpoint failed; the saves are as safe as before.
        """
        self._checkpoint_end = self._journal.end
        with self._folder.explained(self._path):
            with self.mutex:
                base = self.contents.base
                if not self._exists or base is None or base.save == self.contents.save:
                    return
                state = self.contents.state.frozen()
            draft = write_temporary_file(self._folder, self.names, state)
            with self.mutex:
                self._install(draft)

    def _install(self, draft: TemporaryFile) -> None:
        try:
            with self.locked():
                base = self.contents.base
                if self._exists and base is not None and base.save < draft.base.save:
                    state = self.contents.state
                    install_file(self._folder, self.names, self._journal, state, draft)
                    self._checkpoint_end = 0
                    self._stamps = self._current_stamps()
        finally:
            self._folder.remove(draft.name)

    def close(self) -> None:
        """Bring the TinyDB file up to date if possible, and close all files."""
        try:
            if self._exists and self.problem() is None:
                self.checkpoint()
        except StoreError as error:
            self.events.append(f"{self.names.file} is not complete yet: {error}")
        finally:
            self._journal.close()
            self._lock.close()
            self._folder.close()


class TemporaryFile(NamedTuple):
    """A complete file on the disk that still has a temporary name."""

    name: str
    data: bytes
    base: JournalBase


def write_temporary_file(folder: Folder, names: FileNames, state: State) -> TemporaryFile:
    """Write all of `state` into a new file, and sync it.

    Raises:
        OSError: The file could not be written.
    """
    data = encode_file(state.tables, state.journal, state.save)
    name, stamp = folder.write_new(names.id, data)
    return TemporaryFile(name, data, JournalBase(journals.file_digest(data), state.save, stamp))


def install_file(
    folder: Folder,
    names: FileNames,
    journal: JournalWriter,
    state: State,
    draft: TemporaryFile,
    *,
    anew: bool = False,
    keep: bool = False,
) -> None:
    """Give the file `draft` its final name and shorten the journal; the caller holds the lock.

    The previous file becomes the last good copy.

    Args:
        folder: The store's folder.
        names: The names of the document's files.
        journal: The document's journal.
        state: The present state; its `base` is set to that of `draft`.
        draft: The complete file, under a temporary name.
        anew: Whether to trust none of the existing files, and to write the last good copy from
            `draft` too.
        keep: With `anew`, whether the last good copy is right as it is.

    Raises:
        OSError: A step failed; the files are as good as before, and memory is unchanged.
    """
    try:
        there = folder.stamp(names.journal) is not None
        if there:
            # From here on the journal knows both files, whichever of them has the final name.
            _make_known(journal, draft.base, anew)
        if anew or state.base is None:
            bases, saves = [draft.base], []
            if not keep:
                copy, _ = folder.write_new(names.id, draft.data)
                folder.replace(copy, names.copy)
        else:
            folder.copy(names.file, names.copy)
            bases = [state.base, draft.base]
            saves = journals.read_journal(folder.read(names.journal)[0]).save_lines_after(
                state.base.save
            )
        if not there:
            # A file without a journal would look like one whose journal was lost.
            journal.replace(names.id, state.journal, bases, saves)
        folder.replace(draft.name, names.file)
        folder.sync()
    except OSError:
        folder.remove(draft.name)
        raise
    state.base = draft.base
    if there:
        journal.replace(names.id, state.journal, bases, saves)


def _make_known(journal: JournalWriter, base: JournalBase, anew: bool) -> None:
    if not anew:
        journal.append(journals.base_line(base))
        return
    # An untrusted journal is about to be replaced, and the table `checkpoint` in the new file
    # and in its copy holds the same information as this line, so a failure is harmless.
    with suppress(OSError):
        if journal.usable:
            journal.append(journals.base_line(base))
