"""The outline of a PDF and the headings that are set larger: one table of contents of both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from readerapp.documents.document import Heading
from readerapp.documents.flowing import Writer
from readerapp.documents.pdf_layout import Paragraph

_number = re.compile(r"(?:chapter|part|section|appendix|kapitel|teil)?(?:\d|[ivxlc])*\Z").match
_DEEPEST = 6


def set_outline(
    writer: Writer, found: Sequence[Paragraph], outline: Sequence[tuple[str, int, int]]
) -> None:
    """Give headings the levels of their entries in the outline; add those it has besides.

    `found` is what has been written. An entry is title, level from 1 and page; its heading may
    bear a number that the entry does not. One that is not found stands where its page begins.
    """
    if not outline:
        return
    below = min(max(level for _, level, _ in outline) + 1, _DEEPEST)
    headings = {each.start: replace(each, level=max(each.level, below)) for each in writer.headings}
    places: dict[int, list[tuple[int, str]]] = {}
    at = 0
    for paragraph in found:
        places.setdefault(paragraph.page, []).append((at, _folded(paragraph.words)))
        at += len(paragraph.words) + 2
    taken: set[int] = set()
    for title, level, page in outline:
        wanted = _folded(title)
        here = [place for place in places.get(page, ()) if place[0] not in taken]
        if not wanted or not here:
            continue
        start = next((start for start, words in here if _begins(words, wanted)), None)
        known = headings.get(here[0][0] if start is None else start)
        words = known.title if known and start is not None else " ".join(title.split())
        if start is not None:
            taken.add(start)
        elif known is not None:
            continue  # a heading that the page shows goes before one that it does not
        start = here[0][0] if start is None else start
        headings[start] = Heading(start, min(level, _DEEPEST), words)
    writer.headings[:] = sorted(headings.values(), key=lambda heading: heading.start)


def _begins(words: str, wanted: str) -> bool:
    """Whether a paragraph begins with the words of an entry, perhaps after a number."""
    at = words.find(wanted, 0, len(wanted) + 16)
    return at == 0 or (at > 0 and _number(words[:at]) is not None)


def _folded(words: str) -> str:
    return "".join(sign for sign in words.casefold() if sign.isalnum())
