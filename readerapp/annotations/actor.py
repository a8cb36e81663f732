"""The actor: the name by which the edits of one running reader are counted.

Merging knows from the counts of each actor what somebody had seen. So two readers that run at
once must not share an actor, also not on one device; and those that run one after the other
should, or every record would remember all of them. The name tells who it was, for those who
have to choose between two people's values.
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
"""Readers that run at once on one device with a name that lasts."""

_DIGITS = 8  # of an annotator's id and of a store's digest


def actor_name(device: str, store: Path, annotator: str) -> str:
    """The name for an annotator's edits of one store: `device.store.annotator`.

    Of two stores on one device neither has seen the other's edits, so each has its own.
    """
    folder = hashlib.sha256(os.fsencode(store.absolute().resolve())).hexdigest()
    return f"{device}.{folder[:_DIGITS]}.{annotator[:_DIGITS]}"


def annotator_of(name: str) -> str:
    """How the id of the annotator begins whose edits an actor counted; empty if unknown."""
    _, _, annotator = name.split(".")[:3] if name.count(".") > 1 else ("", "", "")
    return annotator if len(annotator) == _DIGITS else ""


class Actor:
    """A name that nobody else has while this object lives."""

    def __init__(self, device: str) -> None:
        """The first free name of `device`, which is itself, then with a number behind it."""
        self.name = f"{device}.{random_name(4)}"  # where no file can be locked
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
