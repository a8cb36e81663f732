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
        gc.freeze()
        gc.enable()


def skip_last_collection() -> None:
    """Exclude all objects from the collection at the end of the process, which takes time."""
    gc.freeze()
