"""A copy of a PDF with marks: highlights with their notes, and replies.

They are markup annotations (ISO 32000-2, 12.5.6.2), written by a process of its own with PDFium
after the bytes of the original. The copy is read again before it is given away: its text must be
that of the original.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.documents.file_marks import (
    Facts,
    FileCopy,
    FileMark,
    FileReply,
    changed_error,
    describe_document_notes,
    join_facts,
)
from readerapp.documents.format import DocumentInput
from readerapp.documents.pdf.letter_boxes import Box, PageLetters
from readerapp.documents.pdf.lines import PdfLine
from readerapp.documents.pdf.notes import LONGEST_QUOTE, OWN, PART, lines_by_page
from readerapp.documents.pdf.reader import PdfLayout, read_layout, run_process
from readerapp.text.byte_source import MemoryBytes
from readerapp.text.phrases import count_noun

_HIGHLIGHT, _NOTE = 9, 1
"""Kinds of annotations, by the numbers of PDFium."""
_PRINT, _FIXED = 4, 8 | 16
"""The flags Print, and NoZoom with NoRotate: icons keep their size."""
_COLOURS = {
    "yellow": (252, 232, 110), "green": (170, 224, 150), "blue": (165, 208, 255),
    "pink": (251, 184, 218), "orange": (255, 200, 140), "purple": (210, 188, 250),
    "teal": (150, 222, 216), "red": (252, 175, 168),
}  # fmt: skip
"""Red, green and blue of each colour: light, for black letters stay readable below them."""
_REFERENCE = "{}:reference:{:08}"
"""What stands for the reference to an annotation until its number is known."""
_TAIL = 2_048
"""Bytes at the end of a PDF in which it says where its table of objects is."""
_starts = re.compile(rb"startxref\s+(\d{1,12})").findall
_is_table = re.compile(rb"\s*(?:xref|\d+\s+\d+\s+obj)\b").match
_is_time = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*Z").fullmatch


@dataclass(slots=True)
class _Job:
    """The annotations to add, as `copy_worker` takes them, and what they answer.

    Attributes:
        annotations: the annotations.
        answers: by the index of an annotation, that of the one that it answers.
        lost: passages that are not on any page.
        documents: notes on the whole document.
        bare: highlights that are left out.
    """

    annotations: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    lost: int = 0
    documents: int = 0
    bare: int = 0

    def add(
        self,
        page: int,
        subtype: int,
        rectangles: Sequence[Box],
        strings: dict[str, str],
        *,
        colour: str = "",
        answers: int | None = None,
    ) -> int:
        """Add an annotation and return its index.

        Args:
            page: the index of its page.
            subtype: its kind.
            rectangles: its lines; a note without one stands at the top of the page.
            strings: its entries that are strings, without the empty ones.
            colour: the name of its colour.
            answers: the index of the one that it answers, if it is a reply.
        """
        number = len(self.annotations)
        strings = {key: value for key, value in strings.items() if value}
        if answers is not None:
            self.answers[number] = answers
            strings["IRT"] = _REFERENCE.format(OWN, number)
        self.annotations.append({
            "page": page,
            "index": None,
            "subtype": subtype,
            "rectangles": rectangles,
            "row": self.lost + self.documents,
            "colour": _COLOURS.get(colour),
            "flags": _PRINT if subtype == _HIGHLIGHT else _PRINT | _FIXED,
            "hidden": answers is not None,
            "strings": strings,
        })  # fmt: skip
        return number

    def name_embedded(self, page: int, index: int) -> int:
        """Give a name to an annotation of the file, and return its index here."""
        number = len(self.annotations)
        strings = {"XXName": f"{OWN}{page}.{index}"}
        self.annotations.append({"page": page, "index": index, "strings": strings})
        return number


def copy_pdf(source: DocumentInput, marks: Sequence[FileMark], text: str, _target: str) -> FileCopy:
    """Return a copy of a PDF with marks.

    Args:
        source: the file of the document.
        marks: the marks.
        text: the text of the document, which their offsets count in.

    Raises:
        ReaderError: the file has changed since it was opened, it is encrypted, or the copy would
            not have its text.
    """
    layout = read_layout(source)
    if layout.document.text.whole() != text:
        raise changed_error(source.label)
    data = source.raw.read(0, source.raw.size)
    job = _make_job(source.label, data, marks, layout)
    copy, signed = data, False
    if job.annotations:
        for anew in [False, True] if _has_table(data) else [True]:
            copy, signed = _write(source.label, data, job, anew=anew)
            if _has_text(source, copy, text):
                break
        else:
            raise ReaderError(
                f"A copy of {source.label} would not have the same text; choose another format."
            )
    return FileCopy(copy, tuple(_problems(job, signed=signed)))


def _make_job(label: str, data: bytes, marks: Sequence[FileMark], layout: PdfLayout) -> _Job:
    """Return the annotations that marks are."""
    job = _Job()
    lines = lines_by_page(layout.paragraphs, layout.starts)
    new = [mark for mark in marks if mark.embedded is None]
    spans = {
        page: (min(at for at, _ in placed), max(at + len(line.words) for at, line in placed))
        for page, placed in lines.items()
    }
    covered = [_covered(lines, spans, mark) for mark in new]
    needed = sorted({page for pages in covered for page in pages})
    letters = dict(_read_letters(label, data, needed))
    for mark, pages in zip(new, covered, strict=True):
        boxes = {
            page: [letters[page].box(line, low, high) for line, low, high in parts]
            for page, parts in pages.items()
        }
        _add_mark(job, mark, boxes)
    for mark in marks:
        if mark.embedded is not None and mark.embedded < len(layout.notes):
            replies = [reply for reply in mark.replies if reply.embedded is None]
            if replies:
                page, index = layout.notes[mark.embedded]
                _add_replies(job, replies, page, [], job.name_embedded(page, index))
    return job


def _covered(
    lines: Mapping[int, Sequence[tuple[int, PdfLine]]],
    spans: Mapping[int, tuple[int, int]],
    mark: FileMark,
) -> dict[int, list[tuple[PdfLine, int, int]]]:
    """Return the lines that a mark covers by the index of their page, each with its part.

    Args:
        lines: the lines of each page, with their offsets in the text.
        spans: the least offset of each page, and the greatest.
        mark: the mark.
    """
    found: dict[int, list[tuple[PdfLine, int, int]]] = {}
    for page, (first, last) in spans.items():
        if mark.start < 0 or first >= mark.end or last <= mark.start:
            continue
        for at, line in lines[page]:
            # The hyphen at the end of a line is mostly not in the text; the next line begins there.
            length = len(line.words) - (line.hyphen and line.words[-1] in "-‐")
            low, high = max(0, mark.start - at), min(length, mark.end - at)
            if low < high and line.words[low:high].strip():
                found.setdefault(page, []).append((line, low, high))
    return dict(sorted(found.items()))


def _add_mark(job: _Job, mark: FileMark, boxes: dict[int, list[Box]]) -> None:
    """Add a mark: a highlight on each page, with the note on the first, and its replies."""
    name = OWN + mark.id
    facts = mark.facts()
    said = {"T": mark.author, **_times(mark.created)}
    if not boxes:
        has_words = mark.note or mark.replies or join_facts(facts) or not mark.words
        if not has_words:
            job.bare += 1
            return
        passage = " ".join(mark.words.split())
        contents = _contents(mark.note, mark.facts(passage))
        strings = {**said, "NM": name, "Contents": contents, "XXColour": mark.colour}
        root = job.add(0, _NOTE, (), strings, colour=mark.colour)
        page = 0
        job.lost += bool(passage)
        job.documents += not passage
    else:
        page = next(iter(boxes))
        strings = {
            **said,
            "NM": name,
            "Contents": _contents(mark.note, facts),
            "XXColour": mark.colour,
            "XXQuote": f"{mark.start}:{mark.words}" if len(mark.words) <= LONGEST_QUOTE else "",
        }
        root = job.add(page, _HIGHLIGHT, boxes[page], strings, colour=mark.colour)
        for number, (further, rectangles) in enumerate(boxes.items()):
            if number:
                part = {**said, "NM": f"{name}{PART}{number + 1}"}
                job.add(further, _HIGHLIGHT, rectangles, part, colour=mark.colour)
    corner = boxes[page][:1] if boxes else []
    if mark.resolved:
        state = {"State": "Completed", "StateModel": "Review", **said}
        job.add(page, _NOTE, corner, state, answers=root)
    _add_replies(job, mark.replies, page, corner, root)


def _add_replies(
    job: _Job, replies: Sequence[FileReply], page: int, corner: Sequence[Box], root: int
) -> None:
    """Add the replies to an annotation."""
    for reply in replies:
        strings = {
            "T": reply.author,
            **_times(reply.created),
            "NM": OWN + reply.id,
            "Contents": reply.note,
        }
        job.add(page, _NOTE, corner, strings, answers=root)


def _contents(note: str, facts: Facts) -> str:
    """Return the words of an annotation: the note, and a line with what is known besides."""
    return "\n".join(filter(None, (note, join_facts(facts))))


def _times(created: str) -> dict[str, str]:
    """Return the entries for a time in RFC 3339 and UTC; none for another one.

    >>> _times("2026-11-28T09:00:00.25Z")
    {'M': 'D:20261128090000Z', 'CreationDate': 'D:20261128090000Z'}
    """
    if not _is_time(created):
        return {}
    time = f"D:{re.sub('[^0-9]', '', created[:19])}Z"
    return {"M": time, "CreationDate": time}


def _read_letters(
    label: str, data: bytes, pages: Sequence[int]
) -> Iterator[tuple[int, PageLetters]]:
    """Yield pages with their letters."""
    if pages:
        values, _ = _run(label, data, {"letters": list(pages)})
        for value in values:
            yield value["page"], PageLetters(value["letters"])


def _write(label: str, data: bytes, job: _Job, *, anew: bool) -> tuple[bytes, bool]:
    """Return a PDF with the annotations of a job, and whether it has been signed.

    Args:
        label: the name of the file in messages.
        data: the PDF.
        job: the job.
        anew: whether all objects are written again.
    """
    values, copy = _run(label, data, {"annotations": job.annotations, "anew": anew})
    kept = 0 if anew or not copy.startswith(data) else len(data)
    return data[:kept] + _refer(copy[kept:], job), bool(values[-1]["signed"])


def _refer(written: bytes, job: _Job) -> bytes:
    """Return what PDFium wrote, with references in the place of the strings that stand for them.

    PDFium sets no references. A string is replaced by as many bytes, so that all stays in place.
    """
    numbers: dict[int, bytes] = {}
    for number in set(job.answers.values()):
        strings = job.annotations[number]["strings"]
        key = "NM" if "NM" in strings else "XXName"
        entry = f"/{key}({strings[key]})".encode("ascii", "replace")
        begin = written.rfind(b" 0 obj", 0, max(0, written.find(entry)))
        if begin > 0 and (digits := re.search(rb"\d+\Z", written[max(0, begin - 10) : begin])):
            numbers[number] = digits[0]
    for number, answered in job.answers.items():
        holder = f"({_REFERENCE.format(OWN, number)})".encode()
        if answered in numbers:
            reference = b" " + numbers[answered] + b" 0 R"
            written = written.replace(holder, reference.ljust(len(holder)))
    return written


def _run(label: str, data: bytes, job: dict[str, Any]) -> tuple[list[dict[str, Any]], bytes]:
    """Run the process on a PDF, and return its values and the file that it wrote.

    Raises:
        ReaderError: the PDF is encrypted, or the process has failed.
    """
    import readerapp

    root = str(Path(readerapp.__file__).parents[1])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as copy:
        copy.write(data)
        path, target = Path(folder, "job"), Path(folder, "copy")
        path.write_text(json.dumps(job))
        program = ["-m", "readerapp.documents.pdf.copy_worker"]
        environment = {**os.environ, "PYTHONPATH": paths}
        values = list(run_process(copy, label, program, [str(path), str(target)], environment))
        if values and values[0].get("error"):
            raise ReaderError(
                f"{label} is encrypted; save it without encryption, and export from there."
            )
        written = target.read_bytes() if target.exists() else b""
    if len(values) < len(job.get("letters", "1")) or ("annotations" in job and not written):
        raise ReaderError(f"No copy of {label} can be written; choose another format.")
    return values, written


def _has_table(data: bytes) -> bool:
    """Return whether a PDF has its table of objects where it says, so that it can have an update.

    What stands before the header of a PDF moves all of it.
    """
    found = _starts(data[-_TAIL:])
    at = int(found[-1]) if found else -1
    return data.startswith(b"%PDF") and at > 0 and _is_table(data[at : at + 40]) is not None


def _has_text(source: DocumentInput, copy: bytes, text: str) -> bool:
    """Return whether a copy of a PDF can be read and has a text."""
    try:
        again = read_layout(source._replace(raw=MemoryBytes(copy)))
    except ReaderError:
        return False
    return again.document.text.whole() == text


def _problems(job: _Job, *, signed: bool) -> Iterator[str]:
    """Yield sentences on what could not be written as it is here."""
    if job.lost:
        verb = "passage is", "passages are"
        yield f"{count_noun(job.lost, *verb)} on no page; the notes stand at the top of the first"
    if job.documents:
        yield describe_document_notes(job.documents, "at the top of the first page")
    if job.bare:
        yield f"{count_noun(job.bare, 'highlight')} on words that no page shows left out"
    if signed:
        yield "The digital signature of the document does not cover what the copy adds"
