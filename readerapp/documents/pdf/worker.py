"""PDF worker: a process that reads the pages of a PDF and writes their lines with their boxes.

Run as a script with the PDF as standard input, it writes one JSON value per line: what the PDF
says about itself, then each page. PDFium is C++ and a PDF can be hostile, so memory and processor
time are limited here, and the parent may end this process at any time. It imports no other module
of readerapp.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

_HYPHEN = "\ufffe"
_OUTLINE = 5_000
"""Entries of the outline that are read; the outline can have cycles."""
_ATTACHMENTS = 1_000
"""Attached files that are named."""
_ANNOTATIONS = 5_000
"""Annotations of a page that are read."""
_QUADRILATERALS = 500
"""Lines of a highlight that are read."""
_STRING = 1 << 20
"""Bytes of a string of an annotation that are read."""
_FEW_LETTERS = 60
"""Letters of a page below which it is looked whether it shows a picture."""
_DRAWINGS = 20
"""Drawn shapes from which on they may be letters or a figure, not rules."""
_GAP = 0.9
"""Least width of a gap between two pieces of a line, as a multiple of the size of the letters."""
_WIDE = 0.65
"""Mean width of the letters of a line, as a multiple of their size, that only gaps make."""
_UNKNOWN_SHARE = 0.9
"""Share of the letters of a page that are unknown, above which all are."""
_LEVEL = 0.3
"""Points by which the letters of a word may differ in height before each is looked at."""
_RECTANGLES = 400
"""Rectangles of a line that are looked at."""
_TEXT, _LINK, _FREE_TEXT, _POPUP, _ATTACHMENT, _WIDGET = 1, 2, 3, 16, 17, 20
_MARKUP = {9: "highlight", 10: "underline", 11: "underline", 12: "strike"}
"""Kinds of annotations on words, by the numbers of PDFium (ISO 32000-2, 12.5.6)."""
_SHAPES = {_TEXT, 5, 6, 7, 8, 14, 15}
"""Kinds of annotations at a place that may have words: shapes, carets, ink."""
_DRAWN = {_FREE_TEXT, 4, 13, _WIDGET, 24, 28}
"""Kinds of annotations whose appearance has words: form fields, stamps, captions of lines."""
_HIDDEN = 2 | 32
"""The flags Hidden and NoView."""
_right_to_left = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]").search
_doubled = re.compile(r"(?:(\w)\1){3}").search
_words = re.compile(r"\S+\s*").findall
_mixed = re.compile(r"\D\d+\D|[^\W\d]\d|\d[^\W\d]").search
_has_controls = re.compile("[\x00-\x01\x03-\x08\x0b\x0c\x0e-\x1f]").search

_X, _Y, _TOP, _EDGE = (ctypes.c_double() for _ in range(4))
_BOX, _MATRIX = raw.FS_RECTF(), raw.FS_MATRIX()
_X_PLACE, _Y_PLACE, _TOP_PLACE, _EDGE_PLACE = map(ctypes.byref, (_X, _Y, _TOP, _EDGE))
_BOX_PLACE, _MATRIX_PLACE = ctypes.byref(_BOX), ctypes.byref(_MATRIX)
"""Where PDFium writes the place of a letter: one for all letters, for there are many."""

Piece = tuple[str, float, float, float, float]
"""Words, left, right, base line and size of the letters, all in points."""
Line = tuple[str, float, float, float, float, list[Piece]]


def main(memory: int, seconds: int) -> None:
    """Read the PDF on standard input within `memory` bytes and `seconds` of processor time."""
    limit(memory, seconds)
    try:
        pdf = pypdfium2.PdfDocument(sys.stdin.buffer)
    except pypdfium2.PdfiumError as error:
        say({"error": "password" if "password" in str(error).lower() else "damaged"})
        return
    with contextlib.suppress(pypdfium2.PdfiumError):
        pdf.init_forms()  # PDFium then draws fields that have no appearance of their own
    say(_facts(pdf))
    for number in range(len(pdf)):
        say(_page(pdf, number))


def limit(memory: int, seconds: int) -> None:
    """Limit the memory and the processor time of this process.

    Args:
        memory: Bytes of address space; on macOS, which has no limit for that, of resident memory.
        seconds: Seconds of processor time.
    """
    try:
        import resource
    except ImportError:  # Windows: the parent still ends this process when it is silent
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # macOS has no limit of address space
            continue
    if sys.platform == "darwin":
        watch_memory(memory)


def watch_memory(most: int) -> None:
    """End this process when it has ever used more than `most` bytes of resident memory.

    A thread looks ten times a second; PDFium runs without the interpreter's lock, so it sees what
    one page takes. For systems that limit no memory.
    """
    import resource
    import threading
    import time

    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, getrusage(2)

    def watch() -> None:
        while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit <= most:
            time.sleep(0.1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def say(value: dict[str, Any]) -> None:
    """Write a value as one line of JSON."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _facts(pdf: Any) -> dict[str, Any]:
    """Return what the PDF says about itself, with its outline."""
    said = pdf.get_metadata_dict()
    return {
        "pages": len(pdf),
        "title": said.get("Title", ""),
        "author": said.get("Author", ""),
        "date": said.get("CreationDate", ""),
        "subjects": [said.get(name, "") for name in ("Subject", "Keywords")],
        "outline": list(_outline(pdf)),
        "attachments": list(_attachments(pdf)),
        "xfa": pdf.get_formtype() == raw.FORMTYPE_XFA_FULL,
    }


def _outline(pdf: Any) -> Iterator[tuple[str, int, int]]:
    """Yield title, level from 1, and index of the page of each entry of the outline."""
    try:
        for count, entry in enumerate(pdf.get_toc(max_depth=6)):
            if count >= _OUTLINE:
                return
            target = entry.get_dest()
            page = target.get_index() if target else None
            if page is not None:
                yield entry.get_title(), entry.level + 1, page
    except pypdfium2.PdfiumError:
        return  # the entries read so far are useful


def _attachments(pdf: Any) -> Iterator[str]:
    """Yield the names of the files that are attached to the document."""
    try:
        for number in range(min(pdf.count_attachments(), _ATTACHMENTS)):
            yield pdf.get_attachment(number).get_name()
    except pypdfium2.PdfiumError:
        return


def _page(pdf: Any, number: int) -> dict[str, Any]:
    """Return a page, or as much of it as can be read.

    Its keys are "label", "height" in points, "lines", "pictures" (whether it shows any; only looked
    for if it has few letters), "unknown" (whether it does not say which letters it shows), and if
    it has annotations "notes", "attachments", "fields" (rectangle and words of what is typed on the
    page) and "drawn" (the lines that they draw).
    """
    data: dict[str, Any] = {"label": "", "height": 0, "pictures": False, "lines": []}
    try:
        data["label"] = pdf.get_page_label(number)
        page = pdf[number]
        data["height"] = page.get_height()
        text = page.get_textpage()
        written = text.get_text_range(errors="replace")
        data["lines"] = list(_lines(text, written))
        data["unknown"] = _is_unknown(text, written)
        if sum(len(line[0]) for line in data["lines"]) < _FEW_LETTERS:
            data["pictures"] = _has_pictures(page)
        if count := raw.FPDFPage_GetAnnotCount(page.raw):
            _read_annotations(pdf, page, text, count, data)
        text.close()
        page.close()
        if data.get("fields"):
            data["drawn"] = _drawn_by_annotations(pdf, number)
    except pypdfium2.PdfiumError:
        pass  # a damaged page counts as empty
    return data


def _has_pictures(page: Any) -> bool:
    """Return whether a page shows a picture, or drawings that may be letters."""
    drawings = 0
    for shape in page.get_objects(max_depth=3):
        drawings += shape.type in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING)
        if drawings > _DRAWINGS or shape.type == raw.FPDF_PAGEOBJ_IMAGE:
            return True
    return False


def _is_unknown(text: Any, written: str) -> bool:
    """Return whether PDFium does not know of the letters of a page which they are.

    It then gives their codes in the font. These may be the letters, but where some of them are
    control characters, which `written` may lack, they are not.
    """
    count = raw.FPDFText_CountChars(text.raw)
    if count <= _units(written) and not _has_controls(written):
        return False
    wrong = sum(raw.FPDFText_HasUnicodeMapError(text.raw, index) == 1 for index in range(count))
    return bool(wrong > _UNKNOWN_SHARE * count)


def _lines(text: Any, written: str, *, detailed: bool = False) -> Iterator[Line]:
    """Yield each line of a page in page order; all measures are in points.

    A line that has gaps, or letters in several sizes, has its pieces; any line if `detailed`.
    """
    at = 0  # in units of UTF-16, as PDFium counts
    # PDFium joins a line that ends in a hyphen with the next and puts `_HYPHEN` between them.
    for line in re.split(r"[\r\n]", written.replace(_HYPHEN, f"{_HYPHEN}\r")):
        length = _units(line)
        words = line.strip()
        if words:
            start = at + _units(line[: len(line) - len(line.lstrip())])
            half = next(n for n in range(len(words) // 2, len(words)) if not words[n].isspace())
            # Bullets and raised numbers have other sizes: the size is that of the middle letter.
            end = start + _units(words) - 1
            letter = _letter(text, start + _units(words[:half])) or _letter(text, start)
            first, last = _box(text, start), _box(text, end)
            if first and letter and last:
                left, right = min(first[0], last[0]), max(first[1], last[1])
                found = words, left, right, letter[2], letter[3]
                yield (*found, _pieces(text, start, end, found, detailed=detailed))
        at += length + (not line.endswith(_HYPHEN))


def _pieces(text: Any, start: int, end: int, line: Piece, *, detailed: bool) -> list[Piece]:
    """Return the pieces of a line: letters of one size on one base line, without gaps.

    A line that is even and has no gaps has none, unless `detailed`. PDFium knows a rectangle for
    each run of letters that one operator shows: a line of one run is even, unless it is wider than
    its letters can be.
    """
    words, left, right, base, size = line
    if not detailed and not _doubled(words):
        rectangles = _rectangles(text, start, end)
        wide = right - left > _WIDE * size * len(words)
        if not wide and not _are_uneven(rectangles, left, base, size):
            return []
        parts = _words(words)
        if (
            len(parts) == len(rectangles)
            and not _right_to_left(words)
            and not any(_is_off(rectangle, base, size) for rectangle in rectangles)
        ):
            places = [(round(x, 1), round(edge, 1), base, size) for x, _, edge, _ in rectangles]
            return _join([(part, *place) for part, place in zip(parts, places, strict=True)])
    return _detailed_pieces(text, start, words)


def _rectangles(text: Any, start: int, end: int) -> list[tuple[float, float, float, float]]:
    """Return left, top, right and bottom of the runs of letters of a line, if there are several."""
    first = raw.FPDFText_GetCharIndexFromTextIndex(text.raw, start)
    last = raw.FPDFText_GetCharIndexFromTextIndex(text.raw, end)
    count = raw.FPDFText_CountRects(text.raw, first, last - first + 1)
    found = []
    for index in range(min(count, _RECTANGLES) if count > 1 else 0):
        raw.FPDFText_GetRect(text.raw, index, _X_PLACE, _TOP_PLACE, _EDGE_PLACE, _Y_PLACE)
        found.append((_X.value, _TOP.value, _EDGE.value, _Y.value))
    return found


def _are_uneven(
    rectangles: list[tuple[float, float, float, float]], left: float, base: float, size: float
) -> bool:
    """Return whether runs of letters have gaps, go back, or stand above or below the others."""
    before = left
    for rectangle in rectangles:
        x, _, edge, _ = rectangle
        if x - before > _GAP * size or x < before - size or _is_off(rectangle, base, size):
            return True
        before = edge
    return False


def _is_off(rectangle: tuple[float, float, float, float], base: float, size: float) -> bool:
    """Return whether small letters stand above or below the others."""
    _, top, _, bottom = rectangle
    small = top - bottom < 0.7 * size
    return small and (bottom > base + 0.15 * size or bottom < base - 0.1 * size)


def _detailed_pieces(text: Any, start: int, words: str) -> list[Piece]:
    """Return the pieces of a line, from the places of its letters.

    A letter that is shown twice at one place, as a bold one, is there once. A line that is written
    from right to left, or not level, has no pieces.
    """
    index = raw.FPDFText_GetCharIndexFromTextIndex(text.raw, start)
    if _right_to_left(words) or abs(raw.FPDFText_GetCharAngle(text.raw, index)) > 0.1:
        return []
    doubled = _doubled(words) is not None
    return _join(_parts(text, start, words, letter_by_letter=doubled))


def _join(parts: Iterable[Piece]) -> list[Piece]:
    """Join words and letters to pieces; words end with a blank if another one follows."""
    pieces: list[Piece] = []
    now, left, right, base, size = "", 0.0, 0.0, 0.0, 0.0
    for letters, x, edge, y, height in parts:
        most = max(size, height)
        if now and (
            abs(y - base) > 0.1 * most
            or min(size, height) < 0.9 * most
            or not -most < x - right <= _GAP * most
        ):
            pieces.append((now, left, right, base, size))
            now = ""
        if not now:
            left, base, size = x, y, height
        now += letters
        right = max(edge, left)
    pieces.append((now, left, right, base, size))
    return pieces


def _parts(text: Any, start: int, words: str, *, letter_by_letter: bool) -> Iterator[Piece]:
    """Yield the words of a line with their places, each with the blanks after it.

    A word whose letters may differ in size or base line comes letter by letter.
    """
    offset = start
    for part in _words(words):
        word = part.rstrip()
        length = _units(word)
        first, bottom = _letter(text, offset), _BOX.bottom
        last = _box(text, offset + length - 1)
        even = first and last and abs(last[2] - bottom) < _LEVEL
        if first and last and even and not letter_by_letter and not _mixed(word):
            yield part, first[0], last[1], first[2], first[3]
        else:
            yield from _letters(text, offset, part)
        offset += length + len(part) - len(word)


def _letters(text: Any, offset: int, word: str) -> Iterator[Piece]:
    """Yield the letters of a word with their places, those that are shown twice only once."""
    before: Piece | None = None
    for sign in word:
        letter = None if sign.isspace() else _letter(text, offset)
        offset += _units(sign)
        if letter is None:
            if before is not None:
                yield sign, before[2], before[2], before[3], before[4]
            continue
        left, right, base, size = letter
        if (
            before is None
            or sign != before[0]
            or abs(left - before[1]) >= 0.25 * (before[2] - before[1])
            or abs(base - before[3]) > 0.1 * size
        ):
            yield sign, left, right, base, size
        before = sign, left, right, base, size


def _box(text: Any, offset: int) -> tuple[float, float, float] | None:
    """Return left, right and bottom of a letter in points; None if it has no place."""
    index = raw.FPDFText_GetCharIndexFromTextIndex(text.raw, offset)
    if index < 0 or not raw.FPDFText_GetLooseCharBox(text.raw, index, _BOX_PLACE):
        return None
    return round(_BOX.left, 1), round(_BOX.right, 1), _BOX.bottom


def _units(words: str) -> int:
    """Return the number of UTF-16 code units."""
    return len(words) if words.isascii() else len(words.encode("utf-16-le", "surrogatepass")) // 2


def _letter(text: Any, offset: int) -> tuple[float, float, float, float] | None:
    """Return left, right, base line and size of a letter in points; None if it has no place."""
    place = text.raw
    index = raw.FPDFText_GetCharIndexFromTextIndex(place, offset)
    if index < 0 or not raw.FPDFText_GetCharOrigin(place, index, _X_PLACE, _Y_PLACE):
        return None
    raw.FPDFText_GetLooseCharBox(place, index, _BOX_PLACE)
    raw.FPDFText_GetMatrix(place, index, _MATRIX_PLACE)
    size = raw.FPDFText_GetFontSize(place, index) * math.hypot(_MATRIX.c, _MATRIX.d)
    return round(_X.value, 1), round(_BOX.right, 1), round(_Y.value, 1), round(size, 1)


def _read_annotations(pdf: Any, page: Any, text: Any, count: int, data: dict[str, Any]) -> None:
    """Read the annotations of a page into the data of the page."""
    fields, notes, attachments = [], [], []
    for index in range(min(count, _ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind not in (_LINK, _POPUP) and not raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
            if kind in _DRAWN:
                words = _value(pdf, annotation) if kind == _WIDGET else ""
                words = _string(annotation, "Contents") if kind == _FREE_TEXT else words
                fields.append((_rectangle(annotation), words))
            if kind in _MARKUP or kind in _SHAPES or kind == _FREE_TEXT:
                notes.append(_note(page, text, annotation, kind, index))
            if kind == _ATTACHMENT:
                attachments.append(_attached_file(annotation))
        raw.FPDFPage_CloseAnnot(annotation)
    data.update(fields=fields, notes=notes, attachments=attachments)


def _note(page: Any, text: Any, annotation: Any, kind: int, index: int) -> dict[str, Any]:
    """Return an annotation of a person: its words, its author, and what it is about."""
    answered = raw.FPDFAnnot_GetLinkedAnnot(annotation, b"IRT")
    reply_to = raw.FPDFPage_GetAnnotIndex(page.raw, answered) if answered else -1
    if answered:
        raw.FPDFPage_CloseAnnot(answered)
    quadrilaterals = list(_quadrilaterals(text, annotation)) if kind in _MARKUP else []
    return {
        "index": index,
        "kind": _MARKUP.get(kind, "typed" if kind == _FREE_TEXT else "note"),
        "place": _rectangle(annotation),
        "lines": quadrilaterals,
        "author": _string(annotation, "T"),
        "created": _string(annotation, "CreationDate") or _string(annotation, "M"),
        "note": _string(annotation, "Contents"),
        "reply_to": reply_to,
        "own": [_string(annotation, key) for key in ("NM", "XXQuote", "XXColour")],
        "state": _string(annotation, "StateModel") and _string(annotation, "State"),
    }


def _quadrilaterals(text: Any, annotation: Any) -> Iterator[tuple[float, float, float, str]]:
    """Yield left, right and middle of each line under an annotation in points, and its words."""
    quad = raw.FS_QUADPOINTSF()
    count = raw.FPDFAnnot_CountAttachmentPoints(annotation)
    for index in range(min(count, _QUADRILATERALS)):
        if not raw.FPDFAnnot_GetAttachmentPoints(annotation, index, ctypes.byref(quad)):
            continue
        xs = (quad.x1, quad.x2, quad.x3, quad.x4)
        ys = (quad.y1, quad.y2, quad.y3, quad.y4)
        left, right, bottom, height = min(xs), max(xs), min(ys), max(ys) - min(ys)
        middle = bottom + height / 2
        # Words of the lines above and below touch its edges, those before and after it its ends.
        narrow = min(0.1 * height, 0.1 * (right - left))
        words = text.get_text_bounded(
            left + narrow, bottom + 0.2 * height, right - narrow, bottom + 0.65 * height
        )
        yield round(left, 1), round(right, 1), round(middle, 1), words


def _rectangle(annotation: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of an annotation in points."""
    box = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box))
    xs, ys = sorted((box.left, box.right)), sorted((box.bottom, box.top))
    return round(xs[0], 1), round(ys[0], 1), round(xs[1], 1), round(ys[1], 1)


def _string(annotation: Any, key: str) -> str:
    """Return a string of an annotation, or ""."""
    return _read_string(raw.FPDFAnnot_GetStringValue, annotation, key.encode())


def _value(pdf: Any, annotation: Any) -> str:
    """Return the value of a form field of text, or ""."""
    form = pdf.formenv
    if form is None:
        return ""
    if raw.FPDFAnnot_GetFormFieldType(form.raw, annotation) != raw.FPDF_FORMFIELD_TEXTFIELD:
        return ""
    if raw.FPDFAnnot_GetFormFieldFlags(form.raw, annotation) & raw.FPDF_FORMFLAG_TEXT_PASSWORD:
        return ""
    return _read_string(raw.FPDFAnnot_GetFormFieldValue, form.raw, annotation)


def _attached_file(annotation: Any) -> str:
    """Return the name of the file that an annotation attaches."""
    file = raw.FPDFAnnot_GetFileAttachment(annotation)
    return _read_string(raw.FPDFAttachment_GetName, file) if file else ""


def _read_string(function: Any, *arguments: Any) -> str:
    """Return the string that a function of PDFium writes in UTF-16, up to `_STRING` bytes."""
    size = function(*arguments, None, 0)
    if not 2 < size <= _STRING:
        return ""
    buffer = ctypes.create_string_buffer(size)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _drawn_by_annotations(pdf: Any, number: int) -> list[Line]:
    """Return the lines that the annotations of a page draw: what fields and notes say."""
    page = pdf[number]
    count = raw.FPDFPage_CountObjects(page.raw)
    drawn = raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
    page.close()
    if not drawn:
        return []
    page = pdf[number]
    for index in range(min(count, raw.FPDFPage_CountObjects(page.raw))):
        raw.FPDFPageObj_SetIsActive(raw.FPDFPage_GetObject(page.raw, index), False)
    text = page.get_textpage()
    lines = list(_lines(text, text.get_text_range(errors="replace"), detailed=True))
    text.close()
    page.close()
    return lines


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
