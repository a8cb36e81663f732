"""Actors: the names under which the edits of one running process are counted.

Merging concludes from the counts of each actor which edits somebody had seen. So two processes that
run at once must not share an actor, even on one device. Processes that run one after the other
should share one, or every record would list all of them. The name tells who made an edit, for those
who have to choose between two people's values.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import weakref
from pathlib import Path

from readerapp.core.atomic_write import make_folder, random_name
from readerapp.core.paths import app_folder

_SLOTS = 64
"""Maximum number of processes that run at once on one device with a permanent name."""

_DIGITS = 8  # of an annotator's id and of a store's digest


def actor_name(device: str, store: Path, annotator: str) -> str:
    """Return the name for an annotator's edits of one store: `device.store.annotator`.

    Of two stores on one device, neither contains the other's edits, so each has its own name.
    """
    folder = hashlib.sha256(os.fsencode(store.absolute().resolve())).hexdigest()
    return f"{device}.{folder[:_DIGITS]}.{annotator[:_DIGITS]}"


def annotator_of(name: str) -> str:
    """Return the first 8 digits of the annotator's id in an actor's name; empty if unknown."""
    _, _, annotator = name.split(".")[:3] if name.count(".") > 1 else ("", "", "")
    return annotator if len(annotator) == _DIGITS else ""


class Actor:
    """A name that no other process has while this object lives."""

    def __init__(self, device: str) -> None:
        """Lease the first free name: `device` itself, then `device` with a number behind it.

        Where no file can be locked, or all are taken, the name ends in a random part.
        """
        self.name = f"{device}.{random_name(4)}"  # used if no lock file can be leased
        try:
            self._lease(device)
        except OSError:
            return

    def _lease(self, device: str) -> None:
        folder = app_folder("data") / "actors"
        make_folder(folder)
        for number in range(_SLOTS):
            name = f"{device}.{number}" if number else device
            handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                continue
            weakref.finalize(self, os.close, handle)  # the lock ends with the process at the latest
            self.name = name
            return
