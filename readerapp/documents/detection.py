"""Which format bytes are in, told by how they begin; names only decide where content cannot.

Nothing here parses or imports much: plain text must open as fast as if there were no formats.
"""

from __future__ import annotations

import codecs
import re

from readerapp.documents.format import DocumentInput

_HEAD = 8 * 1024
"""Bytes looked at."""
_LIST = 1024 * 1024
"""Bytes at the end of an archive in which its list of files is looked for."""
_NAMES_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
_NAMES_HTML = (".html", ".htm", ".xhtml", ".xht")

# Compiled when one is first asked for, which what stands before them mostly spares: all of them
# take as long to compile as the first page to draw.
_PDF = rb"[\s\S]{0,1024}?%PDF-\d"
_SRT = r"\s*\d+[ \t]*\r?\n[ \t]*\d+:\d\d?:\d\d?[,.]\d{1,3}[ \t]*-->[ \t]*\d+:\d\d?:\d\d?[,.]\d{1,3}"
# Possessive: comments could be divided among the repeats in more ways than can be tried.
_HTML = (
    r"(?is)\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b"
)
_TAG = r"\s*<[!a-zA-Z?]"
_MBOX = r"From \S.*\r?\n[\w-]+:[ \t]"
_HEADER = r"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)+"
_OF_MAIL = r"(?im)^(?:message-id|received|mime-version|return-path|delivered-to):"
_WRITTEN = r"(?im)^(?:from|subject|date):"
_WRITER = r'"(?:from|author|sender_name|sender|user|user_profile|username|speaker|role|name)"\s*:'
_WORDS = r'"(?:text|content|message|body)"\s*:'
_COLUMNS = ("content", "text", "message", "body", "msg", "words", "utterance")
_SPACES = r"[^\S\t\r]*+"
_WORDS_COLUMN = rf"(?i)(?:\A|[,;\t]){_SPACES}\"?(?:{'|'.join(_COLUMNS)})\"?{_SPACES}(?:[,;\t\r]|\Z)"


def _head(source: DocumentInput) -> str:
    """How the text begins, with newlines as they are."""
    data = source.raw.read(0, min(_HEAD, source.raw.size))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "ignore")
    return data.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def is_pdf(source: DocumentInput) -> bool:
    """PDF: its mark, which may have a kilobyte before it."""
    head = source.raw.read(0, min(_HEAD, source.raw.size))
    return b"%PDF-" in head and re.match(_PDF, head) is not None


def _packed(source: DocumentInput, kind: bytes, part: bytes) -> bool:
    """Whether it is a zip archive that declares `kind` first, or lists the file `part`."""
    head = source.raw.read(0, min(128, source.raw.size))
    if not head.startswith(b"PK\x03\x04"):
        return False
    if head[30:].startswith(b"mimetypeapplication/"):
        return head[38:].startswith(kind)
    return part in source.raw.read(max(0, source.raw.size - _LIST), source.raw.size)


def is_epub(source: DocumentInput) -> bool:
    """EPUB: its mimetype, or the file that names the package."""
    return _packed(source, b"application/epub+zip", b"META-INF/container.xml")


def is_docx(source: DocumentInput) -> bool:
    """DOCX: the file that holds the words."""
    return _packed(source, b"application/vnd.openxml", b"word/document.xml")


def is_odt(source: DocumentInput) -> bool:
    """OpenDocument text, or its template."""
    return _packed(source, b"application/vnd.oasis.opendocument.text", b"content.xml")


def is_vtt(source: DocumentInput) -> bool:
    """WebVTT: its first word."""
    head = _head(source)
    return head.startswith("WEBVTT") and head[6:7] in ("", " ", "\t", "\r", "\n")


def is_srt(source: DocumentInput) -> bool:
    """SubRip: a number over a pair of time codes."""
    head = _head(source)
    return "-->" in head and re.match(_SRT, head) is not None


def is_markdown(source: DocumentInput) -> bool:
    """Whether the name says Markdown: its content is plain text as well."""
    return source.name.lower().endswith(_NAMES_MARKDOWN)


def is_html(source: DocumentInput) -> bool:
    """A page: how it begins, or its name if it begins with a tag."""
    head = _head(source)
    if not head.lstrip().startswith("<"):
        return False
    named = source.name.lower().endswith(_NAMES_HTML) and re.match(_TAG, head)
    return bool(named or re.match(_HTML, head))


def is_mbox(source: DocumentInput) -> bool:
    """A mailbox: the line that divides messages, over the head of one."""
    head = _head(source)
    return head.startswith("From ") and re.match(_MBOX, head) is not None


def is_mail(source: DocumentInput) -> bool:
    """A message: a head with a field that programs write, or a name that says so."""
    head = _head(source)
    found = re.match(_HEADER, head) if ":" in head.partition("\n")[0] else None
    if found is None or not re.search(_WRITTEN, found[0]):
        return False
    named = source.name.lower().endswith((".eml", ".mht", ".mhtml"))
    return named or re.search(_OF_MAIL, found[0]) is not None


def is_json(source: DocumentInput) -> bool:
    """JSON that may be a chat: it soon names somebody and what was written."""
    head = _head(source)
    if head.lstrip()[:1] not in ("{", "["):
        return False
    return bool(re.search(_WRITER, head) and re.search(_WORDS, head))


def is_csv(source: DocumentInput) -> bool:
    """A chat as CSV: its first line names a column of authors and one of words."""
    first = _head(source).partition("\n")[0]
    folded = first.lower()
    if not any(name in folded for name in _COLUMNS) or not re.search(_WORDS_COLUMN, first):
        return False
    from readerapp.documents.formats.chat import head_columns

    return head_columns(first) is not None
