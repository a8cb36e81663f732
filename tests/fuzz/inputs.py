"""Building blocks of fuzz inputs: pieces that are meaningful in some format, and whole samples."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

from tests.store.examples import annotation, document

PIECES = [
    *(b"\x00", b"\x1b[2J", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x85"),
    *(b"\r\n", b"\t", b"\xe2\x80\x8d", b"\xf0\x9f\x91\xa8", b"\xcc\x81" * 9, b"\xf4\x90\x80\x80"),
    *(b'"', b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"-1", b"1e999", b"NaN"),
    *(b"\\ud800", b"9" * 400, b'"id"', b'"target"', b'"start"', b'"annotations"', b'"@context"'),
    *(b"<", b">", b"&lt;", b"<!DOCTYPE", b"<![CDATA[", b"</p>", b"<a href=", b"# ", b"```", b"|"),
    *(b"==========\n", b"- Your Highlight on Location 1-2", b"return {", b'["x"]=', b"PK\x03\x04"),
    *(
        b'<?xml version="1.0" encoding="nonesuch"?>',
        b"</",
        b"/>",
        b'="',
        b"<!--",
        b"--[[",
        b"(0, 1) - a\n",
    ),
    *(b'<TextSource plainTextPath="internal://a.txt">', b'<CodeRef targetGUID="c"/></Coding>'),
    *(b'<PlainTextSelection startPosition="0" endPosition="5">', b'<Coding creatingUser="u">'),
    *(
        b'<NoteRef targetGUID="n"/>',
        b'<Note guid="n"><PlainTextContent>',
        b'guid="c" isCodable="false"',
    ),
    *(b"1\n00:00:01,000 --> 00:00:02,000\n", b"WEBVTT\n", b"From: a\nSubject: b\n\n", b"%PDF-1.4"),
]


def _samples() -> list[bytes]:
    mark = annotation("a note").to_dict()
    tables = {"annotations": {"1": mark}, "document": {"1": document().to_dict()}}
    w3c = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "target": {"selector": [{"type": "TextQuoteSelector", "exact": "words"}]},
    }
    clipping = "Title (Author)\n- Your Highlight on Location 1-2 | Added on Monday\n\nwords\n"
    project = (
        b'<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" '
        b'origin="readerapp"><User guid="u" name="Ana"/><Codes><Code guid="h" name="Speakers" '
        b'isCodable="false"><Code guid="c" name="Bo"/></Code></Codes>'
        b'<TextSource name="a" plainTextPath="internal://a.txt"><NoteRef targetGUID="n"/>'
        b'<PlainTextSelection guid="s" startPosition="0" endPosition="5"><Description>why'
        b'</Description><Coding creatingUser="u"><CodeRef targetGUID="c"/></Coding>'
        b'<Coding creatingUser="v"/></PlainTextSelection></TextSource>'
        b'<Note guid="n"><PlainTextContent>note</PlainTextContent></Note></Project>'
    )
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
        project,
        f'["annotations", {json.dumps(mark)}]\n'.encode(),
    ]


SAMPLES = _samples()
