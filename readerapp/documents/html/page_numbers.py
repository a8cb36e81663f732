"""Page and line numbers in the words of a page: what the printed edition has in its margin.

Page breaks are marked by `epub:type="pagebreak"` or `role="doc-pagebreak"` (EPUB 3), or, in older
books, by a class such as "pagenum" or an anchor "p13" around its own number.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice
from typing import TYPE_CHECKING

from readerapp.documents.html.parser import TYPE_ATTRIBUTES, local_name, semantic_types

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NO_BREAKS = {"li", "body", "h1", "h2", "h3", "h4", "h5", "h6"}
_NUMBER_TAGS = {"a", "span", "div", "p", "small", "sup", "em", "i", "b"}
_ELEMENTS = 12
"""Elements that a page number may consist of."""
_LONGEST = 24
"""Code points of a page number with its signs, as in "[Page 213 of 400]"."""
_NUMBER = r"(?:[a-z]{0,3}\d{1,5}[a-z]?|[ivxlcdm]{1,9})"
_written = re.compile(
    rf"[\[({{|—–\s]*(?:pages?|pag?\.?|pg\.?|p\.|seite|s\.|página)?\s*({_NUMBER})"
    rf"(?:\s*(?:of|/|von|de|sur)\s*\d+)?[\])}}|.—–\s]*",
    re.IGNORECASE,
).fullmatch
_page_class = re.compile(
    r"(?:^|[\s_-])(?:page-?(?:num(?:ber)?|no|break)|folio)s?\d?(?:$|[\s_-])", re.I
).search
_page_id = re.compile(rf"(?:page?|pg|p|seite|pagina)[-_.]?0*({_NUMBER})", re.IGNORECASE).fullmatch
_empty_page_id = re.compile(r"(?:page|pg)[-_.]?0*(\d{1,5}|[ivxlc]{1,9})", re.IGNORECASE).fullmatch
_line_class = re.compile(
    r"(?:^|\s)(?:l(?:ine)?[-_]?(?:no|nr|num(?:ber)?)s?|vers(?:e)?[-_]?(?:no|num(?:ber)?))(?:$|\s)",
    re.I,
).search
_is_line_number = re.compile(r"[\[(]?\d{1,5}[a-z]?[\])]?\.?").fullmatch


def page_label(
    element: Element, tag: str, names: Collection[str | bytes], *, book: bool
) -> str | None:
    """Return the number of the page that begins at an element; None if it is no page break.

    It is empty if the break has no number. The words of a page break are no words of the text.

    Args:
        element: the element.
        tag: its name in lower case.
        names: the names of its attributes.
        book: take an anchor such as "p13" for a page; elsewhere it may be a paragraph.
    """
    if tag in _NO_BREAKS:
        return None
    if not TYPE_ATTRIBUTES.isdisjoint(names) and "pagebreak" in semantic_types(element):
        text = _short_text(element)
        if text is None:
            return None
        title = element.get("title") or element.get("aria-label") or text
        label = _number(title) or _of_id(element) or title.strip()[:_LONGEST]
        return label if label or not text else None
    if tag not in _NUMBER_TAGS:
        return None
    if "class" in names and _page_class(element.get("class") or ""):
        number = _number(_short_text(element) or "")
        return number if number and _has_own_id(element, number) else None
    if tag in ("a", "span") and "href" not in names and ("id" in names or "name" in names):
        return _of_anchor(element, element.get("id") or element.get("name") or "", book)
    return None


def is_line_number(element: Element) -> bool:
    """Return whether an element is the number of a line of verse, set beside the line."""
    names = element.get("class")
    if not names or not _line_class(names):
        return False
    text = _short_text(element)
    return bool(text and _is_line_number(text))


def format_page(number: str) -> str:
    """Format the locator of a page.

    >>> format_page("13"), format_page("p. 13"), format_page("xii")
    ('p. 13', 'p. 13', 'p. xii')
    """
    return f"p. {_number(number) or number}"


def _short_text(element: Element) -> str | None:
    """Return the words of an element in one line; None if they are too many for a number."""
    if len(list(islice(element.iter(), _ELEMENTS + 1))) > _ELEMENTS:
        return None
    text = " ".join("".join(map(str, element.itertext())).split())
    return text if len(text) <= _LONGEST else None


def _number(written: str) -> str:
    """Return the page number in what is written; empty if there is none."""
    match = _written(written.strip())
    return match[1] if match else ""


def _of_id(element: Element) -> str:
    """Return the page number that the id of an element states; empty if it states none."""
    match = _page_id(element.get("id") or "")
    return match[1] if match else ""


def _of_anchor(element: Element, name: str, book: bool) -> str | None:
    """Return the page number of an anchor: its words are the number in its name, or it has none."""
    if not (book or name.lower().startswith(("page", "pg"))):
        return None
    match = _page_id(name)
    text = _short_text(element) if match and not len(element) else None
    if match is None or text is None:
        return None
    if not text:
        return match[1] if _empty_page_id(name) else None
    return match[1] if _number(text).lower() == match[1].lower() else None


def _has_own_id(element: Element, number: str) -> bool:
    """Return whether an element, or an anchor in it, has an id that ends with the number."""
    for each in element.iter():
        if local_name(each):
            for name in (each.get("id"), each.get("name")):
                if name and name.lower().endswith(number.lower()):
                    return True
    return False
