"""A deposition of any length, as text and as PDF, with the page and line of each paragraph."""

import random
import textwrap
from dataclasses import dataclass

from readerapp.documents import Document
from tests.documents.pdfs import Line, pdf

LINES = 25
"""Lines of a page."""
_WIDTH = 52
_FIRST, _DEEP = 5, 10
"""Columns by which questions and answers, and what others say, are indented."""
_QUESTIONS = (
    "Would you state your name for the record, please.",
    "And where were you on the morning of the ninth of May?",
    "Did you see crane four move before the pier gave way, or was that after the horn?",
    "How many people, if you know, were on the long pier at 7 o'clock?",
    "Do you recall what Mr. Aune said to you when the second boat came in at twenty-five past?",
)
_ANSWERS = (
    "Yes.",
    "No, I did not.",
    "I was at the harbour office. I keep the log of the cranes, and I had it with me that day.",
    "There were 12 or 13 of them, as far as I could see from the window; nobody counted.",
    "He said that the crane was old. That is all I remember -- I did not write it down.",
)

_VOCABULARY = (
    "the a of and to in on at by it he she they we saw heard told asked went came stood fell broke "
    "moved loaded lifted harbour crane pier boat horn rope winch captain clerk foreman office log "
    "morning evening tide storm water wind iron timber salt coal barrel lamp ladder signal wire "
    "steel hook cable north south early late slowly twice once again nobody somebody before after"
).split()


def _words(chance: random.Random) -> str:
    return " ".join(chance.choices(_VOCABULARY, k=chance.randint(4, 24))).capitalize()


@dataclass(frozen=True)
class Passage:
    """A paragraph: its words, and where it begins and ends, as in "2:5" and "2:7"."""

    words: str
    start: str
    end: str

    @property
    def locator(self) -> str:
        """Return how the passage is cited."""
        page, line = self.end.split(":")
        same = self.start.startswith(f"{page}:")
        return (
            self.start if self.start == self.end else f"{self.start}-{line if same else self.end}"
        )


class Deposition:
    """A deposition.

    Args:
        pages: the number of pages.
        first: the number of the first page.
        seed: what the questions and answers are chosen by.
        distinct: whether no two of them are the same.
    """

    def __init__(
        self, pages: int, first: int = 1, seed: int = 14, *, distinct: bool = False
    ) -> None:
        self.first = first
        self.rows: list[str] = []  # with their indents
        self.passages: list[Passage] = []
        chance = random.Random(seed)
        self._add("UNITED STATES DISTRICT COURT", 14)
        self._add("DEPOSITION OF IDA HOLM", 17)
        self._add("IDA HOLM, having been first duly sworn, was examined and testified as follows:")
        self._add("EXAMINATION", 21)
        self._add("BY MR. SMITH:")
        while len(self.rows) < pages * LINES - 12:
            questions, answers = _QUESTIONS, _ANSWERS
            if distinct:
                questions, answers = (f"{_words(chance)}?",), (f"{_words(chance)}.",)
            self._add(f"Q.   {chance.choice(questions)}", _FIRST)
            if chance.random() < 0.2:
                self._add("MR. LIND:  Objection, leading.", _DEEP)
            if chance.random() < 0.1:
                self._add("THE COURT:  Overruled. The witness may answer if she knows.", _DEEP)
            self._add(f"A.   {chance.choice(answers)}", _FIRST)
        self.rows += [""] * (pages * LINES - len(self.rows))

    def _add(self, words: str, indent: int = _FIRST) -> None:
        """Add a paragraph; its first line is indented by `indent` columns."""
        lines = textwrap.wrap(words, _WIDTH, initial_indent=" " * indent)
        at = len(self.rows)
        self.rows += lines
        single = " ".join(words.split())
        self.passages.append(Passage(single, self._place(at), self._place(len(self.rows) - 1)))

    def _place(self, row: int) -> str:
        return f"{self.first + row // LINES}:{row % LINES + 1}"

    @property
    def pages(self) -> list[list[str]]:
        """The rows of each page."""
        return [self.rows[at : at + LINES] for at in range(0, len(self.rows), LINES)]

    def text(
        self,
        *,
        head: str = "",
        foot: str = "",
        feed: bool = True,
        spacing: int = 2,
        line: str = "{line:2}    {row}",
    ) -> str:
        """Return the numbered lines as plain text.

        Args:
            head: the line above each page; "#" stands for its number.
            foot: the line below each page.
            feed: whether pages end with form feeds.
            spacing: the number of newlines after each line.
            line: how a line is written, with `page`, `line` and `row`.
        """
        written = []
        for number, rows in enumerate(self.pages, self.first):
            lines = [
                line.format(page=number, line=n, row=row).rstrip() for n, row in enumerate(rows, 1)
            ]
            edges = (edge.replace("#", str(number)) for edge in (head, foot))
            above, below = (f"{edge:>60}" if edge else "" for edge in edges)
            page = filter(None, (above, ("\n" * spacing).join(lines), below))
            written.append("\n".join(page))
        return ("\n\f" if feed else "\n").join(written) + "\n"

    def condensed_pdf(self) -> bytes:
        """Return the numbered lines as PDF with four pages on a sheet, down its left half first."""
        made = []
        for first in range(0, len(self.pages), 4):
            sheet: list[Line] = []
            for place, rows in enumerate(self.pages[first : first + 4]):
                left, top = 20 + 290 * (place // 2), 770 - 390 * (place % 2)
                sheet.append((left + 110, top, 6, f"Page {self.first + first + place}"))
                for number, row in enumerate(rows, 1):
                    base = top - 12 * number
                    indent = len(row) - len(row.lstrip())
                    sheet.append((left + 4 - 4 * (number > 9), base, 6, str(number)))
                    sheet.append((left + 20 + 3.6 * indent, base, 6, row.strip()))
            # Row by row over the whole sheet, as such programs write it.
            made.append(sorted((line for line in sheet if line[3]), key=lambda line: -line[1]))
        return pdf(made)

    def pdf(self, *, order: str = "lines", right: bool = False, foot: str = "") -> bytes:
        """Return the numbered lines as PDF.

        Args:
            order: "lines": each number before its line; "numbers": all numbers of a page first.
            right: whether the numbers are at the right.
            foot: the line below each page.
        """
        made = []
        for number, rows in enumerate(self.pages, self.first):
            tops = [720 - 26 * row for row in range(len(rows))]
            numbers: list[Line] = [
                (540 if right else 60, top, 12, str(n)) for n, top in enumerate(tops, 1)
            ]
            words: list[Line] = [
                (100 + 7.2 * (len(row) - len(row.lstrip())), top, 12, row.strip())
                for row, top in zip(rows, tops, strict=True)
            ]
            pairs = list(zip(numbers, words, strict=True))
            if order == "numbers":
                lines = [*numbers, *words]
            else:
                lines = [each for pair in pairs for each in (pair[::-1] if right else pair)]
            lines = [line for line in lines if line[3]]
            edge: list[Line] = [(500, 760, 12, str(number))]
            edge += [(200, 40, 9, foot)] if foot else []
            made.append([edge[0], *lines, *edge[1:]])
        return pdf(made)


def check_passages(document: Document, deposition: Deposition) -> None:
    """Check that each paragraph of the deposition is one of the text, with page and line."""
    text = document.text.whole()
    assert text.split("\n\n") == [passage.words for passage in deposition.passages]
    at = 0
    for passage in deposition.passages:
        at = text.index(passage.words, at)
        end = at + len(passage.words)
        assert document.range_locator(at, end) == passage.locator
        assert document.locator(at) == passage.start
        at = end
