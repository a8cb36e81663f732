"""Tab completion in the prompt: paths and headings; `filter_completion` has that of filters.

A completer takes the line up to the cursor and returns what can replace its last word.
`TabCompletion` works like Tab in a shell: first it inserts the common prefix, then one candidate
after the other.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from readerapp.core.paths import abbreviate_home
from readerapp.reading.document_name import check_path, expand_home, find_file
from readerapp.text.graphemes import cell_width
from readerapp.text.phrases import fold_for_search
from readerapp.text.sanitize import sanitize_label

_QUOTES = "\"'"

_NAME = 40
"""The maximum width of a listed name in cells, so that several fit in a row of 80."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The candidates that can replace the text from `start` to the cursor.

    Attributes:
        start: The offset of the replaced text, in code points.
        words: The replacements.
        names: The replacements as they are listed to the person, in the same order.
        closing: Text to add after a replacement that is the only one.
    """

    start: int
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    closing: str = ""


Completer = Callable[[str], Completion]


@dataclass(frozen=True, slots=True)
class PromptLine:
    """The line of a prompt, its cursor in code points, and the names of the candidates."""

    text: str
    cursor: int
    names: tuple[str, ...] = ()


def complete_title(titles: Iterable[str], typed: str) -> Completion:
    """Complete one of some titles by any part of it.

    >>> complete_title(["Emma", "Persuasion"], "sua").words
    ('Persuasion',)
    """
    wanted = fold_for_search(typed)
    found = tuple(title for title in titles if wanted in fold_for_search(title))
    return Completion(0, found, tuple(sanitize_label(title, _NAME) for title in found))


class TabCompletion:
    """The state of Tab in a line; it continues from the last press unless the line was edited."""

    def __init__(self) -> None:
        self._last: tuple[str, int] | None = None
        self._found = Completion(0)
        self._rest = ""
        self._index = -1

    def press(self, text: str, cursor: int, complete: Completer, direction: int = 1) -> PromptLine:
        """Return the line after Tab (1) or Shift+Tab (-1)."""
        if (text, cursor) == self._last and len(self._found.words) > 1:
            count = len(self._found.words)
            first = 0 if direction > 0 else count - 1
            self._index = first if self._index < 0 else (self._index + direction) % count
            return self._line(text, self._found.words[self._index])
        self._found, self._rest, self._index = complete(text[:cursor]), text[cursor:], -1
        words, typed = self._found.words, text[self._found.start : cursor]
        if not words:
            self._last = None
            return PromptLine(text, cursor)
        if len(words) == 1:
            line = self._line(text, words[0] + self._found.closing)
            self._last = None  # another Tab starts a new completion
            return PromptLine(line.text, line.cursor)
        shared = os.path.commonprefix(words)  # noqa: RUF071 - of characters, as a shell does
        return self._line(text, shared if _bare(shared).startswith(_bare(typed)) else typed)

    def _line(self, text: str, word: str) -> PromptLine:
        before = text[: self._found.start] + word
        self._last = before + self._rest, len(before)
        return PromptLine(*self._last, self._found.names)


def complete_path(typed: str, *, folders: bool = False) -> Completion:
    """Complete the path of a file or folder; ``~`` is the home folder.

    Names that begin with a dot are listed only if the typed name begins with one. Case matters if
    any name matches with the same case.

    Args:
        typed: The line up to the cursor.
        folders: True to list folders only.
    """
    if typed == "~":
        return Completion(0, ("~/",), ("~/",))
    head, slash, beginning = typed.rpartition("/")
    try:
        with os.scandir(expand_home(head + slash) or ".") as entries:
            found = {entry.name: _is_folder(entry) for entry in entries}
    except (OSError, ValueError):  # no such folder, or a null character
        return Completion(len(typed))
    names = [
        f"{name}/" if folder else name
        for name, folder in sorted(found.items())
        if (folder or not folders) and (not name.startswith(".") or beginning.startswith("."))
    ]
    fitting = [name for name in names if name.startswith(beginning)]
    start = _fold_spelling(beginning)
    fitting = fitting or [name for name in names if _fold_spelling(name).startswith(start)]
    return Completion(len(head + slash), tuple(fitting), tuple(fitting))


def complete_folder(typed: str) -> Completion:
    """Complete the path of a folder."""
    return complete_path(typed, folders=True)


def typed_path(typed: str) -> Path:
    """Return the path that somebody typed.

    White space around it is part of the path only if such a file exists.

    Raises:
        ReaderError: Nothing was typed, or it cannot be a path.
    """
    check_path(typed)
    whole = expand_home(typed)
    return Path(whole if os.path.lexists(whole) else expand_home(typed.strip()))


def kind_of(path: Path) -> Literal["file", "folder", "device", ""]:
    """Return what a path leads to; empty for nothing, or nothing that this user can see.

    pathlib's own questions fail for a name that is too long, or a folder without permission.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return ""
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "device"


def typed_file(typed: str) -> Path:
    """Return the path of an existing file that somebody typed or pasted.

    Raises:
        ReaderError: It is not a file.
    """
    return find_file(typed)


@dataclass(frozen=True, slots=True)
class RecentDocument:
    """A document that was read: its title, and the path or address to open it."""

    title: str
    name: str


def complete_document(
    typed: str, folders: Sequence[Path] = (), recent: Sequence[RecentDocument] = ()
) -> Completion:
    """Complete the path of a file, else the name of a recent document by a word of its title.

    Args:
        typed: The line up to the cursor.
        folders: Folders in which a relative path is looked for after the working folder.
        recent: Documents that were read, the last one first.
    """
    found = complete_path(typed)
    if not typed.startswith(("/", "~")):
        words = [*found.words]
        for folder in folders:
            start = len(str(folder)) + 1
            inside = complete_path(f"{folder}/{typed}")
            words += [one for one in inside.words if one not in words]
            if not found.words:
                found = Completion(max(0, inside.start - start))
        found = Completion(found.start, tuple(words), tuple(words))
    if found.words or not typed.strip():
        return found
    wanted = typed.casefold().split()
    fitting = [
        one
        for one in recent
        if all(word in f"{one.title} {one.name}".casefold() for word in wanted)
    ]
    names = tuple(abbreviate_home(one.name) for one in fitting)
    return Completion(0, names, tuple(one.title or one.name for one in fitting))


def complete_heading(typed: str, titles: Iterable[str]) -> Completion:
    """Complete a heading: those that begin as typed, or those with a word that does."""
    names = matching_names(typed.strip(), (" ".join(title.split()) for title in titles))
    return Completion(0, names, names)


def format_candidates(names: Sequence[str], cells: int) -> str:
    """Join as many of `names` as fit in `cells`, safe to show, with the number of the others."""
    line: list[str] = []
    used = 0
    for number, name in enumerate(names):
        one = sanitize_label(name, _NAME)
        used += cell_width(one) + 2
        if used > cells - 16 and number + 1 < len(names):  # room for "… 12 more"
            return "  ".join([*line, f"… {len(names) - number} more"])
        line.append(one)
    return "  ".join(line)


def shorten_path(path: str, cells: int) -> str:
    """Return a path in a number of cells, its first folders replaced by "…".

    >>> shorten_path("/home/anna/articles/2026", 14)
    '…/2026'
    """
    while cell_width(path) > cells and "/" in path.removeprefix("…/").strip("/"):
        path = "…/" + path.removeprefix("…").strip("/").partition("/")[2]
    return path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def matching_names(typed: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the names that begin as typed, else those with a word that does."""
    wanted, names = typed.casefold(), [*dict.fromkeys(filter(None, known))]
    found = [name for name in names if name.casefold().startswith(wanted)]
    return tuple(found or [name for name in names if f" {wanted}" in name.casefold()])


def _bare(word: str) -> str:
    return _fold_spelling(word.translate(dict.fromkeys(map(ord, _QUOTES))))


def _fold_spelling(name: str) -> str:
    """Return a name without case, and é as one code point.

    A keyboard types one; file systems of macOS write two, and copies of such files keep them.
    """
    return unicodedata.normalize("NFC", name.casefold())
