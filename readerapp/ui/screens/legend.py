"""The legend: the signs and colours of the reader screen, each with a sample in its own style."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from rich.style import Style

from readerapp.core.model import COLOURS
from readerapp.ui.theme import ThemeStyles, colour_key
from readerapp.ui.widgets import gutter
from readerapp.ui.widgets.overview_ruler import MARK_SIGN, THUMB_SIGN
from readerapp.ui.widgets.row_renderer import QUOTE_BAR
from readerapp.ui.widgets.text_page import PLAIN, PageLine

_SAMPLE = 16
"""Width of the column of samples, in cells."""
_COLOUR = 10
"""Width of a colour with its name, in cells."""

_Row = tuple[str, Style, str]
"""A sample, its style, and what it means."""


def legend_lines(styles: ThemeStyles, width: int) -> Iterator[PageLine]:
    """Yield the legend for a page of `width` cells, in the styles of a theme."""
    yield PageLine("Signs left of the text")
    for row in _gutter_rows(styles):
        yield from _entry(row, width)
    yield PageLine()
    yield PageLine("In the text")
    for row in _text_rows(styles):
        yield from _entry(row, width)
    yield PageLine()
    yield PageLine("Colours, with their keys")
    beside = max(1, min(4, (width - 2) // _COLOUR))
    for first in range(0, len(COLOURS), beside):
        pieces = [("  ", PLAIN)]
        for colour in COLOURS[first : first + beside]:
            style = styles.highlight([colour])
            pieces += [(f" {colour_key(colour)} {colour} ".ljust(_COLOUR - 1), style), (" ", PLAIN)]
        yield PageLine(pieces=pieces)
    yield PageLine()
    yield PageLine("Beside the text, and in the list")
    for row in _other_rows(styles):
        yield from _entry(row, width)


def _gutter_rows(styles: ThemeStyles) -> Iterator[_Row]:
    bar = styles.bar(COLOURS[0]) + Style(bold=True)
    thin = styles.bar(COLOURS[0])
    yield gutter.HIGHLIGHT_SIGN, bar, "A highlight begins in this row"
    yield gutter.NOTE_SIGN, bar, "… and has a note"
    yield gutter.SPEAKER_SIGN, bar, "… and has a speaker, but no note"
    yield gutter.SEVERAL_SIGN, bar, "Several highlights begin in this row"
    yield gutter.DRIFTED_SIGN, bar, "The text of the highlight has changed"
    yield gutter.OWN_BAR, thin, "The highlight continues"
    ends = f"{gutter.ABOVE_SIGN} {gutter.BELOW_SIGN}"
    yield ends, thin, "It begins above or ends below what is on the screen"
    other = f"{gutter.HIGHLIGHT_SIGN}M {gutter.OTHER_BAR}"
    yield other, bar, "Another annotator's highlight, with their initial"
    yield (
        gutter.EMBEDDED_SIGN,
        bar,
        "A comment or highlight of the file itself, which cannot change",
    )
    yield gutter.PROPOSAL_SIGN, bar, "A proposal of a program, which waits for your yes"
    if not styles.colour:
        yield f"{gutter.HIGHLIGHT_SIGN}3", bar, "The number of the colour"


def _text_rows(styles: ThemeStyles) -> Iterator[_Row]:
    yield "highlight", styles.highlight([COLOURS[0]]), "A highlight"
    yield "proposal", styles.proposal(COLOURS[0]), "A proposal of a program"
    yield "the chosen one", styles.highlight([COLOURS[0]], focused=True), "What keys act on"
    two = styles.highlight([COLOURS[1], COLOURS[0]])
    yield "two highlights", two, "Highlights that overlap"
    yield "caret", styles.caret, "The cursor, and selected text"
    yield "found", styles.match, "A search match"
    yield "“quotation”", styles.quotation, "A quotation that has no highlight"
    yield "Heading", styles.text("heading2"), "A heading"
    yield f"{QUOTE_BAR} block", PLAIN, "A quoted block"
    yield "code", styles.text("code"), "Code"
    yield "link", styles.text("link"), "A link"


def _other_rows(styles: ThemeStyles) -> Iterator[_Row]:
    yield THUMB_SIGN, PLAIN, "The part of the document on the screen; a click goes there"
    yield MARK_SIGN, styles.bar(COLOURS[0]), "Highlights in that part of the document"
    yield " Title ", styles.title(active=True) + Style(bold=True), "The pane that has the focus"
    yield " Title ", styles.title(active=False) + Style(bold=True), "Another pane"
    yield "›", PLAIN, "The current row of the list"
    yield f"{gutter.DRIFTED_SIGN} ?", styles.warning, "The text has changed; it was not found"
    yield "–", Style(dim=True), "No speaker"
    yield "↳", PLAIN, "A reply"


def _entry(row: _Row, width: int) -> Iterator[PageLine]:
    sample, style, meaning = row
    first, *more = wrap(meaning, max(8, width - _SAMPLE - 3))
    gap = " " * (_SAMPLE - len(sample))
    yield PageLine(pieces=[("  ", PLAIN), (sample, style), (f"{gap} {first}", PLAIN)])
    yield from (PageLine("", " " * (_SAMPLE + 3) + part) for part in more)
