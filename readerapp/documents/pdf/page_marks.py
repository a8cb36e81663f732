"""Marks of a PDF for pages whose words are not in the text: those without a text layer, mostly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.pdf.lines import Page
from readerapp.documents.pdf.running_heads import RunningHeads
from readerapp.text.sanitize import sanitize_label

_RUNS_TOLD = 6
"""Runs of pages that an omission tells."""
_NO_TEXT = ("has no text layer", "have no text layer")
_UNKNOWN = ("does not say which letters it shows", "do not say which letters they show")


def mark_pages(
    writer: DocumentBuilder,
    pages: Sequence[Page],
    heads: RunningHeads,
    labels: Sequence[str],
    entries: Set[int],
) -> dict[int, str]:
    """Return what is written for pages without words, by the index of the page; report them.

    A page without a text layer shows a picture and has no words, or only those that many pages
    have: a stamp on each page of a scan. Runs of pages have one mark.

    Args:
        writer: takes the omissions.
        pages: the pages.
        heads: the same pages without running heads.
        labels: the label of each page, as it is cited.
        entries: indexes of pages to which the outline leads: a mark begins there.
    """
    no_text = [
        index
        for index, page in enumerate(pages)
        if page.pictures and not page.unknown and (not page.lines or index in heads.stamped)
    ]
    unknown = [index for index, page in enumerate(pages) if page.unknown]
    marks: dict[int, str] = {}
    for found, (one, several) in ((no_text, _NO_TEXT), (unknown, _UNKNOWN)):
        for first, last in _runs(found, entries):
            where = _cite(labels, first, last)
            marks[first] = (
                f"[page {where} {one}]" if first == last else f"[pages {where} {several}]"
            )
        if found:
            told = [_cite(labels, first, last) for first, last in _runs(found, set())]
            where = ", ".join(told[:_RUNS_TOLD]) + (", …" if len(told) > _RUNS_TOLD else "")
            count = (
                "1 page" if len(found) == len(pages) == 1 else f"{len(found)} of {len(pages)} pages"
            )
            writer.omit(f"{count} {one if len(found) == 1 else several} (p. {where})")
    return marks


def _cite(labels: Sequence[str], first: int, last: int) -> str:
    """Return the pages from the index `first` to `last` as they are cited."""
    bare = [sanitize_label(labels[index].removeprefix("p. ")) for index in (first, last)]
    return bare[0] if first == last else "-".join(bare)


def _runs(indexes: Sequence[int], starts: Set[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of indexes; a run begins at each of `starts`."""
    start = 0
    for end in range(1, len(indexes) + 1):
        if end == len(indexes) or indexes[end] != indexes[end - 1] + 1 or indexes[end] in starts:
            yield indexes[start], indexes[end - 1]
            start = end
