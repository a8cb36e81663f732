"""PDF documents with a text layer: page numbers as locators, paragraphs, outline and headings.

PDFium reads them, through pypdfium2 (Apache or BSD; an order of magnitude faster than pypdf, and
PyMuPDF is AGPL), in a process of its own: a damaged or hostile PDF ends that process, not this one.

The outline of a PDF and the headings that are set larger make one table of contents.
"""

from __future__ import annotations

import json
import os
import re
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from readerapp.core.errors import ReaderError
from readerapp.core.reference import Reference, find_doi
from readerapp.documents import limits
from readerapp.documents.builder import BlockShape, DocumentBuilder, InlineWriter
from readerapp.documents.document import Document, Heading
from readerapp.documents.format import DocumentInput
from readerapp.documents.pdf.line_numbers import LineNumbers
from readerapp.documents.pdf.lines import Page, page_from_data
from readerapp.documents.pdf.notes import add_notes
from readerapp.documents.pdf.page_marks import mark_pages
from readerapp.documents.pdf.paragraphs import Paragraph, join_paragraphs
from readerapp.documents.pdf.running_heads import describe_heads, remove_running_heads
from readerapp.documents.references import XMP_BEGIN, XMP_SIZE, make_reference, read_xmp
from readerapp.text.sanitize import sanitize_label

_number = re.compile(r"(?:chapter|part|section|appendix|kapitel|teil)?(?:\d|[ivxlc])*\Z").match
_HEADING_LEVELS = 6


def set_outline(
    writer: DocumentBuilder,
    paragraphs: Sequence[Paragraph],
    starts: Sequence[int],
    outline: Sequence[tuple[str, int, int]],
) -> None:
    """Set the levels of headings from the outline, and add the entries that have no heading.

    Headings that are not in the outline get levels below those of its entries. A heading may have a
    number that its entry does not have. An entry without a heading gets one where its page begins.

    Args:
        writer: the builder, whose headings are changed.
        paragraphs: the paragraphs that have been written.
        starts: the offset of each of them.
        outline: title, level from 1, and index of the page of each entry.
    """
    if not outline:
        return
    below = min(max(level for _, level, _ in outline) + 1, _HEADING_LEVELS)
    headings = {each.start: replace(each, level=max(each.level, below)) for each in writer.headings}
    by_page: dict[int, list[tuple[int, str]]] = {}
    for start, paragraph in zip(starts, paragraphs, strict=True):
        by_page.setdefault(paragraph.page, []).append((start, _letters_and_digits(paragraph.words)))
    used: set[int] = set()
    for title, level, page in outline:
        key = _letters_and_digits(title)
        on_page = [
            paragraph_start
            for paragraph_start in by_page.get(page, ())
            if paragraph_start[0] not in used
        ]
        if not key or not on_page:
            continue
        found = next((start for start, words in on_page if _begins(words, key)), None)
        start = on_page[0][0] if found is None else found
        heading = headings.get(start)
        if found is None and heading is not None:
            continue  # the page begins with a heading of its own
        used.add(start)
        words = heading.title if heading else " ".join(title.split())
        headings[start] = Heading(start, min(level, _HEADING_LEVELS), words)
    writer.headings[:] = sorted(headings.values(), key=lambda heading: heading.start)


def _begins(words: str, key: str) -> bool:
    """Return whether a paragraph begins with the words of an entry, perhaps after a number."""
    index = words.find(key, 0, len(key) + 16)
    return index == 0 or (index > 0 and _number(words[:index]) is not None)


def _letters_and_digits(words: str) -> str:
    """Return the letters and digits of words, case-folded."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())


_HYPHEN = "\ufffe"
_CHUNK = 1 << 20
_PREVIEW_PAGES = 8
"""Pages that are shown while the rest of a PDF is read."""
_PREVIEW_FROM_PAGES = 40
"""Pages from which on a PDF is shown before it is read whole."""
_PREVIEW_SECONDS = 2.0
"""Seconds after which the pages read so far are shown, if there are more."""
_DISTINCT_LABEL_SHARE = 0.9
"""Share of the pages that must have printed numbers of their own."""
_MINIMUM_LETTERS = 8
"""Letters per page below which a PDF of pictures is taken for scanned."""
_ATTACHMENTS = 12
"""Attached files that are named."""
_STAMPED_PAGES = 3
"""Pages of a scan from which on the few words on them are taken for stamps."""
_date = re.compile(r"D:(\d{4})(\d{2})(\d{2})").match
_program = re.compile(
    r"Microsoft \w+ - |untitled\b|\S+\.(?:docx?|odt|tex|indd|dvi|qxd|html?|md|txt|rtf|pptx?)\Z",
    re.I,
).match


def open_pdf(source: DocumentInput) -> Document:
    """Open a PDF.

    Raises:
        ReaderError: it is damaged, encrypted, scanned, too large, or takes too long to read.
    """
    return read_layout(source).document


@dataclass(frozen=True, slots=True)
class PdfLayout:
    """A PDF as a document, and where its words and annotations come from.

    Attributes:
        document: the document.
        paragraphs: its paragraphs.
        starts: the offset of each of them.
        notes: index of the page, and index on it, of each annotation of `Document.embedded`.
    """

    document: Document
    paragraphs: Sequence[Paragraph]
    starts: Sequence[int]
    notes: Sequence[tuple[int, int]]


def read_layout(source: DocumentInput) -> PdfLayout:
    """Read a PDF as a document with its layout.

    Raises:
        ReaderError: as `open_pdf`.
    """
    if source.raw.size > limits.PDF:
        raise ReaderError(f"{source.label} is larger than {limits.PDF >> 20} MB; split it.")
    facts: dict[str, Any] = {}
    pages: list[Page] = []
    lines = 0
    previewed = False
    began = time.monotonic()
    for value in _values(source):
        if not facts:
            facts = value
            if facts["pages"] > limits.PDF_PAGES:
                raise ReaderError(f"{source.label} has {facts['pages']} pages; split it.")
            continue
        source.progress(len(pages), facts["pages"])
        pages.append(page_from_data(len(pages), value, _HYPHEN))
        lines += len(value["lines"])
        seconds = time.monotonic() - began
        if not previewed and _are_enough(len(pages), facts["pages"], seconds):
            previewed = True
            source.show_beginning(
                _document(source, {**facts, "outline": [], "attachments": []}, pages).document.text
            )
        if lines > limits.PDF_LINES:
            raise ReaderError(f"{source.label} is too long to display; split it.")
        _refuse_slow(source.label, len(pages), facts["pages"], seconds)
    if len(pages) < facts.get("pages", 1):
        where = f" beyond p. {len(pages)}" if pages else ""
        raise ReaderError(f"{source.label} cannot be read{where}; get a new copy.")
    _refuse_pictures(pages, source.label)
    return _document(source, facts, pages)


def _are_enough(done: int, total: int, seconds: float) -> bool:
    """Return whether to show the pages read so far while the others are read."""
    return done < total and (
        (done >= _PREVIEW_PAGES and total > _PREVIEW_FROM_PAGES) or seconds > _PREVIEW_SECONDS
    )


def _refuse_slow(label: str, done: int, total: int, seconds: float) -> None:
    """Estimate the time for all pages from the time for the pages read so far.

    Raises:
        ReaderError: it would be more than `limits.PDF_SECONDS`.
    """
    whole = seconds * total / done
    if seconds > limits.PDF_ESTIMATE_AFTER and whole > limits.PDF_SECONDS:
        raise ReaderError(
            f"{label} would take {whole / 60:.0f} minutes to read; split it, or remove the pages "
            "with drawings."
        )


def _document(source: DocumentInput, facts: dict[str, Any], pages: list[Page]) -> PdfLayout:
    """Make a document of the pages.

    The lines of `pages` are all that the file has, each with its place: whoever recognises the
    numbers of lines and of pages does it here, before running heads are removed.
    """
    labels = _labels(pages)
    reference = _reference(source, facts, pages)  # a DOI is often in a running head
    heads = remove_running_heads(pages)
    writer = DocumentBuilder()
    marks = mark_pages(writer, pages, heads, labels, {page for _, _, page in facts["outline"]})
    numbers = LineNumbers(pages)
    if numbers:
        paragraphs, starts = numbers.write(writer, heads.pages, marks, labels)
    else:
        paragraphs = join_paragraphs(heads.pages, marks)
        starts = _write(writer, paragraphs, labels)
    set_outline(writer, paragraphs, starts, facts["outline"])
    _name_attachments(writer, [*facts["attachments"], *(n for p in pages for n in p.attachments)])
    notes = add_notes(writer, pages, paragraphs, starts)
    if facts["xfa"]:
        writer.omit("the XFA form of the file is not read")
    if heads.words and not numbers:
        writer.omit(describe_heads(heads.words), words=False)
    title = " ".join(facts["title"].split())
    title = "" if _program(title) else title
    if numbers and not title:  # its first heading is no title
        title = numbers.title or source.title
    date = _date(facts["date"])
    document = writer.document(
        source,
        "pdf",
        title=title,
        author=" ".join(facts["author"].split()),
        date="-".join(date.groups()) if date else "",
        reference=reference,
    )
    return PdfLayout(document, paragraphs, starts, notes)


def _reference(source: DocumentInput, facts: dict[str, Any], pages: list[Page]) -> Reference:
    """Return the reference of a PDF: of its XMP packet, its properties and its first page.

    Pictures have packets too, so only one with a DOI is taken for that of the document.
    """
    size, stated = source.raw.size, {}
    for start in range(0, size, _CHUNK):
        block = source.raw.read(start, min(size, start + _CHUNK + len(XMP_BEGIN)))
        at = block.find(XMP_BEGIN)
        while at >= 0 and "doi" not in stated:
            stated = read_xmp(source.raw.read(start + at, min(size, start + at + XMP_SIZE)))
            at = block.find(XMP_BEGIN, at + 1)
    if "doi" not in stated:
        stated = {}
    words = " ".join(line.words for page in pages[:1] for line in page.lines)
    identifiers = [*map(find_doi, [*facts["subjects"], words])]
    return make_reference(identifiers=identifiers, **stated)


def _values(source: DocumentInput) -> Iterator[dict[str, Any]]:
    """Run the worker process on the PDF and yield its values.

    A PDF that asks for a password and enciphers nothing is read without its encryption dictionary.
    """
    with tempfile.TemporaryFile() as copy:
        for start in range(0, source.raw.size, _CHUNK):
            copy.write(source.raw.read(start, min(start + _CHUNK, source.raw.size)))
        values = _run_worker(copy, source.label)
        first = next(values, {})
        if first.get("error") == "password" and source.raw.size <= limits.MARKUP:
            from readerapp.documents.pdf.encryption import remove_encryption

            if clear := remove_encryption(source.raw.read(0, source.raw.size)):
                copy.seek(0)
                copy.write(clear)
                values = _run_worker(copy, source.label)
                first = next(values, {})
        for value in chain([first] if first else [], values):
            if reason := value.get("error"):
                how = "needs a password; save it without one"
                how = how if reason == "password" else "is damaged; get a new copy"
                raise ReaderError(f"{source.label} {how}.")
            yield value


def _run_worker(copy: IO[bytes], label: str) -> Iterator[dict[str, Any]]:
    """Run the worker process on a file and yield its values."""
    script = str(Path(__file__).with_name("worker.py"))
    return run_process(copy, label, [script])


def run_process(
    copy: IO[bytes],
    label: str,
    program: Sequence[str],
    arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Run one of our processes on a file and yield its values; the process is always ended.

    Args:
        copy: the file, its standard input.
        label: the name of the file in messages.
        program: what the interpreter is to run.
        arguments: the arguments after those for the limits of memory and time.
        environment: its environment; None for that of this process.

    Raises:
        ReaderError: it takes too long.
    """
    copy.seek(0)
    bounds = (str(limits.PDF_MEMORY), str(limits.PDF_SECONDS))
    process = subprocess.Popen(  # noqa: S603 - our own script, no shell
        [sys.executable, "-P", *program, *bounds, *arguments],
        stdin=copy,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        for line in _lines(process.stdout, label):
            yield json.loads(line)
        process.wait(limits.PDF_SILENT_SECONDS)
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _lines(pipe: IO[bytes], label: str) -> Iterator[bytes]:
    """Yield the lines that come through a pipe.

    Raises:
        ReaderError: nothing comes for `limits.PDF_SILENT_SECONDS`.
    """
    rest = b""
    while True:
        ready, _, _ = select.select([pipe], [], [], limits.PDF_SILENT_SECONDS)
        if not ready:
            raise ReaderError(f"{label} takes too long to read; it may be damaged.")
        data = os.read(pipe.fileno(), _CHUNK)
        if not data:
            return
        *lines, rest = (rest + data).split(b"\n")
        yield from lines


def _refuse_pictures(pages: list[Page], label: str) -> None:
    """Check that the pages have words.

    Raises:
        ReaderError: the PDF is scanned, has no words, or does not say which letters it shows.
    """
    words = "".join(line.words for page in pages for line in page.lines)
    pictures = sum(page.pictures for page in pages)
    unknown = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign < " " for sign in words)
    if unknown > len(words) // 3 or (not words and any(page.unknown for page in pages)):
        raise ReaderError(f"{label} does not say which characters it shows; run OCR on it first.")
    if pictures and (not words or _are_stamps(words, pages)):
        raise ReaderError(
            f"{label} is scanned and has no text; run OCR on it first, for example with ocrmypdf."
        )
    if not words:
        raise ReaderError(f"{label} has no text; open another file.")


def _are_stamps(words: str, pages: list[Page]) -> bool:
    """Return whether words are only those that somebody has put on each page of a scan."""
    return (
        len(pages) >= _STAMPED_PAGES
        and len(words) < _MINIMUM_LETTERS * len(pages)
        and all(page.pictures for page in pages)
    )


def _labels(pages: list[Page]) -> list[str]:
    """Return the label of each page: its printed number, if all pages have one and few share it.

    Of pages with the same number the last one gets it: covers are counted before the book begins.
    The others are cited by their index from 1 in brackets. Without printed numbers, all pages are
    cited by their index from 1.
    """
    labels = [page.label for page in pages]
    last = {label: index for index, label in enumerate(labels)}
    own = all(labels) and len(last) >= _DISTINCT_LABEL_SHARE * len(labels)
    cited = []
    for index, label in enumerate(labels):
        number = str(index + 1)
        cited.append(f"p. {(label if last[label] == index else f'[{number}]') if own else number}")
    return cited


def _write(writer: DocumentBuilder, paragraphs: list[Paragraph], labels: list[str]) -> list[int]:
    """Write the paragraphs, with a milestone where each page begins, and return their offsets."""
    prose = InlineWriter(writer)
    now = -1
    starts = []
    for paragraph in paragraphs:
        prose.block(BlockShape(heading=paragraph.level, tight=paragraph.tight))
        prose.write(paragraph.words)
        start = writer.at - len(paragraph.words)
        starts.append(start)
        turns = [(paragraph.page, 0), *paragraph.turns]
        for page, inner in turns:
            if page != now:
                writer.milestone(labels[page], start + inner)
            now = page
    prose.close()
    return starts


def _name_attachments(writer: DocumentBuilder, names: Sequence[str]) -> None:
    """Write a mark for each file that is attached, at the end; many are only counted."""
    prose = InlineWriter(writer)
    for _ in names[_ATTACHMENTS:]:
        writer.count_omission("attachment")
    for name in names[:_ATTACHMENTS]:
        prose.block(BlockShape())
        prose.mark("attachment", sanitize_label(name), label="attached")
    prose.close()
