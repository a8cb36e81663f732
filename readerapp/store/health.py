"""The health check of a store: a list of problems by file, and whether each was repaired.

`check` returns the findings as data; it does not print anything.
"""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from readerapp.store import file_format
from readerapp.store.backups import Backups
from readerapp.store.codebook_file import CODEBOOK_FILE
from readerapp.store.document_files import DocumentFiles
from readerapp.store.file_format import CONFLICTS, DOCUMENT_FILE, FileNames, Tables
from readerapp.store.filesystem import DAMAGED_PREFIX, TEMPORARY_SUFFIX, Folder, System
from readerapp.store.lock import Lock
from readerapp.store.recovery import recover_document
from readerapp.store.store_errors import StoreError
from readerapp.store.table_file import KINDS, is_copy_damaged, is_valid_record

PRIVATE = 0o077
"""Permission bits that nobody except the owner should have on annotation files."""

OTHERS = 0o007
"""Permission bits that nobody outside the group should have in a store for a group."""

GROUP = 0o060
"""Permission bits that the group needs in a store for a group."""

_NETWORK = (
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"),
    *("afpfs", "webdav", "macfuse"),  # of macOS
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in a file or in the folder.

    Attributes:
        file: The name of the file, or the path of the folder.
        sentence: What is wrong.
        repaired: Whether it was solved.
        is_note: Whether the store is sound with it.
    """

    file: str
    sentence: str
    repaired: bool = False
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """The result of checking a store.

    `annotations` is the number of those that are not in the Bin. `kept` names the preserved copies
    of damaged files, `backups` the paths of the dated backups. Neither of them is a problem.
    """

    folder: str
    documents: int
    annotations: int
    findings: tuple[Finding, ...]
    kept: tuple[str, ...]
    backups: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Return whether there are no problems but notes, or all of them were repaired."""
        return all(finding.repaired or finding.is_note for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the same as JSON-ready data."""
        return {"sound": self.sound, **asdict(self)}


def check(path: Path, repair: bool = False, system: System | None = None) -> Health:
    """Check every file of the store at `path`; with `repair`, repair what can be repaired.

    A repair never discards anything: a copy of a damaged file is preserved beside the repaired one.

    Raises:
        StoreError: The folder exists but cannot be read.
    """
    return _Check(Folder(path.absolute(), system), repair).run()


class _Check:
    def __init__(self, folder: Folder, repair: bool) -> None:
        self._folder = folder
        self._repair = repair
        self._annotations = 0

    def run(self) -> Health:
        path = str(self._folder.path)
        if not self._folder.connect():
            return Health(path, 0, 0, (), (), self._backups())
        with self._folder.explained(f"The store {path}"):
            names = self._folder.names()
            documents = sorted({m[1] for name in names if (m := DOCUMENT_FILE.match(name))})
            findings = [
                *self._check_folder(),
                *(finding for name in names for finding in self._check_file(name)),
                *(finding for one in documents for finding in self._check_document(FileNames(one))),
            ]
        kept = tuple(name for name in names if name.startswith(DAMAGED_PREFIX))
        return Health(
            path, len(documents), self._annotations, tuple(findings), kept, self._backups()
        )

    def _backups(self) -> tuple[str, ...]:
        return tuple(str(backup.path) for backup in Backups(self._folder.path).list())

    def _check_folder(self) -> Iterator[Finding]:
        path = str(self._folder.path)
        kind = file_system(self._folder.path)
        if kind in _NETWORK:
            yield Finding(
                path,
                f"The store is on a network file system ({kind}), where locks may fail. Keep "
                "it on a local disk and share it with `readerapp sync`.",
            )
        # A folder that git or the person made. The program makes its own with 0700, and each file
        # of an annotation with 0600 in any folder: so others see names of files, and no word.
        sentence = "Other users can see the names of the files in the store, not what is in them."
        for finding in self._check_mode(".", path, sentence):
            for_all = finding.sentence == sentence
            yield replace(finding, is_note=for_all)
        if not self._folder.writable():
            yield Finding(path, "The store cannot be written. Change its permissions.")

    def _check_file(self, name: str) -> Iterator[Finding]:
        found = self._folder.system.stat(self._folder.fd, name)
        known = (
            DOCUMENT_FILE.match(name)
            or name == CODEBOOK_FILE
            or name.startswith(DAMAGED_PREFIX)
            or name.endswith(".lock")
        )
        if not stat.S_ISREG(found.st_mode):
            if known:
                yield Finding(name, "It is not a regular file and is ignored.")
        elif known:
            yield from self._check_mode(name, name, "It can be read by other users.")
        elif name.endswith(TEMPORARY_SUFFIX):
            if self._repair:
                self._folder.remove(name)
            yield Finding(name, "A process was killed while it wrote this file.", self._repair)
        elif name.endswith(".json"):
            yield Finding(name, "It is not a file of the store; `readerapp import` imports it.")

    def _check_mode(self, name: str, shown: str, sentence: str) -> Iterator[Finding]:
        mode = stat.S_IMODE(self._folder.system.stat(self._folder.fd, name).st_mode)
        group = self._folder.for_group
        too_much = OTHERS if group else PRIVATE
        if group and mode & GROUP != GROUP:
            sentence = "The group of the store cannot read it."
        elif not mode & too_much:
            return
        repaired = False
        if self._repair:
            with suppress(OSError):
                wanted = (mode | GROUP if group else mode) & ~too_much
                self._folder.make_private(name, wanted)
                repaired = True
        yield Finding(shown, sentence, repaired)

    def _check_document(self, names: FileNames) -> Iterator[Finding]:
        try:
            with self._folder.explained(str(self._folder.path / names.file)):
                result = recover_document(self._folder, names)
            if result.exists:
                repaired = self._repair and self._repair_files(names)
                tables = result.state.tables
                yield from (Finding(names.file, event, repaired) for event in result.events)
                yield from self._check_copy(names)
                yield from self._check_tables(names, tables)
                rows = tables.get("annotations", {}).values()
                self._annotations += sum(not row.get("deleted") for row in rows)
                base = result.state.base
                if result.sound and base is not None and base.save != result.state.save:
                    yield Finding(
                        names.file,
                        "Its last changes are only in its journal, until the next regular close.",
                        repaired,
                    )
        except (OSError, StoreError) as error:
            yield Finding(names.file, f"It cannot be read: {error}")

    def _check_copy(self, names: FileNames) -> Iterator[Finding]:
        if not is_copy_damaged(self._folder, names):
            return
        repaired = False
        if self._repair:
            lock = Lock(self._folder, names.lock, names.stand_in)
            with suppress(OSError, StoreError):
                lock.acquire()
                try:
                    repaired = self._rewrite_copy(names)
                finally:
                    lock.release()
                    lock.close()
        yield Finding(
            names.copy, "The last good copy is damaged. The next change makes a new one.", repaired
        )

    def _rewrite_copy(self, names: FileNames) -> bool:
        result = recover_document(self._folder, names)
        if not result.sound or result.state.base is None:
            return False
        self._folder.preserve(names.copy)
        made, _ = self._folder.write_new(names.id, self._folder.read(names.file)[0])
        self._folder.replace(made, names.copy)
        self._folder.sync()
        return True

    def _check_tables(self, names: FileNames, tables: Tables) -> Iterator[Finding]:
        version = file_format.file_version(tables)
        if version > file_format.CURRENT:
            yield Finding(names.file, f"It has a newer format ({version}); update readerapp.")
        for table, kind in KINDS.items():
            rows = tables.get(table, {})
            bad = sum(not is_valid_record(kind, row) for row in rows.values())
            if bad:
                yield Finding(
                    names.file,
                    f"{bad} records in the table `{table}` are invalid. They "
                    "are ignored and kept unchanged.",
                )
            ids = [row.get("id") for row in rows.values()]
            if len(set(map(str, ids))) < len(ids):
                yield Finding(names.file, f"An id occurs twice in the table `{table}`.")
        if tables.get(CONFLICTS):
            yield Finding(
                names.file,
                f"{len(tables[CONFLICTS])} older versions of records that were changed in two "
                f"places are kept in the table `{CONFLICTS}`.",
            )

    def _repair_files(self, names: FileNames) -> bool:
        files = DocumentFiles(Folder(self._folder.path, self._folder.system), names.id)
        problem = files.problem()
        files.close()
        return problem is None and recover_document(self._folder, names).sound


def file_system(path: Path) -> str:
    """Return the type of the file system that holds `path`, as the system names it.

    Returns nothing if the system does not tell. Only Linux and macOS are asked.
    """
    list_mounts = {"linux": _mounts_of_linux, "darwin": _mounts_of_macos}.get(sys.platform)
    best = ("", "")
    with suppress(OSError):
        for mount_point, kind in list_mounts() if list_mounts else ():
            if path.is_relative_to(mount_point) and len(mount_point) >= len(best[0]):
                best = (mount_point, kind)
    return best[1]


def _mounts_of_linux() -> Iterator[tuple[str, str]]:
    """Yield where file systems are mounted, and their types."""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        mount_point, kind = line.split()[1:3]
        yield mount_point.replace("\\040", " "), kind


def _mounts_of_macos() -> Iterator[tuple[str, str]]:
    """Yield where file systems are mounted, and their types.

    `mount` writes a line for each, as `//ida@host/notes on /Volumes/notes (smbfs, nodev)`.
    """
    import subprocess

    command = ["/sbin/mount"]
    try:
        listed = subprocess.run(  # noqa: S603 - fixed words, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=5, check=True
        )
    except subprocess.SubprocessError:  # it hangs while a network is gone
        return
    for line in listed.stdout.splitlines():
        if found := re.fullmatch(r".*? on (/.*) \(([^,)]+).*\)", line):
            yield found[1], found[2]
