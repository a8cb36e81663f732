"""Each format gives a contents list: headings, letters, rooms, days, else pages or times."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readerapp import documents
from readerapp.cli import main
from readerapp.core.errors import ReaderError
from readerapp.documents import registry
from readerapp.reading.outline import make_outline
from tests.documents import pdfs
from tests.documents.depositions import Deposition
from tests.documents.samples import packed

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODT_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def docx_paragraph(style: str, words: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'


DOCX = packed(
    {
        "[Content_Types].xml": "<Types/>",
        "word/styles.xml": f'<w:styles xmlns:w="{W}">'
        + "".join(
            f'<w:style w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>'
            for n in (1, 2)
        )
        + "</w:styles>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>'
        + docx_paragraph("Heading1", "The ferry")
        + docx_paragraph("Normal", "Words.")
        + docx_paragraph("Heading2", "The bus")
        + docx_paragraph("Normal", "More words.")
        + "</w:body></w:document>",
    }
)
ODT = packed(
    {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{ODT_TEXT}">'
        "<o:body><o:text>"
        '<t:h t:outline-level="1">The ferry</t:h><t:p>Words.</t:p>'
        '<t:h t:outline-level="2">The bus</t:h><t:p>More words.</t:p>'
        "</o:text></o:body></o:document-content>",
    }
)
EPUB = packed(
    {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="o.opf"/></container>',
        "o.opf": '<package><manifest><item id="a" href="a.html"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>',
        "a.html": "<h1>The ferry</h1><p>Words.</p><h2>The bus</h2><p>More words.</p>",
    }
)
FERRY = ["The ferry", "  The bus"]
PAGE = "<!doctype html><title>a</title><h1>The ferry</h1><p>Words.</p><h2>The bus</h2><p>More.</p>"
FICTION_BOOK = """<?xml version="1.0"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body>
<section><title><p>The ferry</p></title><p>Words.</p>
<section><title><p>The bus</p></title><p>More.</p></section></section></body></FictionBook>
"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<div><head>The ferry</head><p>Words.</p><div><head>The bus</head><p>More.</p></div></div>
</body></text></TEI>
"""
JATS = """<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS 1.2//EN" "a.dtd">
<article><body><sec><title>The ferry</title><p>Words.</p>
<sec><title>The bus</title><p>More.</p></sec></sec></body></article>
"""
DOCBOOK = """<article xmlns="http://docbook.org/ns/docbook" version="5.0">
<section><title>The ferry</title><para>Words.</para>
<section><title>The bus</title><para>More.</para></section></section></article>
"""
FINAL_DRAFT = """<?xml version="1.0"?><FinalDraft DocumentType="Script"><Content>
<Paragraph Type="Scene Heading"><Text>INT. FERRY - DAY</Text></Paragraph>
<Paragraph Type="Action"><Text>Words.</Text></Paragraph>
<Paragraph Type="Scene Heading"><Text>EXT. BUS - NIGHT</Text></Paragraph>
<Paragraph Type="Action"><Text>More.</Text></Paragraph></Content></FinalDraft>
"""
LETTER = "From: a@b.example\nMessage-ID: <1@b.example>\nSubject: The ferry\n\nWords.\n"
MAILBOX = "".join(
    f"From a@b.example Mon Nov  2 10:00:00 2026\n{LETTER.replace('The ferry', subject)}\n"
    for subject in ("The ferry", "The bus")
)
CHAT = {
    "name": "Harbour",
    "type": "personal_chat",
    "messages": [
        {"id": n, "type": "message", "date": f"2026-11-0{n}T10:00:00", "from": "Ida", "text": "Hi"}
        for n in (1, 2)
    ],
}
TRANSCRIPT = {
    "segments": [
        {"start": 120.0 * n, "end": 120.0 * n + 2, "text": "Words.", "speaker": f"S{n % 2}"}
        for n in range(2)
    ]
}
TTML = (
    '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
    '<p begin="00:00:05.000" end="00:00:07.000">Words.</p></div></body></tt>'
)
ASS = """[Script Info]
[Events]
Format: Start, End, Text
Dialogue: 0:00:05.00,0:00:07.00,Words.
"""
FINAL_DRAFT = """<?xml version="1.0"?><FinalDraft DocumentType="Script"><Content>
<Paragraph Type="Scene Heading"><Text>INT. FERRY - DAY</Text></Paragraph>
<Paragraph Type="Action"><Text>Words.</Text></Paragraph>
<Paragraph Type="Scene Heading"><Text>EXT. BUS - NIGHT</Text></Paragraph></Content></FinalDraft>
"""
SECONDS_5 = ["00:00:05 Words."]
SAMPLES: dict[str, tuple[str, bytes | str, list[str]]] = {
    "pdf": (
        "a.pdf",
        pdfs.pdf([pdfs.column("Words on page 1."), pdfs.column("More.")]),
        ["p. 1 Words on page 1. More.", "p. 2 More."],
    ),
    "epub": ("a.epub", EPUB, FERRY),
    "docx": ("a.docx", DOCX, FERRY),
    "odt": ("a.odt", ODT, FERRY),
    "rtf": (
        "a.rtf",
        r"{\rtf1{\stylesheet{\s1 heading 1;}}\pard\s1 The ferry\par\pard Words.\par}",
        ["The ferry"],
    ),
    "fb2": ("a.fb2", FICTION_BOOK, FERRY),
    "tei": ("a.xml", TEI, FERRY),
    "jats": ("a.xml", JATS, FERRY),
    "docbook": ("a.xml", DOCBOOK, FERRY),
    "vtt": ("a.vtt", "WEBVTT\n\n00:05.000 --> 00:07.000\nWords.\n", SECONDS_5),
    "srt": ("a.srt", "1\n00:00:05,000 --> 00:00:07,000\nWords.\n", SECONDS_5),
    "sbv": ("a.sbv", "0:00:05.000,0:00:07.000\nWords.\n", SECONDS_5),
    "lrc": ("a.lrc", "[00:05.00]Words.\n[00:07.00]More.\n", ["00:00:05 Words. More."]),
    "ass": ("a.ass", ASS, SECONDS_5),
    "ttml": ("a.ttml", TTML, SECONDS_5),
    "transcript": (
        "a.json",
        json.dumps(TRANSCRIPT),
        ["00:00:00 S0: Words. S1: Words.", "00:02:00 S1: Words."],
    ),
    "calendar": (
        "a.ics",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:The ferry\nEND:VEVENT\nEND:VCALENDAR\n",
        ["The ferry"],
    ),
    "mbox": ("a.mbox", MAILBOX, ["The ferry · a@b.example", "The bus · a@b.example"]),
    "mail": ("a.eml", LETTER, ["The ferry"]),
    "html": ("a.html", PAGE, FERRY),
    "chat": ("a.json", json.dumps(CHAT), ["Harbour", "  2026-11-01", "  2026-11-02"]),
    "final-draft": ("a.fdx", FINAL_DRAFT, ["INT. FERRY - DAY", "EXT. BUS - NIGHT"]),
    "fountain": (
        "a.fountain",
        "INT. FERRY - DAY\n\nWords.\n\nEXT. BUS - NIGHT\n\nMore.\n",
        ["INT. FERRY - DAY", "EXT. BUS - NIGHT"],
    ),
    "court-transcript": (
        "a.txt",
        Deposition(2, first=12).text(head="#"),
        ["EXAMINATION"],
    ),
    "markdown": ("a.md", "# The ferry\n\nWords.\n\n## The bus\n\nMore.\n", FERRY),
    "text": (
        "a.txt",
        "CHAPTER I\n\nWords.\n\nCHAPTER II\n\nMore.\n",
        ["CHAPTER I", "CHAPTER II"],
    ),
}
"""For each format a file, and its contents list; those of pages and times have words behind."""


def test_every_format_has_a_sample() -> None:
    assert SAMPLES.keys() == {kind.name for kind in registry.FORMATS}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_contents_list_of_a_format(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file, data, expected = SAMPLES[name]
    path = tmp_path / file
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    document = documents.open(path)
    assert document.format == name
    assert main(["text", "--contents", str(path)]) == 0
    printed = capsys.readouterr().out.splitlines()
    begins = [line[: len(row)] for line, row in zip(printed, expected, strict=True)]
    assert begins == expected
    assert main(["text", "--contents", "--json", str(path)]) == 0
    items = json.loads(capsys.readouterr().out)
    # What the contents screen lists, and where each entry leads.
    assert [(item["start"], item["title"]) for item in items] == [
        (entry.start, entry.title) for entry in make_outline(document).entries
    ]
    for heading in document.headings:
        assert document.text.slice(heading.start, heading.start + 3) == heading.title[:3]


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "pdf"])
def test_a_file_of_another_format_is_read_or_refused(tmp_path: Path, name: str) -> None:
    """As `readerapp text --format NAME` asks for it."""
    for file, data, _ in SAMPLES.values():
        path = tmp_path / file
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        try:
            document = documents.open(path, as_format=name)
        except ReaderError as error:
            assert str(error).count("\n") == 0
        else:
            assert document.names == (str(path),)
