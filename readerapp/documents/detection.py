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
_CONTAINER = b"META-INF/container.xml"
"""The file of an EPUB that names its package."""
_MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
_HTML_ENDINGS = (".html", ".htm", ".xhtml", ".xht")

_NUMBERED_LINES = "16"
"""The number that the lines of a page must reach, within the bytes examined."""
_RARE_NUMBERS = (b"16", b"15", b"14", b"13", b"12")
"""Numbers among them that rule out most texts without a look at each line."""

# Compiled on first use. The cheap checks in front of each mostly avoid that: compiling all of them
# takes as long as drawing the first page.
_PDF = rb"[\s\S]{0,1024}?%PDF-\d"
_CUE_TIME = r"-?\d+:\d\d?:\d\d?(?:[,.:]\d+)?"
_SRT = rf"\s*(?:\d+[ \t]*\r?\n\s*)?{_CUE_TIME}[ \t]*--?>[ \t]*{_CUE_TIME}"
_SBV = r"\s*\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}[ \t]*\r?\n"
_LRC = r"(?>(?:\s*\[[a-z#]+:[^\]\r\n]*\])*)\s*\[\d{1,3}:\d\d(?:[.:]\d{1,3})?\][^\r\n]*\r?\n\s*\["
_ASS = r"(?i)\s*(?>(?:;[^\n]*\n\s*)*)\[script info\]"
_TTML = r"(?s)\s*+(?>(?:<\?xml[^>]*+>\s*+)?)(?>(?:<!--(?>.*?-->)\s*+)*)<(?:\w+:)?tt\s[^>]*http://www\.w3\.org/"
_TIMED_JSON = (
    r'"(?:segments|chunks|utterances|monologues|transcription|startTime|tStartMs|media-time)"\s*:'
    r'|"speaker_labels"\s*:|"timestamp"\s*:\s*\[|"start"\s*:[^{}"]*"end"\s*:'
)
# Atomic, against exponential backtracking: comments match the repeats in many ways.
_HTML = (
    r"(?is)\s*+(?>(?:<\?xml[^>]*+>\s*+)?)(?>(?:<!--(?>.*?-->)\s*+)*)"
    r"<(?:!doctype\s+html|html|head|body)\b"
)
_WORD_XML = (
    b"schemas.microsoft.com/office/2006/xmlPackage",
    b"schemas.microsoft.com/office/word/2003/wordml",
)
_FLAT_ODT = r"\bmimetype\s*=\s*[\"']application/vnd\.oasis\.opendocument\."
_SCENE = r"\n[ \t]*\r?\n(?:INT|EXT|EST|I/E)[./ ][^\n]*[A-Z]{3}"
_DOCBOOK = (
    "book",
    "article",
    "set",
    "part",
    "chapter",
    "section",
    "appendix",
    "preface",
    "refentry",
)
_BEFORE_ROOT = r"(?s)<!--.*?-->|<!DOCTYPE[^\[<>]*\[.*?\]\s*>"
_TAG = r"\s*<[!a-zA-Z?]"
_MBOX = r"From \S.*\r?\n>?"
_HEADER = r"(?:[\w-]+:.*\r?\n(?:[ \t].*\r?\n)*)+"
_PROGRAM_HEADER = r"(?im)^(?:message-id|received|mime-version|return-path|delivered-to):"
_WRITTEN_HEADER = r"(?im)^(?:from|subject|date):"
_PART_HEADER = r"(?im)^content-type:[ \t]*(?:multipart/related|text/html)"
_MAIL_ENDINGS = (".eml", ".emlx", ".mht", ".mhtml")
_MAIL_LENGTH = r"\s*\d{1,12}[ \t]*\r?\n"
_LONG_HEADER_BYTES = 64 * 1024
"""Bytes in which the header of a message is looked for, if it is longer than `_EXAMINED_BYTES`:
signatures of servers come before what a person wrote."""
_CHAT_EXAMINED_BYTES = 256 * 1024
"""Bytes at the beginning in which a chat is looked for: contacts, or style sheets, come before."""
_CHAT_PAGE = (
    rb"class=[\"']?(?:page_body chat_page|chatlog(?:__message-group)?|mx_Export_EventWrapper|"
    rb"pam [\w -]{0,40}(?:_a6-g|_2lej)[\w -]{0,40})[\"' >]"
)
_NAMES_AUTHOR = (
    rb'"(?:from|author|sender_name|senderName|sender|creator|user|user_profile|username|speaker|role|'
    rb'name)"\s*:'
)
_NAMES_TEXT = rb'"(?:text|content|message|body)"\s*:'
_NAMES_CHAT = (
    rb'"(?:personal_information|frequent_contacts|chat_messages|mapping|MessageList|room_name)"\s*:'
)
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
    return part in archive_names(source)


def archive_names(source: DocumentInput) -> list[bytes]:
    """Return the names of the files in a zip archive, as they are stored."""
    from readerapp.documents.zip_directory import list_names

    return list_names(source.raw)


def is_epub(source: DocumentInput) -> bool:
    """Detect EPUB by its mimetype, or by the file that names its package, however it was packed."""
    if _is_archive_of(source, b"application/epub+zip", _CONTAINER):
        return True
    head = source.raw.read(0, min(128, source.raw.size))
    if not head.startswith(b"PK\x03\x04") or b"mimetypeapplication/vnd." in head:
        return False
    ends = (name.replace(b"\\", b"/").lower() for name in archive_names(source))
    return any(name.endswith(_CONTAINER.lower()) for name in ends)


def is_docx(source: DocumentInput) -> bool:
    """Detect a Word document, in an archive or in one XML file.

    Mostly its text is in word/document.xml. Else the archive is one of Office that says so: the
    text may have any name (ECMA-376, part 2).
    """
    head = source.raw.read(0, min(_EXAMINED_BYTES, source.raw.size))
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        return any(name in head for name in _WORD_XML)
    if not head.startswith(b"PK\x03\x04"):
        return False
    names = {name.replace(b"\\", b"/").lower() for name in archive_names(source)}
    if b"word/document.xml" in names:
        return True
    if b"[content_types].xml" not in names or any(
        name.startswith((b"xl/", b"ppt/", b"visio/")) for name in names
    ):
        return False
    from readerapp.documents.zip_archive import ZipArchive

    archive = ZipArchive(source)
    name = next(name for name in archive.names if name.lower() == "[content_types].xml")
    types = archive.read(name)
    return b"wordprocessingml" in types or b"ms-word" in types


def is_odt(source: DocumentInput) -> bool:
    """Detect an OpenDocument text, a template or a master of one, in an archive or as flat XML."""
    if _is_archive_of(source, b"application/vnd.oasis.opendocument.text", b"content.xml"):
        return True
    head = _beginning(source)
    return head.lstrip().startswith("<") and re.search(_FLAT_ODT, head) is not None


_NO_TEXT = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1b"})
"""The control characters that a text does not have."""
_TEXTUAL_BEGINNINGS = (b"%!PS", b"BZh")
"""Beginnings, without control characters, of files that are no documents."""


def may_be_refused(source: DocumentInput) -> bool:
    """Return whether a file may be of a kind that no format opens: see the module `refusals`."""
    head = source.raw.read(0, min(1024, source.raw.size))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return head.startswith(_TEXTUAL_BEGINNINGS) or len(head.translate(None, _NO_TEXT)) < len(head)


def is_rtf(source: DocumentInput) -> bool:
    """Detect RTF by its first control word."""
    return _beginning(source).lstrip().startswith("{\\rtf")


def root_name(source: DocumentInput) -> str:
    """Return the name of the first element of an XML file, without its namespace; "" if none."""
    head = _beginning(source).lstrip()
    if not head.startswith("<"):
        return ""
    head = re.sub(_BEFORE_ROOT, "", head)
    found = re.search(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)", head)
    return found[1] if found else ""


def is_fb2(source: DocumentInput) -> bool:
    """Detect a FictionBook by its first element, in a zip archive by the name in it."""
    if source.raw.read(0, min(4, source.raw.size)) == b"PK\x03\x04":
        return any(name.lower().endswith(b".fb2") for name in archive_names(source))
    return root_name(source) == "FictionBook"


def is_tei(source: DocumentInput) -> bool:
    """Detect a document of the Text Encoding Initiative by its first element."""
    return root_name(source) in ("TEI", "TEI.2", "teiCorpus", "teiCorpus.2")


def is_final_draft(source: DocumentInput) -> bool:
    """Detect a screenplay of Final Draft by its first element."""
    return root_name(source) == "FinalDraft"


def is_jats(source: DocumentInput) -> bool:
    """Detect an article of a journal by its first element and what is in it."""
    head = _beginning(source)
    return "<article" in head and root_name(source) == "article" and _names_jats(head)


def _names_jats(head: str) -> bool:
    """Return whether the beginning of an article names JATS, or an element that only it has."""
    return any(name in head for name in ("JATS", "NLM//DTD", "<journal-meta", "<article-meta"))


def is_docbook(source: DocumentInput) -> bool:
    """Detect DocBook by its first element, and its namespace or document type."""
    head = _beginning(source)
    return "ocBook" in head or "docbook.org/ns" in head if root_name(source) in _DOCBOOK else False


def is_vtt(source: DocumentInput) -> bool:
    """Detect WebVTT by its first word, and by its name or the times of a cue."""
    head = _beginning(source).lstrip()
    if not head.startswith("WEBVTT") or head[6:7] not in ("", " ", "\t", "\r", "\n"):
        return False
    return "-->" in head or source.name.lower().endswith((".vtt", ".webvtt"))


def is_srt(source: DocumentInput) -> bool:
    """Detect SubRip by a pair of time codes, mostly below a number."""
    head = _beginning(source)
    return "->" in head and re.match(_SRT, head) is not None


def is_sbv(source: DocumentInput) -> bool:
    """Detect subtitles of YouTube by a line of two time codes."""
    head = _beginning(source)
    return head.lstrip()[:1].isdecimal() and re.match(_SBV, head) is not None


def is_lrc(source: DocumentInput) -> bool:
    """Detect lyrics by their name and a line that begins with a time in brackets.

    The content alone could be a transcript with times.
    """
    head = _beginning(source)
    if not head.lstrip().startswith("["):
        return False
    return source.name.lower().endswith(".lrc") and re.match(_LRC, head) is not None


def is_ass(source: DocumentInput) -> bool:
    """Detect Substation Alpha by its first section."""
    head = _beginning(source)
    return head.lstrip()[:1] in ("[", ";") and re.match(_ASS, head) is not None


def is_ttml(source: DocumentInput) -> bool:
    """Detect Timed Text by its root element."""
    head = _beginning(source)
    return head.lstrip().startswith("<") and re.match(_TTML, head) is not None


def is_transcript_json(source: DocumentInput) -> bool:
    """Detect a transcript of speech recognition by names of fields at its beginning or end."""
    head = _beginning(source)
    if head.lstrip()[:1] not in ("{", "["):
        return False
    size = source.raw.size
    tail = source.raw.read(max(0, size - _EXAMINED_BYTES), size).decode("latin-1")
    return bool(re.search(_TIMED_JSON, head) or re.search(_TIMED_JSON, tail))


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


def is_chat_page(source: DocumentInput) -> bool:
    """Detect a chat that Telegram Desktop, DiscordChatExporter, Meta or Element wrote as a page."""
    if not is_html(source):
        return False
    head = source.raw.read(0, min(_CHAT_EXAMINED_BYTES, source.raw.size))
    return re.search(_CHAT_PAGE, head) is not None


def is_calendar(source: DocumentInput) -> bool:
    """Detect a calendar or contacts by their first line."""
    return _beginning(source).lstrip()[:15].upper().startswith(("BEGIN:VCALENDAR", "BEGIN:VCARD"))


def is_mbox(source: DocumentInput) -> bool:
    """Detect a mailbox by a "From " line above the header of a message."""
    head = _beginning(source)
    line = re.match(_MBOX, head) if head.startswith("From ") else None
    header = re.match(_HEADER, head[line.end() :]) if line else None
    if header is None:
        return False
    return any(re.search(field, header[0]) for field in (_WRITTEN_HEADER, _PROGRAM_HEADER))


def is_mail(source: DocumentInput) -> bool:
    """Detect an e-mail by a header field that only programs write, or by its name.

    In both cases it must begin with header fields, among them From, Subject or Date; a page that a
    browser saved (MHTML) has none of these. Apple Mail writes the length above them.
    """
    head = _beginning(source)
    if head.lstrip()[:1].isdigit() and (length := re.match(_MAIL_LENGTH, head)):
        head = head[length.end() :]
    if "\n" not in head:
        head = head.replace("\r", "\n")
    header = re.match(_HEADER, head) if ":" in head.partition("\n")[0] else None
    if header is None:
        return False
    fields = header[0]
    if len(fields) > _EXAMINED_BYTES // 2 and not re.search(_WRITTEN_HEADER, fields):
        more = source.raw.read(0, min(_LONG_HEADER_BYTES, source.raw.size)).decode("latin-1")
        fields = more.replace("\r", "").lstrip().partition("\n\n")[0]
    from_program = re.search(_PROGRAM_HEADER, fields) is not None
    if source.name.lower().endswith(_MAIL_ENDINGS):
        return from_program or re.search(_WRITTEN_HEADER, fields) is not None
    written = re.search(_WRITTEN_HEADER, fields) or re.search(_PART_HEADER, fields)
    return from_program and written is not None


def is_fountain(source: DocumentInput) -> bool:
    """Detect a screenplay in Fountain by its name, or by a title page above scenes."""
    if source.name.lower().endswith((".fountain", ".spmd")):
        return True
    head = _beginning(source)
    return (
        head[:8].lower().startswith(("title:", "credit:", "author:"))
        and len(re.findall(_SCENE, head)) > 1
    )


def is_court_transcript(source: DocumentInput) -> bool:
    """Detect numbered lines, as of a page of a deposition, at the beginning or in the middle.

    Titles and indexes may come before them. The numbers are at the left or right of the lines,
    behind a time, or behind that of the page, as in "45:12".
    """
    middle = source.raw.size // 2
    for start in (0, middle) if middle > _EXAMINED_BYTES else (0,):
        data = source.raw.read(start, min(start + _EXAMINED_BYTES, source.raw.size))
        if all(number in data for number in _RARE_NUMBERS) and _has_numbered_lines(
            data.decode("latin-1")
        ):
            return True
    return False


def _has_numbered_lines(text: str) -> bool:
    """Return whether lines are numbered from 1 on, up to `_NUMBERED_LINES` at least."""
    left = right = behind = "1"  # the numbers that would go on
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        first, last = words[0].rpartition(":")[2].lstrip("0"), words[-1]
        left = _next_number(first, left)
        right = _next_number(last, right)
        if ":" in words[0] and len(words) > 1:
            behind = _next_number(words[1], behind)
        if _NUMBERED_LINES in (left, right, behind):
            return True
    return False


def _next_number(word: str, wanted: str) -> str:
    """Return the number that goes on after a word, where `wanted` was looked for."""
    if word == "1":
        return "2"
    return str(int(wanted) + 1) if word == wanted else wanted


def is_json(source: DocumentInput) -> bool:
    """Detect a chat in JSON: its beginning names an author and a text, or what only chats have."""
    if _beginning(source).lstrip()[:1] not in ("{", "["):
        return False
    head = source.raw.read(0, min(_CHAT_EXAMINED_BYTES, source.raw.size))
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    named = re.search(_NAMES_AUTHOR, head) and re.search(_NAMES_TEXT, head)
    return bool(named or re.search(_NAMES_CHAT, head))


def is_csv(source: DocumentInput) -> bool:
    """Detect a chat in CSV: the first line names a column of authors and a column of texts."""
    first = _beginning(source).partition("\n")[0]
    folded = first.lower()
    if not any(name in folded for name in TEXT_COLUMNS) or not re.search(_HAS_TEXT_COLUMN, first):
        return False
    from readerapp.documents.chat.csv_table import head_columns

    return head_columns(first) is not None


def is_chat(source: DocumentInput) -> bool:
    """Detect a chat as a page, in JSON or in CSV."""
    return is_chat_page(source) or is_json(source) or is_csv(source)
