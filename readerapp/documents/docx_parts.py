"""What a DOCX says outside its text: styles, lists, addresses, and who wrote it.

Source: ECMA-376 (Office Open XML), part 1, chapter 17; names are those of WordprocessingML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readerapp.documents.archive import Archive
from readerapp.documents.numbering import LONGEST_PATTERN, Counter, Level
from readerapp.documents.numbers import whole
from readerapp.documents.trees import parse_xml
from readerapp.model import ReaderError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_FORMS = {"decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "decimalZero"}
DEEPEST = 8
"""The innermost level of a list: Word has nine, from 0."""
_heading = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop) (\d)", re.IGNORECASE).match
_quote = re.compile(r"quote|quotation|block text|zitat|citation", re.IGNORECASE).search
_code = re.compile(r"source code|preformatted|html code|verbatim|macro text", re.IGNORECASE).search
_contents = re.compile(r"toc (?:\d|heading)|contents \d", re.IGNORECASE).match


def val(element: Element | None, name: str = "val") -> str:
    """An attribute by its local name: the namespace differs between the kinds of DOCX."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a property that is on or off is on."""
    found = None if properties is None else properties.find(f"{{*}}{name}")
    return found is not None and val(found) not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style makes of a paragraph: a heading of `level`, a "quote", "code" or "contents"."""

    level: int = 0
    kind: str = ""
    list_id: str = ""
    list_level: int = 0


class Parts:
    """The parts of a DOCX beside its text; each may be missing."""

    def __init__(self, archive: Archive, label: str) -> None:
        self._archive, self._label = archive, label
        styles = self._part("word/styles.xml")
        self._styles = (
            {} if styles is None else {val(s, "styleId"): s for s in styles.iter("{*}style")}
        )
        self._known: dict[str, ParagraphStyle] = {}
        self._own: dict[str, tuple[ParagraphStyle, str]] = {}
        self._lists = dict(self._read_lists())
        self.notes = {
            (kind, val(note, "id")): note
            for kind in ("footnote", "endnote")
            for note in self._children(f"word/{kind}s.xml", kind)
        }

    def addresses(self) -> dict[str, str]:
        """The address of each link, by its id in the text."""
        rels = self._children("word/_rels/document.xml.rels", "Relationship")
        return {val(each, "Id"): val(each, "Target") for each in rels if val(each, "TargetMode")}

    def facts(self) -> tuple[str, str, str]:
        """Title, author and date."""
        core = self._part("docProps/core.xml")
        if core is None:
            return "", "", ""
        found = [core.find(f"{{*}}{name}") for name in ("title", "creator", "created")]
        title, author, date = ("" if each is None else (each.text or "").strip() for each in found)
        return title, author, date[:10]

    def style(self, name: str) -> ParagraphStyle:
        """What the style of a paragraph means, from its name and from those it is based on."""
        if name not in self._known:
            level, kind, list_id, list_level = 0, "", "", 0
            for own in self._chain(name):
                level, kind = level or own.level, kind or own.kind
                if not list_id:
                    list_id, list_level = own.list_id, own.list_level
            self._known[name] = ParagraphStyle(level, kind, list_id, list_level)
        return self._known[name]

    def counter(self, list_id: str) -> Counter | None:
        """What counts the items of a list."""
        return self._lists.get(list_id)

    def _chain(self, name: str) -> Iterator[ParagraphStyle]:
        """What each of the styles says itself that the one of that name is based on."""
        for _ in range(12):  # styles that are based on each other go in a circle
            style = self._styles.get(name)
            if style is None:
                return
            if name not in self._own:
                self._own[name] = _own(style), val(style.find("{*}basedOn"))
            own, name = self._own[name]
            yield own

    def _read_lists(self) -> Iterator[tuple[str, Counter]]:
        numbering = self._part("word/numbering.xml")
        if numbering is None:
            return
        kinds = {
            val(each, "abstractNumId"): dict(_levels(each))
            for each in numbering.iter("{*}abstractNum")
        }
        counters: dict[str, Counter] = {}
        for num in numbering.iter("{*}num"):
            kind = val(num.find("{*}abstractNumId"))
            levels = dict(kinds.get(kind, {}))
            restarts = False
            for override in num.iter("{*}lvlOverride"):
                depth = whole(val(override, "ilvl"), -1)
                start = whole(val(override.find("{*}startOverride")), -1)
                if 0 <= depth <= DEEPEST and start >= 0:
                    restarts = True
                    old = levels.get(depth, Level())
                    levels[depth] = Level(old.form, old.pattern, start)
            # Lists of one kind go on counting, unless they say where they start.
            counter = Counter(levels) if restarts else counters.setdefault(kind, Counter(levels))
            yield val(num, "numId"), counter

    def _part(self, name: str) -> Element | None:
        if name in self._archive:
            with suppress(ReaderError):
                return parse_xml(self._archive.read(name), self._label)
        return None

    def _children(self, name: str, kind: str) -> list[Element]:
        part = self._part(name)
        return [] if part is None else list(part.iter(f"{{*}}{kind}"))


def _own(style: Element) -> ParagraphStyle:
    """What a style says itself."""
    name, properties = val(style.find("{*}name")), style.find("{*}pPr")
    numbered = None if properties is None else properties.find("{*}numPr")
    list_id, depth = "", 0
    if numbered is not None:
        list_id = val(numbered.find("{*}numId"))
        depth = min(whole(val(numbered.find("{*}ilvl"))), DEEPEST)
    return ParagraphStyle(min(_level(name, properties), 6), _kind(name), list_id, depth)


def _level(words: str, properties: Element | None) -> int:
    if words.lower() == "title":
        return 1
    if found := _heading(words):
        return int(found[1])
    outline = -1 if properties is None else whole(val(properties.find("{*}outlineLvl")), -1)
    return outline + 1 if 0 <= outline < 9 else 0


def _kind(words: str) -> str:
    found = ((_contents, "contents"), (_code, "code"), (_quote, "quote"))
    return next((kind for matches, kind in found if matches(words)), "")


def _levels(kind: Element) -> Iterator[tuple[int, Level]]:
    for level in kind.iter("{*}lvl"):
        depth = whole(val(level, "ilvl"), -1)
        form = val(level.find("{*}numFmt"))
        pattern = val(level.find("{*}lvlText"))[:LONGEST_PATTERN]
        if form == "none":
            form, pattern = "decimal", ""
        if 0 <= depth <= DEEPEST:
            first = whole(val(level.find("{*}start")), 1)
            yield depth, Level(form if form in _FORMS else "", pattern, first)
