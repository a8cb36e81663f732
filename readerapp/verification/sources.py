"""The sources that a person names: files, folders with all they hold, and web pages kept before."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from readerapp.documents.readable_files import is_readable
from readerapp.documents.registry import STDIN, is_address
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

MOST_SOURCES = 5_000
"""Sources of one check. Their index takes some 300 MB of memory if each has 100 kB."""
_MOST_ENTRIES = 1_000_000
"""Files and folders that are looked at, so that a search from the root of a disk ends."""

_FileId = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """A source that cannot be read, and the sentence that says so, with its name."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceList:
    """The sources of a check.

    Attributes:
        paths: paths and addresses, as a person would write them, each file once.
        problems: what was named and is no source.
    """

    paths: tuple[str, ...]
    problems: tuple[SourceProblem, ...]


def list_sources(
    named: Sequence[str], draft: str, skipped_folders: Iterable[Path] = ()
) -> SourceList:
    """List the sources that `named` files, folders and addresses stand for, in their order.

    A folder stands for all documents in it and in its folders, by name; hidden files, the draft,
    and files that no format reads are left out. Nothing is fetched: an address stands for the last
    copy of the page that was kept.

    Args:
        named: paths and addresses.
        draft: the path of the draft; it is not its own source.
        skipped_folders: folders that hold no sources, as that of the annotations.
    """
    search = _Search(draft, skipped_folders)
    for one in named:
        search.add(one)
    return SourceList(tuple(search.paths), tuple(search.problems))


@dataclass(slots=True)
class _Search:
    """The search for sources; remembers which files and folders it has seen."""

    draft: str
    skipped_folders: Iterable[Path]
    paths: list[str] = field(default_factory=list)
    problems: list[SourceProblem] = field(default_factory=list)
    _draft_id: _FileId | None = None
    _seen: set[_FileId | str] = field(default_factory=set)
    _skipped: set[_FileId] = field(default_factory=set)
    _count: int = 0

    def __post_init__(self) -> None:
        if self.draft != STDIN and not is_address(self.draft):
            self._draft_id = _file_id(self.draft)
        self._skipped = {one for each in self.skipped_folders if (one := _file_id(str(each)))}

    def add(self, named: str) -> None:
        """Add what a person has named."""
        if is_address(named):
            self._add_address(named)
            return
        try:
            is_folder = bool(named) and Path(named).is_dir()
        except ValueError:
            is_folder = False
        if not is_folder:
            self._add_file(named, is_named=True)
            return
        is_known = _file_id(named) in self._seen
        count = len(self.paths)
        for path in self._walk(named):
            if len(self.paths) >= MOST_SOURCES:
                most = count_noun(MOST_SOURCES, "source")
                self._report(named, f"has more than {most}; name the folders that matter.")
                return
            self._add_file(path, is_named=False)
        if len(self.paths) == count and not is_known:
            self._report(named, "has no documents that can be read; name another folder.")

    def _report(self, path: str, what: str) -> None:
        """Note that a source cannot be used; `what` is the sentence without its subject."""
        self.problems.append(SourceProblem(path, f"{sanitize_label(path)} {what}"))

    def _add_address(self, address: str) -> None:
        """Add a web page, if a copy of it was kept."""
        from readerapp.documents.web import find_last_copy

        if address in self._seen:
            return
        self._seen.add(address)
        if address == self.draft:
            self._report(address, _IS_DRAFT)
        elif find_last_copy(address) is None:
            command = f"readerapp {sanitize_label(address)}"
            self._report(address, f"was never fetched; run `{command}` first.")
        else:
            self.paths.append(address)

    def _add_file(self, path: str, *, is_named: bool) -> None:
        """Add a file; one that cannot be opened is a problem later, when it is read."""
        identity = _file_id(path)
        if identity is not None and identity == self._draft_id:
            if is_named:
                self._report(path, _IS_DRAFT)
            return
        if (key := identity or path) in self._seen:
            return
        self._seen.add(key)
        if is_named and (
            path == STDIN or _is_special(path)
        ):  # a pipe is empty when it is read a second time
            self._report(path, "is a pipe or a device; save its text to a file and name that.")
        else:
            self.paths.append(path)

    def _walk(self, folder: str) -> Iterator[str]:
        """Yield the readable files of a folder and of its folders, by name, each folder once."""
        pending = [(folder, True)]
        while pending:
            path, is_folder = pending.pop()
            if not is_folder:
                if is_readable(path) and not _is_special(path):
                    yield path
                continue
            identity = _file_id(path)
            if identity is None or identity in self._seen or identity in self._skipped:
                continue
            self._seen.add(identity)
            try:
                pending += reversed([*self._entries_of(path)])
            except OSError as error:
                self._report(path, f"cannot be opened: {error.strerror}; check its permissions.")

    def _entries_of(self, folder: str) -> Iterator[tuple[str, bool]]:
        """Yield the paths in a folder by name, and whether each is a folder itself."""
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            self._count += 1
            if entry.name.startswith(".") or self._count > _MOST_ENTRIES:
                continue
            path = os.path.join(folder, entry.name)  # noqa: PTH118 - keeps "./" as it was written
            with suppress(OSError):
                yield path, entry.is_dir()


_IS_DRAFT = "is the draft itself; name the texts that it quotes."


def _is_special(path: str) -> bool:
    """Return whether a path is a pipe, a socket or a device: to open a pipe may wait for ever."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - called for each file of a folder
    except (OSError, ValueError):
        return False  # said when it is read
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _file_id(path: str) -> _FileId | None:
    """Return what identifies a file or folder, whatever its path; None if there is none."""
    try:
        facts = os.stat(path)  # noqa: PTH116 - called for each file of a folder
    except (OSError, ValueError):
        return None
    return facts.st_dev, facts.st_ino
