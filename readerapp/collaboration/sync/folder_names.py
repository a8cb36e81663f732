"""A git folder that is shared with pseudonyms: which table it has, and the records it may hold.

A file in the folder says that it is shared with pseudonyms, so that no copy of it gets real names
by mistake. Each copy remembers in its own git settings which table it has, or that its person has
none and has only seen pseudonyms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from readerapp.collaboration.sync import git_folder
from readerapp.collaboration.sync.git import SUFFIX, Repository
from readerapp.core.errors import ReaderError
from readerapp.interchange.git_merge_driver import Tables, write_lines
from readerapp.pseudonyms.leaks import find_names
from readerapp.pseudonyms.shared_records import SharedRecords
from readerapp.pseudonyms.table import (
    CAVEAT,
    NamedPerson,
    check_place,
    extend_table,
    list_missing,
    others_can_read,
    read_table,
)
from readerapp.text.phrases import count_noun, quote
from readerapp.workspace import AppContext

MARKER = "PSEUDONYMS"
"""The file that says that a folder is shared with pseudonyms."""

_MARKER_TEXT = """\
The annotations in this folder have pseudonyms instead of names.
Sync it with: readerapp sync --pseudonyms FILE.toml (the table), or --pseudonyms - without a table.
"""
NO_TABLE = "-"
"""What stands for the table if a person has only seen pseudonyms."""

_SETTING = "readerapp.pseudonyms"
_LISTED = 3
"""Names that are listed of a file that is refused."""


class FolderNames:
    """The names in the records of a store, and how a folder gets them.

    Attributes:
        notices: Sentences for the person.
    """

    def __init__(self, context: AppContext, repository: Repository, table: Path) -> None:
        known = _list_persons(context)
        whole, new = extend_table(table, known, texts=_list_texts(repository.folder))
        whole = whole.with_known(known)
        self.notices: list[str] = []
        if new:
            added = count_noun(len(new), "person is", "persons are")
            self.notices.append(f"{added} new in {table}; keep it private.")
        if others_can_read(table):
            self.notices.append(f"{table} can be read by others on this machine; chmod 600 helps.")
        self._table = whole
        self._finder = whole.finder
        self._records = SharedRecords(self._finder)
        self.digest = hashlib.sha256(repr(whole).encode("utf-8", "replace")).hexdigest()
        """What the records without names depend on."""

    def without_names(self, ours: Tables, shared: Tables) -> Tables:
        """Return our records without names; see `SharedRecords.without_names`.

        Raises:
            ReaderError: A speaker was added after the table was read, as by an open reader.
        """
        rows = ours.get("speakers", ())
        speakers = [NamedPerson(row["name"], tuple(row.get("aliases", ()))) for row in rows]
        if new := list_missing(self._table, speakers):
            raise ReaderError(f"{new[0].name} is a new speaker; sync again.")
        return self._records.without_names(ours, shared)

    def clean(self, tables: Tables, device: str) -> Tables:
        """Return the records of the folder without names; see `SharedRecords.clean`."""
        return self._records.clean(tables, device)

    def with_names(self, shared: Tables, ours: Tables) -> Tables:
        """Return the records of the folder with names; see `SharedRecords.with_names`."""
        return self._records.with_names(shared, ours)

    def text(self, text: str) -> str:
        """Return a text without names."""
        return self._records.text(text)

    def check(self, tables: Tables) -> str:
        """Return which names records that would be written still have; "" if there is none."""
        leaks = find_names("".join(write_lines(tables)), self._finder)
        words = list(dict.fromkeys(" ".join(leak.words.split()) for leak in leaks))
        if not words:
            return ""
        listed = ", ".join(map(quote, words[:_LISTED]))
        more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
        return (
            f"not shared, because it still has {listed}{more}; add names to the table, words that "
            "are none to its list keep, or use --force."
        )


def prepare_names(context: AppContext, repository: Repository, asked: str) -> FolderNames | None:
    """Return the names of a folder that is shared with pseudonyms; None if it has real names.

    The table is remembered for the next sync.

    Args:
        context: The context with the store.
        repository: The folder.
        asked: The table that the person names; "-" for none, "" for the one used last.

    Raises:
        ReaderError: The folder would get names that it must not have, or the table cannot be used.
    """
    folder = repository.folder
    known = repository.text("config", "--local", _SETTING)
    is_marked = git_folder.exists(folder / MARKER)
    chosen = asked or known
    if not chosen:
        if is_marked:
            raise ReaderError(
                f"{folder} is shared with pseudonyms; sync it with --pseudonyms FILE.toml, or with "
                "--pseudonyms - if you have only seen the pseudonyms."
            )
        return None
    if chosen == NO_TABLE:
        if known not in ("", NO_TABLE):
            raise ReaderError(f"{folder} is shared with the pseudonyms of {known}; leave out -.")
        if not is_marked:
            raise ReaderError(
                f"{folder} is not shared with pseudonyms; leave out --pseudonyms, or name a table."
            )
        repository.git("config", "--local", _SETTING, NO_TABLE, failure=_failure(folder))
        return None
    table = Path(chosen).expanduser().absolute()
    check_place(table, {"in the folder that is shared": folder, "in the store": context.folder})
    if known not in ("", NO_TABLE, str(table)) and Path(known).exists():
        raise ReaderError(
            f"{folder} has the pseudonyms of {known}; leave out --pseudonyms, or move that table."
        )
    if not is_marked and any(folder.glob(f"*{SUFFIX}")):
        raise ReaderError(
            f"The history of {folder} has real names; sync to another folder and remote instead."
        )
    if not table.exists() and (is_marked or not asked):
        raise ReaderError(
            f"The table {table} is missing; copy it here, so that each person keeps the pseudonym."
        )
    read_table(table)
    names = FolderNames(context, repository, table)
    if known in ("", NO_TABLE):
        names.notices.append(CAVEAT)
    git_folder.write(folder / MARKER, _MARKER_TEXT)
    repository.git("config", "--local", _SETTING, str(table), failure=_failure(folder))
    return names


def refuse_other_kind(repository: Repository, *, with_pseudonyms: bool) -> None:
    """Raise ReaderError if what was fetched has real names and ours has not, or the other way."""
    theirs = repository.fetched_names()
    is_marked = MARKER in theirs
    if with_pseudonyms and not is_marked and any(name.endswith(SUFFIX) for name in theirs):
        raise ReaderError(
            f"{repository.remote} has real names; use another remote for the pseudonyms."
        )
    if is_marked and not with_pseudonyms:
        raise ReaderError(
            f"{repository.remote} is shared with pseudonyms now, and {repository.folder} has real "
            "names: move that folder away, then sync with --pseudonyms FILE.toml."
        )


def without_landmarks(tables: Tables) -> Tables:
    """Return records without what leads to the text: passages that occur once, the reference."""
    documents: list[dict[str, Any]] = [
        {name: value for name, value in {**row, "landmarks": []}.items() if name != "reference"}
        for row in tables.get("document", ())
    ]
    return {**tables, "document": documents} if documents else tables


def is_shared_with_pseudonyms(repository: Repository) -> bool:
    """Return whether the folder says so."""
    return git_folder.exists(repository.folder / MARKER)


def _failure(folder: Path) -> str:
    return f"{folder} cannot remember its pseudonyms"


def _list_texts(folder: Path) -> Iterator[str]:
    """Yield the annotation files of a folder, as far as they can be read."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(ReaderError, OSError):
            yield git_folder.read(path).decode("utf-8", "replace")


def _list_persons(context: AppContext) -> list[NamedPerson]:
    """Return the speakers of all documents of the store, by id, which says nothing about them."""
    found: dict[str, NamedPerson] = {}
    for record in context.store.documents():
        # A document that cannot be read is not shared either, and its problem is reported then.
        with suppress(ReaderError), closing(context.store.open(record)) as store:
            for speaker in store.speakers.values():
                found[speaker.id] = NamedPerson(speaker.name, tuple(speaker.aliases))
    return [found[key] for key in sorted(found)]
