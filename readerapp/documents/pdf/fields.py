"""Form fields and typed notes of a PDF: their words are put where they stand on the page.

They are annotations (ISO 32000-2, 12.5 and 12.7), which PDFium draws after the words of the page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from readerapp.documents.pdf.lines import Piece, clean_words

_FIELDS = 2_000
"""Fields of a page that are put in their places; others are put at its end."""
_SIZE = 10.0
"""Size in points of letters that have none."""
_SAME_ROW = 0.6
"""Distance of base lines of one row, as a multiple of the size of the letters."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


def insert_fields(
    rows: list[list[Piece]],
    fields: Sequence[tuple[Rectangle, str]],
    drawn: Sequence[Sequence[Piece]],
) -> list[list[Piece]]:
    """Return the rows of a page with those of its fields, each where it stands.

    Args:
        rows: the rows of the page itself.
        fields: the rectangle of each field, and what it says if it is known.
        drawn: the rows that PDFium draws for all fields.
    """
    placed = list(rows)
    pieces = [piece for row in drawn for piece in row]
    blocks = list(_blocks(fields, pieces))
    for count, block in enumerate(blocks):
        if count < _FIELDS:
            _insert(placed, block)
        else:
            placed += block
    return placed


def _blocks(
    fields: Sequence[tuple[Rectangle, str]], pieces: list[Piece]
) -> Iterator[list[list[Piece]]]:
    """Yield the rows of each field, from top to bottom and left to right."""
    found: list[tuple[float, float, list[list[Piece]]]] = []
    pending = list(pieces)
    for rectangle, said in fields:
        inside = [piece for piece in pending if _is_inside(piece, rectangle)]
        if inside:
            pending = [piece for piece in pending if not _is_inside(piece, rectangle)]
        rows = [list(row) for _, row in groupby(inside, key=attrgetter("base"))]
        if said.strip() and (not inside or _letters(said) == _letters_of(inside)):
            # The file says the words themselves: their letters need no map, and no order.
            rows = _rows_of_words(said, rectangle, inside)
        if rows:
            found.append((-rows[0][0].base, rows[0][0].left, rows))
    found += [(-piece.base, piece.left, [[piece]]) for piece in pending]
    found.sort(key=lambda each: each[:2])
    for _, _, rows in found:
        yield [[_as_field(piece) for piece in row] for row in rows]


def _as_field(piece: Piece) -> Piece:
    """Return a piece as that of a field; a field ends with a whole word."""
    return Piece(piece.words, piece.left, piece.right, piece.base, piece.size, field=True)


def _is_inside(piece: Piece, rectangle: Rectangle) -> bool:
    """Return whether a piece begins in a rectangle, or a little outside of it."""
    left, bottom, right, top = rectangle
    near = piece.size / 2
    middle = piece.base + 0.3 * piece.size
    return left - near <= piece.left <= right and bottom - near <= middle <= top + near


def _rows_of_words(said: str, rectangle: Rectangle, drawn: list[Piece]) -> list[list[Piece]]:
    """Return the lines of what a field says as rows, at the place where it is drawn if it is."""
    left, bottom, right, top = rectangle
    size = drawn[0].size if drawn else min(_SIZE, max(1.0, 0.8 * (top - bottom)))
    base = drawn[0].base if drawn else top - size
    start = drawn[0].left if drawn else left
    rows = []
    for line in said.splitlines():
        if words := clean_words(line):
            rows.append([Piece(words, start, max(right, start), base, size)])
            base -= size
    return rows


def _letters(words: str) -> list[str]:
    """Return the letters and digits of words, sorted."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return sorted(sign for sign in folded if sign.isalnum())


def _letters_of(pieces: Sequence[Piece]) -> list[str]:
    return _letters("".join(piece.words for piece in pieces))


def _insert(rows: list[list[Piece]], block: list[list[Piece]]) -> None:
    """Insert the rows of a field: the first one beside its label, or below what is above it."""
    first = block[0][0]
    index = _row_beside(rows, first)
    if index is not None:
        row = rows[index]
        place = sum(piece.left < first.left for piece in row)
        rows[index] = [*row[:place], *block[0], *row[place:]]
        rows[index + 1 : index + 1] = block[1:]
        return
    above = [
        (piece.base, number)
        for number, row in enumerate(rows)
        for piece in row[:1]
        if piece.base > first.base
    ]
    place = min(above, key=lambda each: (each[0], -each[1]))[1] + 1 if above else 0
    rows[place:place] = block


def _row_beside(rows: list[list[Piece]], first: Piece) -> int | None:
    """Return the index of the row in which a field stands: the one whose label is nearest."""
    best: tuple[float, int] | None = None
    for index, row in enumerate(rows):
        level = abs(row[0].base - first.base) < _SAME_ROW * max(row[0].size, first.size)
        if level:
            for piece in row:
                before = first.left - piece.right
                # A label on the left is nearer than one on the right.
                distance = max(0.0, before) if before > -first.size else 1000 + piece.left
                if best is None or distance < best[0]:
                    best = distance, index
    return None if best is None else best[1]
