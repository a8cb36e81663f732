"""Tables of a codebook, and the workbook and the report that have them."""

from __future__ import annotations

import csv
import io
import sys
import zipfile
from dataclasses import replace
from itertools import product
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readerapp.core.errors import ReaderError
from readerapp.core.model import Annotation, Target
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import export, export_bytes
from readerapp.interchange.exporters.formats import TABLES
from readerapp.interchange.exporters.several import export_several
from readerapp.interchange.exporters.tables import make_table, make_tables
from tests.interchange.test_exports import HOSTILE, SOURCE, document_note, entry, orphan


def marked(start: int, end: int, *tags: str, speaker: str = "") -> AnnotationView:
    target = Target(start=max(0, start), end=max(0, end), exact="x")
    annotation = Annotation(id=f"{start}-{end}", target=target, tags=tags)
    return AnnotationView(annotation=annotation, start=start, end=end, speaker=speaker)


TALK = ExportSource(
    id="aaaaaaaa-1", title="Talk", definitions={"rent": "Cost of homes", "new": "N"}
)
OTHER = ExportSource(id="bbbbbbbb-2", title="Talk")
CONTENTS = [
    (
        TALK,
        [
            marked(0, 10, "rent", "vote", speaker="Ana"),
            marked(5, 8, "vote", speaker="Bo"),
            marked(10, 20, "rent"),
            marked(-1, -1, "lost", "rent"),
        ],
    ),
    (OTHER, [marked(0, 10, "vote", speaker="Ana"), marked(0, 10, speaker="Ana")]),
]


def rows(name: str) -> list[list[Any]]:
    table = make_table(name, CONTENTS)
    return [list(table.columns), *map(list, table.rows)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "codebook",
            [
                ["tag", "definition", "annotations", "documents"],
                ["lost", "", 1, 1],
                ["new", "N", 0, 0],
                ["rent", "Cost of homes", 3, 1],
                ["vote", "", 3, 2],
            ],
        ),
        (
            "speaker-tag",
            [
                ["speaker", "lost", "rent", "vote"],
                ["Ana", 0, 1, 2],
                ["Bo", 0, 0, 1],
                ["(no speaker)", 1, 2, 0],
            ],
        ),
        (
            "tag-document",
            [
                ["tag", "Talk (aaaaaaaa)", "Talk (bbbbbbbb)"],
                ["lost", 1, 0],
                ["rent", 3, 0],
                ["vote", 2, 1],
            ],
        ),
        (
            "speaker-document",
            [
                ["speaker", "Talk (aaaaaaaa)", "Talk (bbbbbbbb)"],
                ["Ana", 1, 2],
                ["Bo", 1, 0],
                ["(no speaker)", 2, 0],
            ],
        ),
        (
            "tag-tag",
            [
                ["tag", "lost", "rent", "vote"],
                ["lost", 1, 1, 0],
                ["rent", 1, 3, 1],
                ["vote", 0, 1, 3],
            ],
        ),
        (
            "tag-overlap",
            [
                ["tag", "lost", "rent", "vote"],
                ["lost", 1, 1, 0],
                ["rent", 1, 3, 2],
                ["vote", 0, 2, 3],
            ],
        ),
    ],
)
def test_each_table_counts_annotations(name: str, expected: list[list[Any]]) -> None:
    assert rows(name) == expected


passages = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6), st.sets(st.sampled_from("abc"))), max_size=8
)


@given(passages)
def test_overlaps_are_those_that_comparing_each_with_each_finds(found: list[Any]) -> None:
    views = [marked(at, at + length, *sorted(tags)) for at, length, tags in found]
    table = make_table("tag-overlap", [(TALK, views)])
    for row, (tag, *counts) in zip(table.rows, map(list, table.rows), strict=True):
        assert row[0] == tag
        for other, count in zip(table.columns[1:], counts, strict=True):
            pairs = product(range(len(views)), repeat=2)
            expected = sum(
                tag in views[i].annotation.tags
                and other in views[j].annotation.tags
                and views[i].start < views[j].end
                and views[j].start < views[i].end
                and (tag != other or i == j)
                for i, j in pairs
            )
            assert count == expected


def test_a_table_is_csv_that_spreadsheets_do_not_run() -> None:
    view = marked(0, 3, "=1+1", speaker="@x")
    text = "".join(export("csv", TALK, [view], table="speaker-tag"))
    assert text == "speaker,'=1+1\n'@x,1\n"
    joined = "".join(map(str, export_several("csv", CONTENTS, table="tag-document")))
    assert next(csv.reader(io.StringIO(joined))) == rows("tag-document")[0]
    with pytest.raises(ReaderError, match="json has no single tables; write it as csv"):
        export("json", TALK, [], table="codebook")


def test_too_many_tags_have_no_table_of_pairs() -> None:
    views = [marked(0, 1, *(f"t{number}" for number in range(1_001)))]
    with pytest.raises(ReaderError, match="1001 tags have too many pairs"):
        make_table("tag-tag", [(TALK, views)])
    assert [table.name for table in make_tables(CONTENTS)] == list(TABLES)


def sheets(data: bytes) -> dict[str, str]:
    """Return the parts of a workbook that have words."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.endswith(".xml")]
        return {name: package.read(name).decode("utf-8") for name in names}


def test_a_workbook_has_all_tables_and_runs_nothing() -> None:
    pytest.importorskip("xlsxwriter")
    views = [entry(note="=1+1", tags=("@a",)), entry(2, said_by=HOSTILE, note=HOSTILE), orphan()]
    long = replace(entry(3), annotation=replace(entry(3).annotation, note="😀" * 40_000))
    parts = sheets(b"".join(export_bytes("xlsx", SOURCE, [*views, long])))
    assert "<f>" not in "".join(parts.values())
    titles = ElementTree.fromstring(parts["xl/workbook.xml"])
    names = [e.get("name") for e in titles.iter() if e.tag.endswith("}sheet")]
    assert names[:3] == ["Annotations", "Codebook", "Speakers and tags"]
    words = [e.text or "" for e in ElementTree.fromstring(parts["xl/sharedStrings.xml"]).iter()]
    assert "=1+1" in words
    [cut] = [word for word in words if "(cut)" in word]
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767


def test_a_workbook_without_its_package_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(ReaderError, match=r"install .*\[xlsx\]'"):
        list(export_bytes("xlsx", SOURCE, [entry()]))


def test_a_report_is_an_open_document_that_anybody_can_read() -> None:
    views = [entry(note="One\n\n  two  three"), document_note(), entry(2, note=HOSTILE)]
    data = b"".join(export_bytes("odt", SOURCE, views))
    assert data == b"".join(export_bytes("odt", SOURCE, views))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        for name in package.namelist()[1:]:
            ElementTree.fromstring(package.read(name))
        content = package.read("content.xml").decode("utf-8")
    assert '<text:p text:style-name="Quotations">a vote.</text:p>' in content
    assert 'two <text:s text:c="1"/>three' in content
    assert content.count("<table:table ") == len(make_tables([(SOURCE, views)]))


def test_a_wide_table_goes_on_below() -> None:
    views = [marked(0, 1, *(f"t{number:02}" for number in range(30)))]
    data = b"".join(export_bytes("odt", SOURCE, views))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read("content.xml").decode("utf-8")
    assert content.count('table:name="tag-tag-') == 3


def test_several_documents_are_one_file() -> None:
    parts = b"".join(x for x in export_several("odt", CONTENTS) if isinstance(x, bytes))
    with zipfile.ZipFile(io.BytesIO(parts)) as package:
        assert package.read("content.xml").decode().count("<text:h ") == 2 + len(TABLES)
