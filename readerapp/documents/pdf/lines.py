"""Lines of a PDF: what the worker process has written about a page becomes lines of clean words.

PDFium gives lines in the order of the file. Lines beside each other on one base line are joined,
raised numbers become superscripts, and letters that a file maps wrongly are mended where it is
certain how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from readerapp.documents.pdf.letter_codes import code_table
from readerapp.text.superscript import format_subscript, format_superscript

_divided = re.compile(r"[^\W\d_][-‐]\Z").search
_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "\u00a0": " ", "\u00ad": None, "\u200b": None, "\ufeff": None,
    # Codes without a letter: PDFium gives them for blanks that no map names, and for hyphens.
    **dict.fromkeys(map(chr, range(32)), " "), "\x02": "-",
})  # fmt: skip
_SHADOW = 0.15
"""Distance of words from those that they are the shadow of, as a multiple of their size."""
_CELL_GAP = 0.9
"""Least distance of two cells of a row, as a multiple of the size of the letters."""
_BESIDE = 3.0
"""Distance of lines on one base line below which they are one, as a multiple of their size."""
_CELL_LENGTH = 25
"""Code points of the cells of a table whose cells PDFium takes for lines, on the average."""
_ALIGNED = 0.6
"""Distance of edges of one column, as a multiple of the size of the letters."""
_SMALL = 0.85
"""Size of superscripts and subscripts, at most, as a multiple of the size of the line."""
_SCRIPT_GAP = 1.2
"""Distance of a superscript from the word before, at most, as a multiple of the line's size."""
_TIGHT = 0.12
"""Distance after a superscript without a blank, as a multiple of the line's size."""
_SCRIPT_LENGTH = 8
"""Code points of a superscript or subscript, at most."""
_MAC_LETTERS = {"‰": "ä", "ˆ": "ö", "¸": "ü"}
_mac_signs = re.compile(r"(?<=[^\W\d_])[‰ˆ¸](?=[^\W\d_])").sub
"""Replace signs that stand within a word only where Windows codes are read as those of the Mac."""
_right_to_left = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]").search
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


class Cell(NamedTuple):
    """A part of a line, with a wide gap before and after it: words, left and right in points."""

    words: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of words.

    Attributes:
        page: the index of the page, from 0.
        words: the text.
        left: left edge in points.
        right: right edge in points.
        base: the base line in points from the bottom of the page.
        size: the size of the letters in points.
        hyphen: whether its last word continues in the next line.
        cells: its parts, if wide gaps divide it.
        filled: whether a field of a form stands in it.
    """

    page: int
    words: str
    left: float
    right: float
    base: float
    size: float
    hyphen: bool = False
    cells: tuple[Cell, ...] = ()
    filled: bool = False

    @property
    def letter(self) -> float:
        """Return the mean width of its letters in points."""
        return (self.right - self.left) / max(1, len(self.words))


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a PDF.

    Attributes:
        label: its printed number, or "".
        height: points.
        lines: the lines in reading order.
        pictures: whether it shows pictures; only known if it has few letters.
        unknown: whether the file does not say which letters it shows; they are no lines.
        notes: the annotations of people, as the worker process writes them.
        attachments: the names of files that are attached to it.
    """

    label: str
    height: float
    lines: tuple[PdfLine, ...]
    pictures: bool = False
    unknown: bool = False
    notes: Sequence[dict[str, Any]] = ()
    attachments: Sequence[str] = ()


class Piece(NamedTuple):
    """A piece of a line, of one size and without gaps; see `PdfLine` for its attributes.

    Attributes:
        glued: whether no blank divides it from the next piece.
        field: whether a field of a form has it.
    """

    words: str
    left: float
    right: float
    base: float
    size: float
    hyphen: bool = False
    glued: bool = False
    field: bool = False


def page_from_data(number: int, data: dict[str, Any], hyphen: str) -> Page:
    """Make a page of what the worker process has written about it.

    Args:
        number: the index of the page, from 0.
        data: the data of the page, as `worker` writes it.
        hyphen: the character that marks a hyphen at the end of a line.
    """
    rows: list[list[Piece]] = []
    unknown = bool(data.get("unknown"))
    written = [] if unknown else data["lines"]
    table = code_table(line[0] for line in written)
    for line in written:
        row = _row(line, hyphen, table)
        if row and not (rows and _is_shadow(row, rows[-1])):
            rows.append(row)
    if data.get("fields"):
        from readerapp.documents.pdf.fields import insert_fields

        drawn = [row for line in data.get("drawn", ()) if (row := _row(line, hyphen))]
        rows = insert_fields(rows, data["fields"], drawn)
    rows = list(_join_table_rows(list(_join_rows(rows))))
    lines = [_line(number, row) for row in rows]
    return Page(
        str(data["label"]),
        float(data["height"]),
        tuple(lines),
        bool(data["pictures"]),
        unknown,
        data.get("notes", ()),
        data.get("attachments", ()),
    )


def clean_words(words: str) -> str:
    """Return words with plain letters and single spaces."""
    if words.isascii() and words.isprintable():
        return " ".join(words.split())
    clean = " ".join(words.translate(_LIGATURES).split())
    return _mac_signs(lambda sign: _MAC_LETTERS[sign[0]], clean)


def _row(line: Sequence[Any], hyphen: str, table: dict[int, str] | None = None) -> list[Piece]:
    """Return the pieces of a line that have words, with the letters that `table` replaces."""
    words, left, right, base, size = line[:5]
    pieces = line[5] if len(line) > 5 and line[5] else ((words, left, right, base, size),)
    row = []
    for index, (text, x, edge, y, height) in enumerate(pieces):
        clean = clean_words((text.translate(table) if table else text).rstrip(hyphen))
        if clean:
            last = index + 1 == len(pieces)
            divided = last and (text.endswith(hyphen) or _divided(clean) is not None)
            glued = not last and not text[-1].isspace() and not pieces[index + 1][0][0].isspace()
            row.append(Piece(clean, x, edge, y, height or 1.0, divided, glued))
    return _drop_shadows(row)


def _drop_shadows(row: list[Piece]) -> list[Piece]:
    """Drop pieces that are drawn again at nearly the same place, for a shadow or as bold."""
    if len({piece.words for piece in row}) == len(row):
        return row
    kept: list[Piece] = []
    for piece in row:
        if not any(_is_shadow([piece], [other]) for other in kept[-3:]):
            kept.append(piece)
    return kept


def _is_shadow(row: list[Piece], other: list[Piece]) -> bool:
    """Return whether a row has the words of another one at nearly the same place."""
    one, before = row[0], other[0]
    near = _SHADOW * one.size
    return (
        abs(one.left - before.left) < min(near, (one.right - one.left) / 2)
        and abs(one.base - before.base) < near
        and [piece.words for piece in row] == [piece.words for piece in other]
    )


def _join_rows(rows: Iterable[list[Piece]]) -> Iterator[list[Piece]]:
    """Join rows that are beside each other on one base line, as after a raised number."""
    joined: list[Piece] = []
    base = size = 0.0  # of the joined row
    for row in rows:
        first, main = row[0], _main(row)
        height = main.size
        if joined:
            last = joined[-1]
            beside = abs(main.base - base) < 0.4 * max(size, height) and not last.hyphen
            if beside and -1 <= first.left - last.right < _BESIDE * max(size, height):
                joined += row
                size = max(size, height)
                base = main.base if height >= size else base
                continue
            yield joined
        joined, base, size = list(row), main.base, height
    if joined:
        yield joined


def _join_table_rows(rows: list[list[Piece]]) -> Iterator[list[Piece]]:
    """Join the cells of tables whose cells are so far apart that each is a row of its own."""
    groups: list[list[list[Piece]]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        if (
            last
            and row[0].left > last[-1].right
            and abs(_main(row).base - _main(last).base) < 0.3 * last[0].size
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    cells = [[piece for row in group for piece in row] for group in groups]
    for index, group in enumerate(groups):
        around = [*cells[max(0, index - 1) : index], *cells[index + 1 : index + 2]]
        if len(group) > 1 and any(_are_of_one_table(cells[index], other) for other in around):
            yield cells[index]
        else:
            yield from group


def _are_of_one_table(one: list[Piece], other: list[Piece]) -> bool:
    """Return whether the cells of two rows are short and stand in the same columns."""
    if sum(len(cell.words) for cell in one) > _CELL_LENGTH * len(one):
        return False
    near = _ALIGNED * one[0].size
    aligned = sum(
        any(abs(cell.left - each.left) < near or abs(cell.right - each.right) < near
            for each in other)
        for cell in one
    )  # fmt: skip
    return aligned > 1


def _main(row: Sequence[Piece]) -> Piece:
    """Return the longest piece of a row among those in the largest letters."""
    main = row[0]
    for piece in row:
        larger = piece.size - main.size
        if larger > 0.5 or (larger > -0.5 and len(piece.words) > len(main.words)):
            main = piece
    return main


def _line(number: int, row: Sequence[Piece]) -> PdfLine:
    """Return a row as a line of words."""
    main = _main(row)
    if len(row) == 1:
        words = _unmirror(main.words)
        hyphen, field = main.hyphen, main.field
        return PdfLine(
            number, words, main.left, main.right, main.base, main.size, hyphen, (), field
        )
    cells: list[list[Any]] = []  # pieces of words, left, right
    before: Piece | None = None
    script = False
    for index, piece in enumerate(row):
        gap = piece.left - before.right if before else 0.0
        follows, script = script, _is_script(row, index, main)
        if before is None or (gap > _CELL_GAP * main.size and not script and not piece.field):
            cells.append([[_script(piece, main, "") if script else piece.words], piece.left, 0.0])
        else:
            words = cells[-1][0]
            if script and gap < (_TIGHT if follows else _SCRIPT_GAP) * main.size:
                words.append(_script(piece, main, "".join(words[-2:])))
            elif before.glued or (follows and not script and gap < _TIGHT * main.size):
                words.append(piece.words)
            else:
                words += [" ", piece.words]
        cells[-1][2] = piece.right
        before = piece
    parts = tuple(Cell("".join(words), left, right) for words, left, right in cells)
    return PdfLine(
        number,
        _unmirror(" ".join(cell.words for cell in parts)),
        row[0].left,
        row[-1].right,
        main.base,
        main.size,
        row[-1].hyphen,
        parts if len(parts) > 1 else (),
        any(piece.field for piece in row),
    )


def _is_script(row: Sequence[Piece], index: int, main: Piece) -> bool:
    """Return whether a piece of a row whose largest piece is given is raised or lowered.

    Letters within a word are not: they are those of a logo, as in LaTeX.
    """
    piece = row[index]
    off = abs(piece.base - main.base) > 0.08 * main.size
    if not off or piece.size > _SMALL * main.size or len(piece.words) > _SCRIPT_LENGTH:
        return False
    if index == 0 and piece.base < main.base:
        return False
    following = row[index + 1].words[0] if piece.glued and index + 1 < len(row) else ""
    return not (piece.words.isalpha() and following.isalpha())


def _script(piece: Piece, main: Piece, before: str) -> str:
    """Return the words of a piece as a superscript or subscript."""
    if piece.base > main.base:
        return format_superscript(piece.words, before)
    return format_subscript(piece.words, before)


def _unmirror(words: str) -> str:
    """Mirror the brackets of a line from right to left, if only then they are in pairs.

    PDFium takes the brackets of such a line for those that are seen. Many programs map them to
    those that are meant, and then they come out the wrong way round.
    """
    if not words.isascii() and _right_to_left(words) and not _in_pairs(words):
        mirrored = words.translate(_MIRRORED)
        if _in_pairs(mirrored):
            return mirrored
    return words


def _in_pairs(words: str) -> bool:
    """Return whether each bracket is closed by one of its kind."""
    open_ones: list[str] = []
    for sign in words:
        if sign in "([{":
            open_ones.append(sign)
        elif sign in _BRACKETS and (not open_ones or open_ones.pop() != _BRACKETS[sign]):
            return False
    return not open_ones
