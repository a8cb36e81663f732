"""The passage of a quotation: the text around it, of which a reader sees what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readerapp.interchange.annotation_view import AnnotationView, ExportSource
from readerapp.text import motions
from readerapp.text.source import Text

_SENTENCES = 600
"""Most code points before or after the words that a template field has: a long sentence or two."""
_INSIDE = 2_000
"""Most code points of the paragraph on either side of the words; a page has about as many."""
_BESIDE = 400
"""Most code points of the paragraph before and of the one after."""
_word = re.compile(r"[^\W\d_]{2}").search
CUT = "…"
"""Where a text goes on that is not shown."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a quotation as they are in the text, with what is around them.

    Attributes:
        words: the words.
        before: their paragraph up to them.
        after: the rest of the paragraph.
        above: the paragraph before it; empty at the start of the text.
        below: the paragraph after it; empty at the end.
    """

    words: str
    before: str = ""
    after: str = ""
    above: str = ""
    below: str = ""


def find_text(source: ExportSource, views: Iterable[AnnotationView]) -> Text | None:
    """Return the text that the offsets of the views refer to; None if it is not at hand.

    Args:
        source: the document; its own text, if it has one, comes first.
        views: its annotations.
    """
    if source.text:
        return Text.from_string(source.text)
    return next((view.document.text for view in views if view.document), None)


def find_passage(text: Text, start: int, end: int) -> Passage:
    """Return the passage of the words in `[start, end)`, in code points.

    A long paragraph is cut at a space, with an ellipsis.
    """
    begin = motions.paragraph_at(text, start)[0]
    stop = max(end, motions.paragraph_at(text, max(start, end - 1))[1])
    before = _last(text, begin, start, _INSIDE)
    after = _first(text, end, stop, _INSIDE)
    above = below = ""
    if begin > 0:
        above_start = motions.previous_paragraph(text, begin)
        above = _last(text, above_start, max(above_start, begin - 1), _BESIDE).strip()
    below_start = motions.next_paragraph(text, max(start, end - 1))
    if below_start >= stop:
        below_end = motions.paragraph_at(text, below_start)[1]
        below = _first(text, below_start, below_end, _BESIDE).strip()
    return Passage(text.slice(start, end), before, after, above, below)


def sentence_before(text: Text, start: int) -> str:
    """Return the text from the start of the sentence before to `start`, without outer space.

    If the paragraph has words before `start`, the text begins in this paragraph.

    Args:
        text: the text.
        start: the offset of a quotation in code points.
    """
    sentence = motions.sentence_at(text, start)
    begin = motions.previous_sentence(text, min(sentence[0], start) if sentence else start)
    paragraph = motions.paragraph_at(text, start)[0]
    if begin < paragraph and _has_words(text.slice(max(paragraph, start - _SENTENCES), start)):
        begin = paragraph
    return _last(text, min(begin, start), start, _SENTENCES).strip()


def sentence_after(text: Text, end: int) -> str:
    """Return the text from `end` to the end of the sentence after it, without outer space.

    If the paragraph has words after `end`, the text ends in this paragraph.

    Args:
        text: the text.
        end: the offset after a quotation in code points.
    """
    following = motions.next_sentence(text, max(0, end - 1))
    sentence = motions.sentence_at(text, following)
    stop = sentence[1] if sentence else following
    paragraph = motions.paragraph_at(text, max(0, end - 1))[1]
    if stop > paragraph and _has_words(text.slice(end, min(paragraph, end + _SENTENCES))):
        stop = paragraph
    return _first(text, end, max(end, stop), _SENTENCES).strip()


def _has_words(text: str) -> bool:
    """Return whether the text has a word; the label of a question ("Q.") is none."""
    return _word(text) is not None


def _last(text: Text, start: int, end: int, count: int) -> str:
    """Return the end of a range, of at most about `count` code points, cut at a space."""
    if end - start <= count:
        return text.slice(start, end)
    words = text.slice(end - count, end)
    return CUT + words[words.find(" ") + 1 :]


def _first(text: Text, start: int, end: int, count: int) -> str:
    """Return the beginning of a range, of at most about `count` code points, cut at a space."""
    if end - start <= count:
        return text.slice(start, end)
    words = text.slice(start, start + count)
    return words[: words.rfind(" ")].rstrip() + CUT if " " in words else words + CUT
