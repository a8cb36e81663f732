"""Which format bytes are in, told by how they begin; names only decide where content cannot.

Nothing here parses or imports much: plain text must open as fast as if there were no formats.
"""

from __future__ import annotations

import codecs
import re

from readerapp.documents.format import Source

_HEAD = 8 * 1024
"""Bytes looked at."""
_LIST = 1024 * 1024
"""Bytes at the end of an archive in which its list of files is looked for."""
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
_HTML = (".html", ".htm", ".xhtml", ".xht")

_pdf = re.compile(rb"[\s\S]{0,1024}?%PDF-\d").match
_vtt = re.compile(r"WEBVTT(?:[ \t\r\n]|\Z)").match
_srt = re.compile(
    r"\s*\d+[ \t]*\r?\n[ \t]*\d+:\d\d?:\d\d?[,.]\d{1,3}[ \t]*-->[ \t]*\d+:\d\d?:\d\d?[,.]\d{1,3}"
).match
_html = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
).match
_tag = re.compile(r"\s*<[!a-zA-Z?]").match
_mbox = re.compile(r"From \S.*\r?\n[\w-]+:[ \t]").match
_header = re.compile(r"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)+").match
_of_mail = re.compile(
    r"^(?:message-id|received|mime-version|return-path|delivered-to):", re.I | re.M
).search
_written = re.compile(r"^(?:from|subject|date):", re.IGNORECASE | re.MULTILINE).search
_writer = re.compile(
    r'"(?:from|author|sender_name|sender|user|user_profile|username|speaker|role|name)"\s*:'
).search
_words = re.compile(r'"(?:text|content|message|body)"\s*:').search
_words_column = re.compile(
    r"(?:.*[,;\t])?\s*\"?(?:content|text|message|body|msg|words|utterance)\"?\s*(?:[,;\t\r]|\Z)",
    re.I,
).match


def _head(source: Source) -> str:
    """How the text begins, with newlines as they are."""
    data = source.raw.read(0, min(_HEAD, source.raw.size))
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "ignore")
    return data.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def is_pdf(source: Source) -> bool:
    """PDF: its mark, which may have a kilobyte before it."""
    return _pdf(source.raw.read(0, min(_HEAD, source.raw.size))) is not None


def _packed(source: Source, kind: bytes, part: bytes) -> bool:
    """Whether it is a zip archive that declares `kind` first, or lists the file `part`."""
    head = source.raw.read(0, min(128, source.raw.size))
    if not head.startswith(b"PK\x03\x04"):
        return False
    if head[30:].startswith(b"mimetypeapplication/"):
        return head[38:].startswith(kind)
    return part in source.raw.read(max(0, source.raw.size - _LIST), source.raw.size)


def is_epub(source: Source) -> bool:
    """EPUB: its mimetype, or the file that names the package."""
    return _packed(source, b"application/epub+zip", b"META-INF/container.xml")


def is_docx(source: Source) -> bool:
    """DOCX: the file that holds the words."""
    return _packed(source, b"application/vnd.openxml", b"word/document.xml")


def is_odt(source: Source) -> bool:
    """OpenDocument text, or its template."""
    return _packed(source, b"application/vnd.oasis.opendocument.text", b"content.xml")


def is_vtt(source: Source) -> bool:
    """WebVTT: its first word."""
    return _vtt(_head(source)) is not None


def is_srt(source: Source) -> bool:
    """SubRip: a number over a pair of time codes."""
    return _srt(_head(source)) is not None


def is_markdown(source: Source) -> bool:
    """Whether the name says Markdown: its content is plain text as well."""
    return source.name.lower().endswith(_MARKDOWN)


def is_html(source: Source) -> bool:
    """A page: how it begins, or its name if it begins with a tag."""
    head = _head(source)
    named = source.name.lower().endswith(_HTML) and _tag(head)
    return bool(named or _html(head))


def is_mbox(source: Source) -> bool:
    """A mailbox: the line that divides messages, over the head of one."""
    return _mbox(_head(source)) is not None


def is_mail(source: Source) -> bool:
    """A message: a head with a field that programs write, or a name that says so."""
    found = _header(_head(source))
    if found is None or not _written(found[0]):
        return False
    named = source.name.lower().endswith((".eml", ".mht", ".mhtml"))
    return named or _of_mail(found[0]) is not None


def is_json(source: Source) -> bool:
    """JSON that may be a chat: it soon names somebody and what was written."""
    head = _head(source)
    return head.lstrip()[:1] in ("{", "[") and bool(_writer(head) and _words(head))


def is_csv(source: Source) -> bool:
    """A chat as CSV: its first line names a column of authors and one of words."""
    first = _head(source).partition("\n")[0]
    if not _words_column(first):
        return False
    from readerapp.documents.chat_csv import head_columns

    return head_columns(first) is not None
