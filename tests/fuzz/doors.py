"""Fuzz targets deep inside a format, where random bytes seldom reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import quoteattr

from readerapp.core import settings, settings_file
from readerapp.core.errors import ReaderError
from readerapp.text import encoding, search
from readerapp.text.source import Text
from tests.documents import test_odt as odt
from tests.documents import word_files as docx
from tests.documents.pdfs import pdf
from tests.documents.samples import packed

Open = Callable[[bytes, Path], None]

SECONDS = 0.2
"""Time limit of an expression: one that takes longer must also end in an error sentence."""
_value = re.compile(r'(?<==)"[^"<>]*"')

_PARAGRAPHS = (
    docx.paragraph("The plan", "T")
    + docx.paragraph("Scope", "H2")
    + docx.paragraph("one", number="2", depth=1)
    + docx.paragraph("two", number="3")
    + docx.table(docx.cell(docx.paragraph("a")) + docx.cell(docx.paragraph("b", "Q")))
    + docx.paragraph(docx.run("c", "b") + docx.box(docx.paragraph("in a box")))
    + docx.paragraph('<w:r><w:footnoteReference w:id="2"/><w:br w:type="page"/></w:r>')
)
_ODT = """<text:h text:outline-level="2">Head</text:h><text:p text:style-name="P2">a<text:s
 text:c="3"/>b</text:p><text:list text:style-name="L"><text:list-item text:start-value="2"><text:p
 text:style-name="BI">c</text:p></text:list-item></text:list><table:table><table:table-row
 table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"><text:p>d
 </text:p></table:table-cell></table:table-row></table:table>"""


def _replace_attributes(xml: str, data: bytes) -> str:
    """Replace attribute values in `xml`: a byte selects one, the rest up to a NUL is the value."""
    places = list(_value.finditer(xml))
    values = {}
    for change in data.split(b"\0"):
        if change:
            place = places[change[0] % len(places)]
            said = "".join(
                sign if sign >= " " else " "
                for sign in change[1:].decode("utf-8", "ignore")
                if sign not in "\ufffe\uffff"
            )
            values[place.start()] = quoteattr(said)
    return _value.sub(lambda found: values.get(found.start(), found[0]), xml)


def _docx(data: bytes, folder: Path, open_document: Open) -> None:
    """Open a DOCX with replaced attribute values in every part."""
    parts = {
        "word/styles.xml": docx.STYLES,
        "word/numbering.xml": docx.NUMBERING,
        "word/footnotes.xml": docx.NOTES,
        "word/_rels/document.xml.rels": docx.LINKS,
    }
    made = {name: _replace_attributes(part, data) for name, part in parts.items()}
    open_document(docx.docx(_replace_attributes(_PARAGRAPHS, data), **made), folder / "a.docx")


def _odt(data: bytes, folder: Path, open_document: Open) -> None:
    """Open an ODT with replaced attribute values."""
    styles = odt.xml(_replace_attributes(odt.STYLES, data))
    open_document(
        odt.odt(_replace_attributes(_ODT, data), **{"styles.xml": styles}),
        folder / "a.odt",
    )


def _mail(data: bytes, folder: Path, open_document: Open) -> None:
    """Open a message whose header continues with `data`, and a mailbox with two such messages."""
    message = b"Message-ID: <1@example.org>\nFrom: a@example.org\n" + data
    open_document(message, folder / "a.eml")
    open_document(b"From a\n" + message + b"\nFrom b\n" + message, folder / "a.mbox")


def _charset(data: bytes, folder: Path, open_document: Open) -> None:
    """Decode words in an encoding that `data` names up to a NUL, in each format that names one."""
    label, _, words = data.partition(b"\0")
    open_document(b"<meta charset=" + label + b"><p>" + words, folder / "a.html")
    open_document(
        b'<?xml version="1.0" encoding="' + label + b'"?><html><p>' + words, folder / "b.html"
    )
    head = b"Message-ID: <1>\nSubject: =?" + label + b"?q?" + words[:20] + b"?=\n"
    open_document(
        head + b"Content-Type: text/plain; charset=" + label + b"\n\n" + words, folder / "a.eml"
    )
    xml = b'<?xml version="1.0" encoding="' + label + b'"?><w:document/>'
    open_document(packed({"a": b"", "word/document.xml": xml}), folder / "a.docx")
    name = label.decode("utf-8", "replace")
    assert isinstance(encoding.decode(words, name), str | None)
    (folder / "a.txt").write_bytes(words)
    with suppress(ReaderError):
        Text.open(folder / "a.txt", encoding=name.replace("\0", ""))


def _pdf(data: bytes, folder: Path, open_document: Open) -> None:
    """Open a PDF with overwritten bytes: NUL separates the changes, two bytes are the position."""
    made = bytearray(_PDF)
    for change in data.split(b"\0")[:8]:
        at = int.from_bytes(change[:2]) % len(made)
        made[at : at + len(change) - 2] = change[2:]
    open_document(bytes(made), folder / "a.pdf")


def _expression(data: bytes, _folder: Path, _open: Open) -> None:
    """Search for a regular expression."""
    text = Text.from_string("On 2024-05-03 the ferry (nine) sailed.\n" * 30 + "a" * 60)
    query = data.decode("utf-8", "replace")
    search._TIME_LIMIT = SECONDS
    try:
        for match in islice(search.find_all_matches(text, query, regex=True), 20):
            assert 0 <= match.start < match.end <= len(text)
    except ReaderError as error:
        assert str(error)


def _settings(data: bytes, folder: Path, _open: Open) -> None:
    """Load a settings file."""
    (folder / "settings.toml").write_bytes(data)
    try:
        found = settings.load_settings({"READERAPP_SETTINGS": str(folder / "settings.toml")})
    except ReaderError as error:
        assert len(str(error)) < 1000
    else:
        assert isinstance(found.keys, dict)


_PDF = pdf(
    [[(50, 700, 12, "The ferry sails at nine,"), (50, 680, 12, "said the owner.")], []],
    info="/Title(A plan)/Author(Uma)",
    labels="0<</S/r>>",
    outline=[("Plan", 0)],
    annotations=[
        (0, (200, 690, 300, 710), "/Subtype/Widget/FT/Tx/T(who)/V(Uma)", "Uma"),
        (
            0,
            (50, 678, 130, 690),
            "/Subtype/Highlight/QuadPoints[50 690 130 690 50 678 130 678]",
            "",
        ),
        (0, (50, 500, 60, 510), "/Subtype/Text/T(Ola)/Contents(True?)/IRT @1 ", ""),
    ],
    form=True,
)

DOORS: dict[str, Callable[[bytes, Path, Open], None]] = {
    "word": _docx,
    "open": _odt,
    "mail": _mail,
    "charset": _charset,
    "pdf": _pdf,
    "expression": _expression,
    "settings": _settings,
}
"""Each target takes some bytes, a scratch folder, and a function that opens a document."""

SAMPLES: dict[str, list[bytes]] = {
    "word": [b"\x011.5\0\x03" + b"9" * 30, b"\x05-1\0\x06\xc2\xb2"],
    "open": [b"\x011.5\0\x03" + b"9" * 30, b"\x05-1\0\x06\xc2\xb2"],
    "mail": [
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=x"
        b"\nContent-Transfer-Encoding: base64\n\nPGI+YQ==\n--b--\n",
        b'To: "a, b" <a@b>, =?utf-8?q?c=C3=A9?= (d), e: f;\nDate: Fri, 3 May 2024 10:00:00 +0000\n'
        b"\nContent-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=b\n\nwords\n",
    ],
    "charset": [b"hex\0words", b"gb2312\0\xc4\xe3", b"utf-16\0a\0b\0", b"iso-2022-jp\0\x1b$B"],
    "pdf": [b"\x00\x20[[[[", b"\x01\x00/Kids[5 0 R 5 0 R]"],
    "expression": [rb"(?<=at )\d{1,3}|[^a-c]+?(x)\1", b"(?:(?:a{99}){99})", b"(?R)", b"(?P<a>.)*"],
    "settings": [
        settings_file.complete_settings()[0].replace("\n# ", "\n").encode(),
        b'[keys]\n"document.down" = ["n", "ctrl+n"]\n[templates]\ntext = "{quoted}"\n',
    ],
}
"""Sample inputs of each target."""
