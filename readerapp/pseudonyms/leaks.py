"""Checks what would be written: where a name still stands, and what leads to a name.

The check does not trust the replacement. It reads what the exporter wrote, undoes the escapes of
the formats, and looks at each word without case and accents, and at longer words that contain a
name. A passage of five words beside a name that occurs once in the document can be searched for on
the web, where the name may stand beside it, so such passages are listed too.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from readerapp.pseudonyms.name_finder import Likeness, Mention, NameFinder
from readerapp.pseudonyms.name_forms import word_pattern

SNIPPET_WORDS = 5
"""Words of a passage that can be searched for: fewer are rarely the only ones on the web."""

_id_pattern = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32,}\b|sha256-[\w+/=]+"
)
_unicode_escape = re.compile(r"\\u([0-9a-fA-F]{4})")
_line_escape = re.compile(r"\\[nrt]")
_tag_pattern = re.compile(r"<[^<>]{0,400}>")
_any_word = re.compile(r"\d*[^\W\d]\w*")  # a time or a number leads nowhere


class Leak(NamedTuple):
    """A place of a file where a name still stands, or words that lead to one.

    Attributes:
        place: Where it is: "line 12", "project.qde, line 3".
        words: The words.
    """

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What a check found.

    Attributes:
        names: Names, and words that contain one.
        similar: Other words that contain a short name, which are rather other words and names.
        snippets: Unique passages beside names.
    """

    names: tuple[Leak, ...] = ()
    similar: tuple[Leak, ...] = ()
    snippets: tuple[Leak, ...] = ()


def check_leaks(
    data: bytes,
    finder: NameFinder,
    *,
    document: str,
    file_name: str = "",
    make_blank: Callable[[], bytes] | None = None,
) -> LeakReport:
    """Check what would be written.

    Args:
        data: The bytes of the file.
        finder: Finds the names.
        document: The whole text of the document, with names.
        file_name: The name of the file.
        make_blank: Returns the same file without words of people, in which only words of the
            format stand: an element `<Page>` is not the surname Page. None if it has no such words.
    """
    lines = list(_lines(data))
    names = _without_usual(list(_names(lines, finder, "name")), finder, "name", make_blank)
    similar = _without_usual(list(_names(lines, finder, "similar")), finder, "similar", make_blank)
    names += _names([("the name of the file", file_name)], finder, "name")
    snippets = find_snippets(lines, document, finder.find(document))
    return LeakReport(tuple(names), tuple(similar), tuple(snippets))


def _without_usual(
    leaks: list[Leak],
    finder: NameFinder,
    likeness: Likeness,
    make_blank: Callable[[], bytes] | None,
) -> list[Leak]:
    """Return leaks without the words of the format."""
    if not leaks or not make_blank:
        return leaks
    blank = list(_lines(make_blank()))
    usual = Counter(leak.words for leak in _names(blank, finder, likeness))
    found = Counter(leak.words for leak in leaks)
    return [leak for leak in leaks if found[leak.words] > usual[leak.words]]


def find_names(text: str, finder: NameFinder) -> list[Leak]:
    """Return where a text still names somebody, by line.

    Args:
        text: The text.
        finder: Finds the names.
    """
    lines = enumerate(text.split("\n"), 1)
    return list(_names(((f"line {n}", _decode(line)) for n, line in lines), finder, "name"))


def read_text(data: bytes) -> str:
    """Return the text of a file, or of all files in a zip file, without the escapes of formats."""
    return "\n".join(line for _, line in _lines(data))


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file, or of all files in a zip file, with their places."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name, name
                for place, line in _lines(archive.read(name)):
                    yield f"{name}, {place}", line
        return
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        yield f"line {number}", _decode(line)


def _decode(line: str) -> str:
    """Return a line without the escapes of JSON, Markdown, HTML and addresses, and without ids."""
    line = _id_pattern.sub(" ", line)
    if "\\" in line:
        line = _unicode_escape.sub(lambda found: chr(int(found[1], 16)), line)
        line = _line_escape.sub(" ", line).replace("\\", "")
    if "%" in line:
        line = unquote(line, errors="replace")
    return html.unescape(line) if "&" in line else line


def _names(
    lines: Iterable[tuple[str, str]], finder: NameFinder, likeness: Likeness
) -> Iterator[Leak]:
    """Yield the words of some lines that are so much like a name.

    Args:
        lines: The lines with their places.
        finder: Finds the names.
        likeness: "name" for names and words that contain one, "similar" for others.
    """
    for place, line in lines:
        mentions = finder.find(line) if likeness == "name" else []
        yield from (Leak(place, line[one.start : one.end]) for one in mentions)
        ends = [one.end for one in mentions]
        for match in word_pattern.finditer(line):
            if finder.compare(match.group()) != likeness:
                continue
            number = bisect_right(ends, match.start())
            inside = number < len(mentions) and mentions[number].start <= match.start()
            if not inside and not finder.is_kept(line, match.start(), match.end()):
                yield Leak(place, match.group())


def find_snippets(
    lines: Iterable[tuple[str, str]], document: str, mentions: Sequence[Mention]
) -> list[Leak]:
    """Return the passages of some lines that occur once in the document, beside a name.

    Args:
        lines: The lines with their places.
        document: The whole text of the document, with names.
        mentions: The names in the document, in order.
    """
    beside = _words_beside(document, mentions)
    if not beside:
        return []
    found: dict[tuple[str, ...], str] = {}
    window: list[str] = []
    for place, line in lines:
        for match in _any_word.finditer(_tag_pattern.sub(" ", line)):
            window.append(match.group().casefold())
            if len(window) > SNIPPET_WORDS:
                del window[0]
            key = tuple(window)
            if key in beside:
                found.setdefault(key, place)
    return [Leak(place, beside[key]) for key, place in found.items()]


def _words_beside(document: str, mentions: Sequence[Mention]) -> dict[tuple[str, ...], str]:
    """Return the unique passages directly before and after names, by their words."""
    words = [(match.start(), match.end()) for match in _any_word.finditer(document)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    beside: dict[tuple[str, ...], str] = {}
    for number, one in enumerate(mentions):
        before = mentions[number - 1].end if number else 0
        after = mentions[number + 1].start if number + 1 < len(mentions) else len(document)
        last = bisect_right(ends, one.start)
        first = bisect_left(starts, one.end)
        for spans in (
            words[max(0, last - SNIPPET_WORDS) : last],
            words[first : first + SNIPPET_WORDS],
        ):
            if len(spans) == SNIPPET_WORDS and before <= spans[0][0] and spans[-1][1] <= after:
                text = document[spans[0][0] : spans[-1][1]]
                beside[tuple(document[a:b].casefold() for a, b in spans)] = text
    counts: Counter[tuple[str, ...]] = Counter()
    every = [document[start:end].casefold() for start, end in words] if beside else []
    for number in range(len(every) - SNIPPET_WORDS + 1):
        key = tuple(every[number : number + SNIPPET_WORDS])
        if key in beside:
            counts[key] += 1
    return {key: text for key, text in beside.items() if counts[key] == 1}
