"""Which entry of a bibliography is which document.

An identifier (DOI, ISBN, key of Zotero, citation key) decides before a file of the entry, and that
before the title. What decides for two documents or two entries at once decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import PurePath

from readerapp.annotations.session import ReadingSession
from readerapp.catalog.known_documents import KnownDocument
from readerapp.collaboration.importing.document_finder import Book, BookChoiceError, Opened
from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference, clean_part, same_doi
from readerapp.interchange.importers.base import ImportedReference
from readerapp.text.phrases import fold_for_search

_MOST_OPENED = 200
"""Documents that are opened because only the file may say its DOI; each costs a second at most."""
_SHORTEST_TITLE = 8
"""Code points of a title that tells documents apart: "Preface" does not."""
_MOST_NAMES = 5
"""Keys that a sentence names."""

Mark = tuple[int, str, str]
"""Something that identifies a work: its rank, the most reliable first, its kind and its value."""


def choose_references(
    references: Sequence[ImportedReference], name: str
) -> Sequence[ImportedReference]:
    """Return the entries with a citation key or a title; all if `name` is empty.

    Raises:
        ReaderError: None has this key or title.
    """
    if not name:
        return references
    wanted = fold_for_search(name.removeprefix("@"))
    named = [
        one
        for one in references
        if wanted in (fold_for_search(one.text("citekey")), fold_for_search(one.text("title")))
    ]
    if not named:
        raise ReaderError(f"No entry has the key or title {name}; look it up in the file.")
    return named


def find_reference(
    name: str, references: Sequence[ImportedReference], opened: Opened
) -> ImportedReference:
    """Return the entry of a file that is the document; the only one of a file in any case.

    Args:
        name: the name of the file.
        references: its entries.
        opened: the document.

    Raises:
        BookChoiceError: No entry fits, or several do.
    """
    if len(references) == 1:
        return references[0]
    own = list(_marks_of_opened(opened))
    fitting: list[ImportedReference] = []
    best = len(_RANKS)
    for reference in references:
        common = {mark[1:] for mark in _marks_of(reference)}
        rank = min((mark[0] for mark in own if mark[1:] in common), default=len(_RANKS))
        if rank < best:
            best, fitting = rank, []
        if rank == best < len(_RANKS):
            fitting.append(reference)
    if len(fitting) == 1:
        return fitting[0]
    choices = fitting or references
    names = [one.text("citekey") or one.text("title") for one in choices]
    about = f"{name} has no entry for this document"
    if fitting:
        about = (
            f"{name} has {len(fitting)} entries for this document: {', '.join(names[:_MOST_NAMES])}"
        )
    books = [Book(title, "", ()) for title in names]
    raise BookChoiceError(f"{about}; choose one with --title KEY.", books, "entries")


def match_references(
    references: Sequence[ImportedReference],
    known: Iterable[KnownDocument],
    open_document: Callable[[KnownDocument], Opened],
    progress: Callable[[float], None],
) -> list[tuple[Opened, ImportedReference]]:
    """Return the documents that have an entry in a bibliography, opened, each with its entry.

    Args:
        references: the entries.
        known: the documents.
        open_document: opens one of them.
        progress: called with the share of the documents that were looked at, 0 to 1.
    """
    by_mark: dict[tuple[str, str], list[int]] = {}
    for number, reference in enumerate(references):
        for _, kind, value in _marks_of(reference):
            by_mark.setdefault((kind, value), []).append(number)
    found: dict[int, list[tuple[int, KnownDocument]]] = {}
    rest: list[KnownDocument] = []
    opened_now: dict[str, Opened] = {}
    for document in known:
        choice = _choose(_marks_of_known(document), by_mark)
        if choice is None or choice[0] > _RANKS["citekey"]:
            rest.append(document)  # its file may have a better mark
        else:
            found.setdefault(choice[1], []).append((choice[0], document))
    for number, document in enumerate(rest):
        progress(number / len(rest))
        choice = _choose(_marks_of_known(document), by_mark)
        if number < _MOST_OPENED and by_mark:
            with suppress(ReaderError):  # its file is gone, and it is not in the store
                opened = opened_now[document.key] = open_document(document)
                choice = _choose(_marks_of_opened(opened), by_mark) or choice
        if choice is not None:
            found.setdefault(choice[1], []).append((choice[0], document))
    pairs: list[tuple[Opened, ImportedReference]] = []
    for number, documents in sorted(found.items()):
        least = min(rank for rank, _ in documents)
        chosen = [document for rank, document in documents if rank == least]
        if len(chosen) > 1 and least >= _RANKS["file"]:
            continue  # two documents of one title: not clear
        for document in chosen:
            opened = opened_now.pop(document.key, None) or open_document(document)
            pairs.append((opened, references[number]))
    for opened in opened_now.values():
        opened.close()
    return pairs


_RANKS = {"doi": 0, "isbn": 1, "zotero": 2, "citekey": 3, "path": 4, "file": 5, "title": 6}


def _choose(
    marks: Iterable[Mark], by_mark: dict[tuple[str, str], list[int]]
) -> tuple[int, int] | None:
    """Return rank and number of the entry that a document's most reliable mark leads to."""
    for rank, kind, value in sorted(marks):
        numbers = by_mark.get((kind, value), [])
        if len(numbers) == 1:
            return rank, numbers[0]
    return None


def _marks_of(reference: ImportedReference) -> Iterator[Mark]:
    yield from _marks(Reference.from_mapping({**reference.parts}))
    for path in reference.files:
        yield from _file_marks(path)


def _marks_of_known(document: KnownDocument) -> Iterator[Mark]:
    stored = Reference.stored(document.record) if document.record else Reference()
    yield from _marks(stored)
    yield from _marks(Reference(title=document.title))
    for name in document.names:
        yield from _file_marks(name)


def _marks_of_opened(opened: Opened) -> Iterator[Mark]:
    record = opened.store.record if isinstance(opened, ReadingSession) else opened.record
    yield from _marks(Reference.stored(record))
    yield from _marks(Reference(title=record.title))
    names = record.names
    if isinstance(opened, ReadingSession):
        document = opened.document
        yield from _marks(document.reference)
        yield from _marks(Reference(title=document.title))
        names = (*names, *document.names)
    for name in names:
        yield from _file_marks(name)


def _marks(reference: Reference) -> Iterator[Mark]:
    """Yield what identifies a work in a reference, each in one form."""
    for kind in ("doi", "isbn", "zotero", "citekey"):
        if value := getattr(reference, kind):
            with suppress(ReaderError):
                clean = str(clean_part(kind, value))
                yield _RANKS[kind], kind, same_doi(clean) if kind == "doi" else clean
    title = fold_for_search(reference.title)
    if len(title) >= _SHORTEST_TITLE:
        yield _RANKS["title"], "title", title
    if reference.address:
        yield _RANKS["path"], "path", reference.address


def _file_marks(path: str) -> Iterator[Mark]:
    yield _RANKS["path"], "path", path
    if "://" not in path and (name := PurePath(path.replace("\\", "/")).name):
        yield _RANKS["file"], "file", name
