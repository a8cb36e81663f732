"""Structure of plain text: chapters of a book, times of a transcript, scenes of a film.

The text is not changed, and the module is loaded after the first page is on the screen.

Books, as from Project Gutenberg: a heading is a short line alone between blank ones that numbers a
chapter or a part of a book, or names a preface and the like. Two chapters make a book; without them
nothing is a heading. Entries of a table of contents are not taken for the chapters themselves.

Times, as in transcripts with time codes: a line that begins with a time is cited by it.

Scenes, as in screenplays: a line in capitals after a blank one that begins with INT. or EXT. Three
scenes make a screenplay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readerapp.documents.document import Heading, Milestone, Run
from readerapp.documents.toc import ChapterNumber, TocEntry, chapter_labels, parse_chapter_number

_HEADING_LENGTH = 80
"""Maximum length in code points of a line of a heading."""
_CHAPTER_DISTANCE = 150
"""Code points between two headings below which the first may be in a table of contents."""
_METADATA_WINDOW = 4000
"""Code points in which title, author and date of a book are looked for."""

_blank = re.compile(r"\n[ \t]*\n\s*").finditer
_named_heading = re.compile(
    r"(?:preface|foreword|introduction|prologue|epilogue|conclusion|afterword|appendix|postscript|"
    r"footnotes|endnotes|bibliography|index|vorwort|einleitung|nachwort|préface|avant-propos|"
    r"prólogo|epílogo)\b[^.!?]{0,40}[.:]?\Z",
    re.IGNORECASE,
).match
_end_mark = re.compile(r"\n[ \t]*\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG").search
_fact = re.compile(r"^(Title|Author|Release date):[ \t]*(\S[^\n]*)$", re.MULTILINE | re.I).findall
_gutenberg = re.compile(r"\bProject Gutenberg\b").search
_by_line = re.compile(
    r"\s*\S[^\n]*\n(?:[ \t]*\n)*[ \t]*[Bb][Yy][ \t]+(\S[^\n]{2,60}?)[ \t]*\n"
).match


@dataclass(frozen=True, slots=True)
class Book:
    """The chapters and metadata of a book in plain text; all empty if the text is not a book."""

    title: str = ""
    author: str = ""
    date: str = ""
    headings: tuple[Heading, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may be a heading, with the one below it that belongs to it."""

    start: int
    end: int
    title: str
    number: ChapterNumber | None


def find_book(text: str) -> Book:
    """Find the chapters of a text, and the metadata in its first lines."""
    head = text[:_METADATA_WINDOW]
    fields = _fact(head) if _gutenberg(head) else []
    facts = {name.lower(): fact.strip() for name, fact in reversed(fields)}
    title, author, date = (facts.get(name, "") for name in ("title", "author", "release date"))
    date = date.partition(" [")[0]  # "[eBook #1342]" or the like follows
    lines = _remove_contents(list(_candidates(text)), len(text))
    if sum(1 for line in lines if line.number and not line.number.divides) < 2:
        return Book(title, author, date)
    if not author and (by_line := _by_line(head)):
        author = by_line[1]
    entries = list(_levels(lines))
    headings = tuple(Heading(each.start, each.level, each.title) for each in entries)
    runs = tuple(
        Run(line.start, line.end, f"heading{entry.level}")
        for line, entry in zip(lines, entries, strict=True)
    )
    labels = chapter_labels(entries)
    milestones = tuple(Milestone(start, label, numbered=True) for start, label in labels)
    return Book(title, author, date, headings, milestones, runs)


def _candidates(text: str) -> Iterator[_Line]:
    """Yield the lines that may be headings of chapters, up to the end mark of Project Gutenberg."""
    end = match.start() if (match := _end_mark(text)) else len(text)
    for start, stop in _paragraphs(text, end):
        if stop - start > 2 * _HEADING_LENGTH:
            continue
        lines = text[start:stop].split("\n")
        if len(lines) > 2 or max(map(len, lines)) > _HEADING_LENGTH:
            continue
        title = " ".join(" ".join(lines).split())
        number = parse_chapter_number(title)
        # "CHAPTER I" may be above its title; a paragraph that begins with "Part of" has no number.
        if number or (len(lines) == 1 and _named_heading(title)):
            yield _Line(start, stop, title, number)


def _paragraphs(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the words between blank lines."""
    start = len(text) - len(text.lstrip())
    for blank in _blank(text, 0, end):
        if blank.start() > start:
            yield start, blank.start()
        start = max(start, blank.end())
    if start < end:
        yield start, start + len(text[start:end].rstrip())


def _remove_contents(lines: Sequence[_Line], end: int) -> list[_Line]:
    """Return the lines without those of a table of contents.

    Those have hardly a word after them, and occur again later.
    """
    last = {_chapter_key(line): index for index, line in enumerate(lines)}
    headings = []
    for index, line in enumerate(lines):
        after = lines[index + 1].start if index + 1 < len(lines) else end
        if after - line.end >= _CHAPTER_DISTANCE or last[_chapter_key(line)] == index:
            headings.append(line)
    return headings


def _chapter_key(line: _Line) -> tuple[str, str]:
    """Return what two headings of the same chapter have in common."""
    words = re.sub(r"\W+", " ", line.title).casefold().strip()
    return (line.number.label, "") if line.number else ("", words)


def _levels(lines: Sequence[_Line]) -> Iterator[TocEntry]:
    """Yield the lines as entries; chapters are one level below the parts, if there are any."""
    signs = [line.number.sign for line in lines if line.number and line.number.divides]
    order = list(dict.fromkeys(signs))  # the outermost division comes first, as volumes of books
    for line in lines:
        number = line.number
        if number and number.divides:
            level = order.index(number.sign) + 1
        else:
            level = len(order) + 1 if number else 1
        yield TocEntry(line.start, min(level, 6), line.title)


_MINIMUM_SCENES = 3
"""Headings of scenes that a screenplay must have."""
_find_scenes = re.compile(
    r"(?:\A|\n[ \t]*)\n[ \t]*(?P<line>(?:(?P<number>[A-Z]?\d{1,3}[A-Z]?)\.?[ \t]+)?"
    r"(?P<title>(?:INT|EXT|EST|INT\.?/EXT|I/E)[./ ][^\na-z]{2,100}?)(?:[ \t]+[A-Z]?\d{1,3}[A-Z]?)?)"
    r"[ \t]*(?=\n)"
).finditer


def find_scenes(text: str) -> Book:
    """Find the scenes of a screenplay; a number beside a scene is how it is cited."""
    scenes = list(_find_scenes(text))
    if len(scenes) < _MINIMUM_SCENES:
        return Book()
    titles = [" ".join(scene["title"].split()) for scene in scenes]
    starts = [scene.start("line") for scene in scenes]
    labels = [f"sc. {scene['number'] or count}" for count, scene in enumerate(scenes, 1)]
    return Book(
        headings=tuple(Heading(at, 2, title) for at, title in zip(starts, titles, strict=True)),
        milestones=tuple(
            Milestone(at, label, numbered=True) for at, label in zip(starts, labels, strict=True)
        ),
        runs=tuple(Run(scene.start("line"), scene.end("line"), "heading2") for scene in scenes),
    )


_MINIMUM_TIMES = 3
"""Lines that must begin with a time."""
_MINIMUM_SHARE = 0.2
"""Share of all lines with words that must begin with a time."""

_find_codes = re.compile(
    r"^[ \t]*[\[(]?(?P<h>\d{1,2}):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:[.,]\d{1,3})?)?[\])]?"
    r"(?=[ \t\n])",
    re.MULTILINE,
).finditer
_find_verse = re.compile(r"^[ \t]*\d{1,3}:\d(?!\d)", re.MULTILINE).search


def find_time_codes(text: str) -> tuple[Milestone, ...]:
    """Find the times that lines of a text begin with, if enough of them do."""
    lines = sum(1 for line in text.split("\n") if line.strip())
    times = tuple(_time_codes(text))
    return times if len(times) >= max(_MINIMUM_TIMES, _MINIMUM_SHARE * lines) else ()


def _time_codes(text: str) -> Iterator[Milestone]:
    """Yield times of day or of a recording, with hours added if only some have three numbers."""
    matches = list(_find_codes(text))
    if _find_verse(text):  # 3:9 is a verse and not a time, so 3:16 is one too
        return
    full = any(match["s"] for match in matches)
    for match in matches:
        parts = (
            [match["h"], match["m"], match["s"]] if match["s"] else ["0", match["h"], match["m"]]
        )
        numbers = [int(part) for part in parts]
        label = ":".join(f"{n:02}" for n in (numbers if full else numbers[1:]))
        yield Milestone(match.start(), label)
