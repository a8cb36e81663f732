"""Screenplays in Fountain (fountain.io/syntax): scenes as headings, dialogue as turns.

A name stands on the line above its words, as in a printed screenplay. Marks that force an element
are not written. Notes in [[ ]] are annotations of the file; what stands between /* and */ is cut
and counted as omitted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from readerapp.documents import limits
from readerapp.documents.builder import DocumentBuilder
from readerapp.documents.document import Document, EmbeddedAnnotation
from readerapp.documents.format import DocumentInput
from readerapp.documents.formats.plain import open_plain
from readerapp.documents.formats.screenplay import CHARACTER, TRANSITION, ScreenplayWriter
from readerapp.text.source import Text

_NOTE = "\ufdd0{}\ufdd1"
"""What stands for a note while lines are read: noncharacters, which no text has."""

_cut = re.compile(r"/\*.*?\*/", re.DOTALL).subn
_notes = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_note_mark = re.compile("\ufdd0(\\d+)\ufdd1")
_title_key = re.compile(r"([A-Za-z][A-Za-z ]{1,30}):[ \t]*(.*)\Z").match
_scene = re.compile(r"(?:INT|EXT|EST|INT\.?/EXT|I/E)[. ]", re.IGNORECASE).match
_scene_number = re.compile(r"[ \t]*#([\w.-]+)#\Z").search
_section = re.compile(r"(#{1,6})[ \t]*(?=[^#\s])").match
_name_extension = re.compile(r"[ \t]*\([^)]*\)").sub
_emphasis = re.compile(r"(?<!\\)(\*{1,3}|_)(?=\S)(.+?)(?<=[^\s\\])\1")
_escape = re.compile(r"\\([*_\\])").sub
_KINDS = {
    "*": ("emphasis",), "_": ("emphasis",), "**": ("strong",), "***": ("strong", "emphasis")
}  # fmt: skip


def open_fountain(source: DocumentInput) -> Document:
    """Open a screenplay; one that is too long to be one is read as plain text."""
    if source.raw.size > limits.BOOK:
        return open_plain(source)
    whole = Text.from_raw(source.raw, source.name, encoding=source.encoding).whole()
    return _Screenplay(whole).document(source)


class _Screenplay:
    """A parser that writes the elements of a screenplay to a builder."""

    def __init__(self, whole: str) -> None:
        self._out = DocumentBuilder()
        self._writer = ScreenplayWriter(self._out)
        self._notes: list[str] = []
        self._facts: dict[str, str] = {}
        whole, cuts = _cut("", whole)
        for _ in range(cuts):
            self._out.count_omission("cut passage")
        lines = [line.rstrip("\t") for line in _notes.sub(self._mark_note, whole).split("\n")]
        self._lines = [line if line == "  " else line.rstrip() for line in lines]
        body = self._title_page()
        depths = [len(match[1]) for line in self._lines[body:] if (match := _section(line))]
        self._above = 1 if self._facts.get("title") else 0
        self._scene_level = min(self._above + max(depths, default=0) + 1, 6)
        self._body(body)

    def document(self, source: DocumentInput) -> Document:
        """Return the document."""
        facts = self._facts
        author = facts.get("author") or facts.get("authors") or ""
        date = facts.get("draft date") or facts.get("date") or ""
        title = _plain(facts.get("title", "")) or source.title
        return self._out.document(
            source, "fountain", title=title, author=_plain(author), date=_plain(date)
        )

    def _mark_note(self, match: re.Match[str]) -> str:
        """Keep a note, and return what stands for it in its line."""
        self._notes.append(" ".join(match[1].split()))
        return _NOTE.format(len(self._notes) - 1)

    def _title_page(self) -> int:
        """Write the title page, and return the index of the line after it."""
        lines = self._lines
        if not lines or not (first := _title_key(lines[0])) or first[1].lower() not in TITLE_KEYS:
            return 0
        end = next((index for index, line in enumerate(lines) if not line.strip()), len(lines))
        found: list[tuple[str, list[str]]] = []
        for line in lines[:end]:
            match = None if line[:1].isspace() else _title_key(line)
            if match:
                found.append((match[1], [match[2]] if match[2] else []))
            elif found:
                found[-1][1].append(line.strip())
        for key, values in found:
            self._facts.setdefault(key.lower(), " ".join(values))
            if key.lower() == "title" and values:
                self._heading(" ".join(values), 1)
            else:
                self._block("\n".join((f"{key}: {values[0]}" if values else key, *values[1:])))
        return end

    def _body(self, at: int) -> None:
        """Write the elements from line `at` on."""
        lines = self._lines
        while at < len(lines):
            line = lines[at].strip()
            if not line or not line.strip("="):
                at += 1  # three "=" are a page break
                continue
            alone = at == 0 or not lines[at - 1].strip()
            followed = at + 1 < len(lines) and lines[at + 1] != ""
            if match := _section(line):
                self._heading(line[match.end() :], min(self._above + len(match[1]), 6))
            elif line.startswith("=") and not line.startswith("=="):
                self._block(line[1:].strip(), kind="emphasis")
            elif (line[0] == "." and line[1:2] not in ("", ".")) or (alone and _scene(line)):
                self._scene(line.removeprefix("."))
            elif line[0] == ">" and line[-1] == "<":
                self._block(line[1:-1].strip(), indent=CHARACTER)
            elif line[0] == ">" or (alone and not followed and _is_transition(line)):
                self._block(line.removeprefix(">").strip(), indent=TRANSITION)
            elif alone and followed and _is_character(line):
                at = self._dialogue(at)
                continue
            else:
                at = self._action(at)
                continue
            at += 1

    def _heading(self, words: str, level: int) -> None:
        """Write a heading."""
        self._writer.heading(lambda: self._words(words.strip()), level)

    def _scene(self, line: str) -> None:
        """Write the heading of a scene, with its number as its locator."""
        number = _scene_number(line)
        words = line[: number.start()] if number else line
        self._writer.scene(
            lambda: self._words(words.strip()), self._scene_level, number[1] if number else ""
        )

    def _block(self, words: str, *, indent: int = 0, kind: str = "") -> None:
        """Write a paragraph."""
        kinds = (kind,) if kind else ()
        self._writer.block(lambda: self._styled(kinds, lambda: self._words(words)), indent)

    def _action(self, at: int) -> int:
        """Write the lines of a description, and return the index of the line after it."""
        end = at + 1
        while end < len(self._lines) and self._lines[end].strip():
            end += 1
        lines = [line.strip() for line in self._lines[at:end]]
        lines = [line[1:] if line[:1] in ("!", "~") else line for line in lines]
        words = "\n".join(lines)
        if _note_mark.sub("", words).strip():
            self._block(words)
        else:
            self._words(words)  # notes alone
        return end

    def _dialogue(self, at: int) -> int:
        """Write a name and what is said, and return the index of the line after it."""
        name = self._lines[at].strip().removeprefix("@").removesuffix("^").strip()
        self._writer.name(lambda: self._words(name), _plain(_name_extension("", name)))
        at += 1
        while at < len(self._lines) and self._lines[at]:
            line = self._lines[at].strip()
            at += 1
            if line:
                self._line(line.removeprefix("~"))
        self._writer.end_dialogue()
        return at

    def _line(self, line: str) -> None:
        """Write a line of a dialogue."""
        self._writer.line(lambda: self._words(line), spoken=not line.startswith("("))

    def _words(self, words: str) -> None:
        """Write words with their emphasis, and the notes among them as annotations."""
        start = 0
        for match in _emphasis.finditer(words):
            self._plain_words(words[start : match.start()])
            inner = match[2]
            self._styled(_KINDS[match[1]], lambda inner=inner: self._words(inner))  # type: ignore[misc]
            start = match.end()
        self._plain_words(words[start:])

    def _styled(self, kinds: Sequence[str], write: Callable[[], None]) -> None:
        """Call `write` with its words in styles."""
        if not kinds:
            write()
            return
        with self._out.styled(kinds[0]):
            self._styled(kinds[1:], write)

    def _plain_words(self, words: str) -> None:
        """Write words without emphasis."""
        for index, part in enumerate(_note_mark.split(words)):
            if index % 2:
                at, note = self._out.at, self._notes[int(part)]
                self._out.annotate(EmbeddedAnnotation(at, at, kind="note", note=note))
            elif part:
                self._out.write(_escape(r"\1", part))


TITLE_KEYS = (
    "title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact",
    "copyright", "revision",
)  # fmt: skip
"""The keys that a title page may begin with."""


def _is_transition(line: str) -> bool:
    """Return whether a line is a transition, such as "CUT TO:"."""
    return line.isupper() and line.endswith("TO:")


def _is_character(line: str) -> bool:
    """Return whether a line above others is the name of who speaks."""
    if line.startswith("@"):
        return len(line) > 1
    name = _name_extension("", line.removesuffix("^"))
    return line[0] != "!" and name.isupper() and any(map(str.isalpha, name))


def _plain(words: str) -> str:
    """Return words without marks of emphasis and notes."""
    return re.sub(r"\\?[*_]", "", _note_mark.sub("", words)).strip()
