"""Replacing a document's TinyDB file by what memory holds."""

from __future__ import annotations

from contextlib import suppress
from typing import NamedTuple

from readerapp.store import journal as journals
from readerapp.store.appender import Appender
from readerapp.store.checksum import file_of
from readerapp.store.folder import Folder
from readerapp.store.journal import Base
from readerapp.store.state import Names, State


class Draft(NamedTuple):
    """A file that is complete on the disk under a temporary name."""

    name: str
    data: bytes
    base: Base


def write_draft(folder: Folder, names: Names, state: State) -> Draft:
    """Write all of `state` into a new file, and sync it; OSError if that fails."""
    data = file_of(state.tables, state.journal, state.save)
    name, stamp = folder.write_new(names.id, data)
    return Draft(name, data, Base(journals.digest(data), state.save, stamp))


def install(
    folder: Folder,
    names: Names,
    journal: Appender,
    state: State,
    draft: Draft,
    *,
    anew: bool = False,
    keep: bool = False,
) -> None:
    """Give the draft the file's name and shorten the journal; under the lock.

    The file before becomes the last good copy. With `anew` nothing that is there is trusted, and
    the copy is written anew as well, unless `keep` says that it is what it should be.

    Raises:
        OSError: a step failed; the files are as good as before, in memory nothing changed.
    """
    try:
        there = folder.stamp(names.journal) is not None
        if there:
            # From here on both files are known, whichever of them has the name.
            _make_known(journal, draft.base, anew)
        if anew or state.base is None:
            bases, saves = [draft.base], []
            if not keep:
                copy, _ = folder.write_new(names.id, draft.data)
                folder.replace(copy, names.copy)
        else:
            folder.copy(names.file, names.copy)
            bases = [state.base, draft.base]
            saves = journals.read(folder.read(names.journal)[0]).lines_above(state.base.save)
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


def _make_known(journal: Appender, base: Base, anew: bool) -> None:
    if not anew:
        journal.append(journals.base_line(base))
        return
    # A journal that is not trusted is about to be replaced, and the mark in the new file and in
    # its copy says the same as this line.
    with suppress(OSError):
        if journal.usable:
            journal.append(journals.base_line(base))
