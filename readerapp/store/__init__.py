"""Where annotations are kept: TinyDB files that survive crashes, full disks and each other.

A store is a folder; each document has one TinyDB JSON file in it. `Store` finds and lists
documents, `DocumentStore` reads and changes the annotations of one.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from readerapp.store.store import locate_store

if TYPE_CHECKING:
    from readerapp.store.backups import Backup
    from readerapp.store.document_store import HISTORY, DocumentStore
    from readerapp.store.errors import (
        StoreBusy,
        StoreError,
        StoreFull,
        StoreNewer,
        StoreReadOnly,
        StoreRefused,
    )
    from readerapp.store.health import Finding, Health, check
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
    "locate_store",
]

# Where each name lives. They are imported when they are asked for, so that naming the store's
# folder does not load all that reads and writes it.
_HOMES = {
    "Backup": "backups",
    "DocumentStore": "document_store",
    "Finding": "health",
    "HISTORY": "document_store",
    "Health": "health",
    "Store": "store",
    "StoreBusy": "errors",
    "StoreError": "errors",
    "StoreFull": "errors",
    "StoreNewer": "errors",
    "StoreReadOnly": "errors",
    "StoreRefused": "errors",
    "check": "health",
}


def __getattr__(name: str) -> object:
    """The public name `name`, imported now (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
