"""The comments of a Word document: their words, authors, dates and threads.

Source: ECMA-376, part 1, section 17.13.4; [MS-DOCX] 2.5.4 (commentsExtended, replies and resolved
threads), 2.5.5 (commentsIds) and 2.5.6 (commentsExtensible, dates in UTC).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from readerapp.documents.docx.package import DocxPackage
from readerapp.documents.html.parser import local_attribute
from readerapp.documents.office.comments import Comments

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def add_comments(
    package: DocxPackage,
    comments: Comments,
    words_of: Callable[[Iterable[tuple[Element, str]]], list[str]],
) -> None:
    """Add the comments of a document to those whose ranges were found in its text.

    Args:
        package: the document.
        comments: gets the comments.
        words_of: returns the words of comments, each given with the name of its part.
    """
    part = package.related("comments")
    root = package.part(part) if part else None
    if root is None:
        return
    threads = {
        local_attribute(each, "paraId"): each
        for each in _children(package, "commentsExtended", "commentEx")
    }
    durable = {
        local_attribute(each, "paraId"): local_attribute(each, "durableId")
        for each in _children(package, "commentsIds", "commentId")
    }
    dates = {
        local_attribute(each, "durableId"): local_attribute(each, "dateUtc")
        for each in _children(package, "commentsExtensible", "commentExtensible")
    }
    found = list(root.iter("{*}comment"))
    names = {}
    for comment in found:  # a comment is known by its last paragraph
        for paragraph in comment.iter("{*}p"):
            names[local_attribute(paragraph, "paraId")] = local_attribute(comment, "id")
    for comment, words in zip(found, words_of((each, part) for each in found), strict=True):
        paragraphs = list(comment.iter("{*}p"))
        last = local_attribute(paragraphs[-1], "paraId") if paragraphs else ""
        thread = threads.get(last)
        comments.add(
            local_attribute(comment, "id"),
            words,
            author=local_attribute(comment, "author"),
            created=dates.get(durable.get(last, ""), "") or local_attribute(comment, "date"),
            reply_to=names.get(local_attribute(thread, "paraIdParent")) or None,
            resolved=local_attribute(thread, "done") in ("1", "true"),
        )


def _children(package: DocxPackage, kind: str, tag: str) -> list[Element]:
    """Return all elements with a tag in the part of a kind."""
    name = package.related(kind)
    root = package.part(name) if name else None
    return [] if root is None else list(root.iter(f"{{*}}{tag}"))
