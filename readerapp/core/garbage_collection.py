"""The only place that switches Python's garbage collector.

The collector looks for unreachable cycles among all objects whenever many were made. Imports, the
records of a store and commands that end at once make many objects and no garbage; there it finds
nothing and costs much: with it, 100,000 records take twice as long to load.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def suspend_garbage_collection() -> Iterator[None]:
    """Suspend garbage collection until the block ends, or until it is resumed."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def resume_garbage_collection() -> None:
    """Resume garbage collection if it is suspended, without the objects made until now.

    They are the modules and the first screen, which live as long as the process.
    """
    if not gc.isenabled():
        exclude_from_collection()
        gc.enable()


def exclude_from_collection() -> None:
    """Exclude all objects made until now, which live on, from every collection.

    To look through 100,000 annotations stops all threads for a third of a second.
    """
    gc.freeze()


def include_in_collection() -> None:
    """Include again what was excluded, because much of it is of no more use."""
    gc.unfreeze()
