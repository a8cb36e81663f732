"""Annotation storage: crash-safe TinyDB files shared by several processes.

A store is a folder with one TinyDB JSON file for each document. `Store` finds and lists
documents, `DocumentStore` reads and changes the annotations of one document. The files survive
crashes, full disks and concurrent writers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from readerapp.store.store import locate_store

if TYPE_CHECKING:
    from readerapp.store.backups import Backup
    from readerapp.store.document_store import HISTORY, DocumentStore
    from readerapp.store.health import Finding, Health, check
    from readerapp.store.store import Store
    from readerapp.store.store_errors import (
        StoreBusy,
        StoreError,
        StoreFull,
        StoreNewer,
        StoreReadOnly,
        StoreRefused,
    )

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

# The module that defines each public name. Names are imported lazily, so that `locate_store`
# does not load the modules that read and write the store.
_MODULES = {
    "Backup": "backups",
    "DocumentStore": "document_store",
    "Finding": "health",
    "HISTORY": "document_store",
    "Health": "health",
    "Store": "store",
    "StoreBusy": "store_errors",
    "StoreError": "store_errors",
    "StoreFull": "store_errors",
    "StoreNewer": "store_errors",
    "StoreReadOnly": "store_errors",
    "StoreRefused": "store_errors",
    "check": "health",
}


def __getattr__(name: str) -> object:
    """Import and return the public name `name` on first use (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
