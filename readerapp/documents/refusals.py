"""Refusals: files of kinds that no format opens, known by their content, and the way out of each.

A refusal is one sentence that names the kind of the file and says what to do with it. The kinds are
those that people have beside their documents. A file is only asked here if no format recognises it
by its content; raw mark-up of formats that nobody reads is opened as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from readerapp.core.errors import ReaderError
from readerapp.documents import ole_file
from readerapp.documents.format import DocumentInput
from readerapp.documents.readable_files import has_readable_ending
from readerapp.documents.zip_archive import ZipArchive
from readerapp.text.encoding import detect_encoding
from readerapp.text.phrases import count_noun
from readerapp.text.sanitize import sanitize_label

_EXAMINED_BYTES = 4096
_NAME_WIDTH = 60
"""Widest name of a file in an archive, in cells."""

_RECORDING = "make a transcript of it, with Whisper for example, and open that"
_PICTURE = "make text of it with an OCR program, as in: tesseract FILE text"
_SHEET = "save it as .csv or PDF in LibreOffice or Excel and open that"
_SLIDES = "save it as PDF in LibreOffice or PowerPoint and open that"
_WORDS = "save it as .docx or .odt in LibreOffice or Word and open that"
_LIBREOFFICE = "save it as PDF in LibreOffice and open that"
_APPLE = "export it as PDF, EPUB or .docx in Pages, Numbers or Keynote and open that"
_BOOK = "convert it to EPUB, with Calibre for example, and open that"
_LOCKED = "save it without a password and open that"
_UNPACK = "unpack it and open a file of it"
_PROGRAM = "open a document instead"
_TABLES = "export its texts as .csv or .txt and open these"


def _unpacked_by(command: str) -> str:
    """Return the way out of a compressed file, with the command that writes its content."""
    return f"unpack it, or use: {command} FILE | readerapp -"


# The first bytes of each kind, as a regular expression over the first bytes of the file, with its
# name and the way out. Sources: the specifications of the formats, and the IANA media types.
_SIGNATURES: Sequence[tuple[bytes, str, str]] = (
    # Pictures
    (rb"\x89PNG\r\n\x1a\n", "a picture (PNG)", _PICTURE),
    (rb"\xff\xd8\xff", "a picture (JPEG)", _PICTURE),
    (rb"II[*+]\0|MM\0[*+]", "a picture (TIFF)", _PICTURE),
    (rb"RIFF[\s\S]{4}WEBP", "a picture (WebP)", _PICTURE),
    (rb"\0\0[\x01\x02]\0[\s\S]{2}", "an icon", _PICTURE),
    (rb"\0\0[\s\S]{2}ftyp(?:hei|hev|mif1|msf1)", "a picture (HEIC)", _PICTURE),
    (rb"\0\0[\s\S]{2}ftypavi[fs]", "a picture (AVIF)", _PICTURE),
    (rb"8BPS\0\x01", "a picture (Photoshop)", _PICTURE),
    (rb"\0\0\0\x0cjP  \r\n|\xff\x4f\xff\x51", "a picture (JPEG 2000)", _PICTURE),
    (rb"\0\0\0\x0cJXL ", "a picture (JPEG XL)", _PICTURE),
    (rb"gimp xcf ", "a picture (GIMP)", _PICTURE),
    # Recordings
    (rb"ID3[\x02-\x04]", "a recording (MP3)", _RECORDING),
    (rb"fLaC\0", "a recording (FLAC)", _RECORDING),
    (rb"OggS\0", "a recording (Ogg)", _RECORDING),
    (rb"(?:RIFF|RF64)[\s\S]{4}WAVE", "a recording (WAV)", _RECORDING),
    (rb"FORM[\s\S]{4}AIF[FC]", "a recording (AIFF)", _RECORDING),
    (rb"#!AMR", "a recording (AMR)", _RECORDING),
    (rb"\.snd\0", "a recording (AU)", _RECORDING),
    (rb"MThd\0", "music (MIDI)", _PROGRAM),
    (rb"\0\0[\s\S]{2}ftypM4[AB]", "a recording (M4A)", _RECORDING),
    (rb"\0\0[\s\S]{2}ftyp3g", "a recording (3GP)", _RECORDING),
    (
        rb"\0\0[\s\S]{2}ftypqt|[\0\x01][\s\S]{3}(?:moov|mdat|wide|free)",
        "a recording (QuickTime)",
        _RECORDING,
    ),
    (rb"\0\0[\s\S]{2}ftyp", "a recording (MP4)", _RECORDING),
    (rb"\x1aE\xdf\xa3", "a recording (Matroska or WebM)", _RECORDING),
    (rb"RIFF[\s\S]{4}AVI ", "a recording (AVI)", _RECORDING),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a recording (Windows Media)", _RECORDING),
    (rb"FLV\x01", "a recording (Flash)", _RECORDING),
    (rb"\0\0\x01[\xba\xb3]", "a recording (MPEG)", _RECORDING),
    # Books and pages
    (rb"[\s\S]{60}BOOKMOBI", "a Kindle book (MOBI or AZW3)", _BOOK),
    (rb"[\s\S]{60}TEXtREAd", "a Palm book (PDB)", _BOOK),
    (rb"CONT[\x01\x02]\0|\xeaDRMION\xee|TPZ0", "a Kindle book (KFX)", _BOOK),
    (rb"AT&TFORM[\s\S]{4}DJV", "a DjVu document", "convert it to PDF (ddjvu) and open that"),
    (rb"ITOLITLS|L\0R\0F\0", "an e-book of an old kind", _BOOK),
    (rb"ITSF[\x01-\x04]\0", "a help file (CHM)", _BOOK),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript file", "convert it to PDF (ps2pdf) and open that"),
    (rb"\xffWPC", "a WordPerfect document", "save it as .odt in LibreOffice and open that"),
    (rb"bplist0\d", "a web archive or settings of Apple", "save the page as .html and open that"),
    (rb"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote section", "export it as PDF and open that"),
    # Data
    (rb"SQLite format 3\0", "a database (SQLite)", _TABLES),
    (rb"\0\x01\0\0Standard (?:Jet|ACE) DB", "a database (Access)", _TABLES),
    (rb"!BDN", "a mailbox of Outlook (PST)", "convert it to mbox (readpst) and open that"),
    (rb"\$FL[23]@", "a data file of SPSS", _TABLES),
    (rb"PAR1|\x89HDF\r\n\x1a\n|\x93NUMPY|ARROW1", "a data file", _TABLES),
    # Compressed files
    (rb"\x1f\x8b", "compressed (gzip)", _unpacked_by("zcat")),
    (rb"BZh\d1AY&SY", "compressed (bzip2)", _unpacked_by("bzcat")),
    (rb"\xfd7zXZ\0", "compressed (xz)", _unpacked_by("xzcat")),
    (rb"LZIP\x01", "compressed (lzip)", _unpacked_by("lzip -dc")),
    (rb"\x28\xb5\x2f\xfd", "compressed (zstd)", _unpacked_by("zstdcat")),
    (rb"\x04\x22\x4d\x18", "compressed (lz4)", _unpacked_by("lz4cat")),
    (rb"\x1f[\x9d\xa0]", "compressed (compress)", _unpacked_by("zcat")),
    (rb"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (rb"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (rb"MSCF\0\0\0\0", "a CAB archive", _UNPACK),
    (rb"[\s\S]{257}ustar", "a tar archive", "unpack it (tar -xf) and open a file of it"),
    (rb"!<arch>\n|\xed\xab\xee\xdb", "a software package", _PROGRAM),
    (rb"PK(?:\x05\x06|\x07\x08)", "a ZIP archive that is empty or split", _UNPACK),
    # Programs and fonts
    (rb"\x7fELF|\0asm", "a program", _PROGRAM),
    (rb"\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe", "a program", _PROGRAM),
    (rb"\0\x01\0\0\0[\x04-\x60]|OTTO\0|ttcf\0|wOF[F2]", "a font", _PROGRAM),
)

# Beginnings that a text may have too: they count only if the bytes are no text in any encoding.
_SHORT_SIGNATURES: Sequence[tuple[bytes, str, str]] = (
    (rb"GIF8[79]a", "a picture (GIF)", _PICTURE),
    (rb"BM[\s\S]{4}\0\0\0\0", "a picture (BMP)", _PICTURE),
    (rb"\xff\x0a", "a picture (JPEG XL)", _PICTURE),
    (rb"P[4-7]\s", "a picture (Netpbm)", _PICTURE),
    (rb"\xff[\xfb\xfa\xf3\xf2]", "a recording (MP3)", _RECORDING),
    (rb"\xff[\xf1\xf9]", "a recording (AAC)", _RECORDING),
    (rb"G[\s\S]{187}G[\s\S]{187}G", "a recording (MPEG)", _RECORDING),
    (rb"\xdb\xa5|\x31\xbe\0\0", "a Word document of a very old kind", _WORDS),
    (rb"MZ", "a program (Windows)", _PROGRAM),
)

# The streams of an OLE file, of which only one program writes any, with the kind of the file.
_OLE_STREAMS: Sequence[tuple[str, str, str]] = (
    ("EncryptedPackage", "an Office document with a password", _LOCKED),
    ("WordDocument", "a Word document of the old kind (.doc)", _WORDS),
    ("Workbook|Book", "an Excel sheet of the old kind (.xls)", _SHEET),
    ("PowerPoint Document", "a PowerPoint presentation of the old kind (.ppt)", _SLIDES),
    (
        "__properties_version1.0",
        "a message of Outlook (.msg)",
        "save it as .eml, or convert it (msgconvert), and open that",
    ),
    ("VisioDocument", "a Visio drawing", _LIBREOFFICE),
    ("Quill", "a Publisher document", _LIBREOFFICE),
    ("HwpSummaryInformation", "a Hangul document (.hwp)", _WORDS),
    ("MatOST", "a Works document", _WORDS),
)

# A pattern of a name in a zip archive that only one program writes, with the kind of the file.
_ZIP_MEMBERS: Sequence[tuple[str, str, str]] = (
    (r"ppt/", "a PowerPoint presentation (.pptx)", _SLIDES),
    (r"xl/", "an Excel sheet (.xlsx)", _SHEET),
    (r"visio/", "a Visio drawing (.vsdx)", _LIBREOFFICE),
    (r".*FixedDoc(?:ument)?Seq(?:uence)?\.fdseq$", "an XPS document", "print it as PDF"),
    (r"Index/(?:Tables/|CalculationEngine.*\.iwa$)", "a Numbers or Pages document", _APPLE),
    (r"Index/Slide", "a Keynote presentation", _APPLE),
    (
        r"(?:Index(?:/.*\.iwa|\.zip)|index\.(?:xml\.gz|apxl))$",
        "a document of Pages, Numbers or Keynote",
        _APPLE,
    ),
    (r"Contents/section0\.xml$", "a Hangul document (.hwpx)", _WORDS),
    (r"AndroidManifest\.xml$", "an app for Android", _PROGRAM),
    (r"META-INF/MANIFEST\.MF$", "a program (Java)", _PROGRAM),
    (r"project\.qde$", "a REFI-QDA project", "use: readerapp import FILE --into DOCUMENT"),
)

# The media types that an OpenDocument file states, with the kind of the file.
_OPEN_DOCUMENTS: Sequence[tuple[str, str, str]] = (
    ("spreadsheet", "an OpenDocument sheet (.ods)", _SHEET),
    ("presentation", "an OpenDocument presentation (.odp)", _SLIDES),
    ("graphics", "an OpenDocument drawing (.odg)", _LIBREOFFICE),
    ("formula", "an OpenDocument formula", _LIBREOFFICE),
    ("chart", "an OpenDocument chart", _LIBREOFFICE),
    ("database", "a database of LibreOffice", _TABLES),
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def refuse_known(source: DocumentInput) -> None:
    """Refuse a file of a kind that is known by its content.

    Raises:
        ReaderError: it is of such a kind; the sentence names the kind and a way out.
    """
    head = source.raw.read(0, min(_EXAMINED_BYTES, source.raw.size))
    found = _container_kind(source, head) or _find_signature(_SIGNATURES, head)
    if found is None and detect_encoding(source.raw) is None:
        found = _find_signature(_SHORT_SIGNATURES, head)
    if found is not None:
        kind, way = found
        raise ReaderError(f"{source.label} is {kind}; {way}.")


def _find_signature(
    signatures: Sequence[tuple[bytes, str, str]], head: bytes
) -> tuple[str, str] | None:
    """Return the kind of the first signature that `head` begins with, and the way out."""
    return next(((kind, way) for first, kind, way in signatures if re.match(first, head)), None)


def _container_kind(source: DocumentInput, head: bytes) -> tuple[str, str] | None:
    """Return the kind of an archive or an OLE file and the way out; None for other files."""
    if head.startswith(ole_file.MAGIC):
        return _ole_kind(source)
    return _zip_kind(source) if head.startswith(b"PK\3\4") else None


def _ole_kind(source: DocumentInput) -> tuple[str, str]:
    """Return the kind of an OLE file by the streams in its directory, and the way out."""
    names = {name.lstrip("\x01\x02\x03\x04\x05") for name in ole_file.directory_names(source.raw)}
    for stream, kind, way in _OLE_STREAMS:
        if not names.isdisjoint(stream.split("|")):
            return kind, way
    ending = source.name.rpartition(".")[2].lower()
    return next(
        ((kind, way) for _, kind, way in _OLE_STREAMS if f"(.{ending})" in kind),
        ("a document of the old Office kind", _LIBREOFFICE),
    )


def _zip_kind(source: DocumentInput) -> tuple[str, str]:
    """Return the kind of a zip archive by the names in it, and the way out.

    Raises:
        ReaderError: it is damaged.
    """
    archive = ZipArchive(source)
    names = archive.names
    if "mimetype" in archive:
        stated = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
        for part, kind, way in _OPEN_DOCUMENTS:
            if stated.startswith(_OPEN_DOCUMENT + part):
                return kind, way
    for pattern, kind, way in _ZIP_MEMBERS:
        matches = re.compile(pattern).match
        if any(matches(name) for name in names):
            return kind, way
    return _plain_archive(names)


def _plain_archive(names: Sequence[str]) -> tuple[str, str]:
    """Return what is in an archive of any files, and the way out: the documents count first."""
    files = [name for name in names if not name.endswith("/") and not _is_hidden(name)]
    if not files:
        return "a ZIP archive without files", _PROGRAM
    documents = [name for name in files if has_readable_ending(name)]
    named = sanitize_label((documents or files)[0], _NAME_WIDTH)
    if len(documents or files) == 1:
        return f"a ZIP archive with {named} in it", "unpack it and open that"
    many = count_noun(len(documents), "document") if documents else count_noun(len(files), "file")
    return f"a ZIP archive of {many}, such as {named}", _UNPACK


def _is_hidden(name: str) -> bool:
    """Return whether a file in an archive is one that programs leave there, as macOS does."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
