"""PDF copy worker: a process that gives the letters of pages, and adds annotations to a PDF.

Run as a module with the PDF as standard input, it reads a job from a file of JSON and writes one
JSON value per line, as `worker`, whose limits it has. The annotations are an update after the
bytes of the original (ISO 32000-2, 7.5.6), unless its table of objects is damaged.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw

from readerapp.documents.pdf.worker import limit, say

_HIGHLIGHT = 9
_NEVER_DRAWN = (2, 16, 20)
"""Links, pop-ups, and the fields of forms, which PDFium draws for themselves."""
_ICON = 20.0
"""Points of the side of the icon of a note."""
_NO_APPEARANCE = " "
"""The appearance of a reply, which is shown with what it answers, and not on the page."""


def main(memory: int, seconds: int, job_path: str, target: str) -> None:
    """Do the job of the file `job_path`; a PDF with annotations is written to `target`.

    Args:
        memory: bytes of address space.
        seconds: of processor time.
        job_path: a file with "letters", indexes of pages, or with "annotations" and whether the
            file is to be written anew ("anew").
        target: the file to write.
    """
    limit(memory, seconds)
    job = json.loads(Path(job_path).read_bytes())
    try:
        pdf = pypdfium2.PdfDocument(sys.stdin.buffer)
    except pypdfium2.PdfiumError:
        say({"error": "closed"})
        return
    if "letters" in job:
        for number in job["letters"]:
            say({"page": number, "letters": list(_letters(pdf, number))})
        return
    if raw.FPDF_GetSecurityHandlerRevision(pdf.raw) >= 0:
        say({"error": "closed"})
        return
    # PDFium makes annotations objects of their own, and draws them, when a form is filled in.
    settings = raw.FPDF_FORMFILLINFO(version=2)
    form = raw.FPDFDOC_InitFormFillEnvironment(pdf.raw, settings)
    pages: dict[int, list[dict[str, Any]]] = {}
    for annotation in job["annotations"]:
        pages.setdefault(annotation["page"], []).append(annotation)
    for number, added in sorted(pages.items()):
        page = raw.FPDF_LoadPage(pdf.raw, number)
        bare = list(_without_appearance(page))
        _set_appearance(page, bare, _NO_APPEARANCE)  # so that PDFium leaves them as they are
        for annotation in added:
            _add(page, annotation)
        if form:
            raw.FORM_OnAfterLoadPage(page, form)
            raw.FORM_OnBeforeClosePage(page, form)
        _set_appearance(page, bare, None)
        raw.FPDF_ClosePage(page)
    with Path(target).open("wb") as file:
        flags = raw.FPDF_NO_INCREMENTAL if job["anew"] else raw.FPDF_INCREMENTAL
        pdf.save(file, flags=flags)
    say({"signed": raw.FPDF_GetSignatureCount(pdf.raw) > 0})


def _letters(pdf: Any, number: int) -> Iterator[tuple[str, float, float, float, float]]:
    """Yield the letters of a page with left, bottom, right and top in points, in its order."""
    text = pdf[number].get_textpage()
    box = raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(text.raw)):
        sign = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if sign.isspace() or not raw.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(box)):
            continue
        places = [box.left, box.bottom, box.right, box.top]
        # The box of a letter that stands upright is as high as its font; that of a turned one may
        # leave out the letter itself.
        own = [ctypes.c_double() for _ in range(4)]  # left, right, bottom, top
        if raw.FPDFText_GetCharAngle(text.raw, index) and raw.FPDFText_GetCharBox(
            text.raw, index, *own
        ):
            left, right, bottom, top = (place.value for place in own)
            low, high = map(min, places[:2], (left, bottom)), map(max, places[2:], (right, top))
            places = [*low, *high]
        yield (sign, *(round(place, 2) for place in places))
    text.close()


def _without_appearance(page: Any) -> Iterator[int]:
    """Yield the indexes of the annotations of a page that each program draws as it likes."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        if annotation := raw.FPDFPage_GetAnnot(page, index):
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind not in _NEVER_DRAWN and not raw.FPDFAnnot_HasKey(annotation, b"AP"):
                yield index
            raw.FPDFPage_CloseAnnot(annotation)


def _set_appearance(page: Any, indexes: Sequence[int], appearance: str | None) -> None:
    """Set how annotations of a page are drawn; None removes it."""
    mode = raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    for index in indexes:
        annotation = raw.FPDFPage_GetAnnot(page, index)
        words = None if appearance is None else _wide(appearance)
        raw.FPDFAnnot_SetAP(annotation, mode, words)
        raw.FPDFPage_CloseAnnot(annotation)


def _add(page: Any, data: dict[str, Any]) -> None:
    """Add an annotation to a page, or strings to one that the page has."""
    if data["index"] is not None:
        annotation = raw.FPDFPage_GetAnnot(page, data["index"])
        _set_strings(annotation, data["strings"])
        raw.FPDFPage_CloseAnnot(annotation)
        return
    annotation = raw.FPDFPage_CreateAnnot(page, data["subtype"])
    for left, bottom, right, top in data["rectangles"] if data["subtype"] == _HIGHLIGHT else ():
        # Upper left, upper right, lower left, lower right: as Acrobat writes and all others read.
        quad = raw.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
        raw.FPDFAnnot_AppendAttachmentPoints(annotation, quad)
    left, bottom, right, top = _around(data["rectangles"]) or _corner(page, data["row"])
    raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(left, top, right, bottom))
    if data["colour"]:
        kind = raw.FPDFANNOT_COLORTYPE_Color
        raw.FPDFAnnot_SetColor(annotation, kind, *data["colour"], 255)
    raw.FPDFAnnot_SetFlags(annotation, data["flags"])
    _set_strings(annotation, data["strings"])
    if data["hidden"]:
        raw.FPDFAnnot_SetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, _wide(_NO_APPEARANCE))
    raw.FPDFPage_CloseAnnot(annotation)


def _around(rectangles: Sequence[Sequence[float]]) -> tuple[float, float, float, float] | None:
    """Return the rectangle around others; None for none."""
    if not rectangles:
        return None
    lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _corner(page: Any, row: int) -> tuple[float, float, float, float]:
    """Return the place of a note on the document: in a row at the top of the page."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    across = max(1, int((box.right - box.left) // (2 * _ICON)) - 1)
    left = box.left + _ICON * (row % across + 1) * 1.2
    top = box.top - _ICON * (row // across + 0.5) * 1.2
    return left, top - _ICON, left + _ICON, top


def _set_strings(annotation: Any, strings: dict[str, str]) -> None:
    """Set strings of an annotation."""
    for key, value in strings.items():
        raw.FPDFAnnot_SetStringValue(annotation, key.encode(), _wide(value))


def _wide(words: str) -> Any:
    """Return a string in UTF-16, as PDFium takes it."""
    data = words.replace("\0", "").encode("utf-16-le", "replace") + b"\0\0"
    return ctypes.cast(ctypes.create_string_buffer(data), ctypes.POINTER(raw.FPDF_WCHAR))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
