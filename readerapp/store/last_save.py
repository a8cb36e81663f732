"""The number of the last save, noted in the lock file, which shows that a journal was cut short.

    crc32 JOURNAL SAVE

A journal that ends too early at the end of a line looks like one that never went on. The note is
written when the save is on the disk, and never synced, so no save waits for it: after a power cut
it may be an earlier one, but it never tells of a save that was not made.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import NamedTuple

from readerapp.store.errors import StoreError
from readerapp.store.folder import Folder

_LENGTH = 200
"""Bytes that are read of a note; one of ours has 65."""


class LastSave(NamedTuple):
    """A save that was made, by the journal that it stands in."""

    journal: str = ""
    number: int = 0


def note(journal: str, number: int) -> bytes:
    """What to write of a save; notes of one journal all have one length."""
    body = f"{journal} {number:018}".encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def read_last_save(folder: Folder, lock: str) -> LastSave:
    """The save that the lock file `lock` notes; number 0 if it notes none."""
    with suppress(OSError, StoreError, ValueError, IndexError):
        line = folder.read(lock, count=_LENGTH)[0].partition(b"\n")[0]
        body = line[9:]
        if int(line[:8], 16) == zlib.crc32(body):
            journal, number = body.decode().split(" ")
            return LastSave(journal, int(number))
    return LastSave()
