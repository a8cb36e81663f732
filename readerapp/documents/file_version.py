"""The version of the file that a document was made of: time of change and hash of its bytes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from readerapp.documents.document import Document

_PIECE = 1 << 20
"""Bytes that are read at a time."""


@dataclass(frozen=True, slots=True)
class FileVersion:
    """A version of a file.

    Attributes:
        name: the name of the file, without its folder.
        modified: when it was last changed (RFC 3339, UTC).
        digest: the SHA-256 of its bytes in hexadecimal digits; empty unless it was asked for.
    """

    name: str = ""
    modified: str = ""
    digest: str = ""


def identify_file(document: Document, *, with_digest: bool = False) -> FileVersion:
    """Return the version of the file that a document was made of.

    Only the name is returned if the file has changed since then, cannot be read or is a pipe, and
    nothing for a document that came from standard input.

    Args:
        document: the document.
        with_digest: whether to read all of the file for the hash of its bytes.
    """
    path = document.path
    if path is None:
        return FileVersion()
    if not path.is_file():  # reading a pipe again would wait for somebody who writes to it
        return FileVersion(path.name)
    modified = digest = ""
    with suppress(OSError, ValueError, OverflowError):
        time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        modified = time.isoformat(timespec="seconds").replace("+00:00", "Z")
        if with_digest:
            import hashlib  # takes as long to load as the first page to draw

            with path.open("rb") as file:
                hashing = hashlib.sha256()
                while piece := file.read(_PIECE):
                    hashing.update(piece)
            digest = hashing.hexdigest()
    if document.text.changed():
        modified = digest = ""
    return FileVersion(path.name, modified, digest)
