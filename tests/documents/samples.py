"""Helpers of the format tests: they make the files that a test needs."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from readerapp import documents
from readerapp.documents import Document


def opened(folder: Path, name: str, content: str | bytes) -> Document:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return documents.open(path)


def styled(document: Document, kind: str) -> list[str]:
    text = document.text.whole()
    runs = sorted((run for run in document.styles if run.kind == kind), key=lambda run: run.start)
    return [text[run.start : run.end] for run in runs]


def located(document: Document, words: str) -> str:
    return document.locator(document.text.whole().index(words))


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """Return a zip archive with the files in this order, the first one uncompressed."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, content) in enumerate(files.items()):
            kind = zipfile.ZIP_DEFLATED if place else zipfile.ZIP_STORED
            archive.writestr(name, content, kind)
    return data.getvalue()
