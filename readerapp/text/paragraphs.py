"""Paragraphs around an offset, and motions between them: what the reader shows as one.

A paragraph ends at a newline that the flow of the text does not call soft.
"""

from __future__ import annotations

from readerapp.text.source import Text

_BLOCKS = 64
"""Blocks searched for the ends of a paragraph, or for one that is not blank."""


def paragraph_at(text: Text, offset: int) -> tuple[int, int]:
    """Start and end of the paragraph that holds `offset`, its newline excluded.

    Empty on a blank line. A paragraph that was divided into blocks is found whole, as long as
    it lies in the 64 blocks around.
    """
    i = last = text.block_at(offset)
    base = text.block_start(i)
    start, end = _inside(text, i, offset - base)
    start, end = base + start, base + end
    for _ in range(_BLOCKS):
        if start > text.block_start(i) or not text.divided(i):
            break
        i -= 1
        start = text.block_start(i) + _inside(text, i, len(text.block(i)) - 1)[0]
    for _ in range(_BLOCKS):
        block = text.block(last)
        if end < text.block_start(last) + len(block) or block.endswith("\n"):
            break
        if (last := last + 1) >= text.block_count:
            break
        end = text.block_start(last) + _inside(text, last, 0)[1]
    return start, end - (text.slice(end - 1, end) == "\n" and end > start)


def _inside(text: Text, i: int, place: int) -> tuple[int, int]:
    paragraphs = text.flow.paragraphs(text.block(i))
    for start, end in paragraphs:
        if end > place:
            return start, end
    return paragraphs[-1] if paragraphs else (0, 0)


def next_paragraph(text: Text, offset: int) -> int:
    """The start of the next paragraph that is not blank, else the end of the text."""
    at = offset
    first = last = text.block_at(offset)
    while last < min(first + _BLOCKS, text.block_count):
        at = _after(text, paragraph_at(text, at)[1])
        begin, end = paragraph_at(text, at)
        if text.slice(begin, end).strip() or at <= offset:
            return at
        last = text.block_at(at)
        if not text.slice(at, at + 1):
            break
    return at


def _after(text: Text, end: int) -> int:
    return end + 1 if text.slice(end, end + 1) == "\n" else end


def previous_paragraph(text: Text, offset: int) -> int:
    """The start of this paragraph, or of the one before that is not blank."""
    first = text.block_at(offset)
    at = offset
    while at > 0 and text.block_at(at) > first - _BLOCKS:
        begin, end = paragraph_at(text, at)
        if begin < offset and text.slice(begin, end).strip():
            return begin
        at = begin - 1 if begin == at or not text.slice(begin, end).strip() else begin
    return max(0, at)
