"""Transcripts in plain text whose lines are numbered on each page: depositions, hearings, trials.

The numbers are at the left or right of the lines, or before them as page and line ("45:12"). Pages
end with form feeds, or where the numbers begin again. `documents.numbered_pages` makes the text.

A text that is not surely of this kind stays plain text, character for character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.document import Document
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.plain import open_plain
from readerapp.documents.numbered_pages import (
    FEWEST_LINES,
    MOST_LINES,
    TIME,
    TIMES_OMITTED,
    NumberedLine,
    NumberedPage,
    OtherPage,
    are_of_court,
    are_pages,
    find_title,
    write_pages,
)
from readerapp.documents.page_numbers import own_number
from readerapp.text.source import Text

_SHARE_OF_LINES = 0.7
"""Share of the lines that must have numbers, from the first numbered page to the last one."""
_LEAST_SHARE = 0.4
"""Lines with numbers for each one without, at least: indexes of words are long."""
_EDGE_LINES = 4
"""Lines of the foot and the head between two pages; more are a page without numbers."""
_SAMPLE_LENGTH = 50_000
"""Code points of a sample of a long text."""
_SKIPPED = 3
"""Numbers that may be missing on a page."""

_left = re.compile(r"[ ]{0,14}(\d{1,2})(?:[ ]+(?=\S)|[ ]*\Z)").match
_right = re.compile(r"(.*?)(?:\A|[ ]{2,})(\d{1,2})[ ]*\Z").match
_before = re.compile(r"[ ]*0*(\d{1,5}):(\d{1,2})(?:[ ]+(?=\S)|[ ]*\Z)").match

_numbered_line = re.compile(r"^[ \t]{0,14}\d{1,2}[ \t]+\S", re.MULTILINE)
_time_behind = re.compile(rf"^([ \t]{{0,14}}\d{{1,2}}[ \t]+)({TIME})(?=\s|\Z)", re.MULTILINE)
_time_before = re.compile(rf"^[ \t]*{TIME}[ \t]+(?=\d{{1,2}}(?:\s|\Z))", re.MULTILINE)

Split = tuple[int, int, str, int]
"""The number of a page (0 if only the line is numbered) and of a line, words, column of these."""


def open_court_transcript(source: DocumentInput) -> Document:
    """Open a transcript with numbered lines; any other text as plain text."""
    if source.raw.size > limits.TRANSCRIPT:
        return open_plain(source)
    whole = Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()
    split = _find_split(whole)
    bare = _remove_times(whole) if split else whole
    pages, own = _read_pages(bare, split) if split else ([], [])
    if not pages:
        return open_plain(source)
    writer = DocumentBuilder()
    if bare is not whole:
        writer.omit(TIMES_OMITTED, words=False)
    write_pages(writer, pages, own, source.progress)
    return writer.document(source, "court-transcript", title=find_title(pages) or source.title)


def _find_split(whole: str) -> Callable[[str], Split | None] | None:
    """Return what splits lines into numbers and words, as samples tell; None if no pages are found.

    So a long text that only looks like a transcript is not read line by line for nothing.
    """
    middle = len(whole) // 2
    samples = [whole]
    if len(whole) > 2 * _SAMPLE_LENGTH:
        samples = [whole[:_SAMPLE_LENGTH], whole[middle : middle + _SAMPLE_LENGTH]]
    for sample in map(_remove_times, samples):
        for split in (_split_left, _split_before, _split_right):
            if _read_pages(sample, split)[0]:
                return split
    return None


def _remove_times(whole: str) -> str:
    """Return the text without the times before or behind the numbers of its lines, if it has them.

    Recordings of depositions are cited by page and line too; the times lead into the recording.
    """
    bare, before = _time_before.subn("", whole)
    numbered = len(_numbered_line.findall(bare))
    if before and before >= _SHARE_OF_LINES * numbered:
        return bare
    bare, behind = _time_behind.subn(lambda match: match[1] + " " * len(match[2]), whole)
    return bare if behind and behind >= _SHARE_OF_LINES * numbered else whole


def _split_left(line: str) -> Split | None:
    match = _left(line)
    return match and (0, int(match[1]), line[match.end() :], match.end())


def _split_right(line: str) -> Split | None:
    match = _right(line)
    if match is None:
        return None
    words = match[1].lstrip()
    return 0, int(match[2]), words, len(match[1]) - len(words)


def _split_before(line: str) -> Split | None:
    match = _before(line)
    return match and (int(match[1]), int(match[2]), line[match.end() :], match.end())


def _read_pages(
    whole: str, split: Callable[[str], Split | None]
) -> tuple[list[NumberedPage], list[int]]:
    """Return the pages and the numbers that their lines give; none if these are no such pages."""
    pages: list[list[NumberedLine]] = []
    gaps: list[list[str]] = [[]]  # the lines before each page and after the last one
    own: list[int] = []
    numbered = others = last = 0
    for line in _lines(whole):
        found = split(line) if line.strip() else None
        if found is not None:
            page, number, words, left = found
            begins = number == 1 and (
                not pages or last >= FEWEST_LINES or page > own[-1] or _breaks_page(gaps[-1])
            )
            follows = bool(pages) and last < number <= min(last + 1 + _SKIPPED, MOST_LINES)
            if number == 1 and last == 1 and pages and not pages[-1][0].words:
                pages.pop()  # that was the number of the page, above its first line
                own.pop()
                gaps.pop()
                gaps[-1].append("1")
                begins = True
            if begins:
                pages.append([])
                own.append(page)
                gaps.append([])
            elif not follows or (page and page != own[-1]):
                found = None
        if found is None:
            gaps[-1].append(line)
            others += bool(line.strip("\f \t"))
            continue
        if not begins:
            # Lines without numbers between two numbered ones belong to the page.
            inner = (each.strip("\f ") for each in gaps[-1])
            pages[-1] += [_line(0, words, len(words)) for words in inner if words]
            gaps[-1].clear()
        pages[-1].append(_line(number, _single_spaced(words), left))
        numbered += 1
        last = number
    inside = sum(1 for gap in gaps[1:-1] for line in gap if line.strip("\f "))
    if numbered < _SHARE_OF_LINES * (numbered + inside) or numbered < _LEAST_SHARE * others:
        return [], []
    _return_page_numbers(pages, gaps)
    made = list(_with_edges(pages, gaps))
    return (made, own if any(own) else []) if are_pages(made) and are_of_court(made) else ([], [])


def _breaks_page(lines: Sequence[str]) -> bool:
    """Return whether a page ends among lines without numbers of their own, even a short one."""
    return "\f" in lines or own_number(line for line in lines if line.strip()) is not None


def _return_page_numbers(pages: Sequence[list[NumberedLine]], gaps: Sequence[list[str]]) -> None:
    """Move what was taken for more lines back to the lines behind each page: 26 behind line 25.

    The number of a page may go on with the numbers of the lines above it.
    """
    usual = Counter(max(line.number for line in page) for page in pages).most_common(1)
    most = usual[0][0] if usual else 0
    for page, after in zip(pages, gaps[1:], strict=True):
        last = page[-1]
        if last.number > most and not last.words:
            end = max(index for index, line in enumerate(page) if 0 < line.number <= most) + 1
            after[:0] = [line.words or str(line.number) for line in page[end:]]
            del page[end:]


def _lines(whole: str) -> Iterator[str]:
    """Yield the lines without tabs; a form feed begins a line that has nothing else."""
    for line in whole.replace("\f", "\n\f\n").split("\n"):
        yield line.expandtabs(8) if "\t" in line else line


def _single_spaced(words: str) -> str:
    """Return words with single spaces; two of them tell the label in "Q  Did you" from a word."""
    single = " ".join(words.split())
    return f"{single[0]}  {single[2:]}" if words.startswith(("Q  ", "A  ")) else single


def _line(number: int, words: str, left: int) -> NumberedLine:
    return NumberedLine(number, words, float(left), float(left + len(words)))


def _with_edges(
    pages: Sequence[Sequence[NumberedLine]], gaps: Sequence[Sequence[str]]
) -> Iterator[NumberedPage]:
    """Yield the pages with what is around them.

    Args:
        pages: the lines of each page.
        gaps: the lines before each page, and those after the last one.
    """
    # Without form feeds only the ends tell whether the numbers of pages are heads or feet.
    at_foot = _is_edge(gaps[-1]) and not _is_edge(gaps[0])
    gaps = [*gaps[:-1], [*gaps[-1], "\f"]]  # the last page ends here in any case
    divided = [_divide(gap, at_foot=at_foot) for gap in gaps]
    for index, lines in enumerate(pages):
        _, before, head = divided[index]
        foot, others, _ = divided[index + 1]
        after = others if index == len(pages) - 1 else ()
        yield NumberedPage(tuple(lines), head, foot, before, after)


def _divide(
    gap: Sequence[str], *, at_foot: bool
) -> tuple[tuple[str, ...], tuple[OtherPage, ...], tuple[str, ...]]:
    """Divide the lines between two pages into a foot, other pages, and a head."""
    parts: list[list[str]] = [[]]
    for line in gap:
        if line == "\f":
            parts.append([])
        else:
            parts[-1].append(line)
    is_divided = len(parts) > 1
    foot = _edge(parts[0]) if is_divided or at_foot else ()
    head = _edge(parts[-1]) if is_divided or not at_foot else ()
    inner = parts[bool(foot) : len(parts) - bool(head)]
    others = (OtherPage(paragraphs) for part in inner if (paragraphs := _paragraphs(part)))
    return foot, tuple(others), head


def _is_edge(lines: Sequence[str]) -> bool:
    """Return whether lines are few enough to be a head or a foot, and at least one."""
    return 0 < sum(1 for line in lines if line.strip()) <= _EDGE_LINES


def _edge(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of a head or a foot; none if there are too many for one."""
    if not _is_edge(lines):
        return ()
    return tuple(" ".join(line.split()) for line in lines if line.strip())


def _paragraphs(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the paragraphs of a page without numbered lines; their newlines are kept."""
    whole = "\n".join(line.strip() for line in lines).strip("\n")
    return tuple(re.split(r"\n{2,}", whole)) if whole else ()
