"""Marks for pictures: once for each that something stands for and nothing else says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readerapp.documents.html import media

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from readerapp.documents.builder import InlineWriter

_CAPTION_LENGTH = 2000
"""Code points of a caption in which the alternative text of its picture is looked for."""
_COMPARED_PICTURES = 1000
"""Pictures of an article whose alternative text is looked for in its words."""


class PictureMarks:
    """A writer of marks for pictures.

    Args:
        prose: the writer.
        article: the words of the article that is written; pictures whose alternative text it holds,
            or repeats, have no mark. None if what is written is no article.
    """

    def __init__(self, prose: InlineWriter, article: str | None) -> None:
        self._prose = prose
        self._article = None if article is None else _fold(article)
        self._captioned: tuple[Element | None, str] = None, ""
        self._told: set[str] = set()  # alternative texts of the article so far

    def write(self, element: Element) -> None:
        """Write a mark for a picture with an alternative text; count one without."""
        words = media.alternative_text(element)
        if media.is_sign(words) or media.is_initial(element, words):
            self._prose.words(words)
        elif words and not self._is_told(element, words):
            self._prose.words(" ")
            self._prose.mark("picture", words)
            self._prose.words(" ")
        elif not media.is_spacer(element) and element.get("role") not in ("presentation", "none"):
            self._prose.out.count_omission("picture")

    def _is_told(self, element: Element, words: str) -> bool:
        """Return whether the words beside a picture say already what stands for it."""
        folded = _fold(words)
        figure = next(element.iterancestors("{*}figure"), None)
        if figure is not None and folded in self._caption(figure):
            return True
        if self._article is None:
            return False
        if _is_link_to_a_page(element) or folded in self._told:
            return True
        self._told.add(folded)
        return len(self._told) < _COMPARED_PICTURES and folded in self._article

    def _caption(self, figure: Element) -> str:
        """Return the folded caption of a figure; the last one is kept."""
        if self._captioned[0] is not figure:
            caption = next(figure.iter("{*}figcaption"), None)
            words = "" if caption is None else "".join(map(str, caption.itertext()))
            self._captioned = figure, _fold(words[:_CAPTION_LENGTH])
        return self._captioned[1]


def _is_link_to_a_page(image: Element) -> bool:
    """Return whether a picture is a link to another page, so that it leads out of an article."""
    link = next(image.iterancestors("{*}a"), None)
    address = "" if link is None else (link.get("href") or "")
    return bool(address) and not media.is_picture_name(address)


def _fold(words: str) -> str:
    """Return words for comparison: small letters and digits, a space between words."""
    return " ".join(re.findall(r"\w+", words.lower()))
