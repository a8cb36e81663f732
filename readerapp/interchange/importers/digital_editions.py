"""Importer of `.annot` files: Adobe Digital Editions, Kobo, PocketBook and other e-book readers.

The format is described in "Adobe annotations" of the IDPF's annotation group: a publication, and
annotations with the words that they mark and the words of a note.
"""

from __future__ import annotations

from functools import partial
from xml.etree.ElementTree import Element, ParseError

from readerapp.core.errors import ReaderError
from readerapp.interchange.importers.base import (
    ImportBatch,
    ImportedAnnotation,
    collect_batch,
    identified,
    require_content,
    utc_time,
)
from readerapp.interchange.importers.qda_archive import parse_xml
from readerapp.interchange.place import format_place

_NAMESPACE = "http://ns.adobe.com/digitaleditions/annotations"
_HEAD = 4_000
"""Code points at the beginning of a file in which the root element begins."""


def is_annotation_set(text: str) -> bool:
    """Return whether it is an XML file with a set of annotations."""
    head = text[:_HEAD]
    return "annotationSet" in head and _NAMESPACE in head


def read_annotation_set(text: str) -> ImportBatch:
    """Parse the annotations of a text for which `is_annotation_set` is true.

    Raises:
        ReaderError: it is not XML, or declares a document type.
    """
    try:
        root = parse_xml(text.encode())
    except (ParseError, ValueError) as error:
        raise ReaderError(f"This .annot file is damaged: {error}.") from None
    title, author = _words(root, "publication/title"), _words(root, "publication/creator")
    parse = partial(_annotation, title, author)
    return collect_batch("Adobe Digital Editions", root.findall("annotation"), parse)


def _annotation(title: str, author: str, element: Element) -> ImportedAnnotation:
    exact, note = _words(element, "target/fragment/text"), _words(element, "content/text")
    require_content(exact, note)
    annotation = ImportedAnnotation(
        id="",
        exact=exact,
        note=note,
        created=utc_time(_words(element, "date") or _words(element, "content/date")),
        place=format_place(other=_share(element)),
        document=title,
        author=author,
    )
    fragment = element.find("target/fragment")
    ends = (fragment.get("start"), fragment.get("end")) if fragment is not None else ()
    given = _words(element, "identifier")
    return identified(annotation, given, *ends, earlier=("annot", title, exact or note))


def _share(element: Element) -> str:
    """Return how far into the book the place is, as Kobo says it: "43 %"."""
    fragment = element.find("target/fragment")
    try:
        share = float(fragment.get("progress", "") if fragment is not None else "")
    except ValueError:
        return ""
    return f"{100 * share:.0f} %" if 0 <= share <= 1 else ""


def _words(element: Element, path: str) -> str:
    """Return the words of the element at a path, on one line if it is one; empty without it."""
    return (element.findtext(path) or "").strip()
