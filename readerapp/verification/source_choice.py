"""The sources of a draft as a person names them: added with completion, removed, put back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.core.paths import abbreviate_home
from readerapp.reading.completion import RecentDocument, kind_of
from readerapp.reading.document_name import (
    check_path,
    expand_home,
    parse_document_name,
    path_readings,
)
from readerapp.reading.last_positions import LastPosition

_MOST_SOURCES = 500
"""Sources that a person may name one by one; a folder stands for all that is in it."""
_MOST_RECENT = 200


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A source in the list: its path or address, and what is there now."""

    name: str
    what: str


def describe_source(name: str) -> NamedSource:
    """Return a source with what is there now: a file, a folder, a page, or nothing."""
    if documents.is_address(name):
        return NamedSource(name, "page" if _last_copy(name) else "no copy kept")
    kind = kind_of(Path(name))
    return NamedSource(abbreviate_home(name), {"": "not there"}.get(kind, kind))


def find_source(typed: str, folders: Sequence[Path] = ()) -> str:
    """Return the whole path of a file or folder, or the address of a page that was kept.

    Args:
        typed: what somebody typed or pasted.
        folders: folders in which a relative path is looked for after the working folder.

    Raises:
        ReaderError: there is no such file or folder, or no copy of the page.
    """
    address = typed.strip()
    if documents.is_address(address):
        if _last_copy(address) is None:
            raise ReaderError("No copy of this page is kept; open it once, then add it.")
        return address
    check_path(typed)
    for reading in path_readings(typed):
        for place in ("", *map(str, folders)):
            path = os.path.join(place, expand_home(reading))  # noqa: PTH118 - "" adds nothing
            if kind_of(Path(path)) == "folder":
                return os.path.abspath(path)  # noqa: PTH100 - a link stays the name it was given
    return os.path.abspath(parse_document_name(typed, folders))  # noqa: PTH100


def list_recent_sources(
    positions: Iterable[LastPosition], draft: Sequence[str]
) -> list[RecentDocument]:
    """Return the documents that were read, the last one first, without the draft itself.

    Args:
        positions: the last positions, the last document first.
        draft: the names of the draft.
    """
    found: dict[str, RecentDocument] = {}
    for one in positions:
        name = next((n for n in one.names if documents.is_address(n) or Path(n).is_file()), None)
        if name and not {*one.names} & {*draft}:
            found.setdefault(name, RecentDocument(one.title, name))
        if len(found) == _MOST_RECENT:
            break
    return [*found.values()]


def suggest_sources(
    positions: Iterable[LastPosition], draft: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the sources of the last document in the draft's folder that has any, as a suggestion.

    The next version of a draft, and the next article of a folder, mostly have the same sources.

    Args:
        positions: the last positions, the last document first.
        draft: the names of the draft.

    Returns:
        The path of that document and its sources; empty if there is none.
    """
    if not draft or documents.is_address(draft[0]):
        return "", ()
    folder = os.path.dirname(_absolute(draft[0]))  # noqa: PTH120
    for one in positions:
        beside = [n for n in one.names if os.path.dirname(_absolute(n)) == folder]  # noqa: PTH120
        sources = tuple(each for each in one.sources if each not in map(_absolute, draft))
        if beside and sources:
            return beside[0], sources
    return "", ()


class SourceChoice:
    """The sources of a draft, saved at each change.

    Args:
        sources: the sources so far.
        save: saves all sources; raises ReaderError if that fails.
        draft: the names of the draft, which is not its own source.
    """

    def __init__(
        self,
        sources: Iterable[str],
        save: Callable[[Sequence[str]], None],
        draft: Sequence[str] = (),
    ) -> None:
        self._sources = [*sources]
        self._save = save
        self._draft = draft
        self._earlier: list[list[str]] = []

    @property
    def sources(self) -> list[str]:
        """Return the sources in order."""
        return [*self._sources]

    def save(self) -> None:
        """Save the sources as they are, also those that were only suggested.

        Raises:
            ReaderError: they cannot be saved.
        """
        self._save(self._sources)

    def add(self, source: str) -> None:
        """Add a source at the end.

        Raises:
            ReaderError: it is there already, it is the draft, there are too many, or the list
                cannot be saved.
        """
        if source in self._sources:
            raise ReaderError("This source is in the list already.")
        if source in map(_absolute, self._draft):
            raise ReaderError("This is the draft itself; name what it quotes from.")
        if len(self._sources) >= _MOST_SOURCES:
            raise ReaderError(f"There are {_MOST_SOURCES} sources; name a folder instead.")
        self._change([*self._sources, source])

    def remove(self, source: str) -> None:
        """Remove a source.

        Raises:
            ReaderError: the list cannot be saved.
        """
        self._change([one for one in self._sources if one != source])

    def undo(self) -> None:
        """Take back the last change.

        Raises:
            ReaderError: nothing was changed, or the list cannot be saved.
        """
        if not self._earlier:
            raise ReaderError("The list of sources was not changed here.")
        self._save(self._earlier[-1])
        self._sources = self._earlier.pop()

    def _change(self, sources: list[str]) -> None:
        self._save(sources)
        self._earlier.append(self._sources)
        self._sources = sources


def _absolute(name: str) -> str:
    return name if documents.is_address(name) else os.path.abspath(name)  # noqa: PTH100


def _last_copy(address: str) -> Path | None:
    from readerapp.documents.web import find_last_copy

    return find_last_copy(address)
