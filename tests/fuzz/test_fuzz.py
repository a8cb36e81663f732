"""Whatever bytes come in, one sentence or something to read comes out.

FUZZ_CASES=20000 pytest tests/fuzz     as many cases for each test instead of a few
"""

from __future__ import annotations

import json
import os
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp import documents
from readerapp.model import Annotation, ReaderError
from readerapp.sharing import imports
from readerapp.store import Store, check
from readerapp.text.layout import Layout
from readerapp.text.safe import display
from readerapp.text.source import Text
from tests.store.disk import Unsynced
from tests.store.examples import annotation, document

CORPUS = Path(__file__).with_name("corpus")
fuzzed = settings(max_examples=int(os.environ.get("FUZZ_CASES", "40")))

_PIECES = [
    *(b"\x00", b"\x1b[2J", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x85"),
    *(b"\r\n", b"\t", b"\xe2\x80\x8d", b"\xf0\x9f\x91\xa8", b"\xcc\x81" * 9, b"\xf4\x90\x80\x80"),
    *(b'"', b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"-1", b"1e999", b"NaN"),
    *(b"\\ud800", b"9" * 400, b'"id"', b'"target"', b'"start"', b'"annotations"', b'"@context"'),
    *(b"<", b">", b"&lt;", b"<!DOCTYPE", b"<![CDATA[", b"</p>", b"<a href=", b"# ", b"```", b"|"),
    *(b"==========\n", b"- Your Highlight on Location 1-2", b"return {", b'["x"]=', b"PK\x03\x04"),
    *(b"1\n00:00:01,000 --> 00:00:02,000\n", b"WEBVTT\n", b"From: a\nSubject: b\n\n", b"%PDF-1.4"),
]
pieces = st.one_of(st.sampled_from(_PIECES), st.binary(max_size=12), st.just(b"words and words "))
soup = st.lists(pieces, max_size=25).map(b"".join)


def _samples() -> list[bytes]:
    mark = annotation("a note").to_dict()
    tables = {"annotations": {"1": mark}, "document": {"1": document().to_dict()}}
    w3c = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "target": {"selector": [{"type": "TextQuoteSelector", "exact": "words"}]},
    }
    clipping = "Title (Author)\n- Your Highlight on Location 1-2 | Added on Monday\n\nwords\n"
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("project.qde", "<Project name='x'><Sources/></Project>")
    return [
        json.dumps(tables).encode(),
        json.dumps([mark]).encode(),
        json.dumps(w3c).encode(),
        json.dumps({"rows": [{"uri": "x", "text": "t", "target": []}]}).encode(),
        f"{clipping}==========\n".encode() * 2,
        b"Highlight,Note,Location\nwords,why,3\n",
        b'return {["bookmarks"]={[1]={["notes"]="words",["page"]=1}}}',
        packed.getvalue(),
    ]


SAMPLES = _samples()


@st.composite
def spoiled(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """A sample in which some places hold something else, or nothing."""
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.sampled_from([0, 1, 2, 8, 60, 10_000])))
        data = data[:at] + draw(pieces) + data[end:]
    return data


def import_it(data: bytes) -> None:
    try:
        batch = imports.read(data, "file")
    except ReaderError as error:
        assert str(error)
        return
    for item in batch.items:
        assert item.id
    json.dumps([str(problem) for problem in batch.problems]).encode()


def open_it(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    try:
        opened = documents.open(str(path))
    except ReaderError as error:
        assert str(error)
        return
    text = opened.text.whole()
    assert len(opened.text) == len(text)
    assert len(display(text)) == len(text)
    end = 0
    for row in Layout(opened.text, 20).rows_from(0, 10_000):
        assert row.start == end
        end = row.end
    assert end == len(text)
    for heading in opened.headings:
        assert 0 <= heading.start <= len(text)


def read_store(name: str, data: bytes, folder: Path, *, journal: bytes | None = None) -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    record = document(id="4b1f6a52-3f0c-4f63-9d0e-5c8a4b7e9a11")
    store = Store(folder, system=Unsynced())
    begun = store.open(record)
    begun.commit(annotation("kept", id="kept"))
    begun.close()
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


@fuzzed
@given(st.one_of(soup, spoiled(SAMPLES)))
def test_importers(data: bytes) -> None:
    import_it(data)


@fuzzed
@given(soup, st.sampled_from([".txt", ".md", ".html", ".srt", ".vtt", ".eml", ".mbox", ""]))
def test_documents(tmp_path_factory: pytest.TempPathFactory, data: bytes, ending: str) -> None:
    open_it(data, tmp_path_factory.getbasetemp() / f"fuzzed{ending}")


@fuzzed
@given(soup, st.sampled_from([None, "utf-8", "utf-16", "latin-1", "cp1252", "shift_jis"]))
def test_decoding(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, encoding: str | None
) -> None:
    path = tmp_path_factory.getbasetemp() / "decoded.txt"
    path.write_bytes(data)
    try:
        text = Text.open(path, encoding=encoding, block=128)
        whole = text.whole()
    except ReaderError as error:
        assert str(error)
        return
    assert "".join(text.block(n) for n in range(text.block_count)) == whole
    assert text.slice(0, len(text)) == whole


@fuzzed
@given(st.one_of(soup, spoiled(SAMPLES[:1])), st.sampled_from(["json", "journal", "json.bak"]))
def test_store(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    read_store(name, data, tmp_path_factory.getbasetemp() / "fuzzed-store")


@pytest.mark.parametrize("path", sorted(CORPUS.iterdir()), ids=lambda path: path.name)
def test_past_failures(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    import_it(data)
    for ending in (path.suffix, ".txt", ".md"):
        open_it(data, tmp_path / f"past{ending}")
    for name in ("json", "journal"):
        read_store(name, data, tmp_path / "store")
