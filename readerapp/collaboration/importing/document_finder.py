"""Document finder: which known document a book of a file is.

An id, a path or the text itself decides at once. A title is written in many ways, so the titles
that fit (`interchange.book_titles`) are only candidates where several fit, where the author is
another one, or where a title merely has the words of the other. Then the words decide: the book is
the document in which its passages are found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import NamedTuple

from readerapp import documents
from readerapp.annotations.session import ReadingSession
from readerapp.catalog import collection
from readerapp.catalog.known_documents import KnownDocument, is_waiting, list_known_documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import DocumentRecord
from readerapp.interchange.book_titles import (
    BookTitle,
    TitleFit,
    compare_titles,
    distinctive_words,
    is_same_author,
    parse_title,
)
from readerapp.interchange.importers import ImportedAnnotation
from readerapp.store import DocumentStore
from readerapp.text.phrases import fold_for_search, fold_text
from readerapp.workspace import AppContext

Opened = ReadingSession | DocumentStore
"""A document to import into: a session with its text, or only its store without the text."""

_COMPARED_PASSAGES = 40
"""Passages of a book that are looked for in a text: enough to tell books apart."""
_SHORTEST_PASSAGE = 12
"""Code points without spaces of a passage that says something about the book it is from."""
_COMPARED_DOCUMENTS = 8
"""Documents that are opened for one book: more titles that fit are a series or a common word."""
_CANDIDATES = 200
"""Titles with a word in common that are compared: many documents share a common word."""
_OPENED_ON_SUSPICION = 100
"""Documents that are opened because their titles have words of another: each costs a second or
less, and a file may have thousands of books."""
_CACHED_TEXTS = 16
"""Texts that stay in memory for the next book; a text may have a hundred megabytes."""
_MINIMUM_SHARE = 0.3
"""Least share of the compared passages that proves a book; editions differ in some words."""


@dataclass(frozen=True, slots=True)
class Book:
    """The annotations of one document in a file.

    Attributes:
        title: Its title, path or address as the file has it; may be empty.
        author: Its author as the file has it; may be empty.
        items: The annotations.
    """

    title: str
    author: str
    items: tuple[ImportedAnnotation, ...]


class BookChoiceError(ReaderError):
    """None of several books of a file is the document, or none of its entries.

    Attributes:
        titles: Their titles, that of the largest book first.
        what: What they are: books, or entries of a bibliography.
    """

    def __init__(self, sentence: str, books: Sequence[Book], what: str = "books") -> None:
        super().__init__(sentence)
        self.what = what
        self.titles = tuple(dict.fromkeys(book.title for book in _largest_first(books)))


def group_by_book(items: Iterable[ImportedAnnotation]) -> list[Book]:
    """Return the books of a file in the order in which they come first."""
    groups: dict[tuple[str, str], list[ImportedAnnotation]] = {}
    for item in items:
        groups.setdefault((item.document, item.author), []).append(item)
    return [Book(title, author, tuple(members)) for (title, author), members in groups.items()]


def find_books(books: Sequence[Book], title: str) -> list[Book]:
    """Return the books with a title that a person has typed: the whole of it, or a part of it."""
    wanted = parse_title(title)
    best = max((_fit(wanted, book) for book in books), default=TitleFit.NONE)
    if best >= TitleFit.MAIN:
        return [book for book in books if _fit(wanted, book) == best]
    typed = fold_for_search(title)
    return [book for book in books if typed in fold_for_search(book.title)]


_LISTED_BOOKS = 5
"""Books that a sentence names; a device has hundreds."""


def list_books(books: Sequence[Book]) -> str:
    """Return the titles of books with the number of their annotations, the largest first."""
    titles = [_listed(book) for book in _largest_first(books)[:_LISTED_BOOKS]]
    more = len(books) - len(titles)
    return f"{', '.join(titles)}{f' and {more} more' if more else ''}"


def _largest_first(books: Iterable[Book]) -> list[Book]:
    return sorted(books, key=lambda book: -len(book.items))


def _listed(book: Book) -> str:
    return f"“{book.title}”{f' ({len(book.items)})' if book.items else ''}"


class BookWords:
    """A text prepared for looking up the passages of books."""

    def __init__(self, text: str) -> None:
        self._folded = fold_text(text).casefold()

    def share(self, book: Book) -> float | None:
        """Return the share of the book's passages that are in the text, 0 to 1.

        None if the book has no passage that is long enough to say something.
        """
        folded = (fold_text(item.exact).casefold() for item in book.items if item.exact)
        passages = list(dict.fromkeys(one for one in folded if len(one) >= _SHORTEST_PASSAGE))
        step = max(1, len(passages) // _COMPARED_PASSAGES)
        compared = passages[::step][:_COMPARED_PASSAGES]
        if not compared:
            return None
        return sum(passage in self._folded for passage in compared) / len(compared)


def choose_books(
    books: Sequence[Book], title: str, author: str, names: Iterable[str], text: str | None
) -> list[Book]:
    """Return the books of a file that are the document; empty if none is, or if it is not clear.

    Args:
        books: The books of the file.
        title: The title of the document.
        author: Its author; may be empty.
        names: Its id, its fingerprint, and the paths and addresses that it has.
        text: Its text; None if it is not available.
    """
    names = list(names)
    keys = {fold_for_search(name) for name in (title, *names)}
    keys |= {fold_for_search(PurePath(name).name) for name in names}
    titles = _titles(title, names)
    likely = [
        book
        for book in books
        if fold_for_search(_reference(book.title)) in keys
        or max(_fit(one, book) for one in titles) >= TitleFit.MAIN
    ]
    sure = [book for book in likely if _agrees(book, author)]
    if len(sure) == 1 or text is None:
        return sure if len(sure) == 1 else []
    words = BookWords(text)
    shares = [(words.share(book) or 0.0, book) for book in books]
    proven = [(share, book) for share, book in shares if share >= _MINIMUM_SHARE]
    if own := [book for _, book in proven if book in likely]:
        return own  # perhaps two: the same book under two of its titles
    if proven:
        return [max(proven, key=lambda pair: pair[0])[1]]
    return sure if len({_reference(book.title) for book in sure}) == 1 else []


def is_book_of(book: Book, session: ReadingSession) -> bool:
    """Return whether a book is the document of a session, by its title or by its words."""
    document = session.document
    names = (*session.store.record.names, *document.names)
    titles = _titles(document.title, names)
    fit = max((_fit(one, book) for one in titles), default=TitleFit.NONE)
    if fit >= TitleFit.MAIN and _agrees(book, document.author):
        return True
    if fit == TitleFit.NONE:
        return False
    return (BookWords(document.text.whole()).share(book) or 0.0) >= _MINIMUM_SHARE


class _KnownText(NamedTuple):
    """Author and words of a known document; no words if its text is not available."""

    author: str
    words: BookWords | None


class DocumentFinder:
    """An index of the known documents by id, fingerprint, path, title and file name.

    Attributes:
        known: the documents that can be opened, or that have annotations in the store.
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self.known: Sequence[KnownDocument] = list(_available_documents(context))
        self._by_key = {known.key: known for known in self.known}
        # One index for each way in which a file may name a document; the most reliable first.
        self._names: tuple[dict[str, list[KnownDocument]], ...] = ({}, {}, {})
        by_key, by_title, by_file = self._names
        self._looks: dict[str, _KnownText] = {}
        self._suspected = 0
        self._titles: list[tuple[BookTitle, KnownDocument]] = []
        self._by_main: dict[str, list[int]] = {}
        self._by_word: dict[str, list[int]] = {}
        for known in self.known:
            _add_names(by_key, known, (known.id, known.fingerprint, *known.names))
            stems = [PurePath(name).stem for name in known.names]
            _add_names(by_title, known, map(fold_for_search, (known.title, *stems)))
            files = (PurePath(name).name for name in known.names)
            _add_names(by_file, known, map(fold_for_search, files))
            for title in _titles(known.title, known.names):
                self._add_title(title, known)

    def _add_title(self, title: BookTitle, known: KnownDocument) -> None:
        number = len(self._titles)
        self._titles.append((title, known))
        for name in {title.main, title.whole}:
            self._by_main.setdefault(name, []).append(number)
        for word in distinctive_words(title):
            self._by_word.setdefault(word, []).append(number)

    def by_name(self, name: str) -> Opened | None:
        """Open the document that `name` refers to.

        Args:
            name: An id, path, address, title or file name.

        Returns:
            The document; None if there is none, or if several match.
        """
        return self.find(Book(name, "", ()))

    def find(self, book: Book) -> Opened | None:
        """Open the document that a book of a file is.

        Returns:
            The document; None if there is none, or if it is not clear which one it is.
        """
        reference = _reference(book.title)
        if not reference:
            return None
        keys = reference, fold_for_search(reference), fold_for_search(PurePath(reference).name)
        candidates: dict[str, KnownDocument] = {}
        for names, key in zip(self._names, keys, strict=True):
            matches = names.get(key, [])
            if len(matches) == 1:
                return self.open(matches[0])
            candidates |= {known.key: known for known in matches}
        by_fit = self._candidates(parse_title(reference))
        for key, fit in by_fit.items():
            if fit >= TitleFit.MAIN:
                candidates.setdefault(key, self._by_key[key])
        if found := self._decide(book, list(candidates.values()), is_likely=True):
            return found
        weak = [self._by_key[key] for key in by_fit if key not in candidates]
        return self._decide(book, weak, is_likely=False)

    def _decide(
        self, book: Book, candidates: Sequence[KnownDocument], *, is_likely: bool
    ) -> Opened | None:
        """Open the one of several candidates that the book is; None if none is.

        Args:
            book: The book of a file.
            candidates: The documents whose titles fit, last read first.
            is_likely: Whether a title that fits is enough if no words tell otherwise.
        """
        if is_likely and len(candidates) == 1:
            opened = self.open(candidates[0])
            if _agrees(book, _author(opened)):
                return opened
            opened.close()
        best: KnownDocument | None = None
        best_score: tuple[float, bool] = (0.0, False)
        unproven: list[KnownDocument] = []
        for known in candidates[:_COMPARED_DOCUMENTS]:
            look = self._look(known, is_likely=is_likely)
            if look is None:
                continue
            agrees = _agrees(book, look.author)
            share = look.words.share(book) if look.words else None
            score = share or 0.0, agrees
            if score[0] >= _MINIMUM_SHARE and score > best_score:
                best, best_score = known, score
            elif share is None and agrees:
                unproven.append(known)
        if best is None and is_likely and len(unproven) == 1:
            best = unproven[0]
        return self.open(best) if best else None

    def _look(self, known: KnownDocument, *, is_likely: bool) -> _KnownText | None:
        """Return author and words of a known document; None if too many were opened for that.

        Args:
            known: The document.
            is_likely: Whether it is opened in any case, because its title fits.
        """
        look = self._looks.get(known.key)
        if look is None and (is_likely or self._suspected < _OPENED_ON_SUSPICION):
            self._suspected += not is_likely
            opened = self.open(known)
            text = opened.document.text if isinstance(opened, ReadingSession) else None
            words = BookWords(text.whole()) if text else None
            look = _KnownText(_author(opened), words)
            opened.close()
            if len(self._looks) >= _CACHED_TEXTS:
                self._looks.clear()
            self._looks[known.key] = look
        return look

    def _candidates(self, title: BookTitle) -> dict[str, TitleFit]:
        """Return the keys of the documents whose titles fit, with the best fit of each."""
        numbers = {
            number for name in {title.main, title.whole} for number in self._by_main.get(name, ())
        }
        by_word = (self._by_word.get(word, ()) for word in distinctive_words(title))
        rarest = sorted(filter(None, by_word), key=len)
        for group in rarest[:_COMPARED_DOCUMENTS]:
            numbers.update(group[:_CANDIDATES])
        fits: dict[str, TitleFit] = {}
        for number in sorted(numbers):
            known_title, known = self._titles[number]
            fit = compare_titles(title, known_title)
            if fit > fits.get(known.key, TitleFit.NONE):
                fits[known.key] = fit
        return fits

    def by_record(self, record: DocumentRecord) -> Opened:
        """Open the document of a record from elsewhere, found by its text or id.

        An unknown document is new in the store.

        Raises:
            ReaderError: The store cannot be read, or the id of the record is not a UUID.
        """
        same_text = bool(record.fingerprint)
        tests: tuple[Callable[[KnownDocument], bool], ...] = (
            lambda known: same_text and known.fingerprint == record.fingerprint,
            lambda known: known.id == record.id,
        )
        for test in tests:
            match = next(filter(test, self.known), None)
            if match is not None:
                return self.open(match)
        store = self._context.store
        known = store.find(fingerprint=record.fingerprint, folded=record.folded)
        # The names are dropped, because they are paths on another machine.
        return collection.open_session_or_store(self._context, known or replace(record, names=()))

    def open(self, known: KnownDocument) -> Opened:
        """Open a known document, with its text if possible.

        Raises:
            ReaderError: It is not in the store, and its file was not found.
        """
        if known.record is not None:
            opened = collection.open_session_or_store(self._context, known.record)
            if isinstance(opened, ReadingSession) or known.last_position is None:
                return opened
        path = known.last_position.path if known.last_position else None
        if path is not None:
            with suppress(ReaderError):  # the file is no longer a readable document
                return self._context.open_session(documents.open(str(path)))
        if known.record is None:
            raise ReaderError(
                f"The file of {known.title} was not found; give its path with --into PATH."
            )
        return self._context.store.open(known.record)


def _available_documents(context: AppContext) -> Iterator[KnownDocument]:
    """Generate the documents that can be opened, or that have annotations in the store."""
    return (
        known
        for known in list_known_documents(context)
        if (known.record is not None or known.path is not None) and not is_waiting(known.record)
    )


def _author(opened: Opened) -> str:
    return opened.document.author if isinstance(opened, ReadingSession) else ""


def _reference(name: str) -> str:
    return name.removeprefix("urn:uuid:").strip()


def _titles(title: str, names: Iterable[str]) -> list[BookTitle]:
    """Return the titles that a document may go by: its own, and the names of its files."""
    written = (title, *(PurePath(name).stem for name in names))
    return list(dict.fromkeys(map(parse_title, filter(None, written))))


def _fit(title: BookTitle, book: Book) -> TitleFit:
    return compare_titles(title, parse_title(book.title))


def _agrees(book: Book, author: str) -> bool:
    """Return True unless the author of the book is clearly not the one of the document."""
    named = book.author or parse_title(book.title).author
    return is_same_author(named, author) is not False


def _add_names(
    index: dict[str, list[KnownDocument]], known: KnownDocument, names: Iterable[str]
) -> None:
    for name in set(names):
        index.setdefault(name, []).append(known)
