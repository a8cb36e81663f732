"""Which files a list shows as documents: by ending, else by content."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readerapp.documents.readable_files import is_readable


@pytest.mark.parametrize(
    ("name", "data", "readable"),
    [
        ("a.PDF", b"\0", True),  # a known ending is enough
        ("notes", b"Just words.", True),
        ("notes.xyz", "Zoë".encode("utf-16"), True),
        ("scan", b"%PDF-1.7\0\0", True),
        ("program", b"\x7fELF\0\0", False),
        ("photo.JPG", b"words", False),
        ("empty", b"", True),
    ],
)
def test_a_file_is_a_document_or_not(
    tmp_path: Path, name: str, data: bytes, readable: bool
) -> None:
    (tmp_path / name).write_bytes(data)
    assert is_readable(str(tmp_path / name)) is readable


def test_what_is_no_file_is_no_document_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert not is_readable(str(tmp_path / "pipe"))
    assert not is_readable(str(tmp_path / "gone"))
    assert not is_readable(str(tmp_path))
