"""Evidence: the sheet as a browser reads it, and facts that other formats have on demand."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.core.model import Target
from readerapp.documents.document import Document, Milestone
from readerapp.documents.file_version import identify_file
from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.interchange.exporters import export
from readerapp.interchange.exporters.formats import FORMATS
from readerapp.interchange.template_fields import cite_view
from readerapp.text.source import Text
from tests.interchange.test_exports import HOSTILE, document_note, entry, orphan, text_of

TEXT = "It was late.\n\n“Read <b>it</b> again,” said Ann. “Twice.”\n\nNobody did.\n"
PAGES = [Milestone(0, "45:12", line=12), Milestone(14, "45:13", line=13)]
DOCUMENT = Document(Text.from_string(TEXT), "Minutes", "text", milestones=PAGES)
DIGEST = DOCUMENT.text.fingerprint().removeprefix("sha256:")
SOURCE = ExportSource(
    id="d",
    title="Minutes",
    name="/home/ann/it's minutes.txt",
    text=TEXT,
    fingerprint=f"sha256:{DIGEST}",
    modified="2026-11-20T17:02:03Z",
    file="it's minutes.txt",
    file_digest="ab" * 32,
    extraction="text 1",
)
PAGE = replace(
    SOURCE, name="https://example.org/m?a=1&b=2", read="2026-11-28T09:14:59.000000Z", modified=""
)


def marked(words: str, number: int = 1, **changes: object) -> AnnotationView:
    start = TEXT.index(words)
    end = start + len(words)
    target = Target(start=start, end=end, exact=words)
    view = entry(number, target=target, start=start, end=end, **changes)
    return replace(view, document=DOCUMENT)


WORDS = marked("Read <b>it</b> again,")


def sheet(*views: AnnotationView, source: ExportSource = SOURCE) -> html.HtmlElement:
    return html.document_fromstring("".join(export("evidence", source, views)))


def words_of(found: html.HtmlElement) -> str:
    return " ".join(found.text_content().split())


def test_a_sheet_shows_the_words_in_their_passage_and_what_identifies_them() -> None:
    checked = ("quote-check", "quote-check/not-found", "quote-check/problem")
    page = sheet(WORDS, marked("Twice.", 2, said_by="", note="", tags=checked))
    first, second = page.findall(".//article")
    assert words_of(first.find("h2")) == "1 Maria Ortega · 45:13"
    [mark] = first.findall(".//mark")
    assert mark.text_content() == "Read <b>it</b> again,"
    paragraph = mark.getparent().text_content()
    assert paragraph == "“Read <b>it</b> again,” said Ann. “Twice.”"
    beside = [words_of(one) for one in first.find_class("beside")]
    assert beside == ["It was late.", "Nobody did."]
    facts = words_of(first)
    for fact in ("Page 45", "Line 13", f"Characters {WORDS.start} to {WORDS.end}", "unchanged"):
        assert fact in facts
    assert "Marked by Bo Lind, 2026-03-01 10:00 UTC" in facts and "Check the minutes." in facts
    assert not second.find_class("note") and "Quote check" not in facts
    assert "Quote check not found, problem" in words_of(second)
    header = words_of(page.find(".//header"))
    assert f"SHA-256 of the text {DIGEST}" in header and "ab" * 32 in header
    assert "File it's minutes.txt File changed 2026-11-20 17:02 UTC" in header
    assert "/home/ann" not in words_of(page)
    checks = [words_of(one) for one in page.findall(".//section//code")]
    name = "'it'\"'\"'s minutes.txt'"
    assert checks == [f"readerapp text {name} | sha256sum", DIGEST, f"sha256sum {name}", "ab" * 32]


def test_a_sheet_says_loudly_what_is_not_as_it_was_marked() -> None:
    drifted = marked("Twice.", 2, state="drifted")
    page = sheet(drifted, orphan(), document_note())
    changed, lost = page.findall(".//article")
    assert "has changed" in words_of(changed.find_class("warning")[0])
    assert "not in the text any more" in words_of(lost.find_class("warning")[0])
    assert words_of(lost.find_class("passage")[0]) == "Passage …was a vote. So…"
    assert "All of it." in words_of(page.findall(".//section")[0])


def test_what_is_not_known_is_left_out() -> None:
    bare = ExportSource(id="d", title="Minutes")
    page = sheet(replace(WORDS, document=None), source=bare)
    assert not page.find_class("passage") and not page.find_class("check")
    assert not page.find_class("warning") and "SHA-256" not in words_of(page)
    gone = sheet(WORDS, source=replace(SOURCE, modified="", file_digest=""))
    assert "not at hand any more" in words_of(gone.find_class("warning")[0])
    piped = sheet(WORDS, source=replace(SOURCE, file="", modified="", file_digest=""))
    assert [words_of(one) for one in piped.findall(".//section//code")] == [
        "readerapp text - < FILE | sha256sum",
        DIGEST,
    ]


def test_a_sheet_has_no_script_and_loads_nothing_whatever_it_contains() -> None:
    hostile = f"{HOSTILE}</style></article><script>x()</script>![i](http://a/b) onclick='x()'"
    text = f"{hostile}\n\n{hostile}"
    source = ExportSource(
        **dict.fromkeys(("id", "title", "author", "date", "fingerprint", "file"), hostile),
        **dict.fromkeys(("read", "file_digest", "extraction"), hostile),
        name=f"https://a/{hostile}",
        text=text,
    )
    view = entry(
        target=Target(start=0, end=9, exact=hostile, prefix=hostile, suffix=hostile),
        start=2,
        end=9,
        note=hostile,
        tags=(hostile,),
        said_by=hostile,
        made_by=hostile,
        locator=hostile,
        created=hostile,
    )
    written = "".join(export("evidence", source, [view, replace(orphan(), speaker=hostile)]))
    assert not set(written).intersection("\x1b\x9b\x00\u202e")
    page = html.document_fromstring(written)
    names = {element.tag for element in page.iter()}
    assert not names & {"script", "img", "b", "link", "iframe", "form"}
    assert len(page.findall(".//article")) == 2 and len(page.findall(".//style")) == 1
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    attributes = {name for element in page.iter() for name in element.attrib}
    assert attributes <= {"class", "dir", "href", "rel", "http-equiv", "content", "charset", "name"}
    style = page.findall(".//style")[0].text_content()
    assert "url(" not in style and "@import" not in style and "x()" not in style


def test_the_foot_of_each_page_has_the_hash() -> None:
    assert f'content: "sha256 {DIGEST[:12]}"' in "".join(export("evidence", SOURCE, [WORDS]))


def test_a_web_page_has_its_address_and_the_time_it_was_read() -> None:
    page = sheet(WORDS, source=PAGE)
    [link] = page.findall(".//header//a")
    assert link.get("href") == PAGE.name
    assert "Read 2026-11-28 09:14 UTC" in words_of(page.find(".//header"))
    text = "".join(export("text", PAGE, [WORDS]))
    assert f"Read: 2026-11-28 09:14 UTC, sha256 {DIGEST[:12]}\n" in text
    assert PAGE.name not in text.partition("Contents")[2]  # it is at the top
    copied = "".join(export("text", PAGE, [WORDS], heading=False))
    assert f"45:13, {PAGE.name}, read 2026-11-28, sha256 {DIGEST[:12]})" in copied
    assert "Y2  - 2026/11/28\n" in "".join(export("ris", PAGE, [WORDS]))


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.evidence])
def test_evidence_on_demand_says_version_context_and_marking(name: str) -> None:
    plain = text_of(name, WORDS, source=SOURCE)
    full = text_of(name, WORDS, source=SOURCE, evidence=True)
    for fact in (DIGEST, "ab" * 32):
        assert fact in full and (name == "evidence" or fact not in plain)
    for fact in ("It was late.", "said Ann."):
        assert fact in full.replace("\\", "")


def test_csv_and_json_have_the_same_evidence() -> None:
    views = [WORDS, document_note()]
    items = json.loads("".join(export("json", SOURCE, views, evidence=True)))
    rows = list(csv.DictReader(io.StringIO("".join(export("csv", SOURCE, views, evidence=True)))))
    first = items[0]["evidence"]
    assert first == {
        "sha256": DIGEST,
        "file_sha256": "ab" * 32,
        "read": None,
        "modified": "2026-11-20T17:02:03Z",
        "page": "45",
        "line": "13",
        "before": "It was late. “",
        "after": "” said Ann. “Twice.”",
    }
    assert rows[0]["address"] == SOURCE.name
    for name, value in first.items():
        assert rows[0][name.replace("_", " ")] == (value or "")
    assert items[1]["evidence"]["before"] is None and rows[1]["before"] == ""
    assert "evidence" not in json.loads("".join(export("json", SOURCE, views)))[0]


def test_other_formats_have_no_room_for_evidence() -> None:
    with pytest.raises(ReaderError, match=r"ris has no room for evidence; choose one of markdown"):
        export("ris", SOURCE, [WORDS], evidence=True)


def test_the_citation_style_evidence_has_a_line_for_each_fact() -> None:
    assert cite_view(SOURCE, WORDS, style="evidence").splitlines() == [
        '"Read <b>it</b> again,"',
        "— Maria Ortega, Minutes, 45:13",
        "Before: It was late. “",
        "After: ” said Ann. “Twice.”",
        f"Source: {SOURCE.name}",
        "Version: 2026-11-20 17:02 UTC",
        f"SHA-256 of its text: {DIGEST}",
        "Marked by: Bo Lind, 2026-03-01 10:00 UTC",
    ]


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{page}/{line} {start}-{end}", f"45/13 {WORDS.start}-{WORDS.end}"),
        ("{hash} {read} {version}", f"{DIGEST[:12]} 2026-11-28 2026-11-28 09:14 UTC"),
        ("{access}", f"{PAGE.name}, read 2026-11-28, sha256 {DIGEST[:12]}"),
        ("{marked}", "Bo Lind, 2026-03-01 10:00 UTC"),
        ("{after}", "” said Ann. “Twice.”"),
    ],
)
def test_fields_of_evidence(template: str, written: str) -> None:
    assert cite_view(PAGE, WORDS, style=template) == written


def test_the_version_of_a_file_is_that_which_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    document = documents.open(path)
    version = identify_file(document, with_digest=True)
    assert (version.name, version.modified) == ("a.txt", "2023-11-14T22:13:20Z")
    assert version.digest == document.text.fingerprint().removeprefix("sha256:")
    assert identify_file(document).digest == ""
    path.write_text("Two, later.\n")
    changed = identify_file(document, with_digest=True)
    assert (changed.name, changed.modified, changed.digest) == ("a.txt", "", "")
    path.unlink()
    os.mkfifo(path)
    assert identify_file(document, with_digest=True) == changed
    assert identify_file(DOCUMENT).name == ""
