"""PDF worker: a process that reads the pages of a PDF and writes their lines with their boxes.

Run as a script with the PDF as standard input, it writes one JSON value per line: what the PDF
says about itself, then each page. PDFium is C++ and a PDF can be hostile, so memory and processor
time are limited here, and the parent may end this process at any time. It imports no other module
of readerapp.
"""

from __future__ import annotations

import ctypes
import json
import math
import re
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

_HYPHEN = "\ufffe"
_OUTLINE = 5_000
"""Entries of the outline that are read; the outline can have cycles."""


def main(memory: int, seconds: int) -> None:
    """Read the PDF on standard input within `memory` bytes and `seconds` of processor time."""
    _limit(memory, seconds)
    try:
        pdf = pypdfium2.PdfDocument(sys.stdin.buffer)
    except pypdfium2.PdfiumError as error:
        _say({"error": "password" if "password" in str(error).lower() else "damaged"})
        return
    _say(_facts(pdf))
    for number in range(len(pdf)):
        _say(_page(pdf, number))


def _limit(memory: int, seconds: int) -> None:
    """Limit the address space and the processor time of this process, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the parent still ends this process when it is silent
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # macOS has no limit of address space
            continue


def _say(value: dict[str, Any]) -> None:
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
        "outline": list(_outline(pdf)),
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


def _page(pdf: Any, number: int) -> dict[str, Any]:
    """Return a page: its label, its height in points, whether it has pictures, and its lines."""
    data: dict[str, Any] = {"label": "", "height": 0, "pictures": False, "lines": []}
    try:
        data["label"] = pdf.get_page_label(number)
        page = pdf[number]
        data["height"] = page.get_height()
        text = page.get_textpage()
        data["lines"] = list(_lines(text))
        if not data["lines"]:
            kinds = [raw.FPDF_PAGEOBJ_IMAGE]
            data["pictures"] = next(page.get_objects(filter=kinds, max_depth=3), None) is not None
        text.close()
        page.close()
    except pypdfium2.PdfiumError:
        pass  # a damaged page counts as empty
    return data


def _lines(text: Any) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield each line in page order: words, left, right, base line and size of its letters.

    All measures are in points.
    """
    at = 0  # in units of UTF-16, as PDFium counts
    # PDFium joins a line that ends in a hyphen with the next and puts `_HYPHEN` between them.
    written = text.get_text_range(errors="replace").replace(_HYPHEN, f"{_HYPHEN}\r")
    for line in re.split(r"[\r\n]", written):
        length = _units(line)
        words = line.strip()
        if words:
            start = at + _units(line[: len(line) - len(line.lstrip())])
            half = next(n for n in range(len(words) // 2, len(words)) if not words[n].isspace())
            # Bullets and raised numbers have other sizes: the size is that of the middle letter.
            offsets = (start, start + _units(words[:half]), start + _units(words) - 1)
            letters = {offset: _letter(text, offset) for offset in dict.fromkeys(offsets)}
            first, middle, last = (letters[offset] for offset in offsets)
            middle = middle or first
            if first and middle and last:
                left, right = min(first[0], last[0]), max(first[1], last[1])
                yield words, left, right, middle[2], middle[3]
        at += length + (not line.endswith(_HYPHEN))


def _units(words: str) -> int:
    """Return the number of UTF-16 code units."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def _letter(text: Any, offset: int) -> tuple[float, float, float, float] | None:
    """Return left, right, base line and size of a letter in points; None if it has no place."""
    index = raw.FPDFText_GetCharIndexFromTextIndex(text.raw, offset)
    x, y = ctypes.c_double(), ctypes.c_double()
    if index < 0 or not raw.FPDFText_GetCharOrigin(
        text.raw, index, ctypes.byref(x), ctypes.byref(y)
    ):
        return None
    box, matrix = raw.FS_RECTF(), raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(box))
    raw.FPDFText_GetMatrix(text.raw, index, ctypes.byref(matrix))
    size = raw.FPDFText_GetFontSize(text.raw, index) * math.hypot(matrix.c, matrix.d)
    return round(x.value, 1), round(box.right, 1), round(y.value, 1), round(size, 1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
