"""Format detection: which format bytes are in, from how they begin.

Names decide only where the content cannot. Nothing here parses or imports much: plain text must
open as fast as if there were no other formats.
"""

from __future__ import annotations

import codecs
import re

from readerapp.documents.format import DocumentInput

_EXAMINED_BYTES = 8 * 1024
"""Bytes at the beginning that are examined."""
_ARCHIVE_LIST_BYTES = 1024 * 1024
"""Bytes at the end of a zip archive in which its list of files is searched."""
_MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".xht")

_NUMBERED_LINES = "16"
"""The number that the lines of a page must reach, within the bytes examined."""

# Compiled on first use. The cheap checks in front of each mostly avoid that: compiling all of them
# takes as long as drawing the first page.
_PDF = rb"[\s\S]{0,1024}?%PDF-\d"
_SRT = r"\s*\d+[ \t]*\r?\n[ \t]*\d+:\d\d?:\d\d?[,.]\d{1,3}[ \t]*-->[ \t]*\d+:\d\d?:\d\d?[,.]\d{1,3}"
# Possessive, against exponential backtracking: comments match the repeats in many ways.
_HTML = (
    r"(?is)\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b"
)
_TAG = r"\s*<[!a-zA-Z?]"
_MBOX = r"From \S.*\r?\n[\w-]+:[ \t]"
_HEADER = r"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)+"
_PROGRAM_HEADER = r"(?im)^(?:message-id|received|mime-version|return-path|delivered-to):"
_WRITTEN_HEADER = r"(?im)^(?:from|subject|date):"
_NAMES_AUTHOR = (
    r'"(?:from|author|sender_name|sender|user|user_profile|username|speaker|role|name)"\s*:'
)
_NAMES_TEXT = r'"(?:text|content|message|body)"\s*:'
TEXT_COLUMNS = ("content", "text", "message", "body", "msg", "words", "utterance")
_SPACES = r"[^\S\t\r]*+"
_HAS_TEXT_COLUMN = (
    rf"(?i)(?:\A|[,;\t]){_SPACES}\"?(?:{'|'.join(TEXT_COLUMNS)})\"?{_SPACES}(?:[,;\t\r]|\Z)"
)


def _beginning(source: DocumentInput) -> str:
    """Return the beginning of the text with its newlines unchanged."""
    data = source.raw.read(0, min(_EXAMINED_BYTES, source.raw.size))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "ignore")
    return data.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def is_pdf(source: DocumentInput) -> bool:
    """Detect PDF by its magic number, which may come after up to 1024 other bytes."""
    head = source.raw.read(0, min(_EXAMINED_BYTES, source.raw.size))
    return b"%PDF-" in head and re.match(_PDF, head) is not None


def _is_archive_of(source: DocumentInput, kind: bytes, part: bytes) -> bool:
    """Return whether a zip archive declares the type `kind` first, or lists the file `part`."""
    head = source.raw.read(0, min(128, source.raw.size))
    if not head.startswith(b"PK\x03\x04"):
        return False
    if head[30:].startswith(b"mimetypeapplication/"):
        return head[38:].startswith(kind)
    return part in source.raw.read(max(0, source.raw.size - _ARCHIVE_LIST_BYTES), source.raw.size)


def is_epub(source: DocumentInput) -> bool:
    """Detect EPUB by its mimetype, or by the file that names its package."""
    return _is_archive_of(source, b"application/epub+zip", b"META-INF/container.xml")


def is_docx(source: DocumentInput) -> bool:
    """Detect DOCX by the file that holds its text."""
    return _is_archive_of(source, b"application/vnd.openxml", b"word/document.xml")


def is_odt(source: DocumentInput) -> bool:
    """Detect an OpenDocument text or a template of one."""
    return _is_archive_of(source, b"application/vnd.oasis.opendocument.text", b"content.xml")


def is_vtt(source: DocumentInput) -> bool:
    """Detect WebVTT by its first word."""
    head = _beginning(source)
    return head.startswith("WEBVTT") and head[6:7] in ("", " ", "\t", "\r", "\n")


def is_srt(source: DocumentInput) -> bool:
    """Detect SubRip by a number above a pair of time codes."""
    head = _beginning(source)
    return "-->" in head and re.match(_SRT, head) is not None


def is_markdown(source: DocumentInput) -> bool:
    """Detect Markdown by its name; its content cannot be told from plain text."""
    return source.name.lower().endswith(_MARKDOWN_ENDINGS)


def is_html(source: DocumentInput) -> bool:
    """Detect HTML by how it begins, or by its name if it begins with any tag."""
    head = _beginning(source)
    if not head.lstrip().startswith("<"):
        return False
    named = source.name.lower().endswith(_HTML_ENDINGS) and re.match(_TAG, head)
    return bool(named or re.match(_HTML, head))


def is_mbox(source: DocumentInput) -> bool:
    """Detect a mailbox by a "From " line above the header of a message."""
    head = _beginning(source)
    return head.startswith("From ") and re.match(_MBOX, head) is not None


def is_mail(source: DocumentInput) -> bool:
    """Detect an e-mail by a header field that only programs write, or by its name.

    In both cases it must begin with header fields, among them From, Subject or Date.
    """
    head = _beginning(source)
    header = re.match(_HEADER, head) if ":" in head.partition("\n")[0] else None
    if header is None or not re.search(_WRITTEN_HEADER, header[0]):
        return False
    named = source.name.lower().endswith((".eml", ".mht", ".mhtml"))
    return named or re.search(_PROGRAM_HEADER, header[0]) is not None


def is_transcript(source: DocumentInput) -> bool:
    """Detect numbered lines, as of a page of a deposition, at the beginning or in the middle.

    Titles and indexes may come before them. The numbers are at the left or right of the lines, or
    behind that of the page, as in "45:12".
    """
    middle = source.raw.size // 2
    for start in (0, middle) if middle > _EXAMINED_BYTES else (0,):
        data = source.raw.read(start, min(start + _EXAMINED_BYTES, source.raw.size))
        if _has_numbered_lines(data.decode("latin-1")):
            return True
    return False


def _has_numbered_lines(text: str) -> bool:
    """Return whether lines are numbered from 1 on, up to `_NUMBERED_LINES` at least."""
    left = right = "1"  # the numbers that would go on
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        first, last = words[0].rpartition(":")[2].lstrip("0"), words[-1]
        left = _next_number(first, left)
        right = _next_number(last, right)
        if left == _NUMBERED_LINES or right == _NUMBERED_LINES:
            return True
    return False


def _next_number(word: str, wanted: str) -> str:
    """Return the number that goes on after a word, where `wanted` was looked for."""
    if word == "1":
        return "2"
    return str(int(wanted) + 1) if word == wanted else wanted


def is_json(source: DocumentInput) -> bool:
    """Detect a chat in JSON: an author and a text are named near the beginning."""
    head = _beginning(source)
    if head.lstrip()[:1] not in ("{", "["):
        return False
    return bool(re.search(_NAMES_AUTHOR, head) and re.search(_NAMES_TEXT, head))


def is_csv(source: DocumentInput) -> bool:
    """Detect a chat in CSV: the first line names a column of authors and a column of texts."""
    first = _beginning(source).partition("\n")[0]
    folded = first.lower()
    if not any(name in folded for name in TEXT_COLUMNS) or not re.search(_HAS_TEXT_COLUMN, first):
        return False
    from readerapp.documents.formats.chat import head_columns

    return head_columns(first) is not None
