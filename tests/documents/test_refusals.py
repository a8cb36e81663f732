"""Files of kinds that no format opens are refused by name, with a way out (case C4)."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readerapp import documents
from readerapp.core.errors import ReaderError
from readerapp.documents import refusals
from readerapp.documents.detection import archive_names
from readerapp.documents.format import DocumentInput
from readerapp.text.byte_source import MemoryBytes
from tests.documents.samples import opened, packed

NOISE = random.Random(14).randbytes(4000)
"""The rest of a file of which only the beginning matters."""


def ole(*names: str) -> bytes:
    """Return an OLE file with streams of these names: a header, its table, its directory."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB", 2 * len(name) + 2, 2)
        + bytes(61)
        for name in ("Root Entry", *names)
    )  # fmt: skip
    sectors = -(-len(entries) // 512)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<3H", 62, 3, 0xFFFE)
    header += struct.pack("<2H", 9, 6) + bytes(10) + struct.pack("<I", 1)
    header += (
        struct.pack("<I", 1) + bytes(24) + struct.pack("<I", 0) + struct.pack("<I", free) * 108
    )
    chain = [0xFFFFFFFD, *range(2, sectors + 1), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    return header.ljust(512, b"\0") + table + entries.ljust(512 * sectors, b"\0")


def office(folder: str) -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", f"{folder}/main.xml": "<a/>"})


def open_document(kind: str) -> bytes:
    media_type = f"application/vnd.oasis.opendocument.{kind}"
    return packed({"mimetype": media_type, "content.xml": "<office/>"})


def tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        info = tarfile.TarInfo("notes.txt")
        info.size = 9000
        archive.addfile(info, io.BytesIO(b"The tide. " * 900))
    return data.getvalue()


def palm(kind: bytes) -> bytes:
    return b"Tides".ljust(60, b"\0") + kind + b"\0\1" * 8 + b"The tide came in. " * 5000


WORDS = b"The tide came in, and nobody saw it. " * 400

KINDS = {
    "old.doc": (ole("WordDocument", "1Table"), "a Word document of the old kind (.doc)", ".docx"),
    "old.xls": (ole("Workbook"), "an Excel sheet of the old kind (.xls)", ".csv"),
    "old.ppt": (ole("PowerPoint Document"), "a PowerPoint presentation of the old kind", "PDF"),
    "mail.msg": (ole("a", "b", "c", "d", "__properties_version1.0"), "message of Outlook", ".eml"),
    "locked.docx": (ole("EncryptionInfo", "EncryptedPackage"), "with a password", "without a"),
    "other.ole": (ole("Contents"), "a document of the old Office kind", "PDF"),
    "cut.doc": (ole("WordDocument")[:700], "a Word document of the old kind (.doc)", ".docx"),
    "a.pptx": (office("ppt"), "a PowerPoint presentation (.pptx)", "PDF"),
    "a.xlsx": (office("xl"), "an Excel sheet (.xlsx)", ".csv"),
    "a.ods": (open_document("spreadsheet"), "an OpenDocument sheet (.ods)", ".csv"),
    "a.odp": (open_document("presentation-template"), "OpenDocument presentation (.odp)", "PDF"),
    "a.pages": (packed({"Index/Document.iwa": b"\0"}), "of Pages, Numbers or Keynote", "EPUB"),
    "a.numbers": (packed({"Index/Tables/Table.iwa": b"\0"}), "a Numbers or Pages document", "PDF"),
    "a.xps": (packed({"FixedDocumentSequence.fdseq": "<a/>"}), "an XPS document", "PDF"),
    "a.qdpx": (packed({"project.qde": "<a/>"}), "a REFI-QDA project", "readerapp import"),
    "a.jar": (packed({"META-INF/MANIFEST.MF": "a: b"}), "a program (Java)", "a document"),
    "a.mobi": (palm(b"BOOKMOBI"), "a Kindle book (MOBI or AZW3)", "EPUB"),
    "a.pdb": (palm(b"TEXtREAd"), "a Palm book", "EPUB"),
    "a.kfx": (b"CONT\2\0" + NOISE, "a Kindle book (KFX)", "EPUB"),
    "a.djvu": (b"AT&TFORM\0\0\1\0DJVM" + NOISE, "a DjVu document", "ddjvu"),
    "a.ps": (b"%!PS-Adobe-3.0\n" + WORDS, "a PostScript file", "ps2pdf"),
    "a.wpd": (b"\xffWPC" + NOISE, "a WordPerfect document", ".odt"),
    "a.png": (b"\x89PNG\r\n\x1a\n" + NOISE, "a picture (PNG)", "tesseract"),
    "a.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF" + NOISE, "a picture (JPEG)", "tesseract"),
    "a.gif": (b"GIF89a" + NOISE, "a picture (GIF)", "tesseract"),
    "a.heic": (b"\0\0\0\x18ftypheic" + NOISE, "a picture (HEIC)", "tesseract"),
    "a.tif": (b"II*\0" + NOISE, "a picture (TIFF)", "tesseract"),
    "a.webp": (b"RIFF\0\1\0\0WEBP" + NOISE, "a picture (WebP)", "tesseract"),
    "a.mp3": (b"ID3\3" + NOISE, "a recording (MP3)", "transcript"),
    "b.mp3": (b"\xff\xfb\x90\x44" + NOISE, "a recording (MP3)", "transcript"),
    "a.m4a": (b"\0\0\0\x20ftypM4A " + NOISE, "a recording (M4A)", "transcript"),
    "a.mp4": (b"\0\0\0\x20ftypisom" + NOISE, "a recording (MP4)", "transcript"),
    "a.ogg": (b"OggS\0\2" + NOISE, "a recording (Ogg)", "transcript"),
    "a.wav": (b"RIFF\0\1\0\0WAVE" + NOISE, "a recording (WAV)", "transcript"),
    "a.mkv": (b"\x1aE\xdf\xa3" + NOISE, "a recording (Matroska or WebM)", "transcript"),
    "a.sqlite": (b"SQLite format 3\0" + WORDS, "a database (SQLite)", ".csv"),
    "a.out": (b"\x7fELF\2\1\1" + NOISE, "a program", "a document"),
    "a.exe": (b"MZ\x90\0" + NOISE, "a program (Windows)", "a document"),
    "a.txt.gz": (gzip.compress(WORDS), "compressed (gzip)", "zcat FILE | readerapp -"),
    "a.txt.bz2": (bz2.compress(b"words"), "compressed (bzip2)", "bzcat"),
    "a.txt.xz": (lzma.compress(WORDS), "compressed (xz)", "xzcat"),
    "a.7z": (b"7z\xbc\xaf\x27\x1c" + NOISE, "a 7z archive", "unpack it"),
    "a.rar": (b"Rar!\x1a\x07\x01\0" + NOISE, "a RAR archive", "unpack it"),
    "a.tar": (tar(), "a tar archive", "tar -xf"),
    "a.ttf": (b"\0\1\0\0\0\x11" + NOISE, "a font", "a document"),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS, ids=lambda name: f"C4-{name}")
def test_a_kind_is_named_with_a_way_out(tmp_path: Path, name: str) -> None:
    data, kind, way = KINDS[name]
    with pytest.raises(ReaderError) as refused:
        opened(tmp_path, name, data)
    sentence = str(refused.value)
    assert kind in sentence
    assert way in sentence
    assert sentence.startswith(f"{tmp_path / name} is ")
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"report.docx": "x"}, "a ZIP archive with report.docx in it; unpack it and open that."),
        (
            {"_chat.txt": "words", "IMG.jpg": "x", "__MACOSX/._chat.txt": "x", ".DS_Store": "x"},
            "a ZIP archive with _chat.txt in it; unpack it and open that.",
        ),
        (
            {"data/": "", "a.bin": "", "data/1.txt": "", "data/2.md": ""},
            "a ZIP archive of 2 documents, such as data/1.txt; unpack it and open a file of it.",
        ),
        ({"a.bin": "", "b.bin": ""}, "a ZIP archive of 2 files, such as a.bin; unpack it"),
        ({"data/": ""}, "a ZIP archive without files"),
        ({"a\x1b[31m.txt": ""}, "a ZIP archive with a␛[31m.txt in it"),
    ],
    ids=["C4-zip-of-one", "with-others", "several", "no-document", "empty", "hostile-name"],
)
def test_what_is_in_a_zip_archive_is_named(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    with pytest.raises(ReaderError) as refused:
        opened(tmp_path, "a.zip", packed(files))
    assert said in str(refused.value)


def test_a_document_stored_in_an_archive_does_not_make_it_one(tmp_path: Path) -> None:
    """Its bytes, uncompressed, hold the names that tell a DOCX."""
    inner = packed({"[Content_Types].xml": "", "word/document.xml": "<a/>"})
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("report.docx", inner)
    with pytest.raises(ReaderError, match=r"a ZIP archive with report\.docx in it"):
        opened(tmp_path, "a.zip", data.getvalue())


def test_a_damaged_archive_is_said_to_be_damaged(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="is damaged; get a new copy"):
        opened(tmp_path, "a.docx", packed({"word/document.xml": "<a/>" * 99})[:60])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bell.txt", b"MZ means Mark Zbikowski.\7\n"),
        ("bitmap.txt", b"BM1234\0\0\0\0 begins a bitmap, and this does not.\n"),
        ("cyrillic.txt", "яы это слова, и ещё слова в старой кодировке. ".encode("cp1251") * 9),
        ("nul.txt", b"A few \0 zeros are no reason to refuse a whole long text. " * 9),
        ("gif.txt", b"GIF89a was the second version.\x08\n" * 20),
        ("wide.txt", "MZ in sixteen bits".encode("utf-16")),
        ("bare-wide.txt", ("In sixteen bits, without a mark. " * 20).encode("utf-16-le")),
        ("ansi.txt", b"\x1b[1mbold\x1b[0m words\n"),
        ("zip.txt", b"PK is how a zip archive begins"),
        ("raw.tex", b"\\documentclass{article}\n"),
        ("raw.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><text>words</text></svg>"),
    ],
)
def test_what_opens_as_text_is_not_refused(tmp_path: Path, name: str, data: bytes) -> None:
    assert len(opened(tmp_path, name, data).text) > 10


def test_a_named_format_opens_what_would_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ps"
    path.write_bytes(b"%!PS-Adobe-3.0\n(words) show\n")
    assert "(words) show" in documents.open(path, as_format="text").text.whole()


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 400), st.integers(0, 255))
@settings(deadline=None)
def test_a_damaged_file_is_refused_or_read_but_never_a_crash(
    name: str, place: int, byte: int
) -> None:
    data = bytearray(KINDS[name][0])
    data[place % len(data)] = byte
    source = DocumentInput(MemoryBytes(bytes(data)), name, name)
    try:
        refusals.refuse_known(source)
    except ReaderError as error:
        assert name in str(error)


def test_an_archive_that_states_its_sizes_in_64_bits(tmp_path: Path) -> None:
    """Some programs always write so (zip64, APPNOTE.TXT 4.3.14)."""
    data = packed({"mimetype": "application/epub", "a/b.fb": "", "notes.txt": "words"})
    at = data.rindex(b"PK\5\6")
    length, start = struct.unpack_from("<II", data, at + 12)
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 3, 3, length, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    source = DocumentInput(MemoryBytes(data[:at] + record + locator + end), "a.zip", "a.zip")
    assert archive_names(source) == [b"mimetype", b"a/b.fb", b"notes.txt"]
    with pytest.raises(ReaderError, match=r"a ZIP archive with notes\.txt in it"):
        opened(tmp_path, "a.zip", data[:at] + record + locator + end)


@given(st.integers(0, 400), st.integers(0, 255))
def test_the_names_of_a_damaged_archive(place: int, byte: int) -> None:
    data = bytearray(packed({"a.txt": "words", "b.txt": "more"}))
    data[place % len(data)] = byte
    assert len(archive_names(DocumentInput(MemoryBytes(bytes(data)), "a", "a"))) <= 2
