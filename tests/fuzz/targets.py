"""Fuzz targets: each must end with a readable result or with one error sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation
from readerapp.documents import Document
from readerapp.interchange import git_merge_driver, importers
from readerapp.store import Store, check
from readerapp.text import graphemes
from readerapp.text.line_layout import LineLayout
from readerapp.text.sanitize import sanitize
from readerapp.text.source import Text
from tests.documents.samples import packed
from tests.fuzz.doors import DOORS
from tests.store.disk import Unsynced
from tests.store.examples import annotation, document

ENDINGS = (".txt", ".md", ".html", ".srt", ".vtt", ".eml", ".mbox", "")
ENCODINGS = (None, "utf-8", "utf-16", "latin-1", "cp1252", "shift_jis")
STORE_FILES = ("json", "journal", "bak")


def import_file(data: bytes) -> None:
    try:
        batch = importers.read_annotations(data, "file")
    except ReaderError as error:
        assert str(error)
        return
    if batch.within:
        batch = batch.within("words and words\n\nmore words\n")
    assert len({item.id for item in batch.items}) == len(batch.items)
    assert all(item.id for item in batch.items)
    json.dumps([str(problem) for problem in batch.problems]).encode()


def import_project(data: bytes) -> None:
    """Import `data` as the XML of a REFI-QDA project with a text file, and as a codebook."""
    import_file(packed({"project.qde": data, "sources/a.txt": b"words and words\r\nand words"}))
    import_file(b"<?xml version='1.0'?><!-- QDA-XML:codebook -->" + data)
    import_file(data.replace(b"QDA-XML:project", b"QDA-XML:codebook"))


def open_document(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    try:
        opened = documents.open(str(path))
    except ReaderError as error:
        assert str(error)
        return
    check_document(opened)


def check_document(opened: Document) -> None:
    text = opened.text.whole()
    assert len(opened.text) == len(text)
    assert len(sanitize(text)) == len(text)
    lay_out(opened.text, 20)
    for heading in opened.headings:
        assert 0 <= heading.start <= len(text)


def lay_out(text: Text, width: int) -> None:
    layout, end = LineLayout(text, width), 0
    for row in layout.rows_from(0, 10_000):
        assert row.start == end
        end = row.end
        shown = "".join(piece.text for piece in layout.pieces(row))
        assert sanitize(shown) == shown
        assert (
            row.indent + graphemes.cell_width(shown) <= width
            or len(list(graphemes.clusters(shown))) == 1
        )
    assert end == len(text)


def decode(data: bytes, path: Path, encoding: str | None) -> None:
    path.write_bytes(data)
    try:
        text = Text.open(path, encoding=encoding, block=128)
        whole = text.whole()
    except ReaderError as error:
        assert str(error)
        return
    assert "".join(text.block(n) for n in range(text.block_count)) == whole
    assert text.slice(0, len(text)) == whole


def read_store(name: str, data: bytes, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    record = document(id="4b1f6a52-3f0c-4f63-9d0e-5c8a4b7e9a11")
    store = Store(folder, system=Unsynced())
    opened_before = store.open(record)
    opened_before.commit(annotation("kept", id="kept"))
    opened_before.close()
    (folder / f"{record.id}.{name}").write_bytes(data)
    try:
        opened = store.open(record)
        assert all(isinstance(mark, Annotation) for mark in opened.annotations.values())
        _ = opened.record, opened.history, list(opened.speakers.values())
        opened.commit(annotation("new", id="new"))
        opened.close()
    except ReaderError as error:
        assert str(error)
    else:
        assert store.open(record).annotations["new"].note == "new"
    check(folder)
    list(store.documents())


def merge_lines(data: bytes) -> None:
    text = data.decode(errors="replace")
    try:
        once = "".join(git_merge_driver.write_lines(git_merge_driver.read_lines(text)))
    except ReaderError as error:
        assert str(error)
        return
    assert git_merge_driver.merge_lines(once, text) == once


def open_packed(data: bytes, folder: Path) -> None:
    """Open `data` as the text inside an EPUB, a DOCX and an ODT."""
    for ending, files in _PACKED.items():
        inside = {name: content or data for name, content in files.items()}
        open_document(packed(inside), folder / f"packed{ending}")


_PACKED = {
    ".epub": {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        b'container"><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
        "b.opf": b'<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" '
        b'href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine>'
        b'<itemref idref="a"/></spine></package>',
        "a.xhtml": b"",
    },
    ".docx": {"[Content_Types].xml": b"<Types/>", "word/document.xml": b""},
    ".odt": {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""},
}


def _layout(data: bytes, _folder: Path) -> None:
    text = data[1:].decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lay_out(Text.from_string(text), 2 + data[0] % 60)


def _through(door: str, data: bytes, folder: Path) -> None:
    DOORS[door](data, folder, open_document)


TARGETS: dict[str, Callable[[bytes, Path], None]] = {
    "import": lambda data, _: import_file(data),
    "project": lambda data, _: import_project(data),
    "lines": lambda data, _: merge_lines(data),
    "store": lambda data, folder: read_store(
        STORE_FILES[data[0] % len(STORE_FILES)], data[1:], folder / "store"
    ),
    "document": lambda data, folder: open_document(
        data[1:], folder / f"fuzzed{ENDINGS[data[0] % len(ENDINGS)]}"
    ),
    "packed": open_packed,
    "decode": lambda data, folder: decode(
        data[1:], folder / "decoded.txt", ENCODINGS[data[0] % len(ENCODINGS)]
    ),
    "layout": _layout,
    **{name: partial(_through, name) for name in DOORS},
}
"""Each target takes some bytes, of which the first may select a variant, and a scratch folder."""
