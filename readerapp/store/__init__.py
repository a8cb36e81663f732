"""Where annotations are kept: TinyDB files that survive crashes, full disks and each other.

A store is a folder; each document has one TinyDB JSON file in it. `Store` finds and lists
documents, `DocumentStore` reads and changes the annotations of one.
"""

from __future__ import annotations

from readerapp.store.backups import Backup
from readerapp.store.document import HISTORY, DocumentStore
from readerapp.store.errors import (
    StoreBusy,
    StoreError,
    StoreFull,
    StoreNewer,
    StoreReadOnly,
    StoreRefused,
)
from readerapp.store.health import Finding, Health, check
from readerapp.store.locate import locate
from readerapp.store.store import Store

__all__ = [
    "HISTORY",
    "Backup",
    "DocumentStore",
    "Finding",
    "Health",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreNewer",
    "StoreReadOnly",
    "StoreRefused",
    "check",
    "locate",
]
