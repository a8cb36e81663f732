"""The name of a document as somebody types, pastes or drops it: a path or a web address.

Terminals and file managers paste a path in quotation marks, with backslashes or as a `file:`
address, and often with a newline behind it. Each of these is read as the file that it means.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.text.sanitize import sanitize_label

_QUOTES = "\"'"
_FILE_ADDRESS = "file://"


def parse_document_name(typed: str, folders: Sequence[Path] = ()) -> str:
    """Return the path of an existing file, or the web address, that somebody typed or pasted.

    Args:
        typed: The line of a prompt, or what was pasted.
        folders: Folders in which a relative path is looked for after the working folder.

    Raises:
        ReaderError: It is neither the path of a file nor a web address.
    """
    address = typed.strip().removeprefix("<").removesuffix(">").strip(_QUOTES)
    if documents.is_address(address):
        return address
    return str(find_file(typed, folders))


def find_file(typed: str, folders: Sequence[Path] = ()) -> Path:
    """Return the path of an existing file that somebody typed or pasted.

    Args:
        typed: The line of a prompt, or what was pasted.
        folders: Folders in which a relative path is looked for after the working folder.

    Raises:
        ReaderError: There is no such file.
    """
    check_path(typed)
    folder_found = False
    for reading in path_readings(typed):
        for place in ("", *map(str, folders)):
            path = os.path.join(place, expand_home(reading))  # noqa: PTH118 - "" adds nothing
            # Not with pathlib, which raises an error for a name that is too long.
            if os.path.isfile(path):  # noqa: PTH113
                return Path(path)
            if os.path.isdir(path):  # noqa: PTH112
                folder_found = True
    label = sanitize_label(typed.strip(), 60)
    if folder_found:
        raise ReaderError(f"{label} is a folder; choose a file in it.")
    if label.lower().startswith("www."):
        raise ReaderError(f"A web address begins with https://, as in https://{label}.")
    raise ReaderError(f"There is no file {label}; Tab completes a name.")


def check_path(typed: str) -> None:
    """Check what was typed for a path.

    Raises:
        ReaderError: Nothing was typed, or it cannot be a path.
    """
    if not typed.strip():
        raise ReaderError("Type a file name; Tab completes it.")
    if "\0" in typed:
        raise ReaderError("A path cannot contain a null character.")


def path_readings(typed: str) -> Iterator[str]:
    """Yield what `typed` may mean as a path, the most literal first.

    >>> [*path_readings("'a b.txt'\\n")][-1], [*path_readings("a\\\\ b.txt")][-1]
    ('a b.txt', 'a b.txt')
    >>> [*path_readings("file:///tmp/a%20b.txt")][-1]
    '/tmp/a b.txt'
    """
    yield typed
    stripped = typed.strip()
    yield stripped
    bare = stripped
    if len(stripped) > 1 and stripped[0] == stripped[-1] and stripped[0] in _QUOTES:
        bare = stripped[1:-1]
        yield bare
    if bare.lower().startswith(_FILE_ADDRESS):
        from urllib.parse import unquote

        host, slash, path = bare[len(_FILE_ADDRESS) :].partition("/")
        if host.lower() in ("", "localhost"):
            yield unquote(slash + path, errors="surrogateescape")
    elif "\\" in bare:
        yield re.sub(r"\\(.)", r"\1", bare)


def expand_home(path: str) -> str:
    """Return `path` with ``~`` as the home folder; unchanged for a user that is unknown."""
    return os.path.expanduser(path)  # noqa: PTH111 - pathlib's fails for a user that is unknown


def working_folder() -> Path:
    """Return the working folder; the home folder if it was deleted."""
    try:
        return Path.cwd()
    except OSError:
        return Path.home()
