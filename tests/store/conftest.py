from __future__ import annotations

import os
from pathlib import Path

import pytest

from readerapp.core.model import DocumentRecord
from readerapp.store import DocumentStore, Store
from tests.store.examples import document


@pytest.fixture
def no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable dated copies, which are written and synced on the real disk."""
    monkeypatch.setenv("XDG_DATA_HOME", os.devnull)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(folder)


@pytest.fixture
def record() -> DocumentRecord:
    return document()


@pytest.fixture
def opened(store: Store, record: DocumentRecord) -> DocumentStore:
    return store.open(record)
