"""The list of documents in the library: sort orders, filter, and folders as collections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from readerapp import documents
from readerapp.catalog.annotation_counts import AnnotationCounts
from readerapp.catalog.known_documents import KnownDocument
from readerapp.core.paths import abbreviate_home
from readerapp.reading.completion import Completion

Order = Literal["title", "opened", "highlights", "read", "speakers", "format", "folder"]

NO_FOLDER = "(no file)"
"""The folder of documents that came from standard input or whose file has no known name."""

_FOLDER_FIELD = "folder:"


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A known document with what the library shows of it.

    Attributes:
        known: the document.
        folder: see `folder_of`.
        highlights: the number of highlights; None while they are not counted.
        speakers: the number of speakers; None while they are not counted.
    """

    known: KnownDocument
    folder: str
    highlights: int | None
    speakers: int | None

    @property
    def read(self) -> float:
        """Return the part that was read, 0 to 1; -1 if it was never opened."""
        position = self.known.last_position
        return position.progress if position else -1.0


@dataclass(frozen=True, slots=True)
class FolderGroup:
    """The documents of one folder or one web server.

    Attributes:
        folder: see `folder_of`.
        documents: how many there are.
        highlights: how many highlights they have, as far as they are counted.
        opened: when the last of them was opened; empty if none was.
    """

    folder: str
    documents: int
    highlights: int
    opened: str


_KEYS: dict[Order, Callable[[ListedDocument], str | float]] = {
    "title": lambda one: one.known.title.casefold(),
    "opened": lambda one: one.known.opened,
    "highlights": lambda one: one.highlights or 0,
    "read": lambda one: one.read,
    "speakers": lambda one: one.speakers or 0,
    "format": lambda one: one.known.format,
    "folder": lambda one: one.folder.casefold(),
}
ORDERS: tuple[Order, ...] = tuple(_KEYS)
_DESCENDING: frozenset[Order] = frozenset(("opened", "highlights", "read", "speakers"))


def is_descending(order: Order, *, reverse: bool) -> bool:
    """Return whether the largest comes first: the natural order for times and numbers."""
    return (order in _DESCENDING) != reverse


def folder_of(known: KnownDocument) -> str:
    """Return the folder of a document, ``~`` for the home folder; of a web page, the server."""
    name = known.names[0] if known.names else ""
    if documents.is_address(name):
        try:
            return urlsplit(name).hostname or NO_FOLDER
        except ValueError:
            return NO_FOLDER
    folder, slash, _ = name.rpartition("/")
    return abbreviate_home(f"{folder}/").rstrip("/") or "/" if slash else NO_FOLDER


def list_documents(
    known_documents: Iterable[KnownDocument],
    counts: Mapping[str, AnnotationCounts],
    *,
    is_store_known: bool,
) -> list[ListedDocument]:
    """Return the documents with their numbers.

    Args:
        known_documents: the documents.
        counts: the counts by id of the record. Until a document is counted, the numbers are those
            of the time when it was read last.
        is_store_known: whether the records of the store are known: what has none then, has no
            annotations.
    """
    return [_listed(known, counts, is_store_known) for known in known_documents]


_NONE = AnnotationCounts(0, 0)


def _listed(
    known: KnownDocument, counts: Mapping[str, AnnotationCounts], is_store_known: bool
) -> ListedDocument:
    counted, position = counts.get(known.id), known.last_position
    if is_store_known and known.record is None:
        counted = _NONE
    if counted is not None:
        return ListedDocument(known, folder_of(known), counted.highlights, counted.speakers)
    numbers = (position.highlights, position.speakers) if position else (None, None)
    return ListedDocument(known, folder_of(known), *numbers)


def sort_documents(
    listed: Iterable[ListedDocument], order: Order, *, reverse: bool = False
) -> list[ListedDocument]:
    """Return the documents in an order; equal ones by title."""
    by_title = sorted(listed, key=_KEYS["title"])
    return sorted(by_title, key=_KEYS[order], reverse=is_descending(order, reverse=reverse))


def group_by_folder(listed: Iterable[ListedDocument]) -> list[FolderGroup]:
    """Return the folders of the documents by name."""
    groups: dict[str, list[ListedDocument]] = {}
    for one in listed:
        groups.setdefault(one.folder, []).append(one)
    return [
        FolderGroup(
            folder,
            len(members),
            sum(one.highlights or 0 for one in members),
            max(one.known.opened for one in members),
        )
        for folder, members in sorted(groups.items(), key=lambda item: item[0].casefold())
    ]


def matches_query(one: ListedDocument, query: str) -> bool:
    """Return whether all words are in title, format or names; `folder:` words in the folder.

    Case does not matter. A folder with spaces is written in quotation marks: folder:"my papers".
    """
    fields = (one.known.title, one.known.format, *one.known.names)
    return match_words(query, " ".join(fields), one.folder)


def match_words(query: str, text: str, folder: str) -> bool:
    """Return whether the words of `query` are in `text`, and its `folder:` words in `folder`."""
    text, folder = text.casefold(), folder.casefold()
    for word in _query_words(query.casefold()):
        if word.startswith(_FOLDER_FIELD):
            if word.removeprefix(_FOLDER_FIELD).strip('"') not in folder:
                return False
        elif word not in text:
            return False
    return True


def complete_query(typed: str, folders: Iterable[str]) -> Completion:
    """Complete `folder:` and the name of a folder, by any part of it.

    Args:
        typed: The query up to the cursor.
        folders: The folders of the documents.

    >>> complete_query('emma folder:pap', ["~/books", "~/my papers"]).words
    ('folder:"~/my papers"',)
    """
    words = _query_words(typed)
    last = words[-1] if words and typed.endswith(words[-1]) else ""
    start = len(typed) - len(last)
    if not last.startswith(_FOLDER_FIELD):
        begun = bool(last) and _FOLDER_FIELD.startswith(last)
        return Completion(start, (_FOLDER_FIELD,), (_FOLDER_FIELD,)) if begun else Completion(start)
    wanted = last.removeprefix(_FOLDER_FIELD).strip('"').casefold()
    names = tuple(one for one in dict.fromkeys(folders) if wanted in one.casefold())
    found = (f'"{one}"' if " " in one else one for one in names)
    return Completion(start, tuple(_FOLDER_FIELD + one for one in found), names, closing=" ")


def _query_words(query: str) -> Sequence[str]:
    """Return the words of a query; a quoted value of `folder:` is one word with its quotes."""
    words: list[str] = []
    for part in query.split():
        if words and words[-1].startswith(f'{_FOLDER_FIELD}"') and words[-1].count('"') == 1:
            words[-1] += f" {part}"
        else:
            words.append(part)
    return words
