"""Marks in the XML of a Word document: runs that are divided, coloured, and between comment marks.

Word takes comments in the text and its tables only, not in footnotes, headers and text boxes; those
stand at the reference of the footnote, or where the text box is anchored.

Sources: ECMA-376, part 1, sections 17.3.2 (runs) and 17.13.4 (comments); [MS-OI29500] 2.1.315: Word
ignores comments that are under a header, footer, text box, footnote or endnote.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from readerapp.documents.docx.package import SPACE
from readerapp.documents.docx.positions import DocxPositions, Piece
from readerapp.documents.html.parser import local_attribute, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STORIES = ("body", "txbxContent", "footnote", "endnote", "hdr", "ftr", "comment")
"""The elements whose words are read one after the other."""
_AFTER_SHADE = (
    "fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath ins del moveFrom moveTo "
    "rPrChange"
).split()
_AFTER_COLOUR = {"highlight": ["u", "effect", "bdr", "shd", *_AFTER_SHADE], "shd": _AFTER_SHADE}
"""The properties of a run that come after its colour; Word expects an order."""
HIGHLIGHTS = {"yellow": "yellow", "green": "green", "teal": "cyan", "pink": "magenta"}
"""The colours of Word's marker for ours. It has no orange and no purple, and nobody can read black
words on its blue and red: those four are shades.
"""
SHADES = {"blue": "90CAF9", "orange": "FFCC80", "purple": "CE93D8", "red": "EF9A9A"}
"""The colours of the background for the others."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a comment stands.

    Attributes:
        first: the run, or another child of a paragraph, at which it begins.
        last: the one at which it ends.
        is_exact: whether that is the passage, and not only a place near it.
    """

    first: Element
    last: Element
    is_exact: bool


class RunMarker:
    """Divides and colours the runs of a document, and finds where comments stand.

    Ranges must be divided, by `divide`, before a run is coloured or a place is found.
    """

    def __init__(self, positions: DocxPositions) -> None:
        self._positions = positions
        self._parts: dict[Piece, list[tuple[int, Element]]] = {}
        """The elements that the element of a piece was divided into, with their first offsets."""
        self._colours: dict[Element, str] = {}
        self.changed: dict[str, Element] = {}
        """The roots of the parts that have changed, by name."""

    def divide(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Divide runs at the ends of ranges of the text."""
        cuts: dict[Piece, set[int]] = {}
        for start, end in ranges:
            covered = list(self._positions.covered(start, end))
            if covered:
                first, low, _ = covered[0]
                cuts.setdefault(first, set()).add(_source_range(first, low, low + 1)[0])
                last, _, high = covered[-1]
                cuts.setdefault(last, set()).add(_source_range(last, high - 1, high)[1])
        # From the end: what is behind a cut is moved, and should be as little as possible.
        for piece in sorted(cuts, key=lambda piece: piece.start, reverse=True):
            if _outer(piece.element) is piece.element.getparent():  # not in ruby or a formula
                self._parts[piece] = _divide(piece, sorted(cuts[piece]))
                self._change(piece)

    def colour(self, start: int, end: int, colour: str) -> bool:
        """Choose a colour for the runs in a range; return whether there are any."""
        paragraphs: dict[Element, dict[Element, None]] = {}
        for piece, low, high in self._positions.covered(start, end):
            for element in self._elements(piece, *_source_range(piece, low, high)):
                run = _outer(element)
                if local_name(run) == "r":
                    around = next(run.iterancestors("{*}p"), run)
                    paragraphs.setdefault(around, {})[run] = None
                    self._change(piece)
        for paragraph, runs in paragraphs.items():
            for run in (*runs, *_spaces_between(paragraph, list(runs))):
                self._colours[run] = colour
        return bool(paragraphs)

    def paint(self) -> None:
        """Give the runs the colours that `colour` was called with, each the last one."""
        for run, colour in self._colours.items():
            _colour_run(run, colour)

    def place(self, start: int, end: int) -> Place | None:
        """Return where a comment on a range stands; None if the text has no place for it."""
        covered = list(self._positions.covered(start, end))
        if covered:
            weights: Counter[Element] = Counter()
            for piece, low, high in covered:
                weights[_story(piece.element)] += high - low
            story = weights.most_common(1)[0][0]
            inside = [each for each in covered if _story(each[0].element) is story]
            if local_name(story) == "body":
                first, last = inside[0], inside[-1]
                begin = self._elements(first[0], *_source_range(*first))[0]
                finish = self._elements(last[0], *_source_range(*last))[-1]
                return Place(_outer(begin), _outer(finish), is_exact=True)
            anchor = self._anchor_of(story)
        else:
            anchor = self._nearest(start)
        if anchor is None and (anchor := self._nearest(0)) is None:
            return None
        return Place(_outer(anchor), _outer(anchor), is_exact=False)

    def _elements(self, piece: Piece, start: int, end: int) -> list[Element]:
        """Return the elements with a range of the words of a piece, at least one."""
        parts = self._parts.get(piece) or [(0, piece.element)]
        ends = [offset for offset, _ in parts[1:]]
        found = [
            element
            for (low, element), high in zip(parts, [*ends, end], strict=True)
            if low < end and high > start
        ]
        return found or [parts[-1][1]]

    def _anchor_of(self, story: Element, depth: int = 0) -> Element | None:
        """Return the element in the text that a footnote or a text box belongs to."""
        kind = local_name(story)
        if kind == "txbxContent":
            outer = story.getparent()
        else:
            outer = self._references.get((f"{kind}Reference", local_attribute(story, "id")))
        if outer is None:
            return None
        around = _story(outer)
        if local_name(around) == "body":
            return outer
        return self._anchor_of(around, depth + 1) if depth < len(_STORIES) else None

    @cached_property
    def _references(self) -> dict[tuple[str, str], Element]:
        """Return the references of footnotes and endnotes by their tag and the id of the note."""
        found: dict[tuple[str, str], Element] = {}
        for piece in self._positions.pieces:
            tag = local_name(piece.element)
            if tag.endswith("Reference"):
                found.setdefault((tag, local_attribute(piece.element, "id")), piece.element)
        return found

    def _nearest(self, offset: int) -> Element | None:
        """Return the element of the last words of the text before an offset, else of the first."""
        pieces = self._positions.pieces
        at = bisect_right(pieces, offset, key=lambda piece: piece.start)
        for place in chain(range(at - 1, -1, -1), range(at, len(pieces))):
            element = pieces[place].element
            story = _story(element)
            anchor = element if local_name(story) == "body" else self._anchor_of(story)
            if anchor is not None:
                return anchor
        return None

    def _change(self, piece: Piece) -> None:
        self.changed[piece.part] = piece.element.getroottree().getroot()


def _source_range(piece: Piece, low: int, high: int) -> tuple[int, int]:
    """Return where words of a piece are in its element; one that is no text has 0 and 1."""
    return piece.source_range(low, high) if piece.is_text else (0, 1)


def _story(element: Element) -> Element:
    """Return the element around all words that are read with those of `element`."""
    around = element.iterancestors()
    found = (each for each in around if local_name(each) in _STORIES)
    return next(found, element.getroottree().getroot())


def _outer(element: Element) -> Element:
    """Return the outermost run or formula around an element in its paragraph, or the element.

    Comment marks can stand before and after it, but not in it.
    """
    found = element
    for each in (element, *element.iterancestors()):
        tag = local_name(each)
        if tag in ("r", "oMath", "oMathPara"):
            found = each
        elif tag in ("p", *_STORIES):
            break
    return found


def _spaces_between(paragraph: Element, runs: Sequence[Element]) -> Iterator[Element]:
    """Yield the runs with white space only between runs of a paragraph."""
    for run, following in pairwise(runs):
        for between in _runs_after(run, paragraph):
            if between is following:
                break
            words = [each.text or "" for each in between.iter("{*}t")]
            has_space = bool(words) or between.find("{*}tab") is not None
            if has_space and not "".join(words).strip():
                yield between


def _runs_after(run: Element, paragraph: Element) -> Iterator[Element]:
    """Yield the runs after a run in a paragraph."""
    at: Element | None = run
    while at is not None and at is not paragraph:
        for each in at.itersiblings():
            yield from each.iter("{*}r")
        at = at.getparent()


def _divide(piece: Piece, offsets: Sequence[int]) -> list[tuple[int, Element]]:
    """Divide the run of a piece at offsets in the text of its element.

    What is behind an offset gets a run of its own, if there is anything before and after it. An
    element that is no text has one before it, 0, and one behind it, 1.

    Returns:
        The elements with the words, each with the offset of its first one.
    """
    element, source = piece.element, piece.source
    length = len(source) if piece.is_text else 1
    inside = [offset for offset in offsets if 0 < offset < length]
    parts = [(0, element)]
    behind = element.getnext()
    if inside:
        element.text = source[: inside[0]]
        element.set(SPACE, "preserve")
        for start, end in pairwise([*inside, length]):
            part = _like(element)
            part.text = source[start:end]
            parts[-1][1].addnext(part)
            parts.append((start, part))
    if behind is not None and offsets[-1] >= length:
        _split_before(behind)
    for _, part in reversed(parts[1:]):
        _split_before(part)
    if offsets[0] <= 0:
        _split_before(element)
    return parts


def _split_before(child: Element) -> None:
    """Divide a run before one of its children, unless nothing but properties is before it."""
    run = child.getparent()
    before = child.itersiblings(preceding=True)
    if run is None or all(local_name(each) == "rPr" for each in before):
        return
    after = _like(run)
    properties = run.find("{*}rPr")
    if properties is not None:
        after.append(deepcopy(properties))
    run.addnext(after)
    after.extend([child, *child.itersiblings()])


def _like(element: Element) -> Element:
    """Return an empty element with the name and the attributes of another one."""
    new = element.makeelement(element.tag)
    new.attrib.update(element.attrib)
    return new


def _colour_run(run: Element, colour: str) -> None:
    """Give a run the colour of a highlight, in place of one that it has."""
    namespace = run.tag.rpartition("}")[0] + "}"
    properties = run.find(f"{namespace}rPr")
    if properties is None:
        properties = run.makeelement(f"{namespace}rPr")
        run.insert(0, properties)
    for each in list(properties):
        if local_name(each) in _AFTER_COLOUR:
            properties.remove(each)
    if colour in SHADES:
        name, values = "shd", {"val": "clear", "color": "auto", "fill": SHADES[colour]}
    else:
        name, values = "highlight", {"val": HIGHLIGHTS.get(colour, "yellow")}
    new = properties.makeelement(
        f"{namespace}{name}", {f"{namespace}{key}": value for key, value in values.items()}
    )
    later = _AFTER_COLOUR[name]
    at = next((at for at, each in enumerate(properties) if local_name(each) in later), None)
    properties.insert(len(properties) if at is None else at, new)


def add_comment_marks(place: Place, names: Sequence[str]) -> None:
    """Put the marks of comments, which are a thread, around a place.

    Args:
        place: where they stand.
        names: the ids of the comments, in order.
    """
    for name in names:
        place.first.addprevious(_mark(place.first, "commentRangeStart", name))
    after = place.last
    for mark in _end_marks(place.first, names):
        after.addnext(mark)
        after = mark


CommentMarks = Mapping[tuple[str, str], "Element"]
"""The marks of the comments in a text, by their tag and the id of the comment."""


def find_comment_marks(root: Element) -> CommentMarks:
    """Return the marks of the comments in a text.

    Args:
        root: the root of the part with the text.
    """
    found: dict[tuple[str, str], Element] = {}
    for each in root.iter("{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference"):
        found.setdefault((local_name(each), local_attribute(each, "id")), each)
    return found


def answer_comment(marks: CommentMarks, comment: str, names: Sequence[str]) -> bool:
    """Put the marks of replies at those of the comment that they answer.

    Args:
        marks: the marks in the text.
        comment: the id of the comment.
        names: the ids of the replies, in order.

    Returns:
        Whether the text has a mark of the comment.
    """
    begin, end, reference = (
        marks.get((f"comment{kind}", comment)) for kind in ("RangeStart", "RangeEnd", "Reference")
    )
    after = end if reference is None else _outer(reference)
    if after is None:
        return False
    if begin is not None and end is not None:
        for name in reversed(names):
            begin.addnext(_mark(begin, "commentRangeStart", name))
        new = list(_end_marks(begin, names))
    else:
        new = [_reference(after, name) for name in names]
    for mark in new:
        after.addnext(mark)
        after = mark
    return True


def _end_marks(near: Element, names: Sequence[str]) -> Iterator[Element]:
    """Yield the marks behind a passage with comments."""
    for name in names:
        yield _mark(near, "commentRangeEnd", name)
        yield _reference(near, name)


def _reference(near: Element, name: str) -> Element:
    """Return a run with the mark of a comment."""
    mark = _mark(near, "commentReference", name)
    run = near.makeelement(mark.tag.replace("commentReference", "r"))
    run.append(mark)
    return run


def _mark(near: Element, tag: str, name: str) -> Element:
    """Return an element with an id, in the namespace of the text that it will be in."""
    namespace = near.getroottree().getroot().tag.rpartition("}")[0] + "}"
    return near.makeelement(f"{namespace}{tag}", {f"{namespace}id": name})
