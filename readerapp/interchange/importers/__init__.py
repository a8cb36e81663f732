"""Importers: read annotations from files of other programs. Files are data; nothing is executed.

To add a format: a module with a function from the file's content to an `ImportBatch`, and a line in
`_TEXTS` or `_JSONS` (for other formats: in `read_annotations`) that recognises it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from readerapp.core.errors import ReaderError
from readerapp.core.plugins import NAME_WIDTH, list_plugins, make_line
from readerapp.interchange.importers import (
    bibtex,
    csv,
    digital_editions,
    hypothesis,
    kindle,
    koreader,
    qda,
    qda_codes,
    readerapp,
    references,
    slate,
    web_annotation,
    zotero,
)
from readerapp.interchange.importers.base import ImportBatch, ImportedAnnotation, decode_text

__all__ = ["FORMATS", "MAXIMUM_SIZE", "ImportBatch", "ImportedAnnotation", "read_annotations"]

MAXIMUM_SIZE = 256 * 2**20
"""Maximum size in bytes of a file to import."""

FORMATS = (
    "another reader's annotation file, JSON or JSON lines of `list --json`, CSV of `export`, "
    "W3C Web Annotation, EPUB Annotations, Hypothesis (JSON or CSV), KOReader (JSON or Lua), "
    "Kindle clippings, Readwise CSV, Zotero JSON, Kobo and Adobe Digital Editions (.annot), "
    "REFI-QDA project or codebook (.qdpx, .qdc), SLATE .annotations, "
    "bibliographies (BibTeX, CSL JSON, Better BibTeX JSON)"
)
"""The formats of `read_annotations`, for a message."""

_surrogate = re.compile(r"\\u[dD][89a-fA-F]")
_conflict = re.compile(r"^(<{7}|={7}|>{7})( |$)", re.MULTILINE)

_JSONS: tuple[tuple[Callable[[Any], bool], Callable[[Any], ImportBatch]], ...] = (
    (readerapp.is_store, readerapp.read_store),
    (hypothesis.is_hypothesis, hypothesis.read_hypothesis),
    (zotero.is_zotero, zotero.read_zotero),
    (koreader.is_koreader_json, koreader.read_koreader_json),
    (web_annotation.is_web_annotation, web_annotation.read_web_annotation),
    (readerapp.is_list, readerapp.read_list),
    (references.is_csl, references.read_csl),
)
_TEXTS: tuple[tuple[Callable[[str], bool], Callable[[str], ImportBatch]], ...] = (
    (koreader.is_koreader_lua, koreader.read_koreader_lua),
    (qda_codes.is_qdc, qda_codes.read_qdc),
    (digital_editions.is_annotation_set, digital_editions.read_annotation_set),
    (kindle.is_kindle, kindle.read_kindle),
    (bibtex.is_bibtex, bibtex.read_bibtex),
    (csv.is_csv, csv.read_csv),
)


def read_annotations(content: bytes, name: str) -> ImportBatch:
    """Parse the annotations of a file in any of the known formats, or of those of plug-ins.

    Parts that do not conform to their format are left out and reported in `ImportBatch.problems`.

    Args:
        content: the bytes of the file.
        name: the name of the file, for messages.

    Raises:
        ReaderError: it is in none of the formats, too large, or damaged as a whole.
    """
    if len(content) > MAXIMUM_SIZE:
        raise ReaderError(
            f"{name} is larger than {MAXIMUM_SIZE // 2**20} MB; split it and import the parts."
        )
    try:
        return _read_built_in(content, name)
    except ReaderError:
        from readerapp.interchange.importers.plugins import read_with_plugin

        if found := read_with_plugin(content, name):
            return found
        raise


def _read_built_in(content: bytes, name: str) -> ImportBatch:
    """Parse the annotations of a file in any of the formats that are part of the program.

    Raises:
        ReaderError: it is in none of them, or damaged as a whole.
    """
    if qda.is_qdpx(content):
        return qda.read_qdpx(content, name)
    text = decode_text(content, name)
    if text.lstrip()[:1] in ("{", "["):
        value = _json(text, name)
        for recognise, parse in _JSONS:
            if recognise(value):
                return parse(value)
    for recognise_text, parse_text in _TEXTS:
        if recognise_text(text):
            return parse_text(text)
    if slate.is_slate(text):
        return slate.read_slate(text, name)
    more = "".join(
        f", {make_line(one.name, NAME_WIDTH)} (plug-in)" for one in list_plugins("importers")
    )
    raise ReaderError(f"{name} cannot be imported. Formats: {FORMATS}{more}.")


def _json(text: str, name: str) -> Any:
    try:
        return _loads(text)
    except RecursionError:
        raise ReaderError(f"{name} is nested too deeply for a file of annotations.") from None
    except ValueError as error:
        if _conflict.search(text):
            sentence = "has an unresolved git conflict; resolve it first"
            raise ReaderError(f"{name} {sentence}.") from None
        lines = _lines(text)
        if lines is not None:
            return lines
        reason = error if isinstance(error, json.JSONDecodeError) else "a number is too long"
        raise ReaderError(f"{name} is damaged or cut off: {reason}.") from None


def _lines(text: str) -> list[Any] | None:
    """Parse JSON lines; return None if the first line is not a JSON value by itself."""
    lines = [line for line in text.splitlines() if line.strip()]
    values: list[Any] = []
    for line in lines:
        try:
            values.append(_loads(line))
        except (ValueError, RecursionError):
            if not values:
                return None
            values.append(None)  # reported as a problem, like any item that is not an object
    return values


def _loads(text: str) -> Any:
    """Parse JSON and drop what cannot be saved again: NaN, infinities and lone surrogates."""
    value = json.loads(text, parse_constant=lambda _: None)
    if _surrogate.search(text):
        whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        return json.loads(whole)
    return value
