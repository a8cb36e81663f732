"""The words of the selections in a REFI-QDA source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from readerapp.core.errors import ReaderError
from readerapp.interchange.importers.qda_positions import (
    PositionCount,
    Selection,
    SourceText,
    choose_count,
)

Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a selection, and where they are in the text of its source.

    Attributes:
        words: the words.
        content: the text of the source; empty if the place in it is not known.
        start: the offset of the first character.
        end: the offset after the last one.
    """

    words: str = ""
    content: str = ""
    start: int = 0
    end: int = 0


class PassageReader:
    """Reads the words of selections from the text of their source.

    Args:
        source: the text; empty if the project does not contain it.
        selections: all elements whose words are to be read, to find how positions are counted.
        points: positions by GUID of the points that selections of a transcript are between.
        origin: the name of the program that wrote the project.
    """

    def __init__(
        self,
        source: SourceText,
        selections: Sequence[Element],
        points: Mapping[str, str],
        origin: str,
    ) -> None:
        self._text = source.text
        self._points = points
        self._count = PositionCount()
        if self._text and origin != "readerapp":
            ranges = ((one, *self._range(one)) for one in selections)
            compared = [
                Selection(start, end, element.get("name", ""))
                for element, start, end in ranges
                if 0 <= start < end
            ]
            single_ends = "atlas" in origin.casefold()
            self._count = choose_count(source, compared, single_ends=single_ends)

    def read(self, selection: Element) -> Passage | ReaderError:
        """Return the words of a selection; where its text is missing, the name of it."""
        if not self._text:
            return Passage(_name_words(selection))
        start, end = self._range(selection)
        for name, position in (("startPosition", start), ("endPosition", end)):
            if position < 0:
                return ReaderError(f"its {name} is not a position.")
        start, end = self._count.offset(start), self._count.offset(end)
        words = self._text[start:end]
        return Passage(words, self._text, start, end) if words else Passage()

    def _range(self, selection: Element) -> tuple[int, int]:
        """Return the positions of a selection; -1 for one that cannot be read."""
        if selection.tag == "TranscriptSelection":
            names = (selection.get("fromSyncPoint", ""), selection.get("toSyncPoint", ""))
            values = [self._points.get(name, "") for name in names]
        else:
            values = [selection.get(name, "") for name in ("startPosition", "endPosition")]
        return parse_position(values[0]), parse_position(values[1])


def _name_words(selection: Element) -> str:
    """Return the words of a selection by its name, which may be cut.

    A name of one word is more likely a label, as "line:12".
    """
    name = selection.get("name", "").strip().removesuffix("...").removesuffix("…").rstrip()
    return name if " " in name else ""


def parse_position(digits: str) -> int:
    """Return a position; -1 if it is none."""
    is_position = digits.isascii() and digits.isdigit() and len(digits) < 16
    return int(digits) if is_position else -1
