"""Highlights of version 1, which read tables and text boxes in cells twice, are found again."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.documents import cache, limits, registry
from readerapp.documents.document import Document
from readerapp.documents.docx import reader as docx
from readerapp.documents.format import DocumentInput
from readerapp.documents.odt import reader as odt
from readerapp.text.source import Text
from readerapp.workspace import make_context
from tests.documents import test_docx as word
from tests.documents import test_odt as open_document

INSIDE = "Inside, the owner laughs.\n\nDeep down the cat sleeps."
TABLES = (
    "Before the table.\n\nThe first cell says it sails at nine.\n\n"
    f"{INSIDE}\n\nDeep down the cat sleeps.\n\nThe cell ends here.\n\n"
    f"{INSIDE}\n\nDeep down the cat sleeps.\n\nAfter the table, words."
)
"""As version 1 read the tables: the inner one again in its cell and after it, at every level."""
BOXES = (
    "Before the box.\n\nBeside it sails at nine.\n\nIn the box the owner laughs.\n\n"
    "Deep down the cat sleeps.\n\nDeep down the cat sleeps.\n\n"
    "Cells hold boxes too. hold boxes too. | beside\n\nAfter the box, words.\n\nhold boxes too."
)
"""As version 1 read text boxes: the inner one again, and those in a cell once more at the end."""


def nested(table, cell, words) -> str:
    inmost = table(cell(words("Deep down the cat sleeps.")))
    inner = table(cell(words("Inside, the owner laughs.") + inmost))
    outer = words("The first cell says it sails at nine.") + inner + words("The cell ends here.")
    return words("Before the table.") + table(cell(outer)) + words("After the table, words.")


def boxed() -> str:
    inner = word.paragraph(word.run("In the box the owner laughs.") + word.box(
        word.paragraph("Deep down the cat sleeps.")
    ))  # fmt: skip
    cells = word.cell(
        word.paragraph(word.run("Cells") + word.box(word.paragraph("hold boxes too.")))
    )
    return (
        word.paragraph("Before the box.")
        + word.paragraph(word.run("Beside it sails at nine.") + word.box(inner))
        + word.table(cells + word.cell(word.paragraph("beside")))
        + word.paragraph("After the box, words.")
    )


CASES = {
    "a.docx": (word.docx(nested(word.table, word.cell, word.paragraph)), TABLES, docx),
    "a.odt": (
        open_document.odt(nested(open_document.table, open_document.row, open_document.words)),
        TABLES,
        odt,
    ),
    "b.docx": (word.docx(boxed()), BOXES, docx),
}


def use_version_1(monkeypatch: pytest.MonkeyPatch, module, written: str) -> None:
    """Make DOCX or ODT open as in version 1."""
    name = module.__name__.split(".")[-2]  # the folder of the format
    today = getattr(module, f"open_{name}")

    def open_before(source: DocumentInput) -> Document:
        return replace(today(source), text=Text.from_string(written))

    monkeypatch.setattr(module, "open_before", open_before, raising=False)
    monkeypatch.setattr(
        registry,
        "FORMATS",
        tuple(
            kind._replace(version=1, opener=f"{name}.reader:open_before")
            if kind.name == name
            else kind
            for kind in registry.FORMATS
        ),
    )


@pytest.mark.parametrize("name", CASES)
def test_highlights_are_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    data, written, module = CASES[name]
    path, store = tmp_path / name, str(tmp_path / "store")
    path.write_bytes(data)
    monkeypatch.setattr(limits, "CACHED_FROM", 0)
    monkeypatch.setattr(cache, "_CACHED_SECONDS", 0)
    marked: dict[str, str] = {}
    with monkeypatch.context() as before:
        use_version_1(before, module, written)
        document = documents.open(path)
        assert document.text.whole() == written
        with closing(make_context(store, "Ana").open_session(document)) as session:
            for sentence in re.finditer(r"[^\s|][^\n|]*[^\s|]", written):  # each copy of each
                key = session.highlight(sentence.start(), sentence.end()).focus
                marked[key] = sentence[0]
            start = written.index("nine.")
            end = written.index("the owner") + len("the owner")
            marked[session.highlight(start, end).focus] = written[start:end]
            while session.needs_enriching:
                session.enrich()
    document = documents.open(path)  # the cache does not hold the text of version 1 up
    assert len(document.text) < len(written)
    assert document.extraction.split()[1] > "1"
    with closing(make_context(store, "Ana").open_session(document)) as session:
        for key, words in marked.items():
            placed = session.get(key)
            stands = document.text.slice(placed.start, placed.end)
            if "too. hold" in words:  # the one that was marked with its repetition
                assert placed.state == "drifted"
                assert stands.startswith("Cells hold boxes too.")
            else:
                assert (placed.state, stands) == ("exact", words)
        session.set_colour(key, "red")  # the first act: the store follows
        while session.needs_enriching:
            session.enrich()
        assert session.store.record.extraction == document.extraction
    with closing(make_context(store, "Ana").open_session(document)) as session:
        for key, words in marked.items():
            target = session.get(key).annotation.target
            assert target is not None
            if "too. hold" not in words:
                assert document.text.slice(target.start, target.end) == words
