"""Links inside a document: from the mark of a footnote to the footnote and back, to a heading."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from readerapp.documents.document import Document, Run

_NOTE, _MARK = "note-", "mark-"


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads.

    Attributes:
        offset: the offset in the document; None for an address outside.
        address: the address.
    """

    offset: int | None
    address: str = ""


def find_link_target(document: Document, offset: int) -> LinkTarget | None:
    """Return where the link at `offset` leads, else the next one in its paragraph.

    In a footnote without links of its own, that is back to its mark. It is None if there is no
    link.
    """
    start = document.paragraph_start(document.paragraph_number(offset)) or 0
    following = document.paragraph_start(document.paragraph_number(offset) + 1)
    end = len(document.text) if following is None else following
    here = _links(document, offset, offset + 1)
    for link in here or _links(document, offset, end):
        name = link.value.removeprefix("#")
        if not link.value.startswith("#"):
            return LinkTarget(None, link.value)
        if name in document.anchors:
            return LinkTarget(document.anchors[name])
    for name, place in document.anchors.items():
        if place == start and name.startswith(_NOTE):
            mark = document.anchors.get(_MARK + name.removeprefix(_NOTE))
            return None if mark is None else LinkTarget(mark)
    return None


def _links(document: Document, start: int, end: int) -> list[Run]:
    """Return the links that are in a range, in order."""
    runs = (run for run in document.styles.touching(start, end) if run.kind == "link")
    return sorted((run for run in runs if run.end > start), key=attrgetter("start"))
