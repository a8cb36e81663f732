"""Limits on the size and parsing time of documents; every format respects them."""

from __future__ import annotations

MB = 1024 * 1024
"""Bytes of a mebibyte, in which sizes are given here."""

WEB = 64 * MB
"""Bytes of a page that is fetched."""
WEB_SECONDS = 60
"""Seconds that fetching a page may take."""
WEB_SILENT_SECONDS = 20
"""Seconds that a server may send nothing."""
REDIRECTS = 8
"""Redirects in a row before a page must come."""
BOOK = 4 * MB
"""Bytes of plain text in which chapters are looked for: the largest novels have 3 MB."""
MARKDOWN = 8 * MB
"""Bytes from which on Markdown is shown as plain text: parsing takes a second for each MB."""
MARKDOWN_SIGNS = 100_000
"""Characters of mark-up from which on Markdown is plain text: each takes 50 µs to parse."""
MARKUP = 48 * MB
"""Bytes of one HTML or XML file; parsing takes ten times that in memory."""
ARTICLE = 1_000_000
"""Code points of a page up to which its article is looked for; a longer one is read whole."""
SUBTITLES = 32 * MB
"""Bytes of a subtitle file; a day of talk is 2 MB."""
CALENDAR = 32 * MB
"""Bytes of a calendar or a file of contacts, pictures included."""
CHAT = 32 * MB
"""Bytes of a chat export; a larger one is read as plain text."""
CHAT_MESSAGES = 200_000
"""Messages of a chat."""
TRANSCRIPT = 4 * MB
"""Bytes of a transcript with numbered lines, ten days of a trial; more is read as plain text: a
page takes a millisecond.
"""
MAIL = 256 * MB
"""Bytes of an e-mail or a mailbox, attachments included."""
MAILBOX_MESSAGES = 20_000
"""Messages of a mailbox."""
RTF = 256 * MB
"""Bytes of an RTF document: pictures in it are written as hexadecimal digits."""
RTF_TOKENS = 6_000_000
"""Control words, braces and pieces of text of an RTF document; each takes 3 to 6 µs."""
ARCHIVE = 512 * MB
"""Bytes of an EPUB, DOCX or ODT, pictures included."""
UNPACKED = 256 * MB
"""Bytes that all files read from an archive may unpack to: a zip bomb has terabytes."""
ARCHIVE_FILES = 50_000
"""Files that an archive may list."""
TOC_ENTRIES = 10_000
"""Entries of a table of contents."""
ATTRIBUTES = 2000
"""Attributes that an element may have; if it has more, all of them are ignored."""
DEPTH = 120
"""Levels of nested elements whose structure is preserved; of deeper ones only the words are."""
EMBEDDED = 20_000
"""Annotations that a file itself carries; further ones are not shown."""
CHARACTERS = 100_000_000
"""Code points of a text that is made from another format."""
PDF_PAGES = 50_000
"""Pages of a PDF."""
PDF = 512 * MB
"""Bytes of a PDF, pictures included."""
PDF_SILENT_SECONDS = 15
"""Seconds without output after which reading a PDF is given up; a page takes milliseconds."""
PDF_SECONDS = 180
"""Seconds that reading a PDF may take; ten thousand pages take a minute."""
PDF_ESTIMATE_AFTER = 8
"""Seconds of reading after which it is estimated whether a PDF can be read in time."""
PDF_LINES = 500_000
"""Lines of a PDF: twelve thousand pages of text. A small file can show the same page again and
again, and each letter as a line.
"""
PDF_MEMORY = 1024 * MB
"""Bytes of address space that reading a PDF may take."""
CACHED_FROM = 256 * 1024
"""Bytes of a file from which on its parsed document may be worth caching."""
CACHE_SIZE = 256 * MB
"""Bytes of the whole cache of parsed documents."""
