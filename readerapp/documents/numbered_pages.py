"""Pages of numbered lines, as of depositions and court transcripts, made into paragraphs.

Reporters number the lines of each page, 25 of them in the United States, and people cite page and
line. The numbers leave the words and become milestones such as "45:12". A question, an answer or
what somebody else says is one paragraph, over lines and pages. Running heads that repeat are
written where they are first; numbers of pages are in the locators.

What the pages are read from, plain text or PDF, is not known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.format import Progress, no_progress
from readerapp.documents.page_numbers import RunningHeads, find_page_numbers
from readerapp.text.examination import Examination, find_oaths, in_question
from readerapp.text.turns import Turn

FEWEST_LINES, MOST_LINES = 20, 60
"""The least and the largest number of lines of a page."""
_SHARE_OF_PAGES = 0.6
"""Share of the pages that must have the same number of lines."""
_FEWEST_LABELS = 3
"""Labels of turns from which on a text is a transcript."""
_FEWEST_WORDS_OF_COURT = 2
"""Different words of the court from which on a text is from one."""
_DEEP = 2.5
"""Letters by which the first line of a paragraph without label is indented further."""
_UPDATE_INTERVAL = 200
"""Pages between two updates of the progress."""
_TITLE_PAGES = 3
"""Pages on which the title of a transcript is looked for."""
_SHARE_OF_TIMES = 0.7
"""Share of the lines that must begin with a time, for times that are beside the lines."""
TIMES_OMITTED = "the times beside the lines are not shown"
"""The omission of these times."""
_SEVERAL = 0.15
"""Share of the lines that go on that must begin at the left margin."""
_SHORT = 0.62
"""Share of the width below which a line that ends a sentence ends its paragraph."""

_PERSON = (
    r"(?:MR|MRS|MS|MISS|DR|SIR|Mr|Mrs|Ms|Dr)\.?[ \t]+[A-Z][\w.'’-]*(?:[ \t]+[A-Z][\w.'’-]*){0,2}"
)
begins_turn = re.compile(
    r"(?:[QA](?:[.:][ \t]|[ \t]{2,})\S|"
    r"(?:THE[ \t]|[A-Z])[A-Z.,'’ \t-]{1,40}(?:[ \t]*\([^)]{1,30}\))?:(?:\s|\Z)|"
    rf"{_PERSON}:(?:\s|\Z)|"
    rf"(?:\([^)]*\)[ \t]*)?(?:BY|By)[ \t]+{_PERSON}[ \t]*:?[ \t]*\Z)"
).match
"""Match the label of a turn, or the line that names the examiner."""
_is_examiner = re.compile(
    rf"(?:\([^)]*\)[ \t]*)?(?:BY|By)[ \t]+(?P<examiner>{_PERSON})[ \t]*:?[ \t]*\Z"
).match
_label = re.compile(
    r"(?P<letter>[QA])(?:[.:]?[ \t]+)|"
    r"(?P<name>[^:()]{2,50}?)(?:[ \t]*\((?P<role>[^)]{1,30})\))?:[ \t]*"
).match
_deponent = re.compile(
    r"DEPOSITION OF (?P<witness>[A-Z][A-Z.'’-]*(?:[ ][A-Z][A-Z.'’-]*){1,4})"
).search
_bare_letter = re.compile(r"([QA])[ \t]+(?=\S)").match
_words_of_court = re.compile(
    r"\b(?:deposition|plaintiffs?|defendants?|court|counsel|sworn|testimony|transcript|reporter|"
    r"examination|attorneys?|judge|jury|hearing|witness|objection|petitioner|respondent|appellant|"
    r"honou?r|motion|declaration)\b",
    re.IGNORECASE,
).findall
_is_heading = re.compile(
    r"(?:(?:FURTHER|CONTINUED|DIRECT|CROSS|RE-?DIRECT|RE-?CROSS|VOIR[ ]DIRE)[ -]*)*"
    r"EXAMINATION(?:[ ](?:BY|OF|ON)[ ].{1,40}|[ ]?\(?(?:CONTINUED|RESUMED)\)?)?\Z|"
    r"(?:PROCEEDINGS?|APPEARANCES|INDEX(?:[ ](?:OF|TO)[ ].{1,30})?|EXHIBITS|STIPULATIONS?|VERDICT|"
    r"ERRATA(?:[ ]SHEET)?|(?:MORNING|AFTERNOON|EVENING)[ ]SESSION|SENTENCING|WITNESSES|"
    r"(?:REPORTER[’']?S[ ])?CERTIFICAT(?:E|ION)(?:[ ]OF[ ].{1,40})?|JURAT|"
    r"(?:OPENING|CLOSING)[ ](?:STATEMENTS?|ARGUMENTS?)(?:[ ]BY[ ].{1,40})?)[.:]?\Z"
).match
_is_title = re.compile(
    r"(?:[A-Z][A-Z-]+[ ]){0,4}(?:DEPOSITION|TRANSCRIPT|TESTIMONY|HEARING|TRIAL)[ ]"
    r"(?:OF|ON|BEFORE)[ ][^a-z]{3,80}\Z"
).match
_ends_sentence = re.compile(r"[.!?:…)—-][\"'”’)]*\Z").search
_ends_aside = re.compile(r"\)[.\s]*\Z").search
_divided = re.compile(r"[^\W\d_]-\Z").search
TIME = r"(?:\d{1,2}:)?\d{1,2}:\d\d(?:[ ]?[AaPp]\.?[Mm]\.?)?"
"""The pattern of a time of day or of a recording."""
_time = re.compile(rf"{TIME}(?:\s+|\Z)").match


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line of a page.

    Attributes:
        number: the number beside it; 0 for a line without, which belongs to the one before.
        words: the words, empty for a blank line.
        left: where the words begin, in letters from the edge; None if it is not known.
        right: where they end, in letters from the edge.
    """

    number: int
    words: str
    left: float | None = None
    right: float = 0.0


@dataclass(frozen=True, slots=True)
class OtherPage:
    """A page without numbered lines, as a cover or a word index.

    Attributes:
        paragraphs: its paragraphs, perhaps of several lines.
        label: how it is cited, or "" if that is not known.
    """

    paragraphs: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """A page of numbered lines.

    Attributes:
        lines: the lines from the first number to the last.
        head: the lines above them.
        foot: the lines below them.
        before: the pages without numbered lines that come before it.
        after: those that come after it, if it is the last one.
    """

    lines: tuple[NumberedLine, ...]
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    before: tuple[OtherPage, ...] = ()
    after: tuple[OtherPage, ...] = ()

    @property
    def last(self) -> int:
        """Return the number of the last line."""
        return max((line.number for line in self.lines), default=0)


def are_pages(pages: Sequence[NumberedPage]) -> bool:
    """Return whether the numbers beside lines are those of the lines of pages, and not a list.

    Most pages have the same number of lines. A single page is enough if it has labels of turns.
    """
    counts = Counter(page.last for page in pages)
    usual, often = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if not FEWEST_LINES <= usual <= MOST_LINES or max(counts) > usual + 2:
        return False
    # The last page of a part ends early, so one in two may be short where there are few.
    if often < _SHARE_OF_PAGES * max(1, len(pages) - 1):
        return False
    return len(pages) > 1 or has_turns(pages)


def has_turns(pages: Sequence[NumberedPage]) -> bool:
    """Return whether the pages have labels of turns."""
    lines = (line.words for page in pages for line in page.lines)
    labels = (words for words in lines if begins_turn(words) or _bare_letter(words))
    return sum(1 for _ in zip(range(_FEWEST_LABELS), labels, strict=False)) == _FEWEST_LABELS


def are_of_court(pages: Sequence[NumberedPage]) -> bool:
    """Return whether the pages have labels of turns, or the words that courts use."""
    if has_turns(pages):
        return True
    found: set[str] = set()
    for page in pages:
        for words in (*(line.words for line in page.lines), *page.head, *page.foot):
            found.update(word.lower() for word in _words_of_court(words))
        if len(found) >= _FEWEST_WORDS_OF_COURT:
            return True
    return False


def remove_times(pages: Sequence[NumberedPage]) -> list[NumberedPage] | None:
    """Return the pages without the times that begin their lines; None if lines have no times."""
    words = [line.words for page in pages for line in page.lines if line.words]
    times = sum(_time(each) is not None for each in words)
    if not times or times < _SHARE_OF_TIMES * len(words):
        return None
    return [replace(page, lines=tuple(map(_remove_time, page.lines))) for page in pages]


def _remove_time(line: NumberedLine) -> NumberedLine:
    """Return a line without the time that it begins with."""
    time = _time(line.words)
    if time is None:
        return line
    return replace(line, words=line.words[time.end() :], left=None)


def find_title(pages: Sequence[NumberedPage]) -> str:
    """Return what the first pages say the transcript is of, as "DEPOSITION OF IDA HOLM", or ""."""
    for page in pages[:_TITLE_PAGES]:
        for words in (*page.head, *(line.words for line in page.lines)):
            if _is_title(words):
                return words
    return ""


def write_pages(
    writer: DocumentBuilder,
    pages: Sequence[NumberedPage],
    numbers: Sequence[int] = (),
    progress: Progress = no_progress,
) -> list[int]:
    """Write pages with a milestone for each line; return the offset of each line with words.

    Args:
        writer: the builder.
        pages: the pages.
        numbers: the number of each page, if the lines give it; else heads and feet are asked.
        progress: the callback for the progress.
    """
    edges = [(page.head, page.foot) for page in pages]
    numbers = numbers or find_page_numbers(edges) or range(1, len(pages) + 1)
    paragraphs = _ParagraphWriter(writer, pages)
    heads = RunningHeads()
    for index, (page, number) in enumerate(zip(pages, numbers, strict=True), 1):
        if index % _UPDATE_INTERVAL == 0:
            progress(index, len(pages))
        paragraphs.add_others(page.before)
        paragraphs.begin_page(str(number) if number > 0 else f"[{index}]")
        paragraphs.add_edge(heads.wanted(page.head, number))
        for line in page.lines:
            paragraphs.add(line)
        paragraphs.add_edge(heads.wanted(page.foot, number))
        paragraphs.add_others(page.after)
    paragraphs.close()
    return paragraphs.starts


class _ParagraphWriter:
    """A writer that joins numbered lines to paragraphs."""

    def __init__(self, writer: DocumentBuilder, pages: Sequence[NumberedPage]) -> None:
        self.starts: list[int] = []
        self._writer = writer
        lines = [line for page in pages for line in page.lines if line.words]
        self._margin = _margin(lines)
        rights = sorted(line.right for line in lines)
        self._width = rights[len(rights) * 19 // 20] if rights else 0.0
        # "Q Did you" is a label where all letters are written so, "A man" elsewhere is not.
        letters = Counter(match[1] for line in lines if (match := _bare_letter(line.words)))
        self._bare = letters["Q"] >= _FEWEST_LABELS and letters["A"] >= letters["Q"] // 2
        self._page = ""
        self._page_begins = False  # no line of the page with words yet
        self._number = 0
        self._open: list[tuple[str, int, str]] = []  # label, number and words of each line
        self._last: NumberedLine | None = None  # the last line with words
        self._blank = False  # a blank line is between it and the next one
        self._edges: list[str] = []  # heads and feet that wait for the end of the paragraph
        deponent = _deponent(find_title(pages))
        self._names = Examination(deponent["witness"] if deponent else "")
        self._speaks = False  # a paragraph without label belongs to the last turn

    def begin_page(self, label: str) -> None:
        """Begin a page."""
        self._page, self._page_begins, self._number = label, True, 0

    def add_edge(self, lines: Iterable[str]) -> None:
        """Add a head or foot; a paragraph that goes on over the page is not cut by it."""
        self._edges += lines

    def add_others(self, pages: Iterable[OtherPage]) -> None:
        """Add pages without numbered lines; they end the paragraph."""
        for page in pages:
            self._end_paragraph()
            self._speaks = False
            label = page.label or (f"after p. {self._page}" if self._page else "")
            for paragraph in page.paragraphs:
                with self._writer.block():
                    if label:
                        self._writer.milestone(label, self._writer.at, numbered=not page.label)
                        label = ""
                    self._writer.write(paragraph)

    def add(self, line: NumberedLine) -> None:
        """Add a line."""
        if not line.words:
            self._blank = True
            return
        words = self._marked(line.words)
        if self._begins(line, words):
            self._end_paragraph()
        self._number = line.number or self._number
        self._open.append((f"{self._page}:{self._number}", self._number, words))
        self._last, self._blank, self._page_begins = line, False, False

    def close(self) -> None:
        """Write the last paragraph."""
        self._end_paragraph()

    def _marked(self, words: str) -> str:
        """Return the words with two spaces behind a letter that is a label without a point."""
        letter = _bare_letter(words) if self._bare else None
        return f"{letter[1]}  {words[letter.end() :]}" if letter else words

    def _begins(self, line: NumberedLine, words: str) -> bool:
        """Return whether a line begins a paragraph."""
        before = self._last
        if before is None or not self._open or begins_turn(words):
            return True
        goes_on = words[0].islower()
        if self._blank and not (self._page_begins and goes_on):
            return True
        last = self._open[-1][2]
        if _is_examiner(last) or _heading(last) or _heading(words):
            return True
        opens = self._open[0][2].startswith("(")
        if opens and _ends_aside(last):
            return not goes_on
        ends = _ends_sentence(last) is not None
        if words.startswith("(") and ends:
            return True
        if line.left is not None and line.left > self._margin + _DEEP:
            return not (goes_on and len(self._open) == 1)  # a hanging indent
        if goes_on or not ends:
            return False
        return before.right < _SHORT * self._width

    def _end_paragraph(self) -> None:
        """Write the open paragraph, then the heads and feet that waited."""
        lines, self._open = self._open, []
        if lines:
            whole = " ".join(words for _, _, words in lines)
            with self._writer.block():
                if _heading(whole):
                    self._speaks = False
                    with self._writer.heading(1 if _is_part(whole) else 2):
                        self._write(lines)
                else:
                    start = self._writer.at
                    self._write(lines)
                    self._add_turn(start, whole)
        edges, self._edges = self._edges, []
        for line in edges:
            self._speaks = False
            with self._writer.block():
                self._writer.write(line)

    def _add_turn(self, start: int, whole: str) -> None:
        """Give a paragraph to who says it: by its label, else to the turn before.

        What the reporter writes in brackets, and what follows it without a label, is nobody's.

        Args:
            start: the offset of the paragraph.
            whole: its words; they may differ in a space where a line ends with a hyphen.
        """
        for oath in find_oaths(whole):
            self._names.swear(oath["witness"])
            self._speaks = False
        turns, end = self._writer.turns, self._writer.at
        if by := _is_examiner(whole):
            self._names.ask(by["examiner"])
            self._speaks = False
        elif begins_turn(whole) and (label := _label(whole)):
            inner = label.end()
            if label["letter"] == "Q" and (asked := in_question(whole, inner)):
                self._names.ask(asked["examiner"])
                inner = asked.end()
            speaker = self._names.speaker(label["letter"] or " ".join(label["name"].split()))
            self._speaks = start + inner < end
            if self._speaks:
                role = label["role"] or ""
                turns.append(Turn(start, start + inner, start + inner, end, speaker, role))
        elif whole.startswith("(") and _ends_aside(whole):
            self._speaks = False
        elif self._speaks:
            turns[-1] = turns[-1]._replace(end=end)

    def _write(self, lines: Sequence[tuple[str, int, str]]) -> None:
        """Write the lines of a paragraph, each with its milestone."""
        before = ""
        for label, number, words in lines:
            if before and not (_divided(before) and words[0].islower()):
                self._writer.write(" ")
            self.starts.append(self._writer.at)
            self._writer.milestone(label, self._writer.at, line=number)
            self._writer.write(words)
            before = words


def _margin(lines: Sequence[NumberedLine]) -> float:
    """Return where lines begin that go on: the leftmost place where several of them do."""
    lefts = Counter(
        round(line.left)
        for line in lines
        if line.left is not None and line.words[0].islower() and not begins_turn(line.words)
    )
    several = [left for left, count in lefts.items() if count >= _SEVERAL * lefts.total()]
    return min(several, default=0.0)


def _heading(words: str) -> bool:
    """Return whether words name a part of a transcript, such as "CROSS-EXAMINATION"."""
    return (
        words[:2].isupper() and len(words) <= 80 and _is_heading(_close_letters(words)) is not None
    )


def _is_part(words: str) -> bool:
    """Return whether a heading is not the examination of one witness."""
    return "EXAMINATION" not in words


def _close_letters(words: str) -> str:
    """Return words without the spaces of letters that are spaced out, as "I N D E X"."""
    letters = words.split()
    return "".join(letters) if len(letters) > 3 and all(len(one) == 1 for one in letters) else words
