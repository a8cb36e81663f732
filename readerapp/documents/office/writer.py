"""What DOCX and ODT documents share: the formats of numbers, tables, notes and text boxes.

`OfficeWriter` is the base of the writers of both formats.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from readerapp.documents.builder import (
    BlockShape,
    DocumentBuilder,
    InlineWriter,
)
from readerapp.documents.footnotes import Footnotes
from readerapp.documents.format import DocumentInput
from readerapp.documents.html.parser import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

INDENT = 2
"""Cells by which quotes, code and levels of a list are indented."""
_CELL_PARAGRAPHS = 8
"""Paragraphs up to which a cell of a table is written in one line."""
_UPDATE_INTERVAL = 200
"""Blocks between two updates of the progress; also when the beginning is shown."""
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_ALPHABETS = {
    "lowerLetter": _LATIN,
    "upperLetter": _LATIN.upper(),
    "russianLower": _RUSSIAN,
    "russianUpper": _RUSSIAN.upper(),
    "chicago": "*†‡§",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "aiueo": "アイウエオカキクケコサシスセソタチツテトナニヌネノ"
    "ハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "イロハニホヘトチリヌルヲワカヨタレソツネナラム"
    "ウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "thaiLetters": "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
}
"""Number formats that repeat the signs of an alphabet: a to z, aa, bb."""
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_HAN = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def format_number(number: int, form: str) -> str:
    """Format a number by the name of a number format of OOXML (ST_NumberFormat).

    Numbers that a format cannot express are decimal, and so are those of unknown formats.

    >>> format_number(28, "lowerLetter"), format_number(4, "upperRoman"), format_number(1, "none")
    ('bb', 'IV', '')
    """
    if form in _ALPHABETS and 0 < number < 999:
        alphabet = _ALPHABETS[form]
        return alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)
    return _FORMS.get(form, str)(number)


def _roman(number: int) -> str:
    """Return a number in Roman numerals; in digits if it is not from 1 to 3999."""
    if not 0 < number < 4000:
        return str(number)
    signs = []
    for value, sign in _ROMAN:
        signs.append(sign * (number // value))
        number %= value
    return "".join(signs)


def _ordinal(number: int) -> str:
    """Return an English ordinal: 1st, 2nd, 11th."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _cardinal(number: int) -> str:
    """Return an English number word from one to ninety-nine, with a capital."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if number < 20:
        return _ONES[number].capitalize()
    return (_TENS[tens] + (f"-{_ONES[ones]}" if ones else "")).capitalize()


def _ordinal_word(number: int) -> str:
    """Return an English ordinal word from first to ninety-ninth, with a capital."""
    word = _cardinal(number)
    if word.isdecimal():
        return _ordinal(number)
    before, dash, last = word.rpartition("-")
    lower = last.lower()
    ordinal = _ORDINALS.get(lower) or (f"{lower[:-1]}ieth" if lower[-1] == "y" else f"{lower}th")
    return f"{before}{dash}{ordinal if dash else ordinal.capitalize()}"


def _chinese(number: int) -> str:
    """Return a number from 1 to 99 as it is counted in Chinese and Japanese: 一, 十, 二十一."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones] if ones else "")


def _of(first: str, last: int) -> Callable[[int], str]:
    """Return a function that takes numbers from 1 to `last` from a run of Unicode."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= last else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _number: "",
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "ordinal": _ordinal,
    "cardinalText": _cardinal,
    "ordinalText": _ordinal_word,
    "hex": lambda number: f"{number:X}",
    "numberInDash": lambda number: f"- {number} -",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _of("①", 20),
    "decimalEnclosedCircleChinese": _of("①", 20),
    "decimalEnclosedParen": _of("⑴", 20),
    "decimalEnclosedFullstop": _of("⒈", 20),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "japaneseCounting",
         "taiwaneseCountingThousand", "koreanDigital2"),
        _chinese,
    ),
}  # fmt: skip


class OfficeWriter(ABC):
    """A writer of the blocks of an office document, and of what is in them.

    Attributes:
        left_out: the tags of elements whose words are not part of the text.
        paragraph_tags: the tags of paragraphs and headings.
        table_tag: the tag of a table.
        layout_tags: the tags of other elements whose words cannot be in one line of a table.
    """

    left_out: ClassVar[frozenset[str]]
    paragraph_tags: ClassVar[tuple[str, ...]]
    table_tag: ClassVar[str]
    layout_tags: ClassVar[tuple[str, ...]] = ()

    def __init__(self, prose: InlineWriter) -> None:
        self._prose = prose
        self._notes = Footnotes(prose)
        self._boxes: list[Element] = []  # text boxes, written after their paragraph

    def write(self, source: DocumentInput, blocks: Sequence[Element]) -> DocumentBuilder:
        """Write all blocks and the notes, and return the builder of the text.

        Raises:
            ReaderError: there are no words.
        """
        builder = self._prose.out
        for count, block in enumerate(blocks):
            if count % _UPDATE_INTERVAL == 0:
                source.progress(count, len(blocks))
                if count == _UPDATE_INTERVAL:
                    source.show_beginning(builder.beginning(source))
            self.block(block, BlockShape())
        self.end_story()
        self._notes.write()
        self._prose.close()
        builder.check_words(source)
        return builder

    def end_story(self) -> None:
        """Write what waits for a block that did not come."""
        self._boxes.clear()

    @abstractmethod
    def block(self, element: Element, shape: BlockShape) -> None:
        """Write a paragraph, a table, or a container of these."""

    @abstractmethod
    def paragraph_words(self, paragraph: Element) -> None:
        """Write the words of a paragraph."""

    @abstractmethod
    def rows(self, table: Element) -> list[tuple[Element, list[Element]]]:
        """Return the rows of a table, each with its cells."""

    @abstractmethod
    def is_header(self, row: Element) -> bool:
        """Return whether a row is a header of its table."""

    @abstractmethod
    def has_words(self, cell: Element) -> bool:
        """Return whether a cell contains words."""

    def children(self, element: Element) -> Iterable[Element]:
        """Return the children of an element whose words are part of the text."""
        return element

    def inside(self, element: Element, shape: BlockShape) -> None:
        """Write the blocks in an element."""
        for child in self.children(element):
            self.block(child, shape)

    def take_boxes(self) -> list[Element]:
        """Return the text boxes of the paragraph that was written last, and forget them."""
        boxes, self._boxes = self._boxes, []
        return boxes

    def table(self, table: Element, shape: BlockShape) -> None:
        """Write a table; one with other tables or a single column is written as blocks.

        So is a row with whole texts in its cells, as in a table that makes columns of a page.
        """
        rows = self.rows(table)
        tags = (f"{{*}}{tag}" for tag in (self.table_tag, *self.layout_tags))
        nested = next(table.iterdescendants(*tags), None) is not None
        if nested or max((len(cells) for _, cells in rows), default=0) < 2:
            for _, cells in rows:
                for cell in cells:
                    self.inside(cell, shape)
            return
        first = True
        for row, cells in rows:
            if any(map(self._is_long, cells)):
                for cell in cells:
                    self.inside(cell, shape)
                first = True
            elif any(map(self.has_words, cells)):
                header = self.is_header(row)
                tight = shape.tight or not first
                line = replace(shape, hang=INDENT, tight=tight, heading=0)
                self._prose.row(line, [partial(self._cell, cell, header) for cell in cells])
                first = False

    def _is_long(self, cell: Element) -> bool:
        """Return whether a cell has so many paragraphs that they are no words of one line."""
        return len(cell) > _CELL_PARAGRAPHS and (
            sum(map(self.has_words, self.nearest(cell, *self.paragraph_tags))) > _CELL_PARAGRAPHS
        )

    def nearest(self, element: Element, *tags: str) -> Iterator[Element]:
        """Yield the elements with these tags, not those in one of them or in another table."""
        for child in self.children(element):
            name = local_name(child)
            if name in tags:
                yield child
            elif name not in self.left_out and name != self.table_tag:
                yield from self.nearest(child, *tags)

    def _cell(self, cell: Element, header: bool) -> None:
        """Write a cell, in bold if it is in a header row."""
        with self._prose.styled("strong") if header else ExitStack():
            self._cell_words(cell)

    def _cell_words(self, holder: Element) -> None:
        """Write the paragraphs in a cell, each with its text boxes, as words of one line."""
        for paragraph in self.nearest(holder, *self.paragraph_tags):
            self.cell_paragraph(paragraph)
            for box in self.take_boxes():
                self._cell_words(box)

    def cell_paragraph(self, paragraph: Element) -> None:
        """Write a paragraph in a cell, as words of one line."""
        self.paragraph_words(paragraph)
        self._prose.words(" ")
