"""Malicious files: read in linear time and limited memory, or one error sentence."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable

import pytest

from readerapp.core.errors import ReaderError
from readerapp.interchange import importers
from readerapp.interchange.importers import base, qda_archive

SIZE = 400_000
"""Bytes of each input: what is quadratic in them takes minutes."""
SECONDS = 5
"""Of this process's own time; what is linear takes a tenth of a second."""


def w3c(body: str) -> str:
    """Return an annotation whose note is `body`, in HTML."""
    return json.dumps(
        {
            "type": "Annotation",
            "target": {"selector": {"type": "TextQuoteSelector", "exact": "words"}},
            "body": {"type": "TextualBody", "value": body, "format": "text/html"},
        }
    )


def fragment(value: str) -> str:
    selector = {"type": "FragmentSelector", "value": value}
    return json.dumps({"type": "Annotation", "bodyValue": "n", "target": {"selector": selector}})


def clippings(what: str, *bodies: str) -> str:
    return "".join(f"Book (Author)\n- {what}\n\n{body}\n==========\n" for body in bodies)


def filled(piece: str) -> str:
    return piece * (SIZE // len(piece))


def project(inside: str, **sources: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        xml = f'<Project xmlns="urn:QDA-XML:project:1.0"><Sources>{inside}</Sources></Project>'
        archive.writestr("project.qde", xml)
        for name, text in sources.items():
            archive.writestr(f"sources/{name}.txt", text)
    return packed.getvalue()


def sources_and_notes(count: int) -> bytes:
    refers = "".join(
        f'<TextSource name="{n}"><PlainTextContent>x</PlainTextContent>'
        f'<NoteRef targetGUID="n{n}"/></TextSource>'
        for n in range(count)
    )
    notes = "".join(
        f'<Note guid="n{n}"><PlainTextContent>note {n}</PlainTextContent></Note>'
        for n in range(count)
    )
    return project(refers + notes)


NOTED = "Highlight on page 3 | Added on Monday, April 21, 2014 10:08:07 PM"
HOSTILE: dict[str, Callable[[], str | bytes]] = {
    "tags that are not closed": lambda: w3c(filled("<a ")),
    "attributes that are not closed": lambda: w3c(filled('<a b="')),
    "comments that are not closed": lambda: w3c(filled("<!--")),
    "attributes of one tag": lambda: w3c("<a" + filled(' b="x"')),
    "a reference to a huge number": lambda: w3c("&#" + filled("9")),
    "fragments of text": lambda: fragment(filled(":~:text=")),
    "a month of a Kindle": lambda: clippings("Highlight | " + filled("a"), "words"),
    "days of a Kindle": lambda: clippings("Highlight | " + filled("1 abc"), "words"),
    "clippings of one page": lambda: clippings(NOTED, *(f"w{n} is new" for n in range(3_000))),
    "notes of one page": lambda: clippings(
        NOTED.replace("Highlight", "Note"), *(f"w{n} is new" for n in range(3_000))
    ),
    "comments of Lua that are not closed": lambda: "return {\n" + filled("--[[\n"),
    "long strings of Lua that are not closed": lambda: "return {" + filled("[[[[\n"),
    "a line of SLATE that goes on": lambda: "(1, 1) - a\n1" + filled(" ") + "x",
    "a first line of SLATE that goes on": lambda: "1" + filled(" ") + "x",
    "sources and notes": lambda: sources_and_notes(3_000),
    "a source for each selection": lambda: project(
        '<TextSource plainTextPath="internal://a.txt"><PlainTextSelection startPosition="0" '
        'endPosition="4"/></TextSource>' * 3_000,
        a=filled("a\r\n"),
    ),
    "selections in selections": lambda: project(
        "<TextSource><PlainTextContent>words</PlainTextContent><PlainTextSelection "
        'startPosition="0" endPosition="4">' * 4_000 + "</PlainTextSelection></TextSource>" * 4_000
    ),
    "one long note for many selections": lambda: project(
        "<TextSource><PlainTextContent>words</PlainTextContent>"
        + '<PlainTextSelection startPosition="0" endPosition="4"><NoteRef targetGUID="n"/>'
        "</PlainTextSelection>"
        * 100
        + f'</TextSource><Note guid="n"><PlainTextContent>{filled("y")}</PlainTextContent></Note>'
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_file_and_no_faster(name: str) -> None:
    content = HOSTILE[name]()
    data = content if isinstance(content, bytes) else content.encode()
    before = time.process_time()
    try:
        batch = importers.read_annotations(data, "file.annotations")
        if batch.within:
            batch.within("one two\n" * 100)
    except ReaderError as error:
        assert str(error)
    assert time.process_time() - before < SECONDS


def test_positions_in_one_long_line_are_computed_in_linear_time() -> None:
    batch = importers.read_annotations(b"(0, 7) - a\n" * 4_000, "a.annotations")
    assert batch.within
    before = time.process_time()
    assert len(batch.within(filled("word ")).items) == 1
    assert time.process_time() - before < SECONDS


def test_the_members_of_a_project_have_one_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qda_archive, "_MAXIMUM_SIZE", 2**20)
    parts = {f"s{n}": " " * 2**18 for n in range(5)}
    with pytest.raises(ReaderError, match="larger than 1 MB unpacked"):
        importers.read_annotations(project("", **parts), "their file")
    assert not importers.read_annotations(project("", s0=parts["s0"]), "their file").items


def test_the_limit_holds_for_a_header_with_a_wrong_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qda_archive, "_MAXIMUM_SIZE", 2**20)
    honest = project("", s=" " * 2**21)
    declared_size = (2**21).to_bytes(4, "little")
    assert honest.count(declared_size) == 2
    with pytest.raises(ReaderError):
        importers.read_annotations(
            honest.replace(declared_size, (2**10).to_bytes(4, "little")), "their file"
        )


def test_a_project_of_very_many_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qda_archive, "MAXIMUM_TAGS", 100)
    with pytest.raises(ReaderError, match="more than 100 tags"):
        importers.read_annotations(project("<Note/>" * 100), "their file")


def test_words_that_a_file_repeats_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "_MAXIMUM_CHARACTERS", 2**20)
    whole = '<PlainTextSelection startPosition="0" endPosition="100000"/>'
    source = f'<TextSource plainTextPath="internal://a.txt">{whole * 11}</TextSource>'
    with pytest.raises(ReaderError, match="longer than 1 million characters together"):
        importers.read_annotations(project(source, a="x" * 100_000), "their file")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a &amp; b</p><p>c<br>d</p>", "a & b\nc\nd"),
        ('<a title="x > y" href=z>a</a> &lt;b&gt;', "a <b>"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("a<!-- <b> -->b<!DOCTYPE x><?y z?>c", "abc"),
        ("a<!-- b", "a"),
        ("<a b='>' ", "<a b='>'"),
        ("&#99999999999;&#x41;", "\ufffdA"),
    ],
)
def test_the_words_of_a_note_in_html(html: str, words: str) -> None:
    [item] = importers.read_annotations(w3c(html).encode(), "their file").items
    assert item.note == words


@pytest.mark.parametrize("encoding", ["nonesuch", "hex", "undefined", "idna", "utf-7", "x" * 999])
def test_an_encoding_that_is_not_known_is_one_sentence(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    book = f'{head}<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("project.qde", f'{head}<Project xmlns="urn:QDA-XML:project:1.0"/>')
    for content in (book.encode(), packed.getvalue()):
        try:
            assert not importers.read_annotations(content, "their file").items
        except ReaderError as error:
            assert "\n" not in str(error)


def test_a_number_of_lua_beyond_reason_is_no_number() -> None:
    entry = "text='a', datetime='b', drawer='c', page=0x" + "f" * 6_000
    with pytest.raises(ReaderError, match="not plain data"):
        importers.read_annotations(f"return {{annotations={{{{{entry}}}}}}}".encode(), "their file")
